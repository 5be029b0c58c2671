//! Tables without heads that take their years from a table above: 年度 | 令和4年度 | 令和5年度, then 事業費, 指標 … each in a table
//! of its own with the same columns.

use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use crate::recover::lexicon::Lexicon;
use crate::recover::matrix;

/// Letters of a caption between two tables.
const LONGEST_CAPTION: usize = 30;

/// A table with the heads it takes from above.
pub(in crate::recover) struct Dated {
    pub block: usize,
    pub grid: Grid,
    /// The line over it, which became its caption.
    pub caption: Option<usize>,
}

/// Heads that tables below may share: a row of them, and its columns.
struct Heads {
    cells: Vec<Cell>,
    columns: usize,
    first: usize,
}

/// The tables of a report that have no heads of their own and the columns of dated heads above.
pub(in crate::recover) fn find(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut heads: Option<Heads> = None;
    let mut line: Option<(usize, &Passage)> = None;
    for (index, block) in reading.blocks.iter().enumerate() {
        match block {
            Block::Blank => {}
            Block::Page => (heads, line) = (None, None),
            Block::Line(own) => {
                let short = key(own.text.as_str()).chars().count() <= LONGEST_CAPTION;
                line = Some((index, &own.text)).filter(|_| short);
            }
            Block::Table(grid) => {
                let caption = line.take();
                if let Some(own) = only_heads(grid, lexicon) {
                    heads = Some(own);
                } else if let Some(grid) = heads
                    .as_ref()
                    .filter(|heads| fits(grid, heads, lexicon))
                    .and_then(|heads| under(grid, heads, caption.map(|(_, text)| text)))
                {
                    let caption = caption.map(|(index, _)| index);
                    found.push(Dated {
                        block: index,
                        grid,
                        caption,
                    });
                } else if heads.is_some() && matrix::has_dated_row(grid, lexicon) {
                    heads = None;
                }
            }
        }
    }
    found
}

/// A table of nothing but one row of heads, years from its second column on.
fn only_heads(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Heads> {
    let cells: Vec<Cell> = grid.origins(0).cloned().collect();
    let (first, rest) = cells.split_first()?;
    let dated = |cell: &Cell| lexicon.column_year(cell.text.as_str()).flatten().is_some();
    let is_row = grid.rows() == 1 && rest.len() > 1 && rest.iter().all(dated) && !dated(first);
    let first = first.columns;
    is_row.then(|| Heads {
        columns: grid.columns(),
        first,
        cells: cells.clone(),
    })
}

/// Whether each row of a table names figures that stand in the columns of the heads.
fn fits(grid: &Grid, heads: &Heads, lexicon: &Lexicon<'_>) -> bool {
    let figure = |cell: &Cell| cell.text.is_blank() || matrix::is_figure(cell.text.as_str());
    let row = |row: usize| {
        let (names, figures): (Vec<&Cell>, Vec<&Cell>) =
            grid.origins(row).partition(|cell| cell.column < heads.first);
        let named = names.iter().all(|cell| !figure(cell));
        named && figures.iter().all(|cell| cell.columns == 1 && figure(cell)) && !figures.is_empty()
    };
    grid.columns() == heads.columns
        && (0..grid.rows()).all(row)
        && !matrix::has_dated_row(grid, lexicon)
        && (0..grid.rows())
            .flat_map(|row| grid.origins(row))
            .any(|cell| matrix::is_figure(cell.text.as_str()))
}

/// The table below its heads, and these below its caption.
fn under(grid: &Grid, heads: &Heads, caption: Option<&Passage>) -> Option<Grid> {
    let over = usize::from(caption.is_some());
    let mut cells: Vec<Cell> = Vec::new();
    cells.extend(caption.map(|text| Cell {
        row: 0,
        column: 0,
        rows: 1,
        columns: grid.columns(),
        text: text.clone(),
        ..Cell::default()
    }));
    cells.extend(heads.cells.iter().map(|cell| Cell {
        row: over,
        ..cell.clone()
    }));
    let body = (0..grid.rows()).flat_map(|row| grid.origins(row));
    cells.extend(body.map(|cell| Cell {
        row: cell.row + over + 1,
        ..cell.clone()
    }));
    Grid::new(cells).ok()
}
