//! Columns of grades and choices.

use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::{Column, Look};
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::plan::Family;
use crate::recover::rows::SECTION_GRADE;

/// Columns of choices (拡充 | 現状維持 | 縮小): marks on the row beside one that says 新規 or under 区分, else grades.
pub(super) fn choices(columns: &mut [Column], words: &Vocabulary) {
    let last = |column: &Column| {
        column
            .parts
            .last()
            .map(|part| key(part.as_str()))
            .unwrap_or_default()
    };
    let new = columns
        .iter()
        .any(|column| column.parts.len() == 1 && matches!(last(column).as_str(), "新規" | "新"));
    for column in columns.iter_mut().filter(|column| column.look == Look::Grade) {
        let flag = words.flags.words.contains(&last(column));
        if flag && (column.parts.len() == 1 && new || column.role == Role::Flag) {
            column.role = Role::Flag;
        }
    }
    // 現状, 予定どおり: words that say something else elsewhere.
    let other =
        |column: &&mut Column| column.chooses && !matches!(column.role, Role::Flag | Role::Evaluation);
    for column in columns.iter_mut().filter(other) {
        column.role = Role::Evaluation;
    }
}

/// 一次評価 over 必要性 | 有効性 | 総合: where several grades stand under one head, each is called by both words.
pub(super) fn whole_grade_labels(columns: &mut [Column], lexicon: &Lexicon<'_>) {
    let words = lexicon.words;
    let graded = |column: &Column| -> Vec<Passage> {
        let said = column
            .parts
            .iter()
            .filter(|part| lexicon.label(part.as_str()) != Some(Role::Period));
        said.cloned().collect()
    };
    let named = |column: &Column| {
        let parts = graded(column);
        let last = parts.last()?;
        let whole = column.role == Role::Evaluation
            && parts.len() > 1
            && !column.chooses
            && !crate::recover::grades::is_choice(last.as_str(), words);
        whole.then(|| (key(parts[0].as_str()), column.year, column.group))
    };
    let names: Vec<_> = columns.iter().map(named).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        let shared = names
            .iter()
            .flatten()
            .filter(|name| Some(*name) == names[index].as_ref());
        if shared.count() < 2 {
            continue;
        }
        let mut whole = Passage::default();
        for part in graded(column) {
            whole.join('／', &crate::recover::tidy_name(&part));
        }
        column.parts = vec![whole];
    }
}

/// Grade columns that are filled only where a section begins are grades of the section.
pub(super) fn section_grades(columns: &mut [Column], family: &Family, name: usize, words: &Vocabulary) {
    let Some(level) = columns
        .iter()
        .take(name)
        .rposition(|column| matches!(column.role, Role::Level(_)))
    else {
        return;
    };
    let begins = |row: &&Vec<Passage>| row.get(level).is_some_and(|cell| !cell.is_blank());
    let starts = family.rows.iter().filter(begins).count();
    if starts == 0 || starts == family.rows.len() {
        return;
    }
    // 拡充 | 維持 | 廃止 under one head: each is empty in most rows, whatever it is a choice of.
    let chooses = |column: &Column| {
        let last = column.parts.last();
        column.chooses || last.is_some_and(|part| crate::recover::grades::is_choice(part.as_str(), words))
    };
    for (index, column) in columns
        .iter_mut()
        .enumerate()
        .filter(|(_, column)| column.role == Role::Evaluation && !chooses(column))
    {
        let filled = |row: &&Vec<Passage>| row.get(index).is_some_and(|cell| !cell.is_blank());
        let later = family
            .rows
            .iter()
            .filter(|row| !begins(row))
            .filter(filled)
            .count();
        if later * 4 < family.rows.len() - starts {
            column.group = Some(SECTION_GRADE);
        }
    }
}
