//! Fields behind a name on its line: `事業名（担当：財政課）`, `事業名　決算額　1,200千円（国 300千円、県 100千円）`.

use crate::source::Passage;

use super::lexicon::{Lexicon, Role};
use super::{amounts, departments, lines};

const LONGEST_LABEL: usize = 16;

/// A label, its role, and its value.
pub(super) type Field = (Passage, Role, Passage);

/// The name, and the fields that stand behind it; `None` where nothing but the name stands there.
pub(super) fn split(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Vec<Field>)> {
    let (mut name, mut fields) = bracketed(text)
        .map(|(before, inside)| (before, fields_in(&inside, lexicon)))
        .filter(|(_, fields)| !fields.is_empty())
        .unwrap_or_else(|| (text.clone(), Vec::new()));
    if let Some((before, amount)) = amount_behind(&name, lexicon) {
        name = before;
        fields.insert(0, amount);
    }
    (!fields.is_empty() && !name.is_blank()).then_some((name, fields))
}

/// What stands before a bracket that ends the text, and inside it.
fn bracketed(text: &Passage) -> Option<(Passage, Passage)> {
    let text = text.trim();
    let plain = text.as_str();
    let close = plain.chars().next_back().filter(|c| matches!(c, '）' | ')'))?;
    let open = plain.rfind(['（', '('])?;
    let inside = open + plain.get(open..)?.chars().next()?.len_utf8();
    let end = plain.len() - close.len_utf8();
    Some((text.slice(0..open).trim(), text.slice(inside..end).trim()))
}

/// `担当：財政課`, `国 300千円、県 100千円`: all of it, or nothing.
fn fields_in(text: &Passage, lexicon: &Lexicon<'_>) -> Vec<Field> {
    let parts = text.split(|c| matches!(c, '、' | '；' | ';'));
    let fields: Vec<Option<Field>> = parts
        .iter()
        .map(|part| labelled_amount(part, lexicon).or_else(|| department(part, lexicon)))
        .collect();
    fields.into_iter().collect::<Option<Vec<Field>>>().unwrap_or_default()
}

fn department(text: &Passage, lexicon: &Lexicon<'_>) -> Option<Field> {
    lines::colon_pair(text, lexicon).filter(|(_, role, value)| {
        *role == Role::Department && departments::looks_like(value.as_str(), lexicon.words)
    })
}

/// `決算額　1,200千円`, `国 300千円`: a label of money before a figure with its unit.
fn labelled_amount(text: &Passage, lexicon: &Lexicon<'_>) -> Option<Field> {
    let plain = text.as_str();
    let starts = |c: char| c.is_numeric() || matches!(c, '△' | '▲' | '-' | '－' | '−');
    let (at, _) = plain
        .char_indices()
        .take(LONGEST_LABEL)
        .find(|(offset, c)| *offset > 0 && starts(*c))?;
    let label = text.slice(0..at);
    let label = label.slice(0..label.as_str().trim_end_matches([':', '：', ' ', '\u{3000}']).len());
    let value = text.slice(at..plain.len()).trim();
    let role = lexicon
        .label(label.as_str())
        .filter(|role| matches!(role, Role::Budget | Role::Funding))?;
    let money = amounts::is_amount(value.as_str()) && amounts::unit_in(value.as_str(), lexicon.words).is_some();
    money.then_some((label.trim(), role, value))
}

/// An amount with its label that a gap sets off from the name.
fn amount_behind(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Field)> {
    let plain = text.as_str();
    let gaps = plain.char_indices().filter(|(_, c)| c.is_whitespace());
    gaps.filter(|(at, _)| *at > 0).find_map(|(at, _)| {
        let rest = text.slice(at..plain.len()).trim();
        let amount = labelled_amount(&rest, lexicon).filter(|(_, role, _)| *role == Role::Budget)?;
        Some((text.slice(0..at).trim(), amount))
    })
}
