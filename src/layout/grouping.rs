//! Which lines of a table without row lines form one row.

use super::text::TextLine;
use super::words::Look;
use super::{Bbox, wrapping};

/// Distances of lines (in em) that differ by less are the same.
const SAME_DISTANCE: f32 = 0.2;
/// Distances between rows are at least so many times those inside a row.
const WIDER: f32 = 1.2;
/// Distances that differ by at most this (in em) are exactly the same.
const EXACT: f32 = 0.03;
/// Two such distances differ by at least this (in em).
const APART: f32 = 0.08;
/// At least one in so many distances lies inside a row, where rows are wrapped.
const COMMON: usize = 6;
/// Share of a table's lines that hold figures where its figures tell rows.
const FIGURES: f32 = 0.4;
/// Columns with figures below figures that part two rows.
const FIGURES_AGAIN: usize = 2;
/// A head has at most this many lines.
const MAX_HEAD: usize = 8;

/// One line of text over all columns.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    /// What stands in each column.
    pub cells: Vec<Vec<TextLine>>,
    /// Columns that each of them reaches over.
    pub widths: Vec<usize>,
    /// Around all.
    pub bbox: Bbox,
    /// Levels of one band overlap.
    pub band: usize,
}

impl Level {
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    pub fn is_empty(&self, column: usize) -> bool {
        self.cells.get(column).is_none_or(Vec::is_empty)
    }

    /// Columns right of the first that hold figures.
    pub fn figures(&self) -> usize {
        let values = self.cells.iter().skip(1);
        values.filter(|cell| Level::holds_figure(cell)).count()
    }

    fn holds_figure(cell: &[TextLine]) -> bool {
        cell.iter().any(|line| line.look == Look::Figure)
    }

    /// Says in `columns` which of its columns hold figures.
    fn mark_figures(&self, columns: &mut [bool]) {
        for (marked, cell) in columns.iter_mut().zip(&self.cells) {
            *marked |= Level::holds_figure(cell);
        }
    }

    /// How many of these columns hold figures.
    fn figures_among(&self, columns: &[bool]) -> usize {
        let among = columns.iter().zip(&self.cells).filter(|(marked, _)| **marked);
        among.filter(|(_, cell)| Level::holds_figure(cell)).count()
    }

    /// Columns right of the first that hold anything.
    pub fn values(&self) -> usize {
        self.cells.iter().skip(1).filter(|cell| !cell.is_empty()).count()
    }
}

/// How many of the first levels are the head: those above the first one whose values are figures, in a table of
/// figures.
pub(crate) fn head(levels: &[Level]) -> usize {
    let body = |level: &Level| level.figures() * 2 > level.values() && level.values() > 0;
    let count = levels.iter().filter(|level| body(level)).count();
    let valued = levels.iter().filter(|level| level.values() > 0).count();
    if (count as f32) < valued as f32 * FIGURES {
        return 0;
    }
    let first = levels.iter().position(body).unwrap_or(0);
    // Lines with nothing but a label right above the first figures head a group of rows, or wrap into it.
    let labels = levels
        .get(..first)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|level| level.values() == 0 && !level.is_empty(0))
        .count();
    let head = first - labels;
    if head > MAX_HEAD { 0 } else { head }
}

/// For each level below the head whether a row begins there, as one does below each of `rules`.
pub(crate) fn starts(content: &super::PageContent, body: &[Level], rules: &[f32], em: f32) -> Vec<bool> {
    let mut starts = by_distance(body, em).unwrap_or_else(|| wrapping::starts(content, body, em));
    let mut told: Vec<bool> = Vec::new();
    for (index, pair) in body.windows(2).enumerate() {
        if let ([above, below], Some(start)) = (pair, starts.get_mut(index + 1)) {
            // A label between two rows overlaps both; figures over figures are two rows all the same.
            told.resize(above.cells.len().max(told.len()), false);
            above.mark_figures(&mut told);
            let again = below.figures_among(&told) >= FIGURES_AGAIN;
            *start = if above.band == below.band { again } else { *start };
            let (upper, lower) = (above.bbox.center().1, below.bbox.center().1);
            *start |= rules.iter().any(|&rule| upper < rule && rule < lower);
            if *start {
                told.clear();
            }
        }
    }
    starts
}

pub(crate) fn distance(above: &Level, below: &Level) -> f32 {
    below.bbox.center().1 - above.bbox.center().1
}

/// Rows by the white space between them, when it is of two kinds: narrow inside rows, wide between them.
fn by_distance(body: &[Level], em: f32) -> Option<Vec<bool>> {
    let distances: Vec<f32> = body
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(distance(a, b)),
            _ => None,
        })
        .collect();
    let mut sorted = distances.clone();
    sorted.retain(|distance| *distance > em * 0.5);
    sorted.sort_by(f32::total_cmp);
    // The narrowest distances that are common enough are those inside rows.
    let common = sorted.len().div_ceil(COMMON);
    let mut pairs = sorted.windows(2).enumerate().skip(common.saturating_sub(1));
    let (index, limit) = pairs.find_map(|(index, pair)| match pair {
        [a, b] if *b >= a * WIDER && b - a >= em * SAME_DISTANCE || are_exact(&sorted, index, em) => {
            Some((index, (a + b) / 2.0))
        }
        _ => None,
    })?;
    let wide = sorted.len() - index - 1;
    if wide < 2 && wide * 3 < body.len() {
        return None;
    }
    let starts: Vec<bool> = std::iter::once(true)
        .chain(distances.iter().map(|distance| *distance > limit))
        .collect();
    is_wrapped(body, &starts).then_some(starts)
}

/// Whether the distances up to `index` are one distance and most of the others another one.
fn are_exact(sorted: &[f32], index: usize, em: f32) -> bool {
    let (low, high) = sorted.split_at((index + 1).min(sorted.len()));
    let (Some(first), Some(last), Some(next)) = (low.first(), low.last(), high.first()) else {
        return false;
    };
    let near = high
        .iter()
        .filter(|distance| *distance - next <= em * EXACT)
        .count();
    last - first <= em * EXACT && next - last >= em * APART && near * 2 >= high.len()
}

/// Whether the levels that go on with a row are the rest of its cells, and not rows of a block.
fn is_wrapped(body: &[Level], starts: &[bool]) -> bool {
    let (mut rows, mut ragged, mut repeated) = (0, 0, 0);
    let mut index = 0;
    while index < body.len() {
        let rest = starts.iter().skip(index + 1).take_while(|start| !**start).count();
        let group = body.get(index..=index + rest).unwrap_or_default();
        if let ([first, .., last], true) = (group, rest > 0) {
            rows += 1;
            let lacks = (0..first.cells.len()).any(|column| last.is_empty(column) != first.is_empty(column));
            ragged += usize::from(lacks);
            let figures = group.iter().filter(|level| level.figures() > 0).count();
            repeated += usize::from(figures > 1);
        }
        index += rest + 1;
    }
    rows > 0 && ragged * 10 >= rows * 6 && repeated * 4 <= rows
}
