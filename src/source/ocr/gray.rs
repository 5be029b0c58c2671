//! A page in shades of grey, and its ink.

use crate::layout::{Bbox, Turn};
use crate::source::Picture;

/// White.
const PAPER: u8 = 255;
/// The darkest and lightest shade at which ink may begin, whatever the page's shades are.
const INK_FROM: (u8, u8) = (96, 200);

/// A rectangle of pixels, half-open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub x0: usize,
    pub y0: usize,
    pub x1: usize,
    pub y1: usize,
}

impl Area {
    /// All of a picture of this size.
    pub fn of_size(width: usize, height: usize) -> Area {
        Area {
            x0: 0,
            y0: 0,
            x1: width,
            y1: height,
        }
    }

    pub fn width(&self) -> usize {
        self.x1.saturating_sub(self.x0)
    }

    pub fn height(&self) -> usize {
        self.y1.saturating_sub(self.y0)
    }

    /// Whether the middle of a box, in pixels, lies in it.
    pub fn holds(&self, bbox: &Bbox) -> bool {
        let (x, y) = bbox.center();
        x >= self.x0 as f32 && x < self.x1 as f32 && y >= self.y0 as f32 && y < self.y1 as f32
    }

    /// The part of it inside `other`.
    pub fn within(&self, other: &Area) -> Area {
        let (x0, y0) = (
            self.x0.clamp(other.x0, other.x1),
            self.y0.clamp(other.y0, other.y1),
        );
        Area {
            x0,
            y0,
            x1: self.x1.clamp(x0, other.x1),
            y1: self.y1.clamp(y0, other.y1),
        }
    }

    /// Without a rim of so many pixels.
    pub fn shrunk(&self, by: usize) -> Area {
        let (x0, y0) = (self.x0 + by, self.y0 + by);
        Area {
            x0,
            y0,
            x1: self.x1.saturating_sub(by).max(x0),
            y1: self.y1.saturating_sub(by).max(y0),
        }
    }
}

/// Shades: 0 is black.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gray {
    pub width: usize,
    pub height: usize,
    pub shades: Vec<u8>,
}

impl Gray {
    pub fn of_picture(picture: &Picture) -> Self {
        let (pixels, _) = picture.rgba.as_chunks::<4>();
        // Weights of Rec. 601, in 256ths.
        let shade = |&[red, green, blue, _]: &[u8; 4]| {
            let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
            u8::try_from(sum >> 8).unwrap_or(PAPER)
        };
        Gray {
            width: picture.width,
            height: picture.height,
            shades: pixels.iter().map(shade).collect(),
        }
    }

    pub fn row(&self, y: usize) -> &[u8] {
        self.shades
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }

    /// The shade from which on pixels are paper: between the two groups of shades that are farthest apart (Otsu).
    fn threshold(&self) -> u8 {
        let mut counts = [0u64; 256];
        for &shade in &self.shades {
            if let Some(count) = counts.get_mut(usize::from(shade)) {
                *count += 1;
            }
        }
        let total = self.shades.len() as f64;
        let sum: f64 = counts
            .iter()
            .zip(0u32..)
            .map(|(&count, shade)| count as f64 * f64::from(shade))
            .sum();
        let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, INK_FROM.1));
        for (&count, shade) in counts.iter().zip(0..=u8::MAX) {
            below += count as f64;
            sum_below += count as f64 * f64::from(shade);
            let above = total - below;
            if below > 0.0 && above > 0.0 {
                let apart = sum_below / below - (sum - sum_below) / above;
                let spread = below * above * apart * apart;
                if spread > best.0 {
                    best = (spread, shade.saturating_add(1));
                }
            }
        }
        best.1.clamp(INK_FROM.0, INK_FROM.1)
    }

    /// Which pixels are ink.
    pub fn ink(&self) -> Bits {
        let threshold = self.threshold();
        Bits {
            width: self.width,
            height: self.height,
            bits: self.shades.iter().map(|&shade| shade < threshold).collect(),
        }
    }

    /// Turned about its middle so that what stood `angle` (radians, clockwise) askew stands straight.
    pub fn straightened(&self, angle: f32) -> Gray {
        let (sin, cos) = angle.sin_cos();
        let (mid_x, mid_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut shades = Vec::with_capacity(self.shades.len());
        for y in 0..self.height {
            let dy = y as f32 + 0.5 - mid_y;
            for x in 0..self.width {
                let dx = x as f32 + 0.5 - mid_x;
                shades.push(self.sample(
                    mid_x + dx * cos - dy * sin - 0.5,
                    mid_y + dx * sin + dy * cos - 0.5,
                ));
            }
        }
        Gray { shades, ..*self }
    }

    /// Blurred over a pixel or so either way.
    pub fn blurred(&self) -> Gray {
        let mut blurred = self.clone();
        for _ in 0..3 {
            blurred = blurred.softer(1).softer(self.width);
        }
        blurred
    }

    /// Each pixel mixed with those `step` before and behind it in memory: beside it, or above and below.
    fn softer(&self, step: usize) -> Gray {
        let at = |index: Option<usize>| {
            let shade = index.and_then(|index| self.shades.get(index));
            u16::from(shade.copied().unwrap_or(PAPER))
        };
        let mixed = (0..self.shades.len()).map(|index| {
            let beside = at(index.checked_sub(step)) + at(index.checked_add(step));
            u8::try_from((beside + 2 * at(Some(index))) / 4).unwrap_or(PAPER)
        });
        Gray {
            shades: mixed.collect(),
            ..*self
        }
    }

    /// Turned clockwise.
    pub fn turned(&self, turn: Turn) -> Gray {
        let (width, height) = match turn {
            Turn::None | Turn::Half => (self.width, self.height),
            Turn::Quarter | Turn::ThreeQuarters => (self.height, self.width),
        };
        let mut shades = Vec::with_capacity(self.shades.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = match turn {
                    Turn::None => (x, y),
                    Turn::Quarter => (y, self.height - 1 - x),
                    Turn::Half => (self.width - 1 - x, self.height - 1 - y),
                    Turn::ThreeQuarters => (self.width - 1 - y, x),
                };
                shades.push(
                    self.shades
                        .get(row * self.width + column)
                        .copied()
                        .unwrap_or(PAPER),
                );
            }
        }
        Gray {
            width,
            height,
            shades,
        }
    }

    /// The shade between pixels; paper outside.
    fn sample(&self, x: f32, y: f32) -> u8 {
        if x < 0.0 || y < 0.0 {
            return PAPER;
        }
        let (column, row) = (x as usize, y as usize);
        if column + 1 >= self.width || row + 1 >= self.height {
            return PAPER;
        }
        let (right, down) = (x - column as f32, y - row as f32);
        let at = |row: usize, column: usize| {
            self.shades
                .get(row * self.width + column)
                .map_or(f32::from(PAPER), |&shade| f32::from(shade))
        };
        let upper = at(row, column) * (1.0 - right) + at(row, column + 1) * right;
        let lower = at(row + 1, column) * (1.0 - right) + at(row + 1, column + 1) * right;
        (upper * (1.0 - down) + lower * down).round() as u8
    }

    /// Paints `area` white.
    pub fn blank(&mut self, area: &Area) {
        for y in area.y0..area.y1.min(self.height) {
            let (from, to) = (area.x0.min(self.width), area.x1.min(self.width));
            if let Some(row) = self.shades.get_mut(y * self.width + from..y * self.width + to) {
                row.fill(PAPER);
            }
        }
    }

    /// A piece of it with a white rim.
    pub fn piece(&self, area: &Area, rim: usize) -> Gray {
        let width = area.width() + 2 * rim;
        let height = area.height() + 2 * rim;
        let mut shades = vec![PAPER; width * height];
        for (line, y) in (area.y0..area.y1).enumerate() {
            let from = (line + rim) * width + rim;
            let source = self
                .row(y)
                .get(area.x0..area.x1.min(self.width))
                .unwrap_or_default();
            if let Some(target) = shades.get_mut(from..from + source.len()) {
                target.copy_from_slice(source);
            }
        }
        Gray {
            width,
            height,
            shades,
        }
    }

    /// As a PGM file, the simplest format that OCR programs read.
    pub fn to_pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.shades);
        file
    }
}

/// Pixels that are ink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits {
    pub width: usize,
    pub height: usize,
    pub bits: Vec<bool>,
}

impl Bits {
    pub fn row(&self, y: usize) -> &[bool] {
        self.bits
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }

    /// Whether a pixel is ink; outside there is none.
    pub fn at(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.bits.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// With rows and columns exchanged.
    pub fn transposed(&self) -> Bits {
        let mut bits = vec![false; self.bits.len()];
        for y in 0..self.height {
            for (x, _) in self.row(y).iter().enumerate().filter(|(_, ink)| **ink) {
                if let Some(bit) = bits.get_mut(x * self.height + y) {
                    *bit = true;
                }
            }
        }
        Bits {
            width: self.height,
            height: self.width,
            bits,
        }
    }

    /// Paints `area` white.
    pub fn blank(&mut self, area: &Area) {
        for y in area.y0..area.y1.min(self.height) {
            let (from, to) = (area.x0.min(self.width), area.x1.min(self.width));
            if let Some(row) = self.bits.get_mut(y * self.width + from..y * self.width + to) {
                row.fill(false);
            }
        }
    }

    /// Ink in each row of `area`.
    pub fn profile(&self, area: &Area) -> Vec<usize> {
        let count = |y: usize| {
            let row = self
                .row(y)
                .get(area.x0..area.x1.min(self.width))
                .unwrap_or_default();
            row.iter().filter(|ink| **ink).count()
        };
        (area.y0..area.y1.min(self.height)).map(count).collect()
    }

    /// The smallest area in `area` around its ink, and how much ink that is.
    pub fn hull(&self, area: &Area) -> Option<(Area, usize)> {
        let mut hull: Option<Area> = None;
        let mut count = 0;
        for y in area.y0..area.y1.min(self.height) {
            let row = self
                .row(y)
                .get(area.x0..area.x1.min(self.width))
                .unwrap_or_default();
            let Some(first) = row.iter().position(|ink| *ink) else {
                continue;
            };
            let last = row.iter().rposition(|ink| *ink).unwrap_or(first);
            count += row.iter().filter(|ink| **ink).count();
            let line = Area {
                x0: area.x0 + first,
                y0: y,
                x1: area.x0 + last + 1,
                y1: y + 1,
            };
            hull = Some(hull.map_or(line, |hull| Area {
                x0: hull.x0.min(line.x0),
                y0: hull.y0,
                x1: hull.x1.max(line.x1),
                y1: line.y1,
            }));
        }
        hull.map(|hull| (hull, count))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A white page with black rectangles.
    pub fn page(width: usize, height: usize, black: &[Area]) -> Gray {
        let mut gray = Gray {
            width,
            height,
            shades: vec![PAPER; width * height],
        };
        for area in black {
            for y in area.y0..area.y1 {
                gray.shades[y * width + area.x0..y * width + area.x1].fill(20);
            }
        }
        gray
    }

    pub fn area(x0: usize, y0: usize, x1: usize, y1: usize) -> Area {
        Area { x0, y0, x1, y1 }
    }

    #[test]
    fn ink_is_told_from_grey_paper() {
        let mut gray = page(100, 100, &[area(10, 10, 20, 20)]);
        for shade in gray.shades.iter_mut().filter(|shade| **shade == PAPER) {
            *shade = 215;
        }
        let (hull, count) = gray.ink().hull(&area(0, 0, 100, 100)).unwrap();
        assert_eq!((hull, count), (area(10, 10, 20, 20), 100));
    }

    #[test]
    fn a_piece_keeps_its_pixels_inside_a_white_rim() {
        let piece = page(40, 40, &[area(10, 10, 20, 12)]).piece(&area(10, 10, 20, 14), 3);
        assert_eq!((piece.width, piece.height), (16, 10));
        assert_eq!(
            piece.ink().hull(&area(0, 0, 16, 10)).unwrap().0,
            area(3, 3, 13, 5)
        );
    }
}
