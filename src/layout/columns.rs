//! Tables without lines: rows whose pieces stand in the same columns.

use std::ops::Range;

use super::rules::Segment;
use super::text::{Sign, TextLine};
use super::{Bbox, framed};

/// A table without lines has at least this many rows with several pieces.
const MIN_ROWS: usize = 3;
/// The same where long lines stand above and below.
const MIN_RULED_ROWS: usize = 2;
/// White space between columns is at least this wide (in em).
const MIN_GUTTER: f32 = 0.5;
/// Share of rows that may reach over a gutter (headings over several columns, long labels).
const CROSSING: f32 = 0.2;
/// Share of a column's pieces that must begin, end or centre on one line.
const ALIGNED: f32 = 0.6;
/// Rows farther apart than this (in em) are not one table.
const MAX_ROW_GAP: f32 = 2.6;
/// Rows of one piece that may follow each other inside a table.
const MAX_SINGLE: usize = 3;
/// A first column narrower than this (in em) before one other column holds the marks of a list.
const MARK_WIDTH: f32 = 2.6;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its pieces, left to right.
    pub lines: Vec<TextLine>,
    /// Rows of one band stand beside each other: they are one row of a table.
    pub band: usize,
}

/// A stretch of rows that form a table.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// First row.
    pub from: usize,
    /// One after the last row.
    pub to: usize,
    /// White spaces between its columns.
    pub gutters: Vec<(f32, f32)>,
    /// Where the pieces of each column begin, when most begin at one x.
    pub lefts: Vec<Option<f32>>,
    /// Lines that part its rows; without them each line of text is a row.
    pub row_rules: Vec<f32>,
}

/// All tables among `rows` (top to bottom), in order.
pub(crate) fn find(rows: &[Row], em: f32, rules: &[Segment]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut start = 0;
    for framed in framed::find(rows, em, rules) {
        find_between(rows, start..framed.from, em, rules, &mut found);
        start = framed.to;
        found.push(framed);
    }
    find_between(rows, start..rows.len(), em, rules, &mut found);
    found
}

fn find_between(rows: &[Row], range: Range<usize>, em: f32, rules: &[Segment], found: &mut Vec<Found>) {
    let Some(part) = rows.get(..range.end) else {
        return;
    };
    let mut start = range.start;
    while start < part.len() {
        let end = window(part, start, em);
        match table(part, start, end, em, rules) {
            Some(table) => {
                start = table.to;
                found.push(table);
            }
            None => start = end.max(start + 1),
        }
    }
}

pub(crate) fn hull(row: &[TextLine]) -> Bbox {
    row.iter()
        .map(|line| line.bbox)
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default()
}

/// One after the last row that may belong to a table beginning at `start`.
fn window(rows: &[Row], start: usize, em: f32) -> usize {
    let Some(first) = rows.get(start).filter(|row| row.lines.len() >= 2) else {
        return start + 1;
    };
    let mut gaps = free(&first.lines);
    let mut end = start + 1;
    let mut singles = 0;
    let mut bottom = hull(&first.lines).y1;
    for (index, row) in rows.iter().enumerate().skip(start + 1) {
        let bbox = hull(&row.lines);
        if bbox.y0 - bottom > em * MAX_ROW_GAP {
            break;
        }
        bottom = bbox.y1;
        if row.lines.len() < 2 {
            singles += 1;
            if singles > MAX_SINGLE {
                break;
            }
            continue;
        }
        let next = free(&row.lines);
        if !share_gap(&gaps, &next, em) {
            break;
        }
        gaps = next;
        singles = 0;
        end = index + 1;
    }
    end
}

/// White space between the pieces of a row.
fn free(row: &[TextLine]) -> Vec<(f32, f32)> {
    row.windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((a.bbox.x1, b.bbox.x0)),
            _ => None,
        })
        .collect()
}

fn share_gap(a: &[(f32, f32)], b: &[(f32, f32)], em: f32) -> bool {
    a.iter().any(|one| {
        b.iter()
            .any(|other| one.1.min(other.1) - one.0.max(other.0) >= em * MIN_GUTTER)
    })
}

/// The table that rows `start..end` form, if they do.
fn table(rows: &[Row], start: usize, end: usize, em: f32, rules: &[Segment]) -> Option<Found> {
    let slice = rows.get(start..end)?;
    let several: Vec<&Row> = slice.iter().filter(|row| row.lines.len() >= 2).collect();
    let least = if is_between_rules(&several, em, rules) {
        MIN_RULED_ROWS
    } else {
        MIN_ROWS
    };
    if several.len() < least || several.len() * 2 < slice.len() {
        return None;
    }
    let gutters = gutters(&several, em);
    if gutters.is_empty() {
        return None;
    }
    let gutters = without_sign_columns(&several, gutters);
    let columns = columns_of(&several, &gutters);
    is_table(&several, &columns, em).then(|| Found::new(start, end, gutters, &columns, em))
}

/// The table that all `rows` form inside a frame of lines, if the columns can be told; `strict` when the frame
/// might hold running text.
pub(crate) fn whole(rows: &[Row], em: f32, strict: bool) -> Option<Found> {
    let several: Vec<&Row> = rows.iter().filter(|row| row.lines.len() >= 2).collect();
    let gutters = gutters(&several, em);
    if several.len() * 2 < rows.len() || gutters.is_empty() {
        return None;
    }
    let gutters = without_sign_columns(&several, gutters);
    let columns = columns_of(&several, &gutters);
    let filled = columns.iter().all(|column| !column.is_empty());
    let sound = if strict {
        is_table(&several, &columns, em)
    } else {
        are_aligned(&columns, em)
    };
    (filled && sound).then(|| Found::new(0, rows.len(), gutters, &columns, em))
}

impl Found {
    fn new(from: usize, to: usize, gutters: Vec<(f32, f32)>, columns: &[Vec<&TextLine>], em: f32) -> Self {
        let lefts = columns
            .iter()
            .map(|column| {
                let (count, left) = mode(column.iter().map(|line| line.bbox.x0).collect(), em * 0.1);
                (count as f32 >= column.len() as f32 * ALIGNED).then_some(left)
            })
            .collect();
        Found {
            from,
            to,
            gutters,
            lefts,
            row_rules: Vec::new(),
        }
    }
}

/// Whether long lines stand above and below the rows, or among them.
fn is_between_rules(rows: &[&Row], em: f32, rules: &[Segment]) -> bool {
    let Some(whole) = rows.iter().map(|row| hull(&row.lines)).reduce(|a, b| a.hull(&b)) else {
        return false;
    };
    let near = |rule: &&Segment| {
        let shared = rule.to.min(whole.x1) - rule.from.max(whole.x0);
        rule.at > whole.y0 - em * 1.5 && rule.at < whole.y1 + em * 1.5 && shared >= whole.width() * 0.7
    };
    rules.iter().filter(near).count() >= 2
}

/// Stretches of x that few rows cover and that have text on both sides.
fn gutters(rows: &[&Row], em: f32) -> Vec<(f32, f32)> {
    let whole = rows
        .iter()
        .map(|row| hull(&row.lines))
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default();
    // Sweep over the ends of all pieces.
    let mut events: Vec<(f32, i32)> = rows
        .iter()
        .flat_map(|row| {
            row.lines
                .iter()
                .flat_map(|line| [(line.bbox.x0, 1), (line.bbox.x1, -1)])
        })
        .collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let most = (rows.len() as f32 * CROSSING).floor() as i32;
    let mut covering = 0;
    let mut open: Option<f32> = None;
    let mut found = Vec::new();
    for (x, change) in events {
        covering += change;
        match open {
            None if covering <= most => open = Some(x),
            Some(from) if covering > most => {
                if x - from >= em * MIN_GUTTER && from > whole.x0 && x < whole.x1 {
                    found.push((from, x));
                }
                open = None;
            }
            _ => {}
        }
    }
    // A gutter with text on one side in nearly all rows is a ragged margin.
    found.retain(|&(from, to)| {
        let x = (from + to) / 2.0;
        let sides = |row: &&&Row| {
            row.lines.iter().any(|line| line.bbox.x1 <= x) && row.lines.iter().any(|line| line.bbox.x0 >= x)
        };
        rows.iter().filter(sides).count() * 5 >= rows.len() * 2
    });
    found
}

/// Signs that stand apart from their figures (`$`, `△`, `%`, a closing bracket) are no columns of their own.
fn without_sign_columns(rows: &[&Row], mut gutters: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    let mut index = 0;
    while index <= gutters.len() && !gutters.is_empty() {
        let columns = columns_of(rows, &gutters);
        let signs: Vec<Option<Sign>> = columns
            .get(index)
            .map(|column| column.iter().map(|line| line.sign).collect())
            .unwrap_or_default();
        let all = |sign: Sign| !signs.is_empty() && signs.iter().all(|found| *found == Some(sign));
        if all(Sign::Before) && index < gutters.len() {
            gutters.remove(index);
        } else if all(Sign::After) && index > 0 {
            gutters.remove(index - 1);
        } else {
            index += 1;
        }
    }
    gutters
}

/// Pieces by column; a piece that reaches over a gutter is in none.
fn columns_of<'r>(rows: &[&'r Row], gutters: &[(f32, f32)]) -> Vec<Vec<&'r TextLine>> {
    let mut columns = vec![Vec::new(); gutters.len() + 1];
    for line in rows.iter().flat_map(|row| row.lines.iter()) {
        let (first, last) = span(&line.bbox, gutters);
        if let (true, Some(column)) = (first == last, columns.get_mut(first)) {
            column.push(line);
        }
    }
    columns
}

/// First and last column that a box touches.
pub(crate) fn span(bbox: &Bbox, gutters: &[(f32, f32)]) -> (usize, usize) {
    let center = |gutter: &(f32, f32)| (gutter.0 + gutter.1) / 2.0;
    let first = gutters
        .iter()
        .filter(|gutter| center(gutter) <= bbox.x0 + 0.5)
        .count();
    let last = gutters
        .iter()
        .filter(|gutter| center(gutter) < bbox.x1 - 0.5)
        .count();
    (first, last.max(first))
}

fn is_table(rows: &[&Row], columns: &[Vec<&TextLine>], em: f32) -> bool {
    let extent = |column: &Vec<&TextLine>| {
        let hull = column.iter().map(|line| line.bbox).reduce(|a, b| a.hull(&b));
        hull.map_or(0.0, |hull| hull.width())
    };
    if columns.iter().any(Vec::is_empty) {
        return false;
    }
    let dense = |column: &Vec<&TextLine>| {
        let width = extent(column);
        let full = column
            .iter()
            .filter(|line| line.bbox.width() >= width * 0.8)
            .count();
        width >= em * 12.0 && full * 10 >= column.len() * 6
    };
    let prose = columns.iter().filter(|column| dense(column)).count();
    if prose * 2 > columns.len() || prose >= 2 && columns.len() == 2 {
        return false;
    }
    if let [first, second] = columns {
        // Marks and numbers before the entries of a list.
        if extent(first) <= em * MARK_WIDTH
            || extent(second) <= em && first.iter().all(|line| line.bbox.width() < em)
        {
            return false;
        }
        if rows.len() < MIN_ROWS + 1 && dense(second) {
            return false;
        }
    }
    are_aligned(columns, em)
}

/// Whether most columns are columns.
fn are_aligned(columns: &[Vec<&TextLine>], em: f32) -> bool {
    let aligned = columns.iter().filter(|column| is_aligned(column, em)).count();
    aligned >= 2 && aligned * 10 >= columns.len() * 6
}

/// Whether most pieces begin, end or centre at the same x.
fn is_aligned(column: &[&TextLine], em: f32) -> bool {
    let tolerance = (em * 0.35).max(1.5);
    let edges: [fn(&Bbox) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().0];
    edges.iter().any(|edge| {
        let (most, _) = mode(column.iter().map(|line| edge(&line.bbox)).collect(), tolerance);
        most as f32 >= column.len() as f32 * ALIGNED
    })
}

/// How many values agree within `tolerance` at most, and the lowest of those.
fn mode(mut values: Vec<f32>, tolerance: f32) -> (usize, f32) {
    values.sort_by(f32::total_cmp);
    let mut best = (0, 0.0);
    for (index, &from) in values.iter().enumerate() {
        let count = values
            .iter()
            .skip(index)
            .take_while(|&&value| value - from <= tolerance)
            .count();
        if count > best.0 {
            best = (count, from);
        }
    }
    best
}
