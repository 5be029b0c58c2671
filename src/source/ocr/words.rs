//! Recognised words → glyphs, so that layout sees a scan as it sees any page.

use unicode_normalization::UnicodeNormalization;

use crate::layout::{Bbox, Glyph, Ink, Turn, is_wide};

/// A recognised word: in Japanese any few characters that stand together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::source) struct Word {
    pub text: String,
    /// Around its ink.
    pub bbox: Bbox,
    /// In per cent.
    pub confidence: Option<u8>,
}

/// The words that OCR put on one line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::source) struct WordLine {
    pub words: Vec<Word>,
    /// Read downwards.
    pub vertical: bool,
}

impl WordLine {
    fn map(&self, to: impl Fn(&Word) -> f32) -> Vec<(f32, usize)> {
        let words = self.words.iter().filter(|word| em_share(&word.text) > 0.0);
        words.map(|word| (to(word), word.text.chars().count())).collect()
    }

    /// Size of its type: what the boxes of its words, which end where their ink ends, say together.
    fn size(&self) -> f32 {
        let across = |word: &Word| {
            if self.vertical {
                word.bbox.width()
            } else {
                word.bbox.height()
            }
        };
        let sizes = self.map(|word| across(word) / em_share(&word.text));
        let tallest = || self.words.iter().map(across).fold(0.0, f32::max);
        median(sizes).unwrap_or_else(tallest).max(1.0)
    }

    /// Where the middle of the line lies across its direction; `None` where the line climbs.
    fn level(&self, size: f32) -> Option<f32> {
        let centres = self.map(|word| {
            let (x, y) = word.bbox.center();
            if self.vertical { x } else { y }
        });
        let middle = median(centres.clone())?;
        let level = centres
            .iter()
            .all(|(centre, _)| (centre - middle).abs() <= size * 0.5);
        level.then_some(middle)
    }
}

/// Median of values that count so many times; `None` of none.
fn median(mut values: Vec<(f32, usize)>) -> Option<f32> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, count)| count).sum::<usize>().div_ceil(2);
    let mut seen = 0;
    values.into_iter().find_map(|(value, count)| {
        seen += count;
        (seen >= half && count > 0).then_some(value)
    })
}

/// Height of a word's ink in em; 0 where its characters say nothing about the size of the type.
fn em_share(text: &str) -> f32 {
    let share = |character: char| match character {
        '一' | 'ー' | '－' | '―' => 0.0,
        // Small kana and kana as a whole are lower than ideographs.
        '\u{3041}'..='\u{30FA}' => 0.82,
        character if is_wide(character) && character.is_alphanumeric() => 0.92,
        '（' | '）' | '「' | '」' | '【' | '】' => 0.92,
        '(' | ')' => 0.9,
        '0'..='9' | 'A'..='Z' => 0.73,
        'b' | 'd' | 'f' | 'h' | 'k' | 'l' | 't' | 'i' | 'j' => 0.73,
        'a'..='z' => 0.55,
        _ => 0.0,
    };
    text.chars().map(share).fold(0.0, f32::max)
}

/// The glyphs of `lines`: every word's box shared out among its characters, on the level of the line.
pub(in crate::source) fn glyphs(lines: &[WordLine]) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for line in lines {
        let size = line.size();
        let level = line.level(size);
        for (word, span) in line.words.iter().zip(spans(line, size)) {
            spread(&mut glyphs, word, span, size, level, line.vertical);
        }
    }
    glyphs
}

/// Where each word of a line starts and ends. Boxes end where ink ends, so that white space inside an em looks like
/// a blank: where no blank can be meant, neighbours share it.
fn spans(line: &WordLine, size: f32) -> Vec<(f32, f32)> {
    let span = |word: &Word| {
        if line.vertical {
            (word.bbox.y0, word.bbox.y1)
        } else {
            (word.bbox.x0, word.bbox.x1)
        }
    };
    let mut spans: Vec<(f32, f32)> = line.words.iter().map(span).collect();
    for (index, pair) in line.words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        let reach = size * reach(&left.text, &right.text);
        let Some([(first, end), (start, _)]) = spans.get_mut(index..index + 2) else {
            continue;
        };
        if *start < *end && *first < *start {
            // Where boxes overlap the starts are right: some boxes reach over the words that follow.
            *end = *start;
        } else if *start - *end <= reach {
            let middle = f32::midpoint(*start, *end);
            (*end, *start) = (middle, middle);
        }
    }
    spans
}

/// Longest white space (in em) between two words that is no blank.
fn reach(left: &str, right: &str) -> f32 {
    let is_digit = |character: char| character.is_ascii_digit();
    let mark = |character: char| matches!(character, ',' | '.');
    let single = |text: &str| text.chars().count() == 1 && text.chars().all(is_digit);
    match (left.chars().next_back(), right.chars().next()) {
        (Some(a), Some(b)) if is_wide(a) || is_wide(b) => 0.6,
        // Separators of figures; full-width figures, which OCR gives as narrow ones.
        (Some(a), Some(b)) if mark(a) && is_digit(b) || is_digit(a) && mark(b) => 0.6,
        (Some(a), Some(b)) if is_digit(a) && is_digit(b) && (single(left) || single(right)) => 0.65,
        _ => 0.0,
    }
}

fn spread(
    glyphs: &mut Vec<Glyph>,
    word: &Word,
    span: (f32, f32),
    size: f32,
    level: Option<f32>,
    vertical: bool,
) {
    // Half-width katakana with their marks and the like as one character each.
    let text: Vec<char> = word.text.nfc().collect();
    let weight = |character: char| if is_wide(character) { 1.0f32 } else { 0.5 };
    let total: f32 = text.iter().map(|&character| weight(character)).sum();
    let (x, y) = word.bbox.center();
    let (start, length) = (span.0, span.1 - span.0);
    let middle = level.unwrap_or(if vertical { x } else { y });
    let mut before = 0.0;
    for character in text {
        let from = start + length * before / total;
        before += weight(character);
        let to = start + length * before / total;
        let (low, high) = (middle - size / 2.0, middle + size / 2.0);
        let bbox = if vertical {
            Bbox::of_points((low, from), (high, to))
        } else {
            Bbox::of_points((from, low), (to, high))
        };
        glyphs.push(Glyph {
            character: Some(character),
            more: None,
            bbox,
            size,
            turn: Turn::None,
            font: 0,
            ink: Ink::Fill,
            vertical,
            artifact: false,
            oblique: false,
            confidence: word.confidence,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, bbox: [f32; 4]) -> Word {
        let [x0, y0, x1, y1] = bbox;
        Word {
            text: text.into(),
            bbox: Bbox { x0, y0, x1, y1 },
            confidence: Some(90),
        }
    }

    #[test]
    fn characters_share_their_words_box_by_their_widths() {
        let line = WordLine {
            words: vec![word("市AB", [10.0, 20.0, 30.0, 29.2])],
            vertical: false,
        };
        let glyphs = glyphs(&[line]);
        let edges: Vec<(f32, f32)> = glyphs
            .iter()
            .map(|glyph| (glyph.bbox.x0, glyph.bbox.x1))
            .collect();
        assert_eq!(edges, [(10.0, 20.0), (20.0, 25.0), (25.0, 30.0)]);
        assert!((glyphs[0].size - 10.0).abs() < 0.01, "{}", glyphs[0].size);
    }

    #[test]
    fn flat_characters_stand_on_the_level_of_their_line() {
        let line = WordLine {
            words: vec![
                word("事業費", [0.0, 10.0, 30.0, 19.2]),
                word("ー", [30.0, 14.0, 40.0, 15.0]),
                word("一", [40.0, 14.0, 50.0, 15.0]),
            ],
            vertical: false,
        };
        let glyphs = glyphs(&[line]);
        assert!(glyphs.iter().all(|glyph| (glyph.size - 10.0).abs() < 0.01));
        assert!(glyphs.iter().all(|glyph| glyph.bbox.y0 == glyphs[0].bbox.y0));
    }

    #[test]
    fn white_space_inside_figures_is_no_blank() {
        let line = WordLine {
            words: vec![
                word("16,", [0.0, 10.0, 12.0, 17.3]),
                word("379", [14.0, 10.0, 29.0, 17.3]),
                word("円", [34.0, 10.0, 43.0, 19.2]),
                word("Plan", [60.0, 10.0, 80.0, 17.3]),
                word("B", [83.0, 10.0, 88.0, 17.3]),
            ],
            vertical: false,
        };
        let glyphs = glyphs(&[line]);
        let gaps: Vec<f32> = glyphs
            .windows(2)
            .map(|pair| pair[1].bbox.x0 - pair[0].bbox.x1)
            .collect();
        let blanks: Vec<usize> = (0..gaps.len()).filter(|&index| gaps[index] > 1.0).collect();
        // Between 円 and Plan, and between Plan and B.
        assert_eq!(blanks, [6, 10]);
    }

    #[test]
    fn a_box_that_reaches_over_the_next_words_does_not_change_their_order() {
        let line = WordLine {
            words: vec![
                word("主", [16.0, 0.0, 141.0, 25.0]),
                word("な", [56.0, 0.0, 100.0, 25.0]),
                word("内", [80.0, 0.0, 120.0, 25.0]),
            ],
            vertical: false,
        };
        let starts: Vec<f32> = glyphs(&[line]).iter().map(|glyph| glyph.bbox.x0).collect();
        assert_eq!(starts, [16.0, 56.0, 80.0]);
    }

    #[test]
    fn lines_read_downwards_put_characters_below_each_other() {
        let line = WordLine {
            words: vec![word("目的", [10.0, 0.0, 19.2, 20.0])],
            vertical: true,
        };
        let glyphs = glyphs(&[line]);
        assert!(glyphs[1].bbox.y0 >= glyphs[0].bbox.y1);
        assert!(glyphs.iter().all(|glyph| glyph.vertical));
    }
}
