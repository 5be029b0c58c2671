//! Corrections put into a draft, before the checks run over it.

use serde_json::Value;

use super::field::{Field, Slot, slots};
use super::{Correction, RULE, Subject};
use crate::check::yen;
use crate::model::{Difference, Evaluation, Figure, Item, Repair, Trace, Warning};
use crate::recover::Draft;

/// Puts `corrections` into `draft`; one that no longer finds its value is told as a warning.
pub(crate) fn apply(draft: &mut Draft, corrections: &[Correction]) {
    for (index, correction) in corrections.iter().enumerate() {
        let is_same = |later: &Correction| {
            (later.subject, later.place, &later.field)
                == (correction.subject, correction.place, &correction.field)
        };
        // Who corrects again means the last word only.
        if corrections.iter().skip(index + 1).any(is_same) {
            continue;
        }
        if let Err((code, why)) = one(draft, correction) {
            let value = &correction.value;
            draft.warnings.push(Warning {
                code: code.to_owned(),
                message: format!(
                    "correction of {} to {value} by {}: {why}",
                    correction.field, correction.by
                ),
                trace: Trace {
                    page: correction.place.page,
                    bytes: correction.place.bytes,
                    bbox: correction.place.bbox,
                    ..Trace::default()
                },
            });
        }
    }
}

type Refused = (&'static str, String);

const UNMATCHED: &str = "correction-unmatched";
const INVALID: &str = "correction-invalid";

fn one(draft: &mut Draft, correction: &Correction) -> Result<(), Refused> {
    let field = Field::parse(&correction.field)
        .ok_or_else(|| (INVALID, "this field cannot be corrected".to_owned()))?;
    let mut found = slots(draft, correction.subject, &field);
    found.retain(|slot| correction.place.meets(slot.trace));
    // Several values may share one place (a cell with two figures): then the position decides.
    if found.len() > 1 {
        found.retain(|slot| slot.field == field);
    }
    let [Slot { owner, field, .. }] = found.as_slice() else {
        let why = match found.len() {
            0 => "no such value stands there any more; the value was left as it is",
            _ => "several rows stand there; the value was left as it is",
        };
        return Err((UNMATCHED, why.to_owned()));
    };
    let (owner, field) = (*owner, field.clone());
    let printed = set(draft, correction, owner, &field)?;
    let repair = Repair {
        field: field.pointer(),
        printed,
        value: correction.value.clone(),
        rule: RULE.to_owned(),
        evidence: match &correction.note {
            Some(note) => format!("decided by {}: {note}", correction.by),
            None => format!("decided by {}", correction.by),
        },
        by: Some(correction.by.clone()),
    };
    if let Some(repairs) = repairs(draft, correction.subject, owner) {
        repairs.push(repair);
    }
    Ok(())
}

fn repairs(draft: &mut Draft, subject: Subject, owner: usize) -> Option<&mut Vec<Repair>> {
    match subject {
        Subject::Section => draft.sections.get_mut(owner).map(|it| &mut it.repairs),
        Subject::Item => draft.items.get_mut(owner).map(|it| &mut it.repairs),
        Subject::Indicator => draft.indicators.get_mut(owner).map(|it| &mut it.repairs),
        Subject::Tally => draft.tallies.get_mut(owner).map(|it| &mut it.repairs),
    }
}

/// Sets the value and returns what is printed there.
fn set(draft: &mut Draft, correction: &Correction, owner: usize, field: &Field) -> Result<String, Refused> {
    let value = &correction.value;
    let missing = || (UNMATCHED, "no such value".to_owned());
    match correction.subject {
        Subject::Section => {
            let it = draft.sections.get_mut(owner).ok_or_else(missing)?;
            match field {
                Field::Name => replace(&mut it.name, text(value)?),
                Field::Number => replace_optional(&mut it.number, optional_text(value)?),
                Field::Department(at) => {
                    replace_in(it.departments.get_mut(*at).map(|it| &mut it.name), value)
                }
                Field::Text(at) => replace_in(it.texts.get_mut(*at).map(|it| &mut it.text), value),
                Field::Grade(at) => grade(it.evaluations.get_mut(*at).ok_or_else(missing)?, value),
                _ => Err(missing()),
            }
        }
        Subject::Item => item(draft.items.get_mut(owner).ok_or_else(missing)?, field, value),
        Subject::Indicator => {
            let it = draft.indicators.get_mut(owner).ok_or_else(missing)?;
            match field {
                Field::Name => replace(&mut it.name, text(value)?),
                Field::Number => replace_optional(&mut it.number, optional_text(value)?),
                Field::Text(at) => replace_in(it.texts.get_mut(*at).map(|it| &mut it.text), value),
                Field::Value(at) => {
                    let entry = it.values.get_mut(*at).ok_or_else(missing)?;
                    entry.value = figure(value)?;
                    Ok(entry.printed.clone())
                }
                _ => Err(missing()),
            }
        }
        Subject::Tally => {
            let it = draft.tallies.get_mut(owner).ok_or_else(missing)?;
            let Field::Count(grade) = field else {
                return Err(missing());
            };
            let count = value
                .as_i64()
                .ok_or((INVALID, "a whole number is wanted".to_owned()))?;
            let before = it.counts.insert(grade.clone(), count);
            Ok(before.map(|count| count.to_string()).unwrap_or_default())
        }
    }
}

fn item(it: &mut Item, field: &Field, value: &Value) -> Result<String, Refused> {
    let missing = || (UNMATCHED, "no such value".to_owned());
    match field {
        Field::Name => replace(&mut it.name, text(value)?),
        Field::Number => replace_optional(&mut it.number, optional_text(value)?),
        Field::Department(at) => replace_in(it.departments.get_mut(*at).map(|it| &mut it.name), value),
        Field::Text(at) => replace_in(it.texts.get_mut(*at).map(|it| &mut it.text), value),
        Field::Grade(at) => grade(it.evaluations.get_mut(*at).ok_or_else(missing)?, value),
        Field::Budget(at) => {
            let budget = it.budgets.get_mut(*at).ok_or_else(missing)?;
            budget.value = figure(value)?;
            budget.yen = yen(budget.value.map(|figure| figure.0), budget.unit.as_deref());
            budget.corrected = true;
            Ok(budget.printed.clone())
        }
        Field::Difference => {
            let value = figure(value)?;
            let unit = it.budgets.first().and_then(|budget| budget.unit.clone());
            let change = it.change.as_mut().ok_or_else(missing)?;
            let before = change.difference.take();
            let unit = before
                .as_ref()
                .and_then(|difference| difference.unit.clone())
                .or(unit);
            change.difference = Some(Difference {
                value,
                yen: yen(value.map(|figure| figure.0), unit.as_deref()),
                unit,
            });
            change.difference_corrected = true;
            Ok(change.difference_printed.clone().unwrap_or_default())
        }
        Field::Ratio => {
            let change = it.change.as_mut().ok_or_else(missing)?;
            change.ratio_percent = figure(value)?;
            change.ratio_corrected = true;
            Ok(change.ratio_printed.clone().unwrap_or_default())
        }
        _ => Err(missing()),
    }
}

/// Sets a grade; the cell is no longer one that the law of tallies takes for unreadable.
fn grade(it: &mut Evaluation, value: &Value) -> Result<String, Refused> {
    it.grade = optional_text(value)?;
    let seen = it.grade.clone().unwrap_or_else(|| "—".to_owned());
    Ok(std::mem::replace(&mut it.printed, seen))
}

fn replace(place: &mut String, value: String) -> Result<String, Refused> {
    Ok(std::mem::replace(place, value))
}

fn replace_optional(place: &mut Option<String>, value: Option<String>) -> Result<String, Refused> {
    Ok(std::mem::replace(place, value).unwrap_or_default())
}

fn replace_in(place: Option<&mut String>, value: &Value) -> Result<String, Refused> {
    let place = place.ok_or_else(|| (UNMATCHED, "no such value".to_owned()))?;
    replace(place, text(value)?)
}

fn text(value: &Value) -> Result<String, Refused> {
    let text = value.as_str().ok_or((INVALID, "a text is wanted".to_owned()))?;
    Ok(text.to_owned())
}

fn optional_text(value: &Value) -> Result<Option<String>, Refused> {
    if value.is_null() {
        Ok(None)
    } else {
        text(value).map(Some)
    }
}

fn figure(value: &Value) -> Result<Option<Figure>, Refused> {
    match value {
        Value::Null => Ok(None),
        _ => match value.as_f64() {
            Some(number) => Ok(Some(Figure(number))),
            None => Err((INVALID, "a number is wanted".to_owned())),
        },
    }
}
