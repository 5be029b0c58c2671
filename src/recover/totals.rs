//! Total rows of tables: what they say, and which rows they sum.

use std::collections::BTreeMap;

use crate::source::Passage;

use super::amounts;
use super::entry::Amount;
use super::lexicon::{Role, bare};
use super::rows::Shape;
use super::state::State;

/// A total row met in a table.
#[derive(Debug, Clone)]
pub(crate) struct TotalRow {
    pub label: Passage,
    pub cells: Vec<(usize, Passage)>,
    pub over: Vec<usize>,
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
    pub(super) fn sums(&self, rows: &[usize], state: &State<'_>) -> Option<(String, Option<i32>)> {
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
pub(super) fn rows_by_section(state: &State<'_>) -> BTreeMap<usize, Vec<usize>> {
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
pub(super) fn is_total(state: &State<'_>, cells: &[Passage], shape: &Shape) -> bool {
    let words = state.lexicon.words.label("total");
    let label = cells
        .iter()
        .take(shape.name + 1)
        .map(|cell| bare(cell.as_str()))
        .map(|label| {
            label
                .trim_end_matches(|c: char| c.is_ascii_uppercase() || "+=＋＝-".contains(c))
                .to_owned()
        })
        .find(|label| !label.is_empty());
    label.is_some_and(|label| {
        words.contains(&label)
            || words
                .iter()
                .any(|word| word.chars().count() > 1 && label.ends_with(word.as_str()))
    })
}

/// Books a total row; `begun` is the number of rows known before its table.
pub(super) fn book_total(
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
    let over = over
        .iter()
        .find(|rows| adds_up(state, cells, shape, rows))
        .unwrap_or(if part { &over[2] } else { &over[0] })
        .clone();
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
        end: state.entries.len(),
        shape: shape.clone(),
    });
}

/// Whether the first amounts of these rows add up to that of a total row.
fn adds_up(state: &State<'_>, cells: &[Passage], shape: &Shape, rows: &[usize]) -> bool {
    let column = shape
        .columns
        .iter()
        .position(|column| column.role == Role::Budget);
    let total = column.and_then(|column| amounts::figure(cells.get(column)?.as_str()));
    let amount = |row: &usize| {
        state.entries[*row]
            .amounts
            .first()
            .and_then(|amount| amount.value)
    };
    let sum: f64 = rows.iter().filter_map(amount).map(|value| value.0).sum();
    total.is_some_and(|total| (total.0 - sum).abs() < 0.5)
}
