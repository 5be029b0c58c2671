//! Rule `tally`: printed counts of grades against the grades of the rows or sections.

use std::collections::BTreeMap;

use super::text::{is_dash, key};
use crate::model::{Check, CheckRule, CheckStatus, Evaluation, Repair, Tally, Trace, Warning};
use crate::recover::Draft;

/// Where the counted grades stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// All rows, those that repeat another one included.
    Items,
    /// Rows that repeat none.
    OwnItems,
    /// Headings.
    Sections,
}

/// One grade that a tally may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    owner: usize,
    evaluation: usize,
}

/// The rows whose grades come closest to what a tally prints.
struct Found {
    source: Source,
    slots: Vec<Slot>,
    counts: BTreeMap<String, i64>,
}

/// Checks every tally; a grade is filled in only where it is the one unreadable cell and one answer is left.
pub(super) fn check(draft: &mut Draft) -> Vec<Check> {
    let tallies = draft.tallies.clone();
    let checks = tallies.iter().map(|tally| one(draft, tally));
    checks.collect()
}

fn one(draft: &mut Draft, tally: &Tally) -> Check {
    let found = closest(draft, tally);
    let printed = shown(&tally.counts);
    let mut check = Check {
        rule: CheckRule::Tally,
        subject: tally.id.clone(),
        status: CheckStatus::Holds,
        printed: printed.clone(),
        computed: shown(&of_interest(&found.counts, tally)),
        places: std::iter::once(tally.trace.clone())
            .chain(places(draft, &found))
            .collect(),
    };
    if mismatches(tally, &found.counts) == 0 {
        return check;
    }
    if let Some((slot, grade)) = missing(draft, tally, &found) {
        fill(draft, found.source, slot, &grade, tally, &printed);
        check.status = CheckStatus::Repaired;
        check.computed = printed;
        return check;
    }
    check.status = CheckStatus::Fails;
    let year = tally
        .fiscal_year
        .map(|year| format!(" {year}"))
        .unwrap_or_default();
    draft.warnings.push(Warning {
        code: "tally-mismatch".to_owned(),
        message: format!(
            "{}{year}: {printed} printed, {} found",
            tally.what, check.computed
        ),
        trace: tally.trace.clone(),
    });
    check
}

/// How the label of a grade meets that of a tally, the best first.
const MEETINGS: [fn(&str, &str) -> bool; 3] = [
    |label, what| label == what,
    |label, what| !label.is_empty() && !what.is_empty() && (what.contains(label) || label.contains(what)),
    |_, _| true,
];

/// Among rows, own rows and headings, those whose grades of this year agree best: with the label of the tally,
/// where any has it. Where nothing at all is graded, no row is found.
fn closest(draft: &Draft, tally: &Tally) -> Found {
    let what = key(&tally.what);
    for meets in MEETINGS {
        let found = [Source::Items, Source::OwnItems, Source::Sections]
            .into_iter()
            .flat_map(|source| {
                let graded = graded(draft, tally, source);
                let mut labels: Vec<String> = graded.iter().map(|(_, grade)| key(&grade.label)).collect();
                labels.sort();
                labels.dedup();
                labels.retain(|label| meets(label, &what));
                let of_label = move |label: String| found(draft, tally, source, &graded, &label);
                labels.into_iter().map(of_label).collect::<Vec<_>>()
            });
        let found = found.filter(|found| !found.slots.is_empty());
        if let Some(found) = found.min_by_key(|found| mismatches(tally, &found.counts)) {
            return found;
        }
    }
    Found {
        source: Source::Items,
        slots: Vec::new(),
        counts: BTreeMap::new(),
    }
}

/// The grades of one label: of the tally's year, or the newest where it prints none.
fn found(draft: &Draft, tally: &Tally, source: Source, graded: &[(Slot, &Evaluation)], label: &str) -> Found {
    let labelled = || graded.iter().filter(|(_, grade)| key(&grade.label) == label);
    let newest = labelled().filter_map(|(_, grade)| grade.fiscal_year).max();
    let year = tally.fiscal_year.or(newest);
    let of_year = labelled().filter(|(_, grade)| grade.fiscal_year.is_none() || grade.fiscal_year == year);
    let slots: Vec<Slot> = of_year.map(|(slot, _)| *slot).collect();
    let counts = count(draft, source, &slots);
    Found {
        source,
        slots,
        counts,
    }
}

fn evaluations(draft: &Draft, source: Source, owner: usize) -> &[Evaluation] {
    let found = match source {
        Source::Sections => draft.sections.get(owner).map(|section| &section.evaluations),
        _ => draft.items.get(owner).map(|item| &item.evaluations),
    };
    found.map(Vec::as_slice).unwrap_or_default()
}

/// Every grade of the tally's section.
fn graded<'a>(draft: &'a Draft, tally: &Tally, source: Source) -> Vec<(Slot, &'a Evaluation)> {
    let headings = draft
        .sections
        .iter()
        .map(|section| within(draft, Some(&section.id), tally));
    let rows = draft.items.iter().map(|item| {
        let is_meant = source == Source::Items || item.repeats.is_none();
        is_meant && within(draft, item.section.as_deref(), tally)
    });
    let counted: Vec<bool> = if source == Source::Sections {
        headings.collect()
    } else {
        rows.collect()
    };
    let owners = counted.iter().enumerate().filter(|(_, is_counted)| **is_counted);
    let graded = owners.flat_map(|(owner, _)| {
        let graded = evaluations(draft, source, owner).iter().enumerate();
        graded.map(move |(evaluation, grade)| (Slot { owner, evaluation }, grade))
    });
    graded.collect()
}

/// Whether `section` is the tally's or below it.
fn within(draft: &Draft, section: Option<&str>, tally: &Tally) -> bool {
    super::is_within(draft, section, tally.section.as_deref())
}

fn count(draft: &Draft, source: Source, slots: &[Slot]) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for slot in slots {
        if let Some(grade) = evaluations(draft, source, slot.owner).get(slot.evaluation) {
            let name = grade.grade.as_deref().unwrap_or("—");
            *counts.entry(key(name)).or_insert(0) += 1;
        }
    }
    counts
}

/// Count of one printed key; every kind of dash is the same.
fn counted(counts: &BTreeMap<String, i64>, name: &str) -> i64 {
    let dashed = is_dash(name);
    let same = |other: &str| {
        if dashed {
            is_dash(other)
        } else {
            other == key(name)
        }
    };
    counts
        .iter()
        .filter(|(other, _)| same(other))
        .map(|(_, count)| count)
        .sum()
}

/// Grades whose printed count differs, and grades that the tally does not know.
fn mismatches(tally: &Tally, counts: &BTreeMap<String, i64>) -> i64 {
    let printed = tally
        .counts
        .iter()
        .map(|(name, count)| (counted(counts, name) - count).abs());
    let unknown = counts
        .iter()
        .filter(|(name, _)| !is_dash(name) && !tally.counts.keys().any(|printed| key(printed) == **name));
    printed.sum::<i64>() + unknown.map(|(_, count)| count).sum::<i64>()
}

/// What was found for the printed keys, and other grades that were found.
fn of_interest(counts: &BTreeMap<String, i64>, tally: &Tally) -> BTreeMap<String, i64> {
    let printed = tally
        .counts
        .keys()
        .map(|name| (name.clone(), counted(counts, name)));
    let mut shown: BTreeMap<String, i64> = printed.collect();
    for (name, count) in counts {
        let is_known = is_dash(name) || tally.counts.keys().any(|printed| key(printed) == *name);
        if !is_known {
            shown.insert(name.clone(), *count);
        }
    }
    shown
}

fn shown(counts: &BTreeMap<String, i64>) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    parts.join(", ")
}

fn places(draft: &Draft, found: &Found) -> Vec<Trace> {
    let graded = found.slots.iter();
    graded
        .filter_map(|slot| evaluations(draft, found.source, slot.owner).get(slot.evaluation))
        .map(|grade| grade.trace.clone())
        .collect()
}

/// The one unreadable grade, and the one grade of which one is missing.
fn missing(draft: &Draft, tally: &Tally, found: &Found) -> Option<(Slot, String)> {
    let unreadable = found.slots.iter().filter(|slot| {
        evaluations(draft, found.source, slot.owner)
            .get(slot.evaluation)
            .is_some_and(|grade| grade.grade.is_none() && !is_dash(&grade.printed))
    });
    let unreadable: Vec<&Slot> = unreadable.collect();
    let [slot] = unreadable.as_slice() else {
        return None;
    };
    let differing: Vec<(&String, i64)> = tally
        .counts
        .iter()
        .filter(|(name, _)| !is_dash(name))
        .map(|(name, count)| (name, count - counted(&found.counts, name)))
        .filter(|(_, difference)| *difference != 0)
        .collect();
    match differing.as_slice() {
        [(name, 1)] => Some((**slot, (*name).clone())),
        _ => None,
    }
}

fn fill(draft: &mut Draft, source: Source, slot: Slot, grade: &str, tally: &Tally, printed: &str) {
    let (evaluations, repairs) = match source {
        Source::Sections => match draft.sections.get_mut(slot.owner) {
            Some(section) => (&mut section.evaluations, &mut section.repairs),
            None => return,
        },
        _ => match draft.items.get_mut(slot.owner) {
            Some(item) => (&mut item.evaluations, &mut item.repairs),
            None => return,
        },
    };
    let Some(evaluation) = evaluations.get_mut(slot.evaluation) else {
        return;
    };
    evaluation.grade = Some(grade.to_owned());
    repairs.push(Repair {
        field: format!("/evaluations/{}/grade", slot.evaluation),
        printed: evaluation.printed.clone(),
        value: grade.into(),
        rule: "tally".to_owned(),
        evidence: format!(
            "{} {printed}: every other grade is read, and one {grade} is missing",
            tally.what
        ),
        by: None,
    });
}
