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
/// A band of less than this share of the tallest one is no line.
const FLAT: f32 = 0.5;
/// A band so many times as high as most lines are is several lines that touch.
const MERGED: f32 = 1.55;
/// Heights of a line that lines which touch have together at most, where another line tells that height.
const MOST_TOUCHING: f32 = 4.0;
/// Distance of lines that touch, in heights of a line.
const LEADING: f32 = 1.08;
/// Share of the mean ink of its rows that the row between two lines has at most.
const VALLEY: f32 = 0.3;
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
    let mut filled = Vec::new();
    for cell in cells {
        let pixel = |value: f32| (value * scale).round().max(0.0) as usize;
        let whole = Area {
            x0: pixel(cell.x0),
            y0: pixel(cell.y0),
            x1: pixel(cell.x1).min(ink.width),
            y1: pixel(cell.y1).min(ink.height),
        };
        if let Some((area, count)) = ink.hull(&whole.shrunk(RIM))
            && count >= MIN_INK
            && (area.width() >= MIN_EXTENT || area.height() >= MIN_EXTENT)
        {
            filled.push((area, lines(ink, &area), ink.profile(&area)));
        }
        ink.blank(&whole);
    }
    let usual = usual_height(filled.iter().flat_map(|(_, lines, _)| lines));
    let cut =
        |(area, lines, profile): (Area, Vec<Area>, Vec<usize>)| cut(&area, lines, &profile, usual, scale);
    filled.into_iter().flat_map(cut).collect()
}

/// Height of most lines; long lines count more.
fn usual_height<'a>(lines: impl Iterator<Item = &'a Area>) -> usize {
    let mut heights: Vec<(usize, usize)> = lines.map(|line| (line.height(), line.width())).collect();
    heights.sort_unstable();
    let half = heights.iter().map(|(_, width)| width).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = heights.iter().find(|(_, width)| {
        seen += width;
        seen >= half
    });
    middle.map_or(0, |(height, _)| *height)
}

/// The lines of a cell, or all of it where its lines cannot be told apart.
fn cut(area: &Area, lines: Vec<Area>, profile: &[usize], usual: usize, scale: f32) -> Vec<Piece> {
    let tall = area.height() >= area.width() * TALL && area.width() as f32 <= MAX_COLUMN * scale;
    let whole = |shows: Shows| vec![Piece { area: *area, shows }];
    if tall && lines.len() >= TALL {
        return whole(Shows::Column);
    }
    let mut pieces = Vec::new();
    for line in lines {
        let own = profile
            .get(line.y0 - area.y0..line.y1 - area.y0)
            .unwrap_or_default();
        match part(&line, own, usual) {
            Some(parts) => pieces.extend(parts.into_iter().map(|area| Piece {
                area,
                shows: Shows::Line,
            })),
            None => return whole(Shows::Block),
        }
    }
    pieces
}

/// A band as one line, or as the lines that touch each other in it; `None` where no way through is seen.
fn part(band: &Area, profile: &[usize], usual: usize) -> Option<Vec<Area>> {
    let height = band.height();
    if usual == 0 || (height as f32) < usual as f32 * MERGED {
        return Some(vec![*band]);
    }
    let count = (height as f32 / (usual as f32 * LEADING)).round().max(2.0) as usize;
    let mean = profile.iter().sum::<usize>() / height.max(1);
    let pitch = height / count;
    let mut cuts = vec![0];
    for index in 1..count {
        let (from, to) = (
            index * height / count - pitch / 3,
            index * height / count + pitch / 3,
        );
        let rows = profile.get(from..=to)?.iter().zip(from..);
        let (ink, row) = rows.min_by_key(|(ink, row)| (**ink, row.abs_diff(index * height / count)))?;
        if *ink as f32 > mean as f32 * VALLEY {
            return None;
        }
        cuts.push(row);
    }
    cuts.push(height);
    let lines = cuts.windows(2).filter_map(|pair| match pair {
        [from, to] => Some(Area {
            y0: band.y0 + from,
            y1: band.y0 + to,
            ..*band
        }),
        _ => None,
    });
    Some(lines.collect())
}

/// Bands of ink above each other; flat ones – strokes of a character, a dash, dust – belong to their neighbour.
fn lines(ink: &Bits, area: &Area) -> Vec<Area> {
    let mut bands = bands(ink, area);
    let tallest = height_of_lines(&bands);
    let flat = |band: &Area| (band.height() as f32) < tallest as f32 * FLAT;
    let mut index = 0;
    while index < bands.len() && bands.len() > 1 {
        if !bands.get(index).is_some_and(flat) {
            index += 1;
            continue;
        }
        let gap = |above: usize| match bands.get(above..above + 2) {
            Some([upper, lower]) => lower.y0 - upper.y1,
            _ => usize::MAX,
        };
        let above = match index {
            0 => 0,
            _ if gap(index - 1) <= gap(index) => index - 1,
            _ => index,
        };
        // A dash alone on its line is far from both neighbours.
        if gap(above) * 2 > tallest {
            index += 1;
            continue;
        }
        if let Some([upper, lower]) = bands.get(above..above + 2) {
            let joined = Area {
                x0: upper.x0.min(lower.x0),
                y0: upper.y0,
                x1: upper.x1.max(lower.x1),
                y1: lower.y1,
            };
            bands.splice(above..above + 2, [joined]);
            index = above;
        }
    }
    bands
}

/// Height of the tallest band, or of the next one where the tallest can only be lines that touch.
fn height_of_lines(bands: &[Area]) -> usize {
    let Some(tallest) = bands.iter().max_by_key(|band| band.height()) else {
        return 0;
    };
    let touching = |line: &&Area| {
        let times = tallest.height() as f32 / line.height().max(1) as f32;
        (MERGED..=MOST_TOUCHING).contains(&times) && line.width() * 2 >= tallest.width()
    };
    let lines = bands.iter().filter(touching).map(Area::height);
    lines.max().unwrap_or(tallest.height())
}

fn bands(ink: &Bits, area: &Area) -> Vec<Area> {
    let mut found: Vec<Area> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let profile = ink.profile(area);
    for (index, &count) in profile.iter().chain([&0; MIN_LEADING]).enumerate() {
        let y = area.y0 + index;
        open = match open {
            _ if count > 0 => Some((open.map_or(y, |(from, _)| from), y + 1)),
            Some((from, to)) if y + 1 - to >= MIN_LEADING => {
                let band = Area {
                    y0: from,
                    y1: to,
                    ..*area
                };
                found.extend(ink.hull(&band).map(|(hull, _)| hull));
                None
            }
            other => other,
        };
    }
    found
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
                area: area(120, 20, 160, 40),
                shows: Shows::Line,
            },
            Piece {
                area: area(120, 60, 160, 80),
                shows: Shows::Line,
            },
        ];
        assert_eq!(pieces, expected);
        // What the cells took is gone, the rest is still there.
        assert_eq!(
            ink.hull(&area(0, 0, 400, 400)).unwrap().0,
            area(300, 300, 302, 302)
        );
    }

    #[test]
    fn lines_that_touch_are_parted_where_little_ink_is() {
        let mut black: Vec<Area> = (0..3)
            .map(|index| area(20, 20 + 40 * index, 220, 45 + 40 * index))
            .collect();
        // Strokes that lead from the second line to the third.
        black.push(area(30, 80, 33, 102));
        let mut ink = page(400, 200, &black).ink();
        let cell = Bbox {
            x0: 0.0,
            y0: 0.0,
            x1: 400.0,
            y1: 200.0,
        };
        let pieces = pieces(&mut ink, &[cell], 1.0);
        assert_eq!(pieces.len(), 3, "{pieces:?}");
        assert!(pieces.iter().all(|piece| piece.shows == Shows::Line));
        assert!((85..=100).contains(&pieces[1].area.y1), "{pieces:?}");
    }

    #[test]
    fn characters_below_each_other_are_a_column() {
        let black: Vec<Area> = (0..5)
            .map(|index| area(10, 10 + 50 * index, 45, 45 + 50 * index))
            .collect();
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
