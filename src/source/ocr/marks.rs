//! Marks between the digits of figures, which OCR programs take for each other.

use unicode_normalization::UnicodeNormalization;

use super::{Word, WordLine};
use crate::layout::{Bbox, Rereading};

/// White between the words of one figure, in their heights at most.
const GAP: f32 = 0.45;
const THOUSANDS: &str = "thousands-mark";

/// Words that follow each other closely with nothing but digits and their marks: from, to.
pub(super) fn runs(words: &[Word]) -> Vec<(usize, usize)> {
    let plain = |word: &Word| {
        let is_part = |character: char| character.is_ascii_digit() || matches!(character, ',' | '.');
        word.text.nfkc().all(is_part)
    };
    let mut found = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let mut to = from;
        while let Some(word) = words.get(to).filter(|word| plain(word)) {
            let near =
                |last: &Word| word.bbox.x0 - last.bbox.x1 <= word.bbox.height().max(last.bbox.height()) * GAP;
            if to > from && !words.get(to - 1).is_some_and(near) {
                break;
            }
            to += 1;
        }
        if to > from {
            found.push((from, to));
        }
        from = to.max(from + 1);
    }
    found
}

/// Puts the marks of figures right that cannot be what was read: no number has two points, or a point before a comma.
/// Tells what was changed.
pub(in crate::source) fn mend(line: &mut WordLine) -> Vec<Rereading> {
    let mut told = Vec::new();
    // Words that are put together make the line shorter: from its end.
    for (from, to) in runs(&line.words).into_iter().rev() {
        let run = line.words.get(from..to).unwrap_or_default();
        let read: String = run.iter().flat_map(|word| word.text.nfkc()).collect();
        let Some(text) = in_threes(&read) else { continue };
        let Some(bbox) = run
            .iter()
            .map(|word| word.bbox)
            .reduce(|hull, bbox: Bbox| hull.hull(&bbox))
        else {
            continue;
        };
        let confidence = run.iter().filter_map(|word| word.confidence).min();
        told.push(Rereading {
            bbox,
            taken: text.clone(),
            other: read,
            rule: THOUSANDS,
            evidence: "a number has one point at most, and none before a comma: its digits stand in threes"
                .into(),
            disputed: false,
        });
        line.words.splice(
            from..to,
            [Word {
                text,
                bbox,
                confidence,
            }],
        );
    }
    told
}

/// A figure whose digits stand in threes, with commas between them; `None` where nothing is wrong with its marks or more
/// than one number may be meant.
fn in_threes(read: &str) -> Option<String> {
    let groups: Vec<&str> = read.split([',', '.']).filter(|group| !group.is_empty()).collect();
    let (first, rest) = groups.split_first()?;
    let whole = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && !rest.is_empty()
        && rest.iter().all(|group| group.len() == 3);
    let ends = read.ends_with(|character: char| character.is_ascii_digit())
        && read.starts_with(|character: char| character.is_ascii_digit());
    let marks = read.matches([',', '.']).count();
    // One point alone may be the point of a number with three decimals.
    let wrong = read.contains('.') && marks > 1;
    // 1,234.567 may be a number with three decimals, too.
    let decimals = read.matches('.').count() == 1 && marks == rest.len() && read.rfind('.') > read.rfind(',');
    (whole && ends && wrong && !decimals).then(|| groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_no_number_has_are_commas() {
        for (read, meant) in [
            ("14,.900,000", Some("14,900,000")),
            ("41.230,500", Some("41,230,500")),
            ("1.234.567", Some("1,234,567")),
            ("1,.400,900", Some("1,400,900")),
            ("2..130", Some("2,130")),
        ] {
            assert_eq!(in_threes(read).as_deref(), meant, "{read}");
        }
    }

    #[test]
    fn figures_that_may_be_right_stay() {
        for read in [
            "1,234",
            "0.895",
            "412.350",
            "1,234.567",
            "12.34.5",
            "2.10.5",
            "1,234.5",
            ".123,456",
            "0.123.456",
        ] {
            assert_eq!(in_threes(read), None, "{read}");
        }
    }

    #[test]
    fn a_figure_in_several_words_becomes_one() {
        let word = |text: &str, x: f32| Word {
            text: text.into(),
            bbox: Bbox {
                x0: x,
                y0: 0.0,
                x1: x + 20.0,
                y1: 20.0,
            },
            confidence: Some(80),
        };
        let mut line = WordLine {
            words: vec![
                word("計", 0.0),
                word("41.", 40.0),
                word("230", 62.0),
                word(",500", 84.0),
            ],
            vertical: false,
        };
        let told = mend(&mut line);
        let texts: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["計", "41,230,500"]);
        assert_eq!((told[0].other.as_str(), told[0].bbox.x0), ("41.230,500", 40.0));
    }
}
