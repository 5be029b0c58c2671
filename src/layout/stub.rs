//! A first column of labels for several rows each, which few rows fill.

use super::Bbox;
use super::columns::Row;
use super::gutters::Gap;
use super::shape::mode;

/// Labels of one column begin within this (in em).
const FLUSH: f32 = 0.2;
/// White space (in em) between the two columns of labels.
const MIN_GUTTER: f32 = 0.6;
/// So many rows begin at the second column.
const MIN_ROWS: usize = 4;
/// Of the rows at most one in so many has more than the second column's label.
const SPARSE: usize = 2;
/// So many labels of the first column tell.
const MIN_LABELS: usize = 2;

/// The white space between two columns of labels left of the first of `gutters`, if the first one is mostly empty.
pub(crate) fn gutter(rows: &[Row], gutters: &[Gap], em: f32) -> Option<Gap> {
    let end = gutters.first().map(|gap| (gap.0 + gap.1) / 2.0)?;
    let labels: Vec<Vec<Bbox>> = rows.iter().map(|row| pieces(row, end, em)).collect();
    let lasts = labels.iter().filter_map(|row| row.last());
    let (count, left) = mode(lasts.map(|bbox| bbox.x0).collect(), em * FLUSH);
    let of_first: Vec<(&Bbox, bool)> = labels
        .iter()
        .flat_map(|row| row.iter().map(move |bbox| (bbox, row.len() > 1)))
        .filter(|(bbox, _)| bbox.x0 < left - em * FLUSH)
        .collect();
    let right = of_first.iter().map(|(bbox, _)| bbox.x1).fold(f32::MIN, f32::max);
    let (flush, _) = mode(of_first.iter().map(|(bbox, _)| bbox.x0).collect(), em * FLUSH);
    let level = of_first.iter().filter(|(_, level)| *level).count();
    let sparse = of_first.len() >= MIN_LABELS && of_first.len() * SPARSE <= rows.len() + 1;
    let found = count >= MIN_ROWS
        && count * 2 > rows.len()
        && sparse
        && flush == of_first.len()
        && level > 0
        && left - right >= em * MIN_GUTTER;
    found.then_some((right, left))
}

/// What stands left of `end`, parted by white space as wide as that between columns of labels.
fn pieces(row: &Row, end: f32, em: f32) -> Vec<Bbox> {
    let words = row.words.iter().map(|word| word.bbox);
    let mut pieces: Vec<Bbox> = Vec::new();
    for word in words.filter(|bbox| bbox.x0 < end) {
        match pieces.last_mut() {
            Some(last) if word.x0 - last.x1 < em * MIN_GUTTER => *last = last.hull(&word),
            _ => pieces.push(word),
        }
    }
    pieces
}
