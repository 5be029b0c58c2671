//! Which amount of its row a 構成比 is of, where others stand between: the one whose rows it divides alike.

use super::Column;
use crate::recover::amounts;
use crate::recover::lexicon::Role;
use crate::recover::plan::Family;

/// Rows that tell, at least.
const FEWEST_ROWS: usize = 3;

/// Says of each column of shares which column of amounts it is of.
pub(in crate::recover) fn settle(columns: &mut [Column], family: &Family) {
    for index in 0..columns.len() {
        if columns.get(index).is_none_or(|column| column.role != Role::Share) {
            continue;
        }
        let before = columns.iter().enumerate().take(index);
        let money: Vec<usize> = before
            .filter(|(_, column)| column.role == Role::Budget)
            .map(|(at, _)| at)
            .collect();
        // Beside an amount it is of that one.
        if money.len() < 2 || money.last() == index.checked_sub(1).as_ref() {
            continue;
        }
        let told = money.iter().map(|&at| (divided(family, at, index), at));
        let best = told
            .rev()
            .max_by_key(|(rows, at)| (*rows, std::cmp::Reverse(*at)));
        if let Some((_, at)) = best.filter(|(rows, _)| *rows >= FEWEST_ROWS)
            && let Some(column) = columns.get_mut(index)
        {
            column.share_of = Some(at);
        }
    }
}

/// How many rows say that their shares are of one whole.
fn divided(family: &Family, amount: usize, share: usize) -> usize {
    let figure = |row: &Vec<crate::source::Passage>, column: usize| {
        row.get(column)
            .and_then(|cell| amounts::figure(cell.as_str()))
            .map(|figure| figure.0)
    };
    let wholes: Vec<(f64, f64)> = family
        .rows
        .iter()
        .filter_map(|row| Some((figure(row, amount)?, figure(row, share)?)))
        .filter(|(amount, share)| *amount > 0.0 && *share > ROUNDED)
        .map(|(amount, share)| {
            (
                amount * 100.0 / (share + ROUNDED),
                amount * 100.0 / (share - ROUNDED),
            )
        })
        .collect();
    let within = |whole: f64| {
        wholes
            .iter()
            .filter(|(low, high)| *low <= whole && whole <= *high)
            .count()
    };
    wholes
        .iter()
        .map(|(low, high)| within((low + high) / 2.0))
        .max()
        .unwrap_or_default()
}

/// Half of the last digit of 12.3 %.
const ROUNDED: f64 = 0.05;
