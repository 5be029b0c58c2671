//! Words that a page shows several times – units, stages, choices – look alike each time: where most of their pictures
//! are read as one word, it stands in all of them.

use unicode_normalization::UnicodeNormalization;

use super::gray::{Area, Bits, Gray};
use super::{Word, WordLine};
use crate::layout::{Bbox, Rereading, is_wide};

const SAME_PICTURE: &str = "same-picture";
/// Longest line that is compared, in its heights.
const LONGEST: usize = 10;
/// How far two hulls may differ, and how far one may be shifted over the other, in pixels.
const SHIFT: usize = 2;
/// Share of ink in which two pictures of one word differ at most, as a whole and in any part as wide as a character.
const APART: f32 = 0.25;
const APART_IN_A_PART: f32 = 0.38;
/// A reading that is this sure (per cent) stands, whatever its likes are read as.
const SURE: u8 = 85;
/// How much more in all one word must be read than any other.
const CLEARLY: f32 = 1.5;
/// Pictures of one page that are compared.
const MOST: usize = 600;

/// A line on its way: its picture, where the picture's corner lies on the page, and what was read.
pub(super) struct Line<'j> {
    pub image: &'j Gray,
    pub corner: (f32, f32),
    pub lines: &'j mut Vec<WordLine>,
    pub told: &'j mut Vec<Rereading>,
}

/// Gives pictures of one word its reading where they are read otherwise, and tells so.
pub(super) fn settle(mut lines: Vec<Line<'_>>) {
    let shapes: Vec<Option<Shape>> = lines
        .iter()
        .take(MOST)
        .map(|line| Shape::of(line.image))
        .collect();
    for group in groups(&shapes) {
        let read: Vec<(String, u8)> = group
            .iter()
            .filter_map(|&index| Some(reading(lines.get(index)?.lines)))
            .collect();
        let Some((word, count, sure)) = agreed(&read) else {
            continue;
        };
        for (&index, (text, own)) in group.iter().zip(&read) {
            let stands = *text == word || *own >= SURE.min(sure);
            if let (false, Some(line), Some(Some(shape))) = (stands, lines.get_mut(index), shapes.get(index))
            {
                line.replace(shape, &word, count, sure);
            }
        }
    }
}

impl Line<'_> {
    fn replace(&mut self, shape: &Shape, word: &str, count: usize, sure: u8) {
        let (other, _) = reading(self.lines);
        let (x, y) = self.corner;
        let bbox = Bbox {
            x0: x + shape.hull.x0 as f32,
            y0: y + shape.hull.y0 as f32,
            x1: x + shape.hull.x1 as f32,
            y1: y + shape.hull.y1 as f32,
        };
        self.told.push(Rereading {
            bbox,
            taken: word.to_owned(),
            other,
            rule: SAME_PICTURE,
            evidence: format!("{count} pictures of the page that look like it are read as {word}"),
            disputed: false,
        });
        *self.lines = vec![WordLine {
            words: vec![Word {
                text: word.to_owned(),
                bbox,
                confidence: Some(sure),
            }],
            vertical: false,
        }];
    }
}

/// What was read, and how surely at least.
fn reading(lines: &[WordLine]) -> (String, u8) {
    let words = || lines.iter().flat_map(|line| &line.words);
    let text = words().flat_map(|word| word.text.nfkc()).collect();
    let least = words().filter_map(|word| word.confidence).min();
    (text, least.unwrap_or(0))
}

/// The word that the readings of a group leave: read at least twice, and far more surely in all than any other. With
/// how many they are, and how sure the surest is. Digits are too much alike, and so are single letters.
fn agreed(read: &[(String, u8)]) -> Option<(String, usize, u8)> {
    let mut words: Vec<&str> = read.iter().map(|(text, _)| text.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    let of = |word: &str| -> Vec<u8> {
        let same = read.iter().filter(|(text, _)| text == word);
        same.map(|(_, sure)| *sure).collect()
    };
    let weight = |word: &str| of(word).into_iter().map(f32::from).sum::<f32>();
    words.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let (word, rival) = (*words.first()?, *words.get(1)?);
    let sure = of(word);
    let wide = word.chars().filter(|character| is_wide(*character)).count();
    let plain = !word.chars().any(|character| character.is_ascii_digit());
    let clear = sure.len() > 1 && weight(word) >= weight(rival) * CLEARLY;
    (clear && wide > 1 && plain).then(|| {
        (
            word.to_owned(),
            sure.len(),
            sure.iter().copied().max().unwrap_or(0),
        )
    })
}

/// The ink of a line.
struct Shape {
    hull: Area,
    ink: Bits,
    /// Ink in each column of the hull.
    columns: Vec<usize>,
}

impl Shape {
    fn of(image: &Gray) -> Option<Self> {
        let ink = image.ink();
        let (hull, _) = ink.hull(&Area::of_size(ink.width, ink.height))?;
        let is_short = hull.width() <= hull.height().saturating_mul(LONGEST);
        if !is_short {
            return None;
        }
        let inked = |x: usize| (hull.y0..hull.y1).filter(|&y| ink.at(x, y)).count();
        Some(Shape {
            columns: (hull.x0..hull.x1).map(inked).collect(),
            hull,
            ink,
        })
    }

    fn is_like(&self, other: &Shape) -> bool {
        let near = |a: usize, b: usize| a.abs_diff(b) <= SHIFT;
        let sized =
            near(self.hull.width(), other.hull.width()) && near(self.hull.height(), other.hull.height());
        let shifts = 0..=2 * SHIFT;
        sized
            && shifts
                .clone()
                .any(|down| shifts.clone().any(|along| self.covers(other, (along, down))))
    }

    /// Whether the ink of the other, so far from its hull's corner less the greatest shift, lies on this one's.
    fn covers(&self, other: &Shape, (along, down): (usize, usize)) -> bool {
        let at = |x: usize, y: usize| -> bool {
            let place = |own: usize, shift: usize, corner: usize| (own + shift + corner).checked_sub(SHIFT);
            match (place(x, along, other.hull.x0), place(y, down, other.hull.y0)) {
                (Some(x), Some(y)) => other.ink.at(x, y),
                _ => false,
            }
        };
        let part = self.hull.height().max(1);
        let (mut apart, mut apart_here, mut here) = (0usize, 0usize, 0usize);
        let all = self.columns.iter().sum::<usize>();
        for (x, count) in self.columns.iter().enumerate() {
            let rows = 0..self.hull.height();
            apart_here += rows
                .filter(|&y| self.ink.at(self.hull.x0 + x, self.hull.y0 + y) != at(x, y))
                .count();
            here += count;
            if (x + 1) % part == 0 || x + 1 == self.columns.len() {
                // Of both pictures' ink, which is twice this one's.
                if apart_here as f32 > here as f32 * 2.0 * APART_IN_A_PART {
                    return false;
                }
                apart += apart_here;
                (apart_here, here) = (0, 0);
            }
        }
        apart as f32 <= all as f32 * 2.0 * APART
    }
}

/// Shapes that look like one of their group.
fn groups(shapes: &[Option<Shape>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<(usize, &Shape)>> = Vec::new();
    for (index, shape) in shapes.iter().enumerate() {
        let Some(shape) = shape else { continue };
        let is_in = |group: &Vec<(usize, &Shape)>| group.iter().any(|(_, known)| known.is_like(shape));
        match groups.iter_mut().find(|group| is_in(group)) {
            Some(group) => group.push((index, shape)),
            None => groups.push(vec![(index, shape)]),
        }
    }
    let several = groups.into_iter().filter(|group| group.len() > 2);
    several
        .map(|group| group.into_iter().map(|(index, _)| index).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    /// A picture of strokes; `shift` moves it by so many pixels.
    fn picture(strokes: &[[usize; 4]], shift: usize) -> Gray {
        let moved = strokes
            .iter()
            .map(|[x0, y0, x1, y1]| area(x0 + shift, y0 + shift, x1 + shift, y1 + shift));
        page(120, 60, &moved.collect::<Vec<_>>())
    }

    fn read(text: &str, confidence: u8) -> Vec<WordLine> {
        let word = Word {
            text: text.into(),
            bbox: Bbox::default(),
            confidence: Some(confidence),
        };
        vec![WordLine {
            words: vec![word],
            vertical: false,
        }]
    }

    fn settled(pictures: &[Gray], readings: &[(&str, u8)]) -> (Vec<String>, usize) {
        let mut lines: Vec<Vec<WordLine>> = readings.iter().map(|(text, sure)| read(text, *sure)).collect();
        let mut told = vec![Vec::new(); lines.len()];
        let jobs = pictures.iter().zip(&mut lines).zip(&mut told);
        settle(
            jobs.map(|((image, lines), told)| Line {
                image,
                corner: (0.0, 0.0),
                lines,
                told,
            })
            .collect(),
        );
        let texts = lines.iter().map(|lines| reading(lines).0).collect();
        (texts, told.iter().flatten().count())
    }

    const THOUSAND: &[[usize; 4]] = &[
        [20, 20, 50, 24],
        [33, 14, 37, 44],
        [60, 14, 64, 44],
        [60, 14, 90, 18],
        [86, 14, 90, 44],
    ];
    const OTHER: &[[usize; 4]] = &[
        [20, 40, 50, 44],
        [20, 14, 24, 44],
        [60, 14, 64, 44],
        [60, 14, 90, 18],
        [86, 14, 90, 44],
    ];

    #[test]
    fn a_word_is_read_as_its_likes_are() {
        let pictures = [picture(THOUSAND, 0), picture(THOUSAND, 1), picture(THOUSAND, 3)];
        let (texts, told) = settled(&pictures, &[("千円", 90), ("〒円", 40), ("千円", 80)]);
        assert_eq!((texts.join(" ").as_str(), told), ("千円 千円 千円", 1));
    }

    #[test]
    fn what_was_read_surely_or_looks_otherwise_in_one_character_stays() {
        let pictures = [picture(THOUSAND, 0), picture(THOUSAND, 1), picture(THOUSAND, 0)];
        for readings in [
            [("千円", 90), ("百円", 90), ("千円", 92)],
            [("千円", 90), ("百円", 40), ("万円", 40)],
            [("千円", 50), ("千幅", 80), ("千円", 50)],
            [("15", 90), ("75", 40), ("15", 90)],
        ] {
            assert_eq!(settled(&pictures, &readings).1, 0, "{readings:?}");
        }
        let pictures = [
            picture(THOUSAND, 0),
            picture(OTHER, 0),
            picture(THOUSAND, 1),
            picture(THOUSAND, 0),
        ];
        let readings = [("千円", 90), ("山円", 40), ("千円", 80), ("千円", 80)];
        assert_eq!(settled(&pictures, &readings).1, 0);
    }
}
