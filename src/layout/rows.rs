//! Rows that no line parts: tables whose columns are ruled and whose rows are set line under line; facing pages.

use super::grouping::{self, Level};
use super::page::{PageCell, PageTable};
use super::text::TextLine;
use super::words::Look;
use super::{Bbox, PageContent};

/// A cell is taken for several rows from this many lines.
const MIN_LINES: usize = 3;
/// Lines of figures in one cell from which its table is taken for one without row lines.
const MIN_OPEN_LINES: usize = 4;
/// Lines of neighbouring cells stand level when they differ by at most this (in em).
const LEVEL: f32 = 0.4;
/// A table with more rows of cells than this has lines between its rows.
const MAX_LONG_TABLE: usize = 3;
/// Columns of a table whose columns are all ruled, at least.
const MIN_RULED: usize = 5;
/// Lines that overlap by this share of their height stand beside each other.
const BAND: f32 = 0.25;
/// Row edges of facing tables agree within this (points).
const SAME_EDGE: f32 = 3.0;

/// Parts the rows of a table whose cells hold figures line under line, all on the same levels.
pub(crate) fn part_solid_rows(content: &PageContent, table: &mut PageTable) {
    let mut row = table
        .cells
        .iter()
        .map(|cell| cell.row + cell.rows)
        .max()
        .unwrap_or(0);
    // From below, so that the numbers of rows above stay as they are.
    while row > 0 {
        row -= 1;
        let bounds = levels(content, &table.cells, row)
            .or_else(|| long_rows(content, &table.cells, row))
            .or_else(|| labelled_rows(content, &table.cells, row))
            .or_else(|| figure_rows(content, &table.cells, row));
        if let Some(bounds) = bounds {
            part_row(&mut table.cells, row, &bounds);
        }
    }
}

/// The levels of the lines in one row of cells, when they are rows of their own.
fn levels(content: &PageContent, cells: &[PageCell], row: usize) -> Option<Vec<f32>> {
    let here: Vec<&PageCell> = cells
        .iter()
        .filter(|cell| cell.row == row && cell.rows == 1 && !cell.lines.is_empty())
        .collect();
    let fullest = here.iter().max_by_key(|cell| cell.lines.len())?;
    if fullest.lines.len() < MIN_LINES || here.len() < 2 || here.iter().any(|cell| !cell.nested.is_empty()) {
        return None;
    }
    let levels: Vec<f32> = fullest.lines.iter().map(|line| line.bbox.center().1).collect();
    if levels.windows(2).any(|pair| matches!(pair, [a, b] if b <= a)) {
        return None;
    }
    let level = |line: &TextLine| level_of(&levels, line).is_some() && !line.vertical;
    if !here.iter().all(|cell| cell.lines.iter().all(level)) {
        return None;
    }
    let full = here.iter().filter(|cell| cell.lines.len() == levels.len());
    let figures = full
        .clone()
        .filter(|cell| cell.lines.iter().all(|line| is_figure(content, line)))
        .count();
    let texts = full.count() - figures;
    let slack = fullest.lines.first()?.size * LEVEL;
    let bounds = levels.iter().map(|level| level - slack).collect();
    (figures >= 2 && (texts >= 1 || figures * 2 > here.len())).then_some(bounds)
}

/// Where rows of long texts begin inside one row of cells, when a table has no other line between its rows and what
/// stands in its columns begins level again and again.
fn long_rows(content: &PageContent, cells: &[PageCell], row: usize) -> Option<Vec<f32>> {
    let here: Vec<&PageCell> = cells.iter().filter(|cell| cell.row == row).collect();
    let rows = cells.iter().map(|cell| cell.row + cell.rows).max().unwrap_or(0);
    if here.len() < 2 || rows > MAX_LONG_TABLE || !here.iter().all(|cell| is_plain(cell)) {
        return None;
    }
    let levels = levels_of(&here);
    if is_solid(&levels) {
        return None;
    }
    let em = largest_size(&levels);
    let starts = grouping::starts(content, &levels, &[], em);
    let firsts: Vec<&Level> = levels
        .iter()
        .zip(&starts)
        .filter(|(_, start)| **start)
        .map(|(l, _)| l)
        .collect();
    // Every row begins with what names it.
    let named = |level: &&&Level| {
        let filled = level.cells.iter().filter(|cell| !cell.is_empty()).count();
        filled >= 2 && level.cells.first().is_some_and(|cell| !cell.is_empty())
    };
    let named = firsts.iter().filter(named).count();
    if firsts.len() < MIN_LINES || named * 10 < firsts.len() * 8 {
        return None;
    }
    Some(firsts.iter().map(|level| level.bbox.y0 - em * 0.1).collect())
}

/// Whether each column is filled from the top without a hole: one row may be all.
fn is_solid(levels: &[Level]) -> bool {
    let columns = levels.first().map_or(0, |level| level.cells.len());
    (0..columns).all(|column| {
        let mut rest = levels.iter().skip_while(|level| !level.is_empty(column));
        rest.all(|level| level.is_empty(column))
    })
}

/// Where rows begin inside one row of cells that holds labels and, level with them, figures line under line.
fn labelled_rows(content: &PageContent, cells: &[PageCell], row: usize) -> Option<Vec<f32>> {
    let here: Vec<&PageCell> = cells.iter().filter(|cell| cell.row == row).collect();
    if here.len() < 2 || !here.iter().all(|cell| is_plain(cell)) {
        return None;
    }
    let levels = levels_of(&here);
    let em = largest_size(&levels);
    let starts = grouping::starts(content, &levels, &[], em);
    let firsts = || (0..levels.len()).filter(|index| starts.get(*index) == Some(&true));
    let figures = levels.iter().filter(|level| level.figures() > 0).count();
    // What goes on with a row has no figures of its own.
    let sound = firsts().filter(|&first| {
        let rest = starts.iter().skip(first + 1).take_while(|start| !**start).count();
        let group = levels.get(first..=first + rest).unwrap_or_default();
        let labelled = |level: &Level| level.cells.first().is_some_and(|cell| !cell.is_empty());
        group.iter().any(labelled) && group.iter().filter(|level| level.figures() > 0).count() == 1
    });
    let sound = sound.count();
    if sound < MIN_LINES || sound * 10 < figures * 8 {
        return None;
    }
    let bounds = firsts().filter_map(|first| Some(levels.get(first)?.bbox.y0 - em * 0.1));
    Some(bounds.collect())
}

/// Where rows begin inside one row of cells whose columns are all ruled: where figures stand (budget books: lines of 節
/// beside a 目, each with its amount at its first line).
fn figure_rows(content: &PageContent, cells: &[PageCell], row: usize) -> Option<Vec<f32>> {
    let here: Vec<&PageCell> = cells.iter().filter(|cell| cell.row == row).collect();
    if here.len() < MIN_RULED || !here.iter().all(|cell| is_plain(cell)) {
        return None;
    }
    let levels = levels_of(&here);
    let lines = |column: usize| {
        levels
            .iter()
            .flat_map(move |level| level.cells.get(column).into_iter().flatten())
    };
    let of_figures = |column: &usize| {
        let figures = lines(*column).filter(|line| is_figure(content, line)).count();
        figures > 1 && figures * 10 >= lines(*column).count() * 9
    };
    let figures: Vec<usize> = (0..here.len()).filter(of_figures).collect();
    // Two lines beside each other in one cell are columns that no line parts; what is explained may hold amounts.
    let single = |level: &Level| level.cells.iter().rev().skip(1).all(|cell| cell.len() < 2);
    let begins = |level: &&Level| figures.iter().any(|column| !level.is_empty(*column));
    let firsts: Vec<&Level> = levels.iter().filter(begins).collect();
    let first = levels.first().is_some_and(|level| begins(&level));
    if figures.len() < 2 || firsts.len() < MIN_LINES || !first || !levels.iter().all(single) {
        return None;
    }
    let em = largest_size(&levels);
    Some(firsts.iter().map(|level| level.bbox.y0 - em * 0.1).collect())
}

/// Whether a cell stands in one row and holds nothing but lines of text.
fn is_plain(cell: &PageCell) -> bool {
    cell.rows == 1 && cell.nested.is_empty() && cell.lines.iter().all(|line| !line.vertical)
}

fn largest_size(levels: &[Level]) -> f32 {
    let lines = levels.iter().flat_map(|level| level.cells.iter().flatten());
    lines.map(|line| line.size).fold(0.0, f32::max)
}

/// The lines of neighbouring cells by level.
fn levels_of(cells: &[&PageCell]) -> Vec<Level> {
    let placed = cells.iter().enumerate();
    let mut lines: Vec<(usize, &TextLine)> = placed
        .flat_map(|(column, cell)| cell.lines.iter().map(move |line| (column, line)))
        .collect();
    lines.sort_by(|a, b| a.1.bbox.center().1.total_cmp(&b.1.bbox.center().1));
    let mut levels: Vec<Level> = Vec::new();
    for (column, line) in lines {
        let level = levels.last().is_some_and(|level| {
            level.bbox.overlap_y(&line.bbox) >= level.bbox.height().min(line.bbox.height()) * 0.5
        });
        if !level {
            let overlaps = |level: &&Level| level.bbox.overlap_y(&line.bbox) > line.bbox.height() * BAND;
            let band = levels.last().filter(overlaps).map(|level| level.band);
            levels.push(Level {
                cells: vec![Vec::new(); cells.len()],
                widths: vec![1; cells.len()],
                bbox: line.bbox,
                band: band.unwrap_or(levels.len()),
            });
        }
        if let Some(level) = levels.last_mut() {
            level.bbox = level.bbox.hull(&line.bbox);
            if let Some(cell) = level.cells.get_mut(column) {
                cell.push(line.clone());
            }
        }
    }
    levels
}

/// Whether a row of cells holds lines of figures that stand level: a table whose rows (and perhaps columns) no line
/// parts.
pub(crate) fn is_open(content: &PageContent, table: &PageTable) -> bool {
    let rows = table.cells.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
    (0..rows).any(|row| {
        let tall = table
            .cells
            .iter()
            .filter(|cell| cell.row == row && cell.lines.len() >= MIN_OPEN_LINES);
        let figures = |cell: &&PageCell| {
            let figures = cell.lines.iter().filter(|line| is_figure(content, line)).count();
            figures * 10 >= cell.lines.len() * 7
        };
        let columns: Vec<&PageCell> = tall.filter(figures).collect();
        columns.windows(2).any(|pair| match pair {
            [a, b] => {
                let levels: Vec<f32> = a.lines.iter().map(|line| line.bbox.center().1).collect();
                let level = b
                    .lines
                    .iter()
                    .filter(|line| level_of(&levels, line).is_some())
                    .count();
                level * 10 >= b.lines.len() * 7
            }
            _ => false,
        })
    })
}

fn level_of(levels: &[f32], line: &TextLine) -> Option<usize> {
    let y = line.bbox.center().1;
    levels
        .iter()
        .position(|level| (level - y).abs() <= line.size * LEVEL)
}

fn is_figure(_: &PageContent, line: &TextLine) -> bool {
    line.look != Look::Text
}

/// Parts a row of cells; `bounds` are the upper bounds of the new rows.
fn part_row(cells: &mut Vec<PageCell>, row: usize, bounds: &[f32]) {
    let more = bounds.len().saturating_sub(1);
    let mut parted = Vec::new();
    for mut cell in std::mem::take(cells) {
        if cell.row > row {
            cell.row += more;
        } else if cell.row + cell.rows > row + 1 || cell.row < row {
            if cell.row + cell.rows > row {
                cell.rows += more;
            }
        } else if cell.row == row {
            parted.extend(part_cell(cell, bounds));
            continue;
        }
        parted.push(cell);
    }
    parted.sort_by_key(|cell| (cell.row, cell.column));
    *cells = parted;
}

fn part_cell(cell: PageCell, bounds: &[f32]) -> Vec<PageCell> {
    let mut parts: Vec<PageCell> = (0..bounds.len())
        .map(|index| PageCell {
            row: cell.row + index,
            lines: Vec::new(),
            nested: Vec::new(),
            ..cell.clone()
        })
        .collect();
    for line in cell.lines {
        let index = bounds
            .partition_point(|bound| *bound <= line.bbox.center().1)
            .saturating_sub(1);
        if let Some(part) = parts.get_mut(index) {
            part.lines.push(line);
        }
    }
    parts
}

/// Two tables beside each other that are the halves of one: facing pages on one sheet.
pub(crate) fn facing(left: &PageTable, right: &PageTable, width: f32, height: f32) -> Option<PageTable> {
    let middle = width / 2.0;
    let astride = left.bbox.x1 <= middle && right.bbox.x0 >= middle;
    let even = level(left.bbox.y0, right.bbox.y0) && level(left.bbox.y1, right.bbox.y1);
    if width <= height || !astride || !even {
        return None;
    }
    let rows = shared_rows(row_edges(left), row_edges(right))?;
    let shift = left.edges.len().saturating_sub(1);
    let mut cells = Vec::new();
    for (table, offset) in [(left, 0), (right, shift)] {
        for cell in &table.cells {
            let at = |y: f32| rows.iter().position(|edge| level(*edge, y));
            let (first, last) = (at(cell.bbox.y0)?, at(cell.bbox.y1)?);
            let rows = last.checked_sub(first).filter(|rows| *rows > 0)?;
            cells.push(PageCell {
                row: first,
                rows,
                column: cell.column + offset,
                ..cell.clone()
            });
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let edges = left
        .edges
        .iter()
        .chain(right.edges.iter().skip(1))
        .copied()
        .collect();
    let bbox: Bbox = left.bbox.hull(&right.bbox);
    Some(PageTable {
        cells,
        bbox,
        edges,
        ruled: true,
    })
}

fn level(a: f32, b: f32) -> bool {
    (a - b).abs() <= SAME_EDGE
}

/// The row edges of both, when all edges of one are edges of the other.
fn shared_rows(left: Vec<f32>, right: Vec<f32>) -> Option<Vec<f32>> {
    let fewer = left.len().min(right.len());
    let shared = left
        .iter()
        .filter(|a| right.iter().any(|b| level(**a, *b)))
        .count();
    if shared < fewer {
        return None;
    }
    let mut rows = left;
    for edge in right {
        if !rows.iter().any(|known| level(*known, edge)) {
            rows.push(edge);
        }
    }
    rows.sort_by(f32::total_cmp);
    Some(rows)
}

fn row_edges(table: &PageTable) -> Vec<f32> {
    let mut edges: Vec<f32> = table
        .cells
        .iter()
        .flat_map(|cell| [cell.bbox.y0, cell.bbox.y1])
        .collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() <= 0.1);
    edges
}
