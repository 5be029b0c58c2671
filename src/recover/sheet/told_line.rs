//! Indicators that a line of a form tells by itself: 活動指標 | 説明会の開催 | 単位 | 回 | 目標 | 12 | 実績 | 11.

use crate::layout::{Cell, Grid};
use crate::model::IndicatorRole;
use crate::recover::entry::Narrative;
use crate::recover::indicators::quantities;
use crate::recover::indicators::{self, IndicatorDraft};
use crate::recover::lexicon::bare;
use crate::recover::state::{State, label_text};
use crate::recover::{tidy, tidy_name, years};
use crate::vocabulary::key;

/// The lines of a form that tell an indicator, with the row of each.
pub(super) fn find(grid: &Grid, state: &State<'_>) -> Vec<(usize, IndicatorDraft)> {
    let line = |row: usize| Some((row, line(grid, row, state)?));
    (0..grid.rows()).filter_map(line).collect()
}

fn line(grid: &Grid, row: usize, state: &State<'_>) -> Option<IndicatorDraft> {
    let words = state.lexicon.words;
    let cells: Vec<&Cell> = grid
        .origins(row)
        .filter(|cell| !cell.text.is_blank() && cell.nested.is_empty())
        .collect();
    let [label, name, rest @ ..] = cells.as_slice() else {
        return None;
    };
    let heads = bare(label.text.as_str());
    let heads = heads.trim_end_matches(|c: char| c.is_ascii_digit());
    let named = heads.contains("指標") || heads.contains("KPI");
    if !named
        || state.lexicon.label(name.text.as_str()).is_some()
        || indicators::is_value(name.text.as_str())
        || rest.len() % 2 != 0
    {
        return None;
    }
    let (own, unit) = indicators::name_and_unit(&tidy_name(&name.text));
    let mut draft = IndicatorDraft {
        name: own,
        unit,
        section: state.outline.current(),
        places: vec![label.text.clone(), name.text.clone()],
        ..IndicatorDraft::default()
    };
    for pair in rest.chunks_exact(2) {
        let [label, value] = pair else { return None };
        let word = bare(label.text.as_str());
        draft.places.push(label.text.clone());
        if word.starts_with("単位") {
            draft.unit = Some(key(value.text.as_str()));
            draft.places.push(value.text.clone());
        } else if quantities::is_derived(&word, words) {
            draft.texts.push(Narrative {
                label: Some(label_text(&label.text)),
                text: tidy(&value.text),
            });
        } else {
            // R5現状 | 412 | R6 | 420: bare years behind what was found are aims.
            let aimed = || {
                let before = draft.values.last()?;
                let from = matches!(
                    before.role,
                    IndicatorRole::Current | IndicatorRole::Baseline | IndicatorRole::Target
                );
                let later = years::of(label.text.as_str())? > before.fiscal_year?;
                (from && later).then_some(IndicatorRole::Target)
            };
            let role = indicators::role_of(&word, words).or_else(aimed)?;
            let year = years::of(label.text.as_str()).or(state.fiscal_year);
            if !indicators::is_value(value.text.as_str()) {
                return None;
            }
            let unit = draft.unit.clone();
            draft
                .values
                .push(indicators::value(&label.text, role, year, &value.text, unit));
        }
    }
    draft.unit = draft.unit.take().or_else(|| quantities::common_unit(&draft));
    (!draft.values.is_empty()).then_some(draft)
}
