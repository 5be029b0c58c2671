//! Rule `count`: a printed number of rows against the rows found.

use super::text::key;
use super::{DOCUMENT, held, is_within};
use crate::model::{Check, CheckRule, Trace, Warning};
use crate::recover::{Draft, Statement};

/// Checks every printed number of rows.
pub(super) fn check(draft: &mut Draft) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut warnings = Vec::new();
    for statement in &draft.statements {
        let Statement::RowCount {
            kind,
            section,
            count,
            trace,
        } = statement
        else {
            continue;
        };
        let found = found(draft, kind, section.as_deref());
        let best = found
            .iter()
            .find(|rows| i64::try_from(rows.len()).is_ok_and(|rows| rows == *count));
        let rows = best
            .or_else(|| found.first())
            .map(Vec::as_slice)
            .unwrap_or_default();
        if best.is_none() {
            warnings.push(Warning {
                code: "row-count-mismatch".to_owned(),
                message: format!("{kind}: {count} printed, {} found", rows.len()),
                trace: trace.clone(),
            });
        }
        checks.push(Check {
            rule: CheckRule::Count,
            subject: section.clone().unwrap_or_else(|| DOCUMENT.to_owned()),
            status: held(best.is_some()),
            printed: count.to_string(),
            computed: rows.len().to_string(),
            places: std::iter::once(trace)
                .chain(rows.iter().copied())
                .cloned()
                .collect(),
        });
    }
    draft.warnings.extend(warnings);
    checks
}

/// Ways to count: rows of the kind that repeat none, all of them, headings of that level.
fn found<'a>(draft: &'a Draft, kind: &str, section: Option<&str>) -> Vec<Vec<&'a Trace>> {
    let wanted = key(kind);
    for exact in [true, false] {
        let is_kind = |word: &str| {
            let word = key(word);
            word == wanted
                || (!exact && !word.is_empty() && (word.contains(&wanted) || wanted.contains(&word)))
        };
        let items = || {
            draft
                .items
                .iter()
                .filter(|item| is_kind(&item.kind) && is_within(draft, item.section.as_deref(), section))
        };
        let own = items()
            .filter(|item| item.repeats.is_none())
            .map(|item| &item.trace)
            .collect();
        let all = items().map(|item| &item.trace).collect();
        let headings = draft.sections.iter().filter(|heading| {
            heading.level.as_deref().is_some_and(is_kind) && is_within(draft, Some(&heading.id), section)
        });
        let ways: [Vec<&Trace>; 3] = [own, all, headings.map(|heading| &heading.trace).collect()];
        let ways: Vec<Vec<&Trace>> = ways.into_iter().filter(|way| !way.is_empty()).collect();
        if !ways.is_empty() {
            return ways;
        }
    }
    Vec::new()
}
