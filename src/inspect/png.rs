//! A drawing as PNG: the page's picture with the layers painted over it.

use super::scene::{Color, Layer, Scene, Shape};
use crate::layout::PageContent;
use crate::source::Picture;

/// Digits, three pixels wide and five high, a row in three bits.
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 3, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];

/// A white sheet of the page's size.
pub(super) fn sheet(content: &PageContent, scale: f32) -> Picture {
    // Larger than any page that is printed; a file may claim more.
    const MAX_SIDE: f32 = 6_000.0;
    let scale = scale.min(MAX_SIDE / content.width.max(content.height).max(1.0));
    let pixels = |length: f32| ((length * scale) as usize).max(1);
    let (width, height) = (pixels(content.width), pixels(content.height));
    Picture {
        width,
        height,
        scale,
        rgba: vec![255; width * height * 4],
    }
}

/// Paints `shown` layers of the scene over the picture.
pub(super) fn draw(scene: &Scene, content: &PageContent, mut picture: Picture, shown: &[Layer]) -> Vec<u8> {
    let mut brush = Brush {
        scale: picture.scale,
        picture: &mut picture,
        content,
    };
    for layer in Layer::ALL.into_iter().filter(|layer| shown.contains(layer)) {
        for (_, shape) in scene.shapes.iter().filter(|(of, _)| *of == layer) {
            brush.shape(shape);
        }
    }
    encoded(&picture)
}

/// A picture as a PNG file.
pub(super) fn encoded(picture: &Picture) -> Vec<u8> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side(picture.width), side(picture.height));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    // Writing to memory fails only where the sizes do not fit, and they come from the picture itself.
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&picture.rgba));
    if written.is_err() {
        file.clear();
    }
    file
}

struct Brush<'p> {
    picture: &'p mut Picture,
    scale: f32,
    content: &'p PageContent,
}

impl Brush<'_> {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Box {
                bbox, color, fill, ..
            } => {
                let placed = self.content.displayed(bbox);
                let [x0, y0, x1, y1] = placed.to_array().map(|value| value * self.scale);
                if *fill > 0 {
                    self.fill((x0, y0), (x1, y1), *color, f32::from(*fill) / 100.0);
                    return;
                }
                for (from, to) in [
                    ((x0, y0), (x1, y0)),
                    ((x1, y0), (x1, y1)),
                    ((x0, y1), (x1, y1)),
                    ((x0, y0), (x0, y1)),
                ] {
                    self.line(from, to, 1.0, *color);
                }
            }
            Shape::Line {
                from,
                to,
                width,
                color,
            } => {
                let (from, to) = (self.place(*from), self.place(*to));
                self.line(from, to, width * self.scale, *color);
            }
            // There is no type in a picture; the page itself shows the characters.
            Shape::Text { .. } => {}
            Shape::Step {
                from,
                to,
                number,
                color,
            } => {
                let to = self.place(*to);
                if let Some(from) = from {
                    let from = self.place(*from);
                    self.line(from, to, 1.0, *color);
                }
                self.number(to, *number, *color);
            }
        }
    }

    fn place(&self, point: (f32, f32)) -> (f32, f32) {
        let bbox = crate::layout::Bbox::of_points(point, point);
        let (x, y) = self.content.displayed(&bbox).center();
        (x * self.scale, y * self.scale)
    }

    fn dot(&mut self, x: f32, y: f32, color: Color, opacity: f32) {
        if !(x >= 0.0 && y >= 0.0) || x as usize >= self.picture.width || y as usize >= self.picture.height {
            return;
        }
        let start = (y as usize * self.picture.width + x as usize) * 4;
        if let Some(pixel) = self.picture.rgba.get_mut(start..start + 3) {
            for (old, new) in pixel.iter_mut().zip(color) {
                *old = (f32::from(*old) * (1.0 - opacity) + f32::from(new) * opacity).round() as u8;
            }
        }
    }

    fn fill(&mut self, from: (f32, f32), to: (f32, f32), color: Color, opacity: f32) {
        let end = |value: f32, most: usize| value.clamp(0.0, most as f32) as usize;
        let (width, height) = (self.picture.width, self.picture.height);
        for y in end(from.1, height)..end(to.1, height) {
            for x in end(from.0, width)..end(to.0, width) {
                self.dot(x as f32, y as f32, color, opacity);
            }
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, color: Color) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = dx.abs().max(dy.abs()).ceil().clamp(1.0, 20_000.0);
        let half = (width / 2.0).max(0.5);
        let across = (half * 2.0).round().max(1.0) as i32;
        for step in 0..=steps as i32 {
            let part = step as f32 / steps;
            let (x, y) = (from.0 + dx * part, from.1 + dy * part);
            for aside in 0..across {
                let aside = aside as f32 - (across - 1) as f32 / 2.0;
                let (x, y) = if dx.abs() > dy.abs() {
                    (x, y + aside)
                } else {
                    (x + aside, y)
                };
                self.dot(x, y, color, 0.8);
            }
        }
    }

    /// A number that ends left of `at`.
    fn number(&mut self, at: (f32, f32), number: usize, color: Color) {
        let text = number.to_string();
        let left = at.0 - 4.0 * text.len() as f32 - 1.0;
        for (place, digit) in text.bytes().map(|byte| usize::from(byte - b'0')).enumerate() {
            let Some(rows) = DIGITS.get(digit) else { continue };
            for (y, row) in rows.iter().enumerate() {
                for x in (0..3).filter(|x| row >> (2 - x) & 1 == 1) {
                    self.dot(left + (4 * place + x) as f32, at.1 - 2.0 + y as f32, color, 1.0);
                }
            }
        }
    }
}
