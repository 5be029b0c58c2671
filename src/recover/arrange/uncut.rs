//! Blocks of years that empty columns cut: the heads of one row, a gap after each.

use std::collections::BTreeSet;

use crate::layout::{Cell, Grid};
use crate::source::{Block, Reading};

use crate::recover::lexicon::Lexicon;

/// The tables without the columns in which nothing begins, where these stand between heads of years; by their blocks,
/// with where each column went.
pub(in crate::recover) fn find(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<(usize, Grid, Vec<usize>)> {
    let tables = reading
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(index, block)| match block {
            Block::Table(grid) => uncut(grid, lexicon).map(|(grid, places)| (index, grid, places)),
            _ => None,
        });
    tables.collect()
}

fn uncut(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<(Grid, Vec<usize>)> {
    let begins: BTreeSet<usize> = (0..grid.rows())
        .flat_map(|row| grid.origins(row))
        .filter(|cell| !cell.text.is_blank() || !cell.nested.is_empty())
        .map(|cell| cell.column)
        .collect();
    if begins.len() == grid.columns() {
        return None;
    }
    let dated = |cell: &&Cell| lexicon.column_year(cell.text.as_str()).is_some();
    let cut = |row: usize| {
        let heads: Vec<&Cell> = grid.origins(row).filter(dated).collect();
        let apart = |pair: &[&Cell]| {
            matches!(pair, [a, b] if a.column + a.columns < b.column
                && (a.column + a.columns..b.column).all(|column| !begins.contains(&column)))
        };
        heads.len() > 1 && heads.windows(2).all(apart)
    };
    if !(0..grid.rows()).any(cut) {
        return None;
    }
    // Where each column is among those that are left.
    let place = |column: usize| begins.range(..column).count();
    let cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    let cells = cells.filter_map(|cell| {
        let (from, to) = (place(cell.column), place(cell.column + cell.columns));
        (to > from).then(|| Cell {
            column: from,
            columns: to - from,
            ..cell.clone()
        })
    });
    let places = (0..grid.columns()).map(place).collect();
    Some((Grid::new(cells.collect()).ok()?, places))
}
