//! Letters in years of an era, which are digits.

use super::WordLine;
use crate::layout::Rereading;

const ERA_YEAR: &str = "era-year";

/// Between the letter of an era and 年 nothing but digits can stand: `RG年度` is `R6年度`. Tells what was changed.
pub(in crate::source) fn mend(line: &mut WordLine) -> Vec<Rereading> {
    let mut before = [' '; 3];
    let mut places = [(0, 0); 3];
    let mut mended = Vec::new();
    for (index, word) in line.words.iter().enumerate() {
        for (offset, character) in word.text.char_indices() {
            before = [before[1], before[2], character];
            places = [places[1], places[2], (index, offset)];
            if let ['R' | 'H' | 'S', middle, '年'] = before
                && let Some(digit) = meant(middle)
            {
                mended.push((places, before, digit));
            }
        }
    }
    let mut changes = Vec::new();
    for (places, [era, middle, year], digit) in mended {
        let [_, (index, offset), _] = places;
        let pieces = places.iter().filter_map(|(index, _)| line.words.get(*index));
        let bbox = pieces.map(|word| word.bbox).reduce(|hull, bbox| hull.hull(&bbox));
        if let Some(word) = line.words.get_mut(index) {
            word.text.replace_range(offset..=offset, digit);
        }
        changes.push(Rereading {
            bbox: bbox.unwrap_or_default(),
            taken: format!("{era}{digit}{year}"),
            other: format!("{era}{middle}{year}"),
            rule: ERA_YEAR,
            evidence: "between the letter of an era and 年 only a number can stand".into(),
            disputed: false,
        });
    }
    changes
}

fn meant(letter: char) -> Option<&'static str> {
    Some(match letter {
        'G' | 'b' => "6",
        'l' | 'I' => "1",
        'S' => "5",
        'B' => "8",
        'Z' => "2",
        _ => return None,
    })
}

#[cfg(all(test, feature = "render"))]
mod tests {
    use super::super::figures::tests::word;
    use super::*;

    #[test]
    fn letters_in_years_of_an_era_are_digits() {
        let mut year = WordLine {
            vertical: false,
            words: vec![
                word("RG", 0.0, 90),
                word("年度", 20.0, 90),
                word("SNS年", 40.0, 90),
            ],
        };
        let changes = mend(&mut year);
        let text: String = year.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(text, "R6年度SNS年");
        let [change] = changes.as_slice() else {
            panic!("{changes:?}")
        };
        assert_eq!((change.other.as_str(), change.taken.as_str()), ("RG年", "R6年"));
        assert_eq!((change.bbox.x0, change.bbox.x1), (0.0, 40.0));
    }
}
