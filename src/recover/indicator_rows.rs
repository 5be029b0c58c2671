//! Indicators in tables of rows: names at the left, a column a year.

use crate::layout::Grid;
use crate::model::IndicatorRole;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::columns::{Look, look};
use super::entry::Narrative;
use super::indicators::{
    IndicatorDraft, ValueDraft, filled, is_unit_head, is_value, name_and_unit, name_head, role_of, value,
};
use super::lexicon::{Lexicon, Role};
use super::{chosen, tidy, tidy_name, years};

/// Names at the left, a column a year; 目標 and 実績 on rows of their own, or the target under its label.
pub(super) fn read_rows(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<IndicatorDraft> {
    let words = lexicon.words;
    let mut heads = filled(grid, 0);
    let at = name_head(&heads, lexicon).unwrap_or(0);
    let names = heads.get(at).map_or(0, |(column, _)| *column);
    let header_rows = second_head(grid, names, &mut heads, lexicon);
    let first_value = heads
        .iter()
        .skip(at + 1)
        .map(|(column, _)| *column)
        .find(|column| {
            heads.iter().any(|(other, text)| {
                other == column
                    && (years::of(text.as_str()).is_some() || role_of(text.as_str(), words).is_some())
            })
        });
    let Some(first_value) = first_value else {
        return Vec::new();
    };
    let choices = chosen::under_heads(grid, words);
    let mut found: Vec<IndicatorDraft> = Vec::new();
    let mut waiting: Option<(usize, Passage, IndicatorRole)> = None;
    let mut under: Vec<(String, Passage)> = Vec::new();
    for row in header_rows..grid.rows() {
        let (before, cells): (Vec<_>, Vec<_>) = filled(grid, row)
            .into_iter()
            .partition(|(column, _)| *column < names);
        let (number, beside) = levels_before(&before, &heads, &mut under, lexicon);
        let known = found.len();
        let mut role = None;
        let mut lined = None;
        // 達成率 on a line of its own below 目標 and 実績: said of the quantity above.
        let derived = cells
            .iter()
            .find(|(column, text)| {
                *column > names
                    && *column < first_value
                    && !found.is_empty()
                    && super::quantities::is_derived(&key(text.as_str()), words)
            })
            .filter(|_| !cells.iter().any(|(column, _)| *column == names))
            .map(|(_, text)| text.clone());
        if let (Some(label), Some(open)) = (&derived, found.last_mut()) {
            say_of_line(open, label, &cells, &heads);
            continue;
        }
        let staged =
            |cell: &&(usize, Passage)| cell.0 > first_value && stands_for_line(cell, &heads, lexicon);
        if let Some((column, text)) = cells.iter().find(staged) {
            role = role_of(text.as_str(), words).map(|role| (role, text.clone()));
            lined = Some(*column);
        }
        for (column, text) in cells.iter().filter(|(column, _)| *column < first_value) {
            if let Some((_, label, target)) = waiting
                .take()
                .filter(|(at, _, _)| at == column && is_value(before_bracket(text.as_str())))
            {
                if let Some(open) = found.last_mut() {
                    let (figure, year) = own_year(text);
                    open.values.push(ValueDraft {
                        cell: text.clone(),
                        ..value(&label, target, year, &figure, None)
                    });
                }
                continue;
            }
            if heads
                .iter()
                .any(|(other, head)| other == column && is_unit_head(head.as_str()))
            {
                if let Some(open) = found.last_mut() {
                    open.unit = Some(key(text.as_str()));
                    open.places.push(text.clone());
                }
                continue;
            }
            let stated = role_of(text.as_str(), words)
                .filter(|_| *column > 0 || cells.len() > 1 && key(text.as_str()).chars().count() <= 4);
            match stated {
                Some(stated) => {
                    waiting = Some((*column, text.clone(), stated));
                    role = Some((stated, text.clone()));
                    if let Some(open) = found.last_mut() {
                        open.places.push(text.clone());
                    }
                }
                None if found.len() > known && explains(&heads, *column, words).is_some() => {
                    if let Some(open) = found.last_mut() {
                        open.texts.push(Narrative {
                            label: explains(&heads, *column, words),
                            text: tidy(text),
                        });
                    }
                }
                None if look(text.as_str(), words) != Look::Dash => {
                    let (name, unit) = named(text, &cells, &heads, lexicon);
                    found.push(IndicatorDraft {
                        name,
                        unit,
                        places: vec![text.clone()],
                        ..IndicatorDraft::default()
                    });
                }
                None => {}
            }
        }
        if let Some(made) = found.get_mut(known) {
            made.under.clone_from(&under);
            made.number = number.as_ref().map(|number| key(number.as_str()));
            made.places.extend(number);
            made.texts.extend(beside);
        }
        // 目標額 whose amount stands in the row below: the years of this row are what was reached.
        let below = row + 1 < grid.rows()
            && waiting.as_ref().is_some_and(|(column, _, _)| {
                filled(grid, row + 1)
                    .iter()
                    .any(|(other, text)| other == column && is_value(before_bracket(text.as_str())))
            });
        let Some(open) = found.last_mut() else { continue };
        for (column, cell) in cells.iter().filter(|(column, _)| *column >= first_value) {
            let Some((_, head)) = heads.iter().find(|(other, _)| other == column) else {
                open.places.push(cell.clone());
                continue;
            };
            if lined == Some(*column) {
                open.places.push(cell.clone());
                continue;
            }
            let choice = choices
                .iter()
                .find_map(|choice| Some((choice, choice.word(*column)?)));
            if let Some((choice, word)) = choice {
                open.places.push(cell.clone());
                open.texts.push(Narrative {
                    label: Some(super::state::label_text(&choice.head)),
                    text: tidy(word),
                });
                continue;
            }
            let undated = years::of(head.as_str()).is_none() && role_of(head.as_str(), words).is_none();
            if undated || says_other(head.as_str(), lexicon) {
                open.texts.push(Narrative {
                    label: Some(super::state::label_text(head)),
                    text: tidy(cell),
                });
                continue;
            }
            // 基準値 beside the lines of 目標 and 実績 says itself what it is.
            let own = role
                .clone()
                .filter(|_| !below && (lined.is_none() || role_of(head.as_str(), words).is_none()))
                .map(|(role, _)| role);
            let role = own.or_else(|| role_of(head.as_str(), words)).unwrap_or_default();
            open.values.push(value(
                head,
                role,
                years::of(head.as_str()),
                cell,
                open.unit.clone(),
            ));
        }
        if !below {
            waiting = None;
        }
    }
    for indicator in &mut found {
        let common = indicator.values.iter().find_map(|value| value.unit.clone());
        indicator.unit = indicator.unit.take().or(common);
    }
    if let Some(first) = found.first_mut() {
        first.places.extend(heads.into_iter().map(|(_, text)| text));
    }
    found.retain(|indicator| !indicator.values.is_empty());
    found
}

/// The name and the unit behind it; where the figures or a column say the unit, a bracket may hold a remark (男性).
fn named(
    text: &Passage,
    cells: &[(usize, Passage)],
    heads: &[(usize, Passage)],
    lexicon: &Lexicon<'_>,
) -> (Passage, Option<String>) {
    let (name, unit) = name_and_unit(text);
    let told = heads.iter().any(|(_, head)| is_unit_head(head.as_str()))
        || cells.iter().any(|(_, cell)| {
            matches!(crate::japanese::read_cell(cell.as_str()), crate::japanese::Cell::Number(number) if number.unit.is_some())
        });
    let remark = told
        && unit
            .as_ref()
            .is_some_and(|unit| !super::block::is_unit(unit, lexicon.words));
    if remark {
        (tidy_name(&tidy(text)), None)
    } else {
        (tidy_name(&name), unit)
    }
}

/// Adds the cells of a line that only derives from those above.
fn say_of_line(
    indicator: &mut IndicatorDraft,
    label: &Passage,
    cells: &[(usize, Passage)],
    heads: &[(usize, Passage)],
) {
    for (column, cell) in cells {
        let head = heads.iter().find(|(other, _)| other == column);
        let said = head
            .filter(|_| is_value(cell.as_str()))
            .map(|(_, head)| format!("{}／{}", super::state::label_text(head), key(label.as_str())));
        match said {
            Some(said) => indicator.texts.push(Narrative {
                label: Some(said),
                text: tidy(cell),
            }),
            None => indicator.places.push(cell.clone()),
        }
    }
}

/// The head of a column that explains the names before it (指標説明).
fn explains(heads: &[(usize, Passage)], column: usize, words: &Vocabulary) -> Option<String> {
    let (_, head) = heads.iter().find(|(other, _)| *other == column)?;
    super::quantities::explains(&key(head.as_str()), words).then(|| super::state::label_text(head))
}

/// 目標 or 実績 in a column of their own: what the years of this line are.
fn stands_for_line(cell: &(usize, Passage), heads: &[(usize, Passage)], lexicon: &Lexicon<'_>) -> bool {
    let (column, text) = cell;
    let head = heads.iter().find(|(other, _)| other == column);
    let silent = head.is_some_and(|(_, head)| {
        years::of(head.as_str()).is_none() && role_of(head.as_str(), lexicon.words).is_none()
    });
    silent && key(text.as_str()).chars().count() <= 4 && role_of(text.as_str(), lexicon.words).is_some()
}

/// 達成率, 評価 below a year: what is said of the quantity, no value of it.
fn says_other(head: &str, lexicon: &Lexicon<'_>) -> bool {
    let last = head.rsplit('／').next().unwrap_or(head);
    super::quantities::is_derived(&key(last), lexicon.words)
        || matches!(
            lexicon.label(last),
            Some(Role::Evaluation | Role::Ratio | Role::Share)
        )
}

/// Years in a second header row (実績値 over R4 | R5): joined to the heads; returns the number of header rows.
fn second_head(grid: &Grid, names: usize, heads: &mut Vec<(usize, Passage)>, lexicon: &Lexicon<'_>) -> usize {
    let own = filled(grid, 1);
    let period = |text: &Passage| {
        years::of(text.as_str()).is_some() || role_of(text.as_str(), lexicon.words).is_some()
    };
    let choices = chosen::under_heads(grid, lexicon.words);
    let chooses = |column: usize| choices.iter().any(|choice| choice.word(column).is_some());
    let known = |text: &Passage| period(text) || says_other(text.as_str(), lexicon);
    let joins = own.iter().any(|(_, text)| period(text))
        && grid.rows() > 2
        && own.iter().all(|(column, text)| {
            *column > names && (known(text) || chooses(*column)) && !is_value(text.as_str())
        });
    if !joins {
        return 1;
    }
    let upper = heads.clone();
    for (column, text) in own {
        let over = upper
            .iter()
            .rev()
            .find(|(start, _)| *start <= column && *start > names)
            .filter(|(start, _)| {
                *start == column
                    || grid
                        .cell(0, column)
                        .is_none_or(|cell| cell.text.is_blank() || cell.column == *start)
            });
        let mut label = over.map(|(_, label)| label.clone()).unwrap_or_default();
        label.join('／', &text);
        match heads.iter_mut().find(|(start, _)| *start == column) {
            Some((_, head)) => *head = label,
            None => heads.push((column, label)),
        }
    }
    heads.sort_by_key(|(column, _)| *column);
    2
}

/// The levels and the number that stand before the name, and what else does; a blank level goes on with the one above.
fn levels_before(
    cells: &[(usize, Passage)],
    heads: &[(usize, Passage)],
    under: &mut Vec<(String, Passage)>,
    lexicon: &Lexicon<'_>,
) -> (Option<Passage>, Vec<Narrative>) {
    let mut number = None;
    let mut beside = Vec::new();
    for (column, text) in cells {
        let head = heads
            .iter()
            .find(|(other, _)| other == column)
            .map(|(_, head)| head);
        match head.and_then(|head| lexicon.label(head.as_str())) {
            Some(Role::Level(word)) => {
                let depth = under
                    .iter()
                    .position(|(known, _)| *known == word)
                    .unwrap_or(under.len());
                under.truncate(depth);
                under.push((word, text.clone()));
            }
            None if head.is_some_and(|head| !key(head.as_str()).is_empty()) => beside.push(Narrative {
                label: head.map(super::state::label_text),
                text: tidy(text),
            }),
            _ => number = Some(text.clone()),
        }
    }
    (number, beside)
}

pub(super) fn before_bracket(text: &str) -> &str {
    text.split(['(', '（']).next().unwrap_or(text).trim()
}

/// `5,500,000千円 (令和8年度末現在高)`: the figure and its own year.
pub(super) fn own_year(text: &Passage) -> (Passage, Option<i32>) {
    let end = before_bracket(text.as_str()).len();
    (
        text.slice(0..end),
        years::of(text.as_str().get(end..).unwrap_or_default()),
    )
}
