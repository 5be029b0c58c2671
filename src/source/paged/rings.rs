//! Rings around words: the choice among several that a person circled.

use std::ops::Range;

use crate::layout::{Bbox, Glyph, PageContent};
use crate::source::INSERTED;

/// A ring is at most this many times as high as the characters in it.
const MOST_ROOM: f32 = 3.5;

/// More circles on one page than any form has choices: they are marks of a chart.
const MOST_CIRCLES: usize = 200;

/// The rings of a page: drawn ones, and the character ○ printed over another one.
pub(super) fn of_page(content: &PageContent) -> Vec<Bbox> {
    let circles = content
        .glyphs
        .iter()
        .filter(|glyph| is_circle(glyph))
        .take(MOST_CIRCLES);
    let over_others = circles.filter(|circle| {
        let mut glyphs = content.glyphs.iter();
        glyphs.any(|other| {
            !std::ptr::eq(*circle, other) && other.character != circle.character && holds(&circle.bbox, other)
        })
    });
    content
        .rings
        .iter()
        .copied()
        .chain(over_others.map(|circle| circle.bbox))
        .collect()
}

/// The ring around a glyph.
pub(super) fn around(rings: &[Bbox], glyph: &Glyph) -> Option<usize> {
    let circle = is_circle(glyph);
    rings.iter().position(|ring| !circle && holds(ring, glyph))
}

/// What a ring in an empty cell says.
pub(super) const MARK: char = '○';

/// The ring that stands inside a cell.
pub(super) fn inside<'r>(rings: &'r [Bbox], cell: &Bbox) -> Option<&'r Bbox> {
    rings.iter().find(|ring| {
        let (x, y) = ring.center();
        let within = cell.x0 < x && x < cell.x1 && cell.y0 < y && y < cell.y1;
        within && ring.width() <= cell.width() * 1.2 && ring.height() <= cell.height() * 1.2
    })
}

fn is_circle(glyph: &Glyph) -> bool {
    matches!(glyph.character, Some('○' | '◯' | '〇' | '\u{20DD}'))
}

/// Marks a stretch of the canvas; `goes_on` when the glyph before it stands in the same ring.
pub(super) fn mark(marked: &mut Vec<(u32, u32)>, stretch: Range<usize>, goes_on: bool) {
    let offset = |at: usize| u32::try_from(at).unwrap_or(INSERTED);
    match marked.last_mut().filter(|_| goes_on) {
        Some((_, end)) => *end = offset(stretch.end),
        None => marked.push((offset(stretch.start), offset(stretch.end))),
    }
}

/// Whether a glyph stands inside a ring that is no larger than one around a line of it.
fn holds(ring: &Bbox, glyph: &Glyph) -> bool {
    let (x, y) = glyph.bbox.center();
    let high = glyph.bbox.height().max(1.0);
    ring.x0 <= x
        && x <= ring.x1
        && (y - ring.center().1).abs() <= high * 0.6
        && ring.height() <= high * MOST_ROOM
}
