//! Form sheets: label cells beside, above or behind their values, in tables and in running lines.

use crate::japanese;
use crate::layout::{Cell, Grid};
use crate::source::Passage;
use crate::vocabulary::key;

use super::values::{push_pending, value};
use crate::recover::indicators::IndicatorDraft;
use crate::recover::lexicon::{Heading, Role};
use crate::recover::matrix::block;
use crate::recover::outline::opening::{open_heading, open_level};
use crate::recover::rows::marks;
use crate::recover::state::{State, label_text};
use crate::recover::{amounts, departments, grades, matrix, years};

/// Labels over the columns of the rows below.
#[derive(Debug, Clone)]
pub(crate) struct Heads {
    /// Column, label, role.
    columns: Vec<(usize, Passage, Role)>,
    /// The label that the years in `columns` belong to (個別評価 | 令和4年度 | 令和5年度 …).
    over: Option<(Passage, Role)>,
}

impl Heads {
    /// Whether one of the labels names a row.
    fn names_row(&self) -> bool {
        self.columns
            .iter()
            .any(|(_, _, role)| matches!(role, Role::Level(_) | Role::Name))
    }
}

/// What a cell is by itself.
enum Piece {
    Heading(Heading),
    Label(Role),
    Value,
}

/// Reads a grid as a form, row by row; returns the indicators of its blocks of figures.
pub(crate) fn read_grid(
    state: &mut State<'_>,
    grid: &Grid,
    caption: Option<&Passage>,
) -> Vec<IndicatorDraft> {
    let unit = caption.and_then(|caption| amounts::unit_in(caption.as_str(), state.lexicon.words));
    if state.ruled {
        return crate::recover::sheet::read(state, grid, unit.as_deref().or(state.unit.clone().as_deref()));
    }
    let mut heads: Option<Heads> = None;
    let blocks = matrix::find(grid, state.lexicon);
    let taken = matrix::slots(&blocks);
    let mut found = Vec::new();
    let first = usize::from(heads_pairs(state, grid));
    for row in first..grid.rows() {
        let cells: Vec<&Cell> = grid
            .origins(row)
            .filter(|cell| {
                !taken.contains(&(row, cell.column)) && (!cell.text.is_blank() || !cell.nested.is_empty())
            })
            .collect();
        read_row(state, &cells, &mut heads);
        for block in blocks.iter().filter(|block| block.starts_at(row)) {
            let mut indicators = block::read(state, grid, block, unit.as_deref());
            for indicator in &mut indicators {
                indicator.item = state.item;
            }
            found.extend(indicators);
        }
    }
    found
}

/// `項目 | 内容` over labels and values says nothing of its own.
fn heads_pairs(state: &mut State<'_>, grid: &Grid) -> bool {
    let words = state.lexicon.words;
    let is = |column: usize, group: &str| {
        grid.cell(0, column)
            .is_some_and(|cell| words.is_label(group, cell.text.as_str()))
    };
    let heads = grid.columns() == 2 && grid.rows() > 2 && is(0, "pair_label") && is(1, "pair_value");
    if heads {
        for cell in grid.origins(0) {
            state.book(&cell.text);
        }
    }
    heads
}

fn piece(state: &State<'_>, text: &Passage) -> Piece {
    if let Some(heading) = state.lexicon.heading_in(text) {
        return Piece::Heading(heading);
    }
    state
        .lexicon
        .label(text.as_str())
        .map_or(Piece::Value, Piece::Label)
}

fn read_row(state: &mut State<'_>, cells: &[&Cell], heads: &mut Option<Heads>) {
    let mut pieces: Vec<(&Cell, Piece)> = cells
        .iter()
        .map(|cell| (*cell, piece(state, &cell.text)))
        .collect();
    if heads.is_none() {
        promote_label(state, &mut pieces);
    }
    // Right of a level label stands its name, whatever it looks like.
    for index in 1..pieces.len() {
        if matches!(pieces[index - 1].1, Piece::Label(Role::Level(_)))
            && matches!(pieces[index].1, Piece::Label(Role::Text))
        {
            pieces[index].1 = Piece::Value;
        }
    }
    let labelled = pieces
        .iter()
        .filter(|(_, piece)| !matches!(piece, Piece::Value))
        .count();
    if labelled == 0
        && let Some(waiting) = heads.take()
    {
        return give_columns(state, &waiting, &pieces);
    }
    if let Some(found) = column_heads(&pieces) {
        for (_, label, _) in &found.columns {
            state.book(label);
        }
        *heads = Some(found);
        return;
    }
    if labelled > 0 {
        if let (Some(waiting), Some((first, Piece::Label(role)))) = (heads.as_ref(), pieces.first()) {
            let role = role.clone();
            if give_matrix_row(state, waiting, first, &role, &pieces) {
                return;
            }
        }
        *heads = None;
    }
    stream(state, pieces);
}

/// `label | value | short | value`: the third cell is a label, too, whatever it says.
fn promote_second_pair(state: &State<'_>, pieces: &mut [(&Cell, Piece)]) {
    let [
        (_, Piece::Label(_)),
        (_, Piece::Value),
        (third, label @ Piece::Value),
        (_, Piece::Value),
    ] = pieces
    else {
        return;
    };
    let plain = key(third.text.as_str());
    let wordy = plain.chars().all(japanese::is_japanese) && (2..=12).contains(&plain.chars().count());
    if wordy
        && !departments::looks_like(third.text.as_str(), state.lexicon.words)
        && grades::read(third.text.as_str(), state.lexicon.words).is_none()
    {
        *label = Piece::Label(Role::Text);
    }
}

/// `①目的妥当性 | A | ②有効性 | B`: what stands before a letter is what it grades.
fn promote_graded(state: &State<'_>, pieces: &mut [(&Cell, Piece)]) {
    let letters = &state.lexicon.words.grades.letters;
    for index in 1..pieces.len() {
        let plain = key(pieces[index - 1].0.text.as_str());
        let wordy = plain
            .chars()
            .all(|c| japanese::is_japanese(c) || c.is_ascii_digit());
        let graded = letters.contains(&key(pieces[index].0.text.as_str()));
        let values = matches!(
            (&pieces[index - 1].1, &pieces[index].1),
            (Piece::Value, Piece::Value)
        );
        if values && graded && wordy && (3..=14).contains(&plain.chars().count()) && state.target().is_some()
        {
            pieces[index - 1].1 = Piece::Label(Role::Evaluation);
        }
    }
}

/// A short cell before running text is its label, also one that nobody knows.
fn promote_label(state: &State<'_>, pieces: &mut [(&Cell, Piece)]) {
    promote_second_pair(state, pieces);
    promote_graded(state, pieces);
    let [(first, label @ Piece::Value), (second, Piece::Value)] = pieces else {
        return;
    };
    let (short, long) = (key(first.text.as_str()), key(second.text.as_str()));
    let words =
        state.lexicon.is_plausible(&short) && !short.contains('。') && marks::split(&first.text).is_none();
    let known = state.target().is_some() || state.outline.current().is_some();
    if known
        && words
        && first.column == 0
        && (2..=20).contains(&short.chars().count())
        && long.chars().count() > 40
        && state.pending.is_empty()
    {
        *label = Piece::Label(Role::Text);
    }
}

/// `label | year | year …` or a row of labels only: heads of the rows below.
fn column_heads(pieces: &[(&Cell, Piece)]) -> Option<Heads> {
    if pieces.len() < 2 {
        return None;
    }
    let roles: Vec<&Role> = pieces
        .iter()
        .filter_map(|(_, piece)| {
            if let Piece::Label(role) = piece {
                Some(role)
            } else {
                None
            }
        })
        .collect();
    let sheet = pieces.len() >= 3
        && roles
            .iter()
            .any(|role| matches!(role, Role::Level(_) | Role::Name));
    if roles.len() != pieces.len() || matches!(roles[0], Role::Level(_) | Role::Department) && !sheet {
        return None;
    }
    let dated = |(cell, _): &(&Cell, Piece)| years::of(cell.text.as_str()).is_some();
    let over = (pieces.len() > 2 && pieces[1..].iter().all(dated) && !dated(&pieces[0]))
        .then(|| (pieces[0].0.text.clone(), roles[0].clone()));
    let skip = usize::from(over.is_some());
    let columns = pieces
        .iter()
        .zip(roles)
        .skip(skip)
        .map(|((cell, _), role)| (cell.column, cell.text.clone(), role.clone()))
        .collect();
    Some(Heads { columns, over })
}

/// Values under heads: by column, or by order where the columns do not fit.
fn give_columns(state: &mut State<'_>, heads: &Heads, pieces: &[(&Cell, Piece)]) {
    for (order, (cell, _)) in pieces.iter().enumerate() {
        let by_column = heads.columns.iter().find(|(column, _, _)| *column == cell.column);
        let Some((_, label, role)) = by_column.or_else(|| heads.columns.get(order)) else {
            state.book(&cell.text);
            continue;
        };
        match &heads.over {
            Some((over, Role::Evaluation)) => {
                state.sub = None;
                let text = label_text(over);
                let year = years::of(label.as_str());
                state.book(label);
                state.give_grade(over, &text, year, &cell.text);
                state.last_label = Some(key(over.as_str()));
            }
            Some((over, over_role)) => {
                state.book(label);
                let mut joined = over.clone();
                joined.join('／', label);
                state.give(&joined, over_role, &cell.text);
            }
            None => match role {
                Role::Level(word) => open_level(state, word, label, &cell.text),
                Role::Number if state.item.is_none() || heads.names_row() => {
                    state.next_number =
                        japanese::leading_number(&cell.text).map(|(number, _)| (number, cell.text.clone()));
                }
                _ => state.give(label, role, &cell.text),
            },
        }
        read_nested(state, cell);
    }
}

/// `事業費 | 3,466 | 5,937 …` under heads of years: amounts. Tells whether the row was one.
fn give_matrix_row(
    state: &mut State<'_>,
    heads: &Heads,
    first: &Cell,
    role: &Role,
    pieces: &[(&Cell, Piece)],
) -> bool {
    let dated = heads
        .columns
        .iter()
        .filter(|(_, label, _)| years::of(label.as_str()).is_some())
        .count();
    let figures = pieces.len() > 1
        && pieces[1..]
            .iter()
            .all(|(cell, _)| amounts::is_amount(cell.text.as_str()));
    if dated == 0 || !figures || !matches!(role, Role::Budget | Role::Funding) {
        return false;
    }
    for (cell, _) in &pieces[1..] {
        let Some((_, label, _)) = heads.columns.iter().find(|(column, _, _)| *column == cell.column) else {
            continue;
        };
        let mut joined = first.text.clone();
        joined.join('／', label);
        amounts::give(state, &joined, role, &cell.text);
    }
    true
}

/// Cells from left to right: headings, labels and values as they come.
fn stream(state: &mut State<'_>, pieces: Vec<(&Cell, Piece)>) {
    let pieces = name_first(state, pieces);
    let mut nameless: Option<(Heading, Passage)> = None;
    let mut level: Option<(String, Passage)> = None;
    let mut pieces = pieces.into_iter().peekable();
    while let Some((cell, piece)) = pieces.next() {
        let text = &cell.text;
        match piece {
            Piece::Heading(heading) => {
                finish_nameless(state, nameless.take());
                if let Some((word, label)) = level.take() {
                    // 基本方針 | 基本方針1 …: the value repeats its label.
                    let mut place = label;
                    place.append(text);
                    open_heading(
                        state,
                        Heading {
                            level: word,
                            ..heading
                        },
                        place,
                    );
                } else if heading.name.is_blank() {
                    nameless = Some((heading, text.clone()));
                } else {
                    open_heading(state, heading, text.clone());
                }
            }
            Piece::Label(Role::Level(word)) => {
                finish_nameless(state, nameless.take());
                level = Some((word, text.clone()));
            }
            Piece::Label(role) => {
                finish_nameless(state, nameless.take());
                push_pending(state, text, role, false);
            }
            Piece::Value if !text.is_blank() => {
                if let Some((mut heading, mut place)) = nameless.take() {
                    heading.name = text.clone();
                    place.append(text);
                    open_heading(state, heading, place);
                } else if let Some((word, label)) = level.take() {
                    let named = matches!(pieces.peek(), Some((_, Piece::Value)));
                    if let Some(number) = only_number(text).filter(|_| named) {
                        // 取組項目 | 1 | 名称: the number has a cell of its own.
                        let mut place = label;
                        place.append(text);
                        let (level, name) = (word, Passage::default());
                        nameless = Some((
                            Heading {
                                level,
                                number: Some(number),
                                name,
                            },
                            place,
                        ));
                    } else if is_narrative(&label, text) {
                        push_pending(state, &label, Role::Text, false);
                        value(state, text, false);
                    } else {
                        open_level(state, &word, &label, text);
                    }
                } else if let Some((label, role, rest)) = super::cell_pair(text, state) {
                    labelled(state, &label, &role, &rest);
                } else {
                    value(state, text, false);
                }
            }
            Piece::Value => {}
        }
        read_nested(state, cell);
    }
    finish_nameless(state, nameless.take());
    if let Some((_, label)) = level {
        state.book(&label);
    }
}

/// The number that a cell is, when it is nothing else.
fn only_number(text: &Passage) -> Option<String> {
    let (number, used) = japanese::leading_number(text)?;
    let rest = text.as_str().get(used..)?;
    rest.trim().is_empty().then_some(number)
}

/// Whether sentences stand under a level word (取組内容 | …を行う。): then it labels a narrative, not a name.
pub(crate) fn is_narrative(label: &Passage, text: &Passage) -> bool {
    text.as_str().contains('。') && marks::split(text).is_none() && !key(label.as_str()).ends_with('名')
}

/// The row's own name goes before the fields that stand left of it on the same line of the sheet.
fn name_first<'c>(state: &State<'_>, pieces: Vec<(&'c Cell, Piece)>) -> Vec<(&'c Cell, Piece)> {
    let names_row = |piece: &Piece| matches!(piece, Piece::Label(Role::Level(word)) if state.kinds.item.as_ref() == Some(word));
    match pieces.iter().position(|(_, piece)| names_row(piece)) {
        Some(at) if at > 0 && at + 1 < pieces.len() && matches!(pieces[at + 1].1, Piece::Value) => {
            let mut rest = pieces;
            let mut front: Vec<(&Cell, Piece)> = rest.drain(at..at + 2).collect();
            front.append(&mut rest);
            front
        }
        _ => pieces,
    }
}

/// Label and value in one cell.
fn labelled(state: &mut State<'_>, label: &Passage, role: &Role, rest: &Passage) {
    match role {
        Role::Level(word) => open_level(state, word, label, rest),
        _ => {
            push_pending(state, label, role.clone(), false);
            value(state, rest, false);
        }
    }
}

fn read_nested(state: &mut State<'_>, cell: &Cell) {
    for nested in &cell.nested {
        crate::recover::read_table(state, nested);
    }
}

fn finish_nameless(state: &mut State<'_>, nameless: Option<(Heading, Passage)>) {
    if let Some((heading, place)) = nameless {
        open_heading(state, heading, place);
    }
}
