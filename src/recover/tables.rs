//! Tables as seen, whatever was made of them.

use crate::layout::Grid;
use crate::model::{ReadAs, TableRecord, TableSpan};
use crate::source::{Block, Passage, Reading};
use crate::vocabulary::key;

use super::draft::Draft;
use super::ledger::{Ledger, Part};
use super::tidy;
use super::walk::Findings;

/// Titles with page numbers at the end of most rows.
pub(super) fn is_contents(grid: &Grid) -> bool {
    let paged = |row: usize| {
        grid.origins(row)
            .filter(|cell| !cell.text.is_blank())
            .last()
            .is_some_and(|cell| {
                let text = key(cell.text.as_str());
                let digits = text.trim_start_matches(['P', 'p', '.']);
                cell.column > 0
                    && !digits.is_empty()
                    && digits.chars().count() <= 3
                    && digits.chars().all(|c| c.is_ascii_digit())
            })
    };
    grid.columns() <= 3
        && grid.rows() >= 3
        && (0..grid.rows()).filter(|&row| paged(row)).count() * 2 > grid.rows()
}

pub(super) fn book_all(grid: &Grid, into: &mut Vec<Passage>) {
    for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
        into.push(cell.text.clone());
        for nested in &cell.nested {
            book_all(nested, into);
        }
    }
}

/// Every table as seen; the characters of those of which nothing was made count as tables.
pub(super) fn record_tables(reading: &Reading, findings: &Findings, ledger: &mut Ledger, draft: &mut Draft) {
    for (index, block) in reading.blocks.iter().enumerate() {
        let Block::Table(grid) = block else { continue };
        record(
            reading,
            grid,
            findings.read_as.get(&index).copied(),
            ledger,
            draft,
        );
    }
}

pub(super) fn record(
    reading: &Reading,
    grid: &Grid,
    read_as: Option<ReadAs>,
    ledger: &mut Ledger,
    draft: &mut Draft,
) {
    let canvas = &reading.canvas;
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut table = TableRecord {
        id: format!("t{}", draft.tables.len() + 1),
        read_as,
        ..TableRecord::default()
    };
    for row in 0..grid.rows() {
        let mut texts = Vec::new();
        for column in 0..grid.columns() {
            let cell = grid
                .cell(row, column)
                .filter(|cell| cell.row == row && cell.column == column);
            texts.push(
                cell.map(|cell| tidy(&cell.text).as_str().to_owned())
                    .unwrap_or_default(),
            );
            let Some(cell) = cell else { continue };
            if read_as.is_none() {
                ledger.claim_passage(Part::Tables, &cell.text, canvas);
            }
            if let Some(hull) = cell.text.hull(&canvas.text) {
                let hull = (
                    u32::try_from(hull.start).unwrap_or(u32::MAX),
                    u32::try_from(hull.end).unwrap_or(u32::MAX),
                );
                ranges.push(hull);
            }
            if cell.rows > 1 || cell.columns > 1 {
                let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
                table.spans.push(TableSpan {
                    row: number(row),
                    column: number(column),
                    rows: number(cell.rows),
                    columns: number(cell.columns),
                });
            }
        }
        table.rows.push(texts);
    }
    let hull = ranges
        .iter()
        .map(|range| range.0)
        .min()
        .zip(ranges.iter().map(|range| range.1).max());
    table.trace = hull.map(|hull| canvas.trace(&[hull])).unwrap_or_default();
    draft.tables.push(table);
    for nested in (0..grid.rows())
        .flat_map(|row| grid.origins(row))
        .flat_map(|cell| &cell.nested)
    {
        record(reading, nested, read_as, ledger, draft);
    }
}
