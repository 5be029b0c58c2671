//! Tables that are forms: questions and answers, sheets of one row, cells that hold labels or choices.

use std::collections::BTreeMap;

use crate::japanese::is_japanese;
use crate::layout::{Cell, Grid};
use crate::model::Engine;
use crate::source::{Block, Reading};
use crate::vocabulary::key;

use crate::recover::grades;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::lines::colon_pair;

use super::families::Family;
use super::{Plan, Plans, is_one_row};

/// Letters of a question beside its answer.
const LONGEST_QUESTION: usize = 24;

/// Whether the first row names a row beside heads of their own lines: 事業名 | 図書館整備 over two rows, 開始 | 終了 over one.
pub(in crate::recover) fn names_beside_heads(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let cells: Vec<&Cell> = grid.origins(0).filter(|cell| !cell.text.is_blank()).collect();
    let label = |cell: &Cell| lexicon.label(cell.text.as_str());
    let name = cells.windows(2).find(|pair| {
        matches!(label(pair[0]), Some(Role::Level(_) | Role::Name))
            && pair[0].rows > 1
            && pair[1].rows == pair[0].rows
            && label(pair[1]).is_none()
    });
    let heads = cells
        .iter()
        .filter(|cell| cell.rows == 1 && label(cell).is_some());
    name.is_some() && heads.count() > 1
}

/// Tables of two columns whose words nobody knows, between the forms of a sheet (何を対象に | …): questions and answers.
pub(super) fn questions(reading: &Reading, plans: &mut Plans, lexicon: &Lexicon<'_>) {
    let unknown: Vec<usize> = plans
        .by_block
        .iter()
        .filter(|(_, plan)| matches!(plan, Plan::Other))
        .map(|(block, _)| *block)
        .collect();
    for block in unknown {
        let before = plans.by_block.range(..block).next_back();
        let after = plans.by_block.range(block + 1..).next();
        let Some((&above, Plan::Form | Plan::Indicators)) = before else {
            continue;
        };
        // The last lines of a sheet have nothing below them.
        let below = match after {
            Some((&below, Plan::Form | Plan::Indicators)) => below,
            Some(_) => continue,
            None => block,
        };
        let same_page = !reading
            .blocks
            .get(above..below)
            .is_some_and(|between| between.iter().any(|block| matches!(block, Block::Page)));
        let tints = &plans.tints;
        let asks = |grid: &Grid| asks(grid) || tints.asks(grid) || holds_options(grid, lexicon);
        if same_page && matches!(reading.blocks.get(block), Some(Block::Table(grid)) if asks(grid)) {
            plans.by_block.insert(block, Plan::Form);
        }
    }
}

/// Whether marks stand before words, in cells of their own.
pub(super) fn holds_options(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let mut cells = (0..grid.rows()).flat_map(|row| grid.origins(row));
    cells.any(|cell| {
        let right = grid.cell(cell.row, cell.column + cell.columns);
        grades::is_mark(cell.text.as_str(), lexicon.words)
            && right.is_some_and(|right| right.text.as_str().chars().any(is_japanese))
    })
}

/// Whether every row is a few words and what they ask for.
pub(super) fn asks(grid: &Grid) -> bool {
    let wordy = |text: &str| {
        let letters = text.chars().filter(|c| is_japanese(*c)).count();
        (2..=LONGEST_QUESTION).contains(&text.chars().count())
            && letters * 2 > text.chars().count()
            && !text.contains('。')
    };
    grid.columns() == 2
        && (0..grid.rows()).all(|row| {
            let cells: Vec<&Cell> = grid.origins(row).collect();
            cells.len() == 2 && wordy(&key(cells[0].text.as_str())) && !cells[1].text.is_blank()
        })
}

/// Tables of one row in a document of forms: each is the head of a sheet that goes on below it.
pub(super) fn one_row_sheets(
    reading: &Reading,
    families: &[Family],
    member: &mut BTreeMap<usize, (usize, usize)>,
    plans: &mut Plans,
    lexicon: &Lexicon<'_>,
) {
    let forms = plans
        .by_block
        .values()
        .filter(|plan| matches!(plan, Plan::Form))
        .count();
    let one = |block: usize| match reading.blocks.get(block) {
        Some(Block::Table(grid)) => is_one_row(grid, lexicon),
        _ => false,
    };
    for family in 0..families.len() {
        let tables: Vec<usize> = member
            .iter()
            .filter(|(_, (own, _))| *own == family)
            .map(|(block, _)| *block)
            .collect();
        if reading.engine != Engine::Text && tables.len() <= forms && tables.iter().all(|block| one(*block)) {
            for block in tables {
                member.remove(&block);
                plans.by_block.insert(block, Plan::Form);
            }
        }
    }
}

/// Whether a table has labels, headings or marked choices as forms have them.
pub(super) fn has_labels(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let marked = |row: usize| {
        let mut cells = grid.origins(row);
        cells.any(|cell| grades::is_marked_choice(cell.text.as_str(), lexicon.words))
    };
    (0..grid.rows()).any(|row| row_has_labels(grid, row, lexicon) || marked(row))
}

pub(super) fn row_has_labels(grid: &Grid, row: usize, lexicon: &Lexicon<'_>) -> bool {
    grid.origins(row).any(|cell| {
        !cell.nested.is_empty()
            || colon_pair(&cell.text, lexicon).is_some()
            || lexicon.heading_in(&cell.text).is_some()
            || lexicon
                .label(cell.text.as_str())
                .is_some_and(|role| !matches!(role, Role::Period))
    })
}
