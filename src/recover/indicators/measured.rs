//! Indicators in a table of rows: columns that name a quantity and state its values beside the row it measures
//! (事業名 | 担当課 | 指標名 | 単位 | 目標値 | 実績値 | 評価).

use crate::model::IndicatorRole;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::{IndicatorDraft, ValueDraft, is_unit_head, name_and_unit, role_of};
use crate::recover::columns::{Column, Look};
use crate::recover::entry::Narrative;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::{tidy, tidy_name, years};

/// The columns of one indicator of every row.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    name: usize,
    unit: Option<usize>,
    values: Vec<Value>,
    /// Columns that say more of it (達成率).
    others: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Value {
    column: usize,
    role: IndicatorRole,
    /// The column that says of which year it is (目標年度 beside 目標値).
    year: Option<usize>,
}

impl Measured {
    /// Whether a column belongs to it.
    pub(in crate::recover) fn has(&self, column: usize) -> bool {
        self.name == column
            || self.unit == Some(column)
            || self.others.contains(&column)
            || self
                .values
                .iter()
                .any(|value| value.column == column || value.year == Some(column))
    }
}

/// The indicators that the rows of a table have; `row` is the column of the rows' names.
pub(in crate::recover) fn find(columns: &[Column], row: usize, lexicon: &Lexicon<'_>) -> Vec<Measured> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < columns.len() {
        if index == row || !names_quantity(columns, index, lexicon) {
            index += 1;
            continue;
        }
        let end = (index + 1..columns.len())
            .find(|&next| next == row || !goes_on(columns, index, next, lexicon))
            .unwrap_or(columns.len());
        found.extend(measured(columns, index, end, lexicon.words));
        index = end;
    }
    found
}

/// A column of words headed as an indicator's name, or the first one under such a head (KPI① | 成果指標).
fn names_quantity(columns: &[Column], index: usize, lexicon: &Lexicon<'_>) -> bool {
    let column = &columns[index];
    let words = lexicon.words;
    let wordy = matches!(column.look, Look::Short | Look::Prose) && column.role == Role::Text;
    let Some((own, upper)) = column.parts.split_last() else {
        return false;
    };
    let first = index == 0 || columns[index - 1].group != column.group;
    let under = first && column.group.is_some() && upper.iter().any(|head| is_quantity_head(head, words));
    let itself = role_of(own.as_str(), words).is_none() && is_quantity_head(own, words);
    wordy && (under || itself)
}

/// 指標名, KPI②, 成果指標（単位）: what only indicators are headed by. 項目 and 目標 head all kinds of columns.
fn is_quantity_head(head: &Passage, words: &Vocabulary) -> bool {
    let label = bare(head.as_str());
    let label = label.trim_end_matches(|c: char| c.is_ascii_digit());
    words.is_label("indicator", label) && (label.contains("指標") || label.contains("KPI"))
}

/// Whether a column still tells of the indicator that began at `first`.
fn goes_on(columns: &[Column], first: usize, next: usize, lexicon: &Lexicon<'_>) -> bool {
    let column = &columns[next];
    let begun = &columns[first];
    if begun.group.is_some() && begun.parts.len() > 1 {
        return begun.group == column.group;
    }
    let label = own_label(column);
    let mut upper = column.parts.iter().rev().skip(1);
    // 令和４年度 alone, or below 実績値: a value of the indicator beside it, though figures below years are amounts elsewhere.
    let dated = lexicon.label(&label) == Some(Role::Period)
        && upper.all(|head| lexicon.label(head.as_str()) != Some(Role::Budget));
    let said = dated || role_of(&label, lexicon.words).is_some() || column.role == Role::Period;
    let money = !dated && matches!(column.role, Role::Budget | Role::Funding) && column.unit.is_some();
    is_unit_head(&label) || is_rate(&label) || dates(&label, lexicon.words).is_some() || said && !money
}

fn own_label(column: &Column) -> String {
    let last = column.parts.last();
    last.map(|part| key(part.as_str())).unwrap_or_default()
}

/// 達成率, 進捗率: made of the values, no value of its own.
fn is_rate(label: &str) -> bool {
    let label = bare(label);
    label.ends_with('率')
        && ["達成", "進捗", "進ちょく"]
            .iter()
            .any(|word| label.starts_with(word))
        || label == "達成度"
}

/// 目標年度, 基準年次: which values' year a column says.
fn dates(label: &str, words: &Vocabulary) -> Option<IndicatorRole> {
    let label = bare(label);
    let stem = ["年度", "年次", "年", "時期"]
        .iter()
        .find_map(|end| label.strip_suffix(end))?;
    (!stem.is_empty()).then(|| role_of(stem, words)).flatten()
}

fn measured(columns: &[Column], name: usize, end: usize, words: &Vocabulary) -> Option<Measured> {
    let mut made = Measured {
        name,
        unit: None,
        values: Vec::new(),
        others: Vec::new(),
    };
    let mut dated: Vec<(IndicatorRole, usize)> = Vec::new();
    for (index, column) in columns.iter().enumerate().take(end).skip(name + 1) {
        let label = own_label(column);
        let said = column
            .parts
            .iter()
            .rev()
            .find_map(|part| role_of(part.as_str(), words));
        if is_unit_head(&label) {
            made.unit = made.unit.or(Some(index));
        } else if let Some(role) = dates(&label, words) {
            dated.push((role, index));
        } else if is_rate(&label) {
            made.others.push(index);
        } else if let Some(role) = said.or((column.role == Role::Period
            || years::of(&label).is_some() && column.look != Look::Prose)
            .then_some(IndicatorRole::Actual))
        {
            made.values.push(Value {
                column: index,
                role,
                year: None,
            });
        } else {
            made.others.push(index);
        }
    }
    for (role, index) in dated {
        // 基準年度 dates the 現状値 where no 基準値 is printed.
        let near = match role {
            IndicatorRole::Baseline => IndicatorRole::Current,
            IndicatorRole::Current => IndicatorRole::Baseline,
            other => other,
        };
        let of = |wanted: IndicatorRole| made.values.iter().position(|value| value.role == wanted);
        let at = of(role).or_else(|| of(near));
        match at.and_then(|at| made.values.get_mut(at)) {
            Some(value) if value.year.is_none() => value.year = Some(index),
            _ => made.others.push(index),
        }
    }
    (!made.values.is_empty()).then_some(made)
}

/// The indicator of one row; `None` where the row names none.
pub(in crate::recover) fn read(
    measured: &Measured,
    cells: &[Passage],
    columns: &[Column],
) -> Option<IndicatorDraft> {
    let cell = |index: usize| cells.get(index).filter(|cell| !cell.is_blank());
    let dash = |cell: &Passage| !cell.as_str().chars().any(char::is_alphanumeric);
    let printed = cell(measured.name).filter(|cell| !dash(cell))?;
    let (name, own_unit) = name_and_unit(&tidy_name(printed));
    let unit = measured
        .unit
        .and_then(cell)
        .map(|unit| key(unit.as_str()))
        .or(own_unit);
    let values: Vec<ValueDraft> = measured
        .values
        .iter()
        .filter_map(|value| {
            let figure = cell(value.column)?;
            let column = columns.get(value.column)?;
            let year = value
                .year
                .and_then(cell)
                .and_then(|year| years::of(year.as_str()));
            let head = column.parts.last()?;
            let draft = super::value(head, value.role, year.or(column.year), figure, unit.clone());
            Some(ValueDraft {
                label: column.label.clone(),
                ..draft
            })
        })
        .collect();
    let texts = measured.others.iter().filter_map(|&index| {
        Some(Narrative {
            label: columns.get(index).map(|column| column.label.clone()),
            text: tidy(cell(index)?),
        })
    });
    let unit = unit.or_else(|| values.iter().find_map(|value| value.unit.clone()));
    let places = measured
        .values
        .iter()
        .filter_map(|value| value.year.and_then(cell));
    let places = places
        .chain(measured.unit.and_then(cell))
        .chain([printed])
        .cloned();
    Some(IndicatorDraft {
        name,
        unit,
        texts: texts.collect(),
        values: values.clone(),
        places: places.collect(),
        ..IndicatorDraft::default()
    })
}
