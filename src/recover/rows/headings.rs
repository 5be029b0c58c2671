//! Headings inside tables of rows: rows that only say a section, columns that print the sections.

use crate::japanese;
use crate::layout::Grid;
use crate::source::Passage;
use crate::vocabulary::key;

use super::Shape;
use crate::recover::columns::{Look, look};
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::state::State;
use crate::recover::tidy;

/// A row with one cell that is a level heading.
pub(in crate::recover) fn section_row(
    state: &State<'_>,
    cells: &[Passage],
) -> Option<(crate::recover::lexicon::Heading, Passage)> {
    let mut filled = cells.iter().filter(|cell| !cell.is_blank());
    let only = filled.next()?;
    if filled.next().is_some() {
        return None;
    }
    state
        .lexicon
        .heading_in(only)
        .map(|heading| (heading, only.clone()))
}

/// A row with one short text over all columns groups the rows below without saying what it is.
pub(in crate::recover) fn open_plain_section(
    state: &mut State<'_>,
    cells: &[Passage],
    shape: &Shape,
    spans: bool,
) -> bool {
    let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
    let Some((column, only)) = filled.next() else {
        return false;
    };
    let plain = key(only.as_str());
    let short =
        (2..=30).contains(&plain.chars().count()) && !plain.contains('。') && !plain.ends_with(['、', '・']);
    let framed = plain.starts_with(['【', '<', '■', '●', '◆', '〔']);
    let alone = filled.next().is_none()
        && (shape.columns.len() >= 4 || (spans || framed) && shape.columns.len() >= 2)
        && column <= shape.name;
    let words = state.lexicon.words;
    let counted = column == shape.name && plain.starts_with(|c: char| c.is_ascii_digit() || c == '(');
    // In the column of names a number that the names lack, or a frame, sets a heading off from a row without values.
    let set_off = counted && !shape.numbered_names || spans || framed;
    let heads = alone
        && short
        && if shape.name > 0 {
            column == 0 || counted
        } else {
            set_off
        }
        && look(only.as_str(), words) == Look::Short
        && !words.label("total").contains(&plain);
    if !heads {
        return false;
    }
    let (number, used) = japanese::leading_number(only).unwrap_or_default();
    let name = unframed(&tidy(&only.slice(used..only.as_str().len())));
    let number = Some(number).filter(|number| !number.is_empty());
    state
        .outline
        .open(&words.levels, None, number.as_deref(), &name, only);
    true
}

/// Opens the section of a numbered heading without a level word.
pub(in crate::recover) fn open_group(state: &mut State<'_>, heading: &Passage) {
    state.close_item();
    let (number, used) = japanese::leading_number(heading).unwrap_or_default();
    let name = tidy(&heading.slice(used..heading.as_str().len()));
    let number = Some(number).filter(|number| !number.is_empty());
    let levels = &state.lexicon.words.levels;
    state
        .outline
        .open(levels, None, number.as_deref(), &name, heading);
}

/// A heading as a label: `３ 今後の方向性 [ACTION]` without number, mark and remark, where the vocabulary knows it.
pub(in crate::recover) fn as_label(heading: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Role)> {
    let text = unframed(&heading.trim());
    let (_, used) = japanese::leading_number(&text).unwrap_or_default();
    let rest = text.slice(used..text.as_str().len());
    let end = rest
        .as_str()
        .find(['[', '［', '（', '(', '【'])
        .unwrap_or(rest.as_str().len());
    let label = rest.slice(0..end).trim();
    let role = lexicon.label(label.as_str())?;
    matches!(role, Role::Text | Role::Evaluation).then_some((label, role))
}

/// A heading without its frame or mark.
fn unframed(name: &Passage) -> Passage {
    let frame = |c: char| "【】<>＜＞〔〕■●◆".contains(c);
    let text = name.as_str();
    let start = text.len() - text.trim_start_matches(frame).len();
    let end = text.trim_end_matches(frame).len();
    if start < end {
        name.slice(start..end).trim()
    } else {
        name.clone()
    }
}

/// Whether one cell covers all columns of a row.
pub(in crate::recover) fn spans(grid: &Grid, row: usize) -> bool {
    grid.columns() > 1
        && grid
            .cell(row, 0)
            .is_some_and(|cell| cell.columns == grid.columns())
}

/// Opens the sections that columns left of the name print.
pub(in crate::recover) fn open_sections(state: &mut State<'_>, cells: &[Passage], shape: &Shape) {
    for (cell, column) in cells.iter().zip(&shape.columns).take(shape.name) {
        let Role::Level(word) = &column.role else { continue };
        if cell.is_blank() {
            continue;
        }
        open_level(state, word, cell);
        state.item = None;
    }
}

/// Closes the sections of the columns from `from` to the name.
pub(super) fn close_sections(state: &mut State<'_>, shape: &Shape, from: usize) {
    let columns = shape.columns.get(from..shape.name).unwrap_or_default();
    for column in columns {
        if let Role::Level(word) = &column.role {
            state
                .outline
                .close_level(Some(word.as_str()).filter(|word| !word.is_empty()));
        }
    }
}

/// Opens the levels that a row of indicators prints; the innermost one.
pub(in crate::recover) fn open_levels(state: &mut State<'_>, levels: &[(String, Passage)]) -> Option<usize> {
    for (word, cell) in levels {
        open_level(state, word, cell);
    }
    state.outline.current().filter(|_| !levels.is_empty())
}

fn open_level(state: &mut State<'_>, word: &str, cell: &Passage) {
    let plain = japanese::nfkc(cell);
    let heading = state.lexicon.heading(&plain).unwrap_or_else(|| {
        let (number, used) = japanese::leading_number(cell).unwrap_or_default();
        crate::recover::lexicon::Heading {
            level: word.to_owned(),
            number: Some(number).filter(|number| !number.is_empty()),
            name: tidy(&cell.slice(used..cell.as_str().len())),
        }
    });
    let (level, number) = (heading.level.clone(), heading.number.clone());
    state.outline.open(
        &state.lexicon.words.levels,
        Some(level.as_str()).filter(|level| !level.is_empty()),
        number.as_deref(),
        &tidy(&heading.name),
        cell,
    );
}
