//! Grades and marks of a row of a table.

use crate::source::Passage;
use crate::vocabulary::key;

use crate::recover::columns::Column;
use crate::recover::entry::{Entry, Grade};
use crate::recover::lexicon::Role;
use crate::recover::rows::SECTION_GRADE;
use crate::recover::state::{State, add_text};
use crate::recover::{grades, tidy, tidy_name};

/// The mark on a row that a cell stands for: `○` under 新規, or `◎` where the document says what it means and the
/// column does not.
pub(in crate::recover) fn explained(state: &State<'_>, cell: &Passage, column: &Column) -> Option<String> {
    let words = state.lexicon.words;
    let head = column
        .parts
        .last()
        .map(|part| key(part.as_str()))
        .unwrap_or_default();
    if column.role == Role::Flag && grades::is_mark(cell.as_str(), words) && words.flags.words.contains(&head)
    {
        return Some(head);
    }
    let plain = key(cell.as_str());
    let mut letters = plain.chars();
    let (mark, rest) = (letters.next()?, letters.next());
    let silent = head.is_empty() || column.role == Role::Flag;
    state
        .marks
        .get(&mark)
        .filter(|_| rest.is_none() && silent)
        .cloned()
}

/// A grade of the row, or of its section where the column is filled only in a section's first row.
pub(in crate::recover) fn give_grade(
    state: &mut State<'_>,
    entry: &mut Entry,
    cell: &Passage,
    column: &Column,
    first_of_section: bool,
) {
    let ringed = grades::ringed(cell, &state.ringed);
    if let Some(choice) = &ringed {
        entry.places.push(cell.clone());
        return give_grade(state, entry, choice, column, first_of_section);
    }
    // In a column of grades any short cell is one: 5, ②, 実施中.
    let short = || {
        let printed = tidy_name(cell).as_str().to_owned();
        let says = grades::is_mark(&printed, state.lexicon.words) || printed.contains(char::is_alphanumeric);
        let short = printed.chars().count() <= LONGEST_GRADE && !printed.contains('。');
        (says && short).then_some(Some(printed))
    };
    let choice = column
        .parts
        .last()
        .filter(|part| column.chooses || grades::is_choice(part.as_str(), state.lexicon.words));
    let chosen = || {
        let mark = grades::is_mark(cell.as_str(), state.lexicon.words);
        choice.filter(|_| mark).map(|part| Some(key(part.as_str())))
    };
    if choice.is_some() && grades::is_dash(cell.as_str(), state.lexicon.words) {
        entry.places.push(cell.clone());
        return;
    }
    let grade = chosen()
        .or_else(|| grades::read(cell.as_str(), state.lexicon.words))
        .or_else(short);
    let Some(grade) = grade else {
        add_text(entry, Some(column.label.clone()), tidy(cell));
        return;
    };
    let graded = |part: &&Passage| {
        state.lexicon.label(part.as_str()) != Some(Role::Period)
            && choice.is_none_or(|choice| choice.as_str() != part.as_str())
    };
    let label = column
        .parts
        .iter()
        .find(graded)
        .map_or_else(|| "評価".to_owned(), crate::recover::columns::part_text);
    let grade = Grade {
        label,
        fiscal_year: column.year.or(state.fiscal_year),
        grade,
        cell: cell.clone(),
    };
    let of_section = column.group == Some(SECTION_GRADE) && first_of_section;
    match state.outline.current().filter(|_| of_section) {
        Some(section) => {
            let known = &mut state.outline.sections[section];
            let again = known
                .evaluations
                .iter()
                .any(|old| old.fiscal_year == grade.fiscal_year && old.grade == grade.grade);
            if again {
                known.places.push(cell.clone())
            } else {
                known.evaluations.push(grade)
            }
        }
        None => entry.evaluations.push(grade),
    }
}

const LONGEST_GRADE: usize = 12;
