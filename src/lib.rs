//! jigyo recovers the item tables of Japanese municipal project reports (事業評価, 行財政改革の進捗報告 …), with a
//! trace for every value, and checks every figure that arithmetic or a second place in the report can check.
//!
//! The way in is a [`Converter`]: made once, shared by any number of threads, it turns the bytes of one input into a
//! checked [`Report`](model::Report), which serialises as the JSON that the program writes.
//!
//! ```
//! use jigyo::model::CheckStatus;
//! use jigyo::{Config, Converter, ReadOptions};
//!
//! let text = "\
//! 令和5年度 事務事業評価報告書
//!
//! 施策1 公園の充実
//!
//! （単位：千円）
//! | 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 |
//! |---|---|---|---|---|
//! | 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 |
//! | 児童遊園整備事業 | 公園緑地課 | 3,200 | 4,000 | 8O0 |
//! | 街路樹管理事業 | 道路課 | 900 | 700 | 200 |
//! ";
//! let converter = Converter::new(&Config::default())?;
//! let report = converter.convert("parks.txt", text.as_bytes(), &ReadOptions::default())?;
//!
//! let row = &report.items[1];
//! assert_eq!(row.kind, "事務事業");
//! assert_eq!(row.name, "児童遊園整備事業");
//! assert_eq!(row.departments[0].name, "公園緑地課");
//! assert_eq!(row.budgets[0].fiscal_year, Some(2023));
//! assert_eq!(row.budgets[0].yen, Some(3_200_000));
//! // Where it stands: line 9 of the input.
//! assert_eq!(row.budgets[0].trace.lines, Some([9, 9]));
//! // The damaged difference had one answer left, −800; what is printed stays beside it.
//! assert_eq!(row.repairs[0].printed, "8O0");
//! assert_eq!(report.checks[1].status, CheckStatus::Repaired);
//! // Nothing is lost: every character was counted in some part.
//! assert_eq!(report.coverage.unread, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Inside, the flow goes one way: [`source`] reads bytes into what stands where, [`recover`] makes of it what the
//! report says, by the words of [`vocabulary`], [`check`] compares and repairs, and [`write`](mod@write) puts the
//! result into files, `database` into one that grows and can be searched. [`batch`] does this for many inputs, in [`worker`] processes where it is told how to start one, [`inspect`] shows what was seen in one. See
//! `docs/architecture.md`.

pub mod batch;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod converter;
pub mod correct;
#[cfg(feature = "sqlite")]
pub mod database;
mod failure;
mod host;
pub mod inspect;
pub mod japanese;
pub mod layout;
pub mod limits;
pub mod model;
mod options;
pub mod recover;
pub mod source;
pub mod vocabulary;
pub mod worker;
pub mod write;
mod written;

pub use converter::{Config, ConfigError, Converter};
pub use failure::Failure;
pub use host::Host;
pub use limits::Limits;
pub use options::{ReadOptions, encoding_name, page_range};
pub use written::{Account, Written, convert_here};
