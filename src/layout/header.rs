//! The head of a table without lines: headings over several columns, headings of several lines.

use super::Bbox;
use super::grouping::Level;
use super::page::PageCell;
use super::rules::Segment;
use super::text::TextLine;

/// Headings over columns stand on one level when their middles differ by at most this (in em).
const LEVEL: f32 = 0.6;
/// A heading stands in the middle of its columns when it is off by at most this (in em).
const CENTRED: f32 = 0.6;
/// A line below a heading is at most this far away (in em).
const UNDERLINE: f32 = 0.9;

/// And in the middle of their headings when it is off by at most this (in em).
const OVER_HEADS: f32 = 0.3;

/// Share of a column that a heading over several ones covers.
const COVERED: f32 = 0.3;

/// Whether a heading belongs to all that stands below it in a box.
type Fits<'f> = &'f dyn Fn(&Bbox, &Bbox) -> bool;

/// A piece of the head.
#[derive(Clone)]
struct Heading {
    line: TextLine,
    first: usize,
    last: usize,
}

/// The cells of a head, and how many rows they take.
pub(crate) fn cells(levels: &[Level], body: &[Level], rules: &[Segment], em: f32) -> (Vec<PageCell>, usize) {
    let columns = body
        .first()
        .or(levels.first())
        .map_or(0, |level| level.cells.len());
    let extents = extents(levels, body, columns);
    let mut headings = headings(levels);
    narrow(&mut headings, &extents, em);
    let centred: Fits<'_> = &|bbox, span| {
        (span.center().0 - bbox.center().0).abs() <= em * CENTRED || is_underlined(rules, bbox, span, em)
    };
    let parted: Fits<'_> =
        &|bbox, span| (span.x0 - bbox.x0).abs() <= em * CENTRED && parts_tiers(rules, bbox, span, em);
    let mut spread = [[centred, parted], [parted, centred]].map(|order| {
        let mut found = headings.clone();
        for fits in order {
            widen(&mut found, &extents, fits, em);
        }
        found
    });
    let covered = |headings: &Vec<Heading>| {
        let over = headings.iter().filter(|heading| heading.first < heading.last);
        over.map(|heading| heading.last - heading.first + 1)
            .sum::<usize>()
    };
    // The order in which more columns come to stand below a heading; else the first.
    spread.sort_by_key(|found| std::cmp::Reverse(covered(found)));
    let [headings, _] = spread;
    let tiers = tiers(&headings, em);
    let rows = tiers.len() + 1;
    let mut cells: Vec<PageCell> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.first < heading.last) {
        let y = heading.line.bbox.center().1;
        let row = tiers
            .iter()
            .rposition(|tier| (tier - y).abs() <= em * LEVEL)
            .unwrap_or(0);
        let same = |cell: &&mut PageCell| {
            cell.row == row && cell.column <= heading.last && heading.first < cell.column + cell.columns
        };
        match cells.iter_mut().find(same) {
            Some(cell) => add(cell, &heading.line),
            None => cells.push(new_cell(
                row,
                heading.first,
                heading.last - heading.first + 1,
                &heading.line,
            )),
        }
    }
    let spans = cells.clone();
    for column in 0..columns {
        let covered = |span: &&PageCell| (span.column..span.column + span.columns).contains(&column);
        let row = spans
            .iter()
            .filter(covered)
            .map(|span| span.row + 1)
            .max()
            .unwrap_or(0);
        let mut cell: Option<PageCell> = None;
        for heading in headings
            .iter()
            .filter(|heading| (heading.first, heading.last) == (column, column))
        {
            match &mut cell {
                Some(cell) => add(cell, &heading.line),
                None => cell = Some(new_cell(row, column, 1, &heading.line)),
            }
        }
        if let Some(mut cell) = cell {
            cell.rows = rows - cell.row.min(rows - 1);
            cells.push(cell);
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    (cells, rows)
}

fn new_cell(row: usize, column: usize, columns: usize, line: &TextLine) -> PageCell {
    PageCell {
        row,
        column,
        rows: 1,
        columns,
        lines: vec![line.clone()],
        bbox: line.bbox,
        nested: Vec::new(),
    }
}

fn add(cell: &mut PageCell, line: &TextLine) {
    cell.bbox = cell.bbox.hull(&line.bbox);
    match cell.lines.last_mut() {
        Some(last) if last.bbox.overlap_y(&line.bbox) > line.bbox.height() * 0.5 => last.append(line.clone()),
        _ => cell.lines.push(line.clone()),
    }
}

fn headings(levels: &[Level]) -> Vec<Heading> {
    let mut found = Vec::new();
    for level in levels {
        for (column, (lines, width)) in level.cells.iter().zip(&level.widths).enumerate() {
            found.extend(lines.iter().map(|line| Heading {
                line: line.clone(),
                first: column,
                last: column + width.saturating_sub(1),
            }));
        }
    }
    found
}

/// Where the texts of each column stand.
fn extents(levels: &[Level], body: &[Level], columns: usize) -> Vec<Option<Bbox>> {
    (0..columns)
        .map(|column| {
            let lines = levels
                .iter()
                .chain(body)
                .filter(|level| level.widths.get(column) == Some(&1));
            let lines = lines.filter_map(|level| level.cells.get(column)).flatten();
            lines.map(|line| line.bbox).reduce(|a, b| a.hull(&b))
        })
        .collect()
}

/// A heading that is only wider than its column does not belong to the columns beside it that have their own.
fn narrow(headings: &mut [Heading], extents: &[Option<Bbox>], em: f32) {
    for index in 0..headings.len() {
        let Some(heading) = headings.get(index).filter(|heading| heading.first < heading.last) else {
            continue;
        };
        let bbox = heading.line.bbox;
        let level = |other: &&Heading| {
            other.line.bbox.overlap_y(&bbox) > bbox.height() * 0.3 && other.line.bbox != bbox
        };
        let taken: Vec<(usize, usize)> = headings
            .iter()
            .filter(level)
            .map(|other| (other.first, other.last))
            .collect();
        let own = |column: &usize| {
            let extent = extents.get(*column).copied().flatten();
            let covered = extent.is_some_and(|extent| extent.overlap_x(&bbox) > extent.width() * COVERED);
            covered && !taken.contains(&(*column, *column))
        };
        let columns: Vec<usize> = (heading.first..=heading.last).filter(own).collect();
        let below = |column: &usize| {
            headings.iter().any(|other| {
                (other.first..=other.last).contains(column)
                    && other.line.bbox.center().1 > bbox.center().1 + em * LEVEL
            })
        };
        // Over columns that have no headings of their own below, it is the heading of the nearest one.
        let nearest = |a: &usize, b: &usize| {
            let off = |column: usize| {
                let extent = extents.get(column).copied().flatten().unwrap_or_default();
                (extent.center().0 - bbox.center().0).abs()
            };
            off(*a).total_cmp(&off(*b))
        };
        let (first, last) = if columns.len() > 1 && columns.iter().all(below) {
            (columns.iter().min().copied(), columns.iter().max().copied())
        } else {
            let best = columns.iter().copied().min_by(|a, b| nearest(a, b));
            (best, best)
        };
        if let (Some(first), Some(last), Some(heading)) = (first, last, headings.get_mut(index)) {
            (heading.first, heading.last) = (first, last);
        }
    }
}

/// A heading that stands in the middle of several columns, or above a line over them, belongs to all of them.
fn widen(headings: &mut [Heading], extents: &[Option<Bbox>], fits: Fits<'_>, em: f32) {
    for index in 0..headings.len() {
        let Some(heading) = headings.get(index) else {
            continue;
        };
        let bbox = heading.line.bbox;
        let level = |other: &&Heading| {
            other.line.bbox.overlap_y(&bbox) > bbox.height() * 0.3 && other.line.bbox != bbox
        };
        let beside: Vec<(usize, usize)> = headings
            .iter()
            .filter(level)
            .map(|other| (other.first, other.last))
            .collect();
        let below = |column: usize| {
            headings.iter().any(|other| {
                (other.first, other.last) == (column, column)
                    && other.line.bbox.center().1 > bbox.center().1 + em * LEVEL
            })
        };
        // Figures stand at the right of their columns, their headings in the middle: so does what is over these.
        let lowest = |column: usize| {
            let own = headings
                .iter()
                .filter(|other| (other.first, other.last) == (column, column));
            own.map(|other| other.line.bbox.center().0).next_back()
        };
        let over_heads = |first: usize, last: usize| {
            let middle = lowest(first)
                .zip(lowest(last))
                .map(|(from, to)| (from + to) / 2.0);
            middle.is_some_and(|middle| (middle - bbox.center().0).abs() <= em * OVER_HEADS)
        };
        let free = |first: usize, last: usize| {
            !beside.iter().any(|other| other.0 <= last && first <= other.1) && (first..=last).all(below)
        };
        let (own_first, own_last) = (heading.first, heading.last);
        let mut best = (own_first, own_last);
        for first in (1..=own_first).rev() {
            for last in own_last.max(first + 1)..extents.len() {
                let span = hull(extents, first, last);
                let fits = span.is_some_and(|span| fits(&bbox, &span)) || over_heads(first, last);
                if fits && free(first, last) && last - first > best.1 - best.0 {
                    best = (first, last);
                }
            }
        }
        if let Some(heading) = headings.get_mut(index) {
            (heading.first, heading.last) = best;
        }
    }
}

fn hull(extents: &[Option<Bbox>], first: usize, last: usize) -> Option<Bbox> {
    extents
        .get(first..=last)?
        .iter()
        .flatten()
        .copied()
        .reduce(|a, b| a.hull(&b))
}

/// Whether a line right below the heading is as long as the columns.
fn is_underlined(rules: &[Segment], bbox: &Bbox, span: &Bbox, em: f32) -> bool {
    rules.iter().any(|rule| {
        let shared = rule.to.min(span.x1) - rule.from.max(span.x0);
        let below = rule.at - bbox.y1;
        (-em * 0.3..em * UNDERLINE).contains(&below)
            && shared >= span.width() * 0.8
            && shared >= (rule.to - rule.from) * 0.8
    })
}

/// Whether a line below the heading passes over all of the columns and beyond: what stands below it is no second line
/// of the heading.
fn parts_tiers(rules: &[Segment], bbox: &Bbox, span: &Bbox, em: f32) -> bool {
    rules.iter().any(|rule| {
        (-em * 0.3..em * UNDERLINE).contains(&(rule.at - bbox.y1))
            && rule.from <= span.x0 + em * 0.5
            && rule.to >= span.x1 - em * 0.5
    })
}

/// Middles of the headings over several columns, level by level.
fn tiers(headings: &[Heading], em: f32) -> Vec<f32> {
    let over = headings.iter().filter(|heading| heading.first < heading.last);
    let mut tiers: Vec<f32> = over.map(|heading| heading.line.bbox.center().1).collect();
    tiers.sort_by(f32::total_cmp);
    tiers.dedup_by(|b, a| *b - *a <= em * LEVEL);
    tiers
}
