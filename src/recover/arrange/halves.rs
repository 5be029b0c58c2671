//! Two lists side by side in one table (歳入 | 歳出, 資産の部 | 負債の部): the same heads again beside themselves.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage};
use crate::vocabulary::key;

use super::Arranged;
use crate::recover::columns::{self, Look, head_role, look};
use crate::recover::lexicon::{Lexicon, Role};

/// Most lists that stand beside each other.
const MOST: usize = 4;
/// Rows of a list, at least.
const FEWEST_ROWS: usize = 2;

/// Puts such lists below each other, each under what heads it.
pub(in crate::recover) fn stack(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    let tables = arranged.reading.blocks.iter().enumerate();
    let made: Vec<(usize, Stacked)> = tables
        .filter_map(|(index, block)| match block {
            Block::Table(grid) => Some((index, stacked(grid, lexicon)?)),
            Block::Line(_) | Block::Blank | Block::Page => None,
        })
        .collect();
    for (index, (grid, again)) in made {
        let width = grid.columns();
        arranged.replace(index, grid, |column| column % width);
        arranged.again.extend(again);
    }
}

/// The lists as one table, and the heads that stand there once.
type Stacked = (Grid, Vec<Passage>);

fn stacked(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Stacked> {
    if grid.columns() < 4 {
        return None;
    }
    let header = columns::header(grid, lexicon)?;
    let labels: Vec<String> = header
        .columns
        .iter()
        .map(|column| {
            column
                .parts
                .last()
                .map(|part| key(part.as_str()))
                .unwrap_or_default()
        })
        .collect();
    let parts = (2..=MOST)
        .rev()
        .filter(|count| grid.columns().is_multiple_of(*count))
        .map(|count| split(grid.columns(), count))
        .find(|parts| are_lists(grid, header.rows, parts, &labels, lexicon))?;
    let first = parts.first()?.clone();
    let heads = (0..header.rows).flat_map(|row| grid.origins(row));
    let again = heads.filter(|cell| !first.contains(&cell.column));
    let again = again.map(|cell| cell.text.clone()).collect();
    Some((below_each_other(grid, header.rows, &parts)?, again))
}

fn split(columns: usize, count: usize) -> Vec<Range<usize>> {
    let width = columns / count;
    (0..count).map(|part| part * width..(part + 1) * width).collect()
}

/// Whether each part has the heads of the first one, begins with what names or numbers its rows, and shares no cell
/// with its neighbours.
fn are_lists(
    grid: &Grid,
    header: usize,
    parts: &[Range<usize>],
    labels: &[String],
    lexicon: &Lexicon<'_>,
) -> bool {
    let Some(first) = parts.first().and_then(|part| labels.get(part.clone())) else {
        return false;
    };
    let distinct: BTreeSet<&String> = first.iter().collect();
    if first.len() < 2 || distinct.len() < first.len() || first.iter().any(String::is_empty) {
        return false;
    }
    parts.iter().all(|part| {
        let own = labels.get(part.clone()).unwrap_or_default();
        let apart = (0..grid.rows()).all(|row| {
            grid.cell(row, part.start)
                .is_some_and(|cell| cell.column == part.start)
        });
        // 歳入 | 歳出 are lists of the same kind, 事業名 and 指標名 of two kinds about the same row.
        let of_kind = |labels: &[String]| labels.first().map(|label| lexicon.label(label));
        own.get(1..) == first.get(1..)
            && of_kind(own) == of_kind(first)
            && apart
            && names_rows(grid, header, part.start, lexicon)
    })
}

/// Whether words stand in a column's body, or numbers under a head that says so.
fn names_rows(grid: &Grid, header: usize, column: usize, lexicon: &Lexicon<'_>) -> bool {
    let head = (0..header).rev().find_map(|row| grid.cell(row, column));
    let numbers = head.is_some_and(|cell| head_role(&cell.text, lexicon) == Some(Role::Number));
    let cells: Vec<&Cell> = (header..grid.rows())
        .filter_map(|row| grid.cell(row, column).filter(|cell| cell.row == row))
        .filter(|cell| !cell.text.is_blank())
        .collect();
    let worded = |cell: &&&Cell| {
        matches!(
            look(cell.text.as_str(), lexicon.words),
            Look::Short | Look::Department | Look::Prose
        )
    };
    cells.len() >= FEWEST_ROWS && (numbers || cells.iter().filter(worded).count() * 5 >= cells.len() * 4)
}

/// The words over all columns of a part, where they differ from part to part.
fn heading(grid: &Grid, header: usize, part: &Range<usize>) -> Option<Passage> {
    let cell = grid.cell(0, part.start)?;
    (header > 1 && cell.rows < header && cell.column == part.start && cell.columns == part.len())
        .then(|| cell.text.clone())
}

fn below_each_other(grid: &Grid, header: usize, parts: &[Range<usize>]) -> Option<Grid> {
    let headings: Vec<Option<Passage>> = parts.iter().map(|part| heading(grid, header, part)).collect();
    let words: BTreeSet<String> = headings.iter().flatten().map(|text| key(text.as_str())).collect();
    let headed = words.len() == parts.len();
    // Below what heads the parts stand the heads of their columns.
    let top = if headed {
        grid.cell(0, 0).map_or(0, |cell| cell.rows)
    } else {
        0
    };
    let mut cells: Vec<Cell> = Vec::new();
    let mut take = |rows: Range<usize>, part: &Range<usize>, at: usize| {
        for cell in rows.clone().flat_map(|row| grid.origins(row)) {
            if part.contains(&cell.column) {
                cells.push(Cell {
                    row: cell.row - rows.start + at,
                    column: cell.column - part.start,
                    ..cell.clone()
                });
            }
        }
    };
    take(top..header, parts.first()?, 0);
    let mut at = header - top;
    let mut heads = Vec::new();
    for (part, heading) in parts.iter().zip(headings) {
        if let Some(text) = heading.filter(|_| headed) {
            heads.push((at, text));
            at += 1;
        }
        take(header..grid.rows(), part, at);
        at += grid.rows() - header;
    }
    let width = parts.first()?.len();
    cells.extend(heads.into_iter().map(|(row, text)| Cell {
        row,
        column: 0,
        rows: 1,
        columns: width,
        text,
        ..Cell::default()
    }));
    Grid::new(cells).ok()
}
