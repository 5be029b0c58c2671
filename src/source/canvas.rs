//! The characters of an input with the way back to where each one stood.

use crate::model::Trace;

/// Position of one line of a text input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineStart {
    /// Offset of the line's first character in [`Canvas::text`].
    pub offset: u32,
}

/// One glyph of a page: which characters of the canvas it drew, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlyphPlace {
    /// Offset of its first character in [`Canvas::text`]; the glyph ends where the next one starts.
    pub offset: u32,
    /// 1-based page.
    pub page: u32,
    /// `[x0, y0, x1, y1]` in points on the page as displayed, origin top left.
    pub bbox: [f32; 4],
}

/// How offsets in the canvas map to the input.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A text input: `bytes[i]` is the offset in the file of the character that starts at canvas offset `i`
    /// (one more entry than the canvas has bytes; empty when both are the same but for `shift`).
    Text {
        /// See above.
        bytes: Vec<u64>,
        /// Length of a byte-order mark, when `bytes` is empty.
        shift: u64,
        /// Start of every line, ascending.
        lines: Vec<LineStart>,
    },
    /// Pages of glyphs, ascending by offset. Characters before the first glyph have no place.
    Pages {
        /// All glyphs of all pages in canvas order.
        glyphs: Vec<GlyphPlace>,
    },
    /// Pages whose characters have no known place on them: where each page starts, ascending by offset.
    Sheets {
        /// Offset of the first character and 1-based number of each page.
        starts: Vec<(u32, u32)>,
    },
}

/// All characters of an input in the order of its reader. Every later stage refers to them by byte offset.
#[derive(Debug, Clone)]
pub struct Canvas {
    /// The characters, before any normalisation.
    pub text: String,
    /// The way back.
    pub origin: Origin,
}

impl Canvas {
    /// The place of the characters in `ranges` (byte offsets in [`Canvas::text`]), first piece first.
    #[must_use]
    pub fn trace(&self, ranges: &[(u32, u32)]) -> Trace {
        let mut pieces = ranges.iter().flat_map(|&(start, end)| self.pieces(start, end));
        let Some(mut first) = pieces.next() else {
            return Trace::default();
        };
        first.more = pieces.collect();
        first
    }

    fn pieces(&self, start: u32, end: u32) -> Vec<Trace> {
        match &self.origin {
            Origin::Text { bytes, shift, lines } => {
                let last = end.max(start + 1) - 1;
                let to_file = |offset: u32| {
                    bytes
                        .get(offset as usize)
                        .copied()
                        .unwrap_or(u64::from(offset) + shift)
                };
                vec![Trace {
                    lines: Some([line_at(lines, start), line_at(lines, last)]),
                    bytes: Some([to_file(start), to_file(end)]),
                    ..Trace::default()
                }]
            }
            Origin::Pages { glyphs } => page_pieces(glyphs, start, end),
            Origin::Sheets { starts } => vec![Trace {
                page: Some(sheet_at(starts, start)),
                ..Trace::default()
            }],
        }
    }

    /// 1-based line (text inputs) or page (paged inputs) of an offset.
    #[must_use]
    pub fn row_of(&self, offset: u32) -> u32 {
        match &self.origin {
            Origin::Text { lines, .. } => line_at(lines, offset),
            Origin::Pages { glyphs } => {
                let next = glyphs.partition_point(|glyph| glyph.offset <= offset);
                glyphs.get(next.saturating_sub(1)).map_or(1, |glyph| glyph.page)
            }
            Origin::Sheets { starts } => sheet_at(starts, offset),
        }
    }
}

fn line_at(lines: &[LineStart], offset: u32) -> u32 {
    u32::try_from(lines.partition_point(|line| line.offset <= offset))
        .unwrap_or(u32::MAX)
        .max(1)
}

fn sheet_at(starts: &[(u32, u32)], offset: u32) -> u32 {
    let next = starts.partition_point(|&(start, _)| start <= offset);
    starts.get(next.saturating_sub(1)).map_or(1, |&(_, page)| page)
}

/// One piece a page: the hull of its glyphs.
fn page_pieces(glyphs: &[GlyphPlace], start: u32, end: u32) -> Vec<Trace> {
    let mut pieces: Vec<Trace> = Vec::new();
    let first = glyphs
        .partition_point(|glyph| glyph.offset <= start)
        .saturating_sub(1);
    for glyph in glyphs.iter().skip(first).take_while(|glyph| glyph.offset < end) {
        // A file may tell the page of a text, but not its place.
        let is_told = glyph.bbox.iter().any(|value| *value != 0.0);
        let bbox = is_told.then(|| glyph.bbox.map(|value| (f64::from(value) * 100.0).round() / 100.0));
        match pieces.last_mut() {
            Some(piece) if piece.page == Some(glyph.page) => {
                piece.bbox = match (piece.bbox, bbox) {
                    (Some(hull), Some(own)) => Some([
                        hull[0].min(own[0]),
                        hull[1].min(own[1]),
                        hull[2].max(own[2]),
                        hull[3].max(own[3]),
                    ]),
                    (hull, own) => hull.or(own),
                };
            }
            _ => pieces.push(Trace {
                page: Some(glyph.page),
                bbox,
                ..Trace::default()
            }),
        }
    }
    pieces
}
