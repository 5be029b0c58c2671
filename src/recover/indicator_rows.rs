//! Indicators in tables of rows: names at the left, a column a year.

use crate::layout::Grid;
use crate::model::IndicatorRole;
use crate::source::Passage;
use crate::vocabulary::key;

use super::columns::{Look, look};
use super::entry::Narrative;
use super::indicators::{
    IndicatorDraft, ValueDraft, filled, is_unit_head, is_value, name_and_unit, role_of, value,
};
use super::lexicon::Lexicon;
use super::{tidy, years};

/// Names at the left, a column a year; 目標 and 実績 on rows of their own, or the target under its label.
pub(super) fn read_rows(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<IndicatorDraft> {
    let words = lexicon.words;
    let heads = filled(grid, 0);
    let first_value = heads.iter().skip(1).map(|(column, _)| *column).find(|column| {
        heads.iter().any(|(other, text)| {
            other == column && (years::of(text.as_str()).is_some() || role_of(text.as_str(), words).is_some())
        })
    });
    let Some(first_value) = first_value else {
        return Vec::new();
    };
    let mut found: Vec<IndicatorDraft> = Vec::new();
    let mut waiting: Option<(usize, Passage, IndicatorRole)> = None;
    for row in 1..grid.rows() {
        let cells = filled(grid, row);
        let mut role = None;
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
                None if look(text.as_str(), words) != Look::Dash => {
                    let (name, unit) = name_and_unit(text);
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
            if years::of(head.as_str()).is_none() && role_of(head.as_str(), words).is_none() {
                open.texts.push(Narrative {
                    label: Some(super::state::label_text(head)),
                    text: tidy(cell),
                });
                continue;
            }
            let own = role.clone().filter(|_| !below).map(|(role, _)| role);
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
