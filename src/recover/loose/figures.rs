//! The lines of which loose indicators consist: values, notes of years, labels of roles.

use super::piece::number_and_rest;
use crate::japanese::era::{YearMention, fiscal_years};
use crate::japanese::number::{Cell, Number, read_cell};
use crate::model::IndicatorRole;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// A printed value: a figure with its unit, or a placeholder for one.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    /// `None` for a placeholder.
    pub(super) number: Option<Number>,
    pub(super) text: Passage,
}

/// The value that a text is; a bare number is none, for it may be a page's.
pub(super) fn value_of(text: &Passage) -> Option<Printed> {
    // A number, a blank and more than a unit is a numbered name.
    if number_and_rest(text).is_some_and(|(_, rest)| rest.as_str().chars().count() > 2) {
        return None;
    }
    let number = match read_cell(text.as_str()) {
        Cell::Placeholder => None,
        Cell::Number(number) if number.unit.is_some() && number.negative_mark.is_none() => Some(number),
        _ => return None,
    };
    Some(Printed {
        number,
        text: text.clone(),
    })
}

/// The second figure, when a text is nothing but one in parentheses or with a footnote mark.
pub(super) fn alternate_of(text: &Passage) -> Option<f64> {
    let word = key(text.as_str());
    let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    let figure = match inner {
        Some(inner) => inner,
        None if word.contains('※') => word.as_str(),
        None => return None,
    };
    match read_cell(figure) {
        Cell::Number(number) if number.unit.is_some() => Some(number.value),
        _ => None,
    }
}

/// The year of a remark in parentheses, the last one of a range.
pub(super) fn noted_year(text: &str) -> Option<YearMention> {
    let word = key(text);
    let inner = word.strip_prefix('(')?.strip_suffix(')')?;
    (inner.chars().count() <= 20)
        .then(|| fiscal_years(inner).pop())
        .flatten()
}

/// The year of a line that says nothing else.
pub(super) fn bare_year(text: &str) -> Option<i32> {
    let word = key(text);
    let mentions = fiscal_years(&word);
    let [mention] = mentions.as_slice() else {
        return None;
    };
    (mention.range == (0..word.len())).then(|| mention.fiscal_year())
}

/// The year of a label of targets (令和5年度の目標).
pub(super) fn target_year(text: &str, words: &Vocabulary) -> Option<i32> {
    let word = key(text);
    let mention = fiscal_years(&word).into_iter().next()?;
    let rest = word.get(mention.range.end..)?.trim_start_matches('の');
    let target = words.indicator_roles.get("target")?;
    (mention.range.start == 0 && target.iter().any(|word| word == rest)).then(|| mention.fiscal_year())
}

/// The roles of a line that consists of labels of roles only (現状値 目標値).
pub(super) fn roles_of(text: &str, words: &Vocabulary) -> Option<Vec<(IndicatorRole, String)>> {
    let word = key(text);
    let mut rest = word.as_str();
    let mut roles = Vec::new();
    while !rest.is_empty() && word.chars().count() <= 30 {
        let (role, length) = words
            .indicator_roles
            .iter()
            .filter_map(|(name, labels)| Some((role_named(name)?, labels)))
            .flat_map(|(role, labels)| labels.iter().map(move |label| (role, label)))
            .filter(|(_, label)| rest.starts_with(label.as_str()))
            .map(|(role, label)| (role, label.len()))
            .max_by_key(|&(_, length)| length)?;
        let (label, tail) = rest.split_at(length);
        roles.push((role, label.to_owned()));
        rest = tail;
    }
    (!roles.is_empty() && rest.is_empty()).then_some(roles)
}

fn role_named(name: &str) -> Option<IndicatorRole> {
    Some(match name {
        "target" => IndicatorRole::Target,
        "actual" => IndicatorRole::Actual,
        "baseline" => IndicatorRole::Baseline,
        "current" => IndicatorRole::Current,
        "plan" => IndicatorRole::Plan,
        "peer" => IndicatorRole::Peer,
        _ => return None,
    })
}
