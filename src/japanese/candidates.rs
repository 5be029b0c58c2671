//! Readings of damaged figures. A law of the table (difference, sum, ratio, tally) chooses among them.

use super::characters::{digit, is_blank, is_dash, nfkc_string};
use super::number::{Cell, parse_digits, read_cell};

/// One possible reading of a damaged cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Candidate {
    /// A figure.
    Value(f64),
    /// A printed dash.
    Dash,
}

/// Most readings that one cell can have.
pub const MOST: usize = 32;

/// All plausible readings of a cell, the more plausible first, each once, at most [`MOST`]: as printed; letters that
/// look like digits; a comma for the decimal point and the other way round; a lost minus; `4` or `1` for ▲; a single
/// stroke for a dash; a lost decimal point. The order depends on nothing but the text.
#[must_use]
pub fn candidates(text: &str) -> Vec<Candidate> {
    let text = nfkc_string(text.trim());
    let mut readings = Readings::default();
    match read_cell(&text) {
        Cell::Number(number) => readings.value(number.value),
        Cell::Dash => readings.add(Candidate::Dash),
        Cell::Blank => return Vec::new(),
        Cell::Placeholder | Cell::Other => {}
    }
    if is_stroke(&text) && !text.starts_with('1') {
        readings.add(Candidate::Dash);
    }
    let Some(skeleton) = Skeleton::of(&text) else {
        return readings.0;
    };
    let values = skeleton.values();
    for &value in &values {
        readings.value(if skeleton.negative { -value } else { value });
    }
    if is_stroke(&text) {
        readings.add(Candidate::Dash);
    }
    for &value in &values {
        readings.value(if skeleton.negative { value } else { -value });
    }
    if !skeleton.negative {
        for value in skeleton.without_first().iter().flat_map(Skeleton::values) {
            readings.value(-value);
        }
    }
    if let Some(value) = skeleton.lost_point() {
        readings.value(if skeleton.negative { -value } else { value });
    }
    readings.0
}

#[derive(Default)]
struct Readings(Vec<Candidate>);

impl Readings {
    fn value(&mut self, value: f64) {
        self.add(Candidate::Value(if value == 0.0 { 0.0 } else { value }));
    }

    fn add(&mut self, candidate: Candidate) {
        if self.0.len() < MOST && !self.0.contains(&candidate) {
            self.0.push(candidate);
        }
    }
}

/// A single upright or level stroke, which can be what is left of a dash.
fn is_stroke(text: &str) -> bool {
    let mut characters = text.chars().filter(|&c| !is_blank(c));
    let stroke = |c: char| {
        is_dash(c)
            || matches!(
                c,
                '1' | 'l' | 'I' | '|' | 'i' | '!' | '一' | '.' | ',' | '·' | '・' | '\'' | '丨'
            )
    };
    characters.next().is_some_and(stroke) && characters.next().is_none()
}

/// The digits and separators of a cell, letters read as the digits that they look like.
struct Skeleton {
    digits: String,
    negative: bool,
}

impl Skeleton {
    fn of(text: &str) -> Option<Self> {
        let rest = text.trim_start();
        let sign = rest
            .chars()
            .next()
            .filter(|&c| matches!(c, '▲' | '△' | 'A' | '(' | '^') || (is_dash(c) && c != '_'));
        let body = sign
            .and_then(|sign| rest.strip_prefix(sign))
            .unwrap_or(rest)
            .trim_start();
        let mut digits = String::new();
        for character in body.chars() {
            match as_digit(character) {
                Some(found) => digits.push(found),
                None if is_blank(character) => {}
                None if matches!(character, ',' | '、' | '.' | '・' | '\'' | '·') && !digits.is_empty() => {
                    digits.push(if matches!(character, ',' | '、') {
                        ','
                    } else {
                        '.'
                    })
                }
                None => break,
            }
        }
        let digits = digits.trim_end_matches([',', '.']).to_owned();
        let any = digits.chars().any(|c| c.is_ascii_digit()) && digits.len() <= 24;
        any.then_some(Skeleton {
            digits,
            negative: sign.is_some(),
        })
    }

    /// Values of the digits with their separators read in every way.
    fn values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        let mut add = |text: &str| {
            if let Some(digits) = parse_digits(text)
                && !values.contains(&digits.value)
            {
                values.push(digits.value);
            }
        };
        add(&self.digits);
        let pure: String = self.digits.chars().filter(char::is_ascii_digit).collect();
        // The last separator as the decimal point, then each other one, then none.
        for (offset, _) in self
            .digits
            .char_indices()
            .rev()
            .filter(|(_, c)| !c.is_ascii_digit())
        {
            let (whole, fraction) = self.digits.split_at(offset);
            let keep = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
            add(&format!("{}.{}", keep(whole), keep(fraction)));
        }
        add(&pure);
        values
    }

    /// The rest behind a leading `4` or `1`, which OCR makes of ▲ and △.
    fn without_first(&self) -> Option<Skeleton> {
        let rest = self
            .digits
            .strip_prefix(['4', '1'])?
            .trim_start_matches([',', '.']);
        (!rest.is_empty()).then(|| Skeleton {
            digits: rest.to_owned(),
            negative: true,
        })
    }

    /// A figure without any separator that lost the point before its last digit.
    fn lost_point(&self) -> Option<f64> {
        let pure = self.digits.chars().all(|c| c.is_ascii_digit()) && self.digits.len() >= 2;
        let (whole, last) = self.digits.split_at_checked(self.digits.len().checked_sub(1)?)?;
        pure.then(|| parse_digits(&format!("{whole}.{last}")).map(|digits| digits.value))
            .flatten()
    }
}

fn as_digit(character: char) -> Option<char> {
    if digit(character).is_some() {
        return Some(character);
    }
    match character {
        'O' | 'o' | 'Q' | 'D' | '○' | '〇' | '◯' => Some('0'),
        'l' | 'I' | '|' | 'i' | '!' | '丨' => Some('1'),
        'Z' | 'z' => Some('2'),
        'S' | 's' => Some('5'),
        'b' => Some('6'),
        'B' => Some('8'),
        'g' | 'q' => Some('9'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, value: f64) -> bool {
        candidates(text).contains(&Candidate::Value(value))
    }

    #[test]
    fn the_printed_reading_comes_first() {
        assert_eq!(candidates("1,234千円").first(), Some(&Candidate::Value(1234.0)));
        assert_eq!(candidates("▲5").first(), Some(&Candidate::Value(-5.0)));
    }

    #[test]
    fn a_comma_can_be_the_point_and_a_point_the_comma() {
        assert!(has("95,5", 95.5) && has("95,5", 955.0));
        assert!(has("1.234", 1234.0) && has("1.234", 1.234));
        assert!(has("1,234,5", 1234.5));
    }

    #[test]
    fn letters_stand_for_the_digits_they_look_like() {
        assert!(has("O", 0.0) && has("1O,Sl8", 10518.0) && has("B", 8.0) && has("○", 0.0));
    }

    #[test]
    fn a_minus_may_be_lost_or_misread() {
        assert!(has("1", -1.0));
        assert!(has("41,234", -1234.0) && has("41,234", 41_234.0) && has("1234", -234.0));
        assert!(has("▲12", 12.0));
    }

    #[test]
    fn a_single_stroke_can_be_a_dash() {
        for text in ["1", "l", "I", "|", "_", "一", "ー"] {
            assert!(candidates(text).contains(&Candidate::Dash), "{text}");
        }
        assert!(!candidates("11").contains(&Candidate::Dash));
    }

    #[test]
    fn readings_are_few_and_unlike() {
        for text in ["1,2.3,4.5,6", "41,1,1,1,1,1,1,1", "111.111.111", "4.4,4 4", "1'2"] {
            let found = candidates(text);
            assert!(found.len() <= MOST);
            for (index, one) in found.iter().enumerate() {
                assert!(!found[..index].contains(one), "{text}: {one:?} twice");
            }
        }
        assert!(candidates("").is_empty() && candidates("検討中").is_empty());
    }
}
