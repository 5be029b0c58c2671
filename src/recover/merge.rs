//! What the report says twice: of all printings of a row the fullest becomes the item, the others become
//! statements to check it by, or items of their own where they add something.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::Entry;
use super::indicators::IndicatorDraft;
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
    let names: Vec<Name> = entries.iter().map(Name::of).collect();
    let mut fates = vec![Fate::Item; entries.len()];
    for Group { members, .. } in groups(entries, &names) {
        let Some(&primary) = members.iter().max_by_key(|&&index| {
            (
                richness(&entries[index], children[index]),
                std::cmp::Reverse(index),
            )
        }) else {
            continue;
        };
        for &index in members.iter().filter(|&&index| index != primary) {
            let (mine, full) = (&entries[index], &entries[primary]);
            fates[index] = if children[index] == 0 && adds_nothing(mine, full) {
                Fate::Second(primary)
            } else {
                Fate::Repeats(primary)
            };
        }
    }
    repeated_elsewhere(entries, &names, &mut fates);
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

/// Entries of one section with one number and name.
#[derive(Debug, Default)]
struct Group {
    /// In order of their printing.
    members: Vec<usize>,
    /// Lists in which one of them has fields: rows of one list are different rows.
    lists: BTreeSet<usize>,
}

/// Groups in order of their first printing.
fn groups(entries: &[Entry], names: &[Name]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_place: BTreeMap<(Option<usize>, String), Vec<usize>> = BTreeMap::new();
    let top = |(_, entry): &(usize, &Entry)| entry.parent.is_none();
    for (index, entry) in entries.iter().enumerate().filter(top) {
        let number = entry.number.as_deref().map(number_key).unwrap_or_default();
        let known = by_place.entry((entry.section, number)).or_default();
        let apart = |group: &Group| entry.has_fields() && group.lists.contains(&entry.list);
        let found = known.iter().copied().find(|&group| {
            let group = &groups[group];
            let alike = |&other: &usize| names[other].is_alike(&names[index]);
            !apart(group) && group.members.iter().any(alike)
        });
        let group = found.unwrap_or_else(|| {
            known.push(groups.len());
            groups.push(Group::default());
            groups.len() - 1
        });
        groups[group].members.push(index);
        if entry.has_fields() {
            groups[group].lists.insert(entry.list);
        }
    }
    groups
}

/// A name as it is compared; books hold ten thousands of rows, and each may be asked about each.
struct Name {
    loose: String,
    length: usize,
    /// A bit for each letter, letters sharing bits.
    letters: u64,
}

impl Name {
    fn of(entry: &Entry) -> Self {
        let loose = loose(entry.name.as_str());
        let bit = |letter: char| 1_u64 << (u32::from(letter) % 64);
        Name {
            length: loose.chars().count(),
            letters: loose.chars().map(bit).fold(0, |all, bit| all | bit),
            loose,
        }
    }

    fn is_alike(&self, other: &Name) -> bool {
        let (short, long) = if self.loose.len() <= other.loose.len() {
            (self, other)
        } else {
            (other, self)
        };
        self.loose == other.loose
            || self.length > 3
                && short.may_be_alike(long)
                && crate::japanese::similar(&self.loose, &other.loose) > 0.8
    }

    /// Cheap bounds before the costly comparison: most letters of the shorter name stand in the longer one.
    fn may_be_alike(&self, long: &Name) -> bool {
        let most = |missing: usize| (self.length - missing.min(self.length)) * 10 >= self.length * 6;
        let missing = |letter: &char| !long.loose.contains(*letter);
        self.length * 10 >= long.length * 7
            && most((self.letters & !long.letters).count_ones() as usize)
            && most(self.loose.chars().filter(missing).count())
    }
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
fn repeated_elsewhere(entries: &[Entry], names: &[Name], fates: &mut [Fate]) {
    let mut namesakes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        namesakes.entry(name.loose.as_str()).or_default().push(index);
    }
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
        let same = namesakes.get(names[index].loose.as_str());
        let original = same.into_iter().flatten().copied().find(|&other| {
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
    let is_second = |fate: &Fate| matches!(fate, Fate::Second(_));
    let seconds = entries
        .iter()
        .zip(fates.iter())
        .filter(|(other, fate)| !other.has_fields() && is_second(fate));
    let listed: BTreeSet<String> = seconds.map(|(other, _)| other.kind.clone()).collect();
    for index in 0..entries.len() {
        let bare = !entries[index].has_fields() && children[index] == 0 && entries[index].parent.is_none();
        if !bare || fates[index] != Fate::Item || !any_row {
            continue;
        }
        if listed.contains(&entries[index].kind) {
            fates[index] = Fate::Listed;
        }
    }
}

/// Sections that carry rows, and those above them.
pub(crate) fn mark_used(
    outline: &mut Outline,
    entries: &[Entry],
    fates: &[Fate],
    indicators: &[IndicatorDraft],
) {
    let carried = entries
        .iter()
        .zip(fates)
        .filter(|(_, fate)| matches!(fate, Fate::Item | Fate::Repeats(_)))
        .filter_map(|(entry, _)| entry.section);
    let measured = indicators
        .iter()
        .filter(|indicator| indicator.item.is_none())
        .filter_map(|indicator| indicator.section);
    for section in carried.chain(measured).collect::<Vec<_>>() {
        let mut next = Some(section);
        while let Some(index) = next {
            outline.sections[index].used = true;
            next = outline.sections[index].parent;
        }
    }
}
