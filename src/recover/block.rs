//! What a block of figures says: amounts of the open row, or indicators.

use crate::layout::Grid;
use crate::model::Figure;
use crate::source::Passage;
use crate::vocabulary::key;

use super::entry::{Amount, ChangeCells};
use super::indicators::{self, IndicatorDraft, ValueDraft};
use super::lexicon::{Lexicon, Role, bare};
use super::matrix::{HeadRole, Matrix};
use super::state::{State, label_text};
use super::{amounts, tidy, years};

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
pub(super) fn names(grid: &Grid, matrix: &Matrix, row: usize) -> (Vec<Passage>, Passage) {
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
pub(super) fn own_row(grid: &Grid, matrix: &Matrix, row: usize, column: usize) -> bool {
    !matrix.names.clone().any(|other| {
        other != column
            && grid
                .cell(row, other)
                .is_some_and(|cell| cell.row == row && cell.column == other && !cell.text.is_blank())
    })
}

/// The row that the others are parts of: the first one without side label whose name is an amount, else a total.
pub(super) fn total_label(grid: &Grid, matrix: &Matrix, lexicon: &Lexicon<'_>) -> Option<String> {
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
pub(super) fn amount_name(name: &Passage) -> String {
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

pub(super) fn read_amounts(
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
pub(super) fn is_money_row(name: &str, total: Option<&str>, lexicon: &Lexicon<'_>) -> bool {
    total.is_some() || matches!(lexicon.label(name), Some(Role::Budget | Role::Funding))
}

pub(super) fn change(
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
pub(super) fn read_indicators(
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

pub(super) fn is_role(cell: &Passage, state: &State<'_>) -> bool {
    key(cell.as_str()).chars().count() <= 4
        && indicators::role_of(cell.as_str(), state.lexicon.words).is_some()
}

pub(super) fn name_cells(grid: &Grid, matrix: &Matrix, row: usize) -> Vec<Passage> {
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

pub(super) fn indicator(
    grid: &Grid,
    matrix: &Matrix,
    row: usize,
    state: &State<'_>,
) -> Option<IndicatorDraft> {
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
