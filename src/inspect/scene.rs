//! What is drawn of a page, layer by layer: shapes without a format.

use super::page::{each_line, ink_of};
use crate::layout::{Bbox, PageBlock, PageCell, PageContent, PageTable, TextLine};
use crate::recover::{ColumnReading, TableReading};
use crate::source::{Block, PageReading, Reading};

/// A layer of a drawing; each can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The page itself, as a picture.
    Page,
    /// The characters as read, in their places.
    Text,
    /// A box around each glyph.
    Glyphs,
    /// Ruling lines, shading, rings around words.
    Lines,
    /// Cells of tables.
    Cells,
    /// What columns and head rows were taken for.
    Roles,
    /// Reading order.
    Order,
}

impl Layer {
    /// All of them, from the lowest up.
    pub const ALL: [Layer; 7] = [
        Layer::Page,
        Layer::Roles,
        Layer::Text,
        Layer::Glyphs,
        Layer::Lines,
        Layer::Cells,
        Layer::Order,
    ];

    /// Its name in options and drawings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Layer::Page => "page",
            Layer::Text => "text",
            Layer::Glyphs => "glyphs",
            Layer::Lines => "lines",
            Layer::Cells => "cells",
            Layer::Roles => "roles",
            Layer::Order => "order",
        }
    }

    /// The layer called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

/// Red, green, blue.
pub(super) type Color = [u8; 3];

/// One thing drawn, on the page set straight.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A box; `fill` is its opacity in per cent, `words` explain it.
    Box {
        bbox: Bbox,
        color: Color,
        fill: u8,
        words: String,
    },
    /// A ruling line.
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        color: Color,
    },
    /// Characters in their box.
    Text { bbox: Bbox, text: String, color: Color },
    /// The way from one piece of text to the next, and the number of the place it leads to.
    Step {
        from: Option<(f32, f32)>,
        to: (f32, f32),
        number: usize,
        color: Color,
    },
}

/// A page to draw.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    pub width: f32,
    pub height: f32,
    /// Angle (radians) by which everything but the page's picture is turned.
    pub skew: f32,
    pub shapes: Vec<(Layer, Shape)>,
    /// What the colours of roles say, in the order of their first use.
    pub roles: Vec<(String, Color)>,
    /// One line about the page.
    pub caption: String,
}

const TEXT: Color = [20, 20, 20];
const GLYPH: Color = [60, 130, 220];
const UNKNOWN: Color = [220, 0, 0];
const UNSURE: Color = [230, 140, 0];
const RULE: Color = [220, 30, 140];
const WHITE_RULE: Color = [120, 220, 220];
const SHADE: Color = [200, 120, 180];
const RING: Color = [230, 60, 60];
const CELL: Color = [0, 150, 60];
const ALIGNED: Color = [150, 110, 0];
const ORDER: Color = [210, 60, 0];
const HEAD: Color = [90, 90, 110];
/// Characters of which OCR is less sure than this (per cent) are marked.
const SURE: u8 = 60;

/// The colour of a role; words for what it stands for come from the reading itself.
fn color_of(role: &str) -> Color {
    match role {
        "head" => HEAD,
        "number" => [120, 120, 200],
        "name" => [0, 110, 220],
        "department" => [0, 150, 150],
        "budget" => [210, 140, 0],
        "funding" => [170, 170, 0],
        "difference" | "ratio" | "share" => [190, 90, 30],
        "evaluation" => [200, 0, 90],
        "flag" | "period" | "page" => [140, 80, 170],
        "text" => [110, 160, 90],
        role if role.starts_with("level") => [40, 60, 200],
        _ => [150, 150, 150],
    }
}

impl Scene {
    /// The page with what `readings` say of its tables.
    pub fn of(page: &PageReading, reading: &Reading, readings: &[TableReading]) -> Self {
        let content = &page.content;
        let count = |blocks: &[PageBlock]| blocks.iter().filter(|b| matches!(b, PageBlock::Table(_))).count();
        let mut scene = Scene {
            width: content.width,
            height: content.height,
            skew: content.skew,
            caption: format!(
                "page {}, {} glyphs, {} lines, {} tables, {}",
                content.number,
                content.glyphs.len(),
                content.rules.len(),
                count(&page.layout.blocks),
                page.unread
                    .map_or("readable".to_owned(), |why| format!("not readable: {why:?}"))
            ),
            ..Scene::default()
        };
        scene.glyphs(content);
        scene.lines(content);
        for block in &page.layout.blocks {
            if let PageBlock::Table(table) = block {
                let understood = reading_of(content, table, reading, readings);
                scene.table(page, table, understood);
            }
        }
        scene.order(page);
        scene
    }

    fn add(&mut self, layer: Layer, shape: Shape) {
        self.shapes.push((layer, shape));
    }

    fn glyphs(&mut self, content: &PageContent) {
        let mut fonts: Vec<u32> = Vec::new();
        for glyph in content.glyphs.iter().filter(|glyph| !glyph.is_space()) {
            let text: String = glyph.chars().collect();
            let color = match (glyph.character, glyph.confidence) {
                (None, _) => UNKNOWN,
                (_, Some(confidence)) if confidence < SURE => UNSURE,
                _ => GLYPH,
            };
            let sure = glyph
                .confidence
                .map_or(String::new(), |sure| format!(", {sure} %"));
            let font = fonts
                .iter()
                .position(|font| *font == glyph.font)
                .unwrap_or_else(|| {
                    fonts.push(glyph.font);
                    fonts.len() - 1
                });
            let words = format!("{} {:.1} pt, font {}{sure}", shown(&text), glyph.size, font + 1);
            let bbox = glyph.bbox;
            self.add(
                Layer::Glyphs,
                Shape::Box {
                    bbox,
                    color,
                    fill: 0,
                    words,
                },
            );
            self.add(
                Layer::Text,
                Shape::Text {
                    bbox,
                    text,
                    color: TEXT,
                },
            );
        }
    }

    fn lines(&mut self, content: &PageContent) {
        for shade in &content.shades {
            let (color, fill) = if shade.white { (WHITE_RULE, 0) } else { (SHADE, 12) };
            let words = "shade".to_owned();
            self.add(
                Layer::Lines,
                Shape::Box {
                    bbox: shade.bbox,
                    color,
                    fill,
                    words,
                },
            );
        }
        for ring in content.rings.iter().chain(&content.round_boxes) {
            self.add(
                Layer::Lines,
                Shape::Box {
                    bbox: *ring,
                    color: RING,
                    fill: 12,
                    words: "ring".to_owned(),
                },
            );
        }
        for rule in &content.rules {
            let (from, to) = if rule.horizontal {
                ((rule.from, rule.at), (rule.to, rule.at))
            } else {
                ((rule.at, rule.from), (rule.at, rule.to))
            };
            let color = if rule.white { WHITE_RULE } else { RULE };
            let width = rule.width.clamp(0.8, 3.0);
            self.add(
                Layer::Lines,
                Shape::Line {
                    from,
                    to,
                    width,
                    color,
                },
            );
        }
    }

    fn table(&mut self, page: &PageReading, table: &PageTable, understood: Option<(&TableReading, bool)>) {
        let (color, kind) = if table.ruled {
            (CELL, "ruled")
        } else {
            (ALIGNED, "aligned")
        };
        let upright = |bbox: &Bbox| upright(page, bbox);
        for cell in &table.cells {
            let words = format!(
                "{kind} table, row {}, column {}, {} x {}",
                cell.row, cell.column, cell.rows, cell.columns
            );
            let bbox = upright(&cell.bbox);
            self.add(
                Layer::Cells,
                Shape::Box {
                    bbox,
                    color,
                    fill: 0,
                    words,
                },
            );
            if let Some((role, words)) =
                understood.and_then(|(reading, starts)| role_of(reading, starts, cell))
            {
                let color = color_of(&role);
                if !self.roles.iter().any(|(known, _)| *known == role) {
                    self.roles.push((role, color));
                }
                self.add(
                    Layer::Roles,
                    Shape::Box {
                        bbox,
                        color,
                        fill: 24,
                        words,
                    },
                );
            }
            for inner in &cell.nested {
                self.table(page, inner, None);
            }
        }
        let outer = table
            .cells
            .iter()
            .map(|cell| cell.bbox)
            .reduce(|a, b| a.hull(&b))
            .unwrap_or(table.bbox);
        let words = understood.map_or(format!("{kind} table"), |(reading, _)| {
            format!("{kind} table {}: read as {}", reading.table, reading.read_as)
        });
        self.add(
            Layer::Cells,
            Shape::Box {
                bbox: upright(&outer),
                color,
                fill: 0,
                words,
            },
        );
    }

    fn order(&mut self, page: &PageReading) {
        let mut before = None;
        let mut number = 0;
        each_line(&page.layout.blocks, &mut |line: &TextLine| {
            let bbox = upright(page, &line.bbox);
            number += 1;
            let to = (bbox.x0, bbox.center().1);
            let step = Shape::Step {
                from: before,
                to,
                number,
                color: ORDER,
            };
            self.add(Layer::Order, step);
            before = Some((bbox.x1, bbox.center().1));
        });
    }
}

/// From the page as turned for layout back to the page as displayed.
fn upright(page: &PageReading, bbox: &Bbox) -> Bbox {
    let layout = &page.layout;
    bbox.turned(layout.turn, layout.width, layout.height)
}

fn shown(text: &str) -> String {
    if text.is_empty() {
        return "?".into();
    }
    let codes: Vec<String> = text
        .chars()
        .map(|character| format!("U+{:04X}", u32::from(character)))
        .collect();
    format!("{text} {}", codes.join(" "))
}

/// What a cell was taken for, and in words.
fn role_of(reading: &TableReading, starts: bool, cell: &PageCell) -> Option<(String, String)> {
    if starts && cell.row < reading.header_rows {
        let label = reading
            .columns
            .get(cell.column)
            .map_or("", |column| column.label.as_str());
        return Some(("head".into(), format!("head: {label}")));
    }
    let column: &ColumnReading = reading.columns.get(cell.column)?;
    let role = if column.names_rows {
        "name".to_owned()
    } else {
        column.role.clone()
    };
    let words = format!("{}: {} (looks like {})", column.label, column.role, column.look);
    Some((role, words))
}

/// What was made of a table on the page – the reading whose table covers the same place – and whether it starts there.
fn reading_of<'r>(
    content: &PageContent,
    table: &PageTable,
    reading: &Reading,
    readings: &'r [TableReading],
) -> Option<(&'r TableReading, bool)> {
    let ink = ink_of(content, table)?;
    let grids = reading.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    // Whether the table starts on this page, and how much of the place it shares.
    let shared = |grid: &crate::layout::Grid| {
        let mut ranges = Vec::new();
        for row in 0..grid.rows() {
            ranges.extend(
                grid.origins(row)
                    .flat_map(|cell| cell.text.ranges(&reading.canvas.text)),
            );
        }
        let trace = reading.canvas.trace(&ranges);
        let pieces = std::iter::once(&trace).chain(&trace.more);
        let boxes = pieces
            .filter(|piece| piece.page == Some(content.number))
            .filter_map(|piece| piece.bbox);
        let hull = boxes
            .map(|[x0, y0, x1, y1]| Bbox {
                x0: x0 as f32,
                y0: y0 as f32,
                x1: x1 as f32,
                y1: y1 as f32,
            })
            .reduce(|a, b| a.hull(&b))?;
        let area = |bbox: &Bbox| bbox.width() * bbox.height();
        let share = area(&hull.intersect(&ink)) / area(&hull.hull(&ink)).max(0.1);
        (share > 0.5).then_some((share, trace.page == Some(content.number)))
    };
    let best = grids
        .enumerate()
        .filter_map(|(index, grid)| Some((shared(grid)?, index)))
        .max_by(|a, b| a.0.0.total_cmp(&b.0.0))?;
    let ((_, starts), index) = best;
    Some((readings.get(index)?, starts))
}
