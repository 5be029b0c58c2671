//! Rule `numbering`: numbers of siblings run without gap or repetition.

use unicode_normalization::UnicodeNormalization;

use super::text::key;
use super::{DOCUMENT, held};
use crate::model::{Check, CheckRule, Trace};
use crate::recover::Draft;

/// A numbered row or heading.
#[derive(Debug, Clone)]
struct Numbered<'a> {
    /// What it stands under: row, section or nothing.
    group: Option<&'a str>,
    /// Kind or level, and what stands before the last number.
    kind: (String, String),
    value: u32,
    repeats: bool,
    trace: &'a Trace,
}

/// Fewer siblings do not make a series.
const SHORTEST: usize = 3;

/// Rows of budget books whose numbers are codes fixed by law (12 委託料, 14 工事請負費): no series.
const CODED: [&str; 2] = ["節", "細節"];

/// Checks the numbers of rows and of headings.
pub(super) fn check(draft: &Draft) -> Vec<Check> {
    let rows: Vec<Numbered> = draft
        .items
        .iter()
        .filter(|item| !CODED.contains(&item.kind.as_str()))
        .filter_map(|item| {
            let (prefix, value) = parse(item.number.as_deref()?)?;
            Some(Numbered {
                group: item.parent.as_deref().or(item.section.as_deref()),
                kind: (key(&item.kind), prefix),
                value,
                repeats: item.repeats.is_some(),
                trace: &item.trace,
            })
        })
        .collect();
    let headings: Vec<Numbered> = draft
        .sections
        .iter()
        .filter_map(|section| {
            let (prefix, value) = parse(section.number.as_deref()?)?;
            Some(Numbered {
                group: section.parent.as_deref(),
                kind: (key(section.level.as_deref().unwrap_or_default()), prefix),
                value,
                repeats: false,
                trace: &section.trace,
            })
        })
        .collect();
    let mut checks = of_kinds(&headings);
    checks.extend(of_kinds(&rows));
    checks
}

/// What stands before the last number, and that number: `12-3` is `("12-", 3)`, `(06)` is `("", 6)`.
fn parse(number: &str) -> Option<(String, u32)> {
    let plain: String = number
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '[' | ']' | '.' | '第'))
        .map(|c| {
            if matches!(c, '‐' | '−' | '–' | 'ー' | 'の') {
                '-'
            } else {
                c
            }
        })
        .collect();
    if let Some(value) = roman(&plain) {
        return Some((String::new(), value));
    }
    let end = plain.rfind(|c: char| c.is_ascii_digit())? + 1;
    let head = plain.get(..end)?;
    let start = head.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + head
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8)
    });
    let value = head.get(start..)?.parse().ok()?;
    Some((head.get(..start)?.to_owned(), value))
}

fn roman(text: &str) -> Option<u32> {
    let numerals = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    let at = numerals.iter().position(|numeral| *numeral == text)?;
    u32::try_from(at + 1).ok()
}

/// Series by series, kinds in order of appearance.
fn of_kinds(all: &[Numbered]) -> Vec<Check> {
    let mut kinds: Vec<&(String, String)> = Vec::new();
    for numbered in all {
        if !kinds.contains(&&numbered.kind) {
            kinds.push(&numbered.kind);
        }
    }
    let of_kind = |kind: &(String, String)| {
        all.iter()
            .filter(|numbered| numbered.kind == *kind)
            .collect::<Vec<_>>()
    };
    kinds
        .into_iter()
        .flat_map(|kind| of_groups(&of_kind(kind)))
        .collect()
}

/// One series through the document, or one a group.
fn of_groups(all: &[&Numbered]) -> Vec<Check> {
    let mut groups: Vec<(Option<&str>, Vec<&Numbered>)> = Vec::new();
    for &numbered in all {
        match groups.iter_mut().find(|(group, _)| *group == numbered.group) {
            Some((_, members)) => members.push(numbered),
            None => groups.push((numbered.group, vec![numbered])),
        }
    }
    if runs_through(&groups) {
        return series(DOCUMENT, all, false).into_iter().collect();
    }
    let starts = groups
        .iter()
        .filter(|(_, members)| members.iter().any(|n| n.value == 1))
        .count();
    let from_one = groups.len() > 1 && starts * 2 >= groups.len();
    let named = groups
        .iter()
        .map(|(group, members)| (group.unwrap_or(DOCUMENT), members));
    named
        .filter_map(|(group, members)| series(group, members, from_one))
        .collect()
}

/// A series that goes on in the next group may lack this many rows there.
const WIDEST_GAP: u32 = 2;

/// Whether numbers go on from group to group: most groups continue where the last one stopped. Codes that jump
/// (1101, 1102, 1201) and numbers that begin again are series of their own.
fn runs_through(groups: &[(Option<&str>, Vec<&Numbered>)]) -> bool {
    let bounds: Vec<(u32, u32)> = groups
        .iter()
        .filter_map(|(_, members)| {
            let values = || members.iter().map(|numbered| numbered.value);
            Some((values().min()?, values().max()?))
        })
        .collect();
    let steps = bounds.iter().zip(bounds.iter().skip(1));
    let gaps = steps.map(|((_, last), (first, _))| first.checked_sub(*last));
    let goes_on = gaps
        .filter(|gap| gap.is_some_and(|gap| gap > 0 && gap <= WIDEST_GAP + 1))
        .count();
    goes_on * 2 > bounds.len().saturating_sub(1)
}

/// Numbers from here on that are scattered over so many times as many are codes that some system gave (54745, 52425).
const LEAST_CODE: u32 = 1000;
const SCATTERED: u32 = 10;

/// One series; rows that repeat others are left out where the others alone run without gap.
fn series(subject: &str, members: &[&Numbered], from_one: bool) -> Option<Check> {
    // Rows that only repeat others (【参考】) keep the numbers of those: a choice, no series.
    if members.iter().all(|numbered| numbered.repeats) {
        return None;
    }
    let values = |own: bool| -> Vec<u32> {
        let members = members.iter().filter(|numbered| !(own && numbered.repeats));
        members.map(|numbered| numbered.value).collect()
    };
    let (all, own) = (faults(&values(false), from_one), faults(&values(true), from_one));
    let all = if restarts(members) { Vec::new() } else { all };
    let uses_own = !all.is_empty() && own.is_empty() && !values(true).is_empty();
    let (numbers, faults) = if uses_own {
        (values(true), own)
    } else {
        (values(false), all)
    };
    if numbers.len() < SHORTEST {
        return None;
    }
    let (first, last) = (numbers.iter().min()?, numbers.iter().max()?);
    let width = u32::try_from(numbers.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(SCATTERED);
    if *first >= LEAST_CODE && last - first > width {
        return None;
    }
    let first = if from_one { &1 } else { first };
    let mut computed = format!("{first}–{last}");
    if !faults.is_empty() {
        computed = format!("{computed}: {}", faults.join(", "));
    }
    Some(Check {
        rule: CheckRule::Numbering,
        subject: subject.to_owned(),
        status: held(faults.is_empty()),
        printed: runs(&numbers),
        computed,
        places: members.iter().map(|numbered| numbered.trace.clone()).collect(),
    })
}

/// Whether the numbers begin again at 1 under headings that are no sections, each time without gap: several series.
fn restarts(members: &[&Numbered]) -> bool {
    let mut runs: Vec<u32> = Vec::new();
    for numbered in members {
        match runs.last_mut() {
            Some(last) if last.checked_add(1) == Some(numbered.value) => *last = numbered.value,
            _ if numbered.value == 1 => runs.push(1),
            _ => return false,
        }
    }
    runs.len() > 1 && runs.iter().any(|last| *last > 1)
}

/// More missing numbers than this are told as runs.
const MOST_MISSING: u32 = 10_000;

/// What is wrong with a series: numbers missing, numbers that stand twice.
fn faults(numbers: &[u32], from_one: bool) -> Vec<String> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let first = if from_one { first.min(1) } else { first };
    let last = last.min(first.saturating_add(MOST_MISSING));
    let missing: Vec<u32> = (first..=last)
        .filter(|value| sorted.binary_search(value).is_err())
        .collect();
    let neighbours = sorted.iter().zip(sorted.iter().skip(1));
    let mut twice: Vec<u32> = neighbours
        .filter(|(left, right)| left == right)
        .map(|(left, _)| *left)
        .collect();
    twice.dedup();
    let mut faults = Vec::new();
    if !missing.is_empty() {
        faults.push(format!("{} missing", runs(&missing)));
    }
    if !twice.is_empty() {
        faults.push(format!("{} more than once", runs(&twice)));
    }
    faults
}

/// `1–4, 6` for 1, 2, 3, 4, 6: in the given order.
fn runs(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown = runs.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
