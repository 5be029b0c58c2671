//! Which column of a table names its rows.

use std::collections::BTreeSet;

use crate::source::Passage;
use crate::vocabulary::key;

use super::{Column, Look};
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::matrix::parts;
use crate::recover::plan::Family;

/// The column of the rows' names: the last level or name column that most rows fill; else the one that must be it.
pub(in crate::recover) fn find(
    columns: &mut [Column],
    family: &Family,
    lexicon: &Lexicon<'_>,
) -> Option<usize> {
    name_column(columns, family)
        .or_else(|| unknown_name(columns, family))
        .or_else(|| budget_line(columns, family, lexicon))
        .or_else(|| lost_name(columns, family, lexicon))
}

/// What a column of some rows holds, as [`key`]s.
fn texts<'f>(rows: impl IntoIterator<Item = &'f Vec<Passage>>, index: usize) -> Vec<String> {
    let cells = rows.into_iter().filter_map(|row| row.get(index));
    cells
        .map(|cell| key(cell.as_str()))
        .filter(|text| !text.is_empty())
        .collect()
}

/// A table of amounts (款, 区分 or 会計 down the side): the first column of words names its lines.
fn budget_line(columns: &mut [Column], family: &Family, lexicon: &Lexicon<'_>) -> Option<usize> {
    let money = |column: &&Column| {
        matches!(
            column.role,
            Role::Budget | Role::Difference | Role::Share | Role::Ratio
        )
    };
    let amounts = columns
        .iter()
        .filter(|column| column.role == Role::Budget)
        .count();
    // 科目 | 金額 alone is a table of amounts, too.
    if amounts == 0 || columns.iter().filter(money).count() < 2 && columns.len() > 2 {
        return None;
    }
    // 歳出合計 stands under one column of names and leaves the others empty.
    let is_total = |row: &&Vec<Passage>| {
        let first = row.iter().find(|cell| !cell.is_blank());
        first.is_some_and(|cell| parts::kind_of(cell, lexicon) == parts::Kind::Total)
    };
    let lines: Vec<&Vec<Passage>> = family.rows.iter().filter(|row| !is_total(row)).collect();
    // 一般会計 reaches over the column of groups and that of names.
    let reaches = |row: &[Passage], index: usize| {
        let blank = |cell: &Passage| cell.is_blank();
        row.get(index).is_none_or(blank) && !row.get(..index).is_none_or(|before| before.iter().all(blank))
    };
    let index = (0..columns.len()).find(|&index| {
        let lines = lines.iter().filter(|row| !reaches(row, index));
        let lines: Vec<&Vec<Passage>> = lines.copied().collect();
        let all = texts(lines.iter().copied(), index);
        let distinct: BTreeSet<&String> = all.iter().collect();
        matches!(columns[index].role, Role::Text | Role::Flag | Role::Evaluation)
            && matches!(
                columns[index].look,
                Look::Short | Look::Prose | Look::Department | Look::Grade
            )
            && all.len() * 10 >= lines.len() * 8
            && distinct.len() * 10 >= all.len() * 7
    })?;
    let label = bare(&columns[index].label);
    let word = label.strip_suffix('名').map(str::to_owned).unwrap_or(label);
    columns[index].role = Role::Level(if word.is_empty() {
        "事業".to_owned()
    } else {
        word
    });
    Some(index)
}

/// Right of section columns: a full column of short texts that differ, whatever its label calls them.
fn unknown_name(columns: &mut [Column], family: &Family) -> Option<usize> {
    let last = columns
        .iter()
        .rposition(|column| matches!(column.role, Role::Level(_) | Role::Name))?;
    let index = (last + 1..columns.len()).find(|&index| {
        let texts = texts(&family.rows, index);
        let distinct: BTreeSet<&String> = texts.iter().collect();
        columns[index].role == Role::Text
            && columns[index].look == Look::Short
            && texts.len() * 10 >= family.rows.len() * 8
            && distinct.len() * 10 >= texts.len() * 9
    })?;
    let label = bare(&columns[index].label);
    columns[index].role = Role::Level(label.strip_suffix('名').map(str::to_owned).unwrap_or(label));
    Some(index)
}

/// A column of short texts that all differ, left of the rest, whose header is lost: the names. What they are is
/// read off their own last word (…事業).
fn lost_name(columns: &mut [Column], family: &Family, lexicon: &Lexicon<'_>) -> Option<usize> {
    let index = (0..columns.len()).find(|&index| {
        let all = texts(&family.rows, index);
        let distinct: BTreeSet<&String> = all.iter().collect();
        columns[index].role == Role::Text
            && columns[index].look == Look::Short
            && all.len() > 1
            && distinct.len() == all.len()
            && lexicon.label(&columns[index].label).is_none()
    })?;
    let all = texts(&family.rows, index);
    let word = lexicon
        .words
        .levels
        .ranked()
        .iter()
        .map(|(word, _)| word)
        .find(|word| all.iter().filter(|text| text.ends_with(word.as_str())).count() * 2 >= all.len());
    columns[index].role = Role::Level(word.cloned().unwrap_or_else(|| "事業".to_owned()));
    Some(index)
}

/// The column of the rows' names: the last level or name column that most rows fill.
fn name_column(columns: &[Column], family: &Family) -> Option<usize> {
    let filled = |index: usize| {
        family
            .rows
            .iter()
            .filter(|row| row.get(index).is_some_and(|cell| !cell.is_blank()))
            .count()
    };
    let named = |index: &usize| matches!(columns[*index].role, Role::Level(_) | Role::Name);
    let most = (0..columns.len()).filter(named).map(filled).max()?;
    // Only begun groups of rows are filled: these columns are sections, the rows are named elsewhere.
    if most * 10 <= family.rows.len() * 6 {
        return None;
    }
    let full = |index: &usize| {
        filled(*index) * 10 >= most * 8 && !matches!(columns[*index].look, Look::Whole | Look::Grade)
    };
    // Names are short: a level word over narrative (取組内容, 目標) heads a text when another column holds names.
    let short = (0..columns.len())
        .filter(named)
        .rev()
        .find(|index| full(index) && columns[*index].look != Look::Prose);
    short.or_else(|| (0..columns.len()).filter(named).find(full))
}
