//! Department cells of plain lines: where one name ends and the next begins.

use std::collections::BTreeSet;

use super::strip::{Strip, cells, ends_sentence};
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// A department and the collective entry in whose parentheses it stands.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: Passage,
    pub(super) within: Option<String>,
}

/// The departments of one document, learnt from the places where only departments stand.
#[derive(Debug)]
pub(super) struct Register<'a> {
    words: &'a Vocabulary,
    known: BTreeSet<String>,
}

impl<'a> Register<'a> {
    /// Learns from last cells of numbered lines and from lines that follow the end of a sentence.
    pub(super) fn learn(strips: &[Strip], words: &'a Vocabulary) -> Self {
        let mut register = Register {
            words,
            known: BTreeSet::new(),
        };
        let mut after_sentence = false;
        for strip in strips {
            let cells = cells(&strip.text);
            let numbered = cells.first().is_some_and(|cell| is_digits(cell.as_str()));
            if let Some(last) = cells.last()
                && ((numbered && cells.len() > 2) || (after_sentence && cells.len() == 1))
            {
                let parts = register.parts(last).unwrap_or_default();
                register
                    .known
                    .extend(parts.iter().map(|part| key(part.name.as_str())));
            }
            after_sentence = ends_sentence(strip.text.as_str());
        }
        register
    }

    /// The departments that `cell` consists of, when each is one beyond doubt.
    pub(super) fn read(&self, cell: &Passage) -> Option<Vec<Named>> {
        let parts = self.parts(cell)?;
        parts
            .iter()
            .all(|part| self.is_certain(part.name.as_str()))
            .then_some(parts)
    }

    /// The departments of a cell right under another department: their endings are enough there.
    pub(super) fn read_below(&self, cell: &Passage) -> Option<Vec<Named>> {
        self.parts(cell)
    }

    /// Whether `cell` breaks off within a list of departments, as a narrow cell does.
    pub(super) fn is_begun(&self, cell: &Passage) -> bool {
        let text = cell.as_str();
        let separator =
            |c: char| c != '・' && self.words.departments.separators.iter().any(|s| s.contains(c));
        let first = text.split(separator).next().unwrap_or_default();
        text.contains(separator) && !ends_sentence(text) && self.is_certain(first)
    }

    /// Whether this very name was learnt.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.known.contains(&key(name))
    }

    fn is_certain(&self, name: &str) -> bool {
        let name = key(name);
        let sure = self
            .words
            .reading
            .get("department_sure")
            .map_or(&[][..], Vec::as_slice);
        self.is_collective(&name)
            || self.known.contains(&name)
            || (self.looks_like_one(&name) && sure.iter().any(|ending| name.ends_with(ending.as_str())))
    }

    fn is_collective(&self, name: &str) -> bool {
        self.words.departments.collective.iter().any(|word| word == name)
    }

    fn looks_like_one(&self, name: &str) -> bool {
        let length = name.chars().count();
        let ending = self
            .words
            .departments
            .endings
            .iter()
            .find(|ending| name.ends_with(ending.as_str()));
        (2..=24).contains(&length)
            // 図書館 and 議会事務局 are names themselves; 課 is none.
            && ending.is_some_and(|ending| ending.len() < name.len() || ending.chars().count() > 2)
            && !name.contains(['。', '、', 'を', '「', '」', '〇', '○', '※', '／', '/', ':', '%'])
            && !name
                .starts_with(|c: char| c.is_ascii_digit() || ('ぁ'..='ん').contains(&c) && !c.is_alphabetic())
    }

    /// Splits a cell into names with a department's ending; `None` when some part has none.
    fn parts(&self, cell: &Passage) -> Option<Vec<Named>> {
        let text = cell.as_str();
        if let Some(open) = text.find(['（', '(']) {
            return self.parenthesised(cell, open);
        }
        let mut parts = Vec::new();
        let hard =
            |c: char| !"・･".contains(c) && self.words.departments.separators.iter().any(|s| s.contains(c));
        for part in cell.split(hard) {
            let part = part.trim();
            if part.is_blank() {
                continue;
            }
            parts.extend(self.dotted(&part)?);
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// A dot separates only where each side ends like a department; otherwise it belongs to the name.
    fn dotted(&self, part: &Passage) -> Option<Vec<Named>> {
        let fits = |name: &Passage| {
            let name = key(name.as_str());
            self.is_collective(&name) || self.looks_like_one(&name)
        };
        let named = |name: Passage| Named { name, within: None };
        let sides = part.split(|c| "・･".contains(c));
        if sides.len() > 1 && sides.iter().all(fits) && !self.knows(part.as_str()) {
            return Some(sides.into_iter().map(named).collect());
        }
        fits(part).then(|| vec![named(part.clone())])
    }

    /// 関係各課（市民課、税務課）: the collective entry and those within it.
    fn parenthesised(&self, cell: &Passage, open: usize) -> Option<Vec<Named>> {
        let text = cell.as_str();
        let bracket = text.get(open..)?.chars().next()?.len_utf8();
        let close = text.rfind(['）', ')']).filter(|&close| close > open)?;
        let outer = self.parts(&cell.slice(0..open).trim())?;
        let within = outer.last().map(|last| key(last.name.as_str()));
        let inner = self.parts(&cell.slice(open + bracket..close))?;
        let inner = inner.into_iter().map(|part| Named {
            name: part.name,
            within: within.clone(),
        });
        Some(outer.into_iter().chain(inner).collect())
    }
}

/// Whether a text has digits only, of any width.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && key(text).chars().all(|c| c.is_ascii_digit())
}
