//! Fields behind a name on its line: `事業名（担当：財政課）`, `事業名　決算額　1,200千円（国 300千円、県 100千円）`.

use crate::source::Passage;

use crate::recover::lexicon::{Lexicon, Role, is_longer};
use crate::recover::{amounts, departments, lines};

const LONGEST_LABEL: usize = 16;
/// Letters of a name with its fields.
const LONGEST_LINE: usize = 120;

/// A label, its role, and its value.
pub(in crate::recover) type Field = (Passage, Role, Passage);

/// The name, and the fields that stand behind it; `None` where nothing but the name stands there.
pub(in crate::recover) fn split(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Vec<Field>)> {
    if is_longer(text.as_str(), LONGEST_LINE) {
        return None;
    }
    let (mut name, mut fields) = bracketed(text)
        .map(|(before, inside)| (before, fields_in(&inside, lexicon)))
        .filter(|(_, fields)| !fields.is_empty())
        .unwrap_or_else(|| (text.clone(), Vec::new()));
    if let Some((before, mut found)) = behind(&name, lexicon) {
        name = without_leaders(&before);
        found.append(&mut fields);
        fields = found;
    }
    (!fields.is_empty() && !name.is_blank()).then_some((name, fields))
}

/// `6,120千円（前年度 5,400千円）`: the amount, and what the bracket says besides.
pub(in crate::recover) fn remarked(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Vec<Field>)> {
    let (amount, inside) = bracketed(text)?;
    let fields = fields_in(&inside, lexicon);
    (!fields.is_empty() && amounts::is_amount(amount.as_str())).then_some((amount, fields))
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
    fields
        .into_iter()
        .collect::<Option<Vec<Field>>>()
        .unwrap_or_default()
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
    let label = label.slice(
        0..label
            .as_str()
            .trim_end_matches([':', '：', ' ', '\u{3000}'])
            .len(),
    );
    let value = text.slice(at..plain.len()).trim();
    // 前年度 5,400千円: an amount of that year.
    let role = match lexicon.label(label.as_str())? {
        Role::Budget | Role::Period => Role::Budget,
        Role::Funding => Role::Funding,
        _ => return None,
    };
    let money =
        amounts::is_amount(value.as_str()) && amounts::unit_in(value.as_str(), lexicon.words).is_some();
    money.then_some((label.trim(), role, value))
}

/// Fields that a gap sets off from the name, one behind the other: `決算額 1,200千円　評価 B`.
fn behind(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Vec<Field>)> {
    let plain = text.as_str();
    let gaps = plain.char_indices().filter(|(_, c)| c.is_whitespace());
    gaps.filter(|(at, _)| *at > 0).find_map(|(at, _)| {
        let fields = sequence(&text.slice(at..plain.len()).trim(), lexicon)?;
        Some((text.slice(0..at).trim(), fields))
    })
}

/// Labels and values that fill a text: all of it, or nothing.
fn sequence(text: &Passage, lexicon: &Lexicon<'_>) -> Option<Vec<Field>> {
    let plain = text.as_str();
    let gaps = plain.char_indices().filter(|(_, c)| c.is_whitespace());
    let ends = gaps.map(|(at, _)| at).chain([plain.len()]);
    ends.filter(|end| *end > 0).find_map(|end| {
        let first = field(&text.slice(0..end).trim(), lexicon)?;
        let rest = text.slice(end..plain.len()).trim();
        let mut fields = vec![first];
        if !rest.is_blank() {
            fields.extend(sequence(&rest, lexicon)?);
        }
        Some(fields)
    })
}

/// One label with its value: an amount, or a grade or department that a blank or colon sets off.
fn field(text: &Passage, lexicon: &Lexicon<'_>) -> Option<Field> {
    let amount = labelled_amount(text, lexicon).filter(|(_, role, _)| *role == Role::Budget);
    let bare = || {
        let unit = amounts::unit_in(text.as_str(), lexicon.words).is_some();
        let figure = text.as_str().starts_with(char::is_numeric) && amounts::is_amount(text.as_str());
        (unit && figure).then(|| (Passage::default(), Role::Budget, text.clone()))
    };
    amount.or_else(bare).or_else(|| {
        let (label, role, value) = lines::pair(text, lexicon, true)?;
        matches!(role, Role::Evaluation | Role::Department).then_some((label, role, value))
    })
}

/// A name without the dots that lead to what stands behind it.
pub(in crate::recover) fn without_leaders(name: &Passage) -> Passage {
    let bare = name
        .as_str()
        .trim_end_matches(['…', '‥', '・', '･', '.', '．', ' ', '\u{3000}']);
    name.slice(0..bare.len())
}
