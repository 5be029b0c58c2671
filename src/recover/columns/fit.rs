//! Puts the cells of a body row into the columns of its table.

use crate::layout::Grid;
use crate::source::Passage;

use super::{Look, look};
use crate::recover::lexicon::Role;
use crate::recover::rows::Shape;
use crate::recover::state::State;

/// The cells of a row, one a column of the shape; rows with another number of cells are fitted by their looks.
pub(in crate::recover) fn fit(
    grid: &Grid,
    row: usize,
    shape: &Shape,
    state: &State<'_>,
) -> Option<(Vec<Passage>, bool)> {
    let mut cells: Vec<Passage> = (0..grid.columns())
        .map(|column| {
            // A cell over several rows says its words of each of them, but its amount only once.
            let shared = shape.columns.get(column).is_some_and(|column| {
                matches!(
                    column.role,
                    Role::Department | Role::Level(_) | Role::Text | Role::Flag
                )
            });
            let own = grid
                .cell(row, column)
                .filter(|cell| cell.column == column && (cell.row == row || shared && column != shape.name));
            own.map(|cell| cell.text.clone()).unwrap_or_default()
        })
        .collect();
    if let Some(from) = named_across(grid, row, shape) {
        cells.swap(from, shape.name);
    }
    while cells.len() > shape.columns.len() && cells.last().is_some_and(Passage::is_blank) {
        cells.pop();
    }
    if cells.iter().all(Passage::is_blank) {
        return None;
    }
    if cells.len() == shape.columns.len() && !misplaced(&cells, shape, state) {
        return Some((cells, true));
    }
    while cells.last().is_some_and(Passage::is_blank) {
        cells.pop();
    }
    let placed = place(cells, shape, state);
    // Grades in some of several grade columns: which ones they stood in cannot be told.
    let grades = |filled: bool| {
        let columns = shape
            .columns
            .iter()
            .zip(&placed)
            .filter(|(column, _)| column.role == Role::Evaluation);
        columns.filter(|(_, cell)| !filled || !cell.is_blank()).count()
    };
    let sure = grades(false) < 2 || grades(true) == grades(false);
    Some((placed, sure))
}

/// The first column of a name that reaches from the sections' columns over its own (一般会計 beside 特別会計 | 国民健康保険), in a
/// row that says more.
pub(in crate::recover) fn named_across(grid: &Grid, row: usize, shape: &Shape) -> Option<usize> {
    let cell = grid.cell(row, shape.name)?;
    let own = (cell.row, cell.rows) == (row, 1) && cell.column < shape.name && !cell.text.is_blank();
    let sections = shape.columns.get(cell.column..shape.name)?;
    let alike = sections
        .iter()
        .all(|column| matches!(column.role, Role::Level(_)));
    let ends = cell.column + cell.columns == shape.name + 1;
    let more = grid
        .origins(row)
        .any(|other| other.column > shape.name && !other.text.is_blank());
    (own && alike && ends && more).then_some(cell.column)
}

/// Whether a full row has slid sideways: it fits its columns worse than it would elsewhere.
pub(in crate::recover) fn misplaced(cells: &[Passage], shape: &Shape, state: &State<'_>) -> bool {
    let words = state.lexicon.words;
    let name = look(cells[shape.name].as_str(), words);
    if matches!(name, Look::Grade | Look::Index) && shape.columns[shape.name].look != name {
        return true;
    }
    let told = |column: &Look| {
        matches!(
            column,
            Look::Department | Look::Prose | Look::Grade | Look::Whole | Look::Decimal
        )
    };
    let filled = cells.iter().zip(&shape.columns);
    let filled = filled.filter(|(cell, column)| told(&column.look) && !cell.is_blank());
    let clashes = filled.filter(|(cell, column)| {
        let look = look(cell.as_str(), words);
        matches!(
            (column.look, look),
            (
                Look::Department | Look::Prose,
                Look::Whole | Look::Decimal | Look::Grade
            ) | (Look::Grade, Look::Prose | Look::Whole | Look::Department)
                | (
                    Look::Whole | Look::Decimal,
                    Look::Prose | Look::Department | Look::Grade
                )
        )
    });
    clashes.count() > 1
}

/// Puts cells into columns: order kept, best agreement of looks.
pub(in crate::recover) fn place(cells: Vec<Passage>, shape: &Shape, state: &State<'_>) -> Vec<Passage> {
    let words = state.lexicon.words;
    let looks: Vec<Look> = cells.iter().map(|cell| look(cell.as_str(), words)).collect();
    let (rows, columns) = (cells.len(), shape.columns.len());
    let mut best = vec![vec![f64::NEG_INFINITY; columns + 1]; rows + 1];
    let mut matched = vec![vec![0u8; columns + 1]; rows + 1];
    best[0][0] = 0.0;
    for i in 0..=rows {
        for j in 0..=columns {
            let mut ways = Vec::new();
            if i > 0 && j > 0 {
                let column = &shape.columns[j - 1];
                let same = if column.look == looks[i - 1] { 1.5 } else { 0.0 };
                let named = if j - 1 == shape.name { 0.5 } else { 0.0 };
                let fit = f64::from(super::agreement(Some(&column.role), looks[i - 1])) + same + named;
                ways.push((best[i - 1][j - 1] + fit, 1u8));
            }
            if i > 0 {
                ways.push((
                    best[i - 1][j] + if looks[i - 1] == Look::Blank { -0.1 } else { -5.0 },
                    2,
                ));
            }
            if j > 0 {
                ways.push((best[i][j - 1] - 0.8, 3));
            }
            for (score, way) in ways {
                if score > best[i][j] {
                    best[i][j] = score;
                    matched[i][j] = way;
                }
            }
        }
    }
    let mut placed = vec![Passage::default(); columns];
    let (mut i, mut j) = (rows, columns);
    while i > 0 || j > 0 {
        match matched[i][j] {
            1 => {
                placed[j - 1] = cells[i - 1].clone();
                i -= 1;
                j -= 1;
            }
            2 => i -= 1,
            _ => j = j.saturating_sub(1),
        }
        if j == 0 && i > 0 && matched[i][0] != 2 {
            break;
        }
    }
    placed
}
