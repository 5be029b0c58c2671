//! Total rows of tables: what they say, and which rows they sum.

use std::collections::BTreeMap;

use crate::source::Passage;
use crate::vocabulary::key;

use super::Shape;
use crate::recover::amounts;
use crate::recover::columns::Column;
use crate::recover::entry::Amount;
use crate::recover::lexicon::{Role, bare};
use crate::recover::state::State;

/// A total row met in a table.
#[derive(Debug, Clone)]
pub(crate) struct TotalRow {
    pub label: Passage,
    pub cells: Vec<(usize, Passage)>,
    pub over: Vec<usize>,
    /// The rows that it may sum.
    pub ways: Vec<Vec<usize>>,
    pub shape: Shape,
    /// Number of rows known when it was met.
    pub end: usize,
}

/// The sum of a section's rows, as its heading says it.
#[derive(Debug, Clone)]
pub(crate) struct SectionTotal {
    /// Index in the outline.
    pub section: usize,
    pub amount: Passage,
}

impl SectionTotal {
    /// Which of the amounts of a section's rows it sums, by label and year: those that add up, else the first ones.
    pub(in crate::recover) fn sums(
        &self,
        rows: &[usize],
        state: &State<'_>,
    ) -> Option<(String, Option<i32>)> {
        let unit = amounts::unit_in(self.amount.as_str(), state.lexicon.words);
        let first = &state.entries[*rows.first()?].amounts;
        let alike: Vec<&Amount> = first
            .iter()
            .filter(|amount| amount.part_of.is_none() && (unit.is_none() || amount.unit == unit))
            .collect();
        let total = amounts::figure(self.amount.as_str())?.0;
        let sum = |of: &Amount| -> f64 {
            let own = |row: &usize| {
                let mut amounts = state.entries[*row].amounts.iter();
                amounts.find(|own| own.label == of.label && own.fiscal_year == of.fiscal_year)
            };
            rows.iter().filter_map(|row| Some(own(row)?.value?.0)).sum()
        };
        let adds_up = alike.iter().find(|amount| (sum(amount) - total).abs() < 0.5);
        let of = adds_up.or(alike.first())?;
        Some((of.label.clone(), of.fiscal_year))
    }
}

/// The rows of tables that stand in each section or below it, in their order.
pub(in crate::recover) fn rows_by_section(state: &State<'_>) -> BTreeMap<usize, Vec<usize>> {
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let tabular = state.entries.iter().enumerate();
    for (row, entry) in tabular.filter(|(_, entry)| entry.tabular && entry.parent.is_none()) {
        let up = |section: &usize| state.outline.sections.get(*section)?.parent;
        for section in std::iter::successors(entry.section, up) {
            rows.entry(section).or_default().push(row);
        }
    }
    rows
}

/// Whether the first words of a row are those of a total.
pub(in crate::recover) fn is_total(state: &State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let words = state.lexicon.words.label("total");
    let plain = |cell: &Passage| {
        let label = bare(cell.as_str());
        label
            .trim_end_matches(|c: char| c.is_ascii_uppercase() || "+=＋＝-".contains(c))
            .to_owned()
    };
    // 小計 below 義務的経費, which stands beside all its lines.
    let named = cells
        .get(shape.name)
        .is_some_and(|cell| words.contains(&plain(cell)));
    let mut leading = cells.iter().take(shape.name + 1);
    let first = leading.find(|cell| !plain(cell).is_empty());
    named
        || first.is_some_and(|first| {
            let label = plain(first);
            // 歳入総額 is an amount of its own.
            let ends =
                |word: &String| word.chars().count() > 1 && word != "総額" && label.ends_with(word.as_str());
            words.contains(&label) || words.iter().any(ends) || sums_section(state, first)
        })
}

/// 総務部計, 総務部　計: the sum of a section that was printed above, or a name set apart from the word.
fn sums_section(state: &State<'_>, cell: &Passage) -> bool {
    let Some(name) = cell.as_str().trim().strip_suffix('計') else {
        return false;
    };
    let plain = key(name);
    // 目計, 課計: the word of a level says whose sum it is.
    let levels = state.lexicon.words.label("account").contains(&plain)
        || matches!(
            state.lexicon.label(&plain),
            Some(Role::Level(_) | Role::Department)
        );
    if levels {
        return true;
    }
    // 一 般 会 計: letters set apart, all of them.
    let letters = name.split_whitespace().all(|letter| letter.chars().count() == 1);
    let spaced = letters && plain.chars().count() > 1;
    let mut sections = state.outline.sections.iter();
    !plain.is_empty()
        && (name.ends_with(char::is_whitespace) && !spaced
            || sections.any(|section| key(section.name.as_str()) == plain))
}

/// What stands before the word of a total that sums its table.
const WHOLE: [&str; 11] = [
    "歳入",
    "歳出",
    "収入",
    "支出",
    "総",
    "頁",
    "ページ",
    "予算",
    "決算",
    "経費",
    "事業費",
];

/// Whether a total's label says itself that it sums its table; others (純資産合計) may sum what stands elsewhere.
fn sums_table(label: &str, words: &[String]) -> bool {
    let label = bare(label);
    let before = words
        .iter()
        .filter_map(|word| label.strip_suffix(word.as_str()))
        .min_by_key(|rest| rest.len());
    before.is_none_or(|rest| rest.is_empty() || WHOLE.iter().any(|word| rest.ends_with(word)))
}

/// Books a total row; `begun` is the number of rows known before its table.
pub(in crate::recover) fn book_total(
    state: &mut State<'_>,
    cells: &[Passage],
    shape: &Shape,
    totals: &mut Vec<TotalRow>,
    begun: usize,
) {
    let list = state.list;
    let rows = |from: usize, all: bool| -> Vec<usize> {
        let summed = |index: &usize| {
            let entry = &state.entries[*index];
            (all || entry.list == list) && entry.tabular && entry.parent.is_none()
        };
        (from..state.entries.len()).filter(summed).collect()
    };
    // 合計 below several sections sums the table, 計 below one sums that one, 小計 what stands below the last one: what
    // adds up tells.
    let since = totals.last().map_or(begun, |last| last.end.max(begun));
    let section = state.outline.current();
    let own = rows(begun, true)
        .into_iter()
        .filter(|&row| state.entries[row].section == section)
        .collect();
    let over = [rows(0, false), rows(begun, true), rows(since, true), own];
    let part = cells.iter().any(|cell| bare(cell.as_str()) == "小計");
    // 特別会計 小計 below 一般会計 and the rows of 特別会計: the last rows above it.
    let last = (1..over[2].len()).take(MOST_TAILS);
    let tails = last.map(|from| over[2].iter().skip(from).copied().collect());
    let ways: Vec<Vec<usize>> = over.iter().cloned().chain(tails).collect();
    let over = chosen(state, cells, shape, &ways).unwrap_or(if part { &over[2] } else { &over[0] });
    let over = over.clone();
    let label = cells
        .iter()
        .find(|cell| !cell.is_blank())
        .cloned()
        .unwrap_or_default();
    if let Some(last) = state.entries.last_mut() {
        last.places.extend(cells.iter().cloned());
    }
    let cells = cells
        .iter()
        .cloned()
        .enumerate()
        .filter(|(_, cell)| !cell.is_blank())
        .collect();
    totals.push(TotalRow {
        label,
        cells,
        over,
        ways,
        end: state.entries.len(),
        shape: shape.clone(),
    });
}

/// Rows before those that a total row sums, at most.
const MOST_TAILS: usize = 40;

/// The rows that the most of a total row's figures add up from; the first of several ways.
fn chosen<'w>(
    state: &State<'_>,
    cells: &[Passage],
    shape: &Shape,
    ways: &'w [Vec<usize>],
) -> Option<&'w Vec<usize>> {
    let counted = ways
        .iter()
        .map(|rows| (adding_up(state, cells, shape, rows), rows));
    let best = counted.rev().max_by_key(|(count, _)| *count);
    best.filter(|(count, _)| *count > 0).map(|(_, rows)| rows)
}

/// Chooses once more which rows the totals of a table sum, now that it is known which rows stand under others. Of those
/// that may sum what stands elsewhere only the ones stay that add up.
pub(in crate::recover) fn settle(state: &State<'_>, totals: &mut [TotalRow]) {
    let words = state.lexicon.words.label("total");
    let outer = |rows: &Vec<usize>| -> Vec<usize> {
        let upper = rows.iter().copied();
        upper.filter(|&row| state.entries[row].parent.is_none()).collect()
    };
    for total in totals {
        let ways: Vec<Vec<usize>> = total.ways.iter().map(outer).collect();
        let mut cells = vec![Passage::default(); total.shape.columns.len()];
        for (column, cell) in &total.cells {
            if let Some(slot) = cells.get_mut(*column) {
                *slot = cell.clone();
            }
        }
        total.over = match chosen(state, &cells, &total.shape, &ways) {
            Some(rows) => rows.clone(),
            None if sums_table(total.label.as_str(), words) => outer(&total.over),
            None => Vec::new(),
        };
    }
}

/// How many figures of a total row the amounts of these rows add up to. The first amounts of rows that are dated or
/// staged by cells of their own stand for their column.
fn adding_up(state: &State<'_>, cells: &[Passage], shape: &Shape, rows: &[usize]) -> usize {
    let money = shape.columns.iter().zip(cells);
    let money = money.filter(|(column, _)| matches!(column.role, Role::Budget | Role::Funding));
    let adds_up = |(at, (column, cell)): &(usize, (&Column, &Passage))| {
        let own = |row: &usize| {
            let amounts = &state.entries.get(*row)?.amounts;
            let alike = |amount: &&Amount| {
                (&amount.label, amount.fiscal_year, &amount.part_of)
                    == (&column.label, column.year, &column.part_of)
            };
            let first = amounts.first().filter(|_| *at == 0);
            let amount = amounts.iter().find(alike).or(first)?;
            amount.value.map(|value| value.0)
        };
        let total = amounts::figure(cell.as_str()).map(|total| total.0);
        let sum: f64 = rows.iter().filter_map(own).sum();
        total.is_some_and(|total| (*at == 0 || total != 0.0) && (total - sum).abs() < 0.5)
    };
    money.enumerate().filter(adds_up).count()
}
