//! Tables without lines: rows whose pieces stand in the same columns.

use super::found::Found;
use super::gutters::Gap;
use super::rules::Segment;
use super::shape::{MARK_WIDTH, are_aligned, is_dense, is_table};
use super::text::{Sign, TextLine};
use super::words::{Look, Word};
use super::{Bbox, crowded, gutters, staggered, stub};

/// A table without lines has at least this many rows with several pieces.
pub(crate) const MIN_ROWS: usize = 3;
/// The same where long lines stand above and below.
const MIN_RULED_ROWS: usize = 2;
/// Rows farther apart than this (in em) are not one table.
const MAX_ROW_GAP: f32 = 2.6;
/// Rows of one piece over several columns that may follow each other inside a table.
const MAX_SINGLE: usize = 2;
/// White space (in em) above such a row.
const MAX_HEADING_GAP: f32 = 1.4;
/// Lines that a cell may have below those of its neighbours.
const MAX_CELL_LINES: usize = 12;
/// A piece longer than this share of the table is text that only passes by.
const LONG: f32 = 0.6;
/// It stands in their middle when it is off by at most this (in em).
const LEVEL: f32 = 0.4;
/// Edges that differ by at most this (in em) are one line.
pub(crate) const EXACT: f32 = 0.1;
/// A head above a line has at most this many rows.
const MAX_HEAD_ROWS: usize = 4;

/// Contents without dots have at least this many entries.
const MIN_ENTRIES: usize = 5;
/// Their page numbers stand at least this far from the titles (in em).
const FAR: f32 = 4.0;

/// A title is set in type at least so many times larger than its table's.
const TITLE: f32 = 1.12;
/// It stands at least this far above (in em).
const TITLE_GAP: f32 = 0.3;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its pieces, left to right.
    pub lines: Vec<TextLine>,
    /// Their words.
    pub words: Vec<Word>,
    /// The page that the row names after dots that lead to it, as tables of contents do.
    pub leads_to: Option<u32>,
    /// The small number that its last piece is.
    pub page: Option<u32>,
    /// Rows of one band stand beside each other: they are one row of a table.
    pub band: usize,
}

impl Row {
    /// How many of its words are figures.
    pub fn figures(&self) -> usize {
        self.words.iter().filter(|word| word.look == Look::Figure).count()
    }
}

/// All tables among `rows` (top to bottom), in order.
pub(crate) fn find(rows: &[Row], em: f32, rules: &[Segment]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut start = 0;
    // Where the table ends that was parted from the one above it.
    let mut known = None;
    while start < rows.len() {
        let end = window(rows, start, em);
        let first = table(rows, start, end, rules).or_else(|| table(rows, start, known.take()?, rules));
        let Some(first) = first else {
            start = end.max(start + 1);
            continue;
        };
        let (mut table, below) = crowded::parted(first, rows, em, |from, to| table(rows, from, to, rules));
        known = below;
        let floor = found.last().map_or(0, |last| last.to);
        table.take_neighbours(rows, floor, em, rules);
        start = table.to;
        found.push(table);
    }
    found
}

/// The size of most of the rows' type.
pub(crate) fn em(rows: &[Row]) -> f32 {
    let mut sizes: Vec<f32> = rows
        .iter()
        .flat_map(|row| row.lines.iter().map(|line| line.size))
        .collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
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
    if rows
        .get(start + 1)
        .is_some_and(|below| is_title(first, below, em))
    {
        return start + 1;
    }
    let mut gaps = gutters::of_row(first);
    let mut last = first;
    let mut end = start + 1;
    let mut singles = 0;
    let mut bottom = hull(&first.lines).y1;
    for (index, row) in rows.iter().enumerate().skip(start + 1) {
        let bbox = hull(&row.lines);
        let gap = (bbox.y0 - bottom) / em;
        if gap > MAX_ROW_GAP {
            break;
        }
        bottom = bbox.y1;
        if row.lines.len() < 2 {
            // Further lines of one cell leave the white space beside it free.
            let inside = gutters::leaves(row, &gaps);
            singles += if inside { 1 } else { MAX_CELL_LINES / MAX_SINGLE };
            if singles > MAX_CELL_LINES || !inside && gap > MAX_HEADING_GAP {
                break;
            }
            continue;
        }
        let next = gutters::of_row(row);
        if !gutters::share(&gaps, &next, em) && !lines_up(last, row, em) {
            break;
        }
        last = row;
        gaps = next;
        singles = 0;
        end = index + 1;
    }
    end
}

/// Whether a row is set in larger type and apart from smaller type below it: a title with blanks in it.
fn is_title(row: &Row, below: &Row, em: f32) -> bool {
    let larger = |line: &TextLine| line.size > em * TITLE;
    row.lines.iter().all(larger)
        && !below.lines.iter().any(larger)
        && hull(&below.lines).y0 - hull(&row.lines).y1 > em * TITLE_GAP
}

/// Whether what follows the label of a row stands exactly below a piece of the row above.
fn lines_up(above: &Row, below: &Row, em: f32) -> bool {
    let edges: [fn(&Bbox) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().0];
    below.lines.iter().skip(1).any(|lower| {
        above.lines.iter().any(|upper| {
            let exact = |edge: &fn(&Bbox) -> f32| (edge(&lower.bbox) - edge(&upper.bbox)).abs() <= em * EXACT;
            edges.iter().any(exact)
        })
    })
}

/// The white space between the columns of rows, `several` of which have pieces to tell it by, and whether the first one
/// parts off a stub.
fn gutters_of(rows: &[Row], several: &[&Row], em: f32) -> (Vec<Gap>, bool) {
    let found = gutters::find(several, em);
    let mut gutters = staggered::level(several, &found).unwrap_or(found);
    let stub = stub::gutter(rows, &gutters, em);
    gutters.splice(0..0, stub);
    (gutters, stub.is_some())
}

/// The table that rows `start..end` form, if they do.
fn table(rows: &[Row], start: usize, end: usize, rules: &[Segment]) -> Option<Found> {
    let slice = rows.get(start..end)?;
    let em = self::em(slice);
    let several: Vec<&Row> = slice.iter().filter(|row| row.lines.len() >= 2).collect();
    let ruled = is_between_rules(&several, em, rules);
    let least = if ruled { MIN_RULED_ROWS } else { MIN_ROWS };
    if several.len() < least || is_contents(slice) {
        return None;
    }
    let (gutters, has_stub) = gutters_of(slice, &several, em);
    let astride = |row: &&Row| row.lines.len() == 1 && is_astride(&hull(&row.lines), &gutters);
    if gutters.is_empty() || slice.iter().filter(astride).count() > several.len() {
        return None;
    }
    if let Some(text) = running_text(slice, &gutters) {
        return table(rows, start, start + text, rules);
    }
    let columns = columns_of(&several, &gutters);
    let paragraphs = slice.len() >= several.len() * 2;
    if !is_table(&several, &columns, em, ruled && columns.len() > 2)
        || paragraphs && is_labelled_text(&columns, em)
    {
        return None;
    }
    let mut found = Found::new(start, end, gutters, &columns, em);
    found.head_rule = head_rule(slice, em, rules);
    found.least = least;
    found.stub = has_stub;
    Some(found)
}

/// Whether paragraphs stand beside their labels.
fn is_labelled_text(columns: &[Vec<Part>], em: f32) -> bool {
    matches!(columns, [_, text] if is_dense(text, em))
}

/// The long line below rows that hold headings, not figures.
fn head_rule(rows: &[Row], em: f32, rules: &[Segment]) -> Option<f32> {
    let whole = rows
        .iter()
        .map(|row| hull(&row.lines))
        .reduce(|a, b| a.hull(&b))?;
    let long = |rule: &&Segment| {
        let shared = rule.to.min(whole.x1) - rule.from.max(whole.x0);
        rule.at > whole.y0 + em * LEVEL && rule.at < whole.y1 && shared >= whole.width() * 0.7
    };
    let rule = rules.iter().find(long)?.at;
    let head = rows.iter().take_while(|row| hull(&row.lines).center().1 < rule);
    let (mut count, mut figures) = (0, 0);
    for row in head {
        count += 1;
        figures += row.figures();
    }
    (count <= MAX_HEAD_ROWS && figures == 0).then_some(rule)
}

/// The table that all `rows` form inside a frame of lines, if the columns can be told; `strict` when the frame
/// might hold running text.
pub(crate) fn whole(rows: &[Row], strict: bool, ruled: bool) -> Option<Found> {
    let em = self::em(rows);
    let several: Vec<&Row> = rows.iter().filter(|row| row.lines.len() >= 2).collect();
    let (gutters, has_stub) = gutters_of(rows, &several, em);
    if gutters.is_empty() {
        return None;
    }
    let columns = columns_of(&several, &gutters);
    // Heads beside their figures: several tables, which are looked for one by one.
    if staggered::count(&several, &gutters) > 0 {
        return None;
    }
    let filled = columns.iter().all(|column| !column.is_empty());
    let sound = if strict {
        is_table(&several, &columns, em, ruled)
    } else {
        are_aligned(&columns, em, ruled)
    };
    let mut found = Found::new(0, rows.len(), gutters, &columns, em);
    found.stub = has_stub;
    (filled && sound).then(|| crowded::relieved(found, rows, em))
}

/// The first of two rows that follow each other and are taken up by one long piece over the columns: text that goes
/// on after a table.
fn running_text(rows: &[Row], gutters: &[Gap]) -> Option<usize> {
    let width = rows
        .iter()
        .map(|row| hull(&row.lines))
        .reduce(|a, b| a.hull(&b))?
        .width();
    let long = |row: &Row| {
        row.lines
            .iter()
            .any(|line| line.bbox.width() > width * LONG && is_astride(&line.bbox, gutters))
    };
    let at = rows.windows(2).position(|pair| pair.iter().all(long))?;
    (at > 0).then_some(at)
}

/// Whether most rows lead with dots to numbers that go up, except where a list begins anew: a table of contents, which
/// is read line by line.
fn is_contents(rows: &[Row]) -> bool {
    let pages: Vec<u32> = rows.iter().filter_map(|row| row.leads_to).collect();
    let several = rows
        .iter()
        .filter(|row| row.lines.len() >= 2 || row.leads_to.is_some())
        .count();
    let falls = pages.windows(2).filter(|pair| !pair.is_sorted()).count();
    // Few entries fill all lines.
    let least = if pages.len() < MIN_ENTRIES {
        rows.len()
    } else {
        several
    };
    pages.len() * 5 >= least * 3 && falls * 5 < pages.len() || is_bare_contents(rows)
}

/// Whether each row is a text and, far away, a small number that only goes up: contents without dots.
fn is_bare_contents(rows: &[Row]) -> bool {
    let page = |row: &Row| match row.lines.as_slice() {
        [number @ .., title, page]
            if number
                .iter()
                .all(|number| number.bbox.width() <= number.size * MARK_WIDTH)
                && number.len() < 2
                && page.bbox.x0 - title.bbox.x1 > page.size * FAR =>
        {
            row.page
        }
        _ => None,
    };
    let pages: Option<Vec<u32>> = rows.iter().map(page).collect();
    let steps = |pages: &Vec<u32>| pages.is_sorted() && pages.first() != pages.last();
    rows.len() >= MIN_ENTRIES && pages.as_ref().is_some_and(steps)
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

/// What a row has in one column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub bbox: Bbox,
    pub sign: Option<Sign>,
    pub look: Look,
}

/// What the rows have in each column; a piece that reaches over a gutter is in none, unless one of its blanks lies
/// there.
pub(crate) fn columns_of(rows: &[&Row], gutters: &[Gap]) -> Vec<Vec<Part>> {
    let mut columns = vec![Vec::new(); gutters.len() + 1];
    for row in rows {
        for line in &row.lines {
            let (first, last) = span(&line.bbox, gutters);
            if first == last {
                push(
                    &mut columns,
                    first,
                    Part {
                        bbox: line.bbox,
                        sign: line.sign,
                        look: line.look,
                    },
                );
                continue;
            }
            let inside = |word: &&Word| line.bbox.contains(word.bbox.center(), 0.0);
            let words: Vec<&Word> = row.words.iter().filter(inside).collect();
            if words.iter().any(|word| is_astride(&word.bbox, gutters)) {
                continue;
            }
            for group in words.chunk_by(|a, b| span(&a.bbox, gutters) == span(&b.bbox, gutters)) {
                let Some(first) = group.first() else { continue };
                let bbox = group.iter().fold(first.bbox, |hull, word| hull.hull(&word.bbox));
                let sign = if group.len() == 1 { first.sign } else { None };
                let text = group.iter().find(|word| word.look == Look::Text);
                let look = text.map_or(first.look, |word| word.look);
                push(&mut columns, span(&bbox, gutters).0, Part { bbox, sign, look });
            }
        }
    }
    columns
}

fn push(columns: &mut [Vec<Part>], column: usize, part: Part) {
    if let Some(column) = columns.get_mut(column) {
        column.push(part);
    }
}

fn is_astride(bbox: &Bbox, gutters: &[Gap]) -> bool {
    let (first, last) = span(bbox, gutters);
    first != last
}

/// First and last column that a box touches.
pub(crate) fn span(bbox: &Bbox, gutters: &[Gap]) -> (usize, usize) {
    let center = |gutter: &Gap| (gutter.0 + gutter.1) / 2.0;
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
