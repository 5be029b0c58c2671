//! Tables without lines in which pieces far apart would share a cell: forms whose rows have more or fewer labels, and
//! tables set one below the other in columns of their own.

use super::columns::{Row, hull, span};
use super::found::Found;
use super::gutters::Gap;
use super::staggered;

/// Pieces of one row this far apart (in em) are no words of one cell.
const APART: f32 = 1.5;
/// White space that rows have in common between such pieces is at least this wide (in em).
const COMMON: f32 = 2.0;
/// Pieces begin on one line when they are off by at most this (in em).
const FLUSH: f32 = 0.2;
/// Rows that are looked at for the place where the next table begins.
const MAX_ROWS: usize = 80;
/// White between two tables is so many times as high as between most rows.
const WIDER: f32 = 1.5;
/// Fewest rows of a part.
const LEAST: usize = 2;

/// The first of the tables that `found` is, where parting it leaves fewer rows whose pieces crowd in one column, and the
/// end of the second; `table` finds a table in a stretch of rows.
pub(crate) fn parted(
    found: Found,
    rows: &[Row],
    em: f32,
    table: impl Fn(usize, usize) -> Option<Found>,
) -> (Found, Option<usize>) {
    let (from, to) = (found.from, found.to);
    let whole = count(&found, rows);
    if whole == 0 {
        return (found, None);
    }
    if to - from > MAX_ROWS {
        return (relieved(found, rows, em), None);
    }
    let part = |from: usize, to: usize| table(from, to).map(|part| relieved(part, rows, em));
    let several = |from: usize, to: usize| {
        let rows = rows.get(from..to).unwrap_or_default();
        rows.iter().filter(|row| row.lines.len() > 1).count()
    };
    // Rows in no table crowd as well.
    let cost = |part: &Found, from: usize, to: usize| {
        count(part, rows) + several(part.to.min(to), to) + several(from, part.from.max(from))
    };
    let mut best: Option<(usize, Found, usize)> = None;
    let breaks = breaks(rows, from, to);
    for (index, &at) in breaks.iter().enumerate() {
        // What follows the next one may be a table of its own again.
        let ends = [Some(to), breaks.get(index + 1).copied()].into_iter().flatten();
        let lower = ends.filter_map(|to| part(at, to).map(|part| (cost(&part, at, to), to)));
        let (Some(upper), Some((below, end))) = (part(from, at), lower.min_by_key(|(cost, _)| *cost)) else {
            continue;
        };
        let sum = cost(&upper, from, at) + below;
        if sum * 2 <= whole && best.as_ref().is_none_or(|(least, ..)| sum < *least) {
            best = Some((sum, upper, end));
        }
    }
    match best {
        Some((_, first, end)) => (first, Some(end)),
        None => (relieved(found, rows, em), None),
    }
}

/// The table with a gutter more wherever several rows have pieces far apart in one column that begin on one line: rows of
/// fewer pieces reach over it.
pub(crate) fn relieved(found: Found, rows: &[Row], em: f32) -> Found {
    let slice = rows.get(found.from..found.to).unwrap_or_default();
    let mut crowds: Vec<Gap> = slice.iter().flat_map(|row| gaps(row, &found)).collect();
    crowds.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut found = found;
    for same in crowds.chunk_by(|a, b| b.1 - a.1 <= em * FLUSH) {
        let start = same.iter().map(|gap| gap.0).fold(f32::MIN, f32::max);
        let end = same.iter().map(|gap| gap.1).fold(f32::MAX, f32::min);
        if same.len() < 2 || end - start < em * COMMON {
            continue;
        }
        let at = found.gutters.partition_point(|gutter| gutter.0 < start);
        found.gutters.insert(at, (start, end));
        // Running text that reaches over it is not to be cut where a glyph happens to stand there.
        found.lefts.insert((at + 1).min(found.lefts.len()), None);
    }
    found
}

/// Rows with clearly more white above them than others have.
fn breaks(rows: &[Row], from: usize, to: usize) -> Vec<usize> {
    let slice = rows.get(from..to).unwrap_or_default();
    let gap = |pair: &[Row]| match pair {
        [above, below] => (hull(&below.lines).y0 - hull(&above.lines).y1).max(0.0),
        _ => 0.0,
    };
    let gaps: Vec<f32> = slice.windows(2).map(gap).collect();
    let mut sorted = gaps.clone();
    sorted.sort_by(f32::total_cmp);
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let wide = gaps.iter().enumerate().filter(|(_, gap)| **gap > usual * WIDER);
    let at = wide.map(|(index, _)| from + index + 1);
    at.filter(|at| at - from >= LEAST && to - at >= LEAST).collect()
}

/// How many rows have pieces far apart in one column, or figures beside their heads.
fn count(found: &Found, rows: &[Row]) -> usize {
    let rows = rows.get(found.from..found.to).unwrap_or_default();
    let several: Vec<&Row> = rows.iter().filter(|row| row.lines.len() > 1).collect();
    let crowded = rows.iter().filter(|row| !gaps(row, found).is_empty()).count();
    crowded + staggered::count(&several, &found.gutters)
}

/// The white spaces of a row between pieces that share a column.
fn gaps(row: &Row, found: &Found) -> Vec<Gap> {
    let pairs = row.lines.windows(2).filter_map(|pair| match pair {
        [left, right] => {
            let (a, b) = (
                span(&left.bbox, &found.gutters),
                span(&right.bbox, &found.gutters),
            );
            let gap = (left.bbox.x1, right.bbox.x0);
            let signs = left.sign.is_some() || right.sign.is_some();
            (a.1 >= b.0 && !signs && gap.1 - gap.0 >= left.size.max(right.size) * APART).then_some(gap)
        }
        _ => None,
    });
    pairs.collect()
}
