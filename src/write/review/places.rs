//! Where the values of a review page stand, each place once.

use std::collections::BTreeMap;

use super::SourceView;
use crate::model::Trace;

/// The places of a page, each once.
pub(super) struct Places<'s> {
    source: &'s SourceView,
    numbers: BTreeMap<String, usize>,
    pieces: Vec<Vec<Vec<f64>>>,
}

impl<'s> Places<'s> {
    pub(super) fn new(source: &'s SourceView) -> Self {
        Places {
            source,
            numbers: BTreeMap::new(),
            pieces: Vec::new(),
        }
    }

    /// Number of the place where `trace` is.
    pub(super) fn of(&mut self, trace: &Trace) -> usize {
        let pieces = self.source.pieces(trace);
        let key = serde_json::to_string(&pieces).unwrap_or_default();
        *self.numbers.entry(key).or_insert_with(|| {
            self.pieces.push(pieces);
            self.pieces.len() - 1
        })
    }

    pub(super) fn into_pieces(self) -> Vec<Vec<Vec<f64>>> {
        self.pieces
    }
}
