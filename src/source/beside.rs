//! Tables printed in two or more columns on a page: the same header again beside itself.

use crate::layout::{Cell, Grid};

use super::reading::Block;

/// Puts the parts of tables that stand beside each other below each other.
pub(super) fn unfold(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Table(grid) => match period(&grid) {
                Some(width) => out.extend(parts(&grid, width).into_iter().map(Block::Table)),
                None => out.push(Block::Table(grid)),
            },
            other => out.push(other),
        }
    }
    out
}

/// After how many columns the header begins again: the whole row is the same words twice or more often.
fn period(grid: &Grid) -> Option<usize> {
    if grid.rows() < 2 {
        return None;
    }
    let heads: Vec<(usize, &str)> = grid
        .origins(0)
        .filter(|cell| !cell.text.is_blank())
        .map(|cell| (cell.column, cell.text.as_str().trim()))
        .collect();
    let (&(0, first), rest) = heads.split_first()? else {
        return None;
    };
    let count = rest.iter().position(|(_, text)| *text == first)? + 1;
    let (width, _) = *heads.get(count)?;
    let repeats = heads.len().is_multiple_of(count)
        && heads.iter().enumerate().all(|(index, (column, text))| {
            let (known, word) = heads[index % count];
            *column == known + index / count * width && *text == word
        });
    let words = heads
        .iter()
        .all(|(_, text)| !text.starts_with(|c: char| c.is_numeric()) && text.chars().count() > 1);
    let apart = |at: usize| (0..grid.rows()).all(|row| begins(grid, row, at));
    let cuts = (width..grid.columns()).step_by(width);
    (count > 1 && repeats && words && cuts.clone().all(apart)).then_some(width)
}

/// Whether no cell reaches over the left edge of this column.
fn begins(grid: &Grid, row: usize, column: usize) -> bool {
    grid.cell(row, column).is_some_and(|cell| cell.column == column)
}

fn parts(grid: &Grid, width: usize) -> Vec<Grid> {
    (0..grid.columns())
        .step_by(width)
        .filter_map(|from| {
            let cells: Vec<Cell> = (0..grid.rows())
                .flat_map(|row| grid.origins(row))
                .filter(|cell| (from..from + width).contains(&cell.column))
                .map(|cell| Cell {
                    column: cell.column - from,
                    ..cell.clone()
                })
                .collect();
            cells
                .iter()
                .any(|cell| !cell.text.is_blank())
                .then(|| Grid::new(cells).ok())
                .flatten()
        })
        .collect()
}
