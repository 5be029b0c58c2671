//! Laid-out pages → one [`Reading`].

use std::collections::BTreeSet;

use super::PageReading;
use super::continuation::{self, PlacedTable};
use super::emphasis::{self, Underlines};
use super::furniture::{self, EdgeLine, MARGIN};
use super::rings;
use crate::layout::{
    Bbox, Cell, Grid, PageBlock, PageContent, PageTable, Piece, Rereading, Shading, TextLine, Turn,
};
use crate::model::{Engine, Trace, UnreadPage, UnreadReason, Warning};
use crate::source::{Block, Canvas, GlyphPlace, INSERTED, Line, LineStyle, Origin, Passage, Reading};

/// What stands for a glyph whose character the file does not tell.
const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// A table that ends below this share of the page's height may go on over the page break.
const FOOT: f32 = 0.7;

/// Collects pages.
#[derive(Default)]
pub(in crate::source) struct Assembler {
    text: String,
    glyphs: Vec<GlyphPlace>,
    blocks: Vec<Block>,
    /// Column edges of the tables in `blocks`, with the page and what stood after them.
    tables: Vec<PlacedTable>,
    edges: Vec<EdgeLine>,
    unread: Vec<UnreadPage>,
    warnings: Vec<Warning>,
    engines: Vec<Engine>,
    recognised: BTreeSet<u32>,
    rereadings: Vec<(u32, Rereading)>,
    /// Canvas ranges that a drawn ring surrounds.
    ringed: Vec<(u32, u32)>,
    /// Rings of the page that is being added.
    rings: Vec<Bbox>,
    /// Its lines that may underline words.
    underlines: Underlines,
    /// Its shading.
    shading: Shading,
    /// Whether that page stands upright: only then do boxes of cells and of rings mean the same.
    upright: bool,
}

impl Assembler {
    /// Adds the next page.
    pub fn add(&mut self, page: &PageReading) {
        let number = page.content.number;
        if let Some(why) = page.unread {
            self.unread.push(UnreadPage { page: number, why });
        }
        self.engines.push(page.engine);
        if page.engine == Engine::Ocr {
            self.recognised.insert(number);
        }
        self.warn_of_unmapped(page);
        self.blocks.push(Block::Page);
        // Text that is not to be trusted is not passed on; a page cut short still has good text.
        if page.unread.is_some_and(|why| why != UnreadReason::Limit) {
            return;
        }
        self.rereadings
            .extend(page.content.rereadings.iter().map(|reread| {
                let bbox = page.content.displayed(&reread.bbox);
                let reread = Rereading {
                    bbox,
                    ..reread.clone()
                };
                (number, reread)
            }));
        let height = page.layout.height;
        self.rings = rings::of_page(&page.content);
        self.underlines = Underlines::of_page(&page.content);
        self.shading = Shading::of(&page.content, page.layout.turn);
        self.upright = page.layout.turn == Turn::None;
        for (index, block) in page.layout.blocks.iter().enumerate() {
            match block {
                PageBlock::Line(line) => self.line(page, line),
                PageBlock::Table(table) => {
                    let Some(mut grid) = self.grid(&page.content, table) else {
                        continue;
                    };
                    let blocks = &page.layout.blocks;
                    let placed = PlacedTable {
                        block: self.blocks.len(),
                        page: number,
                        edges: table.edges.clone(),
                        extents: (!table.ruled).then(|| extents(table)),
                        lines_above: body_lines(blocks.get(..index).unwrap_or_default(), height),
                        lines_below: body_lines(blocks.get(index + 1..).unwrap_or_default(), height),
                        reaches_foot: table.bbox.y1 >= height * FOOT,
                        rows: row_edges(table),
                    };
                    let above = self.tables.last();
                    grid.level_rows = above.is_some_and(|above| continuation::are_level(above, &placed));
                    self.tables.push(placed);
                    self.blocks.push(Block::Table(grid));
                }
                PageBlock::Gap => self.blocks.push(Block::Blank),
            }
        }
    }

    /// The reading of all pages added; `pages` is how many the document has.
    pub fn finish(mut self, pages: u32, media_type: &str) -> Reading {
        continuation::mark(&mut self.tables, &mut self.blocks);
        let gone = furniture::find(&self.edges);
        let mut furniture = Vec::new();
        let mut blocks = Vec::new();
        for (index, block) in self.blocks.into_iter().enumerate() {
            match block {
                Block::Line(line) if gone.contains(&index) => furniture.extend(line.text.ranges(&self.text)),
                other => blocks.push(other),
            }
        }
        furniture.sort_unstable();
        let engine = self.engines.first().copied().unwrap_or(Engine::PdfText);
        let mixed = self.engines.iter().any(|other| *other != engine);
        let engine = if mixed { Engine::PdfText } else { engine };
        Reading {
            canvas: Canvas {
                text: self.text,
                origin: Origin::Pages { glyphs: self.glyphs },
            },
            blocks,
            markup: Vec::new(),
            furniture,
            ringed: self.ringed,
            media_type: media_type.into(),
            encoding: None,
            pages: Some(pages),
            engine,
            page_engines: mixed.then_some(self.engines),
            recognised_pages: self.recognised,
            rereadings: self.rereadings,
            unread_pages: self.unread,
            warnings: self.warnings,
            recogniser: None,
            choices: None,
        }
    }

    /// A few glyphs without a character do not make a page unreadable, but must not go unsaid.
    fn warn_of_unmapped(&mut self, page: &PageReading) {
        let glyphs = page
            .content
            .glyphs
            .iter()
            .filter(|glyph| glyph.character.is_none());
        let Some(bbox) = glyphs.clone().map(|glyph| glyph.bbox).reduce(|a, b| a.hull(&b)) else {
            return;
        };
        if page.unread.is_some() {
            return;
        }
        let round = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
        self.warnings.push(Warning {
            code: "unmapped-glyphs".into(),
            message: format!(
                "the file does not say which characters {} glyphs are",
                glyphs.count()
            ),
            trace: Trace {
                page: Some(page.content.number),
                bbox: Some(page.content.displayed(&bbox).to_array().map(round)),
                ..Trace::default()
            },
        });
    }

    fn line(&mut self, page: &PageReading, line: &TextLine) {
        let text = self.write(&page.content, line);
        self.text.push('\n');
        if is_edge(line, page.layout.height) {
            self.edges.push(EdgeLine {
                page: page.content.number,
                block: self.blocks.len(),
                text: text.as_str().split_whitespace().collect(),
                y: line.bbox.center().1,
                artifact: line.artifact,
            });
        }
        self.blocks.push(Block::Line(Line {
            text,
            style: LineStyle::Plain,
        }));
    }

    /// Writes a line to the canvas.
    fn write(&mut self, content: &PageContent, line: &TextLine) -> Passage {
        let start = self.text.len();
        let mut open = None;
        for piece in &line.pieces {
            let Piece::Glyph(index) = piece else {
                self.text.push(' ');
                continue;
            };
            let Some(glyph) = content.glyphs.get(*index as usize) else {
                continue;
            };
            let ring = rings::around(&self.rings, glyph)
                .or_else(|| Some(self.rings.len() + rings::around(&content.round_boxes, glyph)?));
            let from = self.text.len();
            self.glyphs.push(GlyphPlace {
                offset: u32::try_from(self.text.len()).unwrap_or(INSERTED),
                page: content.number,
                bbox: content.displayed(&glyph.bbox).to_array(),
            });
            if glyph.character.is_none() {
                self.text.push(UNKNOWN);
            }
            self.text.extend(glyph.chars());
            if ring.is_some() {
                rings::mark(&mut self.ringed, from..self.text.len(), ring == open);
            }
            open = ring;
        }
        Passage::of_canvas(&self.text, start..self.text.len())
    }

    fn grid(&mut self, content: &PageContent, table: &PageTable) -> Option<Grid> {
        let mut cells: Vec<Cell> = Vec::with_capacity(table.cells.len());
        for cell in &table.cells {
            let mut text = Passage::default();
            for line in &cell.lines {
                let known = self.rings.len();
                self.rings
                    .extend(emphasis::chosen(line, content, &self.underlines));
                let part = self.write(content, line);
                self.rings.truncate(known);
                self.text.push('\n');
                text.join('\n', &part);
            }
            if cell.lines.is_empty() && cell.nested.is_empty() && self.upright {
                text = self.drawn_mark(content, &cell.bbox).unwrap_or_default();
            }
            let nested = cell
                .nested
                .iter()
                .filter_map(|inner| self.grid(content, inner))
                .collect();
            cells.push(Cell {
                row: cell.row,
                column: cell.column,
                rows: cell.rows,
                columns: cell.columns,
                text,
                nested,
                tint: self.shading.behind(&cell.bbox),
            });
        }
        Grid::new(cells).ok()
    }
}

impl Assembler {
    /// The ring that a person drew into an empty cell, as the mark that others print there.
    fn drawn_mark(&mut self, content: &PageContent, cell: &Bbox) -> Option<Passage> {
        let ring = *rings::inside(&self.rings, cell)?;
        let start = self.text.len();
        self.glyphs.push(GlyphPlace {
            offset: u32::try_from(start).unwrap_or(INSERTED),
            page: content.number,
            bbox: content.displayed(&ring).to_array(),
        });
        self.text.push(rings::MARK);
        let mark = Passage::of_canvas(&self.text, start..self.text.len());
        self.text.push('\n');
        Some(mark)
    }
}

/// Edges of the rows of a ruled table below its upper edge.
fn row_edges(table: &PageTable) -> Vec<f32> {
    if !table.ruled {
        return Vec::new();
    }
    let mut edges: Vec<f32> = table
        .cells
        .iter()
        .map(|cell| cell.bbox.y1 - table.bbox.y0)
        .collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() <= 1.0);
    edges
}

/// Where the texts of each column stand that reach over no other.
fn extents(table: &PageTable) -> Vec<(f32, f32)> {
    let mut extents = vec![(f32::MAX, f32::MIN); table.edges.len().saturating_sub(1)];
    for cell in table.cells.iter().filter(|cell| cell.columns == 1) {
        for line in &cell.lines {
            if let Some(extent) = extents.get_mut(cell.column) {
                *extent = (extent.0.min(line.bbox.x0), extent.1.max(line.bbox.x1));
            }
        }
    }
    extents
}

/// How many lines of body text `blocks` hold: what stands at the edge of the page is furniture.
fn body_lines(blocks: &[PageBlock], height: f32) -> usize {
    let body = |block: &&PageBlock| match block {
        PageBlock::Line(line) => !is_edge(line, height),
        PageBlock::Table(_) => true,
        PageBlock::Gap => false,
    };
    blocks.iter().filter(body).count()
}

fn is_edge(line: &TextLine, height: f32) -> bool {
    let y = line.bbox.center().1;
    y < height * MARGIN || y > height * (1.0 - MARGIN)
}
