//! Indicators, counts, meanings and totals written into the draft.

use std::collections::BTreeMap;

use crate::model::{Indicator, IndicatorValue, LegendEntry, Tally};
use crate::vocabulary::key;

use super::IndicatorDraft;
use crate::recover::amounts;
use crate::recover::draft::{Draft, Statement};
use crate::recover::emit::{Emitter, common_label, find_section, owners};
use crate::recover::grades::tallies::{LegendDraft, TallyDraft};
use crate::recover::ledger::Part;
use crate::recover::lexicon::Role;
use crate::recover::rows::totals::{TotalRow, rows_by_section};
use crate::recover::state::State;

impl Emitter<'_> {
    /// Indicators with ids in reading order.
    pub(crate) fn indicators(
        &mut self,
        found: &[IndicatorDraft],
        state: &State<'_>,
        ids: (&BTreeMap<usize, String>, &BTreeMap<usize, String>),
        draft: &mut Draft,
    ) {
        for indicator in found {
            self.book(Part::Indicators, &indicator.name);
            for place in &indicator.places {
                self.book(Part::Indicators, place);
            }
            let values = indicator
                .values
                .iter()
                .map(|value| {
                    self.book(Part::Indicators, &value.cell);
                    IndicatorValue {
                        label: value.label.clone(),
                        fiscal_year: value.fiscal_year,
                        role: value.role,
                        value: value.value,
                        unit: value.unit.clone(),
                        printed: crate::recover::tidy(&value.cell).as_str().to_owned(),
                        qualifier: value.qualifier,
                        alternate: value.alternate,
                        trace: self.trace(&[&value.cell]),
                    }
                })
                .collect();
            let made = Indicator {
                id: format!("k{}", draft.indicators.len() + 1),
                number: indicator.number.clone(),
                name: indicator.name.as_str().to_owned(),
                unit: indicator.unit.clone(),
                owners: owners(indicator, state, ids),
                texts: self.texts(Part::Indicators, &indicator.texts),
                repairs: Vec::new(),
                values,
                trace: self.trace(&[&indicator.name]),
            };
            draft.indicators.push(made);
        }
    }

    /// Counts with ids in reading order; printed numbers of rows become statements.
    pub(crate) fn tallies(
        &mut self,
        found: &[TallyDraft],
        state: &State<'_>,
        sections: &BTreeMap<usize, String>,
        draft: &mut Draft,
    ) {
        let label = common_label(draft);
        for tally in found {
            for place in &tally.places {
                self.book(Part::Tallies, place);
            }
            let section = tally
                .section
                .as_ref()
                .and_then(|wanted| find_section(state, wanted))
                .and_then(|index| sections.get(&index).cloned());
            let first = tally.places.first().cloned().unwrap_or_default();
            let known = draft.tallies.len() + 1;
            if tally.section.is_some() && section.is_none() && tally.what.is_none() {
                draft.warnings.push(crate::model::Warning {
                    code: "tally-without-section".into(),
                    message: "a printed count names a section of which no row was found".into(),
                    trace: self.trace(&[&first]),
                });
            }
            if let Some((kind, count, place)) = &tally.rows {
                draft.statements.push(Statement::RowCount {
                    kind: kind.clone(),
                    section: section.clone(),
                    count: *count,
                    trace: self.trace(&[place]),
                });
            }
            draft.tallies.push(Tally {
                id: format!("y{known}"),
                what: tally
                    .what
                    .clone()
                    .or_else(|| label.clone())
                    .unwrap_or_else(|| "評価".to_owned()),
                fiscal_year: tally.fiscal_year.or(state.fiscal_year),
                section,
                counts: tally.counts.clone(),
                repairs: Vec::new(),
                trace: self.trace(&tally.places.iter().collect::<Vec<_>>()),
            });
        }
    }

    /// Meanings of grades, each once.
    pub(crate) fn legend(&mut self, found: &[LegendDraft], draft: &mut Draft) {
        for entry in found {
            self.book(Part::Legend, &entry.meaning);
            for place in &entry.places {
                self.book(Part::Legend, place);
            }
            let meaning = entry.meaning.as_str().to_owned();
            let known = draft.legend.iter().any(|old| {
                old.grade == entry.grade && old.scope == entry.scope && key(&old.meaning) == key(&meaning)
            });
            if !known && !meaning.is_empty() {
                draft.legend.push(LegendEntry {
                    grade: entry.grade.clone(),
                    meaning,
                    scope: entry.scope.clone(),
                    trace: self.trace(&[&entry.meaning]),
                });
            }
        }
    }

    /// Total rows as statements.
    pub(crate) fn totals(&mut self, totals: &[TotalRow], ids: &BTreeMap<usize, String>, draft: &mut Draft) {
        for total in totals {
            self.book(Part::Items, &total.label);
            for (column, cell) in &total.cells {
                self.book(Part::Items, cell);
                let Some(shape) =
                    total.shape.columns.get(*column).filter(|column| {
                        matches!(column.role, Role::Budget | Role::Funding | Role::Difference)
                    })
                else {
                    continue;
                };
                draft.statements.push(Statement::Total {
                    label: crate::recover::tidy(&total.label).as_str().to_owned(),
                    over: total
                        .over
                        .iter()
                        .filter_map(|index| ids.get(index).cloned())
                        .collect(),
                    budget_label: shape.label.clone(),
                    is_change: shape.role == Role::Difference,
                    fiscal_year: shape.year,
                    value: amounts::figure(cell.as_str()).map(|figure| figure.0),
                    printed: self.printed(cell),
                    trace: self.trace(&[cell]),
                });
            }
        }
    }

    /// Sums that headings of sections say, as statements.
    pub(crate) fn section_totals(
        &mut self,
        state: &State<'_>,
        ids: &BTreeMap<usize, String>,
        draft: &mut Draft,
    ) {
        if state.section_totals.is_empty() {
            return;
        }
        let by_section = rows_by_section(state);
        for total in &state.section_totals {
            let rows = by_section
                .get(&total.section)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let Some((label, fiscal_year)) = total.sums(rows, state) else {
                continue;
            };
            let name = state
                .outline
                .sections
                .get(total.section)
                .map(|section| &section.name);
            draft.statements.push(Statement::Total {
                label: name.map_or_else(String::new, |name| name.as_str().to_owned()),
                over: rows.iter().filter_map(|row| ids.get(row).cloned()).collect(),
                budget_label: label,
                is_change: false,
                fiscal_year,
                value: amounts::figure(total.amount.as_str()).map(|figure| figure.0),
                printed: self.printed(&total.amount),
                trace: self.trace(&[&total.amount]),
            });
        }
    }
}
