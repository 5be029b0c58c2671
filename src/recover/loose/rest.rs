//! What is left beside tables and indicators: printed counts, running text, page numbers, running heads.

use std::collections::BTreeMap;

use super::department::is_digits;
use super::header::Unit;
use super::strip::Strip;
use crate::recover::{Ledger, Part};
use crate::source::Canvas;

/// Books the lines outside the tables as prose, page numbers and lines that stand again elsewhere as furniture.
/// Lines within the tables that nothing claimed stay unread.
pub(super) fn book(strips: &[Strip], units: &[Unit], canvas: &Canvas, ledger: &mut Ledger) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for strip in strips {
        *times.entry(strip.key.as_str()).or_default() += 1;
    }
    let first = units.iter().map(|unit| unit.header).min().unwrap_or(strips.len());
    for (at, strip) in strips.iter().enumerate() {
        let repeated = at >= first && times.get(strip.key.as_str()).is_some_and(|&times| times > 1);
        if is_digits(&strip.key) || repeated {
            ledger.claim_passage(Part::Furniture, &strip.text, canvas);
        } else if at < first {
            ledger.claim_passage(Part::Prose, &strip.text, canvas);
        }
    }
}
