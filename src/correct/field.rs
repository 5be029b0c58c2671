//! The fields of a report that can be corrected.

use super::Subject;
use crate::model::Trace;
use crate::recover::Draft;

/// A field within its row, heading, indicator or count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// `/name`
    Name,
    /// `/number`
    Number,
    /// `/departments/N/name`
    Department(usize),
    /// `/budgets/N/value`
    Budget(usize),
    /// `/change/difference/value`
    Difference,
    /// `/change/ratio_percent`
    Ratio,
    /// `/evaluations/N/grade`
    Grade(usize),
    /// `/texts/N/text`
    Text(usize),
    /// `/values/N/value`
    Value(usize),
    /// `/counts/GRADE`
    Count(String),
}

impl Field {
    /// The field that a JSON pointer names; `None` for one that cannot be corrected.
    #[must_use]
    pub fn parse(pointer: &str) -> Option<Self> {
        let mut parts = pointer.strip_prefix('/')?.split('/');
        let (first, second, third) = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        let at = || second?.parse().ok();
        Some(match (first, third) {
            ("name", None) if second.is_none() => Field::Name,
            ("number", None) if second.is_none() => Field::Number,
            ("departments", Some("name")) => Field::Department(at()?),
            ("budgets", Some("value")) => Field::Budget(at()?),
            ("change", Some("value")) if second == Some("difference") => Field::Difference,
            ("change", None) if second == Some("ratio_percent") => Field::Ratio,
            ("evaluations", Some("grade")) => Field::Grade(at()?),
            ("texts", Some("text")) => Field::Text(at()?),
            ("values", Some("value")) => Field::Value(at()?),
            ("counts", None) => Field::Count(second?.replace("~1", "/").replace("~0", "~")),
            _ => return None,
        })
    }

    /// Its JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Field::Name => "/name".into(),
            Field::Number => "/number".into(),
            Field::Department(at) => format!("/departments/{at}/name"),
            Field::Budget(at) => format!("/budgets/{at}/value"),
            Field::Difference => "/change/difference/value".into(),
            Field::Ratio => "/change/ratio_percent".into(),
            Field::Grade(at) => format!("/evaluations/{at}/grade"),
            Field::Text(at) => format!("/texts/{at}/text"),
            Field::Value(at) => format!("/values/{at}/value"),
            Field::Count(grade) => format!("/counts/{}", grade.replace('~', "~0").replace('/', "~1")),
        }
    }

    /// The same field at another position of its list; `None` where it has no list.
    fn at(&self, at: usize) -> Option<Self> {
        Some(match self {
            Field::Department(_) => Field::Department(at),
            Field::Budget(_) => Field::Budget(at),
            Field::Grade(_) => Field::Grade(at),
            Field::Text(_) => Field::Text(at),
            Field::Value(_) => Field::Value(at),
            _ => return None,
        })
    }
}

/// A field of one row, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Slot<'d> {
    pub(super) owner: usize,
    pub(super) field: Field,
    pub(super) trace: &'d Trace,
}

/// Every place where `draft` has a field like this one, whatever its position in a list.
pub(super) fn slots<'d>(draft: &'d Draft, subject: Subject, field: &Field) -> Vec<Slot<'d>> {
    let owners = match subject {
        Subject::Section => draft.sections.len(),
        Subject::Item => draft.items.len(),
        Subject::Indicator => draft.indicators.len(),
        Subject::Tally => draft.tallies.len(),
    };
    let mut slots = Vec::new();
    for owner in 0..owners {
        // A list ends where a position has no entry.
        let mut at = 0;
        loop {
            let there = field.at(at);
            let Some(trace) = trace_of(draft, subject, owner, there.as_ref().unwrap_or(field)) else {
                break;
            };
            let listed = there.is_some();
            slots.push(Slot {
                owner,
                field: there.unwrap_or_else(|| field.clone()),
                trace,
            });
            if !listed {
                break;
            }
            at += 1;
        }
    }
    slots
}

/// Where a field stands; `None` where it does not exist.
fn trace_of<'d>(draft: &'d Draft, subject: Subject, owner: usize, field: &Field) -> Option<&'d Trace> {
    match subject {
        Subject::Section => {
            let section = draft.sections.get(owner)?;
            match field {
                Field::Name | Field::Number => Some(&section.trace),
                Field::Department(at) => section.departments.get(*at).map(|it| &it.trace),
                Field::Grade(at) => section.evaluations.get(*at).map(|it| &it.trace),
                Field::Text(at) => section.texts.get(*at).map(|it| &it.trace),
                _ => None,
            }
        }
        Subject::Item => {
            let item = draft.items.get(owner)?;
            match field {
                Field::Name | Field::Number => Some(&item.trace),
                Field::Department(at) => item.departments.get(*at).map(|it| &it.trace),
                Field::Budget(at) => item.budgets.get(*at).map(|it| &it.trace),
                Field::Difference | Field::Ratio => item.change.as_ref().map(|change| &change.trace),
                Field::Grade(at) => item.evaluations.get(*at).map(|it| &it.trace),
                Field::Text(at) => item.texts.get(*at).map(|it| &it.trace),
                _ => None,
            }
        }
        Subject::Indicator => {
            let indicator = draft.indicators.get(owner)?;
            match field {
                Field::Name | Field::Number => Some(&indicator.trace),
                Field::Text(at) => indicator.texts.get(*at).map(|it| &it.trace),
                Field::Value(at) => indicator.values.get(*at).map(|it| &it.trace),
                _ => None,
            }
        }
        Subject::Tally => {
            let tally = draft.tallies.get(owner)?;
            match field {
                Field::Count(grade) => tally.counts.contains_key(grade).then_some(&tally.trace),
                _ => None,
            }
        }
    }
}
