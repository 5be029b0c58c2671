//! What the report says twice: of all printings of a row the fullest becomes the item, the others become
//! statements to check it by, or items of their own where they add something.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::outline::{Outline, loose, number_key};
use super::state::State;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// An item of its own.
    Item,
    /// An item that says again what this other entry says, with something of its own.
    Repeats(usize),
    /// Only a second place of this entry.
    Second(usize),
    /// A list entry without a row.
    Listed,
}

/// The fate of every entry.
pub(crate) fn fates(state: &State<'_>) -> Vec<Fate> {
    let entries = &state.entries;
    let children = child_counts(entries);
    let mut fates = vec![Fate::Item; entries.len()];
    for group in groups(state) {
        let Some(&primary) = group.iter().max_by_key(|&&index| {
            (
                richness(&entries[index], children[index]),
                std::cmp::Reverse(index),
            )
        }) else {
            continue;
        };
        for &index in group.iter().filter(|&&index| index != primary) {
            let (mine, full) = (&entries[index], &entries[primary]);
            fates[index] = if children[index] == 0 && adds_nothing(mine, full) {
                Fate::Second(primary)
            } else {
                Fate::Repeats(primary)
            };
        }
    }
    repeated_elsewhere(state, &mut fates);
    lists_without_rows(entries, &children, &mut fates);
    for index in 0..entries.len() {
        if let Some(parent) = entries[index].parent
            && !matches!(fates[parent], Fate::Item | Fate::Repeats(_))
        {
            fates[index] = fates[parent];
        }
    }
    fates
}

fn child_counts(entries: &[Entry]) -> Vec<usize> {
    let mut counts = vec![0; entries.len()];
    for parent in entries.iter().filter_map(|entry| entry.parent) {
        counts[parent] += 1;
    }
    counts
}

fn richness(entry: &Entry, children: usize) -> usize {
    entry.departments.len()
        + entry.amounts.len()
        + entry.evaluations.len()
        + 2 * entry.texts.len()
        + 3 * children
}

/// Entries of one section with one number and name; in order of their first printing.
fn groups(state: &State<'_>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_place: BTreeMap<(Option<usize>, String), Vec<usize>> = BTreeMap::new();
    for (index, entry) in state
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.parent.is_none())
    {
        let number = entry.number.as_deref().map(number_key).unwrap_or_default();
        let known = by_place.entry((entry.section, number)).or_default();
        let found = known.iter().copied().find(|&group| {
            groups[group]
                .iter()
                .any(|&other| same_name(&state.entries[other], entry))
                && groups[group].iter().all(|&other| {
                    state.entries[other].list != entry.list
                        || !state.entries[other].has_fields()
                        || !entry.has_fields()
                })
        });
        match found {
            Some(group) => groups[group].push(index),
            None => {
                known.push(groups.len());
                groups.push(vec![index]);
            }
        }
    }
    groups
}

fn same_name(a: &Entry, b: &Entry) -> bool {
    let (a, b) = (loose(a.name.as_str()), loose(b.name.as_str()));
    a == b || a.chars().count() > 3 && may_be_alike(&a, &b) && crate::japanese::similar(&a, &b) > 0.8
}

/// A cheap bound before the costly comparison: most letters of the shorter name stand in the longer one.
fn may_be_alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let count = short.chars().count();
    let shared = short.chars().filter(|letter| long.contains(*letter)).count();
    count * 10 >= long.chars().count() * 7 && shared * 10 >= count * 6
}

/// Whether everything that `entry` says stands in `full` too, or contradicts a value of the same kind there.
fn adds_nothing(entry: &Entry, full: &Entry) -> bool {
    let texts = entry.texts.iter().all(|text| {
        let mine = loose(text.text.as_str());
        full.texts
            .iter()
            .any(|other| loose(other.text.as_str()).contains(&mine))
    });
    let departments = entry.departments.is_empty() || !full.departments.is_empty();
    let years =
        |grades: &[super::entry::Grade]| grades.iter().map(|grade| grade.fiscal_year).collect::<Vec<_>>();
    let full_years = years(&full.evaluations);
    let grades = years(&entry.evaluations)
        .iter()
        .all(|year| full_years.contains(year));
    let amounts = entry.amounts.iter().all(|amount| {
        full.amounts
            .iter()
            .any(|other| other.fiscal_year == amount.fiscal_year && other.value == amount.value)
    });
    texts && departments && grades && amounts && !entry.reference
}

/// Rows of tables outside the outline (【参考】) and rows marked 再掲 repeat a row that stands elsewhere.
fn repeated_elsewhere(state: &State<'_>, fates: &mut [Fate]) {
    let entries = &state.entries;
    for index in 0..entries.len() {
        let entry = &entries[index];
        if fates[index] != Fate::Item || entry.parent.is_some() {
            continue;
        }
        let again = entry.flags.iter().any(|(flag, _)| flag.contains("再掲"));
        let outside = entry.section.is_none();
        if !again && !outside && !entry.reference {
            continue;
        }
        let original = (0..entries.len()).find(|&other| {
            let full = &entries[other];
            let numbers = again
                || match (&full.number, &entry.number) {
                    (Some(a), Some(b)) => number_key(a) == number_key(b),
                    _ => true,
                };
            other != index
                && full.parent.is_none()
                && fates[other] == Fate::Item
                && (full.section != entry.section || full.list != entry.list)
                && (again || full.section.is_some() && !full.reference)
                && !full.flags.iter().any(|(flag, _)| flag.contains("再掲"))
                && numbers
                && loose(full.name.as_str()) == loose(entry.name.as_str())
        });
        if let Some(original) = original {
            let second = !again && !entry.has_fields();
            fates[index] = if second {
                Fate::Second(original)
            } else {
                Fate::Repeats(original)
            };
        }
    }
}

/// A list entry without any field is no row where its neighbours are second places of rows.
fn lists_without_rows(entries: &[Entry], children: &[usize], fates: &mut [Fate]) {
    let any_row = entries
        .iter()
        .zip(fates.iter())
        .any(|(entry, fate)| *fate == Fate::Item && entry.has_fields());
    for index in 0..entries.len() {
        let bare = !entries[index].has_fields() && children[index] == 0 && entries[index].parent.is_none();
        if !bare || fates[index] != Fate::Item || !any_row {
            continue;
        }
        let listed = entries.iter().zip(fates.iter()).any(|(other, fate)| {
            other.kind == entries[index].kind && !other.has_fields() && matches!(fate, Fate::Second(_))
        });
        if listed {
            fates[index] = Fate::Listed;
        }
    }
}

/// Sections that carry rows, and those above them.
pub(crate) fn mark_used(outline: &mut Outline, entries: &[Entry], fates: &[Fate]) {
    let carried = entries
        .iter()
        .zip(fates)
        .filter(|(_, fate)| matches!(fate, Fate::Item | Fate::Repeats(_)))
        .filter_map(|(entry, _)| entry.section);
    for section in carried.collect::<Vec<_>>() {
        let mut next = Some(section);
        while let Some(index) = next {
            outline.sections[index].used = true;
            next = outline.sections[index].parent;
        }
    }
}
