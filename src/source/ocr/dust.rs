//! Specks of dust: tiny spots far from everything else, which OCR would take for characters.

use super::gray::{Area, Bits, Gray};

/// Largest speck, in points either way.
const MAX_EXTENT: f32 = 1.0;
/// White space around a speck, in points: dots of characters and of figures are nearer to their neighbours.
const ALONE: f32 = 3.0;
/// Most pixels that are looked at to see how large a spot is.
const MAX_PIXELS: usize = 64;

/// Paints specks white; `scale` is pixels a point.
pub(super) fn sweep(gray: &mut Gray, ink: &mut Bits, scale: f32) {
    let most = (MAX_EXTENT * scale).ceil().max(1.0) as usize;
    let around = (ALONE * scale).ceil() as usize;
    let mut specks = Vec::new();
    for y in 0..ink.height {
        for x in 0..ink.width {
            // Every spot has a pixel without ink to the left and above.
            let left = x > 0 && ink.at(x - 1, y);
            let above = y > 0 && ink.at(x, y - 1);
            if ink.at(x, y)
                && !left
                && !above
                && let Some(area) = spot(ink, x, y, most)
                && is_alone(ink, &area, around)
            {
                specks.push(area);
            }
        }
    }
    for area in &specks {
        gray.blank(&grown(area, 1));
        ink.blank(area);
    }
}

/// The spot around a pixel, when it is small.
fn spot(ink: &Bits, x: usize, y: usize, most: usize) -> Option<Area> {
    let mut found = vec![(x, y)];
    let mut next = 0;
    let mut area = Area {
        x0: x,
        y0: y,
        x1: x + 1,
        y1: y + 1,
    };
    while let Some(&(x, y)) = found.get(next) {
        next += 1;
        area = Area {
            x0: area.x0.min(x),
            y0: area.y0.min(y),
            x1: area.x1.max(x + 1),
            y1: area.y1.max(y + 1),
        };
        if area.width() > most || area.height() > most || found.len() > MAX_PIXELS {
            return None;
        }
        for (beside_x, beside_y) in neighbours(x, y) {
            if ink.at(beside_x, beside_y) && !found.contains(&(beside_x, beside_y)) {
                found.push((beside_x, beside_y));
            }
        }
    }
    Some(area)
}

/// The eight pixels around one; those beyond the left and upper edge wrap to places outside the page.
fn neighbours(x: usize, y: usize) -> impl Iterator<Item = (usize, usize)> {
    let steps = [usize::MAX, 0, 1];
    steps
        .into_iter()
        .flat_map(move |dy| {
            steps
                .into_iter()
                .map(move |dx| (x.wrapping_add(dx), y.wrapping_add(dy)))
        })
        .filter(move |&place| place != (x, y))
}

fn grown(area: &Area, by: usize) -> Area {
    Area {
        x0: area.x0.saturating_sub(by),
        y0: area.y0.saturating_sub(by),
        x1: area.x1 + by,
        y1: area.y1 + by,
    }
}

fn is_alone(ink: &Bits, area: &Area, around: usize) -> bool {
    let count = |area: &Area| ink.profile(area).into_iter().sum::<usize>();
    count(&grown(area, around)) == count(area)
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn specks_go_and_dots_beside_figures_stay() {
        let dot = area(62, 36, 65, 40);
        let mut gray = page(200, 100, &[area(40, 20, 58, 40), dot, area(150, 50, 153, 52)]);
        let mut ink = gray.ink();
        sweep(&mut gray, &mut ink, 300.0 / 72.0);
        assert_eq!(ink.hull(&dot).unwrap().0, dot);
        assert_eq!(ink.hull(&area(100, 0, 200, 100)), None);
        assert_eq!(gray.ink(), ink);
    }
}
