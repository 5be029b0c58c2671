//! Reading order by structure: bands and columns of white space, not the order of drawing.

use super::columns::{self, Row};
use super::page::{PageBlock, PageTable};
use super::rules::Segment;
use super::runs::{Flow, Run};
use super::text::{self, TextLine};
use super::text_columns::{self, Placed};
use super::{Bbox, PageContent, Turn, framed, justified, slots, words};

/// Text farther apart than this (in em) is not one piece of a line.
const CHUNK_GAP: f32 = 0.8;
/// Lines farther apart than this (in em) are separate paragraphs.
const PARAGRAPH_GAP: f32 = 1.1;
/// White space (in em) over all columns of text that parts sections of a page.
const SECTION_GAP: f32 = 2.2;
/// Bands looked at in vain before a pair of columns is given up.
const MAX_VAIN_BANDS: usize = 25;
/// Bands looked at for one pair of columns.
const MAX_COLUMN_BANDS: usize = 150;
/// Rows this near (in em) to the lines or stripes of a table may belong to it.
const AROUND: f32 = 4.0;
/// Labels of underlined fields are at most this wide and this far from them (in em).
const LABEL: f32 = 16.0;
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
    /// Upper and lower edges of shaded stripes.
    pub stripes: &'c [Segment],
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
    items.extend(chunks(sheet, runs).into_iter().map(|line| Item {
        bbox: line.bbox,
        blocks: vec![PageBlock::Line(line)],
    }));
    let em = typical_size(&items);
    let mut arranger = Arranger {
        sheet,
        items,
        em,
        blocks: Vec::new(),
    };
    let mut all: Vec<usize> = (0..arranger.items.len()).collect();
    arranger.take_framed(&mut all, sheet.rules, false);
    arranger.take_framed(&mut all, sheet.stripes, true);
    arranger.cut(all, 0);
    arranger.blocks
}

/// What stands in a frame of lines as a table by its own alignment.
pub(crate) fn aligned(sheet: &Sheet<'_>, runs: Vec<Run>, strict: bool) -> Option<PageTable> {
    let items: Vec<Item> = chunks(sheet, runs)
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
    let found = columns::whole(&rows, strict, false)?;
    Some(slots::build(sheet, &rows, &found))
}

/// The lines of a table may stand this far (points) outside of it.
const EDGE: f32 = 2.0;

/// Lines of text, parted where wide gaps are.
fn chunks(sheet: &Sheet<'_>, runs: Vec<Run>) -> Vec<TextLine> {
    let content = sheet.content;
    let glyphs = |run: &Run| run.glyphs.len();
    let vertical: usize = runs.iter().filter(|run| run.flow == Flow::Down).map(glyphs).sum();
    let total: usize = runs.iter().map(glyphs).sum();
    if vertical * 2 > total {
        return text::lines(content, runs);
    }
    let (level, turned): (Vec<Run>, Vec<Run>) = runs
        .into_iter()
        .partition(|run| run.turn == Turn::None && !run.oblique);
    let rows = text::rows_of_text(&level);
    let pieces = rows.iter().map(|row| {
        let parts = row.chunk_by(|a, b| b.bbox.x0 - a.bbox.x1 <= CHUNK_GAP * a.size.max(b.size));
        let lines = parts.filter_map(|part| text::line(content, part, false));
        text::join_bullet(content, lines.collect())
    });
    let lines = justified::join(sheet, pieces.collect());
    let lines = lines.into_iter().flatten();
    let mut chunks: Vec<TextLine> = lines.flat_map(|line| text::part_figures(sheet, line)).collect();
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

    /// Whether a line is one of a table that has been found: what stands between two of these heads the lower one.
    fn is_of_table(&self, rule: &Segment) -> bool {
        let mut tables = self.items.iter().filter(|item| item.line().is_none());
        let ends = [(rule.from, rule.at), (rule.to, rule.at)];
        tables.any(|table| ends.iter().all(|end| table.bbox.contains(*end, EDGE)))
    }

    /// Makes tables of what stands between lines or stripes of one length.
    fn take_framed(&mut self, ids: &mut Vec<usize>, rules: &[Segment], stripes: bool) {
        let free: Vec<Segment> = rules
            .iter()
            .copied()
            .filter(|rule| !self.is_of_table(rule))
            .collect();
        for chain in framed::chains(&free) {
            let Some((first, last)) = chain.first().zip(chain.last()) else {
                continue;
            };
            let reach = self.em * AROUND;
            let inside = |id: &usize| {
                let (x, y) = self.bbox(*id).center();
                let (top, bottom) = (first.at - reach, last.at + reach);
                self.is_level_line(*id) && x > first.from && x < first.to && y > top && y < bottom
            };
            let here: Vec<usize> = ids.iter().copied().filter(inside).collect();
            let levels: Vec<Vec<usize>> = self.levels(here);
            let rows: Vec<Row> = levels
                .iter()
                .enumerate()
                .map(|(band, ids)| self.row(ids, band))
                .collect();
            for part in framed::split(&chain, &rows, self.em) {
                if self.underlines(part, &rows, ids) {
                    continue;
                }
                let Some(found) = framed::table(&rows, self.em, part, stripes) else {
                    continue;
                };
                let table_rows = rows.get(found.from..found.to).unwrap_or_default();
                let table = slots::build(self.sheet, table_rows, &found);
                let taken = levels.get(found.from..found.to).unwrap_or_default().concat();
                ids.retain(|id| !taken.contains(id));
                ids.push(self.items.len());
                self.items.push(Item {
                    bbox: table.bbox,
                    blocks: vec![PageBlock::Table(table)],
                });
            }
        }
    }

    /// Whether lines only underline what was written beside labels, which stand left of them: no table lies between them.
    fn underlines(&self, part: &[Segment], rows: &[Row], ids: &[usize]) -> bool {
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            return false;
        };
        let near = self.em * LABEL;
        let labels: Vec<Bbox> = ids
            .iter()
            .filter(|id| self.is_level_line(**id))
            .map(|id| self.bbox(*id))
            .filter(|bbox| {
                bbox.x1 <= first.from + self.em && bbox.x1 + near > first.from && bbox.width() < near
            })
            .collect();
        let left = labels.iter().map(|label| label.x0).fold(f32::INFINITY, f32::min);
        let labelled = |row: &&Row| {
            let bbox = columns::hull(&row.lines);
            let level = |label: &&Bbox| (label.center().1 - bbox.center().1).abs() < self.em * 0.3;
            labels.iter().filter(level).any(|label| label.x0 - left < self.em)
        };
        let within = |row: &&Row| {
            let y = columns::hull(&row.lines).center().1;
            y > first.at - self.em * 2.0 && y < last.at
        };
        let inside = rows.iter().filter(within);
        let count = inside.clone().count();
        count > 1 && count <= part.len() && inside.filter(labelled).count() == count
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
        if let Some(x) = text_columns::gutter(&self.placed(&ids), self.em) {
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
            // White space over all columns ends them: what follows is read after all of them.
            let gap = self.hull(next).y0 - self.hull(&tried).y1;
            if best == count && gap > self.em * SECTION_GAP {
                break;
            }
            tried.extend(next);
            let placed = self.placed(&tried);
            if !text_columns::has_free_gap(&placed, self.em) {
                break;
            }
            if text_columns::gutter(&placed, self.em).is_some() {
                best = count + 1;
            } else if count >= best + MAX_VAIN_BANDS {
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

    fn placed(&self, ids: &[usize]) -> Vec<Placed<'_>> {
        ids.iter()
            .map(|&id| Placed {
                bbox: self.bbox(id),
                line: self.line(id),
            })
            .collect()
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
        let lines: Vec<TextLine> = ids.iter().filter_map(|&id| self.line(id).cloned()).collect();
        let words = lines
            .iter()
            .flat_map(|line| words::words(self.sheet, line))
            .collect();
        let leads_to = words::leads_to(self.sheet.content, &lines);
        Row {
            words,
            leads_to,
            page: lines
                .last()
                .and_then(|line| words::page_number(self.sheet.content, line)),
            lines,
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
            let table = slots::build(self.sheet, table_rows, &found);
            // Lines that turned out to go on with others leave too few rows.
            if table.rows_of_several() < found.least {
                continue;
            }
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
