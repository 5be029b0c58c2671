//! Columns of running text beside each other: which white space parts them.

use super::Bbox;
use super::text::TextLine;
use super::words::Look;

/// A gutter between columns of text is at least this wide (in em).
const GUTTER: f32 = 1.4;
/// The same where the lines on both sides tell that they are no rows.
const NARROW_GUTTER: f32 = 0.9;
/// Gaps looked at.
const MAX_GAPS: usize = 4;
/// Lines on one side that tell.
const MIN_APART: usize = 6;
/// At most this share of the lines of columns stands level by chance.
const APART: f32 = 0.5;
/// The same of lines of tables, and so many lines tell.
const APART_TABLES: f32 = 0.34;
const MIN_TABLE_LINES: usize = 4;
/// Share of a column's width that lines of running text fill where they might be rows.
const FILLED: f32 = 0.7;
/// Lines of one row differ in height by at most this (in em).
const SAME_LEVEL: f32 = 0.12;
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

/// Whether some stretch of x is wide enough to part columns, and nothing covers it.
pub(crate) fn has_free_gap(all: &[Placed<'_>], em: f32) -> bool {
    !free_gaps(all, em).is_empty()
}

/// The stretches of x that nothing covers, the widest first.
fn free_gaps(all: &[Placed<'_>], em: f32) -> Vec<(f32, f32)> {
    let mut spans: Vec<(f32, f32)> = all.iter().map(|item| (item.bbox.x0, item.bbox.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(mut right) = spans.first().map(|span| span.1) else {
        return Vec::new();
    };
    let mut gaps = Vec::new();
    for (x0, x1) in spans {
        if x0 - right > em * NARROW_GUTTER {
            gaps.push((right, x0));
        }
        right = right.max(x1);
    }
    gaps.sort_by(|a, b| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
    gaps
}

fn gutter_below(all: &[Placed<'_>], em: f32, depth: usize) -> Option<f32> {
    let hull = all.iter().map(|item| item.bbox).reduce(|a, b| a.hull(&b))?;
    let gaps = free_gaps(all, em);
    let candidates = gaps.iter().take(MAX_GAPS);
    let mut gutters = candidates.filter(|gap| is_gutter(all, &hull, **gap, em, depth));
    gutters.next().map(|gap| (gap.0 + gap.1) / 2.0)
}

/// Whether columns of text stand on both sides of a gap.
fn is_gutter(all: &[Placed<'_>], hull: &Bbox, (from, to): (f32, f32), em: f32, depth: usize) -> bool {
    let x = (from + to) / 2.0;
    let (left, right): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
        all.iter().partition(|item| item.bbox.center().0 < x);
    let widths = (from - hull.x0, hull.x1 - to);
    let least = hull.width() * MIN_SHARE;
    if widths.0 < least || widths.1 < least || depth > MAX_COLUMNS {
        return false;
    }
    let parted = |side: &[Placed<'_>]| gutter_below(side, em, depth + 1).is_some();
    let full =
        |side: &[Placed<'_>], width: f32, share: f32| is_running(side, width, share, em) || parted(side);
    let text = |side: &[Placed<'_>], width: f32| has_paragraph(side, width, em) || parted(side);
    let level = level_share(&left, &right, em);
    if level.is_some_and(|(lines, share)| lines >= MIN_APART && share <= APART)
        && text(&left, widths.0)
        && text(&right, widths.1)
    {
        return true;
    }
    // Tables beside each other: each has rows, and these are not the rows of the other one.
    if level.is_some_and(|(lines, share)| lines >= MIN_TABLE_LINES && share <= APART_TABLES)
        && has_rows(&left)
        && has_rows(&right)
    {
        return true;
    }
    // Beside a column of nothing but text, one of tables with paragraphs between is a column as well.
    let beside_text = |text: (&[Placed<'_>], f32), side: (&[Placed<'_>], f32)| {
        has_paragraph(side.0, side.1, em) && full(side.0, side.1, 0.0) && full(text.0, text.1, SOLID)
    };
    let columns = full(&left, widths.0, RUNNING) && full(&right, widths.1, RUNNING)
        || beside_text((&left, widths.0), (&right, widths.1))
        || beside_text((&right, widths.1), (&left, widths.0));
    // Where most lines stand level, they may be those of a table: running text fills them.
    let filled = |side: &[Placed<'_>], width: f32| is_filled(side, width, em) || parted(side);
    let rows = level.is_some_and(|(_, share)| share > APART)
        && !(filled(&left, widths.0) && filled(&right, widths.1));
    to - from > em * GUTTER && columns && !rows && !are_rows(&left, &right, em)
}

/// How many lines one side has beside the other, and the share of them that stand level with one there, as rows of a
/// table do.
fn level_share(left: &[Placed<'_>], right: &[Placed<'_>], em: f32) -> Option<(usize, f32)> {
    let middles = |side: &[Placed<'_>]| -> Vec<f32> {
        let levels = levels(side);
        let firsts = levels.iter().filter_map(|level| level.first());
        firsts.map(|item| item.bbox.center().1).collect()
    };
    let (left, right) = (middles(left), middles(right));
    let range = |side: &[f32]| side.first().copied().zip(side.last().copied());
    let (a, b) = range(&left).zip(range(&right))?;
    let (top, bottom) = (a.0.max(b.0) - em, a.1.min(b.1) + em);
    let within = |side: Vec<f32>| -> Vec<f32> {
        let inside = side.into_iter().filter(|y| (top..=bottom).contains(y));
        inside.collect()
    };
    let (left, right) = (within(left), within(right));
    let (fewer, more) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let near = |y: &&f32| more.iter().any(|other| (**y - other).abs() <= em * SAME_LEVEL);
    let share = fewer.iter().filter(near).count() as f32 / fewer.len().max(1) as f32;
    (fewer.len() >= MIN_LINES).then_some((fewer.len(), share))
}

/// Whether most lines that stand alone reach the end of their column.
fn is_filled(side: &[Placed<'_>], width: f32, em: f32) -> bool {
    let levels = levels(side);
    let alone = levels.iter().filter_map(|level| match level.as_slice() {
        [item] => Some(item),
        _ => None,
    });
    let full = |item: &&&Placed<'_>| {
        item.line.is_none() || item.bbox.width() >= (width * FILLED).max(em * MIN_WIDTH)
    };
    let (mut lines, mut filled) = (0, 0);
    for item in alone {
        lines += 1;
        filled += usize::from(full(&item));
    }
    filled * 2 >= lines
}

/// Whether most lines are rows of several pieces.
fn has_rows(side: &[Placed<'_>]) -> bool {
    let levels = levels(side);
    let rows = levels.iter().filter(|level| level.len() > 1).count();
    rows >= MIN_LINES && rows * 3 >= levels.len() * 2
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
