//! Reading order by structure: bands and columns of white space, not the order of drawing.

use super::columns::{self, Row};
use super::page::{PageBlock, PageTable};
use super::rules::Segment;
use super::runs::{Flow, Run};
use super::text::{self, TextLine};
use super::{Bbox, PageContent, Turn, slots};

/// Text farther apart than this (in em) is not one piece of a line.
const CHUNK_GAP: f32 = 0.8;
/// A gutter between columns of text is at least this wide (in em).
const GUTTER: f32 = 1.4;
/// A column of text has at least this many lines.
const MIN_COLUMN_LINES: usize = 3;
/// Share of a column's width that most of its lines fill.
const FULL: f32 = 0.55;
/// Lines farther apart than this (in em) are separate paragraphs.
const PARAGRAPH_GAP: f32 = 1.1;
/// Columns of text beside each other, less two.
const MAX_COLUMNS: usize = 3;
/// Bands looked at in vain before a pair of columns is given up.
const MAX_VAIN_BANDS: usize = 10;
/// Bands looked at for one pair of columns.
const MAX_COLUMN_BANDS: usize = 150;
/// Depth of nested bands and columns.
const MAX_DEPTH: usize = 24;
/// A band with more lines than this is type set solid, not one row of a table.
const MAX_BAND_LINES: usize = 4;

/// A page and how it is turned.
pub(crate) struct Sheet<'c> {
    pub content: &'c PageContent,
    pub turn: Turn,
    /// Horizontal lines.
    pub rules: &'c [Segment],
}

/// Something with a place in reading order.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub bbox: Bbox,
    pub blocks: Vec<PageBlock>,
}

impl Item {
    fn line(&self) -> Option<&TextLine> {
        match self.blocks.as_slice() {
            [PageBlock::Line(line)] => Some(line),
            _ => None,
        }
    }
}

/// Puts tables, frames and text in reading order.
pub(crate) fn arrange(sheet: &Sheet<'_>, mut items: Vec<Item>, runs: Vec<Run>) -> Vec<PageBlock> {
    items.extend(chunks(sheet.content, runs).into_iter().map(|line| Item {
        bbox: line.bbox,
        blocks: vec![PageBlock::Line(line)],
    }));
    let em = typical_size(&items);
    let all = (0..items.len()).collect();
    let mut arranger = Arranger {
        sheet,
        items,
        em,
        blocks: Vec::new(),
    };
    arranger.cut(all, 0);
    arranger.blocks
}

/// What stands in a frame of lines as a table by its own alignment.
pub(crate) fn aligned(sheet: &Sheet<'_>, runs: Vec<Run>) -> Option<PageTable> {
    let items: Vec<Item> = chunks(sheet.content, runs)
        .into_iter()
        .map(|line| Item {
            bbox: line.bbox,
            blocks: vec![PageBlock::Line(line)],
        })
        .collect();
    let em = typical_size(&items);
    let ids = (0..items.len()).collect();
    let arranger = Arranger {
        sheet,
        items,
        em,
        blocks: Vec::new(),
    };
    let rows: Vec<Row> = arranger
        .levels(ids)
        .iter()
        .enumerate()
        .map(|(band, ids)| arranger.row(ids, band))
        .collect();
    let found = columns::whole(&rows, em, false)?;
    Some(slots::build(sheet, &rows, &found, em))
}

/// Lines of text, parted where wide gaps are.
fn chunks(content: &PageContent, runs: Vec<Run>) -> Vec<TextLine> {
    let glyphs = |run: &Run| run.glyphs.len();
    let vertical: usize = runs.iter().filter(|run| run.flow == Flow::Down).map(glyphs).sum();
    let total: usize = runs.iter().map(glyphs).sum();
    if vertical * 2 > total {
        return text::lines(content, runs);
    }
    let (level, turned): (Vec<Run>, Vec<Run>) = runs
        .into_iter()
        .partition(|run| run.turn == Turn::None && !run.oblique);
    let mut chunks = Vec::new();
    for row in text::rows_of_text(&level) {
        let parts = row.chunk_by(|a, b| b.bbox.x0 - a.bbox.x1 <= CHUNK_GAP * a.size.max(b.size));
        chunks.extend(parts.filter_map(|part| text::line(content, part, false)));
    }
    chunks.extend(text::lines(content, turned));
    chunks
}

fn typical_size(items: &[Item]) -> f32 {
    let mut sizes: Vec<f32> = items.iter().filter_map(|item| Some(item.line()?.size)).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

struct Arranger<'s> {
    sheet: &'s Sheet<'s>,
    items: Vec<Item>,
    em: f32,
    blocks: Vec<PageBlock>,
}

impl Arranger<'_> {
    fn bbox(&self, id: usize) -> Bbox {
        self.items.get(id).map(|item| item.bbox).unwrap_or_default()
    }

    fn line(&self, id: usize) -> Option<&TextLine> {
        self.items.get(id)?.line()
    }

    fn hull(&self, ids: &[usize]) -> Bbox {
        ids.iter()
            .map(|&id| self.bbox(id))
            .reduce(|a, b| a.hull(&b))
            .unwrap_or_default()
    }

    fn cut(&mut self, mut ids: Vec<usize>, depth: usize) {
        if ids.len() <= 1 || depth > MAX_DEPTH {
            self.emit(ids);
            return;
        }
        let vertical = ids
            .iter()
            .filter(|&&id| self.line(id).is_some_and(|line| line.vertical))
            .count();
        if vertical * 2 > ids.len() {
            ids.sort_by(|&a, &b| self.bbox(b).x0.total_cmp(&self.bbox(a).x0));
            self.push_all(ids);
            return;
        }
        if let Some(x) = self.gutter(&ids) {
            let (left, right) = ids.into_iter().partition(|&id| self.bbox(id).center().0 < x);
            self.cut(left, depth + 1);
            self.blocks.push(PageBlock::Gap);
            self.cut(right, depth + 1);
            return;
        }
        let mut bands = self.bands(ids);
        bands.reverse();
        let mut plain: Vec<Vec<usize>> = Vec::new();
        while let Some(band) = bands.pop() {
            let shared = self.columns_from(&band, &bands);
            if shared == 0 {
                plain.push(band);
                continue;
            }
            self.flush(std::mem::take(&mut plain));
            let mut group = band;
            for _ in 0..shared {
                group.extend(bands.pop().unwrap_or_default());
            }
            self.cut(group, depth + 1);
        }
        self.flush(plain);
    }

    /// How many of the bands after `band` (last first) share a gutter with it.
    fn columns_from(&self, band: &[usize], after: &[Vec<usize>]) -> usize {
        let mut best = 0;
        let mut tried = band.to_vec();
        for (count, next) in after.iter().rev().take(MAX_COLUMN_BANDS).enumerate() {
            tried.extend(next);
            if self.free_gap(&tried).is_none() {
                break;
            }
            if self.gutter(&tried).is_some() {
                best = count + 1;
            } else if best > 0 || count >= MAX_VAIN_BANDS {
                break;
            }
        }
        best
    }

    /// Horizontal bands between which nothing crosses, top to bottom.
    fn bands(&self, mut ids: Vec<usize>) -> Vec<Vec<usize>> {
        ids.sort_by(|&a, &b| self.bbox(a).y0.total_cmp(&self.bbox(b).y0));
        let mut bands: Vec<Vec<usize>> = Vec::new();
        let mut bottom = f32::MIN;
        for id in ids {
            let bbox = self.bbox(id);
            // Boxes of type are taller than its characters: a little overlap is none.
            let limit = bottom - bbox.height().min(4.0) * 0.3;
            match bands.last_mut() {
                Some(band) if bbox.y0 < limit => {
                    bottom = bottom.max(bbox.y1);
                    band.push(id);
                }
                _ => {
                    bottom = bbox.y1;
                    bands.push(vec![id]);
                }
            }
        }
        bands
    }

    /// The widest stretch of x that nothing covers.
    fn free_gap(&self, ids: &[usize]) -> Option<(f32, f32)> {
        let mut spans: Vec<(f32, f32)> = ids
            .iter()
            .map(|&id| (self.bbox(id).x0, self.bbox(id).x1))
            .collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut right = spans.first()?.1;
        let mut best: Option<(f32, f32)> = None;
        for (x0, x1) in spans {
            if x0 - right > self.em * GUTTER && best.is_none_or(|(from, to)| x0 - right > to - from) {
                best = Some((right, x0));
            }
            right = right.max(x1);
        }
        best
    }

    /// Where a gutter parts two columns that are each full enough to be read on their own.
    fn gutter(&self, ids: &[usize]) -> Option<f32> {
        self.gutter_below(ids, 0)
    }

    fn is_parted(&self, side: &[usize]) -> bool {
        let levels = self.levels(side.to_vec());
        let parted = levels.iter().filter(|level| level.len() > 1).count();
        parted * 2 > levels.len() || levels.first().is_some_and(|level| level.len() > 1)
    }

    fn gutter_below(&self, ids: &[usize], depth: usize) -> Option<f32> {
        let (from, to) = self.free_gap(ids)?;
        let x = (from + to) / 2.0;
        let whole = self.hull(ids);
        let (left, right): (Vec<usize>, Vec<usize>) =
            ids.iter().partition(|&&id| self.bbox(id).center().0 < x);
        let dense = |side: &[usize], width: f32| {
            let (mut lines, mut dense) = (0, 0);
            for &id in side {
                let block = self.line(id).is_none();
                lines += if block { MIN_COLUMN_LINES } else { 1 };
                dense += usize::from(block || self.bbox(id).width() >= width * FULL);
            }
            lines >= MIN_COLUMN_LINES && dense * 2 >= side.len()
        };
        let full = |side: &[usize], width: f32| {
            if width < whole.width() * 0.2 || depth > MAX_COLUMNS {
                return false;
            }
            // Sides that are parted at most levels are columns of a table, unless those are columns of text again.
            let text = dense(side, width) && !self.is_parted(side);
            text || self.gutter_below(side, depth + 1).is_some()
        };
        (full(&left, from - whole.x0) && full(&right, whole.x1 - to)).then_some(x)
    }

    /// Bands that are read one after the other: tables without lines are found here.
    fn flush(&mut self, bands: Vec<Vec<usize>>) {
        let mut rows: Vec<(Vec<usize>, usize)> = Vec::new();
        for (number, band) in bands.into_iter().enumerate() {
            let levels = self.levels(band);
            let solid = levels.len() > MAX_BAND_LINES;
            for (index, level) in levels.into_iter().enumerate() {
                rows.push((level, number * 1000 + if solid { index } else { 0 }));
            }
        }
        let mut bottom = f32::MAX;
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            // Blocks stand alone; stretches of lines may hold tables.
            let lines = rest
                .iter()
                .take_while(|(ids, _)| ids.iter().all(|&id| self.is_level_line(id)))
                .count();
            if lines == 0 {
                let Some(((ids, _), after)) = rest.split_first() else {
                    return;
                };
                self.push_row(ids, &mut bottom);
                rest = after;
                continue;
            }
            let (stretch, after) = rest.split_at(lines);
            self.push_stretch(stretch, &mut bottom);
            rest = after;
        }
    }

    fn is_level_line(&self, id: usize) -> bool {
        self.line(id).is_some_and(|line| !line.vertical)
    }

    fn row(&self, ids: &[usize], band: usize) -> Row {
        Row {
            lines: ids.iter().filter_map(|&id| self.line(id).cloned()).collect(),
            band,
        }
    }

    fn push_stretch(&mut self, stretch: &[(Vec<usize>, usize)], bottom: &mut f32) {
        let rows: Vec<Row> = stretch.iter().map(|(ids, band)| self.row(ids, *band)).collect();
        let mut next = 0;
        for found in columns::find(&rows, self.em, self.sheet.rules) {
            for (ids, _) in stretch.get(next..found.from).unwrap_or_default() {
                self.push_row(ids, bottom);
            }
            let table_rows = rows.get(found.from..found.to).unwrap_or_default();
            let table = slots::build(self.sheet, table_rows, &found, self.em);
            self.gap_before(&table.bbox, bottom);
            self.blocks.push(PageBlock::Table(table));
            next = found.to;
        }
        for (ids, _) in stretch.get(next..).unwrap_or_default() {
            self.push_row(ids, bottom);
        }
    }

    /// Items line by line, each left to right.
    fn levels(&self, mut ids: Vec<usize>) -> Vec<Vec<usize>> {
        ids.sort_by(|&a, &b| {
            let (a, b) = (self.bbox(a), self.bbox(b));
            a.center().1.total_cmp(&b.center().1).then(a.x0.total_cmp(&b.x0))
        });
        let mut rows: Vec<Vec<usize>> = Vec::new();
        for id in ids {
            let bbox = self.bbox(id);
            let level = |row: &Vec<usize>| {
                row.first().is_some_and(|&first| {
                    let first = self.bbox(first);
                    first.overlap_y(&bbox) >= first.height().min(bbox.height()) * 0.5
                })
            };
            match rows.last_mut() {
                Some(row) if level(row) => row.push(id),
                _ => rows.push(vec![id]),
            }
        }
        for row in &mut rows {
            row.sort_by(|&a, &b| self.bbox(a).x0.total_cmp(&self.bbox(b).x0));
        }
        rows
    }

    /// What cannot be cut further.
    fn emit(&mut self, ids: Vec<usize>) {
        let mut bottom = f32::MAX;
        for row in self.levels(ids) {
            self.push_row(&row, &mut bottom);
        }
    }

    fn gap_before(&mut self, bbox: &Bbox, bottom: &mut f32) {
        if bbox.y0 - *bottom > self.em * PARAGRAPH_GAP {
            self.blocks.push(PageBlock::Gap);
        }
        *bottom = bbox.y1;
    }

    fn push_all(&mut self, ids: Vec<usize>) {
        for id in ids {
            let blocks = self
                .items
                .get_mut(id)
                .map(|item| std::mem::take(&mut item.blocks));
            self.blocks.extend(blocks.unwrap_or_default());
        }
    }

    /// Pieces of one line become one line again; tables stay on their own.
    fn push_row(&mut self, ids: &[usize], bottom: &mut f32) {
        let hull = self.hull(ids);
        self.gap_before(&hull, bottom);
        let mut line: Option<TextLine> = None;
        for &id in ids {
            let blocks = self
                .items
                .get_mut(id)
                .map(|item| std::mem::take(&mut item.blocks));
            let mut blocks = blocks.unwrap_or_default();
            // A frame's lines stay lines; only pieces of one line are joined.
            match (blocks.pop(), blocks.is_empty(), &mut line) {
                (Some(PageBlock::Line(next)), true, Some(line)) if !line.vertical && !next.vertical => {
                    line.append(next);
                }
                (Some(PageBlock::Line(next)), true, _) => {
                    self.blocks.extend(line.replace(next).map(PageBlock::Line));
                }
                (last, _, _) => {
                    self.blocks.extend(line.take().map(PageBlock::Line));
                    self.blocks.extend(blocks);
                    self.blocks.extend(last);
                }
            }
        }
        self.blocks.extend(line.map(PageBlock::Line));
    }
}
