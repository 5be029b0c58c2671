//! Form sheets: label cells beside, above or behind their values, in tables and in running lines.

use crate::japanese;
use crate::layout::{Cell, Grid};
use crate::source::{INSERTED, Passage};
use crate::vocabulary::key;

use super::indicators::IndicatorDraft;
use super::lexicon::{Heading, Role};
use super::outline::loose;
use super::state::{OpenField, Pending, State, label_text, name_prefix};
use super::{amounts, departments, grades, marks, matrix, tidy, years};

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
    let mut heads: Option<Heads> = None;
    let blocks = matrix::find(grid, state.lexicon);
    let taken = matrix::slots(&blocks);
    let unit = caption.and_then(|caption| amounts::unit_in(caption.as_str(), state.lexicon.words));
    let mut found = Vec::new();
    for row in 0..grid.rows() {
        let cells: Vec<&Cell> = grid
            .origins(row)
            .filter(|cell| {
                !taken.contains(&(row, cell.column)) && (!cell.text.is_blank() || !cell.nested.is_empty())
            })
            .collect();
        read_row(state, &cells, &mut heads);
        for block in blocks.iter().filter(|block| block.starts_at(row)) {
            let mut indicators = matrix::read(state, grid, block, unit.as_deref());
            for indicator in &mut indicators {
                indicator.item = state.item;
            }
            found.extend(indicators);
        }
    }
    found
}

fn piece(state: &State<'_>, text: &Passage) -> Piece {
    let plain = japanese::nfkc(text);
    if let Some(heading) = state.lexicon.heading(&plain) {
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
        && let Some(waiting) = heads.take() {
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

/// A short cell before running text is its label, also one that nobody knows.
fn promote_label(state: &State<'_>, pieces: &mut [(&Cell, Piece)]) {
    promote_second_pair(state, pieces);
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
    for (cell, piece) in pieces {
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
                    heading.name = japanese::nfkc(&tidy(text));
                    heading.name = text.clone();
                    place.append(text);
                    open_heading(state, heading, place);
                } else if let Some((word, label)) = level.take() {
                    open_level(state, &word, &label, text);
                } else if let Some((label, role, rest)) = super::lines::cell_pair(text, state) {
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
        super::read_table(state, nested);
    }
}

fn finish_nameless(state: &mut State<'_>, nameless: Option<(Heading, Passage)>) {
    if let Some((heading, place)) = nameless {
        open_heading(state, heading, place);
    }
}

fn push_pending(state: &mut State<'_>, label: &Passage, role: Role, lines: bool) {
    // The same label again without a value in between (hallucinated repetitions) is one label.
    let again = state
        .pending
        .last()
        .is_some_and(|last| key(last.label.as_str()) == key(label.as_str()));
    if again {
        state.book(label);
        return;
    }
    if matches!(role, Role::Budget) && years::of(label.as_str()).is_none() {
        state.over_amount = Some(label.clone());
    }
    state.pending.push(Pending {
        label: label.clone(),
        role: role.clone(),
    });
    state.book(label);
    state.field = Some(OpenField {
        label: label.clone(),
        role,
        lines,
    });
}

/// A heading as row, row under a row or section, by the document's kinds.
pub(crate) fn open_heading(state: &mut State<'_>, heading: Heading, mut place: Passage) {
    let Heading {
        level,
        mut number,
        name,
    } = heading;
    if let Some((waiting, at)) = state.next_number.take() {
        number = number.or(Some(waiting));
        place.append(&at);
    }
    if state.kinds.item.as_deref() == Some(level.as_str()) {
        state.open_item(&level, number, tidy(&name), place);
    } else if state.kinds.sub.as_deref() == Some(level.as_str()) && state.item.is_some() {
        state.open_sub(&level, number, tidy(&name), place);
    } else {
        let (name, references) = split_references(&name);
        let before = state.outline.current();
        let section = state.outline.open(
            &state.lexicon.words.levels,
            Some(&level),
            number.as_deref(),
            &tidy(&name),
            &place,
        );
        if let Some(numbers) = references {
            state.references.push((section, numbers));
        }
        if let Some(item) = state.item.filter(|_| state.item_first) {
            state.entries[item].section = state.outline.current();
            state.last_label = Some(level);
            return;
        }
        if state.outline.current() != before {
            state.list += 1;
        }
        state.close_item();
        state.last_label = Some(level);
    }
}

/// A level label with its value in the next cell.
pub(crate) fn open_level(state: &mut State<'_>, word: &str, label: &Passage, text: &Passage) {
    // 事業番号 | 1 stands before 事業名 | …: the number waits for its name.
    let counts = state
        .lexicon
        .words
        .labels
        .get("number_endings")
        .is_some_and(|ends| {
            ends.iter()
                .any(|end| key(label.as_str()).trim_end_matches('.').ends_with(end.as_str()))
        });
    if counts
        && let Some((number, used)) = japanese::leading_number(text).filter(|(_, used)| {
            text.as_str()
                .get(*used..)
                .is_some_and(|rest| rest.trim().is_empty())
        }) {
            debug_assert!(used <= text.as_str().len());
            let mut place = label.clone();
            place.append(text);
            state.next_number = Some((number, place));
            return;
        }
    let mut place = label.clone();
    place.append(text);
    if select_row(state, text) {
        state.book(label);
        if state.kinds.sub.as_deref() == Some(word) {
            // The row under the row is printed only as its row: it is named as that.
            let name = state
                .item
                .map(|item| state.entries[item].name.clone())
                .unwrap_or_default();
            state.open_sub(word, None, name, place);
        }
        return;
    }
    if state.kinds.item.as_deref() == Some(word)
        && let Some(stretches) = marks::split(text) {
            state.book(label);
            for stretch in stretches {
                open_marked(state, word, label, &stretch);
            }
            state.close_item();
            state.last_label = Some(key(label.as_str()));
            return;
        }
    let plain = japanese::nfkc(text);
    let heading = state
        .lexicon
        .heading(&plain)
        .filter(|heading| heading.level == word)
        .unwrap_or_else(|| {
            let only = |used: usize| {
                text.as_str()
                    .get(used..)
                    .is_some_and(|rest| rest.trim().is_empty())
            };
            let (number, used) = japanese::leading_number(text)
                .filter(|(number, used)| only(*used) || trusted_number(number, text))
                .unwrap_or_default();
            Heading {
                level: word.to_owned(),
                number: Some(number).filter(|n| !n.is_empty()),
                name: text.slice(used..text.as_str().len()),
            }
        });
    open_heading(state, heading, place);
    state.last_label = Some(key(label.as_str()));
}

/// A number before a name in a cell of its own: a bare one needs something between it and the name.
fn trusted_number(number: &str, text: &Passage) -> bool {
    let plain = japanese::nfkc(text);
    let bare_digits = plain
        .as_str()
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_digit());
    let circled = text
        .as_str()
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| japanese::circled(c).is_some());
    circled || number.starts_with('(') || !bare_digits || {
        let after = plain
            .as_str()
            .trim_start()
            .get(number.len()..)
            .and_then(|rest| rest.chars().next());
        after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | '．' | '-' | ':'))
    }
}

/// `① name text`: a row whose name is known from elsewhere, or ends at the first blank or line end.
fn open_marked(state: &mut State<'_>, kind: &str, label: &Passage, stretch: &marks::Marked) {
    let text = &stretch.text;
    let number = stretch.numbers.first().cloned();
    let known = known_name(state, number.as_deref(), text);
    let used = known.unwrap_or_else(|| {
        text.as_str()
            .find(char::is_whitespace)
            .unwrap_or(text.as_str().len())
    });
    let (with_flag, _) = flagged_end(state, text, used);
    let mut place = stretch.marks.clone();
    place.append(&text.slice(0..with_flag));
    let row = state.open_item(kind, number, text.slice(0..with_flag), place);
    let rest = tidy(&text.slice(with_flag..text.as_str().len()));
    super::state::add_text(&mut state.entries[row], Some(label_text(label)), rest);
}

/// End of a name that a bracketed mark （再掲） follows.
fn flagged_end(state: &State<'_>, text: &Passage, used: usize) -> (usize, bool) {
    let tail = text.slice(used..text.as_str().len());
    let lead = tail.as_str().len() - tail.as_str().trim_start().len();
    let rest = super::flags::skip(&tail, state.lexicon.words);
    if rest.as_str().len() + lead < tail.as_str().len() && !rest.is_blank()
        || rest.is_blank() && !tail.is_blank()
    {
        (text.as_str().len() - rest.as_str().len(), true)
    } else {
        (used, false)
    }
}

/// Where a name that other rows of the document print begins this text: the byte after it.
fn known_name(state: &State<'_>, number: Option<&str>, text: &Passage) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for entry in state.entries.iter().filter(|entry| entry.parent.is_none()) {
        let same_number = number.is_none() || entry.number.as_deref().is_none_or(|mine| Some(mine) == number);
        let Some(end) = name_prefix(text, &entry.name).filter(|_| same_number) else {
            continue;
        };
        let length = entry.name.as_str().len();
        if best.is_none_or(|(longest, _)| length > longest) {
            best = Some((length, end));
        }
    }
    best.map(|(_, end)| end)
}

/// `② name` of a known row of this section: goes to that row. Tells whether it did.
fn select_row(state: &mut State<'_>, text: &Passage) -> bool {
    let Some(stretches) = marks::split(text) else {
        return false;
    };
    let [stretch] = stretches.as_slice() else {
        return false;
    };
    let Some(row) = stretch.numbers.first().and_then(|number| state.sibling(number)) else {
        return false;
    };
    let (name, _) = state.take_flags(&stretch.text);
    let (mine, theirs) = (loose(state.entries[row].name.as_str()), loose(name.as_str()));
    if mine != theirs && japanese::similar(&mine, &theirs) < 0.7 {
        return false;
    }
    state.item = Some(row);
    state.sub = None;
    state.pending.clear();
    state.field = None;
    state.book(text);
    true
}

/// A value: to the label that fits it best among those that wait.
pub(crate) fn value(state: &mut State<'_>, text: &Passage, from_line: bool) {
    let waiting = state.pending.last().cloned();
    if (waiting.is_some() || from_line && state.field.is_some()) && select_row(state, text) {
        // ① name on a line of its own: the narrative goes on below it, for that row.
        if from_line {
            let field = waiting.map(|pending| OpenField {
                label: pending.label,
                role: pending.role,
                lines: true,
            });
            state.field = field.or_else(|| state.line_field.clone());
            state.line_field.clone_from(&state.field);
        }
        return;
    }
    if state.target().is_none() && open_expected_rows(state, text) {
        return;
    }
    if let Some(index) = fitting(state, text) {
        let pending = state.pending.remove(index);
        state.field = Some(OpenField {
            label: pending.label.clone(),
            role: pending.role.clone(),
            lines: from_line,
        });
        return state.give(&pending.label, &pending.role, text);
    }
    if let Some((label, role)) = expected_label(state, text) {
        state.field = Some(OpenField {
            label: label.clone(),
            role: role.clone(),
            lines: from_line,
        });
        return state.give(&label, &role, text);
    }
    match state.field.clone() {
        Some(field)
            if field.role == Role::Department
                && !departments::looks_like(text.as_str(), state.lexicon.words)
                && marks::split(text).is_none() =>
        {
            state.prose.push(text.clone());
        }
        Some(field) => state.give(&field.label, &field.role, text),
        None if !from_line => unlabelled(state, text),
        None => {}
    }
}

/// A cell without any label: a reference to indicators, or running text.
fn unlabelled(state: &mut State<'_>, text: &Passage) {
    match super::indicators::reference(text.as_str()) {
        Some((range, numbers)) if range.start == 0 => {
            if let Some(section) = state.outline.current() {
                state.references.push((section, numbers));
            }
            state.book(text);
        }
        _ => state.prose.push(text.clone()),
    }
}

/// The waiting label that a value fits: the latest of the right kind, else the latest narrative one.
fn fitting(state: &State<'_>, text: &Passage) -> Option<usize> {
    let words = state.lexicon.words;
    let cell = text.as_str();
    let rank = |pending: &Pending| match pending.role {
        Role::Department => {
            if departments::looks_like(cell, words) || marks::split(text).is_some() {
                3
            } else {
                0
            }
        }
        Role::Budget | Role::Funding | Role::Difference | Role::Ratio => {
            if amounts::is_amount(cell) {
                3
            } else {
                0
            }
        }
        Role::Evaluation
            if grades::read(cell, words).is_some() => {
                3
            }
        _ => 1,
    };
    let best = state
        .pending
        .iter()
        .enumerate()
        .max_by_key(|(index, pending)| (rank(pending), *index))?;
    (rank(best.1) > 0 || state.pending.len() == 1).then_some(best.0)
}

/// Numbered rows under a lost label, where the label of rows usually follows the last one.
fn open_expected_rows(state: &mut State<'_>, text: &Passage) -> bool {
    let next = state
        .last_label
        .as_ref()
        .and_then(|last| state.follows.get(last))
        .cloned();
    let Some(label) = next else { return false };
    let Some(Role::Level(word)) = state.lexicon.label(&label) else {
        return false;
    };
    if state.kinds.item.as_deref() != Some(word.as_str()) || marks::split(text).is_none() {
        return false;
    }
    open_level(state, &word, &inserted(&label), text);
    true
}

/// The label that usually follows the last one, when that label's value stands here without it.
fn expected_label(state: &State<'_>, value: &Passage) -> Option<(Passage, Role)> {
    let next = state.follows.get(state.last_label.as_ref()?)?;
    let last_is_text = state.field.as_ref().is_some_and(|field| field.role == Role::Text);
    let role = state.lexicon.label(next)?;
    if last_is_text || role != Role::Text {
        return None;
    }
    let entry = &state.entries[state.target()?];
    let filled = entry
        .texts
        .iter()
        .any(|known| known.label.as_deref().map(key).as_deref() == Some(next.as_str()));
    // A second copy of the text must not go on as a list of departments.
    let misfit = state
        .field
        .as_ref()
        .is_some_and(|field| field.role == Role::Department)
        && !departments::looks_like(value.as_str(), state.lexicon.words);
    (!filled || misfit && !value.is_blank()).then(|| (inserted(next), role))
}

/// A text that stands nowhere in the input.
fn inserted(text: &str) -> Passage {
    let mut passage = Passage::default();
    for character in text.chars() {
        passage.push(character, INSERTED);
    }
    passage
}

/// `名称 指標No.3・4`: the name, and the numbers of the indicators that it refers to.
pub(crate) fn split_references(name: &Passage) -> (Passage, Option<Vec<String>>) {
    match super::indicators::reference(name.as_str()) {
        Some((range, numbers)) => (name.slice(0..range.start).trim(), Some(numbers)),
        None => (name.clone(), None),
    }
}

/// Whether lines may go on with the open field.
pub(crate) fn takes_lines(state: &State<'_>) -> bool {
    state.target().is_some()
        && (expected_label(state, &Passage::default()).is_some()
            || state.field.as_ref().is_some_and(|field| field.lines))
        || state
            .field
            .as_ref()
            .is_some_and(|field| field.lines && !state.pending.is_empty())
}

/// A label found in running lines: waits for the lines below.
pub(crate) fn line_label(state: &mut State<'_>, label: &Passage, role: Role) {
    push_pending(state, label, role, true);
}

/// Label and value on one line.
pub(crate) fn line_pair(state: &mut State<'_>, label: &Passage, role: &Role, text: &Passage) {
    state.pending.retain(|pending| pending.role != *role);
    state.field = Some(OpenField {
        label: label.clone(),
        role: role.clone(),
        lines: true,
    });
    state.give(label, role, text);
}
