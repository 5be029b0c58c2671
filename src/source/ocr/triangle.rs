//! The triangles that stand for a minus (△, ▲), told by their shape: models of text take them for letters.

use super::gray::{Area, Bits};

/// Width in heights: least and most.
const ASPECT: (f32, f32) = (0.75, 1.6);
/// Height in heights of the line at least.
const HEIGHT: f32 = 0.45;
/// Fewer pixels of height show no shape.
const MIN_HEIGHT: usize = 9;
/// How far (share of the width) an edge may lie from that of a triangle, on average.
const OFF: f32 = 0.09;
/// Share of the width that is ink in the row of its foot.
const FOOT: f32 = 0.8;
/// Rows looked through for the foot, from below, as a share of the height.
const FOOT_ROWS: f32 = 0.3;
/// Share of the triangle that is ink where it is filled.
const FILLED: f32 = 0.85;
/// Share of its middle that is ink at most where it is not.
const HOLLOW: f32 = 0.25;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Triangle {
    pub area: Area,
    pub character: char,
}

/// The triangle with which the line of text in a picture begins.
pub(super) fn leading(ink: &Bits) -> Option<Triangle> {
    let whole = Area::of_size(ink.width, ink.height);
    let (line, _) = ink.hull(&whole)?;
    let is_blank = |x: usize| !(line.y0..line.y1).any(|y| ink.at(x, y));
    let end = (line.x0..line.x1).find(|&x| is_blank(x)).unwrap_or(line.x1);
    let (area, count) = ink.hull(&Area { x1: end, ..line })?;
    let (width, height) = (area.width() as f32, area.height() as f32);
    let shaped = area.height() >= MIN_HEIGHT
        && height >= line.height() as f32 * HEIGHT
        && (height * ASPECT.0..=height * ASPECT.1).contains(&width);
    if !shaped || edges_off(ink, &area) > OFF || foot(ink, &area) < FOOT {
        return None;
    }
    let character = if count as f32 >= width * height / 2.0 * FILLED {
        '▲'
    } else if middle(ink, &area) <= HOLLOW {
        '△'
    } else {
        return None;
    };
    Some(Triangle { area, character })
}

/// Mean distance of the outermost ink of each row from the sides of a triangle, in widths.
fn edges_off(ink: &Bits, area: &Area) -> f32 {
    let (width, height) = (area.width() as f32, area.height() as f32);
    let off = (area.y0..area.y1).map(|y| {
        let half = (y - area.y0) as f32 / height * width / 2.0;
        let (left, right) = (width / 2.0 - half, width / 2.0 + half);
        let row = ink.row(y).get(area.x0..area.x1).unwrap_or_default();
        match (row.iter().position(|ink| *ink), row.iter().rposition(|ink| *ink)) {
            (Some(first), Some(last)) => {
                ((first as f32 - left).abs() + (last as f32 + 1.0 - right).abs()) / 2.0
            }
            _ => width,
        }
    });
    off.sum::<f32>() / height / width
}

fn foot(ink: &Bits, area: &Area) -> f32 {
    let rows = (area.height() as f32 * FOOT_ROWS).ceil() as usize;
    let profile = ink.profile(&Area {
        y0: area.y1.saturating_sub(rows),
        ..*area
    });
    profile.into_iter().max().unwrap_or(0) as f32 / area.width() as f32
}

/// Share of ink around the triangle's middle.
fn middle(ink: &Bits, area: &Area) -> f32 {
    let (x, y) = (usize::midpoint(area.x0, area.x1), area.y0 + area.height() * 3 / 5);
    let (across, down) = ((area.width() / 10).max(1), (area.height() / 10).max(1));
    let part = Area {
        x0: x - across,
        y0: y - down,
        x1: x + across,
        y1: y + down,
    };
    let count: usize = ink.profile(&part).into_iter().sum();
    count as f32 / (part.width() * part.height()) as f32
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::page;
    use super::*;

    /// A picture from rows of characters, each three pixels wide and high.
    fn drawn(rows: &[&str]) -> Bits {
        let black: Vec<Area> = rows
            .iter()
            .enumerate()
            .flat_map(|(y, row)| {
                let dark = row.chars().enumerate().filter(|(_, character)| *character == '#');
                dark.map(move |(x, _)| Area {
                    x0: x * 3,
                    y0: y * 3,
                    x1: x * 3 + 3,
                    y1: y * 3 + 3,
                })
            })
            .collect();
        page(120, 60, &black).ink()
    }

    #[test]
    fn triangles_before_figures_are_told_by_their_shape() {
        let hollow = [
            "      #            ",
            "     # #       ####",
            "     # #       #   ",
            "    #   #      ####",
            "    #   #         #",
            "   #     #        #",
            "  ##########   ####",
            "                   ",
        ];
        let found = leading(&drawn(&hollow)).expect("a triangle");
        assert_eq!((found.character, found.area.x0, found.area.x1), ('△', 6, 36));
        let filled: Vec<String> = (0..13)
            .map(|row| format!("{}{}", " ".repeat((14 - row) / 2), "#".repeat(row + 1)))
            .collect();
        let rows: Vec<&str> = filled.iter().map(String::as_str).collect();
        assert_eq!(leading(&drawn(&rows)).map(|found| found.character), Some('▲'));
    }

    #[test]
    fn letters_and_figures_are_no_triangles() {
        let letter = [
            "      #      ",
            "     # #     ",
            "     # #     ",
            "    #   #    ",
            "    #####    ",
            "   #     #   ",
            "  #       #  ",
        ];
        let figure = [
            "     ##  ",
            "    # #  ",
            "   #  #  ",
            "  #   #  ",
            "  #######",
            "      #  ",
            "      #  ",
        ];
        assert_eq!(leading(&drawn(&letter)), None);
        assert_eq!(leading(&drawn(&figure)), None);
    }
}
