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
/// The same where nearly all is running text.
const SOLID: f32 = 0.8;
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
    let full = |side: &[Placed<'_>], width: f32, share: f32| {
        if width < hull.width() * MIN_SHARE || depth > MAX_COLUMNS {
            return false;
        }
        is_running(side, width, share, em) || gutter_below(side, em, depth + 1).is_some()
    };
    let widths = (from - hull.x0, hull.x1 - to);
    // Beside a column of nothing but text, one of tables with paragraphs between is a column as well.
    let beside_text = |text: (&[Placed<'_>], f32), side: (&[Placed<'_>], f32)| {
        has_paragraph(side.0, side.1, em) && full(side.0, side.1, 0.0) && full(text.0, text.1, SOLID)
    };
    let columns = full(&left, widths.0, RUNNING) && full(&right, widths.1, RUNNING)
        || beside_text((&left, widths.0), (&right, widths.1))
        || beside_text((&right, widths.1), (&left, widths.0));
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

/// Whether a level is one line of running text.
fn is_text(level: &[&Placed<'_>], width: f32, em: f32) -> bool {
    let [item] = level else { return false };
    item.line.is_some_and(|line| {
        item.bbox.width() >= (width * FULL).max(em * MIN_WIDTH) && line.look == Look::Text
    })
}

/// Whether one side is running text, tables among it included, for `share` of its lines.
fn is_running(side: &[Placed<'_>], width: f32, share: f32, em: f32) -> bool {
    let levels = levels(side);
    let running = levels.iter().filter(|level| is_text(level, width, em)).count();
    let block = |level: &&Vec<&Placed<'_>>| matches!(level.as_slice(), [item] if item.line.is_none());
    let blocks = levels.iter().filter(block).count();
    running + blocks * MIN_LINES >= MIN_LINES
        && (running + blocks) as f32 >= levels.len() as f32 * share
        && (blocks > 0 || running >= MIN_LINES)
}

/// Whether lines of running text follow each other.
fn has_paragraph(side: &[Placed<'_>], width: f32, em: f32) -> bool {
    let levels = levels(side);
    let texts: Vec<bool> = levels.iter().map(|level| is_text(level, width, em)).collect();
    texts
        .windows(MIN_LINES)
        .any(|lines| lines.iter().all(|text| *text))
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
