//! The shading behind cells: forms tell labels from what they ask for by it.

use super::rules::MAX_SHADES;
use super::{Bbox, PageContent, Tint, Turn};

/// Share of a cell that shading must cover to be the cell's.
const COVER: f32 = 0.2;

/// The shading of a page in the order in which it was drawn, on the page as laid out.
#[derive(Debug, Default)]
pub(crate) struct Shading(Vec<(Bbox, Option<Tint>)>);

impl Shading {
    /// Nothing where all is white, or where the shades are a picture.
    pub fn of(content: &PageContent, turn: Turn) -> Self {
        let coloured = content.shades.iter().any(|shade| !shade.white);
        if !coloured || content.shades.len() > MAX_SHADES {
            return Shading(Vec::new());
        }
        let turned = |bbox: &Bbox| bbox.turned(turn.inverse(), content.width, content.height);
        let seen = |white: bool, tint: Option<Tint>| tint.filter(|_| !white);
        let shades = content.shades.iter();
        Shading(
            shades
                .map(|shade| (turned(&shade.bbox), seen(shade.white, shade.tint)))
                .collect(),
        )
    }

    /// What was drawn last behind the middle of a cell; `None` for white.
    pub fn behind(&self, cell: &Bbox) -> Option<Tint> {
        let area = |bbox: &Bbox| bbox.width() * bbox.height();
        let behind = |bbox: &Bbox| {
            bbox.contains(cell.center(), 0.0) && area(&bbox.intersect(cell)) >= area(cell) * COVER
        };
        let last = self.0.iter().rev().find(|(bbox, _)| behind(bbox));
        last.and_then(|(_, tint)| *tint)
    }
}
