//! Reports without tables: rows as numbered names or headings, with `label：value` lines below them.

use crate::japanese;
use crate::source::{Block, Line, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::entry::Amount;
use super::lexicon::Role;
use super::state::State;
use super::{amounts, departments, lines};

const LONGEST_NAME: usize = 50;
/// From this tier of the vocabulary on a word of the title says what the rows are.
const ROW_TIER: usize = 5;

/// Opens a row when the line is a numbered or headed name with fields below it, or carries them itself. Tells
/// whether it did.
pub(crate) fn open_row(state: &mut State<'_>, reading: &Reading, index: usize, line: &Line) -> bool {
    let text = &line.text;
    if text.as_str().chars().count() > 2 * LONGEST_NAME
        || text.as_str().contains('。')
        || lines::pair(text, state.lexicon, true).is_some()
    {
        return false;
    }
    let number = japanese::leading_number(text);
    let heads = number.is_some() || matches!(line.style, LineStyle::Heading(level) if level > 1);
    if !heads || state.lexicon.label(text.as_str()).is_some() {
        return false;
    }
    let used = number.as_ref().map_or(0, |(_, used)| *used);
    let rest = text.slice(used..text.as_str().len()).trim();
    if let Some((name, department, amount)) = inline(state, &rest) {
        open(state, number.map(|(number, _)| number), &name, text);
        state.give(&Passage::default(), &Role::Department, &department);
        if let Some(amount) = amount {
            give_amount(state, amount);
        }
        return true;
    }
    if key(rest.as_str()).chars().count() > LONGEST_NAME
        || rest.is_blank()
        || !fields_below(state, reading, index)
    {
        return false;
    }
    open(state, number.map(|(number, _)| number), &rest, text);
    true
}

/// What a framed text 【…】 over the lines of a row announces.
pub(crate) fn framed_role(state: &State<'_>, text: &str) -> Option<Role> {
    let plain = key(text);
    let short = (2..=16).contains(&plain.chars().count()) && plain.chars().all(japanese::is_japanese);
    (short && state.target().is_some()).then_some(Role::Text)
}

/// Whether the next line states a department, an amount or a grade.
fn fields_below(state: &State<'_>, reading: &Reading, index: usize) -> bool {
    let next = reading
        .blocks
        .iter()
        .skip(index + 1)
        .take(2)
        .find_map(|block| match block {
            Block::Line(line) => Some(line),
            _ => None,
        });
    next.and_then(|line| lines::pair(&line.text, state.lexicon, false))
        .is_some_and(|(_, role, _)| role.is_strong())
}

/// `名（課）　5,200千円`: name, department, amount.
fn inline(state: &State<'_>, text: &Passage) -> Option<(Passage, Passage, Option<Passage>)> {
    let plain = text.as_str();
    let (open, close) = (plain.rfind(['（', '('])?, plain.rfind(['）', ')'])?);
    let inside = text.slice(open + plain[open..].chars().next().map_or(1, char::len_utf8)..close);
    let after = text
        .slice(close + plain[close..].chars().next().map_or(1, char::len_utf8)..plain.len())
        .trim();
    let name = text.slice(0..open).trim();
    let department = departments::looks_like(inside.as_str(), state.lexicon.words);
    let amount = amounts::is_amount(after.as_str());
    (department && !name.is_blank() && (after.is_blank() || amount))
        .then(|| (name, inside, Some(after).filter(|_| amount)))
}

fn open(state: &mut State<'_>, number: Option<String>, name: &Passage, place: &Passage) {
    let kind = kind_of(state, name);
    state.list += 1;
    state.open_item(&kind, number, name.clone(), place.clone());
}

/// The word of the rows: the title's, else the one that ends the name.
fn kind_of(state: &State<'_>, name: &Passage) -> String {
    let ranked = state.lexicon.words.levels.ranked();
    let title = state.title.clone().map(|title| key(&title)).unwrap_or_default();
    let of_title = ranked
        .iter()
        .find(|(word, tier)| *tier >= ROW_TIER && title.contains(word.as_str()));
    let name = key(name.as_str());
    let of_name = ranked
        .iter()
        .find(|(word, tier)| *tier >= ROW_TIER && name.ends_with(word.as_str()));
    of_title
        .or(of_name)
        .map_or_else(|| "事業".to_owned(), |(word, _)| word.clone())
}

fn give_amount(state: &mut State<'_>, cell: Passage) {
    let Some(entry) = state.target() else { return };
    let unit = amounts::unit_in(cell.as_str(), state.lexicon.words);
    state.entries[entry].amounts.push(Amount {
        label: "事業費".to_owned(),
        fiscal_year: state.fiscal_year,
        value: amounts::figure(cell.as_str()),
        unit,
        cell,
        ..Amount::default()
    });
}
