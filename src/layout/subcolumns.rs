//! Columns that no line parts inside the ruled columns of a table.

use super::columns::{self, Row};
use super::flow::Sheet;
use super::found::Found;
use super::gutters::{self, Gap};
use super::page::{PageCell, PageTable};
use super::text::TextLine;
use super::{slots, words};

/// Parts every ruled column whose cells hold several figures each, one below the other.
pub(crate) fn part(sheet: &Sheet<'_>, table: &mut PageTable) {
    let mut column = table.edges.len().saturating_sub(1);
    // From the right, so that the numbers of columns to the left stay as they are.
    while column > 0 {
        column -= 1;
        let found = gutters_of(sheet, table, column);
        if !found.is_empty() {
            part_column(sheet, table, column, &found);
        }
    }
}

fn gutters_of(sheet: &Sheet<'_>, table: &PageTable, column: usize) -> Vec<Gap> {
    let here = |cell: &&PageCell| (cell.column, cell.columns) == (column, 1) && cell.nested.is_empty();
    let row = |lines: &[TextLine], band: usize| Row {
        words: lines.iter().flat_map(|line| words::words(sheet, line)).collect(),
        lines: lines.to_vec(),
        leads_to: None,
        page: None,
        band,
    };
    let cells = || table.cells.iter().filter(here);
    // One line a cell: wrapped figures say nothing.
    let rows: Vec<Row> = cells()
        .filter(|cell| cell.lines.len() == 1 && cell.rows == 1)
        .map(|cell| row(&cell.lines, cell.row))
        .collect();
    let several: Vec<&Row> = rows.iter().collect();
    if !gutters::may_part(&several) {
        return Vec::new();
    }
    let all: Vec<Row> = cells()
        .flat_map(|cell| cell.lines.chunks(1).map(|line| row(line, cell.row)))
        .collect();
    gutters::inside(&several, &all.iter().collect::<Vec<_>>(), columns::em(&rows))
}

fn part_column(sheet: &Sheet<'_>, table: &mut PageTable, column: usize, found: &[Gap]) {
    let more = found.len();
    let found = Found::of_gutters(found);
    let mut parted: Vec<PageCell> = Vec::new();
    for mut cell in std::mem::take(&mut table.cells) {
        if cell.column > column {
            cell.column += more;
        } else if cell.column == column && cell.columns == 1 {
            parted.extend(part_cell(sheet, cell, &found));
            continue;
        } else if cell.column + cell.columns > column {
            cell.columns += more;
        }
        parted.push(cell);
    }
    parted.sort_by_key(|cell| (cell.row, cell.column));
    table.cells = parted;
    let middles = found.gutters.iter().map(|gap| (gap.0 + gap.1) / 2.0);
    let at = (column + 1).min(table.edges.len());
    table.edges.splice(at..at, middles);
}

/// The parts of a cell; the whole of it when something in it reaches over a gutter.
fn part_cell(sheet: &Sheet<'_>, mut cell: PageCell, found: &Found) -> Vec<PageCell> {
    let count = found.gutters.len() + 1;
    let mut texts: Vec<Vec<TextLine>> = vec![Vec::new(); count];
    let mut whole = cell.lines.is_empty() || !cell.nested.is_empty();
    for line in &cell.lines {
        for (part, first, last) in slots::split(sheet, line, found, line.size) {
            whole |= first != last;
            if let Some(lines) = texts.get_mut(first) {
                lines.push(part);
            }
        }
    }
    // A heading in the middle of the column stands over all of its parts.
    let filled = texts.iter().filter(|lines| !lines.is_empty()).count();
    let centred = cell
        .lines
        .iter()
        .all(|line| (line.bbox.center().0 - cell.bbox.center().0).abs() <= line.size * 0.5);
    if whole || filled == 1 && centred {
        cell.columns = count;
        return vec![cell];
    }
    let edges: Vec<f32> = std::iter::once(cell.bbox.x0)
        .chain(found.gutters.iter().map(|gap| (gap.0 + gap.1) / 2.0))
        .chain([cell.bbox.x1])
        .collect();
    let mut parts = Vec::new();
    for (index, (lines, edge)) in texts.into_iter().zip(edges.windows(2)).enumerate() {
        let mut bbox = cell.bbox;
        if let [from, to] = edge {
            (bbox.x0, bbox.x1) = (*from, *to);
        }
        parts.push(PageCell {
            column: cell.column + index,
            lines,
            bbox,
            nested: Vec::new(),
            ..cell.clone()
        });
    }
    parts
}
