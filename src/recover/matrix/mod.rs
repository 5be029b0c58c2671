//! Blocks of figures inside forms: years over columns, names of amounts or indicators at the left. Several may stand
//! side by side in one grid (costs at the left, indicators at the right).

mod amount_row;
pub(super) mod block;
mod heads;
mod lines;
pub(super) mod parts;
pub(super) mod turned;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::model::Phase;
use crate::vocabulary::key;

use super::lexicon::{Lexicon, Role};

pub(super) use heads::{Head, HeadRole, is_head};
use heads::{LONGEST_HEAD, change_role, dated_run, head, is_lower_head, upper_heads};
use lines::Lines;

/// A block of figures.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    pub(super) heads: Vec<Head>,
    pub(super) header: Range<usize>,
    /// Rows of words between header and figures.
    pub(super) texts: Vec<usize>,
    pub(super) rows: Range<usize>,
    /// Columns of the names.
    pub(super) names: Range<usize>,
    /// The column of units behind the figures.
    pub(super) units: Option<usize>,
    /// Whether it holds indicators instead of amounts.
    pub(super) indicators: bool,
    /// Whether the head over the names says so (指標名).
    pub(super) named_indicators: bool,
}

impl Matrix {
    /// Whether its first row is this one.
    pub(crate) fn starts_at(&self, row: usize) -> bool {
        self.header.start == row
    }

    /// A label right over all its heads (目標値 over four years), its slot.
    pub(crate) fn over_heads<'g>(&self, grid: &'g Grid) -> Option<&'g Cell> {
        let (first, last) = (self.heads.first()?.column, self.heads.last()?.column);
        let row = self.header.start.checked_sub(1)?;
        let over = grid.cell(row, first)?;
        // Running text over the years is what the line above them says.
        let head = key(over.text.as_str());
        let worded = head.chars().count() <= LONGEST_HEAD && !head.contains('。');
        (last > first
            && worded
            && (over.row, over.column, over.rows) == (row, first, 1)
            && over.column + over.columns == last + 1)
            .then_some(over)
    }

    /// Whether a label beside the figures of several lines says that they are planned (年度別計画).
    pub(super) fn is_planned(&self, grid: &Grid, row: usize) -> bool {
        let beside = self.names.clone().filter_map(|column| grid.cell(row, column));
        let mut tall = beside.filter(|cell| cell.rows > 1);
        tall.any(|cell| super::lexicon::bare(cell.text.as_str()).ends_with("計画"))
    }

    /// Its first row.
    pub(crate) fn first_row(&self) -> usize {
        self.header.start
    }
}

/// Rows of labels over the figures.
const MOST_HEADS: usize = 3;

/// The blocks of a grid, from top to bottom and left to right.
pub(crate) fn find(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<Matrix> {
    let mut found: Vec<Matrix> = Vec::new();
    for row in 0..grid.rows() {
        // A block to the right of another one has its names behind that one's figures.
        let open = found
            .iter()
            .filter(|matrix| matrix.header.start <= row && row < matrix.rows.end);
        let mut from = open
            .flat_map(|matrix| &matrix.heads)
            .map(|head| head.column + 1)
            .max()
            .unwrap_or(0);
        while let Some((start, end)) = dated_run(grid, row, from, lexicon) {
            let taken = found.iter().any(|matrix| {
                matrix.rows.contains(&row) && matrix.heads.iter().any(|head| head.column == start)
            });
            if !taken && let Some(mut matrix) = block(grid, row, start..end, from, lexicon) {
                inherit_years(&mut matrix, &found);
                leave_years_open(&mut matrix);
                found.push(matrix);
            }
            from = end;
        }
    }
    found
}

/// 決算 | 決算 | 予算 below a block whose heads say the years of the same columns, or of some of them.
fn inherit_years(matrix: &mut Matrix, above: &[Matrix]) {
    let dated = |column: usize| {
        let heads = above.iter().rev().flat_map(|other| &other.heads);
        heads
            .clone()
            .find(|head| head.column == column && head.year.is_some())
    };
    let stages = matrix.heads.iter().filter(|head| head.role == HeadRole::Year);
    let below =
        stages.clone().all(|head| head.dateless) && stages.clone().any(|head| dated(head.column).is_some());
    if !below {
        return;
    }
    for head in matrix.heads.iter_mut().filter(|head| head.role == HeadRole::Year) {
        // Beside columns of other years one whose year cannot be read is not this year's.
        head.dateless = false;
        if let Some(upper) = dated(head.column) {
            let mut label = upper.label.clone();
            label.join(' ', &head.label);
            (head.year, head.label) = (upper.year, label);
        }
    }
}

/// 決算 | 決算 | 予算 without a year anywhere: two columns of one stage are of two years, and neither says of which.
fn leave_years_open(matrix: &mut Matrix) {
    let stages: Vec<Phase> = matrix
        .heads
        .iter()
        .filter(|head| head.role == HeadRole::Year && head.dateless)
        .filter_map(|head| head.phase)
        .collect();
    let is_twice = |phase: Phase| stages.iter().filter(|other| **other == phase).count() > 1;
    if stages.iter().any(|phase| is_twice(*phase)) {
        matrix.heads.iter_mut().for_each(|head| head.dateless = false);
    }
}

/// The block whose years stand in this row over these columns; `names_from` is where its names may begin.
fn block(
    grid: &Grid,
    row: usize,
    columns: Range<usize>,
    names_from: usize,
    lexicon: &Lexicon<'_>,
) -> Option<Matrix> {
    let words_in = |below: usize| {
        let mut slots = columns.clone().map(|column| text_at(grid, below, column));
        slots.all(|text| is_lower_head(text, lexicon))
    };
    let more = (row + 1..grid.rows().min(row + MOST_HEADS)).take_while(|&below| words_in(below));
    let header = upper_heads(grid, row, &columns, lexicon)..row + 1 + more.count();
    let (heads, next) = heads_of(grid, row, &header, &columns, lexicon);
    let unit_head = |row: usize| super::indicators::is_unit_head(text_at(grid, row, next));
    let units = (next < grid.columns() && header.clone().any(unit_head)).then_some(next);
    let lines = Lines {
        grid,
        lexicon,
        heads: &heads,
        header: header.clone(),
        before: names_from..columns.start,
    };
    let (texts, rows) = lines.extent();
    // Running text that begins beside the heads stands beside the block.
    let text_beside = |column: &usize| {
        let cell = grid.cell(header.start, *column);
        cell.is_some_and(|cell| cell.rows > header.len() && cell.text.as_str().contains('。'))
    };
    let beside = (names_from..columns.start).rev().find(text_beside);
    let names = beside.map_or(names_from, |column| column + 1)..columns.start;
    if names.is_empty() || lines.has_quotients(rows.clone(), &names) || !lines.has_figures(rows.clone()) {
        return None;
    }
    let over_names: String = names
        .clone()
        .map(|column| key(text_at(grid, row, column)))
        .collect();
    let named_indicators = over_names.contains("指標") && !over_names.contains("事業費");
    Some(Matrix {
        indicators: says_indicators(over_names, &heads),
        heads,
        header,
        texts,
        rows,
        names,
        units,
        named_indicators,
    })
}

/// The text over a slot; nothing outside the grid.
fn text_at(grid: &Grid, row: usize, column: usize) -> &str {
    grid.cell(row, column).map_or("", |cell| cell.text.as_str())
}

/// The heads of a block – its years, what changed behind them, their sum – and the column behind the last of them.
fn heads_of(
    grid: &Grid,
    row: usize,
    header: &Range<usize>,
    columns: &Range<usize>,
    lexicon: &Lexicon<'_>,
) -> (Vec<Head>, usize) {
    // A year over several columns is one column of figures unless the row below tells them apart.
    let begins = |column: &usize| {
        let mut over = header.clone().filter_map(|row| grid.cell(row, *column));
        over.any(|cell| cell.column == *column)
    };
    let mut heads: Vec<Head> = columns
        .clone()
        .filter(begins)
        .map(|column| head(grid, header, column, lexicon))
        .collect();
    let mut next = columns.end;
    let cell_at = |column: usize| grid.cell(row, column).filter(|_| column < grid.columns());
    while let Some((cell, role)) =
        cell_at(next).and_then(|cell| Some((cell, change_role(cell.text.as_str(), lexicon)?)))
    {
        heads.push(Head::undated(next, &cell.text, role));
        next += 1;
    }
    // ３か年合計, 最終目標 behind the years.
    let last = cell_at(next).filter(|cell| {
        let text = cell.text.as_str();
        (cell.row, cell.column) == (row, next)
            && (heads::is_sum(text, lexicon) || heads::is_aim(text, lexicon))
    });
    if let Some(cell) = last {
        heads.push(Head::undated(next, &cell.text, HeadRole::Year));
        next += cell.columns;
    }
    (heads, next)
}

/// Whether the words over a block say that its figures are those of indicators.
fn says_indicators(over_names: String, heads: &[Head]) -> bool {
    let labels = heads.iter().map(|head| key(head.label.as_str()));
    let words: String = std::iter::once(over_names).chain(labels).collect();
    ["指標", "目標", "見込"].iter().any(|word| words.contains(word)) && !words.contains("決算")
}

/// Whether a table holds figures as sheets do: years below heads that say what the figures are, or several blocks
/// with heads of their own.
pub(crate) fn holds_sheet_blocks(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let below = dated_run(grid, 1, 0, lexicon).is_some_and(|(start, end)| {
        upper_heads(grid, 1, &(start..end), lexicon) == 0 && !names_rows(grid, start, lexicon)
    }) && !crate::recover::indicators::is_list(grid, lexicon);
    let blocks = || find(grid, lexicon);
    below || blocks().iter().filter(|block| block.names.start == 0).count() > 1
}

/// 補助金名 or 事業名 beside the heads of figures and as high as these: a list, whose rows it names.
fn names_rows(grid: &Grid, end: usize, lexicon: &Lexicon<'_>) -> bool {
    let mut heads = (0..end).filter_map(|column| grid.cell(0, column));
    let names = |role: Option<Role>| matches!(role, Some(Role::Level(_) | Role::Name));
    heads.any(|head| head.rows == 2 && names(lexicon.label(head.text.as_str())))
}

/// Whether a table holds figures of indicators over years (指標名 over 目標値 and 実績値).
pub(crate) fn holds_indicators(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    find(grid, lexicon).iter().any(|block| block.indicators)
}

/// Whether years or stages stand over columns in a row of a table.
pub(crate) fn has_dated_row(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    (0..grid.rows()).any(|row| dated_run(grid, row, 0, lexicon).is_some())
}

pub(super) fn is_figure(cell: &str) -> bool {
    matches!(read_cell(cell), Figures::Number(_) | Figures::Dash)
}

/// The slots (row, column) that belong to blocks of the grid.
pub(crate) fn slots(found: &[Matrix]) -> BTreeSet<(usize, usize)> {
    let mut taken = BTreeSet::new();
    for matrix in found {
        let last = matrix.heads.iter().map(|head| head.column).chain(matrix.units);
        let last = last.max().unwrap_or(0);
        for row in matrix.header.start..matrix.rows.end {
            taken.extend((matrix.names.start..=last).map(|column| (row, column)));
        }
    }
    taken
}
