//! Pages as programs get them: size, whether readable, and the words in reading order.

use serde::Serialize;

use crate::layout::{Bbox, PageBlock, PageContent, PageTable, Piece, TextLine};
use crate::model::{Engine, UnreadReason};
use crate::source::PageReading;

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenPage {
    /// 1-based.
    pub page: u32,
    /// In points, as displayed.
    pub width: f64,
    /// In points, as displayed.
    pub height: f64,
    /// Whether its text could be read.
    pub readable: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<UnreadReason>,
    /// What turned it into characters.
    pub engine: Engine,
    /// In reading order; none when the page is not readable.
    pub words: Vec<SeenWord>,
}

/// What stands together on a line without a blank.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenWord {
    /// Its characters.
    pub text: String,
    /// `[x0, y0, x1, y1]` in points on the page as displayed, origin top left.
    #[serde(rename = "box")]
    pub bbox: [f64; 4],
    /// How sure character recognition was of the least sure character, in per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

impl SeenPage {
    /// What `page` says.
    #[must_use]
    pub fn of(page: &PageReading) -> Self {
        let readable = page.unread.is_none();
        let mut words = Vec::new();
        if readable {
            each_line(&page.layout.blocks, &mut |line| {
                words_of(&page.content, line, &mut words)
            });
        }
        SeenPage {
            page: page.content.number,
            width: rounded(page.content.width),
            height: rounded(page.content.height),
            readable,
            why: page.unread,
            engine: page.engine,
            words,
        }
    }
}

/// Hundredths of a point.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

/// Every line of text in reading order, those in tables cell by cell.
pub(super) fn each_line(blocks: &[PageBlock], take: &mut dyn FnMut(&TextLine)) {
    for block in blocks {
        match block {
            PageBlock::Line(line) => take(line),
            PageBlock::Table(table) => each_line_of(table, take),
            PageBlock::Gap => {}
        }
    }
}

pub(super) fn each_line_of(table: &PageTable, take: &mut dyn FnMut(&TextLine)) {
    for cell in &table.cells {
        cell.lines.iter().for_each(&mut *take);
        cell.nested.iter().for_each(|inner| each_line_of(inner, take));
    }
}

fn words_of(content: &PageContent, line: &TextLine, words: &mut Vec<SeenWord>) {
    for pieces in line.pieces.split(|piece| *piece == Piece::Blank) {
        let glyphs = pieces.iter().filter_map(|piece| match piece {
            Piece::Glyph(index) => content.glyphs.get(*index as usize),
            Piece::Blank => None,
        });
        let hull = glyphs
            .clone()
            .map(|glyph| content.displayed(&glyph.bbox))
            .reduce(|a, b| a.hull(&b));
        let Some(hull) = hull else { continue };
        words.push(SeenWord {
            text: glyphs.clone().flat_map(|glyph| glyph.chars()).collect(),
            bbox: hull.to_array().map(rounded),
            confidence: glyphs.filter_map(|glyph| glyph.confidence).min(),
        });
    }
}

/// Around all characters of a table, on the page as displayed.
pub(super) fn ink_of(content: &PageContent, table: &PageTable) -> Option<Bbox> {
    let mut hull: Option<Bbox> = None;
    each_line_of(table, &mut |line| {
        for piece in &line.pieces {
            if let Piece::Glyph(index) = piece
                && let Some(glyph) = content.glyphs.get(*index as usize)
            {
                let bbox = content.displayed(&glyph.bbox);
                hull = Some(hull.map_or(bbox, |hull| hull.hull(&bbox)));
            }
        }
    });
    hull
}
