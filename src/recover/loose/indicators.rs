//! Indicators.
use super::strip::Strip;
use crate::recover::{Draft, Ledger};
use crate::source::Canvas;
use crate::vocabulary::Vocabulary;

pub(super) fn read(
    _strips: &[Strip],
    _words: &Vocabulary,
    _draft: &mut Draft,
    _canvas: &Canvas,
    _ledger: &mut Ledger,
) {
}
