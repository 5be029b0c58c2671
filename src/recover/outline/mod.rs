//! The outline: sections as the document nests them, each known by parent, level and number or name.

pub(super) mod counted;
pub(super) mod opening;
pub(super) mod over_table;
pub(super) mod running;
pub(super) mod sheet_number;

use std::collections::BTreeSet;

use crate::source::Passage;
use crate::vocabulary::{Levels, key};

use super::entry::{Department, Grade, Narrative};

/// A section before ids are given.
#[derive(Debug, Clone, Default)]
pub(crate) struct SectionDraft {
    pub parent: Option<usize>,
    pub level: Option<String>,
    pub number: Option<String>,
    pub name: Passage,
    pub departments: Vec<Department>,
    pub evaluations: Vec<Grade>,
    pub texts: Vec<Narrative>,
    /// Every place that names it, labels included.
    pub places: Vec<Passage>,
    /// Labels of what is said of it.
    pub labels: Vec<Passage>,
    /// Whether some row stands in it.
    pub used: bool,
}

/// Sections and the path that is open at the moment.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub sections: Vec<SectionDraft>,
    open: Vec<usize>,
    /// Level words in the order in which the document first opened them.
    seen: Vec<String>,
    /// Level words of which the document's numbers say that the first stands above the second.
    pub nested: BTreeSet<(String, String)>,
}

impl Outline {
    /// The innermost open section.
    pub(crate) fn current(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// Opens a section: goes up to where its level belongs and reuses one that is known there.
    ///
    /// Repeated page heads name an open section again: that opens nothing new and leaves deeper ones open.
    pub(crate) fn open(
        &mut self,
        levels: &Levels,
        level: Option<&str>,
        number: Option<&str>,
        name: &Passage,
        place: &Passage,
    ) -> usize {
        if let Some(again) = self
            .open
            .iter()
            .position(|&index| self.names_same(index, level, number, name))
        {
            let section = self.open[again];
            // A cell over several rows is met on each of them, but says its section once.
            let known = &self.sections[section].places;
            if place.start().is_none() || known.iter().all(|known| known.start() != place.start()) {
                self.sections[section].places.push(place.clone());
            }
            self.complete_name(section, name);
            return section;
        }
        let way = number.filter(|_| level.is_none()).map(numbering);
        for word in level.map(str::to_owned).into_iter().chain(way) {
            if !self.seen.contains(&word) {
                self.seen.push(word);
            }
        }
        let tier = level.and_then(|word| levels.tier(word));
        while let Some(&top) = self.open.last() {
            let above = self.sections[top].level.as_deref();
            let counted = self.numbered_above(top, level, number);
            let stays = counted
                || above != level
                    && (level.is_none()
                        || self.nests(above, level)
                        || !self.nests(level, above)
                            && match (above.and_then(|word| levels.tier(word)), tier) {
                                // Words of one tier nest as the document first printed them.
                                (Some(upper), Some(lower)) => {
                                    upper < lower || upper == lower && self.seen_before(above, level)
                                }
                                _ => above.is_some() && level.is_some(),
                            });
            if stays {
                break;
            }
            self.open.pop();
        }
        let parent = self.current();
        let known = (0..self.sections.len()).find(|&index| {
            self.sections[index].parent == parent && self.names_same(index, level, number, name)
        });
        let known = known.or_else(|| self.adopt(parent, level, number, name));
        let section = known.unwrap_or_else(|| {
            self.sections.push(SectionDraft {
                parent,
                level: level.map(str::to_owned),
                number: number.map(str::to_owned),
                name: name.clone(),
                ..SectionDraft::default()
            });
            self.sections.len() - 1
        });
        self.sections[section].places.push(place.clone());
        self.complete_name(section, name);
        self.open.push(section);
        section
    }

    /// Whether the document's numbers say that a level stands above another.
    fn nests(&self, upper: Option<&str>, lower: Option<&str>) -> bool {
        upper.zip(lower).is_some_and(|(upper, lower)| {
            let mut pairs = self.nested.iter();
            pairs.any(|(above, below)| above == upper && below == lower)
        })
    }

    /// Of sections without a level word the ones numbered in a way that was seen first stand above the others.
    fn numbered_above(&self, top: usize, level: Option<&str>, number: Option<&str>) -> bool {
        let upper = &self.sections[top];
        let ways = upper.number.as_deref().map(numbering).zip(number.map(numbering));
        let unnamed = level.is_none() && upper.level.is_none();
        ways.is_some_and(|(upper, lower)| {
            unnamed && upper != lower && self.seen_before(Some(&upper), Some(&lower))
        })
    }

    fn seen_before(&self, above: Option<&str>, level: Option<&str>) -> bool {
        let place = |word: Option<&str>| self.seen.iter().position(|known| Some(known.as_str()) == word);
        place(above) < place(level)
    }

    /// A section of the same level, number and name that a list printed without the levels above it: it moves
    /// below the fuller path.
    fn adopt(
        &mut self,
        parent: Option<usize>,
        level: Option<&str>,
        number: Option<&str>,
        name: &Passage,
    ) -> Option<usize> {
        parent?;
        let wanted = loose(name.as_str());
        let found = (0..self.sections.len()).find(|&index| {
            self.sections[index].parent.is_none()
                && Some(index) != parent
                && self.names_same(index, level, number, name)
                && (loose(self.sections[index].name.as_str()) == wanted || wanted.is_empty())
        })?;
        if !self.within(parent, found) {
            self.sections[found].parent = parent;
        }
        Some(found)
    }

    /// Whether this section is open.
    pub(crate) fn is_open(&self, level: &str, number: &str, name: &Passage) -> bool {
        let mut open = self.open.iter();
        open.any(|&index| self.names_same(index, Some(level), Some(number), name))
    }

    /// Closes the section of this level and those in it, for rows that stand beside it.
    pub(crate) fn close_level(&mut self, level: Option<&str>) {
        let own = |&index: &usize| {
            self.sections
                .get(index)
                .is_some_and(|own| own.level.as_deref() == level)
        };
        if let Some(at) = self.open.iter().position(own) {
            self.open.truncate(at);
        }
    }

    /// Closes everything, for rows that leave the outline.
    pub(crate) fn close_all(&mut self) {
        self.open.clear();
    }

    /// Gives a section its name when it was opened without one.
    pub(crate) fn complete_name(&mut self, section: usize, name: &Passage) {
        if let Some(draft) = self.sections.get_mut(section)
            && draft.name.is_blank()
            && !name.is_blank()
        {
            draft.name = name.clone();
        }
    }

    fn names_same(&self, index: usize, level: Option<&str>, number: Option<&str>, name: &Passage) -> bool {
        let section = &self.sections[index];
        if section.level.as_deref() != level {
            return false;
        }
        let (mine, theirs) = (loose(section.name.as_str()), loose(name.as_str()));
        match (section.number.as_deref(), number) {
            (Some(a), Some(b)) => same_number(a, b),
            (None, None) => mine == theirs && !mine.is_empty(),
            _ => !mine.is_empty() && mine == theirs,
        }
    }

    /// Open sections from the top.
    pub(crate) fn path(&self) -> &[usize] {
        &self.open
    }

    /// Whether `section` stands at or below `ancestor`.
    pub(crate) fn within(&self, mut section: Option<usize>, ancestor: usize) -> bool {
        while let Some(index) = section {
            if index == ancestor {
                return true;
            }
            section = self.sections[index].parent;
        }
        false
    }
}

/// Numbers that mean the same: `01` and `1`, `(1)` and `1`.
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    number_key(a) == number_key(b)
}

/// How a number is written: its signs with every run of digits or letters as one (`(1)` as `(#)`, `1-2` as `#-#`).
pub(crate) fn numbering(number: &str) -> String {
    let mut way = String::new();
    for c in number.chars() {
        let sign = match c {
            _ if c.is_ascii_digit() => '#',
            'I' | 'V' | 'X' => 'I',
            _ if c.is_alphanumeric() => 'a',
            other => other,
        };
        if matches!(sign, '#' | 'I') && way.ends_with(sign) {
            continue;
        }
        way.push(sign);
    }
    way
}

/// A number without brackets and leading zeros.
pub(crate) fn number_key(number: &str) -> String {
    let inner = number.trim_matches(['(', ')', '.', ' ']);
    let parts: Vec<&str> = inner
        .split('-')
        .map(|part| {
            let bare = part.trim_start_matches('0');
            if bare.is_empty() { part } else { bare }
        })
        .collect();
    parts.join("-")
}

/// A name without blanks, punctuation and width: what two spellings of one name share.
pub(crate) fn loose(name: &str) -> String {
    key(name)
        .chars()
        .filter(|character| !"・,、。()<>〈〉:-‐―─—「」/".contains(*character))
        .flat_map(char::to_lowercase)
        .collect()
}
