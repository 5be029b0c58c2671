//! One page of a Docling document: its blocks are told, only glyphs and lines have to be made.

use super::docling::{TableCell, TableData};
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
            limits: limits.clone(),
        }
    }

    pub fn height(&self) -> f32 {
        self.content.height
    }

    pub fn finish(self) -> PageReading {
        let cut = self.content.cut;
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
        self.blocks.extend(lines.into_iter().map(PageBlock::Line));
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
    pub fn table(&mut self, data: &TableData, bbox: &Bbox) {
        let rows = data
            .table_cells
            .iter()
            .map(|cell| cell.end_row_offset_idx)
            .max()
            .unwrap_or(0);
        let columns = data
            .table_cells
            .iter()
            .map(|cell| cell.end_col_offset_idx)
            .max()
            .unwrap_or(0);
        if rows.saturating_mul(columns) as u64 > self.limits.cells_a_table {
            self.content.cut = true;
            return;
        }
        let mut taken = vec![false; rows * columns];
        let mut cells: Vec<PageCell> = Vec::new();
        for cell in &data.table_cells {
            let place = cell.bbox.map_or_else(
                || share(bbox, cell, rows, columns),
                |corners| corners.bbox(self.content.height),
            );
            let lines = self.lines(&cell.text, &place, false);
            let slots = slots(cell, columns);
            // A cell that claims what another one has gives its text to it.
            if slots.iter().any(|&slot| taken.get(slot).copied().unwrap_or(true)) {
                let (row, column) = (cell.start_row_offset_idx, cell.start_col_offset_idx);
                match cells.iter_mut().find(|other| covers(other, row, column)) {
                    Some(owner) => owner.lines.extend(lines),
                    None => self.blocks.extend(lines.into_iter().map(PageBlock::Line)),
                }
                continue;
            }
            for slot in slots {
                if let Some(flag) = taken.get_mut(slot) {
                    *flag = true;
                }
            }
            cells.push(PageCell {
                row: cell.start_row_offset_idx,
                column: cell.start_col_offset_idx,
                rows: cell.end_row_offset_idx - cell.start_row_offset_idx,
                columns: cell.end_col_offset_idx - cell.start_col_offset_idx,
                lines,
                bbox: place,
                nested: Vec::new(),
            });
        }
        let table = PageTable {
            edges: edges(&cells, bbox, columns),
            cells,
            bbox: *bbox,
            ruled: true,
        };
        self.blocks.push(PageBlock::Table(table));
    }
}

fn covers(cell: &PageCell, row: usize, column: usize) -> bool {
    (cell.row..cell.row + cell.rows).contains(&row)
        && (cell.column..cell.column + cell.columns).contains(&column)
}

/// The slots of a cell, row by row; one outside all where it has no extent.
fn slots(cell: &TableCell, columns: usize) -> Vec<usize> {
    let rows = cell.start_row_offset_idx..cell.end_row_offset_idx;
    let across = cell.start_col_offset_idx..cell.end_col_offset_idx;
    if rows.is_empty() || across.is_empty() {
        return vec![usize::MAX];
    }
    rows.flat_map(|row| across.clone().map(move |column| row * columns + column))
        .collect()
}

/// The place of a cell without a box: its share of the table's.
fn share(bbox: &Bbox, cell: &TableCell, rows: usize, columns: usize) -> Bbox {
    let x = |column: usize| bbox.x0 + bbox.width() * column as f32 / columns.max(1) as f32;
    let y = |row: usize| bbox.y0 + bbox.height() * row as f32 / rows.max(1) as f32;
    Bbox {
        x0: x(cell.start_col_offset_idx),
        y0: y(cell.start_row_offset_idx),
        x1: x(cell.end_col_offset_idx),
        y1: y(cell.end_row_offset_idx),
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
