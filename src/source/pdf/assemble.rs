//! Laid-out pages → one [`Reading`].

use super::PdfPage;
use super::furniture::{self, EdgeLine, MARGIN};
use crate::layout::{Cell, Grid, PageBlock, PageContent, PageTable, Piece, TextLine};
use crate::model::{Engine, UnreadPage, UnreadReason};
use crate::source::{Block, Canvas, GlyphPlace, INSERTED, Line, LineStyle, Origin, Passage, Reading};

/// What stands for a glyph whose character the file does not tell.
const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// Collects pages.
#[derive(Default)]
pub(super) struct Assembler {
    text: String,
    glyphs: Vec<GlyphPlace>,
    blocks: Vec<Block>,
    /// Column edges of the tables in `blocks`, with the page and what stood after them.
    tables: Vec<PlacedTable>,
    edges: Vec<EdgeLine>,
    unread: Vec<UnreadPage>,
}

/// Where a table stood, to find its continuation.
struct PlacedTable {
    block: usize,
    page: u32,
    edges: Vec<f32>,
    /// Only furniture between it and the edge of the page.
    at_top: bool,
    at_bottom: bool,
}

impl Assembler {
    /// Adds the next page.
    pub fn add(&mut self, page: &PdfPage) {
        let number = page.content.number;
        if let Some(why) = page.unread {
            self.unread.push(UnreadPage { page: number, why });
        }
        self.blocks.push(Block::Page);
        // Text that is not to be trusted is not passed on; a page cut short still has good text.
        if page.unread.is_some_and(|why| why != UnreadReason::Limit) {
            return;
        }
        let last = page.layout.blocks.len().saturating_sub(1);
        for (index, block) in page.layout.blocks.iter().enumerate() {
            match block {
                PageBlock::Line(line) => self.line(page, line),
                PageBlock::Table(table) => {
                    self.tables.push(PlacedTable {
                        block: self.blocks.len(),
                        page: number,
                        edges: table.edges.clone(),
                        at_top: is_near(table.bbox.y0, page.layout.height, index, 4),
                        at_bottom: is_near(
                            page.layout.height - table.bbox.y1,
                            page.layout.height,
                            last - index,
                            4,
                        ),
                    });
                    if let Some(grid) = self.grid(&page.content, table) {
                        self.blocks.push(Block::Table(grid));
                    }
                }
                PageBlock::Gap => self.blocks.push(Block::Blank),
            }
        }
    }

    /// The reading of all pages added; `pages` is how many the document has.
    pub fn finish(mut self, pages: u32) -> Reading {
        self.mark_continuations();
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
        Reading {
            canvas: Canvas {
                text: self.text,
                origin: Origin::Pages { glyphs: self.glyphs },
            },
            blocks,
            markup: Vec::new(),
            furniture,
            media_type: "application/pdf".into(),
            encoding: None,
            pages: Some(pages),
            engine: Engine::PdfText,
            page_engines: None,
            unread_pages: self.unread,
            warnings: Vec::new(),
        }
    }

    fn line(&mut self, page: &PdfPage, line: &TextLine) {
        let text = self.write(&page.content, line);
        self.text.push('\n');
        let (y, height) = (line.bbox.center().1, page.layout.height);
        if y < height * MARGIN || y > height * (1.0 - MARGIN) {
            self.edges.push(EdgeLine {
                page: page.content.number,
                block: self.blocks.len(),
                text: text.as_str().split_whitespace().collect(),
                y,
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
        for piece in &line.pieces {
            let Piece::Glyph(index) = piece else {
                self.text.push(' ');
                continue;
            };
            let Some(glyph) = content.glyphs.get(*index as usize) else {
                continue;
            };
            self.glyphs.push(GlyphPlace {
                offset: u32::try_from(self.text.len()).unwrap_or(INSERTED),
                page: content.number,
                bbox: glyph.bbox.to_array(),
            });
            if glyph.character.is_none() {
                self.text.push(UNKNOWN);
            }
            self.text.extend(glyph.chars());
        }
        Passage::of_canvas(&self.text, start..self.text.len())
    }

    fn grid(&mut self, content: &PageContent, table: &PageTable) -> Option<Grid> {
        let mut cells: Vec<Cell> = Vec::with_capacity(table.cells.len());
        for cell in &table.cells {
            let mut text = Passage::default();
            for line in &cell.lines {
                let part = self.write(content, line);
                self.text.push('\n');
                text.join('\n', &part);
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
            });
        }
        Grid::new(cells).ok()
    }

    /// A table at the top of a page with the column edges of the one at the bottom of the page before goes on.
    fn mark_continuations(&mut self) {
        for pair in self.tables.windows(2) {
            let [above, below] = pair else { continue };
            let same_edges = above.edges.len() == below.edges.len()
                && above
                    .edges
                    .iter()
                    .zip(&below.edges)
                    .all(|(a, b)| (a - b).abs() <= SAME_EDGES);
            if same_edges
                && above.page + 1 == below.page
                && above.at_bottom
                && below.at_top
                && let Some(Block::Table(grid)) = self.blocks.get_mut(below.block)
            {
                grid.continues = true;
            }
        }
    }
}

/// Column edges of the parts of one table differ by at most this (points).
const SAME_EDGES: f32 = 3.0;

/// Whether a table reaches the edge of the page but for a head of a few lines.
fn is_near(distance: f32, height: f32, blocks_between: usize, most: usize) -> bool {
    distance <= height * 0.3 && blocks_between <= most
}
