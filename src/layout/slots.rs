//! The rows of a table without lines put into its columns.

use super::Bbox;
use super::columns::{self, Row, hull, span};
use super::flow::Sheet;
use super::found::Found;
use super::grouping::{self, Level};
use super::header;
use super::page::{PageCell, PageTable};
use super::stub;
use super::text::{self, TextLine};

/// The rows of a found table as a table.
pub(crate) fn build(sheet: &Sheet<'_>, rows: &[Row], found: &Found) -> PageTable {
    let em = columns::em(rows);
    let mut levels: Vec<Level> = rows.iter().map(|row| level(sheet, row, found, em)).collect();
    let above = |rule: f32| {
        levels
            .iter()
            .take_while(|level| level.bbox.center().1 < rule)
            .count()
    };
    let is_head = |head: &usize| {
        let (head, body) = levels.split_at((*head).min(levels.len()));
        let figures = |levels: &[Level]| levels.iter().any(|level| level.figures() > 0);
        // Rows of figures with their labels are no head.
        let labelled = |level: &&Level| level.figures() > 0 && !level.is_empty(0);
        let rows = head.iter().filter(labelled).count();
        head.len() < body.len() && rows < 2 || !figures(head) && figures(body)
    };
    let ruled = found.head_rule.map(above).filter(is_head);
    let head = ruled.unwrap_or_else(|| grouping::head(&levels));
    let over = head.max(1).min(levels.len());
    let (first, rest) = levels.split_at_mut(over);
    let extents = extents(rest, found.gutters.len() + 1);
    first.iter_mut().for_each(|level| lean(level, &extents));
    let body = levels.split_off(head);
    let (mut cells, offset) = if levels.is_empty() {
        (Vec::new(), 0)
    } else {
        header::cells(&levels, &body, sheet.rules, em)
    };
    let (levels, labels) = if found.stub {
        stub::labels(body)
    } else {
        (body, Vec::new())
    };
    let starts = if found.row_rules.is_empty() {
        grouping::starts(sheet.content, &levels, &found.group_rules, em)
    } else {
        Vec::new()
    };
    let mut table_rows: Vec<Vec<Vec<TextLine>>> = Vec::new();
    let mut spans: Vec<Vec<usize>> = Vec::new();
    let mut previous: Option<usize> = None;
    for (index, level) in levels.into_iter().enumerate() {
        let band = found
            .row_rules
            .partition_point(|&rule| rule < level.bbox.center().1);
        let goes_on = match starts.get(index) {
            Some(start) => index > 0 && !start,
            None => previous == Some(band),
        };
        previous = Some(band);
        // Where lines part the rows, nothing else does.
        let below_heading = found.row_rules.is_empty()
            && spans
                .last()
                .is_some_and(|above| is_below_heading(above, &level.cells));
        if goes_on && !below_heading {
            if let (Some(above), Some(widths)) = (table_rows.last_mut(), spans.last_mut()) {
                for (cell, more) in above.iter_mut().zip(level.cells) {
                    cell.extend(more);
                }
                for (width, more) in widths.iter_mut().zip(level.widths) {
                    *width = (*width).max(more);
                }
            }
            continue;
        }
        table_rows.push(level.cells);
        spans.push(level.widths);
    }
    let mut table = assemble(table_rows, &spans, &found.gutters);
    if found.stub {
        stub::place(&mut table.cells, labels, em);
    }
    for cell in &mut table.cells {
        cell.row += offset;
    }
    table.bbox = cells.iter().fold(table.bbox, |hull, cell| hull.hull(&cell.bbox));
    cells.append(&mut table.cells);
    table.cells = cells;
    table
}

/// The pieces of a row in their columns.
fn level(sheet: &Sheet<'_>, row: &Row, found: &Found, em: f32) -> Level {
    let count = found.gutters.len() + 1;
    let mut cells: Vec<Vec<TextLine>> = vec![Vec::new(); count];
    let mut widths = vec![1usize; count];
    for (line, first, last) in row.lines.iter().flat_map(|line| split(sheet, line, found, em)) {
        if let (Some(cell), Some(width)) = (cells.get_mut(first), widths.get_mut(first)) {
            push_line(cell, line);
            *width = (*width).max(last - first + 1);
        }
    }
    Level {
        cells,
        widths,
        bbox: hull(&row.lines),
        band: row.band,
    }
}

/// Where the pieces of each column begin and end.
fn extents(rows: &[Level], columns: usize) -> Vec<Option<Bbox>> {
    let of = |column: usize| {
        let cells = rows.iter().filter(|row| row.widths.get(column) == Some(&1));
        let lines = cells.filter_map(|row| row.cells.get(column)).flatten();
        lines.map(|line| line.bbox).reduce(|a, b| a.hull(&b))
    };
    (0..columns).map(of).collect()
}

/// Heads begin where their columns do and figures end where these do: a head that stands right of all that its column
/// holds, and left of the end of the next one, whose head would be missing, is the head of that one.
fn lean(head: &mut Level, extents: &[Option<Bbox>]) {
    for (column, pair) in extents.windows(2).enumerate().rev() {
        let [Some(own), Some(next)] = pair else { continue };
        let [Some(piece), Some(free)] = [column, column + 1].map(|at| head.cells.get(at)) else {
            continue;
        };
        let Some(bbox) = piece.iter().map(|line| line.bbox).reduce(|a, b| a.hull(&b)) else {
            continue;
        };
        let leans = free.is_empty() && bbox.x0 > own.x1 && bbox.x1 <= next.x1;
        if leans && head.widths.get(column) == Some(&1) {
            head.cells.swap(column, column + 1);
        }
    }
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

/// Parts a piece where a gutter passes through white space inside it, or where a glyph stands exactly at the
/// beginning of the next column: text that fills its column to the brim.
///
/// Each part comes with its first and last column.
pub(crate) fn split(
    sheet: &Sheet<'_>,
    line: &TextLine,
    found: &Found,
    em: f32,
) -> Vec<(TextLine, usize, usize)> {
    let mut parts = Vec::new();
    let mut rest = line.clone();
    let mut least = 0;
    let lefts = found.lefts.iter().skip(1);
    for (index, (&(from, to), left)) in found.gutters.iter().zip(lefts).enumerate() {
        let x = (from + to) / 2.0;
        if rest.bbox.x0 >= x || x >= rest.bbox.x1 {
            continue;
        }
        let parted = text::split_at(sheet.content, sheet.turn, &rest, (from, to), em * 0.1)
            .or_else(|| text::split_before(sheet.content, sheet.turn, &rest, (*left)?));
        if let Some((before, after)) = parted {
            let (first, last) = span(&before.bbox, &found.gutters);
            let first = first.clamp(least, index);
            parts.push((before, first, last.clamp(first, index)));
            rest = after;
            least = index + 1;
        }
    }
    let (first, last) = span(&rest.bbox, &found.gutters);
    let first = first.max(least);
    parts.push((rest, first, last.max(first)));
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
