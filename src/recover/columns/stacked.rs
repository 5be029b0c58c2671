//! Columns that print two amounts in each cell, one below the other: 予算額 over 決算額.

use crate::source::Passage;
use crate::vocabulary::Vocabulary;

use super::Column;
use crate::recover::amounts;
use crate::recover::entry::Amount;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::plan::Family;

/// Columns whose head names an amount on each of its lines, over cells with as many lines of figures, become columns
/// of stacked amounts.
pub(in crate::recover) fn find(columns: &mut [Column], family: &Family, lexicon: &Lexicon<'_>) {
    for (index, column) in columns.iter_mut().enumerate() {
        let Some(mut heads) = column.parts.last().map(lines) else {
            continue;
        };
        // （千円） on a line of its own says the unit of all.
        heads.retain(|head| !bare(head.as_str()).is_empty());
        let money = |head: &Passage| {
            let role = lexicon.label(head.as_str());
            matches!(role, Some(Role::Budget | Role::Funding))
        };
        if heads.len() < 2 || !heads.iter().all(money) {
            continue;
        }
        let cells = family.rows.iter().filter_map(|row| row.get(index));
        let filled: Vec<&Passage> = cells.filter(|cell| !cell.is_blank()).collect();
        let stacked = filled.iter().filter(|cell| figures(cell, heads.len()).is_some());
        if stacked.count() * 2 > filled.len() {
            column.role = Role::Budget;
            column.stack = heads;
        }
    }
}

/// The amounts of one cell, in the order of the column's heads; `None` where the cell is not stacked as they are.
pub(in crate::recover) fn amounts(
    cell: &Passage,
    column: &Column,
    words: &Vocabulary,
) -> Option<Vec<Amount>> {
    let figures = figures(cell, column.stack.len())?;
    let amount = |(head, figure): (&Passage, Passage)| Amount {
        label: bare(head.as_str()),
        part_of: column.part_of.clone(),
        group: None,
        fiscal_year: crate::recover::years::of(head.as_str()).or(column.year),
        phase: amounts::phase_of(head.as_str(), words),
        value: amounts::figure(figure.as_str()),
        unit: amounts::unit_in(head.as_str(), words)
            .or_else(|| amounts::unit_in(figure.as_str(), words))
            .or_else(|| column.unit.clone()),
        share: None,
        cell: figure,
    };
    Some(column.stack.iter().zip(figures).map(amount).collect())
}

/// The lines of a cell when each of them is a figure or a dash, and they are `count`.
fn figures(cell: &Passage, count: usize) -> Option<Vec<Passage>> {
    let lines = lines(cell);
    (count > 1 && lines.len() == count && lines.iter().all(|line| amounts::is_amount(line.as_str())))
        .then_some(lines)
}

fn lines(passage: &Passage) -> Vec<Passage> {
    let lines = passage.split(|character| matches!(character, '\n' | '/' | '／'));
    let lines = lines.into_iter().map(|line| line.trim());
    lines.filter(|line| !line.is_blank()).collect()
}
