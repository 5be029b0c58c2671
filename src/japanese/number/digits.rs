//! Digits with their separators.

use crate::japanese::characters::is_blank;

/// Splits off digits with their separators and inner blanks.
pub(super) fn take_digits(text: &str) -> (&str, &str) {
    let end = text
        .char_indices()
        .find(|&(_, c)| !(c.is_ascii_digit() || is_blank(c) || matches!(c, ',' | '、' | '.')))
        .map_or(text.len(), |(offset, _)| offset);
    let digits = text.get(..end).unwrap_or_default();
    let kept = digits.trim_end();
    (kept, text.get(kept.len()..).unwrap_or_default())
}

/// The value of a text that is a whole number and nothing else: half-width digits, alone or in groups of three
/// behind commas.
pub(super) fn plain_whole(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    if text.len() > LONGEST_PLAIN || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut value: u64 = 0;
    let mut groups = text.split(',');
    let first = groups.next()?;
    let mut add = |group: &str| {
        group.bytes().try_for_each(|byte| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            value = value * 10 + digit;
            Some(())
        })
    };
    add(first)?;
    let mut grouped = false;
    for group in groups {
        grouped = true;
        add(group).filter(|()| group.len() == 3)?;
    }
    // Fewer than sixteen digits: exact in a float.
    (!grouped || first.len() <= 3).then_some(value as f64)
}

/// Characters of the longest whole number that is exact in a float, with its separators.
const LONGEST_PLAIN: usize = 15;

/// Value and printed decimals of a text that is a number and nothing else: half-width digits as in [`plain_whole`],
/// with a point and decimals or without.
pub(super) fn plain_decimal(text: &str) -> Option<(f64, u8)> {
    let Some((whole, fraction)) = text.split_once('.') else {
        return plain_whole(text).map(|value| (value, 0));
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.ends_with(char::is_whitespace)
        || whole.len() + fraction.len() > LONGEST_PLAIN
        || !digits(fraction)
    {
        return None;
    }
    let whole = plain_whole(whole)? as u64;
    let decimals = u8::try_from(fraction.len()).ok()?;
    let scale = 10u64.checked_pow(u32::from(decimals))?;
    let digits = whole * scale + fraction.parse::<u64>().ok()?;
    Some((decimal(digits, u32::from(decimals))?, decimals))
}

/// The value of at most fifteen digits, so many of them decimals.
pub(crate) fn decimal(digits: u64, decimals: u32) -> Option<f64> {
    // Both are whole and exact in a float, so that the quotient is the float nearest to what is printed.
    Some(digits as f64 / 10u64.checked_pow(decimals)? as f64)
}

/// Value of digits with separators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::japanese) struct Digits {
    pub(in crate::japanese) value: f64,
    pub(in crate::japanese) decimals: u8,
    pub(in crate::japanese) exact: bool,
}

/// Reads `1,234.5`; separators at odd places are ignored and make it inexact. `None` where two figures stand side
/// by side.
pub(super) fn parse_digits(text: &str) -> Option<Digits> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let blanks = text.contains(is_blank);
    let compact: String = text.chars().filter(|&c| !is_blank(c)).collect();
    let (whole, fraction, pointed) = split_point(&compact);
    let groups: Vec<&str> = whole.split([',', '、']).collect();
    let regular = groups.len() == 1
        || (groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|g| (1..=3).contains(&g.len())));
    if blanks && (!regular || text.matches(is_blank).count() > 0 && is_side_by_side(text)) {
        return None;
    }
    // An ideographic comma at another place lists things.
    if !regular && compact.contains('、') {
        return None;
    }
    let whole: String = groups.concat();
    if whole.is_empty() || whole.len() + fraction.len() > 15 || !fraction.chars().all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let digits = if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    };
    Some(Digits {
        value: digits.parse().ok()?,
        decimals: u8::try_from(fraction.len()).ok()?,
        exact: !blanks && regular && pointed,
    })
}

/// Integer part, fraction, and whether the point was unambiguous. Several points are thousands separators.
fn split_point(compact: &str) -> (String, &str, bool) {
    match compact.matches('.').count() {
        0 => (compact.to_owned(), "", true),
        1 => match compact.split_once('.') {
            Some((whole, fraction)) => (whole.to_owned(), fraction, true),
            None => (compact.to_owned(), "", true),
        },
        _ => (compact.replace('.', ","), "", false),
    }
}

/// Whether blanks separate two figures rather than the digits of one: a decimal or grouped figure with more digits
/// behind its blank, as `2,286 93.1`.
fn is_side_by_side(text: &str) -> bool {
    let parts: Vec<&str> = text.split(is_blank).filter(|part| !part.is_empty()).collect();
    parts.iter().enumerate().any(|(index, part)| {
        let last = index + 1 == parts.len();
        let inner_point = part.trim_matches(['.', ',']).contains('.');
        let grouped = part.trim_matches([',', '、']).contains([',', '、']);
        (inner_point && parts.len() > 1 && part.len() > 3) || (grouped && !last && !part.ends_with(','))
    })
}
