//! Lines of money whose names stand in steps: 款, 項 and 目 in columns of their own, one of them on each line.

use crate::source::Passage;
use crate::vocabulary::key;

use super::Shape;
use crate::recover::columns::{Column, Look};
use crate::recover::lexicon::{Role, bare};
use crate::recover::plan::Family;

/// Most columns of names.
const MOST: usize = 4;
/// Lines of such a table, at least.
const FEWEST: usize = 3;

/// The columns of the names, from the outermost; empty where they stand in one.
pub(in crate::recover) fn find(columns: &mut [Column], family: &Family) -> Vec<usize> {
    let money = |column: &Column| matches!(column.role, Role::Budget | Role::Period | Role::Funding);
    let Some(first) = columns.iter().position(money) else {
        return Vec::new();
    };
    let worded = |column: &Column| {
        !column.label.is_empty() && matches!(column.look, Look::Short | Look::Prose | Look::Department)
    };
    if !(2..=MOST).contains(&first) || !columns.iter().take(first).all(worded) {
        return Vec::new();
    }
    let filled = |row: &&Vec<Passage>| row.iter().take(first).filter(|cell| !cell.is_blank()).count();
    let rows: Vec<&Vec<Passage>> = family.rows.iter().filter(|row| filled(row) > 0).collect();
    let single = rows.iter().filter(|row| filled(row) == 1).count();
    // A section printed beside its first row never stands alone.
    let alone = |column: usize| {
        let mut own = rows
            .iter()
            .filter(|row| row.get(column).is_some_and(|cell| !cell.is_blank()));
        own.any(|row| filled(row) == 1)
    };
    if rows.len() < FEWEST || single * 10 < rows.len() * 9 || !(0..first).all(alone) {
        return Vec::new();
    }
    for (index, column) in columns.iter_mut().take(first).enumerate() {
        column.role = if index + 1 == first {
            Role::Level(bare(&column.label))
        } else {
            Role::Text
        };
    }
    (0..first).collect()
}

/// Puts the name of a line into the column of names; tells how deep it stood and what such lines are called.
pub(in crate::recover) fn settle(cells: &mut [Passage], shape: &Shape) -> Option<(u8, String)> {
    let filled = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.is_blank());
    let depth = shape.steps.iter().position(filled)?;
    let at = *shape.steps.get(depth)?;
    let kind = shape.columns.get(at).map(|column| key(&bare(&column.label)))?;
    if at != shape.name && !filled(&shape.name) {
        cells.swap(at, shape.name);
    }
    Some((u8::try_from(depth).unwrap_or(u8::MAX), kind))
}
