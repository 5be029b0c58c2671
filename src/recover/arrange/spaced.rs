//! Sheets whose labels and values are set in columns with blanks, as text layers print them:
//!
//! ```text
//! 事務事業名      防犯カメラ設置事業              整理番号    001
//! 事業の目的      通学路に防犯カメラを設置し、犯罪の
//!                 抑止を図る。
//! ```

use std::collections::BTreeSet;

use crate::layout::{Cell, Grid};
use crate::source::{self, Block, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::Arranged;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::{amounts, departments};

/// How far from its value's first line a wrapped line may begin, in columns of the printed page.
const MOST_INDENT: usize = 1;
/// How often the label that names the rows is printed at least, where no line has two labels.
const FEWEST_SHEETS: usize = 2;
/// How many lines a text may have below its label.
const MOST_LINES: usize = 40;

/// A label and the column, text and end of its value.
struct Pair {
    label: Passage,
    /// `None`: nobody knows it.
    role: Option<Role>,
    column: usize,
    value: Passage,
}

impl Pair {
    fn of(label: &source::Piece, role: Option<Role>) -> Self {
        Pair {
            label: label.text.clone(),
            role,
            column: label.start,
            value: Passage::default(),
        }
    }

    fn names_row(&self) -> bool {
        matches!(self.role, Some(Role::Level(_) | Role::Name))
    }

    /// Whether the value is whole: a figure, grade or department goes on with nothing.
    fn is_whole(&self, lexicon: &Lexicon<'_>) -> bool {
        let value = self.value.as_str();
        match self.role {
            Some(Role::Budget | Role::Funding) => amounts::is_amount(value),
            Some(Role::Department) => departments::looks_like(value, lexicon.words),
            _ => false,
        }
    }
}

/// A line of labels and values, with the lines on which its values go on.
struct Line {
    /// Index of its block, and of the last one that it goes on in.
    first: usize,
    last: usize,
    pairs: Vec<Pair>,
}

/// Makes such lines tables, one for each run of lines.
pub(in crate::recover) fn tabulate(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    let found = [lines, stacked]
        .into_iter()
        .map(|find| find(&arranged.reading, lexicon))
        .find(|lines| are_sheets(lines));
    for run in found
        .iter()
        .flat_map(|lines| lines.chunk_by(|a, b| a.last + 1 == b.first))
    {
        if let (Some(first), Some(last), Some(grid)) = (run.first(), run.last(), form(run)) {
            arranged.tabulate(first.first..=last.last, grid);
        }
    }
}

/// Labels alone on their lines, each with its value on the lines below it.
fn stacked(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<Line> {
    let text = |index: usize| match reading.blocks.get(index) {
        Some(Block::Line(line)) => Some(&line.text),
        _ => None,
    };
    let label = |index: usize| {
        let text = text(index)?;
        let role = lexicon
            .label(text.as_str())
            .filter(|role| *role != Role::Period)?;
        says_name(&role, text).then_some((text, role))
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut at = 0;
    while at < reading.blocks.len() {
        let Some((name, role)) = label(at) else {
            at += 1;
            continue;
        };
        let most = if role == Role::Text { MOST_LINES } else { 1 };
        let below = (at + 1..=at + most).map_while(|index| text(index).filter(|_| label(index).is_none()));
        let values: Vec<&Passage> = below.collect();
        if let Some((first, rest)) = values.split_first() {
            let mut value = (*first).clone();
            rest.iter().for_each(|more| value.append(more));
            let pair = Pair {
                label: name.clone(),
                role: Some(role),
                column: 0,
                value,
            };
            lines.push(Line {
                first: at,
                last: at + values.len(),
                pairs: vec![pair],
            });
        }
        at += 1 + values.len();
    }
    lines
}

/// Whether a label of a level says that a name goes with it: 事業　を行う has none.
fn says_name(role: &Role, label: &Passage) -> bool {
    !matches!(role, Role::Level(_)) || key(label.as_str()).ends_with(['名', '号', 'ド'])
}

/// The lines of labels and values of a report.
fn lines(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (index, block) in reading.blocks.iter().enumerate() {
        let Block::Line(line) = block else { continue };
        if line.style != LineStyle::Plain {
            continue;
        }
        let pieces = source::pieces(&line.text, &reading.canvas.text);
        if let Some(pairs) = below_heads(reading, index, &pieces, lexicon) {
            let last = index + 1;
            lines.push(Line {
                first: index,
                last,
                pairs,
            });
        } else if let Some(pairs) = pairs(&pieces, lexicon) {
            lines.push(Line {
                first: index,
                last: index,
                pairs,
            });
        } else if let Some(open) = lines.last_mut().filter(|open| open.last + 1 == index)
            && open.goes_on(&pieces)
        {
            open.last = index;
        }
    }
    lines
}

/// A line of nothing but labels, one of which names a row, and the values below each of them.
fn below_heads(
    reading: &Reading,
    index: usize,
    heads: &[source::Piece],
    lexicon: &Lexicon<'_>,
) -> Option<Vec<Pair>> {
    let Some(Block::Line(below)) = reading.blocks.get(index + 1).filter(|_| heads.len() > 1) else {
        return None;
    };
    let values = source::pieces(&below.text, &reading.canvas.text);
    // A third line of as many pieces makes it a table of rows.
    let rows = match reading.blocks.get(index + 2) {
        Some(Block::Line(line)) => source::pieces(&line.text, &reading.canvas.text).len() == heads.len(),
        _ => false,
    };
    if rows || values.len() != heads.len() {
        return None;
    }
    let pair = |(head, value): (&source::Piece, &source::Piece)| {
        let role = lexicon.label(head.text.as_str())?;
        let below =
            head.start.abs_diff(value.start) <= MOST_INDENT && lexicon.label(value.text.as_str()).is_none();
        below.then(|| Pair {
            label: head.text.clone(),
            role: Some(role),
            column: value.start,
            value: value.text.clone(),
        })
    };
    let pairs: Option<Vec<Pair>> = heads.iter().zip(&values).map(pair).collect();
    pairs.filter(|pairs| pairs.iter().any(Pair::names_row))
}

/// Labels with their values; `None` for any other line.
fn pairs(pieces: &[source::Piece], lexicon: &Lexicon<'_>) -> Option<Vec<Pair>> {
    let mut pairs: Vec<Pair> = Vec::new();
    for piece in pieces {
        let piece = &behind_colon(piece, pairs.last().is_some_and(|open| open.value.is_blank()));
        if piece.text.is_blank() {
            continue;
        }
        let role = lexicon
            .label(piece.text.as_str())
            .filter(|role| *role != Role::Period);
        match (role, pairs.last_mut()) {
            (None, None) => return None,
            // Right of a label stands its value: two labels side by side head columns.
            (Some(_), Some(open)) if open.value.is_blank() => return None,
            (None, Some(open)) if open.is_whole(lexicon) => pairs.push(Pair::of(piece, None)),
            (Some(role), _) => pairs.push(Pair::of(piece, Some(role))),
            (None, Some(open)) if open.value.is_blank() => {
                open.column = piece.start;
                open.value = piece.text.clone();
            }
            (None, Some(open)) => open.value.join(' ', &piece.text),
        }
    }
    let told = |pair: &Pair| {
        let names = pair.role.as_ref().is_none_or(|role| says_name(role, &pair.label));
        !pair.value.is_blank() && names
    };
    (!pairs.is_empty() && pairs.iter().all(told)).then_some(pairs)
}

/// A value without the colon that stands in a column of its own before it.
fn behind_colon(piece: &source::Piece, is_value: bool) -> source::Piece {
    let plain = piece.text.as_str();
    let Some(colon) = plain
        .chars()
        .next()
        .filter(|c| is_value && matches!(c, ':' | '：'))
    else {
        return piece.clone();
    };
    let rest = piece.text.slice(colon.len_utf8()..plain.len());
    let text = rest.trim();
    let blanks = rest.as_str().chars().take_while(|c| c.is_whitespace());
    let skipped = std::iter::once(colon).chain(blanks);
    source::Piece {
        start: piece.start + skipped.map(source::columns).sum::<usize>(),
        end: piece.end,
        text,
    }
}

impl Line {
    /// Joins a line whose pieces stand below values, if it is one.
    fn goes_on(&mut self, pieces: &[source::Piece]) -> bool {
        let below = |piece: &source::Piece| {
            let stands = |pair: &Pair| pair.column.abs_diff(piece.start) <= MOST_INDENT;
            self.pairs.iter().position(stands)
        };
        let places: Vec<Option<usize>> = pieces.iter().map(below).collect();
        if pieces.is_empty() || places.iter().any(Option::is_none) {
            return false;
        }
        for (piece, place) in pieces.iter().zip(places) {
            if let Some(pair) = place.and_then(|place| self.pairs.get_mut(place)) {
                pair.value.append(&piece.text);
            }
        }
        true
    }

    fn names_row(&self) -> bool {
        self.pairs.iter().any(Pair::names_row)
    }
}

/// Whether a label names rows again and again, or beside another label, and other labels stand below it.
fn are_sheets(lines: &[Line]) -> bool {
    let naming = lines.iter().filter(|line| line.names_row()).count();
    let beside = lines.iter().any(|line| line.names_row() && line.pairs.len() > 1);
    let others: BTreeSet<String> = lines
        .iter()
        .flat_map(|line| &line.pairs)
        .filter(|pair| pair.role.is_some() && !pair.names_row())
        .map(|pair| key(pair.label.as_str()))
        .collect();
    naming > 0 && others.len() > 1 && (beside || naming >= FEWEST_SHEETS)
}

/// A run of lines as a form: a label before each value.
fn form(run: &[Line]) -> Option<Grid> {
    let columns = run.iter().map(|line| line.pairs.len() * 2).max()?;
    let mut cells = Vec::new();
    for (row, line) in run.iter().enumerate() {
        let known = line.pairs.iter().filter(|pair| pair.role.is_some());
        let mut texts = known.flat_map(|pair| [pair.label.clone(), pair.value.clone()]);
        cells.extend((0..columns).map(|column| Cell {
            row,
            column,
            rows: 1,
            columns: 1,
            text: texts.next().unwrap_or_default(),
            ..Cell::default()
        }));
    }
    Grid::new(cells).ok()
}
