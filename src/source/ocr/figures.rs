//! Figures, read a second time by the model of Latin script, which knows digits and their marks far better than the
//! Japanese one: that takes commas for full stops, and in small type digits for characters.

use unicode_normalization::UnicodeNormalization;

use super::gray::Area;
use super::{Word, WordLine, marks};
use crate::layout::{Bbox, Rereading};

/// A line with more characters is no figure.
const LONGEST: usize = 18;
/// Characters that are no part of a figure but may stand for one of it.
const STRANGE: usize = 2;
/// A short line of which the first reader is less sure (per cent) may be a figure, whatever it read.
const UNSURE: u8 = 60;
const LONGEST_UNSURE: usize = 8;
/// How sure (per cent) the second reader must be against a reading that is no figure.
const SURE: u8 = 75;
const SURE_OF_ONE_DIGIT: u8 = 85;
/// How sure (per cent) the second reader must be that what has three decimals is no number of thousands.
const SURE_OF_DECIMALS: u8 = 90;
/// Confidence of a figure on which the readers disagree, at most.
const DISPUTED: u8 = 45;
/// Rules that decide what stands in a place.
pub(super) const SECOND_READING: &str = "second-reading";
const THOUSANDS: &str = "thousands-mark";
/// Rim around words that are read again, in their heights.
const RIM: f32 = 0.2;

/// Words of a line that may be one figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub line: usize,
    pub from: usize,
    pub to: usize,
    /// Where to look; `None` is the whole piece.
    pub area: Option<Area>,
}

/// What of a piece is to be read again; `single` where the piece is one line.
pub(super) fn spots(lines: &[WordLine], single: bool) -> Vec<Spot> {
    if single {
        let text = text_of(lines.iter().flat_map(|line| &line.words));
        let sure = lines
            .iter()
            .flat_map(|line| &line.words)
            .filter_map(|word| word.confidence);
        if lines.len() <= 1 && may_be_figure(&text, sure.min().unwrap_or(0)) {
            let to = lines.first().map_or(0, |line| line.words.len());
            return vec![Spot {
                line: 0,
                from: 0,
                to,
                area: None,
            }];
        }
    }
    let upright = lines.iter().enumerate().filter(|(_, line)| !line.vertical);
    upright
        .flat_map(|(index, line)| groups(index, &line.words))
        .collect()
}

fn may_be_figure(text: &str, sure: u8) -> bool {
    let count = text.chars().count();
    let strange = text.chars().filter(|character| !is_part(*character)).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    count <= LONGEST && digits > 0 && strange <= STRANGE || count <= LONGEST_UNSURE && sure < UNSURE
}

fn is_part(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ',' | '.' | '-' | '(' | ')' | '%' | '。' | '、')
}

/// Runs of words with nothing but digits and their marks, and with more than one digit.
fn groups(line: usize, words: &[Word]) -> Vec<Spot> {
    let spot = |(from, to): (usize, usize)| {
        let run = words.get(from..to).unwrap_or_default();
        let digits = text_of(run).chars().filter(char::is_ascii_digit).count();
        (digits > 1).then(|| {
            let hull = around(run);
            let rim = hull.height() * RIM;
            let pixel = |value: f32| value.max(0.0) as usize;
            // What stands beside it is no part of it.
            let before = from.checked_sub(1).and_then(|before| words.get(before));
            let left = before.map_or(0.0, |word| word.bbox.x1.min(hull.x0));
            let right = words.get(to).map_or(f32::MAX, |word| word.bbox.x0.max(hull.x1));
            let area = Area {
                x0: pixel((hull.x0 - rim).max(left)),
                y0: pixel(hull.y0 - rim),
                x1: pixel((hull.x1 + rim).min(right)),
                y1: pixel(hull.y1 + rim),
            };
            Spot {
                line,
                from,
                to,
                area: Some(area),
            }
        })
    };
    marks::runs(words).into_iter().filter_map(spot).collect()
}

fn around(words: &[Word]) -> Bbox {
    let first = words.first().map(|word| word.bbox).unwrap_or_default();
    words
        .iter()
        .skip(1)
        .fold(first, |hull, word| hull.hull(&word.bbox))
}

fn text_of<'a>(words: impl IntoIterator<Item = &'a Word>) -> String {
    words.into_iter().flat_map(|word| word.text.nfkc()).collect()
}

/// Puts the figure that the second reader saw in the place of the words at `spot`, when it is one and the surer
/// reading, and tells where the two differ. `seen` has its boxes on the page.
pub(super) fn settle(lines: &mut Vec<WordLine>, spot: &Spot, seen: &[WordLine]) -> Option<Rereading> {
    let own: Vec<Word> = lines
        .get(spot.line)
        .and_then(|line| line.words.get(spot.from..spot.to))
        .unwrap_or_default()
        .to_vec();
    let words: Vec<Word> = seen.iter().flat_map(|line| &line.words).cloned().collect();
    let least = |words: &[Word]| words.iter().filter_map(|word| word.confidence).min().unwrap_or(0);
    let first = (text_of(&own), least(&own));
    let second = (text_of(&words), least(&words));
    let Settled {
        text,
        confidence,
        rule,
        disputed,
    } = if spot.area.is_some() && adds_to(&first.0, &second.0) {
        // The edge of a character beside it (年) looks like one more digit.
        Settled::disputed(&first)
    } else {
        surer(&first, &second)?
    };
    let other = if text == first.0 {
        second.0.clone()
    } else {
        first.0.clone()
    };
    let word = Word {
        text: text.clone(),
        bbox: around(if own.is_empty() || spot.area.is_none() {
            &words
        } else {
            &own
        }),
        confidence: Some(confidence),
    };
    let reread = Rereading {
        bbox: word.bbox,
        evidence: format!(
            "read twice: {} ({} per cent sure) and {} ({} per cent)",
            first.0, first.1, second.0, second.1
        ),
        taken: text,
        other,
        rule,
        disputed,
    };
    match lines.get_mut(spot.line) {
        Some(line) => {
            line.words.splice(spot.from..spot.to, [word]);
        }
        None => lines.push(WordLine {
            words: vec![word],
            vertical: false,
        }),
    }
    // Nothing was changed where nothing had been read before.
    (reread.taken != reread.other && !first.0.is_empty()).then_some(reread)
}

/// What two readings of a figure leave.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Settled {
    text: String,
    confidence: u8,
    rule: &'static str,
    disputed: bool,
}

impl Settled {
    fn sure(text: &str, confidence: u8) -> Self {
        Settled {
            text: text.to_owned(),
            confidence,
            rule: SECOND_READING,
            disputed: false,
        }
    }

    fn disputed(reading: &(String, u8)) -> Self {
        Settled {
            text: reading.0.clone(),
            confidence: reading.1.min(DISPUTED),
            rule: SECOND_READING,
            disputed: true,
        }
    }
}

/// The figure that two readings – text and confidence – leave; `None` where the first one stands as it is.
fn surer(first: &(String, u8), second: &(String, u8)) -> Option<Settled> {
    if !is_figure(&second.0) {
        let agreed = first.0 == second.0 && second.1 >= SURE_OF_DECIMALS;
        let figure = thousands(&first.0).or_else(|| thousands(&second.0));
        return figure.filter(|_| !agreed).map(|text| Settled {
            text,
            confidence: first.1.min(DISPUTED),
            rule: THOUSANDS,
            disputed: false,
        });
    }
    if is_figure(&first.0) {
        return Some(if digits(&first.0) == digits(&second.0) {
            Settled::sure(&second.0, first.1.max(second.1))
        } else if second.1 >= first.1 {
            Settled::disputed(second)
        } else {
            Settled::disputed(first)
        });
    }
    let same = digits(&first.0) == digits(&second.0);
    let needed = match digits(&second.0).len() {
        // A circle is a mark, however round a zero is.
        1 if first.1 >= UNSURE || first.0.chars().any(|character| "○〇◯◎●OoＯ".contains(character)) =>
        {
            return same.then(|| Settled::sure(&second.0, second.1));
        }
        1 => SURE_OF_ONE_DIGIT,
        _ => SURE,
    };
    (same || second.1 >= needed).then(|| Settled::sure(&second.0, second.1))
}

/// Whether both are figures, and the second has all digits of the first and more of them at an end.
fn adds_to(first: &str, second: &str) -> bool {
    let (first, second) = (digits(first), digits(second));
    first.len() > 1 && second.len() > first.len() && (second.starts_with(&first) || second.ends_with(&first))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number with three decimals after each full stop as one of thousands whose commas were misread.
fn thousands(text: &str) -> Option<String> {
    let figure = text.replace('.', ",");
    let stops = text.matches('.').count();
    (stops > 0 && !text.contains(',') && is_figure(&figure)).then_some(figure)
}

/// Whether `text` is written as figures are: thousands in threes, no three decimals (those are thousands whose comma
/// was misread), at most in parentheses, with a minus or per cent.
fn is_figure(text: &str) -> bool {
    let inner = text
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(text);
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('%').unwrap_or(inner);
    let (whole, decimals) = inner
        .split_once('.')
        .map_or((inner, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = if rest.is_empty() {
        all_digits(first) && (first.len() == 1 || !first.starts_with('0'))
    } else {
        all_digits(first)
            && first.len() <= 3
            && !first.starts_with('0')
            && rest.iter().all(|group| group.len() == 3 && all_digits(group))
    };
    grouped && decimals.is_none_or(|decimals| all_digits(decimals) && decimals.len() != 3)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::source::ocr) fn word(text: &str, x: f32, confidence: u8) -> Word {
        Word {
            text: text.into(),
            bbox: Bbox {
                x0: x,
                y0: 0.0,
                x1: x + 10.0 * text.chars().count() as f32,
                y1: 20.0,
            },
            confidence: Some(confidence),
        }
    }

    fn line(words: Vec<Word>) -> WordLine {
        WordLine {
            words,
            vertical: false,
        }
    }

    const FIRST_WORD: Spot = Spot {
        line: 0,
        from: 0,
        to: 1,
        area: None,
    };

    fn settled(first: (&str, u8), second: (&str, u8)) -> (String, u8) {
        let mut lines = vec![line(vec![word(first.0, 0.0, first.1)])];
        settle(
            &mut lines,
            &FIRST_WORD,
            &[line(vec![word(second.0, 0.0, second.1)])],
        );
        let word = &lines[0].words[0];
        (word.text.clone(), word.confidence.unwrap())
    }

    #[test]
    fn the_second_reading_mends_commas_and_digits() {
        assert_eq!(settled(("412.350", 76), ("412,350", 97)), ("412,350".into(), 97));
        assert_eq!(
            settled(("っ,9068,79", 16), ("3,968,379", 96)),
            ("3,968,379".into(), 96)
        );
        assert_eq!(settled(("4.550", 60), ("455O", 20)), ("4,550".into(), DISPUTED));
        assert_eq!(settled(("中5", 33), ("4.5", 91)), ("4.5".into(), 91));
    }

    #[test]
    fn where_the_readings_disagree_the_surer_one_stands_and_is_doubted() {
        assert_eq!(
            settled(("763,173", 70), ("163,173", 93)),
            ("163,173".into(), DISPUTED)
        );
        assert_eq!(settled(("6.7", 83), ("8.7", 60)), ("6.7".into(), DISPUTED));
    }

    #[test]
    fn what_two_readings_differ_in_is_told() {
        let told = |first: (&str, u8), second: (&str, u8)| {
            let mut lines = vec![line(vec![word(first.0, 0.0, first.1)])];
            settle(
                &mut lines,
                &FIRST_WORD,
                &[line(vec![word(second.0, 0.0, second.1)])],
            )
            .map(|it| (it.other, it.taken, it.rule, it.disputed))
        };
        let some =
            |other: &str, taken: &str, rule, disputed| Some((other.into(), taken.into(), rule, disputed));
        assert_eq!(
            told(("412.350", 76), ("412,350", 97)),
            some("412.350", "412,350", SECOND_READING, false)
        );
        assert_eq!(
            told(("4.550", 60), ("455O", 20)),
            some("4.550", "4,550", THOUSANDS, false)
        );
        assert_eq!(
            told(("6.7", 83), ("8.7", 60)),
            some("8.7", "6.7", SECOND_READING, true)
        );
        assert_eq!(told(("412,350", 76), ("412,350", 97)), None);
        assert_eq!(told(("会計", 93), ("23", 0)), None);
    }

    #[test]
    fn a_digit_more_that_the_edge_of_the_next_character_looks_like_is_none() {
        let mut lines = vec![line(vec![
            word("平成", 0.0, 90),
            word("25", 22.0, 80),
            word("年度", 43.0, 90),
        ])];
        let found = spots(&lines, false);
        let [spot] = found.as_slice() else {
            panic!("{found:?}")
        };
        let area = spot.area.expect("a part of the line");
        assert_eq!((area.x0, area.x1), (20, 43));
        let told = settle(&mut lines, spot, &[line(vec![word("254", 22.0, 96)])]);
        assert_eq!(text_of(&lines[0].words), "平成25年度");
        assert!(told.is_some_and(|told| told.disputed && told.other == "254"));
    }

    #[test]
    fn what_is_no_figure_stays() {
        for (first, second) in [
            (("実績", 80), ("8", 57)),
            (("○", 90), ("0", 95)),
            (("150,017", 88), ("150,O17", 81)),
            (("1.234", 80), ("1.234", 95)),
            (("会計", 93), ("23", 0)),
        ] {
            assert_eq!(settled(first, second), (first.0.to_owned(), first.1));
        }
    }

    #[test]
    fn figures_inside_lines_are_looked_at_alone() {
        let words = vec![
            word("総額", 0.0, 90),
            word("12.", 25.0, 60),
            word("300", 56.0, 70),
            word("円", 87.0, 90),
            word("3", 110.0, 90),
            word("年", 122.0, 90),
        ];
        let found = spots(&[line(words)], true);
        let runs: Vec<(usize, usize)> = found.iter().map(|spot| (spot.from, spot.to)).collect();
        assert_eq!(runs, [(1, 3)]);
    }
}
