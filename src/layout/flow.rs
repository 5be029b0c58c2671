//! Reading order by structure: bands and columns of white space, not the order of drawing.

use super::page::PageBlock;
use super::runs::{Flow, Run};
use super::text::{self, TextLine};
use super::{Bbox, PageContent};

/// Text farther apart than this (in em) is not one piece of a line.
const CHUNK_GAP: f32 = 1.2;
/// A gutter between columns of text is at least this wide (in em).
const GUTTER: f32 = 1.4;
/// A column of text has at least this many lines.
const MIN_COLUMN_LINES: usize = 3;
/// Lines farther apart than this (in em) are separate paragraphs.
const PARAGRAPH_GAP: f32 = 1.1;
/// Depth of nested bands and columns.
const MAX_DEPTH: usize = 24;

/// Something with a place in reading order.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub bbox: Bbox,
    pub blocks: Vec<PageBlock>,
}

/// Puts tables, frames and text in reading order.
pub(crate) fn arrange(content: &PageContent, mut items: Vec<Item>, runs: Vec<Run>) -> Vec<PageBlock> {
    let chunks = chunks(content, runs);
    items.extend(chunks.into_iter().map(|line| Item {
        bbox: line.bbox,
        blocks: vec![PageBlock::Line(line)],
    }));
    let em = typical_size(&items);
    let mut blocks = Vec::new();
    cut(items, em, 0, &mut blocks);
    blocks
}

/// Lines of text, parted where wide gaps are.
fn chunks(content: &PageContent, runs: Vec<Run>) -> Vec<TextLine> {
    let vertical: usize = runs
        .iter()
        .filter(|run| run.flow == Flow::Down)
        .map(|run| run.glyphs.len())
        .sum();
    let total: usize = runs.iter().map(|run| run.glyphs.len()).sum();
    if vertical * 2 > total {
        return text::lines(content, runs);
    }
    let (level, turned): (Vec<Run>, Vec<Run>) = runs
        .into_iter()
        .partition(|run| run.turn == super::Turn::None && !run.oblique);
    let mut chunks = Vec::new();
    for row in text::rows_of_text(&level) {
        let mut start = 0;
        for (index, pair) in row.windows(2).enumerate() {
            let &[a, b] = pair else { continue };
            if b.bbox.x0 - a.bbox.x1 > CHUNK_GAP * a.size.max(b.size) {
                chunks.extend(text::line(
                    content,
                    row.get(start..=index).unwrap_or_default(),
                    false,
                ));
                start = index + 1;
            }
        }
        chunks.extend(text::line(content, row.get(start..).unwrap_or_default(), false));
    }
    chunks.extend(text::lines(content, turned));
    chunks
}

fn typical_size(items: &[Item]) -> f32 {
    let mut sizes: Vec<f32> = items
        .iter()
        .filter_map(|item| match item.blocks.as_slice() {
            [PageBlock::Line(line)] => Some(line.size),
            _ => None,
        })
        .collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

fn cut(mut items: Vec<Item>, em: f32, depth: usize, blocks: &mut Vec<PageBlock>) {
    if items.len() <= 1 || depth > MAX_DEPTH {
        emit(items, em, blocks);
        return;
    }
    if is_vertical(&items) {
        items.sort_by(|a, b| b.bbox.x0.total_cmp(&a.bbox.x0));
        blocks.extend(items.into_iter().flat_map(|item| item.blocks));
        return;
    }
    if let Some(x) = gutter(&items, em) {
        let (left, right) = items.into_iter().partition(|item| item.bbox.center().0 < x);
        cut(left, em, depth + 1, blocks);
        blocks.push(PageBlock::Gap);
        cut(right, em, depth + 1, blocks);
        return;
    }
    let bands = bands(items);
    if bands.len() <= 1 {
        for band in bands {
            emit(band, em, blocks);
        }
        return;
    }
    // Neighbouring bands that share a gutter are read column by column.
    let mut pending: Vec<Vec<Item>> = bands;
    pending.reverse();
    let mut bottom = f32::MAX;
    while let Some(mut group) = pending.pop() {
        let mut best = 0;
        let mut tried: Vec<Item> = group.clone();
        for (count, band) in pending.iter().rev().enumerate() {
            tried.extend(band.iter().cloned());
            if gutter(&tried, em).is_some() {
                best = count + 1;
            } else if best > 0 || free_gap(&tried, em).is_none() {
                break;
            }
        }
        for _ in 0..best {
            group.extend(pending.pop().unwrap_or_default());
        }
        let hull = hull(&group);
        if hull.y0 - bottom > em * PARAGRAPH_GAP {
            blocks.push(PageBlock::Gap);
        }
        bottom = hull.y1;
        if best > 0 {
            cut(group, em, depth + 1, blocks);
        } else {
            emit(group, em, blocks);
        }
    }
}

fn is_vertical(items: &[Item]) -> bool {
    let vertical = |item: &&Item| matches!(item.blocks.as_slice(), [PageBlock::Line(line)] if line.vertical);
    items.iter().filter(vertical).count() * 2 > items.len()
}

fn hull(items: &[Item]) -> Bbox {
    items
        .iter()
        .map(|item| item.bbox)
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default()
}

/// Horizontal bands between which nothing crosses, top to bottom.
fn bands(mut items: Vec<Item>) -> Vec<Vec<Item>> {
    items.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    let mut bands: Vec<Vec<Item>> = Vec::new();
    let mut bottom = f32::MIN;
    for item in items {
        // Boxes of type are taller than its characters: a little overlap is none.
        let limit = bottom - item.bbox.height().min(4.0) * 0.3;
        match bands.last_mut() {
            Some(band) if item.bbox.y0 < limit => {
                bottom = bottom.max(item.bbox.y1);
                band.push(item);
            }
            _ => {
                bottom = item.bbox.y1;
                bands.push(vec![item]);
            }
        }
    }
    bands
}

/// The widest stretch of x that nothing covers.
fn free_gap(items: &[Item], em: f32) -> Option<(f32, f32)> {
    let mut spans: Vec<(f32, f32)> = items.iter().map(|item| (item.bbox.x0, item.bbox.x1)).collect();
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

/// Where a gutter parts two columns that are each full enough to be read on their own.
fn gutter(items: &[Item], em: f32) -> Option<f32> {
    let (from, to) = free_gap(items, em)?;
    let x = (from + to) / 2.0;
    let whole = hull(items);
    let (left, right): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.bbox.center().0 < x);
    let full = |side: &[&Item], width: f32| {
        let mut lines = 0;
        let mut dense = 0;
        for item in side {
            let table = !matches!(item.blocks.as_slice(), [PageBlock::Line(_)]);
            lines += if table { MIN_COLUMN_LINES } else { 1 };
            if table || item.bbox.width() >= width * 0.55 {
                dense += 1;
            }
        }
        lines >= MIN_COLUMN_LINES && dense * 2 >= side.len() && width >= whole.width() * 0.2
    };
    (full(&left, from - whole.x0) && full(&right, whole.x1 - to)).then_some(x)
}

/// What cannot be cut further: line by line, each left to right.
fn emit(mut items: Vec<Item>, em: f32, blocks: &mut Vec<PageBlock>) {
    items.sort_by(|a, b| {
        a.bbox
            .y0
            .total_cmp(&b.bbox.y0)
            .then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    let mut rows: Vec<Vec<Item>> = Vec::new();
    for item in items {
        let level = |row: &Vec<Item>| {
            row.first().is_some_and(|first: &Item| {
                let least = first.bbox.height().min(item.bbox.height());
                first.bbox.overlap_y(&item.bbox) >= least * 0.5
            })
        };
        match rows.last_mut() {
            Some(row) if level(row) => row.push(item),
            _ => rows.push(vec![item]),
        }
    }
    let mut bottom = f32::MAX;
    for mut row in rows {
        row.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let hull = hull(&row);
        if hull.y0 - bottom > em * PARAGRAPH_GAP {
            blocks.push(PageBlock::Gap);
        }
        bottom = hull.y1;
        push_row(row, blocks);
    }
}

/// Pieces of one line become one line again; tables stay on their own.
fn push_row(row: Vec<Item>, blocks: &mut Vec<PageBlock>) {
    let mut line: Option<TextLine> = None;
    for block in row.into_iter().flat_map(|item| item.blocks) {
        match (block, &mut line) {
            (PageBlock::Line(next), Some(line)) if !line.vertical && !next.vertical => {
                line.pieces.push(text::Piece::Blank);
                line.pieces.extend(next.pieces);
                line.bbox = line.bbox.hull(&next.bbox);
                line.artifact &= next.artifact;
            }
            (PageBlock::Line(next), _) => blocks.extend(line.replace(next).map(PageBlock::Line)),
            (other, _) => {
                blocks.extend(line.take().map(PageBlock::Line));
                blocks.push(other);
            }
        }
    }
    blocks.extend(line.map(PageBlock::Line));
}
