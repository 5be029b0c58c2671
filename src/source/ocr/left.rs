//! Lines outside of cells that no word was found in: whole headings fall out where a page is noisy.

use super::WordLine;
use super::gray::{Area, Gray};

/// Around the words that were found, in pixels.
const RIM: usize = 6;
/// Height of a line of text, in pixels.
const HEIGHT: (usize, usize) = (18, 140);
/// Shorter ink is a speck or a mark.
const MIN_WIDTH: usize = 60;
/// Rows without ink inside a line.
const GAP: usize = 6;
/// Share of ink in a line of text.
const DENSITY: (f32, f32) = (0.03, 0.6);
/// More such lines are a picture.
const MOST: usize = 40;

/// Where ink that looks like a line of text stands outside of the words in `lines`.
pub(super) fn lines_of_ink(outside: &Gray, lines: &[WordLine]) -> Vec<Area> {
    let mut ink = outside.ink();
    for word in lines.iter().flat_map(|line| &line.words) {
        let pixel = |value: f32| value.max(0.0) as usize;
        ink.blank(&Area {
            x0: pixel(word.bbox.x0).saturating_sub(RIM),
            y0: pixel(word.bbox.y0).saturating_sub(RIM),
            x1: pixel(word.bbox.x1) + RIM,
            y1: pixel(word.bbox.y1) + RIM,
        });
    }
    let whole = Area::of_size(ink.width, ink.height);
    let rows = ink.profile(&whole);
    let mut bands: Vec<(usize, usize)> = Vec::new();
    for (y, _) in rows.iter().enumerate().filter(|(_, count)| **count > 0) {
        match bands.last_mut() {
            Some((_, end)) if y <= *end + GAP => *end = y + 1,
            _ => bands.push((y, y + 1)),
        }
    }
    let found: Vec<Area> = bands
        .into_iter()
        .filter(|(from, to)| (HEIGHT.0..=HEIGHT.1).contains(&(to - from)))
        .filter_map(|(y0, y1)| {
            let (hull, count) = ink.hull(&Area { y0, y1, ..whole })?;
            let density = count as f32 / (hull.width() * hull.height()) as f32;
            let is_text = hull.width() >= MIN_WIDTH && (DENSITY.0..=DENSITY.1).contains(&density);
            is_text.then_some(hull)
        })
        .collect();
    if found.len() > MOST { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::super::Word;
    use super::super::gray::tests::{area, page};
    use super::*;
    use crate::layout::Bbox;

    #[test]
    fn lines_without_a_word_are_found_and_edges_and_specks_are_not() {
        // Characters as strokes; a dark edge along the page; a dot.
        let line = |y: usize| (0..10).map(move |index| area(100 + index * 40, y, 112 + index * 40, y + 30));
        let mut black: Vec<Area> = line(100).chain(line(300)).collect();
        black.push(area(900, 600, 906, 606));
        let word = Word {
            text: "見出し".into(),
            bbox: Bbox {
                x0: 100.0,
                y0: 100.0,
                x1: 480.0,
                y1: 130.0,
            },
            confidence: Some(90),
        };
        let read = [WordLine {
            words: vec![word],
            vertical: false,
        }];
        assert_eq!(
            lines_of_ink(&page(1000, 800, &black), &read),
            [area(100, 300, 472, 330)]
        );
        black.push(area(0, 0, 20, 800));
        assert_eq!(lines_of_ink(&page(1000, 800, &black), &read), []);
    }
}
