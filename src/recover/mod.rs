//! From a [`Reading`](crate::source::Reading) to a [`Draft`]: outline, item tables, form sheets, indicators.

mod amounts;
mod columns;
mod departments;
mod document;
mod draft;
mod emit;
mod entry;
mod flags;
mod form;
mod grades;
mod indicators;
mod ledger;
mod lexicon;
mod lines;
mod loose;
mod marks;
mod merge;
mod outline;
mod plan;
mod read;
mod rows;
mod state;
mod survey;
mod tallies;
mod years;

pub use draft::{Draft, Statement};
pub use ledger::{Ledger, Part};
pub use read::recover;

use read::read_table;

use crate::japanese;
use crate::source::Passage;

/// A passage without the blanks that OCR and wrapping put into Japanese text; lines stay.
pub(crate) fn tidy(passage: &Passage) -> Passage {
    japanese::squeeze(passage, japanese::LineBreaks::Keep)
}
