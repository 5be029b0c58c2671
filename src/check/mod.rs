//! Checks of the draft against arithmetic and against second places in the same report, one file a rule.
//!
//! A printed value is changed only where one answer remains; each change is shown as a
//! [`Repair`](crate::model::Repair). Everything else is only said, in a [`Check`].

mod amount;
mod change;
mod contents;
mod count;
mod duplicate;
mod evidence;
mod execution;
mod in_row;
mod laws;
mod numbering;
mod readings;
mod recognised;
mod reread;
mod series;
mod settlement;
mod solve;
mod sum;
mod tally;
mod text;
mod thousands;
mod total_rows;
mod under;

pub use recognised::recognised;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Check, CheckStatus, Trace};
use crate::recover::Draft;

pub(crate) use change::yen;

/// Subject of a check that is about the report as a whole.
const DOCUMENT: &str = "document";

/// Amounts (row, entry) that the law of differences has confirmed.
type Verified = BTreeSet<(usize, usize)>;

/// Applies every law to `draft`, repairs what has one answer, and says how each law ended: in the order in which
/// their subjects appear, then by rule.
#[must_use = "the checks belong in the report"]
pub fn run(draft: &mut Draft) -> Vec<Check> {
    let (mut checks, verified) = change::check(draft);
    checks.extend(sum::check(draft, &verified));
    checks.extend(execution::check(draft));
    checks.extend(tally::check(draft));
    checks.extend(count::check(draft));
    checks.extend(numbering::check(draft));
    checks.extend(contents::check(draft));
    checks.extend(duplicate::check(draft));
    let order = order(draft);
    checks.sort_by(|left, right| {
        let place = |check: &Check| order.get(check.subject.as_str()).copied();
        place(left).cmp(&place(right)).then(left.rule.cmp(&right.rule))
    });
    checks
}

/// How a check that repairs nothing ends.
fn held(holds: bool) -> CheckStatus {
    if holds {
        CheckStatus::Holds
    } else {
        CheckStatus::Fails
    }
}

/// Whether `section` is `wanted` or below it; everything is in the document as a whole.
fn is_within(draft: &Draft, section: Option<&str>, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let mut at = section;
    // Bounded by the number of sections, so that a ring of parents ends as well.
    for _ in 0..=draft.sections.len() {
        match at {
            Some(id) if id == wanted => return true,
            Some(id) => {
                let section = draft.sections.iter().find(|section| section.id == id);
                at = section.and_then(|section| section.parent.as_deref());
            }
            None => return false,
        }
    }
    false
}

/// Position of every subject in reading order.
fn order(draft: &Draft) -> BTreeMap<&str, usize> {
    let sections = draft
        .sections
        .iter()
        .map(|section| (section.id.as_str(), &section.trace));
    let items = draft.items.iter().map(|item| (item.id.as_str(), &item.trace));
    let indicators = draft
        .indicators
        .iter()
        .map(|indicator| (indicator.id.as_str(), &indicator.trace));
    let tallies = draft
        .tallies
        .iter()
        .map(|tally| (tally.id.as_str(), &tally.trace));
    let mut subjects: Vec<(&str, &Trace)> = sections.chain(items).chain(indicators).chain(tallies).collect();
    subjects.sort_by(|(_, left), (_, right)| compare(left, right));
    let documents = std::iter::once(DOCUMENT);
    let ids = documents.chain(subjects.into_iter().map(|(id, _)| id));
    ids.enumerate().map(|(index, id)| (id, index)).collect()
}

/// By page, then by byte or height on the page.
fn compare(left: &Trace, right: &Trace) -> Ordering {
    let byte = |trace: &Trace| trace.bytes.map_or(0, |[start, _]| start);
    let height = |trace: &Trace| trace.bbox.map_or(0.0, |[_, top, _, _]| top);
    let pages = left.page.unwrap_or(0).cmp(&right.page.unwrap_or(0));
    let bytes = byte(left).cmp(&byte(right));
    pages.then(bytes).then(height(left).total_cmp(&height(right)))
}

#[cfg(test)]
mod change_tests;
#[cfg(test)]
mod in_row_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod readings_tests;
#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod second_tests;
#[cfg(test)]
mod settlement_tests;
