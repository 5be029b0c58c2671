//! Rows out of the pieces of one table: from a number to the departments that close the row.

use super::department::Named;
use super::piece::{Kind, Piece};
use super::strip::{append_wrapped, ends_sentence, join_wrapped, width};
use crate::source::Passage;

/// A column in which narrative wraps is hardly narrower than twelve characters.
const NARROWEST: usize = 24;

/// What all rows of a table share.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Labels of the narrative columns.
    pub(super) labels: Vec<String>,
    /// Whether the narrative columns stand after the departments.
    pub(super) department_first: bool,
    /// From this width on a line of the narrative columns counts as filled to its edge.
    pub(super) full: usize,
}

/// One row as it stands in its table.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Number of its heading, where the row prints it.
    pub(super) heading: Option<u32>,
    /// The loose heading above it.
    pub(super) heading_piece: Option<Passage>,
    /// Its own number.
    pub(super) number: u32,
    /// Short cells before the narrative, wrapped lines joined.
    pub(super) names: Vec<Passage>,
    /// A text a narrative column.
    pub(super) texts: Vec<Option<Passage>>,
    /// Departments in printed order.
    pub(super) departments: Vec<Named>,
    /// Marks in printed order.
    pub(super) flags: Vec<Passage>,
    /// All that it is made of.
    pub(super) pieces: Vec<Passage>,
}

/// Rows in printed order; what stands between and after them, each stretch with the number of rows before it.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) rows: Vec<Row>,
    pub(super) loose: Vec<(usize, Piece)>,
}

/// Stretches from one number to the next number, heading or header.
pub(super) fn spans(pieces: &[Piece]) -> Vec<std::ops::Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        let opens = matches!(
            piece.kind,
            Kind::Number(_) | Kind::Pair(..) | Kind::Section { .. } | Kind::Label
        );
        if opens && at > start {
            spans.push(start..at);
            start = at;
        }
    }
    spans.push(start..pieces.len());
    spans
}

/// The narrative before the first bullet and before the departments of each numbered stretch: where names and the
/// first narrative column stand. The widths of its lines tell how wide that column is.
pub(super) fn full_width<'a>(tables: impl Iterator<Item = &'a [Piece]>) -> usize {
    let mut widths = Vec::new();
    for pieces in tables {
        for span in spans(pieces) {
            let Some(stretch @ [first, ..]) = pieces.get(span) else {
                continue;
            };
            if matches!(first.kind, Kind::Number(_) | Kind::Pair(..)) {
                let text = stretch
                    .iter()
                    .skip(1)
                    .take_while(|piece| matches!(piece.kind, Kind::Text));
                widths.extend(text.map(|piece| width(piece.text.as_str())));
            }
        }
    }
    widths.sort_unstable();
    let typical = widths.get(widths.len() * 3 / 4).copied().unwrap_or(40);
    (typical * 3 / 4).max(NARROWEST)
}

/// Finds the rows of a table.
pub(super) fn parse(pieces: &[Piece], layout: &Layout) -> Parsed {
    let mut parsed = Parsed::default();
    let mut previous = 0;
    for span in spans(pieces) {
        let stretch = pieces.get(span).unwrap_or_default();
        let row = open_row(stretch).and_then(|row| fill_row(row, stretch, previous, layout));
        let taken = row.as_ref().map_or(0, |(_, taken)| *taken);
        if let Some((row, _)) = row {
            previous = row.number;
            parsed.rows.push(row);
        }
        let before = parsed.rows.len();
        parsed
            .loose
            .extend(stretch.iter().skip(taken).map(|piece| (before, piece.clone())));
    }
    parsed
}

fn open_row(stretch: &[Piece]) -> Option<Row> {
    let (heading, number) = match stretch.first()?.kind {
        Kind::Pair(heading, number) => (Some(heading), number),
        Kind::Number(number) => (None, number),
        _ => return None,
    };
    Some(Row {
        heading,
        number,
        ..Row::default()
    })
}

/// Fills a row from its stretch; `None` when the number opens no row but a heading or is a page's.
fn fill_row(mut row: Row, stretch: &[Piece], previous: u32, layout: &Layout) -> Option<(Row, usize)> {
    let departments = department_run(stretch, layout);
    let bulleted = stretch.iter().any(|piece| matches!(piece.kind, Kind::Bullet));
    let follows = row.heading.is_some() || row.number == 1 || row.number == previous + 1;
    let end = match &departments {
        Some(run) if layout.department_first => narrative_end(stretch, run.end, layout),
        Some(run) => run.end,
        None if row.heading.is_some() || (bulleted && follows) => narrative_end(stretch, 1, layout),
        None => return None,
    };
    let run = departments.unwrap_or(end..end);
    let mut content = Vec::new();
    for (at, piece) in stretch.iter().enumerate().take(end) {
        row.pieces.push(piece.whole.clone());
        match &piece.kind {
            Kind::Department(named) if run.contains(&at) => row.departments.extend(named.iter().cloned()),
            Kind::Flag => row.flags.push(piece.text.clone()),
            Kind::Number(_) | Kind::Pair(..) => {}
            _ => content.push(piece),
        }
    }
    let (names, narrative) = split_names(&content, layout);
    row.names = names;
    row.texts = columns(narrative, layout.labels.len());
    Some((row, end))
}

/// The first run of departments that is not the middle of a wrapped sentence.
fn department_run(stretch: &[Piece], layout: &Layout) -> Option<std::ops::Range<usize>> {
    let is_department = |piece: &Piece| matches!(piece.kind, Kind::Department(_));
    let start = stretch.iter().enumerate().position(|(at, piece)| {
        let before = at.checked_sub(1).and_then(|before| stretch.get(before));
        let inside = before.is_some_and(|before| {
            matches!(before.kind, Kind::Text | Kind::Bullet)
                && piece.first
                && !piece.gap
                && !ends_sentence(before.text.as_str())
                && width(before.text.as_str()) >= layout.full
        });
        is_department(piece) && !inside
    })?;
    let length = stretch
        .iter()
        .skip(start)
        .take_while(|piece| is_department(piece))
        .count();
    Some(start..start + length)
}

/// End of the narrative that goes on from `start`: up to a short line after a blank one.
fn narrative_end(stretch: &[Piece], start: usize, layout: &Layout) -> usize {
    let mut closed = false;
    for (at, piece) in stretch.iter().enumerate().skip(start) {
        let text = piece.text.as_str();
        let short = matches!(piece.kind, Kind::Text) && width(text) < layout.full && !ends_sentence(text);
        if closed && piece.gap && short {
            return at;
        }
        closed = ends_sentence(text);
    }
    stretch.len()
}

/// Parts short cells from narrative: from the last sentence before the first bullet back over filled lines.
fn split_names<'a>(content: &[&'a Piece], layout: &Layout) -> (Vec<Passage>, Vec<&'a Piece>) {
    let bullet = content
        .iter()
        .position(|piece| matches!(piece.kind, Kind::Bullet))
        .unwrap_or(content.len());
    let sentence = content
        .iter()
        .take(bullet)
        .rposition(|piece| ends_sentence(piece.text.as_str()));
    // Without a full stop the first line that reaches the edge of the wide column is the first of the narrative.
    let filled = || {
        let wide = |piece: &&Piece| width(piece.text.as_str()) >= layout.full;
        content.iter().take(bullet).position(wide).unwrap_or(bullet)
    };
    let start = sentence.map_or_else(filled, |last| {
        let back = content.iter().take(last).rev().take_while(|piece| {
            let text = piece.text.as_str();
            ends_sentence(text) || width(text) >= layout.full
        });
        last - back.count()
    });
    let names = content.get(..start).unwrap_or_default();
    let narrative = content.get(start..).unwrap_or_default();
    (cells_of(names), narrative.to_vec())
}

/// Wrapped lines of short cells; a blank line or a blank within the line parts two cells.
fn cells_of(pieces: &[&Piece]) -> Vec<Passage> {
    let mut cells: Vec<Passage> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match cells.last_mut() {
            Some(last) if piece.first && !piece.gap && at > 0 => append_wrapped(last, &piece.text),
            _ => cells.push(piece.text.clone()),
        }
    }
    cells
}

/// Deals narrative to its columns. Two columns of which one has bullets part there; otherwise blocks go in order,
/// and where no blank line parts two columns the first sentence is the first one's.
fn columns(narrative: Vec<&Piece>, count: usize) -> Vec<Option<Passage>> {
    let mut texts: Vec<Vec<&Passage>> = vec![Vec::new(); count];
    let bulleted = narrative.iter().any(|piece| matches!(piece.kind, Kind::Bullet));
    let closes = |at: usize| {
        narrative
            .get(at)
            .is_some_and(|piece| ends_sentence(piece.text.as_str()))
    };
    let parted = narrative
        .iter()
        .enumerate()
        .skip(1)
        .any(|(at, piece)| piece.gap && closes(at - 1));
    let mut column = 0;
    for (at, piece) in narrative.iter().enumerate() {
        if count == 2 && bulleted {
            column = if matches!(piece.kind, Kind::Bullet) {
                1
            } else {
                column
            };
        } else if at > 0 && closes(at - 1) && (piece.gap || (!parted && count == 2)) && column + 1 < count {
            column += 1;
        }
        if let Some(text) = texts.get_mut(column) {
            text.push(&piece.text);
        }
    }
    let joined = texts.into_iter().map(join_wrapped);
    joined.map(|text| (!text.is_blank()).then_some(text)).collect()
}
