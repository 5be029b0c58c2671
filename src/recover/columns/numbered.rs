//! Numbers of rows: in a column of their own or in front of the names.

use crate::source::Passage;

use super::{Column, Look};
use crate::recover::amounts;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::matrix::parts::{Kind, kind_of};
use crate::recover::plan::Family;

/// Whether numbers in front of the names belong to the rows, not to the names.
pub(super) fn numbers_names(made: &[Column], family: &Family, name: usize, lexicon: &Lexicon<'_>) -> bool {
    let names = family.rows.iter().filter_map(|row| row.get(name));
    let named = names.filter(|cell| !cell.is_blank() && kind_of(cell, lexicon) != Kind::Total);
    let (all, counted) = named.fold((0, 0), |(all, counted), cell| {
        (all + 1, counted + usize::from(starts_with_number(cell)))
    });
    // Lines of a budget (1.人件費, 12.投資的経費) carry numbers, their totals and parts do not.
    let line = matches!(&made[name].role, Role::Level(word) if lexicon.words.levels.tier(word).is_none());
    let share = if line { 5 } else { 8 };
    let counts = line && counts_on(family, name);
    (counted * 10 >= all * share || counts)
        && all > 1
        && !made.iter().any(|column| column.role == Role::Number)
}

/// A first column that counts 1, 2, 3 … is the rows' number whatever its header lost.
pub(super) fn lost_numbers(columns: &mut [Column], family: &Family) {
    let Some(first) = columns
        .first_mut()
        .filter(|column| column.look == Look::Whole && column.role != Role::Number)
    else {
        return;
    };
    let values: Vec<f64> = family
        .rows
        .iter()
        .filter_map(|row| row.first())
        .filter_map(|cell| amounts::figure(cell.as_str()))
        .map(|figure| figure.0)
        .collect();
    let steps = values
        .windows(2)
        .filter(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-9)
        .count();
    if values.len() > 2 && steps * 10 >= (values.len() - 1) * 8 {
        first.role = Role::Number;
    }
}

/// Whether the numbers before some of the names count on from one, again and again (１　固定資産 … ２　流動資産).
fn counts_on(family: &Family, name: usize) -> bool {
    let cells = family.rows.iter().filter_map(|row| row.get(name));
    let numbers: Vec<u32> = cells
        .filter(|cell| starts_with_number(cell))
        .filter_map(|cell| crate::japanese::leading_number(cell)?.0.parse().ok())
        .collect();
    let counts = numbers
        .windows(2)
        .all(|pair| pair[1] == 1 || pair[1] == pair[0] + 1);
    numbers.first() == Some(&1) && numbers.len() > 2 && counts
}

/// `1-1防犯…`, `3 …`: a number before a word.
pub(super) fn starts_with_number(cell: &Passage) -> bool {
    crate::japanese::leading_number(cell).is_some_and(|(_, used)| {
        cell.as_str()
            .get(used..)
            .and_then(|rest| rest.trim_start().chars().next())
            .is_some_and(|c| !c.is_ascii_digit() && !"年月日件人回%".contains(c))
    })
}
