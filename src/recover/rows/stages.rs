//! Rows printed on several lines: one name, below each other what was planned and what was spent (予算, 決算).

use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use crate::recover::amounts;
use crate::recover::columns::{Column, Look};
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::plan::Family;

const LONGEST: usize = 10;
const MOST_STAGES: usize = 4;
const MOST_YEARS: usize = 10;

/// The column that says which stage a line is of: the same few words in turn, the name only beside the first.
pub(in crate::recover) fn column(
    columns: &[Column],
    family: &Family,
    lexicon: &Lexicon<'_>,
) -> Option<usize> {
    let figures = |index: usize| matches!(columns[index].look, Look::Whole | Look::Decimal);
    let dated = |index: usize| columns[index].year.is_some();
    (1..columns.len()).find(|&index| {
        !matches!(
            columns[index].role,
            Role::Budget | Role::Period | Role::Department
        ) && (index + 1..columns.len()).any(|index| figures(index) || dated(index))
            && turns(family, index, MOST_STAGES, |text| is_stage(text, lexicon))
    })
}

/// Whether years stand in turn in a column, the name only beside the first of them.
pub(in crate::recover) fn turns_by_year(family: &Family, index: usize, lexicon: &Lexicon<'_>) -> bool {
    turns(family, index, MOST_YEARS, |text| {
        lexicon.column_year(text).is_some()
    })
}

fn turns(family: &Family, index: usize, most: usize, is_stage: impl Fn(&str) -> bool) -> bool {
    let mut stages: Vec<String> = Vec::with_capacity(family.rows.len());
    let mut distinct: Vec<String> = Vec::new();
    for row in &family.rows {
        let stage = stage(row, index);
        if !stage.is_empty() && !distinct.contains(&stage) {
            distinct.push(stage.clone());
        }
        // Names, figures: nearly every column of a long table is no column of stages after a few rows.
        if distinct.len() > most {
            return false;
        }
        stages.push(stage);
    }
    if distinct.len() < 2 || !distinct.iter().all(|stage| is_stage(stage)) {
        return false;
    }
    let leads = |row: usize| stages[row] == distinct[0];
    let leading = (0..stages.len()).filter(|&row| leads(row)).count();
    let named = |row: &Vec<Passage>| row.iter().take(index).any(|cell| !cell.is_blank());
    let fitting = (0..stages.len())
        .filter(|&row| leads(row) == named(&family.rows[row]))
        .count();
    leading > 1 && leading < stages.len() && fitting * 10 >= stages.len() * 9
}

fn stage(row: &[Passage], index: usize) -> String {
    row.get(index).map(|cell| bare(cell.as_str())).unwrap_or_default()
}

fn is_stage(text: &str, lexicon: &Lexicon<'_>) -> bool {
    text.chars().count() <= LONGEST
        && (amounts::phase_of(text, lexicon.words).is_some()
            || crate::recover::indicators::role_of(text, lexicon.words).is_some()
            || matches!(lexicon.label(text), Some(Role::Budget | Role::Funding)))
}

/// The rows that begin a name, for whatever is asked of names.
pub(in crate::recover) fn leading(family: &Family, stages: usize) -> Family {
    let named = |row: &&Vec<Passage>| row.iter().take(stages).any(|cell| !cell.is_blank());
    Family {
        headers: family.headers.clone(),
        rows: family.rows.iter().filter(named).cloned().collect(),
        caption_unit: family.caption_unit.clone(),
        counts: family.counts,
        heading: family.heading.clone(),
    }
}

/// A narrative's column on the line of a stage (令和5年度／計画).
pub(in crate::recover) fn staged_text(column: &Column, stage: &Passage) -> Column {
    Column {
        label: format!("{}／{}", column.label, bare(stage.as_str())),
        ..column.clone()
    }
}

/// An amount's column on the line of a stage: named by it, its year the column's.
pub(in crate::recover) fn staged(column: &Column, stage: &Passage, words: &Vocabulary) -> Column {
    let name = bare(stage.as_str());
    let phase = amounts::phase_of(&name, words).or(column.phase);
    // A source keeps its name; what it is a part of is the amount of this line.
    if column.part_of.is_some() && !name.is_empty() {
        return Column {
            phase,
            part_of: Some(name),
            ..column.clone()
        };
    }
    Column {
        phase,
        label: if name.is_empty() { key(&column.label) } else { name },
        ..column.clone()
    }
}
