//! Sections and items of the draft out of the tables, and their characters into the ledger.

use super::department::Named;
use super::group::{Group, Table};
use super::outline::Outline;
use super::rows::Row;
use crate::model::{Department, Item, Section, TextEntry, Trace};
use crate::recover::{Draft, Ledger, Part};
use crate::source::{Canvas, Passage};
use crate::vocabulary::key;

/// What all rows of the document share.
pub(super) struct Names<'a> {
    /// The document's word for a row.
    pub(super) kind: &'a str,
    /// Labels of the narrative columns of each table.
    pub(super) labels: &'a [Vec<String>],
}

/// Writes sections and items of all tables.
pub(super) fn build(
    tables: &[Table],
    outline: &Outline,
    names: &Names<'_>,
    canvas: &Canvas,
    ledger: &mut Ledger,
) -> Draft {
    let mut builder = Builder {
        draft: Draft::default(),
        canvas,
        ledger,
        placed: vec![None; outline.headings.len()],
        kind: names.kind,
    };
    for (at, table) in tables.iter().enumerate() {
        let labels = names.labels.get(at).map_or(&[][..], Vec::as_slice);
        for (index, group) in table.groups.iter().enumerate() {
            let path = outline.paths.get(at).and_then(|paths| paths.get(index));
            let parent = builder.path(path.map_or(&[][..], Vec::as_slice), outline);
            builder.group(group, parent, labels);
        }
    }
    builder.draft
}

struct Builder<'a> {
    draft: Draft,
    canvas: &'a Canvas,
    ledger: &'a mut Ledger,
    /// Section id of each heading of the outline.
    placed: Vec<Option<String>>,
    kind: &'a str,
}

impl Builder<'_> {
    fn trace(&self, pieces: &[Passage]) -> Trace {
        let mut ranges: Vec<(u32, u32)> = pieces
            .iter()
            .flat_map(|piece| piece.ranges(&self.canvas.text))
            .collect();
        ranges.sort_unstable();
        ranges.dedup();
        self.canvas.trace(&ranges)
    }

    fn claim(&mut self, part: Part, pieces: &[Passage]) {
        for piece in pieces {
            self.ledger.claim_passage(part, piece, self.canvas);
        }
    }

    /// Id of the innermost section of a path; sections are entered where they are first met.
    fn path(&mut self, path: &[usize], outline: &Outline) -> Option<String> {
        let mut parent: Option<String> = None;
        for &at in path {
            let Some(heading) = outline.headings.get(at) else {
                continue;
            };
            if self.placed.get(at).is_some_and(Option::is_none) {
                self.claim(Part::Sections, &heading.wholes);
                let section = Section {
                    id: format!("s{}", self.draft.sections.len() + 1),
                    parent: parent.clone(),
                    level: heading.level.clone(),
                    number: Some(heading.number.clone()),
                    name: clean(&heading.name),
                    trace: self.trace(&heading.wholes),
                    ..Section::default()
                };
                if let Some(slot) = self.placed.get_mut(at) {
                    *slot = Some(section.id.clone());
                }
                self.draft.sections.push(section);
            }
            parent = self.placed.get(at).cloned().flatten().or(parent);
        }
        parent
    }

    fn group(&mut self, group: &Group, parent: Option<String>, labels: &[String]) {
        let number = group.number.map(|number| number.to_string());
        let open = self.draft.sections.last().filter(|section| {
            group.continues && section.level.as_deref() == Some(self.kind) && section.number == number
        });
        let id = match open {
            Some(section) => Some(section.id.clone()),
            None if number.is_none() && group.name.is_none() => parent,
            None => Some(self.heading(group, number.clone(), parent)),
        };
        for row in &group.rows {
            self.row(row, group, id.clone(), labels);
        }
    }

    fn heading(&mut self, group: &Group, number: Option<String>, parent: Option<String>) -> String {
        let pieces: Vec<Passage> = group
            .rows
            .iter()
            .filter_map(|row| row.heading_piece.clone())
            .chain(group.name.clone())
            .collect();
        self.claim(Part::Sections, &pieces);
        let id = format!("s{}", self.draft.sections.len() + 1);
        self.draft.sections.push(Section {
            id: id.clone(),
            parent,
            level: Some(self.kind.to_owned()),
            number,
            name: group.name.as_ref().map(clean).unwrap_or_default(),
            trace: self.trace(&pieces),
            ..Section::default()
        });
        id
    }

    fn row(&mut self, row: &Row, group: &Group, section: Option<String>, labels: &[String]) {
        self.claim(Part::Items, &row.pieces);
        let name = row
            .names
            .first()
            .or(group.shared.as_ref())
            .or(group.name.as_ref());
        let texts = row.texts.iter().zip(labels).filter_map(|(text, label)| {
            let text = text.as_ref()?;
            Some(TextEntry {
                label: Some(label.clone()),
                text: clean(text),
                trace: self.trace(std::slice::from_ref(text)),
            })
        });
        let item = Item {
            id: format!("i{}", self.draft.items.len() + 1),
            section,
            kind: self.kind.to_owned(),
            number: Some(match group.number {
                Some(heading) => format!("{heading}-{}", row.number),
                None => row.number.to_string(),
            }),
            name: name.map(clean).unwrap_or_default(),
            departments: row
                .departments
                .iter()
                .map(|named| self.department(named))
                .collect(),
            flags: row.flags.iter().map(flag_word).collect(),
            texts: texts.collect(),
            trace: self.trace(&row.pieces),
            ..Item::default()
        };
        self.draft.items.push(item);
    }

    fn department(&self, named: &Named) -> Department {
        Department {
            name: clean(&named.name),
            within: named.within.clone(),
            trace: self.trace(std::slice::from_ref(&named.name)),
        }
    }
}

/// A flag without its brackets.
pub(super) fn flag_word(flag: &Passage) -> String {
    key(flag.as_str())
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_owned()
}

/// Text without blanks between Japanese characters.
pub(super) fn clean(passage: &Passage) -> String {
    let characters: Vec<char> = passage.as_str().trim().chars().collect();
    let mut text = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let blank = character.is_whitespace() && character != '\n';
        let side = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii);
        if !blank || (side(at.checked_sub(1)) && side(Some(at + 1))) {
            text.push(character);
        }
    }
    text
}
