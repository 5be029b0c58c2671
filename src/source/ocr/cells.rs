//! Pieces of a page that are recognised one by one: the cells of its ruled tables.

use super::gray::{Area, Bits};
use super::tesseract::Shows;
use crate::layout::Bbox;

/// More cells than this are read with the page as a whole.
const MAX_CELLS: usize = 2_000;
/// Pixels along the walls of a cell that are left out.
const RIM: usize = 2;
/// Less ink than this (pixels) is dust.
const MIN_INK: usize = 24;
/// Ink smaller than this (pixels) both ways is dust.
const MIN_EXTENT: usize = 8;
/// White between two lines of text, in pixels at least.
const MIN_LEADING: usize = 2;
/// A column of single characters is at least so many times as high as wide.
const TALL: usize = 3;
/// Widest column of single characters, in points.
const MAX_COLUMN: f32 = 26.0;

/// A piece of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub area: Area,
    pub shows: Shows,
}

/// The pieces inside `cells` (points), with ink, innermost first. Their ink is taken out of `ink`.
pub(super) fn pieces(ink: &mut Bits, cells: &[Bbox], scale: f32) -> Vec<Piece> {
    if cells.len() > MAX_CELLS {
        return Vec::new();
    }
    let mut found = Vec::new();
    for cell in cells {
        let pixel = |value: f32| (value * scale).round().max(0.0) as usize;
        let whole = Area {
            x0: pixel(cell.x0),
            y0: pixel(cell.y0),
            x1: pixel(cell.x1).min(ink.width),
            y1: pixel(cell.y1).min(ink.height),
        };
        let inside = whole.shrunk(RIM);
        if let Some((area, count)) = ink.hull(&inside)
            && count >= MIN_INK
            && (area.width() >= MIN_EXTENT || area.height() >= MIN_EXTENT)
        {
            let shows = shows(ink, &area, scale);
            found.push(Piece { area, shows });
        }
        ink.blank(&whole);
    }
    found
}

/// Whether the piece holds one line, more, or a column of characters.
fn shows(ink: &Bits, area: &Area, scale: f32) -> Shows {
    let bands = bands(&ink.profile(area));
    let tall = area.height() >= area.width() * TALL && area.width() as f32 <= MAX_COLUMN * scale;
    if tall && bands >= TALL {
        Shows::Column
    } else if bands <= 1 {
        Shows::Line
    } else {
        Shows::Block
    }
}

/// How many bands of ink stand above each other.
fn bands(profile: &[usize]) -> usize {
    let mut bands = 0;
    let mut white = MIN_LEADING;
    for &count in profile {
        if count == 0 {
            white += 1;
        } else {
            bands += usize::from(white >= MIN_LEADING);
            white = 0;
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn cells_give_their_ink_and_empty_ones_nothing() {
        let black = [
            area(20, 20, 60, 40),
            area(120, 20, 160, 40),
            area(120, 60, 160, 80),
            area(300, 300, 302, 302),
        ];
        let mut ink = page(400, 400, &black).ink();
        let cell = |x0: f32, x1: f32| Bbox {
            x0,
            y0: 0.0,
            x1,
            y1: 100.0,
        };
        let cells = [cell(0.0, 100.0), cell(100.0, 200.0), cell(200.0, 400.0)];
        let pieces = pieces(&mut ink, &cells, 1.0);
        let expected = [
            Piece {
                area: area(20, 20, 60, 40),
                shows: Shows::Line,
            },
            Piece {
                area: area(120, 20, 160, 80),
                shows: Shows::Block,
            },
        ];
        assert_eq!(pieces, expected);
        // What the cells took is gone, the rest is still there.
        assert_eq!(ink.hull(&area(0, 0, 400, 400)).unwrap().0, area(300, 300, 302, 302));
    }

    #[test]
    fn characters_below_each_other_are_a_column() {
        let black: Vec<Area> = (0..5).map(|index| area(10, 10 + 50 * index, 45, 45 + 50 * index)).collect();
        let mut ink = page(100, 300, &black).ink();
        let cell = Bbox {
            x0: 0.0,
            y0: 0.0,
            x1: 15.0,
            y1: 70.0,
        };
        let pieces = pieces(&mut ink, &[cell], 300.0 / 72.0);
        assert_eq!(pieces[0].shows, Shows::Column);
    }
}
