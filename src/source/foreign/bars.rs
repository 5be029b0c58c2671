//! Bars that OCR programs write where a ruling line stands: the line itself, taken for a character.

use super::WordPage;
use crate::layout::{Bbox, is_wide};
use crate::source::ocr::{Word, WordLine};

/// A bar may stand this far from the line (share of the height of its word).
const BESIDE: f32 = 0.45;
/// Width of a bar in em.
const WIDTH: f32 = 0.3;

/// Takes out the bars that stand where the file tells a ruling line, and parts the words that they hold together.
pub(super) fn take_out(page: &mut WordPage) {
    let walls: Vec<Bbox> = page
        .rules
        .iter()
        .filter(|rule| rule.height() > rule.width())
        .copied()
        .collect();
    if walls.is_empty() {
        return;
    }
    for line in page.lines.iter_mut().filter(|line| !line.vertical) {
        if line.words.iter().any(|word| word.text.contains(is_bar)) {
            let words = std::mem::take(&mut line.words);
            line.words = words.iter().flat_map(|word| parted(word, &walls)).collect();
        }
    }
    page.lines.retain(|line: &WordLine| !line.words.is_empty());
}

fn is_bar(character: char) -> bool {
    matches!(character, '|' | '｜' | '│' | '┃' | '¦' | '￤')
}

/// The pieces of a word between the bars in it that are lines.
fn parted(word: &Word, walls: &[Bbox]) -> Vec<Word> {
    let weight = |character: char| match character {
        bar if is_bar(bar) => WIDTH,
        wide if is_wide(wide) => 1.0,
        _ => 0.5,
    };
    let total: f32 = word.text.chars().map(weight).sum();
    let (_, y) = word.bbox.center();
    let wall_at = |x: f32, reach: f32| {
        let here = walls.iter().filter(|wall| wall.y0 <= y && y <= wall.y1);
        let near = here
            .map(|wall| wall.center().0)
            .filter(|wall| (wall - x).abs() <= reach);
        near.min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()))
    };
    let mut pieces: Vec<Word> = Vec::new();
    let (mut start, mut text, mut before) = (word.bbox.x0, String::new(), 0.0);
    let mut piece = |text: &mut String, x0: f32, x1: f32| {
        let text = std::mem::take(text);
        if !text.is_empty() {
            let bbox = Bbox {
                x0,
                x1: x1.max(x0),
                ..word.bbox
            };
            pieces.push(Word { text, bbox, ..*word });
        }
    };
    for character in word.text.chars() {
        let x = word.bbox.x0 + word.bbox.width() * (before + weight(character) / 2.0) / total;
        before += weight(character);
        let half = word.bbox.width() * weight(character) / total / 2.0;
        match is_bar(character)
            .then(|| wall_at(x, word.bbox.height() * BESIDE + half))
            .flatten()
        {
            Some(wall) => {
                piece(&mut text, start, wall.min(word.bbox.x1));
                start = wall.max(word.bbox.x0);
            }
            None => text.push(character),
        }
    }
    piece(&mut text, start, word.bbox.x1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: &[(&str, f32, f32)]) -> WordPage {
        let word = |&(text, x0, x1): &(&str, f32, f32)| Word {
            text: text.into(),
            bbox: Bbox {
                x0,
                y0: 10.0,
                x1,
                y1: 30.0,
            },
            confidence: Some(90),
        };
        WordPage {
            lines: vec![WordLine {
                words: words.iter().map(word).collect(),
                vertical: false,
            }],
            rules: vec![Bbox {
                x0: 99.0,
                y0: 0.0,
                x1: 101.0,
                y1: 200.0,
            }],
            ..WordPage::default()
        }
    }

    fn left(words: &[(&str, f32, f32)]) -> Vec<(String, f32, f32)> {
        let mut page = page(words);
        take_out(&mut page);
        let words = page.lines.iter().flat_map(|line| &line.words);
        words
            .map(|word| (word.text.clone(), word.bbox.x0, word.bbox.x1))
            .collect()
    }

    #[test]
    fn a_bar_on_a_line_is_the_line() {
        let words = [("課", 70.0, 90.0), ("|", 98.0, 102.0), ("910", 105.0, 135.0)];
        assert_eq!(
            left(&words),
            [("課".into(), 70.0, 90.0), ("910".into(), 105.0, 135.0)]
        );
        assert_eq!(left(&[("|-", 98.0, 112.0)]), [("-".into(), 100.0, 112.0)]);
        assert_eq!(
            left(&[("部|広", 77.0, 123.0)]),
            [("部".into(), 77.0, 100.0), ("広".into(), 100.0, 123.0)]
        );
        assert_eq!(left(&[("|", 98.0, 102.0)]), []);
    }

    #[test]
    fn a_bar_elsewhere_is_a_character() {
        let words = [("A|B", 20.0, 50.0), ("|", 130.0, 133.0)];
        let same: Vec<(String, f32, f32)> = words
            .iter()
            .map(|(text, x0, x1)| ((*text).into(), *x0, *x1))
            .collect();
        assert_eq!(left(&words), same);
    }
}
