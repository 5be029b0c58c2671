//! jigyo recovers the item tables of Japanese municipal project reports (事業評価, 行財政改革の進捗報告 …), with a
//! trace for every value, and checks every figure that arithmetic or a second place in the report can check.

pub mod check;
mod converter;
mod failure;
pub mod japanese;
pub mod batch;
pub mod inspect;
pub mod layout;
pub mod model;
pub mod recover;
pub mod source;
pub mod vocabulary;
pub mod write;

pub use converter::{Config, ConfigError, Converter, ReadOptions};
pub use failure::Failure;
