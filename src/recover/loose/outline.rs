//! The headings above the numbered ones: which of them each table stands under, and which level is above which.

use std::collections::BTreeMap;

use super::group::Table;
use super::loose_cell::FoundSection;
use super::piece::section_of;
use super::strip::Strip;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// Lines before the first table among which a title of it is looked for.
const TITLE_LINES: usize = 6;

/// A heading with everything that prints it.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) level: Option<String>,
    pub(super) number: String,
    pub(super) name: Passage,
    pub(super) wholes: Vec<Passage>,
}

/// The headings of each group, outermost first: `paths[table][group]` lists indices into `headings`.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) headings: Vec<Heading>,
    pub(super) paths: Vec<Vec<Vec<usize>>>,
}

/// Headings printed above the first table; `header` is its header line.
pub(super) fn titles(strips: &[Strip], header: usize, words: &Vocabulary) -> Vec<FoundSection> {
    let from = header.saturating_sub(TITLE_LINES);
    let lines = strips.get(from..header).unwrap_or_default();
    lines
        .iter()
        .filter_map(|strip| {
            let (level, number, name) = section_of(&strip.text, words)?;
            Some(FoundSection {
                level: Some(level?),
                number,
                name: strip.text.slice(name),
                whole: strip.text.clone(),
                after_rows: 0,
            })
        })
        .collect()
}

/// Finds for every group the heading of each level.
pub(super) fn outline(tables: &[Table], titles: &[FoundSection]) -> Outline {
    let mut outline = Outline::default();
    let levels = levels(tables, titles);
    outline.paths = tables
        .iter()
        .map(|table| vec![Vec::new(); table.groups.len()])
        .collect();
    for level in &levels {
        let ahead = titles.iter().rev().find(|title| &title.level == level);
        let mut open = ahead.map(|title| outline.heading(title));
        for (at, table) in tables.iter().enumerate() {
            let found = table
                .loose
                .sections
                .iter()
                .filter(|section| &section.level == level);
            let ids: Vec<(usize, usize)> = found
                .map(|section| (section.after_rows, outline.heading(section)))
                .collect();
            let mut rows = 0;
            for (index, group) in table.groups.iter().enumerate() {
                let start = rows;
                rows += group.rows.len();
                let own = match ahead {
                    Some(_) => ids.iter().rev().find(|id| id.0 <= start),
                    None => ids.iter().find(|id| id.0 >= rows).or(ids.last()),
                };
                open = own.map(|id| id.1).or(open);
                if let (Some(open), Some(path)) = (
                    open,
                    outline.paths.get_mut(at).and_then(|paths| paths.get_mut(index)),
                ) {
                    path.push(open);
                }
            }
            // A title that follows the rows is the next table's.
            if ahead.is_some() {
                open = ids.last().map(|id| id.1).or(open);
            }
        }
    }
    outline
}

impl Outline {
    /// Index of a heading, entered when it is new.
    fn heading(&mut self, found: &FoundSection) -> usize {
        let name = key(found.name.as_str());
        let same = self.headings.iter().position(|heading| {
            heading.level == found.level
                && heading.number == found.number
                && key(heading.name.as_str()) == name
        });
        let at = same.unwrap_or_else(|| {
            self.headings.push(Heading {
                level: found.level.clone(),
                number: found.number.clone(),
                name: found.name.clone(),
                wholes: Vec::new(),
            });
            self.headings.len() - 1
        });
        if let Some(heading) = self.headings.get_mut(at) {
            heading.wholes.push(found.whole.clone());
        }
        at
    }
}

/// Level words, outermost first: the fewer headings a level has, the higher it stands.
fn levels(tables: &[Table], titles: &[FoundSection]) -> Vec<Option<String>> {
    let inside = tables.iter().flat_map(|table| &table.loose.sections);
    let mut kinds: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for section in titles.iter().chain(inside) {
        let names = kinds.entry(section.level.clone()).or_default();
        let name = format!("{} {}", section.number, key(section.name.as_str()));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut levels: Vec<(usize, bool, Option<String>)> = kinds
        .into_iter()
        .map(|(level, names)| {
            let ahead = titles.iter().any(|title| title.level == level);
            (names.len(), !ahead, level)
        })
        .collect();
    levels.sort();
    levels.into_iter().map(|(_, _, level)| level).collect()
}
