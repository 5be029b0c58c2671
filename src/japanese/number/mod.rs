//! Figures of report cells, as printed.

mod digits;
#[cfg(test)]
mod tests;
mod words;

use crate::model::Qualifier;

pub(crate) use digits::decimal;
use digits::parse_digits;
use digits::take_digits;
use words::{BOUNDS, FOREWORDS, is_unit};

use super::characters::{is_blank, is_dash, nfkc_string};

/// What one cell of a figure column says.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing printed.
    Blank,
    /// A printed dash: no value.
    Dash,
    /// A sign that keeps the place of a value still to come (`○○%`, `●月`, a lone `○`).
    Placeholder,
    /// A figure.
    Number(Number),
    /// Anything else: words, dates, several figures.
    Other,
}

/// A printed figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its value in the printed unit; in 円 where several units are mixed (2億7,491万円).
    pub value: f64,
    /// Printed digits after the decimal point.
    pub decimals: u8,
    /// What stands behind it (千円, %, 人).
    pub unit: Option<String>,
    /// A bound, by meaning.
    pub qualifier: Option<Qualifier>,
    /// A second figure in parentheses.
    pub alternate: Option<f64>,
    /// The sign that made it negative, as printed (▲, △, -, parenthesis).
    pub negative_mark: Option<char>,
    /// False if characters had to be ignored or guessed: blanks between digits, separators at odd places, letters
    /// for digits.
    pub exact: bool,
}

impl Number {
    /// A whole number without anything around it.
    fn plain(value: f64) -> Self {
        Number {
            value,
            decimals: 0,
            unit: None,
            qualifier: None,
            alternate: None,
            negative_mark: None,
            exact: true,
        }
    }
}

/// Whether a cell holds nothing but a whole number, written with half-width digits and regular separators. Most
/// figures of reports are, and this is told without reading them.
#[must_use]
pub fn is_plain_whole(text: &str) -> bool {
    digits::plain_whole(text).is_some()
}

/// How many decimals a cell prints that holds nothing but a figure in half-width digits; `None` where it has to be read
/// to tell whether it is a figure.
#[must_use]
pub fn plain_decimals(text: &str) -> Option<u8> {
    read_plain(text).map(|number| number.decimals)
}

impl Cell {
    /// The figure, if it is one.
    #[must_use]
    pub fn number(self) -> Option<Number> {
        match self {
            Cell::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// Reads the text of one cell (without markup). Never guesses: damaged cells are the checks' affair.
#[must_use]
pub fn read_cell(text: &str) -> Cell {
    if let Some(number) = read_plain(text) {
        return Cell::Number(number);
    }
    if words::begins_no_figure(text) {
        return Cell::Other;
    }
    read_in_full(text)
}

/// A figure with half-width digits, perhaps a sign before them and a percent sign behind: what nearly all figures are.
fn read_plain(text: &str) -> Option<Number> {
    let text = text.trim();
    let (unsigned, negative_mark) = match text.strip_prefix(['△', '▲', '-', '−']) {
        Some(rest) => (rest.trim_start(), text.chars().next()),
        None => (text, None),
    };
    let (bare, unit) = match unsigned.strip_suffix(['%', '％']) {
        Some(bare) => (bare.trim_end(), Some("%".to_owned())),
        None => (unsigned, None),
    };
    let (value, decimals) = digits::plain_decimal(bare)?;
    let number = Number {
        decimals,
        unit,
        ..Number::plain(value)
    };
    Some(match negative_mark {
        Some(mark) => negated(number, mark),
        None => number,
    })
}

fn read_in_full(text: &str) -> Cell {
    let printed = nfkc_string(text.trim());
    let text = without_footnotes(printed.trim());
    if text.is_empty() {
        // A footnote mark alone is something printed.
        return if printed.trim().is_empty() {
            Cell::Blank
        } else {
            Cell::Other
        };
    }
    if text
        .chars()
        .all(|character| is_dash(character) || is_blank(character))
    {
        return Cell::Dash;
    }
    if is_placeholder(text) {
        return Cell::Placeholder;
    }
    read_signed(text).map_or(Cell::Other, Cell::Number)
}

/// Drops footnote marks at the end: `※1`, `(※)`, `*2`, `(注1)`.
fn without_footnotes(mut text: &str) -> &str {
    loop {
        let bare = text.strip_suffix(')').unwrap_or(text).trim_end();
        let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let Some(rest) = ["※", "*", "注"].iter().find_map(|mark| bare.strip_suffix(mark)) else {
            return text;
        };
        let rest = rest.trim_end_matches(['※', '*']).trim_end();
        text = if text.ends_with(')') {
            match rest.strip_suffix('(') {
                Some(before) => before.trim_end(),
                None => return text,
            }
        } else {
            rest
        };
    }
}

fn is_placeholder(text: &str) -> bool {
    let circle = |character: char| matches!(character, '○' | '〇' | '◯' | '●' | '◎' | '×' | '□' | '■');
    text.trim_start_matches('(').starts_with(circle)
        && text.chars().count() <= 16
        && !text.chars().any(|character| character.is_ascii_digit())
        && text
            .chars()
            .all(|c| circle(c) || is_blank(c) || "%,.()/年月日度末千万億円人件以上下内".contains(c))
}

fn read_signed(text: &str) -> Option<Number> {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner
        && !inner.contains(['(', ')'])
    {
        let number = read_body(inner.trim(), None)?;
        return (number.value > 0.0 && number.alternate.is_none()).then(|| negated(number, '('));
    }
    let mut rest = text;
    while let Some(shorter) = FOREWORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter.trim_start();
    }
    let mark = rest
        .chars()
        .next()
        .filter(|&c| matches!(c, '▲' | '△') || (is_dash(c) && !matches!(c, '~' | '〜' | '_')));
    if let Some(mark) = mark {
        let unsigned = rest.strip_prefix(mark)?.trim_start();
        return read_body(unsigned, None).map(|number| negated(number, mark));
    }
    match rest.strip_prefix('¥').or_else(|| rest.strip_prefix('\\')) {
        Some(yen) => read_body(yen.trim_start(), Some("円")),
        None => read_body(rest, None),
    }
}

fn negated(number: Number, mark: char) -> Number {
    Number {
        value: if number.value == 0.0 { 0.0 } else { -number.value },
        negative_mark: Some(mark),
        ..number
    }
}

/// A figure without its sign: digits, unit, bound, second figure, in the orders that reports use.
fn read_body(text: &str, unit: Option<&str>) -> Option<Number> {
    let (digits, mut rest) = take_digits(text);
    let plain = parse_digits(digits)?;
    let mut number = Number {
        value: plain.value,
        decimals: plain.decimals,
        unit: unit.map(str::to_owned),
        qualifier: None,
        alternate: None,
        negative_mark: None,
        exact: plain.exact,
    };
    if let Some((value, after)) = mixed_magnitudes(&number, rest) {
        number.value = value;
        number.decimals = 0;
        rest = after;
    }
    while !rest.trim().is_empty() {
        let attached = !rest.starts_with(is_blank);
        rest = read_trailer(&mut number, rest.trim_start(), attached)?;
    }
    Some(number)
}

/// Reads one piece behind the digits into `number` and returns what is left; `None` if it is no part of a figure.
fn read_trailer<'a>(number: &mut Number, rest: &'a str, attached: bool) -> Option<&'a str> {
    if let Some((word, bound)) = bound_at(rest) {
        number.qualifier = Some(*bound);
        return rest.strip_prefix(word);
    }
    for approximate in ["程度", "前後", "弱", "強"] {
        if let Some(after) = rest.strip_prefix(approximate) {
            return Some(after);
        }
    }
    if let Some(inside) = rest.strip_prefix('(') {
        let (inner, after) = inside.split_once(')')?;
        return read_parenthesis(number, inner.trim()).then_some(after);
    }
    if number.unit.is_some() {
        return None;
    }
    let begins_other = |(at, character): &(usize, char)| {
        *character == '(' || bound_at(rest.get(*at..).unwrap_or_default()).is_some()
    };
    let end = rest
        .char_indices()
        .find(begins_other)
        .map_or(rest.len(), |(at, _)| at);
    let unit: String = rest.get(..end)?.chars().filter(|&c| !is_blank(c)).collect();
    if !is_unit(&unit, attached) {
        return None;
    }
    number.unit = Some(unit);
    rest.get(end..)
}

/// The bound in words that a text begins with.
fn bound_at(text: &str) -> Option<&'static (&'static str, Qualifier)> {
    BOUNDS.iter().find(|(word, _)| text.starts_with(word))
}

fn read_parenthesis(number: &mut Number, inner: &str) -> bool {
    if inner.is_empty() || inner.starts_with(['※', '*', '注']) {
        return true;
    }
    match read_signed(inner) {
        Some(second) if number.alternate.is_none() => {
            number.alternate = Some(second.value);
            number.exact &= second.exact;
            true
        }
        Some(_) => false,
        // A remark in words says nothing about the figure; one with figures of its own might.
        None => !inner.chars().any(|character| character.is_ascii_digit()),
    }
}

const MAGNITUDES: &[(&str, f64)] = &[("兆", 1e12), ("億", 1e8), ("万", 1e4), ("千", 1e3)];

/// `2億7,491万円` from behind its first digits: value in 円 (or 人 …) and what follows the magnitudes. A single
/// magnitude is left alone, because it is the unit (27億円).
fn mixed_magnitudes<'a>(first: &Number, rest: &'a str) -> Option<(f64, &'a str)> {
    let mut total = 0.0;
    let mut part = first.value;
    let mut rest = rest;
    let mut parts = 0;
    let mut ceiling = f64::INFINITY;
    loop {
        let behind = rest.trim_start();
        let Some((word, size)) = MAGNITUDES.iter().find(|(word, _)| behind.starts_with(word)) else {
            total += part;
            return (parts > 1 || (parts == 1 && part > 0.0)).then_some((total, rest));
        };
        if *size >= ceiling {
            return None;
        }
        ceiling = *size;
        total += part * size;
        parts += 1;
        rest = behind.strip_prefix(word)?;
        let (digits, after) = take_digits(rest.trim_start());
        part = 0.0;
        if !digits.is_empty() {
            part = parse_digits(digits)?.value;
            rest = after;
        }
    }
}
