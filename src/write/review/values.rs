//! What a row of a review page shows: each value with its place, its repair and its doubt.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::places::Places;
use crate::correct::{Field, Place, RULE};
use crate::model::{Check, CheckStatus, Department, Evaluation, Figure, Repair, TextEntry, Trace};
use crate::write::tables::Doc;

/// One value of a row.
#[derive(Debug, Serialize)]
pub(super) struct ShownValue<'d> {
    /// JSON pointer by which it is corrected.
    field: String,
    /// What kind of value it is, for the page to say in its language, where the report prints no label.
    pub word: Option<&'static str>,
    label: String,
    value: Value,
    numeric: bool,
    unit: Option<&'d str>,
    /// A text that may be empty but not absent.
    required: bool,
    place: usize,
    /// Where corrections say that it stands.
    at: Place,
    repair: Option<&'d Repair>,
    /// Why a person should look: `fails`, `undecidable` or `repaired`.
    doubt: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct ShownCheck<'d> {
    pub rule: &'static str,
    pub status: &'static str,
    pub printed: &'d str,
    pub computed: &'d str,
}

/// What the rows of a page are made from.
pub(super) struct Making<'d, 'p, 's> {
    pub doc: &'d Doc<'d>,
    pub places: &'p mut Places<'s>,
    pub checks: BTreeMap<&'d str, Vec<&'d Check>>,
}

impl<'d> Making<'d, '_, '_> {
    pub(super) fn value(
        &mut self,
        field: Field,
        label: String,
        value: Value,
        trace: &Trace,
    ) -> ShownValue<'d> {
        ShownValue {
            required: matches!(field, Field::Name | Field::Department(_) | Field::Text(_)),
            field: field.pointer(),
            word: None,
            label,
            value,
            numeric: false,
            unit: None,
            place: self.places.of(trace),
            at: Place::of(trace),
            repair: None,
            doubt: None,
        }
    }

    pub(super) fn figure(
        &mut self,
        field: Field,
        label: String,
        value: Option<Figure>,
        unit: Option<&'d str>,
        trace: &Trace,
    ) -> ShownValue<'d> {
        let value = serde_json::to_value(value).unwrap_or_default();
        ShownValue {
            numeric: true,
            unit,
            ..self.value(field, label, value, trace)
        }
    }

    pub(super) fn named(&mut self, number: Option<&str>, name: &str, trace: &Trace) -> Vec<ShownValue<'d>> {
        let mut values = Vec::new();
        for (word, field, text) in [
            ("number", Field::Number, number),
            ("name", Field::Name, Some(name)),
        ] {
            if let Some(text) = text {
                let mut value = self.value(field, String::new(), text.into(), trace);
                value.word = Some(word);
                values.push(value);
            }
        }
        values
    }

    pub(super) fn departments(&mut self, departments: &'d [Department]) -> Vec<ShownValue<'d>> {
        let numbered = departments.iter().enumerate();
        numbered
            .map(|(at, department)| {
                let name = department.name.as_str().into();
                let mut value = self.value(Field::Department(at), String::new(), name, &department.trace);
                value.word = Some("department");
                value
            })
            .collect()
    }

    pub(super) fn grades(&mut self, evaluations: &'d [Evaluation]) -> Vec<ShownValue<'d>> {
        let numbered = evaluations.iter().enumerate();
        numbered
            .map(|(at, grade)| {
                let year = grade
                    .fiscal_year
                    .map(|year| format!(" {year}"))
                    .unwrap_or_default();
                let label = format!("{}{year}", grade.label);
                self.value(Field::Grade(at), label, grade.grade.clone().into(), &grade.trace)
            })
            .collect()
    }

    pub(super) fn texts(&mut self, texts: &'d [TextEntry]) -> Vec<ShownValue<'d>> {
        let numbered = texts.iter().enumerate();
        numbered
            .map(|(at, text)| {
                let label = text.label.clone().unwrap_or_default();
                let mut value = self.value(Field::Text(at), label, text.text.as_str().into(), &text.trace);
                value.word = text.label.is_none().then_some("text");
                value
            })
            .collect()
    }

    /// Gives each value its repair and the worst of the checks that compare it.
    pub(super) fn judge(&self, values: &mut [ShownValue<'d>], checks: &[&Check], repairs: &'d [Repair]) {
        for value in values {
            value.repair = repairs.iter().rev().find(|repair| repair.field == value.field);
            let decided = value.repair.is_some_and(|repair| repair.rule == RULE);
            let compared = |status: CheckStatus| {
                checks
                    .iter()
                    .filter(|check| check.status == status)
                    .flat_map(|check| &check.places)
                    .any(|place| Place::of(place) == value.at)
            };
            let checkable = value.numeric || value.field.starts_with("/evaluations/");
            value.doubt = match value.repair {
                _ if decided => None,
                _ if checkable && compared(CheckStatus::Fails) => Some("fails"),
                _ if checkable && compared(CheckStatus::Undecidable) => Some("undecidable"),
                Some(_) => Some("repaired"),
                None => None,
            };
        }
    }
}
