//! Whether pieces of rows that stand below each other make columns of a table.

use super::Bbox;
use super::columns::{EXACT, MIN_ROWS, Part, Row};
use super::words::Look;

/// Share of a column's pieces that must begin, end or centre on one line.
pub(crate) const ALIGNED: f32 = 0.6;
/// Share of the labels that begin where another one does, where they are indented in steps.
const INDENTED: f32 = 0.8;
/// A first column narrower than this (in em) before one other column holds the marks of a list.
pub(crate) const MARK_WIDTH: f32 = 2.6;

/// Words beside labels make a table from so many rows on.
const MIN_LABELLED: usize = 5;
/// Texts wider than this (in em) are sentences.
const SENTENCE: f32 = 12.0;

/// `ruled`: long lines above, below and among the rows say that this is no list.
pub(crate) fn is_table(rows: &[&Row], columns: &[Vec<Part>], em: f32, ruled: bool) -> bool {
    if columns.iter().any(Vec::is_empty) {
        return false;
    }
    let dense = |column: &Vec<Part>| is_dense(column, em);
    let prose = columns.iter().filter(|column| dense(column)).count();
    if prose * 2 > columns.len() && !ruled || prose >= 2 && columns.len() == 2 {
        return false;
    }
    if let ([first, second], false) = (columns, ruled) {
        // Marks and numbers before the entries of a list.
        if extent(first) <= em * MARK_WIDTH
            || extent(second) <= em && first.iter().all(|line| line.bbox.width() < em)
        {
            return false;
        }
        if rows.len() < MIN_ROWS + 1 && dense(second) || is_labelled(second, em) {
            return false;
        }
    }
    are_aligned(columns, em, ruled)
}

/// Whether what stands beside labels is text only, in few lines or in long ones: terms with what they mean, names with
/// what they say, lines of an address.
fn is_labelled(values: &[Part], em: f32) -> bool {
    let figures = values.iter().filter(|part| part.look != Look::Text).count();
    let width = values.iter().map(|part| part.bbox.width()).sum::<f32>() / values.len().max(1) as f32;
    figures * 5 < values.len() && (values.len() < MIN_LABELLED || width > em * SENTENCE)
}

fn extent(column: &[Part]) -> f32 {
    let hull = column.iter().map(|line| line.bbox).reduce(|a, b| a.hull(&b));
    hull.map_or(0.0, |hull| hull.width())
}

/// Whether most lines fill the column, as running text does.
pub(crate) fn is_dense(column: &[Part], em: f32) -> bool {
    let width = extent(column);
    let full = column
        .iter()
        .filter(|line| line.bbox.width() >= width * 0.8)
        .count();
    width >= em * 12.0 && full * 10 >= column.len() * 6
}

/// Whether most columns are columns. Labels may be indented; between lines (`ruled`), any way.
pub(crate) fn are_aligned(columns: &[Vec<Part>], em: f32, ruled: bool) -> bool {
    let labels = columns
        .first()
        .is_some_and(|labels| !is_aligned(labels, em) && (ruled || is_indented(labels, em)));
    let aligned = columns.iter().filter(|column| is_aligned(column, em)).count() + usize::from(labels);
    aligned >= 2 && aligned * 10 >= columns.len() * 6
}

/// Whether most labels begin where others do: in steps.
fn is_indented(labels: &[Part], em: f32) -> bool {
    let shared = |label: &&Part| {
        let same = |other: &&Part| (other.bbox.x0 - label.bbox.x0).abs() <= em * EXACT;
        labels.iter().filter(same).count() > 1
    };
    labels.iter().filter(shared).count() as f32 >= labels.len() as f32 * INDENTED
}

/// Whether most pieces begin, end or centre at the same x.
fn is_aligned(column: &[Part], em: f32) -> bool {
    let tolerance = (em * 0.35).max(1.5);
    let edges: [fn(&Bbox) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().0];
    // Signs stand apart from their figures.
    let figures: Vec<Bbox> = column
        .iter()
        .filter(|part| part.sign.is_none())
        .map(|part| part.bbox)
        .collect();
    edges.iter().any(|edge| {
        let (most, _) = mode(figures.iter().map(edge).collect(), tolerance);
        most as f32 >= figures.len() as f32 * ALIGNED
    })
}

/// How many values agree within `tolerance` at most, and the lowest of those.
pub(crate) fn mode(mut values: Vec<f32>, tolerance: f32) -> (usize, f32) {
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
