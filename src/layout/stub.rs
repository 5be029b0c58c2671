//! A first column of labels for several rows each, which few rows fill.

use super::Bbox;
use super::columns::Row;
use super::grouping::{self, Level};
use super::gutters::Gap;
use super::page::PageCell;
use super::shape::mode;
use super::text::TextLine;

/// Labels of one column begin within this (in em).
const FLUSH: f32 = 0.2;
/// White space (in em) between the two columns of labels.
const MIN_GUTTER: f32 = 0.6;
/// So many rows begin at the second column.
const MIN_ROWS: usize = 4;
/// Of the rows at most one in so many has more than the second column's label.
const SPARSE: usize = 2;
/// So many labels of the first column tell.
const MIN_LABELS: usize = 2;

/// Rows with a label between them are at most so many times as far apart as others.
const BETWEEN: f32 = 1.35;
/// A label stands in the middle of its rows when it is off by at most this (in em).
const CENTRED: f32 = 0.35;

/// The white space between two columns of labels left of the first of `gutters`, if the first one is mostly empty.
pub(crate) fn gutter(rows: &[Row], gutters: &[Gap], em: f32) -> Option<Gap> {
    let end = gutters.first().map(|gap| (gap.0 + gap.1) / 2.0)?;
    let labels: Vec<Vec<Bbox>> = rows.iter().map(|row| pieces(row, end, em)).collect();
    let lasts = labels.iter().filter_map(|row| row.last());
    let (count, left) = mode(lasts.map(|bbox| bbox.x0).collect(), em * FLUSH);
    let of_first: Vec<(&Bbox, bool)> = labels
        .iter()
        .flat_map(|row| row.iter().map(move |bbox| (bbox, row.len() > 1)))
        .filter(|(bbox, _)| bbox.x0 < left - em * FLUSH)
        .collect();
    let right = of_first.iter().map(|(bbox, _)| bbox.x1).fold(f32::MIN, f32::max);
    let (flush, _) = mode(of_first.iter().map(|(bbox, _)| bbox.x0).collect(), em * FLUSH);
    let level = of_first.iter().filter(|(_, level)| *level).count();
    let sparse = of_first.len() >= MIN_LABELS && of_first.len() * SPARSE <= rows.len() + 1;
    let found = count >= MIN_ROWS
        && count * 2 > rows.len()
        && sparse
        && flush == of_first.len()
        && level > 0
        && left - right >= em * MIN_GUTTER;
    found.then_some((right, left))
}

/// What stands left of `end`, parted by white space as wide as that between columns of labels.
fn pieces(row: &Row, end: f32, em: f32) -> Vec<Bbox> {
    let words = row.words.iter().map(|word| word.bbox);
    let mut pieces: Vec<Bbox> = Vec::new();
    for word in words.filter(|bbox| bbox.x0 < end) {
        match pieces.last_mut() {
            Some(last) if word.x0 - last.x1 < em * MIN_GUTTER => *last = last.hull(&word),
            _ => pieces.push(word),
        }
    }
    pieces
}

/// The levels of a table, and the labels that stand between two of its rows.
pub(crate) fn labels(levels: Vec<Level>) -> (Vec<Level>, Vec<Vec<TextLine>>) {
    let alone = |level: &Level| level.values() == 0 && !level.is_empty(0);
    let between = |pair: &[Level]| match pair {
        [above, below] if !alone(above) && !alone(below) => Some(grouping::distance(above, below)),
        _ => None,
    };
    let mut usual: Vec<f32> = levels.windows(2).filter_map(between).collect();
    usual.sort_by(f32::total_cmp);
    let Some(usual) = usual.get(usual.len() / 2).copied() else {
        return (levels, Vec::new());
    };
    let floats: Vec<bool> = (0..levels.len())
        .map(|index| {
            let around = index.checked_sub(1).and_then(|above| levels.get(above));
            let around = around.zip(levels.get(index + 1));
            levels.get(index).is_some_and(alone)
                && around.is_some_and(|(above, below)| {
                    !alone(above) && !alone(below) && grouping::distance(above, below) <= usual * BETWEEN
                })
        })
        .collect();
    let mut rows = Vec::with_capacity(levels.len());
    let mut labels = Vec::new();
    for (mut level, floats) in levels.into_iter().zip(floats) {
        if floats {
            labels.extend(level.cells.first_mut().map(std::mem::take));
        } else {
            rows.push(level);
        }
    }
    (rows, labels)
}

/// Puts labels that stand between rows into the first column. Where all labels stand in the middle of the rows that
/// follow each other, each covers its rows.
pub(crate) fn place(cells: &mut Vec<PageCell>, labels: Vec<Vec<TextLine>>, em: f32) {
    let rows = cells.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
    let middles: Vec<f32> = (0..rows).map(|row| middle(cells, row)).collect();
    let hull = |lines: &[TextLine]| lines.iter().map(|line| line.bbox).reduce(|a, b| a.hull(&b));
    let mut texts: Vec<(Bbox, Vec<TextLine>)> = labels
        .into_iter()
        .filter_map(|lines| Some((hull(&lines)?, lines)))
        .collect();
    let level = cells
        .iter_mut()
        .filter(|cell| cell.column == 0 && cell.columns == 1);
    texts.extend(level.filter_map(|cell| Some((hull(&cell.lines)?, std::mem::take(&mut cell.lines)))));
    texts.sort_by(|a, b| a.0.center().1.total_cmp(&b.0.center().1));
    let centres: Vec<f32> = texts.iter().map(|(bbox, _)| bbox.center().1).collect();
    let groups = groups(&middles, &centres, em).unwrap_or_else(|| {
        let above = |centre: &f32| middles.partition_point(|middle| *middle < centre + em * CENTRED);
        let rows = centres.iter().map(|centre| above(centre).saturating_sub(1));
        rows.map(|row| (row, row)).collect()
    });
    for ((bbox, lines), (first, last)) in texts.into_iter().zip(groups) {
        cells.retain(|cell| cell.column > 0 || cell.row <= first || cell.row > last);
        let home = cells
            .iter_mut()
            .find(|cell| cell.column == 0 && cell.row == first);
        if let Some(cell) = home {
            cell.rows = last - first + 1;
            cell.bbox = if cell.lines.is_empty() {
                bbox
            } else {
                cell.bbox.hull(&bbox)
            };
            cell.lines.extend(lines);
        }
    }
}

/// The middle of what stands beside the labels of a row, else of these.
fn middle(cells: &[PageCell], row: usize) -> f32 {
    let filled = |cell: &&PageCell| cell.row == row && !cell.lines.is_empty();
    let hull = |labels: bool| {
        let cells = cells
            .iter()
            .filter(filled)
            .filter(|cell| labels == (cell.column == 0));
        cells.map(|cell| cell.bbox).reduce(|a, b| a.hull(&b))
    };
    hull(false)
        .or_else(|| hull(true))
        .map_or(0.0, |hull| hull.center().1)
}

/// First and last row of each label, when all stand in the middle of theirs and no row is left over.
fn groups(rows: &[f32], labels: &[f32], em: f32) -> Option<Vec<(usize, usize)>> {
    let mut start = 0;
    let mut groups = Vec::with_capacity(labels.len());
    for label in labels {
        let first = *rows.get(start)?;
        let fits = |row: &f32| ((first + row) / 2.0 - label).abs() <= em * CENTRED;
        let last = start + rows.get(start..)?.iter().position(fits)?;
        groups.push((start, last));
        start = last + 1;
    }
    (start == rows.len()).then_some(groups)
}
