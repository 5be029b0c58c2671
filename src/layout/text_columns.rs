//! Columns of running text beside each other: which white space parts them.

use super::Bbox;
use super::text::TextLine;
use super::words::Look;

/// A gutter between columns of text is at least this wide (in em).
const GUTTER: f32 = 1.4;
/// A column of text has at least this many lines.
const MIN_LINES: usize = 3;
/// Share of a column's width that a line of running text fills.
const FULL: f32 = 0.65;
/// Shorter lines (in em) are labels or figures.
const MIN_WIDTH: f32 = 7.0;
/// Share of its lines that must be running text.
const RUNNING: f32 = 0.4;
/// Columns of text beside each other, less two.
const MAX_COLUMNS: usize = 3;
/// Share of the page or region that a column takes at least.
const MIN_SHARE: f32 = 0.18;
/// Paragraphs of neighbouring columns begin level when they differ by at most this (in em).
const LEVEL: f32 = 0.4;
/// White space that parts paragraphs (in em).
const PARAGRAPH: f32 = 0.55;

/// Something that may stand in a column.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'l> {
    pub bbox: Bbox,
    /// The line, unless it is a table or a frame.
    pub line: Option<&'l TextLine>,
}

/// Where a gutter parts two columns that are each full enough to be read on their own.
pub(crate) fn gutter(all: &[Placed<'_>], em: f32) -> Option<f32> {
    gutter_below(all, em, 0)
}

/// The widest stretch of x that nothing covers.
pub(crate) fn free_gap(all: &[Placed<'_>], em: f32) -> Option<(f32, f32)> {
    let mut spans: Vec<(f32, f32)> = all.iter().map(|item| (item.bbox.x0, item.bbox.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut right = spans.first()?.1;
    let mut best: Option<(f32, f32)> = None;
    for (x0, x1) in spans {
        if x0 - right > em * GUTTER && best.is_none_or(|(from, to)| x0 - right > to - from) {
            best = Some((right, x0));
        }
        right = right.max(x1);
    }
    best
}

fn gutter_below(all: &[Placed<'_>], em: f32, depth: usize) -> Option<f32> {
    let (from, to) = free_gap(all, em)?;
    let x = (from + to) / 2.0;
    let hull = all.iter().map(|item| item.bbox).reduce(|a, b| a.hull(&b))?;
    let (left, right): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
        all.iter().partition(|item| item.bbox.center().0 < x);
    let full = |side: &[Placed<'_>], width: f32| {
        if width < hull.width() * MIN_SHARE || depth > MAX_COLUMNS {
            return false;
        }
        is_running(side, width, em) || gutter_below(side, em, depth + 1).is_some()
    };
    let columns = full(&left, from - hull.x0) && full(&right, hull.x1 - to);
    (columns && !are_rows(&left, &right, em)).then_some(x)
}

/// Lines by level, top to bottom; tables and frames stand alone.
fn levels<'s, 'l>(side: &'s [Placed<'l>]) -> Vec<Vec<&'s Placed<'l>>> {
    let mut order: Vec<&Placed<'l>> = side.iter().collect();
    order.sort_by(|a, b| a.bbox.center().1.total_cmp(&b.bbox.center().1));
    let mut levels: Vec<Vec<&Placed<'l>>> = Vec::new();
    for item in order {
        let level = |row: &&mut Vec<&Placed<'l>>| {
            row.first().is_some_and(|first| {
                let least = first.bbox.height().min(item.bbox.height());
                first.bbox.overlap_y(&item.bbox) >= least * 0.5
            })
        };
        match levels.last_mut().filter(level) {
            Some(row) => row.push(item),
            None => levels.push(vec![item]),
        }
    }
    levels
}

/// Whether one side is running text, tables among it included.
fn is_running(side: &[Placed<'_>], width: f32, em: f32) -> bool {
    let levels = levels(side);
    let mut running = 0;
    let mut blocks = 0;
    for level in &levels {
        let [item] = level.as_slice() else { continue };
        match item.line {
            Some(line) => {
                let long = item.bbox.width() >= (width * FULL).max(em * MIN_WIDTH);
                running += usize::from(long && line.look == Look::Text);
            }
            None => blocks += 1,
        }
    }
    running + blocks * MIN_LINES >= MIN_LINES
        && (running + blocks) as f32 >= levels.len() as f32 * RUNNING
        && (blocks > 0 || running >= MIN_LINES)
}

/// Whether what stands on both sides begins level again and again: rows of a table with long texts.
fn are_rows(left: &[Placed<'_>], right: &[Placed<'_>], em: f32) -> bool {
    let (left, right) = (tops(left, em), tops(right, em));
    let (fewer, more) = if left.len() <= right.len() {
        (&left, &right)
    } else {
        (&right, &left)
    };
    let level = fewer
        .iter()
        .filter(|top| more.iter().any(|other| (*top - *other).abs() <= em * LEVEL))
        .count();
    fewer.len() >= 3 && level * 4 >= fewer.len() * 3
}

/// Where paragraphs begin.
fn tops(side: &[Placed<'_>], em: f32) -> Vec<f32> {
    let mut bottom = f32::MIN;
    let mut tops = Vec::new();
    for level in levels(side) {
        let hull = level.iter().map(|item| item.bbox).reduce(|a, b| a.hull(&b));
        let Some(hull) = hull else { continue };
        if hull.y0 - bottom > em * PARAGRAPH {
            tops.push(hull.y0);
        }
        bottom = hull.y1;
    }
    tops
}
