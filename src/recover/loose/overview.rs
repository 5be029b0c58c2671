//! The overview list beside the tables: what it says again becomes statements, and its marks go to the rows.

use super::build::{clean, flag_word};
use super::marks::{self, Listed};
use super::piece::{Kind, Piece};
use super::rows::spans;
use super::strip::{append_wrapped, join_wrapped, overlap};
use crate::model::{Item, Section, Trace};
use crate::recover::{Draft, Ledger, Part, Statement};
use crate::source::{Canvas, Passage};
use crate::vocabulary::key;

/// One line of the list.
struct Entry {
    heading: Option<u32>,
    number: u32,
    name: Passage,
    flags: Vec<String>,
    /// Whether its departments stand on its line, too.
    whole: bool,
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
    let mut listed = Vec::new();
    let mut marks = Vec::new();
    let mut unknown = false;
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
                let is_row = entry.heading.is_some() || entry.whole;
                let row = place(entry, kind, &mut last, draft);
                unknown |= is_row && row.is_none();
                listed.extend(row.flatten());
                stretch.get(taken..).unwrap_or_default()
            }
            None => stretch,
        };
        marks.extend(
            loose
                .iter()
                .filter(|piece| matches!(piece.kind, Kind::Flag))
                .cloned(),
        );
        read_loose(loose, kind, draft, canvas);
    }
    // A list that names rows which the tables lack leaves open which of them a mark stands for.
    let listed = if unknown { Vec::new() } else { listed };
    marks::deal(&marks, &listed, draft, canvas);
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
        whole: own.iter().any(|piece| matches!(piece.kind, Kind::Department(_))),
        trace: canvas.trace(&ranges),
    };
    Some((entry, taken))
}

/// Enters what an entry says. Returns the row that it names, `Some(None)` for a heading, `None` for neither.
fn place(entry: Entry, kind: &str, last: &mut Option<usize>, draft: &mut Draft) -> Option<Option<Listed>> {
    let name = key(entry.name.as_str());
    let mut statement = |number: Option<String>, name: String, subject: Option<String>, trace: Trace| {
        draft.statements.push(Statement::Listed {
            kind: Some(kind.to_owned()),
            number,
            name,
            subject,
            trace,
        });
    };
    match find(&entry, &name, *last, &draft.sections, &draft.items) {
        Some(Subject::Item(at)) => {
            *last = Some(at);
            let item = draft.items.get_mut(at)?;
            let listed = Listed {
                item: at,
                marked: !entry.flags.is_empty(),
                whole: entry.whole,
            };
            for flag in entry.flags {
                if !item.flags.contains(&flag) {
                    item.flags.push(flag);
                }
            }
            let (number, name) = printed_row(item, entry.number, &entry.name, &name);
            statement(Some(number), name, Some(item.id.clone()), entry.trace);
            Some(Some(listed))
        }
        Some(Subject::Section(at)) => {
            let section = draft.sections.get(at)?;
            statement(
                section.number.clone(),
                clean(&entry.name),
                Some(section.id.clone()),
                entry.trace,
            );
            Some(None)
        }
        None => {
            if !name.is_empty() {
                let number = printed_number(entry.heading, entry.number);
                statement(Some(number), clean(&entry.name), None, entry.trace);
            }
            None
        }
    }
}

/// Number and name of a row as the list prints them: under the heading of the row found, and without the heading's
/// name before it. A name that is merged away from its line is the row's.
fn printed_row(item: &Item, number: u32, printed: &Passage, name: &str) -> (String, String) {
    let heading = item.number.as_deref().and_then(|number| number.rsplit_once('-'));
    let number = match heading {
        Some((heading, _)) => format!("{heading}-{number}"),
        None => number.to_string(),
    };
    let own = name.is_empty() || name.ends_with(&key(&item.name));
    (number, if own { item.name.clone() } else { clean(printed) })
}

fn printed_number(heading: Option<u32>, number: u32) -> String {
    match heading {
        Some(heading) => format!("{heading}-{number}"),
        None => number.to_string(),
    }
}

/// Both numbers, then the name, then the row that follows the last one found.
fn find(
    entry: &Entry,
    name: &str,
    last: Option<usize>,
    sections: &[Section],
    items: &[Item],
) -> Option<Subject> {
    if entry.heading.is_some() {
        let number = printed_number(entry.heading, entry.number);
        let at = items
            .iter()
            .position(|item| item.number.as_deref() == Some(number.as_str()))?;
        return Some(Subject::Item(at));
    }
    let next = last.map_or(0, |last| last + 1);
    if name.is_empty() {
        let item = items
            .get(next)
            .filter(|item| row_number(item.number.as_deref()) == Some(entry.number));
        return item.map(|_| Subject::Item(next));
    }
    let likeness = |other: &str| alike(name, &key(other));
    let rows = items
        .iter()
        .enumerate()
        .filter(|(_, item)| likeness(&item.name) > 0.75);
    let row = rows.min_by_key(|(at, item)| {
        let other = usize::from(row_number(item.number.as_deref()) != Some(entry.number));
        (other, at.abs_diff(next))
    });
    let heading = sections.iter().position(|section| {
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

/// Pieces with the wrapped lines below them joined.
fn blocks(pieces: &[Piece]) -> Vec<Piece> {
    let mut blocks: Vec<Piece> = Vec::new();
    for piece in pieces {
        let wrapped = matches!(piece.kind, Kind::Text) && piece.first && !piece.gap;
        match blocks.last_mut() {
            Some(last) if wrapped && matches!(last.kind, Kind::Text | Kind::Section { .. }) => {
                append_wrapped(&mut last.text, &piece.text);
                append_wrapped(&mut last.whole, &piece.whole);
            }
            _ => blocks.push(piece.clone()),
        }
    }
    blocks
}

/// Headings away from their lines.
fn read_loose(pieces: &[Piece], kind: &str, draft: &mut Draft, canvas: &Canvas) {
    for piece in &blocks(pieces) {
        let trace = || canvas.trace(&piece.whole.ranges(&canvas.text));
        let name = key(piece.text.as_str());
        match &piece.kind {
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
