//! Reports without tables: rows as numbered names or headings, with `label：value` lines below them.

use crate::japanese;
use crate::model::Phase;
use crate::source::{Block, Line, LineStyle, Passage, Reading};
use crate::vocabulary::{Vocabulary, key};

use super::{fields, trailing};
use crate::recover::entry::Amount;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::outline::over_table;
use crate::recover::state::{OpenField, State};
use crate::recover::{amounts, departments, lines};

const LONGEST_NAME: usize = 50;
/// How many lines of fields may stand before the department, amount or grade that shows them to be a row's.
const MOST_FIELDS_BEFORE: usize = 4;
/// From this tier of the vocabulary on a word of the title says what the rows are.
pub(in crate::recover) const ROW_TIER: usize = 5;

/// Opens a row when the line is a numbered, marked or headed name with fields below it, or carries them itself.
/// Tells whether it did.
pub(crate) fn open_row(state: &mut State<'_>, reading: &Reading, index: usize, line: &Line) -> bool {
    let text = &line.text;
    if text.as_str().chars().count() > 2 * LONGEST_NAME
        || text.as_str().contains('。')
        || lines::pair(text, state.lexicon, true).is_some()
    {
        return false;
    }
    let number = japanese::leading_number(text);
    let bullet = bullet(text);
    let heads =
        number.is_some() || bullet > 0 || matches!(line.style, LineStyle::Heading(level) if level > 1);
    let labels = || state.sheet_labels.contains(&key(text.as_str()));
    if !heads || state.lexicon.label(text.as_str()).is_some() || labels() {
        return false;
    }
    let used = number.as_ref().map_or(bullet, |(_, used)| *used);
    let rest = text.slice(used..text.as_str().len()).trim();
    let number = number.map(|(number, _)| number);
    let words = state.lexicon.words;
    // ５．評価 on a sheet heads what is said of its row.
    if state.ruled
        && matches!(state.lexicon.label(rest.as_str()), Some(role) if !matches!(role, Role::Level(_)))
    {
        return false;
    }
    if let Some(row) = inline(&rest, words).filter(|row| number.is_some() || row.amount.is_some()) {
        open(state, number, &row.name, text);
        state.give(&Passage::default(), &Role::Department, &row.department);
        if let Some(amount) = row.amount {
            give_amount(state, amount);
            // What stands below a row of one line tells of it.
            state.field = state.ruled.then(|| OpenField {
                label: Passage::default(),
                role: Role::Text,
                lines: true,
            });
        }
        return true;
    }
    if let Some((name, fields)) = trailing::split(&rest, state.lexicon) {
        open(state, number, &name, text);
        if !fields.iter().any(|(_, role, _)| *role == Role::Department) {
            over_table::give_listed(state);
        }
        for (label, role, value) in fields {
            if label.is_blank() && role == Role::Budget {
                give_amount(state, value);
            } else {
                state.give(&label, &role, &value);
            }
        }
        return true;
    }
    if key(rest.as_str()).chars().count() > LONGEST_NAME
        || rest.is_blank()
        || !(fields_below(reading, index, state.lexicon)
            || state.kinds.item.is_none() && sheet_below(reading, index, state.lexicon, state.ruled))
    {
        return false;
    }
    open(state, number, &rest, text);
    true
}

/// Length of the number or mark that sets off an entry.
pub(in crate::recover) fn set_off(text: &Passage) -> usize {
    japanese::leading_number(text).map_or_else(|| bullet(text), |(_, used)| used)
}

/// The text behind its number or mark.
pub(in crate::recover) fn without_number(text: &Passage) -> Passage {
    text.slice(set_off(text)..text.as_str().len()).trim()
}

/// Length of the mark that sets off an entry (`■`, `●` …) with the blanks behind it; 0 when there is none.
fn bullet(text: &Passage) -> usize {
    let plain = text.as_str();
    let body = plain.trim_start();
    let after = body.trim_start_matches(|c: char| japanese::is_bullet(c) || c == '・');
    if after.len() == body.len() {
        0
    } else {
        plain.len() - after.trim_start().len()
    }
}

/// What a framed text 【…】 over the lines of a row announces.
pub(crate) fn framed_role(state: &State<'_>, text: &str) -> Option<Role> {
    let plain = key(text);
    let short = (2..=16).contains(&plain.chars().count()) && plain.chars().all(japanese::is_japanese);
    (short && state.target().is_some()).then_some(Role::Text)
}

/// Whether the lines right below are `label：value`, one of them a department, an amount or a grade.
fn fields_below(reading: &Reading, index: usize, lexicon: &Lexicon<'_>) -> bool {
    let mut lines = reading
        .blocks
        .iter()
        .skip(index + 1)
        .filter(|block| !matches!(block, Block::Blank))
        .take(MOST_FIELDS_BEFORE)
        .map_while(|block| match block {
            Block::Line(line) => {
                let several = fields::of(&line.text, lexicon, true);
                let roles: Vec<Role> = several.into_iter().map(|(_, role, _)| role).collect();
                let one = || lines::pair(&line.text, lexicon, true).map(|(_, role, _)| vec![role]);
                Some(roles).filter(|roles| !roles.is_empty()).or_else(one)
            }
            _ => None,
        });
    lines.any(|roles| roles.iter().any(Role::is_strong))
}

/// Whether a headed line names a row of its own, whose fields or sheet stand right below it.
pub(in crate::recover) fn heads_row(
    reading: &Reading,
    index: usize,
    line: &Line,
    lexicon: &Lexicon<'_>,
) -> bool {
    let text = &line.text;
    let headed = japanese::leading_number(text).is_some()
        || matches!(line.style, LineStyle::Heading(level) if level > 1);
    headed
        && lexicon.label(without_number(text).as_str()).is_none()
        && key(text.as_str()).chars().count() <= LONGEST_NAME
        && lexicon.label(text.as_str()).is_none()
        && (fields_below(reading, index, lexicon) || sheet_below(reading, index, lexicon, false))
}

/// Whether a table of labels and values follows at once that names no row itself.
fn sheet_below(reading: &Reading, index: usize, lexicon: &Lexicon<'_>, ruled: bool) -> bool {
    let next = reading
        .blocks
        .iter()
        .skip(index + 1)
        .find(|block| !matches!(block, Block::Blank));
    let Some(Block::Table(grid)) = next else {
        return false;
    };
    let cells: Vec<Option<Role>> = (0..grid.rows())
        .flat_map(|row| grid.origins(row))
        .filter(|cell| !cell.text.is_blank())
        .map(|cell| lexicon.label(cell.text.as_str()))
        .collect();
    let labels = cells.iter().flatten().count();
    let opens = |row: usize| {
        grid.cell(row, 0)
            .is_some_and(|cell| lexicon.label(cell.text.as_str()).is_some())
    };
    let labelled = (0..grid.rows()).filter(|row| opens(*row)).count();
    // A label before each value, in two columns or in four.
    let pairs = grid.columns() == 2 || grid.columns() == 4 && labels * 5 >= cells.len() * 2;
    let names = |role: &Role| *role == Role::Name || ruled && matches!(role, Role::Level(_));
    pairs
        && labelled * 3 >= grid.rows() * 2
        && cells.iter().flatten().any(Role::is_strong)
        && !cells.iter().flatten().any(names)
}

/// Whether a line behind a mark is a whole row: name, department and amount.
pub(in crate::recover) fn is_row(line: &Passage, words: &Vocabulary) -> bool {
    let used = bullet(line);
    let rest = || line.slice(used..line.as_str().len()).trim();
    used > 0 && inline(&rest(), words).is_some_and(|row| row.amount.is_some())
}

/// A row on one line.
struct Inline {
    name: Passage,
    department: Passage,
    amount: Option<Passage>,
}

/// `名（課）　5,200千円`, `名【課】`, `名　5,200千円（課）`.
fn inline(text: &Passage, words: &Vocabulary) -> Option<Inline> {
    let plain = text.as_str();
    let open = plain.rfind(['（', '(', '【', '［', '〔'])?;
    let close = plain
        .rfind(['）', ')', '】', '］', '〕'])
        .filter(|close| *close > open)?;
    let inside = text.slice(open + plain[open..].chars().next().map_or(1, char::len_utf8)..close);
    let after = text
        .slice(close + plain[close..].chars().next().map_or(1, char::len_utf8)..plain.len())
        .trim();
    let before = trailing::without_leaders(&text.slice(0..open).trim());
    if before.is_blank() || !departments::looks_like(inside.as_str(), words) {
        return None;
    }
    if amounts::is_amount(after.as_str()) {
        return Some(Inline {
            name: before,
            department: inside,
            amount: Some(after),
        });
    }
    if !after.is_blank() {
        return None;
    }
    let split = before
        .as_str()
        .rfind(char::is_whitespace)
        .map(|at| {
            (
                before.slice(0..at).trim(),
                before.slice(at..before.as_str().len()).trim(),
            )
        })
        .filter(|(_, amount)| {
            amounts::is_amount(amount.as_str()) && amounts::unit_in(amount.as_str(), words).is_some()
        });
    let (name, amount) = split.map_or((before, None), |(name, amount)| {
        (trailing::without_leaders(&name), Some(amount))
    });
    Some(Inline {
        name,
        department: inside,
        amount,
    })
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
    // がん検診推進事業 is a 事業: what stands before the shortest word belongs to the name.
    let of_name = ranked
        .iter()
        .filter(|(word, tier)| *tier >= ROW_TIER && name.ends_with(word.as_str()))
        .min_by_key(|(word, _)| word.len());
    of_title
        .or(of_name)
        .map_or_else(|| "事業".to_owned(), |(word, _)| word.clone())
}

/// The stage of amounts that the title alone says: 当初予算の概要.
fn titled_phase(state: &State<'_>) -> Option<Phase> {
    let title = state.title.as_deref().map(key)?;
    let both = title.contains("予算") && title.contains("決算");
    amounts::phase_of(&title, state.lexicon.words).filter(|_| !both)
}

fn give_amount(state: &mut State<'_>, cell: Passage) {
    let Some(entry) = state.target() else { return };
    let unit = amounts::unit_in(cell.as_str(), state.lexicon.words);
    let phase = titled_phase(state);
    state.entries[entry].amounts.push(Amount {
        label: "事業費".to_owned(),
        fiscal_year: state.fiscal_year,
        phase,
        value: amounts::figure(cell.as_str()),
        unit,
        cell,
        ..Amount::default()
    });
}
