//! Columns that choose by a mark: 達成 | 順調 | 遅れ under one head, of which each row marks one. The marks tell, so that the
//! words may be any.

use std::ops::Range;

use crate::layout::Grid;
use crate::source::Passage;
use crate::vocabulary::Vocabulary;

use super::Column;
use crate::recover::grades::{is_dash, is_mark};
use crate::recover::plan::Family;

/// Rows that mark something, at least.
const FEWEST_ROWS: usize = 2;

/// Whether each row marks one of some cells and leaves the others blank. A few rows may choose nothing.
fn is_choice<'c>(rows: impl Iterator<Item = Vec<&'c str>>, words: &Vocabulary) -> bool {
    let (mut marked, mut all) = (0, 0);
    for row in rows {
        let marks = row.iter().filter(|cell| is_mark(cell, words)).count();
        let open = |cell: &&&str| cell.trim().is_empty() || is_dash(cell, words);
        if marks > 1 || marks + row.iter().filter(open).count() < row.len() {
            return false;
        }
        (marked, all) = (marked + marks, all + 1);
    }
    marked >= FEWEST_ROWS && marked * 2 >= all
}

/// Says of the columns of rows which ones are choices.
pub(in crate::recover) fn mark(columns: &mut [Column], family: &Family, words: &Vocabulary) {
    let mut from = 0;
    while from < columns.len() {
        let group = columns.get(from).and_then(|column| column.group);
        let same = |column: &&Column| group.is_some() && column.group == group && column.parts.len() > 1;
        let count = columns.iter().skip(from).take_while(same).count();
        let own = from..from + count.max(1);
        let total = |row: &&Vec<Passage>| own.clone().any(|column| row.get(column).is_some_and(holds_count));
        let rows = family.rows.iter().filter(|row| !total(row)).map(|row| {
            let cells = row.get(own.clone()).unwrap_or_default().iter();
            cells.map(Passage::as_str).collect()
        });
        if count > 1 && is_choice(rows, words) {
            let chosen = columns.iter_mut().skip(own.start).take(count);
            chosen.for_each(|column| column.chooses = true);
        }
        from = own.end;
    }
}

/// How many rows chose it, below the others.
fn holds_count(cell: &Passage) -> bool {
    crate::recover::matrix::is_figure(cell.as_str())
}

/// Choices under one head of a table.
pub(in crate::recover) struct Choice {
    /// What is chosen (進捗状況).
    pub(in crate::recover) head: Passage,
    columns: Range<usize>,
    words: Vec<Passage>,
}

impl Choice {
    /// What a mark in a column chooses.
    pub(in crate::recover) fn word(&self, column: usize) -> Option<&Passage> {
        self.words.get(column.checked_sub(self.columns.start)?)
    }
}

/// The choices under heads that stand in row 0 of a table.
pub(in crate::recover) fn under_heads(grid: &Grid, words: &Vocabulary) -> Vec<Choice> {
    let heads = grid.origins(0).filter(|cell| cell.columns > 1 && cell.rows == 1);
    heads
        .filter_map(|head| {
            let columns = head.column..head.column + head.columns;
            let worded = |column: usize| {
                let cell = grid.cell(1, column)?;
                (cell.row == 1 && cell.columns == 1 && !cell.text.is_blank()).then(|| cell.text.clone())
            };
            let told: Option<Vec<Passage>> = columns.clone().map(worded).collect();
            let rows = (2..grid.rows()).map(|row| {
                let cells = columns.clone().filter_map(|column| grid.cell(row, column));
                cells.map(|cell| cell.text.as_str()).collect()
            });
            let told = told?;
            is_choice(rows, words).then_some(Choice {
                head: head.text.clone(),
                columns,
                words: told,
            })
        })
        .collect()
}
