//! A line of text without the wide space between its characters, and without the steps and specks of coarse scans.

use super::gray::{Area, Gray};

/// Space between characters from which on it is taken out, in heights of the line.
const WIDE: f32 = 0.55;
/// What is left of it.
const LEFT: f32 = 0.2;

/// The picture of a line, closed up and blurred.
pub(super) struct Closed {
    pub image: Gray,
    /// From which column on how much is missing.
    missing: Vec<(usize, usize)>,
}

impl Closed {
    /// `None` for an empty picture.
    pub fn of(image: &Gray) -> Option<Self> {
        let ink = image.ink();
        let whole = Area::of_size(image.width, image.height);
        let (line, _) = ink.hull(&whole)?;
        let wide = (line.height() as f32 * WIDE) as usize;
        let left = (line.height() as f32 * LEFT) as usize;
        let is_blank = |x: usize| !(line.y0..line.y1).any(|y| ink.at(x, y));
        let mut kept: Vec<usize> = (0..line.x0).collect();
        let mut missing = Vec::new();
        let mut blanks = 0;
        for x in line.x0..image.width {
            if x < line.x1 && is_blank(x) {
                blanks += 1;
                continue;
            }
            let taken = if blanks >= wide { left } else { blanks };
            kept.extend(x - blanks..x - blanks + taken);
            if taken < blanks {
                missing.push((kept.len(), blanks - taken));
            }
            kept.push(x);
            blanks = 0;
        }
        let mut shades = Vec::with_capacity(kept.len() * image.height);
        for y in 0..image.height {
            let row = image.row(y);
            shades.extend(kept.iter().filter_map(|&x| row.get(x)));
        }
        let image = Gray {
            width: kept.len(),
            height: image.height,
            shades,
        };
        Some(Closed {
            image: image.blurred(),
            missing,
        })
    }

    /// Where a column of the closed picture was before.
    pub fn opened(&self, x: f32) -> f32 {
        let before = self.missing.iter().filter(|(from, _)| *from as f32 <= x);
        x + before.map(|(_, count)| *count as f32).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn wide_space_goes_and_is_found_again() {
        let apart = page(
            400,
            60,
            &[area(20, 20, 40, 40), area(44, 20, 64, 40), area(200, 20, 220, 40)],
        );
        let closed = Closed::of(&apart).expect("something to close");
        assert_eq!(closed.image.width, 400 - (136 - 4));
        let (hull, _) = closed.image.ink().hull(&area(0, 0, 400, 60)).unwrap();
        assert_eq!(hull, area(20, 20, 88, 40));
        assert_eq!(
            [20.0, 64.0, 68.0, 88.0].map(|x| closed.opened(x)),
            [20.0, 64.0, 200.0, 220.0]
        );
        let close = page(100, 60, &[area(20, 20, 40, 40), area(44, 20, 64, 40)]);
        assert_eq!(Closed::of(&close).expect("a line").image.width, 100);
        assert!(Closed::of(&page(100, 60, &[])).is_none());
    }
}
