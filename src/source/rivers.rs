//! Columns that show by the gaps between them, line under line, cells left blank and wrapped.

use super::Passage;
use super::aligned::{FEWEST_COLUMNS, FEWEST_LINES, Piece, cell};
use crate::layout::Grid;

/// By how much the cells of a column may be set off against each other, in columns of the page.
const MOST_SHIFT: usize = 1;

/// Columns of the page that a column of the table takes.
type Span = (usize, usize);

/// The lines from the first on between whose pieces the same gaps stay open, and the number of blocks that they take.
/// `next` gives the pieces of the block at an index: none for a blank line, `None` where no line stands.
pub(super) fn run(
    at: usize,
    first: Vec<Piece>,
    next: impl Fn(usize) -> Option<Vec<Piece>>,
) -> (Vec<Vec<Piece>>, usize) {
    let fewest = first.len();
    let mut spans: Vec<Span> = merged(&[], &first);
    let mut lines = vec![first];
    // Lines of few pieces belong to the table only when it goes on behind them, or when they end in a figure (合計).
    let (mut kept, mut used) = (1, 1);
    let mut after_blank = false;
    for index in at + 1.. {
        let Some(pieces) = next(index) else { break };
        if std::mem::take(&mut after_blank) && !aligned(&pieces, &lines) {
            break;
        }
        if pieces.is_empty() {
            after_blank = true;
            // Two blank lines, or a line of one piece behind a blank one, end a table.
            if next(index + 1).is_none_or(|pieces| pieces.len() < 2) {
                break;
            }
            continue;
        }
        let wider = merged(&spans, &pieces);
        if wider.len() < fewest {
            break;
        }
        spans = wider;
        let closes =
            pieces.len() >= FEWEST_COLUMNS || pieces.len() > 1 && pieces.last().is_some_and(is_figure);
        lines.push(pieces);
        if closes {
            (kept, used) = (lines.len(), index + 1 - at);
        }
    }
    // What stands below the first column begins a line of its own.
    let wraps = lines.get(kept).is_some_and(|line| {
        line.iter().all(|piece| column(piece, &spans) != Some(0)) && fills(&lines, kept - 1, line, &spans)
    });
    if wraps {
        (kept, used) = (kept + 1, used + 1);
    }
    lines.truncate(kept);
    (lines, used)
}

/// Whether most of a line's pieces begin or end where pieces above them do.
fn aligned(line: &[Piece], lines: &[Vec<Piece>]) -> bool {
    let near = |a: usize, b: usize| a.abs_diff(b) <= MOST_SHIFT;
    let stands = |piece: &&Piece| {
        let mut above = lines.iter().flatten();
        above.any(|other| near(other.start, piece.start) || near(other.end, piece.end))
    };
    line.iter().filter(stands).count() * 2 > line.len() || line.is_empty()
}

/// Whether two lines are heads, none of them a figure, and a row that ends in figures below them.
pub(super) fn heads_figures(heads: &[Piece], values: &[Piece]) -> bool {
    let figures = values.iter().rev().take_while(|piece| is_figure(piece)).count();
    figures > 1 && !heads.iter().any(is_figure) && aligned(values, &[heads.to_vec()])
}

/// The spans with those of a line; what overlaps becomes one.
fn merged(spans: &[Span], pieces: &[Piece]) -> Vec<Span> {
    let mut all: Vec<Span> = spans.to_vec();
    all.extend(pieces.iter().map(|piece| (piece.start, piece.end)));
    all.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(all.len());
    for (start, end) in all {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// The grid of such lines; lines that only go on with wrapped cells join the row above.
pub(super) fn grid(lines: &[Vec<Piece>]) -> Option<Grid> {
    let full = lines.iter().filter(|line| line.len() >= FEWEST_COLUMNS).count();
    if full < FEWEST_LINES || full * 3 < lines.len() {
        return None;
    }
    let spans = lines.iter().fold(Vec::new(), |spans, line| merged(&spans, line));
    let figures = figure_columns(lines, &spans);
    let mut rows: Vec<Vec<Passage>> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut cells = vec![Passage::default(); spans.len()];
        for piece in line {
            if let Some(cell) = column(piece, &spans).and_then(|column| cells.get_mut(column)) {
                cell.join(' ', &piece.text);
            }
        }
        let wrapped = index > 0
            && !figures.is_empty()
            && figures.iter().all(|&column| cells[column].is_blank())
            && fills(lines, index - 1, line, &spans);
        match rows.last_mut().filter(|_| wrapped) {
            Some(row) => row
                .iter_mut()
                .zip(&cells)
                .for_each(|(open, cell)| open.append(cell)),
            None => rows.push(cells),
        }
    }
    let cells = rows.into_iter().enumerate().flat_map(|(row, cells)| {
        cells
            .into_iter()
            .enumerate()
            .map(move |(column, text)| cell(row, column, text))
    });
    Grid::new(cells.collect()).ok()
}

fn column(piece: &Piece, spans: &[Span]) -> Option<usize> {
    spans
        .iter()
        .position(|(start, end)| (*start..=*end).contains(&piece.start))
}

fn is_figure(piece: &Piece) -> bool {
    piece
        .text
        .as_str()
        .starts_with(|c: char| c.is_numeric() || "△▲-".contains(c))
}

/// Columns that hold figures on most of the lines below the first that fill them.
fn figure_columns(lines: &[Vec<Piece>], spans: &[Span]) -> Vec<usize> {
    let mut counts = vec![(0, 0); spans.len()];
    for piece in lines.iter().skip(1).flatten() {
        if let Some((all, figures)) = column(piece, spans).and_then(|column| counts.get_mut(column)) {
            *all += 1;
            *figures += usize::from(
                piece
                    .text
                    .as_str()
                    .starts_with(|c: char| c.is_numeric() || "△▲-".contains(c)),
            );
        }
    }
    let most = |(all, figures): &(usize, usize)| *all > 1 && figures * 3 >= all * 2;
    (0..spans.len()).filter(|&column| most(&counts[column])).collect()
}

/// Whether each piece of a line stands below one of the line before that reaches the end of its column.
fn fills(lines: &[Vec<Piece>], above: usize, line: &[Piece], spans: &[Span]) -> bool {
    line.iter().all(|piece| {
        let Some(own) = column(piece, spans) else {
            return false;
        };
        let widest = lines
            .iter()
            .flatten()
            .filter(|other| column(other, spans) == Some(own))
            .map(|other| other.end - other.start)
            .max()
            .unwrap_or(0);
        lines[above]
            .iter()
            .any(|other| column(other, spans) == Some(own) && (other.end - other.start) * 10 >= widest * 7)
    })
}
