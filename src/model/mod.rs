//! The contract as types: one [`Report`] a document, serialised field by field in the order written here.
//!
//! `schemas/document.schema.json` is generated from these types. Fields marked `#[serde(skip)]` carry what the
//! checks need (printed forms) and never reach the output.

mod check;
mod choices;
mod figure;
mod item;
mod measure;
mod report;
mod run;
mod trace;

pub use check::{Check, CheckRule, CheckStatus, Repair};
pub use choices::{Choices, OcrChoice};
pub use figure::Figure;
pub use item::{
    Budget, Change, Department, Difference, Evaluation, Item, Phase, RatioKind, Section, TextEntry,
};
pub use measure::{Indicator, IndicatorRole, IndicatorValue, LegendEntry, Qualifier, Tally};
pub use report::{
    Coverage, DocumentFacts, Engine, Municipality, Outcome, PlanPeriod, Program, ReadAs, Report, Residue,
    ResidueKind, SCHEMA_VERSION, Source, TableRecord, TableSpan, UnreadPage, UnreadReason, Warning,
};
pub use run::{Numbers, RunLine, RunOutcome};
pub use trace::Trace;
