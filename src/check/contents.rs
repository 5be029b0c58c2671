//! Rule `contents`: what contents and overviews list stands in the body under the same number and name.

use super::text::{Name, key};
use super::{DOCUMENT, held};
use crate::model::{Check, CheckRule, Trace, Warning};
use crate::recover::{Draft, Statement};

/// A heading or row of the body.
struct Entry<'a> {
    id: &'a str,
    kind: Option<&'a str>,
    number: Option<&'a str>,
    name: &'a str,
    plain_name: Name,
    trace: &'a Trace,
}

/// Checks every listed heading and row.
pub(super) fn check(draft: &mut Draft) -> Vec<Check> {
    let mut warnings = Vec::new();
    let mut checks = Vec::new();
    let body = body(draft);
    for statement in &draft.statements {
        let Statement::Listed {
            kind,
            number,
            name,
            subject,
            trace,
        } = statement
        else {
            continue;
        };
        let listed = Entry {
            id: DOCUMENT,
            kind: kind.as_deref(),
            number: number.as_deref(),
            name,
            plain_name: Name::of(name),
            trace,
        };
        let entry = match subject {
            Some(id) => body.iter().find(|entry| entry.id == id),
            None => find(&body, &listed),
        };
        checks.push(compare(&listed, entry));
        if entry.is_none() {
            warnings.push(Warning {
                code: "contents-mismatch".to_owned(),
                message: format!("{} is listed and not found", shown(&listed)),
                trace: trace.clone(),
            });
        }
    }
    draft.warnings.extend(warnings);
    checks
}

fn body(draft: &Draft) -> Vec<Entry<'_>> {
    let sections = draft.sections.iter().map(|section| Entry {
        id: &section.id,
        kind: section.level.as_deref(),
        number: section.number.as_deref(),
        name: &section.name,
        plain_name: Name::of(&section.name),
        trace: &section.trace,
    });
    let items = draft.items.iter().map(|item| Entry {
        id: &item.id,
        kind: Some(&item.kind),
        number: item.number.as_deref(),
        name: &item.name,
        plain_name: Name::of(&item.name),
        trace: &item.trace,
    });
    sections.chain(items).collect()
}

fn same_kind(listed: &Entry, entry: &Entry) -> bool {
    listed
        .kind
        .is_none_or(|kind| entry.kind.is_some_and(|other| key(kind) == key(other)))
}

/// Both print a number, and not the same.
fn other_number(listed: &Entry, entry: &Entry) -> bool {
    match (listed.number, entry.number) {
        (Some(left), Some(right)) => plain(left) != plain(right),
        _ => false,
    }
}

/// A number without brackets and leading zeros.
fn plain(number: &str) -> String {
    let parts: Vec<String> = key(number)
        .split('-')
        .map(|part| part.trim_start_matches('0').to_owned())
        .collect();
    parts.join("-")
}

/// The entry of the body that is meant: by name, the nearest first; then by kind and number with a name that is
/// at least half the same.
fn find<'a, 'b>(body: &'b [Entry<'a>], listed: &Entry) -> Option<&'b Entry<'a>> {
    let alike = |entry: &Entry| {
        let half = listed.plain_name.longer(&entry.plain_name) / 2;
        listed.plain_name.distance(&entry.plain_name, half)
    };
    let rank = |entry: &&Entry| {
        (
            !same_kind(listed, entry),
            alike(entry),
            other_number(listed, entry),
        )
    };
    let named = body
        .iter()
        .filter(|entry| listed.plain_name.is_same(&entry.plain_name))
        .min_by_key(rank);
    let numbered = || {
        let is_numbered = listed.number.is_some() && listed.kind.is_some();
        let same_number = |entry: &&Entry| {
            is_numbered && entry.number.is_some() && same_kind(listed, entry) && !other_number(listed, entry)
        };
        let candidates = body.iter().filter(same_number);
        candidates.filter(|entry| alike(entry).is_some()).min_by_key(rank)
    };
    named.or_else(numbered)
}

fn shown(entry: &Entry) -> String {
    let parts = [entry.kind, entry.number, Some(entry.name)];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

fn compare(listed: &Entry, entry: Option<&Entry>) -> Check {
    let is_same =
        |entry: &Entry| listed.plain_name.is_same(&entry.plain_name) && !other_number(listed, entry);
    let places = std::iter::once(listed.trace).chain(entry.map(|entry| entry.trace));
    Check {
        rule: CheckRule::Contents,
        subject: entry.map_or(DOCUMENT, |entry| entry.id).to_owned(),
        status: held(entry.is_some_and(is_same)),
        printed: shown(listed),
        computed: entry.map(shown).unwrap_or_default(),
        places: places.cloned().collect(),
    }
}
