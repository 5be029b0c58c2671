//! Blocks of figures inside forms: years over columns, names of amounts or indicators at the left. Several may stand
//! side by side in one grid (costs at the left, indicators at the right).

use std::collections::BTreeSet;
use std::ops::Range;

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::Grid;
use crate::model::{Figure, Phase};
use crate::source::Passage;
use crate::vocabulary::key;

use super::entry::{Amount, ChangeCells};
use super::indicators::{self, IndicatorDraft, ValueDraft};
use super::lexicon::{Lexicon, Role, bare};
use super::state::{State, label_text};
use super::{amounts, tidy, years};

/// A column of figures.
#[derive(Debug, Clone)]
struct Head {
    column: usize,
    label: Passage,
    year: Option<i32>,
    phase: Option<Phase>,
    role: HeadRole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadRole {
    Year,
    Difference,
    Ratio,
}

/// A block of figures.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    heads: Vec<Head>,
    header: Range<usize>,
    rows: Range<usize>,
    /// Columns of the names.
    names: Range<usize>,
    /// Whether it holds indicators instead of amounts.
    indicators: bool,
}

impl Matrix {
    /// Whether its first row is this one.
    pub(crate) fn starts_at(&self, row: usize) -> bool {
        self.header.start == row
    }
}

const LONGEST_HEAD: usize = 16;

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
            if !taken {
                found.extend(block(grid, row, start..end, from, lexicon));
            }
            from = end;
        }
    }
    found
}

/// The next run of two or more columns under a year, from column `from` on.
fn dated_run(grid: &Grid, row: usize, from: usize, lexicon: &Lexicon<'_>) -> Option<(usize, usize)> {
    let dated = |column: usize| {
        grid.cell(row, column).is_some_and(|cell| {
            cell.row == row
                && lexicon.column_year(cell.text.as_str()).is_some()
                && key(cell.text.as_str()).chars().count() <= LONGEST_HEAD
        })
    };
    let start = (from..grid.columns()).find(|&column| dated(column))?;
    let end = (start..grid.columns())
        .find(|&column| !dated(column))
        .unwrap_or(grid.columns());
    if end - start >= 2 {
        Some((start, end))
    } else {
        dated_run(grid, row, end, lexicon)
    }
}

fn block(
    grid: &Grid,
    row: usize,
    columns: Range<usize>,
    names_from: usize,
    lexicon: &Lexicon<'_>,
) -> Option<Matrix> {
    let text = |row: usize, column: usize| {
        grid.cell(row, column)
            .map(|cell| cell.text.clone())
            .unwrap_or_default()
    };
    let below = row + 1;
    let words_below = columns.clone().all(|column| {
        let cell = text(below, column);
        !cell.is_blank() && !is_figure(cell.as_str()) && key(cell.as_str()).chars().count() <= LONGEST_HEAD
    });
    let header = if below < grid.rows()
        && words_below
        && grid
            .cell(below, columns.start)
            .is_some_and(|cell| cell.row == below)
    {
        row..below + 1
    } else {
        row..below
    };
    // A year over several columns is one column of figures unless the row below tells them apart.
    let own = |column: &usize| {
        header
            .clone()
            .any(|row| grid.cell(row, *column).is_some_and(|cell| cell.column == *column))
    };
    let mut heads: Vec<Head> = columns
        .clone()
        .filter(own)
        .map(|column| head(grid, &header, column, lexicon))
        .collect();
    let mut next = columns.end;
    while let Some(role) = (next < grid.columns())
        .then(|| change_role(text(row, next).as_str(), lexicon))
        .flatten()
    {
        heads.push(Head {
            column: next,
            label: text(row, next),
            year: None,
            phase: None,
            role,
        });
        next += 1;
    }
    let figures_in = |row: usize| {
        heads
            .iter()
            .filter(|head| is_figure(text(row, head.column).as_str()))
            .count()
    };
    let fits = |row: usize| {
        heads.iter().all(|head| {
            let cell = text(row, head.column);
            cell.is_blank() || is_figure(cell.as_str())
        })
    };
    // `評価 | A` below the figures: two cells of its own and no figure is another line of the sheet.
    let own_line = |row: usize| {
        figures_in(row) == 0
            && (names_from..columns.start)
                .filter(|&column| {
                    grid.cell(row, column).is_some_and(|cell| {
                        cell.row == row && cell.column == column && cell.rows == 1 && !cell.text.is_blank()
                    })
                })
                .count()
                > 1
    };
    let end = (header.end..grid.rows())
        .find(|&row| !fits(row) || own_line(row))
        .unwrap_or(grid.rows());
    let rows = header.end..end;
    let names = names_from..columns.start;
    if names.is_empty() || !rows.clone().any(|row| figures_in(row) > 0) {
        return None;
    }
    let head_words: String = names
        .clone()
        .map(|column| key(text(row, column).as_str()))
        .chain(heads.iter().map(|head| key(head.label.as_str())))
        .collect();
    let indicators = ["指標", "目標", "見込"]
        .iter()
        .any(|word| head_words.contains(word))
        && !head_words.contains("決算");
    Some(Matrix {
        heads,
        header,
        rows,
        names,
        indicators,
    })
}

fn is_figure(cell: &str) -> bool {
    matches!(read_cell(cell), Figures::Number(_) | Figures::Dash)
}

fn head(grid: &Grid, header: &Range<usize>, column: usize, lexicon: &Lexicon<'_>) -> Head {
    let mut label = Passage::default();
    for row in header.clone() {
        if let Some(cell) = grid.cell(row, column) {
            label.join(' ', &cell.text);
        }
    }
    let phase = amounts::phase_of(label.as_str(), lexicon.words);
    Head {
        column,
        year: lexicon.column_year(label.as_str()).flatten(),
        phase,
        label,
        role: HeadRole::Year,
    }
}

fn change_role(label: &str, lexicon: &Lexicon<'_>) -> Option<HeadRole> {
    match lexicon.label(label)? {
        Role::Difference => Some(HeadRole::Difference),
        Role::Ratio => Some(HeadRole::Ratio),
        _ => None,
    }
}

/// The slots (row, column) that belong to blocks of the grid.
pub(crate) fn slots(found: &[Matrix]) -> BTreeSet<(usize, usize)> {
    let mut taken = BTreeSet::new();
    for matrix in found {
        let last = matrix.heads.iter().map(|head| head.column).max().unwrap_or(0);
        for row in matrix.header.start..matrix.rows.end {
            taken.extend((matrix.names.start..=last).map(|column| (row, column)));
        }
    }
    taken
}

/// Gives the figures of a block to the open row, or returns the indicators it holds.
pub(crate) fn read(
    state: &mut State<'_>,
    grid: &Grid,
    matrix: &Matrix,
    caption_unit: Option<&str>,
) -> Vec<IndicatorDraft> {
    for row in matrix.header.clone() {
        for column in matrix.names.start..grid.columns() {
            let inside =
                matrix.names.contains(&column) || matrix.heads.iter().any(|head| head.column == column);
            if let Some(cell) = grid
                .cell(row, column)
                .filter(|cell| inside && cell.row == row && cell.column == column)
            {
                state.book(&cell.text);
            }
        }
    }
    if matrix.indicators {
        return read_indicators(state, grid, matrix, caption_unit);
    }
    let total = total_label(grid, matrix, state.lexicon);
    for row in matrix.rows.clone() {
        read_amounts(state, grid, matrix, row, total.as_deref(), caption_unit);
    }
    Vec::new()
}

/// The names at the left of a row: those that span several rows (side labels) first.
fn names(grid: &Grid, matrix: &Matrix, row: usize) -> (Vec<Passage>, Passage) {
    let mut sides = Vec::new();
    let mut own = Passage::default();
    for column in matrix.names.clone() {
        let Some(cell) = grid
            .cell(row, column)
            .filter(|cell| cell.column == column && !cell.text.is_blank())
        else {
            continue;
        };
        if (cell.rows > 1 || cell.row < row) && cell.row <= row && !own_row(grid, matrix, row, column) {
            sides.push(cell.text.clone());
        } else if cell.row == row || own_row(grid, matrix, row, column) {
            own.join(' ', &cell.text);
        }
    }
    if own.is_blank() {
        own = sides.pop().unwrap_or_default();
    }
    (sides, own)
}

/// Whether nothing else names this row: then the spanning cell is its name.
fn own_row(grid: &Grid, matrix: &Matrix, row: usize, column: usize) -> bool {
    !matrix.names.clone().any(|other| {
        other != column
            && grid
                .cell(row, other)
                .is_some_and(|cell| cell.row == row && cell.column == other && !cell.text.is_blank())
    })
}

/// The row that the others are parts of: the first one without side label whose name is an amount, else a total.
fn total_label(grid: &Grid, matrix: &Matrix, lexicon: &Lexicon<'_>) -> Option<String> {
    let rows: Vec<(bool, String)> = matrix
        .rows
        .clone()
        .map(|row| {
            let (sides, own) = names(grid, matrix, row);
            (sides.is_empty(), amount_name(&own))
        })
        .collect();
    let budget = rows
        .iter()
        .find(|(alone, name)| *alone && lexicon.words.label("budget").contains(name));
    let total = || {
        rows.iter()
            .find(|(_, name)| lexicon.words.label("total").contains(name) || name.starts_with("合計"))
    };
    budget.or_else(total).map(|(_, name)| name.clone())
}

/// `事業費 Ａ` → 事業費: a letter that formulas refer to is no part of the name.
fn amount_name(name: &Passage) -> String {
    let label = bare(&label_text(name));
    let trimmed = label.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let phase_free = trimmed
        .strip_suffix("決算")
        .or_else(|| trimmed.strip_suffix("年度決算"))
        .unwrap_or(trimmed);
    if phase_free.is_empty() {
        label
    } else {
        phase_free.to_owned()
    }
}

fn read_amounts(
    state: &mut State<'_>,
    grid: &Grid,
    matrix: &Matrix,
    row: usize,
    total: Option<&str>,
    caption_unit: Option<&str>,
) {
    let (sides, own) = names(grid, matrix, row);
    let words = state.lexicon.words;
    for side in sides.iter().chain([&own]) {
        state.book(side);
    }
    // 事業費 | 決算 | …: the row says the stage, the cell at its side the name.
    let stage_only = amounts::phase_of(own.as_str(), words).is_some()
        && words
            .phases
            .values()
            .flatten()
            .any(|word| *word == bare(own.as_str()));
    let name = amount_name(sides.last().filter(|_| stage_only).unwrap_or(&own));
    let whole: String = sides.iter().map(label_text).chain([label_text(&own)]).collect();
    let total = total.filter(|_| !stage_only);
    let counted = sides.is_empty()
        && !words.money.is_empty()
        && !is_money_row(&name, total, state.lexicon)
        && caption_unit.is_none();
    let unit = amounts::unit_in(&whole, words).or_else(|| caption_unit.map(str::to_owned));
    let row_phase = amounts::phase_of(&whole, words);
    let Some(entry) = state.target() else { return };
    for head in &matrix.heads {
        let Some(cell) = grid
            .cell(row, head.column)
            .map(|cell| cell.text.clone())
            .filter(|cell| !cell.is_blank())
        else {
            continue;
        };
        let value = amounts::figure(cell.as_str());
        let own_unit = amounts::unit_in(cell.as_str(), words);
        if counted && own_unit.is_none() {
            state.entries[entry].places.push(cell);
            continue;
        }
        match head.role {
            HeadRole::Year => state.entries[entry].amounts.push(Amount {
                label: name.clone(),
                part_of: total.filter(|total| *total != name).map(str::to_owned),
                fiscal_year: head.year,
                phase: head.phase.or(row_phase),
                value,
                unit: own_unit.or_else(|| unit.clone()),
                share: None,
                cell,
            }),
            HeadRole::Difference | HeadRole::Ratio => {
                change(state, entry, head.role, cell, value, unit.clone())
            }
        }
    }
}

/// Whether a row without unit is money all the same: its name says so, or it is the total.
fn is_money_row(name: &str, total: Option<&str>, lexicon: &Lexicon<'_>) -> bool {
    total.is_some() || matches!(lexicon.label(name), Some(Role::Budget | Role::Funding))
}

fn change(
    state: &mut State<'_>,
    entry: usize,
    role: HeadRole,
    cell: Passage,
    value: Option<Figure>,
    unit: Option<String>,
) {
    let cells = state.entries[entry]
        .change
        .get_or_insert_with(ChangeCells::default);
    let slot = if role == HeadRole::Difference {
        &mut cells.difference
    } else {
        &mut cells.ratio
    };
    if slot.is_some() {
        state.entries[entry].places.push(cell);
        return;
    }
    *slot = Some((cell, value));
    if role == HeadRole::Difference {
        cells.unit = unit;
    }
}

/// Indicators row by row; 実績 below 目標 belongs to the same one, and a row of money between them to the sheet.
fn read_indicators(
    state: &mut State<'_>,
    grid: &Grid,
    matrix: &Matrix,
    caption_unit: Option<&str>,
) -> Vec<IndicatorDraft> {
    let mut found: Vec<IndicatorDraft> = Vec::new();
    for row in matrix.rows.clone() {
        let cells = name_cells(grid, matrix, row);
        let money = cells.first().is_some_and(|cell| {
            matches!(
                state.lexicon.label(cell.as_str()),
                Some(Role::Budget | Role::Funding)
            )
        });
        if money {
            let unit = cells
                .iter()
                .find_map(|cell| amounts::unit_in(cell.as_str(), state.lexicon.words));
            read_amounts(state, grid, matrix, row, None, unit.as_deref().or(caption_unit));
            continue;
        }
        let role_only = cells.len() == 1 && cells.first().is_some_and(|cell| is_role(cell, state));
        let Some(mut made) = indicator(grid, matrix, row, state) else {
            continue;
        };
        match found.last_mut().filter(|_| role_only) {
            Some(open) => {
                open.values.append(&mut made.values);
                open.places.append(&mut made.places);
            }
            None => found.push(made),
        }
    }
    found
}

fn is_role(cell: &Passage, state: &State<'_>) -> bool {
    key(cell.as_str()).chars().count() <= 4
        && indicators::role_of(cell.as_str(), state.lexicon.words).is_some()
}

fn name_cells(grid: &Grid, matrix: &Matrix, row: usize) -> Vec<Passage> {
    let own = |column: usize| {
        grid.cell(row, column)
            .filter(|cell| cell.row == row && cell.column == column && !cell.text.is_blank())
    };
    matrix
        .names
        .clone()
        .filter_map(|column| own(column).map(|cell| cell.text.clone()))
        .collect()
}

fn indicator(grid: &Grid, matrix: &Matrix, row: usize, state: &State<'_>) -> Option<IndicatorDraft> {
    let (sides, own) = names(grid, matrix, row);
    let all = name_cells(grid, matrix, row);
    let stated = all
        .iter()
        .find(|cell| is_role(cell, state))
        .and_then(|cell| indicators::role_of(cell.as_str(), state.lexicon.words));
    let cells: Vec<Passage> = all.iter().filter(|cell| !is_role(cell, state)).cloned().collect();
    // A short last cell before the figures is the unit.
    let unit = cells
        .last()
        .filter(|cell| cells.len() > 1 && key(cell.as_str()).chars().count() <= 6)
        .map(|cell| key(cell.as_str()));
    let name = cells.first().cloned().unwrap_or(own);
    let (name, unit_in_name) = indicators::name_and_unit(&name);
    let unit = unit.or(unit_in_name);
    let words = state.lexicon.words;
    let values: Vec<ValueDraft> = matrix
        .heads
        .iter()
        .filter_map(|head| {
            let cell = grid
                .cell(row, head.column)
                .map(|cell| cell.text.clone())
                .filter(|cell| !cell.is_blank())?;
            let role = stated
                .or_else(|| indicators::role_of(head.label.as_str(), words))
                .unwrap_or_default();
            Some(indicators::value(
                &head.label,
                role,
                head.year.or_else(|| years::of(head.label.as_str())),
                &cell,
                unit.clone(),
            ))
        })
        .collect();
    if values.is_empty() || name.is_blank() {
        return None;
    }
    let mut places: Vec<Passage> = all;
    places.extend(sides);
    Some(IndicatorDraft {
        name: tidy(&name),
        unit,
        section: state.outline.current(),
        values,
        places,
        ..IndicatorDraft::default()
    })
}
