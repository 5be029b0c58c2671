//! Amounts of money: values, units, phases.

pub(super) mod formula;
pub(super) mod nesting;
pub(super) mod settle;

use crate::japanese::{Cell, is_plain_whole, read_cell};
use crate::model::{Figure, Phase};
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::entry::{Amount, ChangeCells};
use super::lexicon::{Lexicon, Role, bare, undated_amount};
use super::state::{State, label_text};
use super::years;

/// Whether a cell is a figure or a printed dash.
pub(crate) fn is_amount(cell: &str) -> bool {
    matches!(read_cell(cell), Cell::Number(_) | Cell::Dash)
}

/// The number of a cell; `None` for dash, blank and anything else.
pub(crate) fn figure(cell: &str) -> Option<Figure> {
    match read_cell(cell) {
        Cell::Number(number) => Some(Figure(number.value)),
        _ => None,
    }
}

/// The unit of money that a text names (千円 …), longest first.
pub(crate) fn unit_in(text: &str, words: &Vocabulary) -> Option<String> {
    if is_plain_whole(text) {
        return None;
    }
    // 1億2,300万円 is a number of yen: its reading says so.
    if let Cell::Number(number) = read_cell(text)
        && let Some(unit) = number.unit.filter(|unit| words.money.contains_key(unit))
    {
        return Some(unit);
    }
    let text = key(text);
    words
        .units()
        .iter()
        .find(|unit| text.contains(unit.as_str()))
        .cloned()
}

/// The stage of an amount that a label names.
pub(crate) fn phase_of(label: &str, words: &Vocabulary) -> Option<Phase> {
    // 令和3年度（実績）: a remark says the stage where the words before it do not.
    phase_in(&bare(label), words).or_else(|| phase_in(&key(label), words))
}

fn phase_in(label: &str, words: &Vocabulary) -> Option<Phase> {
    let has = |name: &str| {
        words
            .phases
            .get(name)
            .is_some_and(|list| list.iter().any(|word| label.contains(word.as_str())))
    };
    // 決算見込 is an estimate and 補正後予算 no initial budget: the narrower words are asked first.
    if has("proposed") {
        Some(Phase::Proposed)
    } else if has("adjusted") {
        Some(Phase::Adjusted)
    } else if has("executed") {
        Some(Phase::Executed)
    } else if has("approved") {
        Some(Phase::Approved)
    } else {
        None
    }
}

/// The amount in yen, when the unit is money and the number of yen is whole.
pub(crate) fn yen(value: Option<Figure>, unit: Option<&str>, words: &Vocabulary) -> Option<i64> {
    let factor = *words.money.get(unit?)?;
    #[allow(clippy::cast_precision_loss)] // factors are small powers of ten
    let yen = (value?.0 * factor as f64 * 1000.0).round() / 1000.0;
    Figure(yen).whole()
}

/// A labelled amount of a form sheet.
pub(crate) fn give(state: &mut State<'_>, label: &Passage, role: &Role, value: &Passage) {
    state.book(label);
    let words = state.lexicon.words;
    let mut printed = label_text(label);
    // 令和4年度決算 says year and stage; the amount's name stands above it.
    let over = state
        .over_amount
        .clone()
        .filter(|_| years::of(&printed).is_some())
        .map(|over| label_text(&over));
    let name = over
        .as_ref()
        .map_or_else(|| undated_amount(&printed), |over| bare(over));
    // 財源内訳 over its parts says only that they are some.
    let name = match name.rsplit_once(['/', '／']) {
        Some((upper, own)) if upper.ends_with("財源内訳") => own.to_owned(),
        _ => name,
    };
    if let Some(over) = over {
        printed = format!("{over}／{printed}");
    }
    let unit = unit_in(value.as_str(), words)
        .or_else(|| unit_in(&printed, words))
        .or_else(|| state.form_unit.clone());
    let Some(entry) = state.target() else {
        return state.book(value);
    };
    let reported = state.fiscal_year.map(|year| year + Lexicon::years_away(&printed));
    let amounts = &mut state.entries[entry].amounts;
    // うち…: of the amount said last; other sources are of the first, which they pay for.
    let mut totals = amounts.iter().filter(|amount| amount.part_of.is_none());
    // 決算額の財源内訳 over the sources says which amount they pay for.
    let upper = printed.rsplit_once(['/', '／']).map_or("", |(upper, _)| upper);
    let named = totals
        .clone()
        .find(|amount| upper.contains(amount.label.as_str()));
    // Where the totals are of several years, sources without one are of the year that is reported.
    let several = totals
        .clone()
        .any(|other| Some(other.fiscal_year) != totals.clone().next().map(|first| first.fiscal_year));
    let mut now = totals
        .clone()
        .filter(|amount| several && amount.fiscal_year == reported);
    let settled = now.clone().find(|amount| amount.phase == Some(Phase::Executed));
    let now = settled.or_else(|| now.next());
    let named = named.filter(|_| !several).or(now);
    let total = if name.starts_with("うち") {
        totals.next_back()
    } else {
        named.or_else(|| totals.next())
    };
    let total = total
        .filter(|_| *role == Role::Funding)
        .map(|amount| (amount.label.clone(), amount.fiscal_year, amount.phase));
    let inherited = total.as_ref().map_or((None, None), |total| (total.1, total.2));
    amounts.push(Amount {
        label: name,
        part_of: total.map(|total| total.0),
        group: None,
        fiscal_year: years::of(&printed).or(inherited.0).or(reported),
        phase: phase_of(&printed, words).or(inherited.1),
        value: figure(value.as_str()),
        unit,
        share: None,
        cell: value.clone(),
    });
}

/// What a form says of the change since last year.
pub(crate) fn give_change(state: &mut State<'_>, label: &Passage, role: &Role, value: &Passage) {
    state.book(label);
    let words = state.lexicon.words;
    let unit = unit_in(value.as_str(), words)
        .or_else(|| unit_in(label.as_str(), words))
        .or_else(|| state.form_unit.clone());
    let Some(entry) = state.target() else {
        return state.book(value);
    };
    let change = state.entries[entry]
        .change
        .get_or_insert_with(ChangeCells::default);
    let known = match role {
        Role::Difference => change.difference.is_some(),
        _ => change.ratio.is_some(),
    };
    if known {
        return state.book(value);
    }
    match role {
        Role::Difference => change.set_difference(value, unit),
        _ => change.set_ratio(value, words.label("ratio_growth").contains(&bare(label.as_str()))),
    }
}
