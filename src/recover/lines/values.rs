//! Values of sheets and lines: which of the labels that wait for one they belong to.

use crate::source::Passage;
use crate::vocabulary::key;

use crate::recover::lexicon::Role;
use crate::recover::outline::opening::{inserted, open_expected_rows, select_row};
use crate::recover::rows::marks;
use crate::recover::state::{OpenField, Pending, State};
use crate::recover::{amounts, departments, grades, years};

pub(in crate::recover) fn push_pending(state: &mut State<'_>, label: &Passage, role: Role, lines: bool) {
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
pub(in crate::recover) fn unlabelled(state: &mut State<'_>, text: &Passage) {
    match crate::recover::indicators::reference(text.as_str()) {
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
pub(in crate::recover) fn fitting(state: &State<'_>, text: &Passage) -> Option<usize> {
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
        Role::Evaluation if grades::read(cell, words).is_some() => 3,
        _ => 1,
    };
    let best = state
        .pending
        .iter()
        .enumerate()
        .max_by_key(|(index, pending)| (rank(pending), *index))?;
    (rank(best.1) > 0 || state.pending.len() == 1).then_some(best.0)
}

/// The label that usually follows the last one, when that label's value stands here without it.
pub(in crate::recover) fn expected_label(state: &State<'_>, value: &Passage) -> Option<(Passage, Role)> {
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
