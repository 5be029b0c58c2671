//! The overview list beside the tables: what it says again becomes statements, and its marks go to the rows.

use super::build::{clean, flag_word};
use super::piece::{Kind, Piece};
use super::rows::spans;
use super::strip::{join_wrapped, overlap};
use crate::model::{Trace, Warning};
use crate::recover::{Draft, Ledger, Part, Statement};
use crate::source::{Canvas, Passage};
use crate::vocabulary::key;

/// One line of the list.
struct Entry {
    heading: Option<u32>,
    number: u32,
    name: Passage,
    flags: Vec<String>,
    trace: Trace,
}

/// What an entry names.
enum Subject {
    Item(usize),
    Section(usize),
}

/// Reads a list's pieces: statements for what they name, marks to their rows, all characters to the ledger.
pub(super) fn read(pieces: &[Piece], kind: &str, draft: &mut Draft, canvas: &Canvas, ledger: &mut Ledger) {
    let mut last: Option<usize> = None;
    for span in spans(pieces) {
        let stretch = pieces.get(span).unwrap_or_default();
        for piece in stretch {
            let part = match piece.kind {
                Kind::Section { .. } => Part::Sections,
                _ => Part::Items,
            };
            ledger.claim_passage(part, &piece.whole, canvas);
        }
        let loose = match entry_of(stretch, canvas) {
            Some((entry, taken)) => {
                place(entry, kind, &mut last, draft);
                stretch.get(taken..).unwrap_or_default()
            }
            None => stretch,
        };
        read_loose(loose, kind, draft, canvas);
    }
}

/// The entry that a numbered stretch opens with, and how many pieces it takes: what stands on its line, or wrapped
/// below it.
fn entry_of(stretch: &[Piece], canvas: &Canvas) -> Option<(Entry, usize)> {
    let (heading, number) = match stretch.first()?.kind {
        Kind::Pair(heading, number) => (Some(heading), number),
        Kind::Number(number) => (None, number),
        _ => return None,
    };
    let taken = 1 + stretch
        .iter()
        .skip(1)
        .take_while(|piece| !(piece.gap && piece.first))
        .count();
    let own = stretch.get(..taken)?;
    let texts = own
        .iter()
        .filter(|piece| matches!(piece.kind, Kind::Text))
        .map(|piece| &piece.text);
    let flags = own
        .iter()
        .filter(|piece| matches!(piece.kind, Kind::Flag))
        .map(|piece| flag_word(&piece.text));
    let ranges: Vec<(u32, u32)> = own
        .iter()
        .flat_map(|piece| piece.whole.ranges(&canvas.text))
        .collect();
    let entry = Entry {
        heading,
        number,
        name: join_wrapped(texts),
        flags: flags.collect(),
        trace: canvas.trace(&ranges),
    };
    Some((entry, taken))
}

fn place(entry: Entry, kind: &str, last: &mut Option<usize>, draft: &mut Draft) {
    let name = key(entry.name.as_str());
    let subject = find(&entry, &name, *last, draft);
    let (subject, number) = match subject {
        Some(Subject::Item(at)) => {
            *last = Some(at);
            let Some(item) = draft.items.get_mut(at) else {
                return;
            };
            for flag in entry.flags {
                if !item.flags.contains(&flag) {
                    item.flags.push(flag);
                }
            }
            (Some(item.id.clone()), item.number.clone())
        }
        Some(Subject::Section(at)) => {
            let section = draft.sections.get(at);
            (
                section.map(|section| section.id.clone()),
                section.and_then(|section| section.number.clone()),
            )
        }
        None => (None, Some(printed_number(entry.heading, entry.number))),
    };
    if subject.is_none() && name.is_empty() {
        return;
    }
    draft.statements.push(Statement::Listed {
        kind: Some(kind.to_owned()),
        number,
        name: clean(&entry.name),
        subject,
        trace: entry.trace,
    });
}

fn printed_number(heading: Option<u32>, number: u32) -> String {
    match heading {
        Some(heading) => format!("{heading}-{number}"),
        None => number.to_string(),
    }
}

/// Both numbers, then the name, then the row that follows the last one found.
fn find(entry: &Entry, name: &str, last: Option<usize>, draft: &Draft) -> Option<Subject> {
    if entry.heading.is_some() {
        let number = printed_number(entry.heading, entry.number);
        let at = draft
            .items
            .iter()
            .position(|item| item.number.as_deref() == Some(number.as_str()))?;
        return Some(Subject::Item(at));
    }
    let next = last.map_or(0, |last| last + 1);
    if name.is_empty() {
        let item = draft
            .items
            .get(next)
            .filter(|item| row_number(item.number.as_deref()) == Some(entry.number));
        return item.map(|_| Subject::Item(next));
    }
    let likeness = |other: &str| alike(name, &key(other));
    let rows = draft
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| likeness(&item.name) > 0.75);
    let row = rows.min_by_key(|(at, item)| {
        let other = usize::from(row_number(item.number.as_deref()) != Some(entry.number));
        (other, at.abs_diff(next))
    });
    let heading = draft.sections.iter().position(|section| {
        section.number.as_deref() == Some(entry.number.to_string().as_str()) && likeness(&section.name) > 0.75
    });
    match (row, heading) {
        (Some((at, item)), _) if row_number(item.number.as_deref()) == Some(entry.number) => {
            Some(Subject::Item(at))
        }
        (_, Some(at)) => Some(Subject::Section(at)),
        (Some((at, _)), None) => Some(Subject::Item(at)),
        (None, None) => None,
    }
}

fn row_number(number: Option<&str>) -> Option<u32> {
    number?.rsplit('-').next()?.parse().ok()
}

/// Likeness of two names, 0 to 1; a name within the other is like it.
fn alike(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let shorter = left.chars().count().min(right.chars().count());
    if shorter >= 3 && (left.contains(right) || right.contains(left)) {
        return 0.9;
    }
    overlap(left, right).min(overlap(right, left))
}

/// Headings and marks away from their lines. A mark is given to no row that the list does not print it beside.
fn read_loose(pieces: &[Piece], kind: &str, draft: &mut Draft, canvas: &Canvas) {
    for piece in pieces {
        let trace = || canvas.trace(&piece.whole.ranges(&canvas.text));
        let name = key(piece.text.as_str());
        match &piece.kind {
            Kind::Flag => draft.warnings.push(Warning {
                code: "unplaced-mark".into(),
                message: format!(
                    "the mark {} stands beside no row of the overview list",
                    flag_word(&piece.text)
                ),
                trace: trace(),
            }),
            Kind::Section { level, number } => {
                let found = draft.sections.iter().find(|section| {
                    section.number.as_ref() == Some(number) && alike(&key(&section.name), &name) > 0.5
                });
                let (level, subject) = match found {
                    Some(section) => (section.level.clone(), Some(section.id.clone())),
                    None => (level.clone(), None),
                };
                draft.statements.push(Statement::Listed {
                    kind: level,
                    number: Some(number.clone()),
                    name: clean(&piece.text),
                    subject,
                    trace: trace(),
                });
            }
            Kind::Text => {
                let found = draft.sections.iter().find(|section| key(&section.name) == name);
                let listed =
                    found.map(|section| (section.id.clone(), section.number.clone(), section.name.clone()));
                if let Some((id, number, name)) = listed {
                    draft.statements.push(Statement::Listed {
                        kind: Some(kind.to_owned()),
                        number,
                        name,
                        subject: Some(id),
                        trace: trace(),
                    });
                }
            }
            _ => {}
        }
    }
}
