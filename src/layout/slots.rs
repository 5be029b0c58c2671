//! The rows of a table without lines put into its columns.

use super::columns::{Found, Row, hull, span};
use super::flow::Sheet;
use super::page::{PageCell, PageTable};
use super::text::{self, TextLine};

/// The rows of a found table as a table.
pub(crate) fn build(sheet: &Sheet<'_>, rows: &[Row], found: &Found, em: f32) -> PageTable {
    let mut table_rows: Vec<Vec<Vec<TextLine>>> = Vec::new();
    let count = found.gutters.len() + 1;
    let mut spans: Vec<Vec<usize>> = Vec::new();
    let mut band = None;
    for row in rows {
        let mut cells: Vec<Vec<TextLine>> = vec![Vec::new(); count];
        let mut widths = vec![1usize; count];
        for line in row.lines.iter().flat_map(|line| split(sheet, line, found, em)) {
            let (first, last) = span(&line.bbox, &found.gutters);
            if let (Some(cell), Some(width)) = (cells.get_mut(first), widths.get_mut(first)) {
                push_line(cell, line);
                *width = (*width).max(last - first + 1);
            }
        }
        let number = match found.row_rules.as_slice() {
            [] => row.band,
            rules => rules.partition_point(|&rule| rule < hull(&row.lines).center().1),
        };
        let same_band = band.replace(number) == Some(number);
        let goes_on = found.row_rules.is_empty() && continues(&cells, table_rows.last());
        let below_heading = spans.last().is_some_and(|above| is_below_heading(above, &cells));
        if (same_band || goes_on) && !below_heading {
            if let Some(above) = table_rows.last_mut() {
                for (cell, more) in above.iter_mut().zip(cells) {
                    cell.extend(more);
                }
            }
            continue;
        }
        table_rows.push(cells);
        spans.push(widths);
    }
    assemble(table_rows, &spans, &found.gutters)
}

/// Whether the row divides what a heading over several columns stands above.
fn is_below_heading(above: &[usize], cells: &[Vec<TextLine>]) -> bool {
    above.iter().enumerate().any(|(column, &width)| {
        let below = cells.iter().skip(column).take(width);
        width >= 2 && below.filter(|cell| !cell.is_empty()).count() >= 2
    })
}

/// Pieces on one level of a cell are one line.
fn push_line(cell: &mut Vec<TextLine>, line: TextLine) {
    match cell.last_mut() {
        Some(last) if last.bbox.overlap_y(&line.bbox) >= last.bbox.height().min(line.bbox.height()) * 0.5 => {
            last.append(line);
        }
        _ => cell.push(line),
    }
}

/// A row that only goes on with what the row above began.
fn continues(cells: &[Vec<TextLine>], above: Option<&Vec<Vec<TextLine>>>) -> bool {
    let Some(above) = above else {
        return false;
    };
    let filled = |cells: &[Vec<TextLine>]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let first_empty =
        cells.first().is_some_and(Vec::is_empty) && above.first().is_some_and(|cell| !cell.is_empty());
    let near = cells
        .iter()
        .zip(above)
        .all(|(cell, upper)| match (cell.first(), upper.last()) {
            (Some(line), Some(last)) => line.bbox.y0 - last.bbox.y1 <= line.size * 0.5,
            (Some(_), None) => false,
            (None, _) => true,
        });
    first_empty && near && filled(cells) == 1 && filled(above) > 1
}

/// Parts a piece where a gutter passes through white space inside it, or where a glyph stands exactly at the
/// beginning of the next column: text that fills its column to the brim.
fn split(sheet: &Sheet<'_>, line: &TextLine, found: &Found, em: f32) -> Vec<TextLine> {
    let mut parts = Vec::new();
    let mut rest = line.clone();
    for (&(from, to), left) in found.gutters.iter().zip(found.lefts.iter().skip(1)) {
        let (x, slack) = ((from + to) / 2.0, ((to - from) / 2.0).max(em * 0.3));
        if rest.bbox.x0 >= x || x >= rest.bbox.x1 {
            continue;
        }
        let parted = text::split_at(sheet.content, sheet.turn, &rest, x, slack, em * 0.4)
            .or_else(|| text::split_before(sheet.content, sheet.turn, &rest, (*left)?));
        if let Some((before, after)) = parted {
            parts.push(before);
            rest = after;
        }
    }
    parts.push(rest);
    parts
}

fn assemble(rows: Vec<Vec<Vec<TextLine>>>, spans: &[Vec<usize>], gutters: &[(f32, f32)]) -> PageTable {
    let whole = rows
        .iter()
        .flatten()
        .flatten()
        .map(|line| line.bbox)
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default();
    let inner = gutters.iter().map(|&(from, to)| (from + to) / 2.0);
    let edges: Vec<f32> = [whole.x0].into_iter().chain(inner).chain([whole.x1]).collect();
    let mut cells = Vec::new();
    for (row, texts) in rows.into_iter().enumerate() {
        let widths = spans.get(row).cloned().unwrap_or_default();
        let mut covered = 0;
        for (column, lines) in texts.into_iter().enumerate() {
            if column < covered && lines.is_empty() {
                continue;
            }
            let columns = widths.get(column).copied().unwrap_or(1);
            covered = column + columns;
            let bbox = lines
                .iter()
                .map(|line| line.bbox)
                .reduce(|a, b| a.hull(&b))
                .unwrap_or_default();
            cells.push(PageCell {
                row,
                column,
                rows: 1,
                columns,
                lines,
                bbox,
                nested: Vec::new(),
            });
        }
    }
    resolve_overlaps(&mut cells);
    PageTable {
        cells,
        bbox: whole,
        edges,
        ruled: false,
    }
}

/// A cell that reaches over the next one of its row ends before it.
fn resolve_overlaps(cells: &mut [PageCell]) {
    for index in 1..cells.len() {
        let Some((left, right)) = cells.split_at_mut_checked(index) else {
            return;
        };
        if let (Some(before), Some(after)) = (left.last_mut(), right.first())
            && before.row == after.row
            && before.column + before.columns > after.column
        {
            before.columns = after.column.saturating_sub(before.column).max(1);
        }
    }
}
