//! One page of a Docling document: its blocks are told, only glyphs and lines have to be made.

use super::pairs::{Entry, Said, Slot, in_order, slots_of};
use super::schema::TableCell;
use crate::Limits;
use crate::layout::{
    Bbox, Glyph, Ink, Look, PageBlock, PageCell, PageContent, PageLayout, PageTable, Piece, TextLine, Turn,
    is_wide,
};
use crate::model::{Engine, UnreadReason};
use crate::source::PageReading;

/// Size of type in a line, as a share of the height of its box.
const SIZE: f32 = 0.85;
/// A box so many times as high as its text would be on one line holds several lines.
const SEVERAL: f32 = 1.8;

/// Gathers a page.
#[derive(Debug, Default)]
pub(super) struct PageMaker {
    content: PageContent,
    blocks: Vec<PageBlock>,
    /// Watermarks and the like between the blocks.
    aside: Vec<PageBlock>,
    limits: Limits,
}

impl PageMaker {
    pub fn new(number: u32, (width, height): (f32, f32), limits: &Limits) -> Self {
        PageMaker {
            content: PageContent {
                number,
                width,
                height,
                ..PageContent::default()
            },
            blocks: Vec::new(),
            aside: Vec::new(),
            limits: limits.clone(),
        }
    }

    pub fn height(&self) -> f32 {
        self.content.height
    }

    pub fn finish(mut self) -> PageReading {
        let cut = self.content.cut;
        self.blocks.append(&mut self.aside);
        PageReading {
            layout: PageLayout {
                turn: Turn::None,
                width: self.content.width,
                height: self.content.height,
                blocks: self.blocks,
            },
            content: self.content,
            unread: cut.then_some(UnreadReason::Limit),
            engine: Engine::Ocr,
        }
    }

    /// Adds running text.
    pub fn text(&mut self, text: &str, bbox: &Bbox, artifact: bool) {
        let lines = self.lines(text, bbox, artifact);
        let blocks = lines.into_iter().map(PageBlock::Line);
        if artifact {
            self.aside.extend(blocks);
        } else {
            self.blocks.extend(blocks);
        }
    }

    /// The lines of a text in its box, one below the other.
    fn lines(&mut self, text: &str, bbox: &Bbox, artifact: bool) -> Vec<TextLine> {
        let texts: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let each = bbox.height() / texts.len().max(1) as f32;
        let mut lines = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            let y0 = bbox.y0 + each * index as f32;
            lines.push(self.line(
                text,
                &Bbox {
                    y0,
                    y1: y0 + each,
                    ..*bbox
                },
                artifact,
            ));
        }
        lines
    }

    fn line(&mut self, text: &str, bbox: &Bbox, artifact: bool) -> TextLine {
        let weight = |character: char| if is_wide(character) { 1.0f32 } else { 0.5 };
        let total = text.chars().map(weight).sum::<f32>().max(0.5);
        // A paragraph of several lines does not tell where they break: its characters have its whole box.
        let several = bbox.height() * SIZE > bbox.width() / total * SEVERAL;
        let mut before = 0.0;
        let mut pieces = Vec::new();
        for character in text.trim().chars() {
            let x0 = bbox.x0 + bbox.width() * before / total;
            before += weight(character);
            if character.is_whitespace() {
                pieces.push(Piece::Blank);
                continue;
            }
            let x1 = bbox.x0 + bbox.width() * before / total;
            let place = if several { *bbox } else { Bbox { x0, x1, ..*bbox } };
            pieces.extend(self.glyph(character, place, bbox.height() * SIZE, artifact));
        }
        TextLine {
            pieces,
            bbox: *bbox,
            size: bbox.height() * SIZE,
            vertical: false,
            artifact,
            sign: None,
            look: Look::Text,
        }
    }

    fn glyph(&mut self, character: char, bbox: Bbox, size: f32, artifact: bool) -> Option<Piece> {
        if self.content.glyphs.len() as u64 >= self.limits.glyphs_a_page {
            self.content.cut = true;
            return None;
        }
        let index = u32::try_from(self.content.glyphs.len()).ok()?;
        self.content.glyphs.push(Glyph {
            character: Some(character),
            more: None,
            bbox,
            size,
            turn: Turn::None,
            font: 0,
            ink: Ink::Fill,
            vertical: false,
            artifact,
            oblique: false,
            confidence: None,
        });
        Some(Piece::Glyph(index))
    }

    /// Adds a table.
    pub fn table(&mut self, cells: &[TableCell], bbox: &Bbox) {
        let height = self.content.height;
        let slot = |cell: &TableCell| {
            let place = cell.bbox.map(|corners| corners.bbox(height));
            Slot {
                rows: (cell.start_row_offset_idx, cell.end_row_offset_idx),
                columns: (cell.start_col_offset_idx, cell.end_col_offset_idx),
                said: vec![Said::new(
                    &cell.text,
                    place.map(|place| (self.content.number, place)),
                )],
            }
        };
        let slots: Vec<Slot> = cells.iter().map(slot).collect();
        let blocks = self.table_of(&slots, bbox);
        self.blocks.extend(blocks);
    }

    /// The table of these cells, after lines whose place in it is taken.
    fn table_of(&mut self, slots: &[Slot], bbox: &Bbox) -> Vec<PageBlock> {
        let rows = slots.iter().map(|slot| slot.rows.1).max().unwrap_or(0);
        let columns = slots.iter().map(|slot| slot.columns.1).max().unwrap_or(0);
        if rows.saturating_mul(columns) as u64 > self.limits.cells_a_table {
            self.content.cut = true;
            return Vec::new();
        }
        let mut taken = vec![false; rows * columns];
        let mut cells: Vec<PageCell> = Vec::new();
        let mut blocks = Vec::new();
        for slot in slots {
            let place = slot.bbox().unwrap_or_else(|| share(bbox, slot, rows, columns));
            let said = slot.said.iter();
            let lines: Vec<TextLine> = said
                .flat_map(|said| self.lines(&said.text, &said.bbox().unwrap_or(place), false))
                .collect();
            let covered = covered(slot, columns);
            // A cell that claims what another one has gives its text to it.
            if covered
                .iter()
                .any(|&slot| taken.get(slot).copied().unwrap_or(true))
            {
                match cells
                    .iter_mut()
                    .find(|other| covers(other, slot.rows.0, slot.columns.0))
                {
                    Some(owner) => owner.lines.extend(lines),
                    None => blocks.extend(lines.into_iter().map(PageBlock::Line)),
                }
                continue;
            }
            for slot in covered {
                if let Some(flag) = taken.get_mut(slot) {
                    *flag = true;
                }
            }
            cells.push(PageCell {
                row: slot.rows.0,
                column: slot.columns.0,
                rows: slot.rows.1 - slot.rows.0,
                columns: slot.columns.1 - slot.columns.0,
                lines,
                bbox: place,
                nested: Vec::new(),
            });
        }
        blocks.push(PageBlock::Table(PageTable {
            edges: edges(&cells, bbox, columns),
            cells,
            bbox: *bbox,
            ruled: true,
        }));
        blocks
    }

    /// Puts labels and values among the blocks where they stand: they are told apart from the text around them.
    pub fn entries(&mut self, entries: Vec<Entry>) {
        let placed = entries.into_iter().map(|entry| (self.place_of(&entry), entry));
        let mut placed = in_order(placed.collect());
        while let Some((at, _)) = placed.last() {
            let at = *at;
            let first = placed.partition_point(|(index, _)| *index < at);
            let group: Vec<Entry> = placed
                .split_off(first)
                .into_iter()
                .map(|(_, entry)| entry)
                .collect();
            let blocks = self.blocks_of(group);
            self.blocks.splice(at..at, blocks);
        }
    }

    /// Pairs that follow each other are one table.
    fn blocks_of(&mut self, entries: Vec<Entry>) -> Vec<PageBlock> {
        let mut blocks = Vec::new();
        let mut pairs = Vec::new();
        for entry in entries.into_iter().map(Some).chain([None]) {
            if let Some(Entry::Pair(tree)) = entry {
                pairs.push(tree);
                continue;
            }
            let together = std::mem::take(&mut pairs);
            if !together.is_empty() {
                let slots = slots_of(&together);
                let hull = slots.iter().filter_map(Slot::bbox).reduce(|a, b| a.hull(&b));
                blocks.extend(self.table_of(&slots, &hull.unwrap_or_default()));
            }
            if let Some(Entry::Loose(said)) = entry {
                let lines = self.lines(&said.text, &said.bbox().unwrap_or_default(), false);
                blocks.extend(lines.into_iter().map(PageBlock::Line));
            }
        }
        blocks
    }

    /// Before which block an entry stands: the first one below it in its column, else behind the last one above it.
    fn place_of(&self, entry: &Entry) -> usize {
        let end = self.blocks.len();
        let Some(own) = entry.bbox() else {
            return end;
        };
        let boxes = || {
            let boxes = self.blocks.iter().enumerate();
            boxes.filter_map(|(index, block)| Some((index, body_box(block)?)))
        };
        let below = |bbox: &Bbox| bbox.center().1 > own.center().1 && bbox.y0 > own.y0;
        let beside = |bbox: &Bbox| bbox.x0 < own.x1 && own.x0 < bbox.x1;
        let next = |column: bool| boxes().find(|(_, bbox)| below(bbox) && (!column || beside(bbox)));
        let last = || boxes().rfind(|(_, bbox)| beside(bbox));
        next(true)
            .map(|(index, _)| index)
            .or_else(|| last().map(|(index, _)| index + 1))
            .or_else(|| next(false).map(|(index, _)| index))
            .unwrap_or(end)
    }

    /// The pages' blocks so far.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Moves the blocks from `from` on that stand above `bbox` before the block at `at`.
    pub fn lift(&mut self, at: usize, from: usize, bbox: &Bbox) {
        let above = |block: &PageBlock| body_box(block).is_some_and(|own| own.center().1 < bbox.y0);
        let (up, stay): (Vec<PageBlock>, Vec<PageBlock>) =
            self.blocks.drain(from.min(self.blocks.len())..).partition(above);
        self.blocks.extend(stay);
        let at = at.min(self.blocks.len());
        self.blocks.splice(at..at, up);
    }
}

/// The box of a block that says something.
fn body_box(block: &PageBlock) -> Option<Bbox> {
    match block {
        PageBlock::Line(line) if !line.artifact => Some(line.bbox),
        PageBlock::Table(table) => Some(table.bbox),
        _ => None,
    }
}

fn covers(cell: &PageCell, row: usize, column: usize) -> bool {
    (cell.row..cell.row + cell.rows).contains(&row)
        && (cell.column..cell.column + cell.columns).contains(&column)
}

/// The slots of a cell, row by row; one outside all where it has no extent.
fn covered(slot: &Slot, columns: usize) -> Vec<usize> {
    let rows = slot.rows.0..slot.rows.1;
    let across = slot.columns.0..slot.columns.1;
    if rows.is_empty() || across.is_empty() {
        return vec![usize::MAX];
    }
    rows.flat_map(|row| across.clone().map(move |column| row * columns + column))
        .collect()
}

/// The place of a cell without a box: its share of the table's.
fn share(bbox: &Bbox, slot: &Slot, rows: usize, columns: usize) -> Bbox {
    let x = |column: usize| bbox.x0 + bbox.width() * column as f32 / columns.max(1) as f32;
    let y = |row: usize| bbox.y0 + bbox.height() * row as f32 / rows.max(1) as f32;
    Bbox {
        x0: x(slot.columns.0),
        y0: y(slot.rows.0),
        x1: x(slot.columns.1),
        y1: y(slot.rows.1),
    }
}

/// Edges of columns: where their cells begin.
fn edges(cells: &[PageCell], bbox: &Bbox, columns: usize) -> Vec<f32> {
    let start = |column: usize| {
        let own = cells
            .iter()
            .filter(|cell| cell.column == column)
            .map(|cell| cell.bbox.x0);
        own.reduce(f32::min)
            .unwrap_or(bbox.x0 + bbox.width() * column as f32 / columns.max(1) as f32)
    };
    (0..columns).map(start).chain([bbox.x1]).collect()
}
