//! The words by which meaning is found: data in `base.toml`, extended by the user's files of the same shape.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::japanese::folded_simply;

const BASE: &str = include_str!("base.toml");

/// All words, normalised with [`key`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each list is documented beside its words in base.toml
pub struct Vocabulary {
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub levels: Levels,
    #[serde(default)]
    pub labels: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub phases: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub indicator_roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub qualifiers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub flags: WordList,
    #[serde(default)]
    pub departments: Departments,
    #[serde(default)]
    pub grades: Grades,
    #[serde(default)]
    pub money: BTreeMap<String, i64>,
    #[serde(default)]
    pub samples: WordList,
    #[serde(default)]
    pub appendices: WordList,
    #[serde(default)]
    pub reading: BTreeMap<String, Vec<String>>,
    /// The units in `money`, longest first.
    #[serde(skip)]
    units: Vec<String>,
    /// The groups of `labels` that a word stands in.
    #[serde(skip)]
    groups: HashMap<String, Vec<String>>,
    /// Whether some label ends in a digit; made from `labels` and `levels`.
    #[serde(skip)]
    digits_end_labels: bool,
}

/// Level and row words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Levels {
    /// Words by depth, the top of an outline first.
    #[serde(default)]
    pub tiers: Vec<Vec<String>>,
    #[serde(default)]
    pub suffixes: Vec<String>,
    /// What may stand before such a word in a label (主要事務事業名) and changes nothing about its place.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Every word with its tier, longest word first; made from `tiers`.
    #[serde(skip)]
    ranked: Vec<(String, usize)>,
    /// The tier of every word.
    #[serde(skip)]
    own_tiers: HashMap<String, usize>,
    #[serde(skip)]
    initials: BTreeSet<char>,
}

impl Levels {
    /// Every level word with its tier (0 is the top), longest word first.
    #[must_use]
    pub fn ranked(&self) -> &[(String, usize)] {
        &self.ranked
    }

    /// Whether some level word begins with this letter.
    #[must_use]
    pub fn begins_with(&self, letter: char) -> bool {
        self.initials.contains(&letter)
    }

    /// The tier of a word, when the vocabulary has it, with or without a modifier.
    #[must_use]
    pub fn tier(&self, word: &str) -> Option<usize> {
        self.own_tier(word)
            .or_else(|| self.unmodified(word).and_then(|stem| self.own_tier(stem)))
    }

    /// The tier of a word without modifier, when the vocabulary has it.
    #[must_use]
    pub fn own_tier(&self, word: &str) -> Option<usize> {
        self.own_tiers.get(word).copied()
    }

    /// The level word behind a modifier (事務事業 of 主要事務事業).
    #[must_use]
    pub fn unmodified<'w>(&self, word: &'w str) -> Option<&'w str> {
        let mut stems = self
            .modifiers
            .iter()
            .filter_map(|modifier| word.strip_prefix(modifier.as_str()));
        stems.find(|stem| self.own_tier(stem).is_some())
    }
}

/// A plain list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct WordList {
    #[serde(default)]
    pub words: Vec<String>,
}

/// What department names look like.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Departments {
    #[serde(default)]
    pub endings: Vec<String>,
    #[serde(default)]
    pub collective: Vec<String>,
    #[serde(default)]
    pub separators: Vec<String>,
    /// Last letters of `endings` and `collective`.
    #[serde(skip)]
    last_letters: BTreeSet<char>,
}

impl Departments {
    /// Whether some department's name ends in this letter.
    #[must_use]
    pub fn ends_with(&self, letter: char) -> bool {
        self.last_letters.contains(&letter)
    }
}

/// What grades look like.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Grades {
    #[serde(default)]
    pub letters: Vec<String>,
    #[serde(default)]
    pub marks: Vec<String>,
    #[serde(default)]
    pub chosen: Vec<String>,
    #[serde(default)]
    pub unchosen: Vec<String>,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub dashes: Vec<String>,
}

/// Why a vocabulary file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a vocabulary: {0}")]
pub struct VocabularyError(String);

impl Vocabulary {
    /// The words that ship with the program.
    ///
    /// # Errors
    /// Never for a released build; a test reads the file.
    pub fn base() -> Result<Self, VocabularyError> {
        let mut vocabulary = Self::parse(BASE)?;
        vocabulary.normalise();
        Ok(vocabulary)
    }

    fn parse(text: &str) -> Result<Self, VocabularyError> {
        toml::from_str(text).map_err(|error| VocabularyError(error.to_string()))
    }

    /// Adds the words of a user's file (TOML, the shape of `base.toml`, every part optional).
    ///
    /// # Errors
    /// When `text` is not TOML of that shape; the message names line and key.
    pub fn extend(&mut self, text: &str) -> Result<(), VocabularyError> {
        let other = Self::parse(text)?;
        for (tier, words) in other.levels.tiers.into_iter().enumerate() {
            match self.levels.tiers.get_mut(tier) {
                Some(mine) => mine.extend(words),
                None => self.levels.tiers.push(words),
            }
        }
        self.levels.suffixes.extend(other.levels.suffixes);
        self.levels.modifiers.extend(other.levels.modifiers);
        for (mine, theirs) in [
            (&mut self.labels, other.labels),
            (&mut self.phases, other.phases),
            (&mut self.indicator_roles, other.indicator_roles),
            (&mut self.qualifiers, other.qualifiers),
            (&mut self.reading, other.reading),
        ] {
            for (name, words) in theirs {
                mine.entry(name).or_default().extend(words);
            }
        }
        self.flags.words.extend(other.flags.words);
        self.departments.endings.extend(other.departments.endings);
        self.departments.collective.extend(other.departments.collective);
        self.departments.separators.extend(other.departments.separators);
        self.grades.letters.extend(other.grades.letters);
        self.grades.marks.extend(other.grades.marks);
        self.grades.chosen.extend(other.grades.chosen);
        self.grades.unchosen.extend(other.grades.unchosen);
        self.grades.choices.extend(other.grades.choices);
        self.grades.dashes.extend(other.grades.dashes);
        self.money.extend(other.money);
        self.samples.words.extend(other.samples.words);
        self.appendices.words.extend(other.appendices.words);
        self.normalise();
        Ok(())
    }

    fn normalise(&mut self) {
        let maps = [
            &mut self.labels,
            &mut self.phases,
            &mut self.indicator_roles,
            &mut self.qualifiers,
            &mut self.reading,
        ];
        let lists = [
            &mut self.levels.suffixes,
            &mut self.levels.modifiers,
            &mut self.flags.words,
            &mut self.departments.endings,
            &mut self.departments.collective,
            &mut self.samples.words,
            &mut self.appendices.words,
        ];
        for words in maps.into_iter().flat_map(|map| map.values_mut()).chain(lists) {
            for word in words.iter_mut() {
                *word = key(word);
            }
            // Longest first, so that the first match is the fullest; stable among equals.
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words.dedup();
        }
        let tiers = self.levels.tiers.iter().enumerate();
        let mut ranked: Vec<(String, usize)> = tiers
            .flat_map(|(tier, words)| words.iter().map(move |word| (key(word), tier)))
            .collect();
        ranked.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        self.levels.initials = ranked
            .iter()
            .filter_map(|(word, _)| word.chars().next())
            .collect();
        self.levels.own_tiers.clear();
        for (word, tier) in &ranked {
            self.levels.own_tiers.entry(word.clone()).or_insert(*tier);
        }
        self.levels.ranked = ranked;
        for signs in [
            &mut self.grades.letters,
            &mut self.grades.marks,
            &mut self.grades.chosen,
        ] {
            signs.iter_mut().for_each(|sign| *sign = key(sign));
        }
        let names = self
            .departments
            .endings
            .iter()
            .chain(&self.departments.collective);
        self.departments.last_letters = names.filter_map(|name| name.chars().next_back()).collect();
        self.units = self.money.keys().cloned().collect();
        self.units
            .sort_by_key(|unit| std::cmp::Reverse(unit.chars().count()));
        self.groups.clear();
        for (group, words) in &self.labels {
            for word in words {
                self.groups.entry(word.clone()).or_default().push(group.clone());
            }
        }
        let words = self.labels.values().flatten().chain(&self.levels.suffixes);
        let words = words.chain(self.levels.ranked.iter().map(|(word, _)| word));
        self.digits_end_labels = words
            .into_iter()
            .any(|word| word.ends_with(|c: char| c.is_ascii_digit()));
    }

    /// The units of money, longest first.
    #[must_use]
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// Whether a label may end in a digit: if not, a figure is none.
    #[must_use]
    pub fn digits_end_labels(&self) -> bool {
        self.digits_end_labels
    }

    /// The words of one group of labels (`department`, `budget` …), longest first; empty for an unknown group.
    #[must_use]
    pub fn label(&self, group: &str) -> &[String] {
        self.labels.get(group).map_or(&[], Vec::as_slice)
    }

    /// Whether `label` (any form) is a word of the group.
    #[must_use]
    pub fn is_label(&self, group: &str, label: &str) -> bool {
        self.groups_of(&key(label)).iter().any(|own| own == group)
    }

    /// The groups of labels that a normalised word stands in.
    #[must_use]
    pub fn groups_of(&self, word: &str) -> &[String] {
        self.groups.get(word).map_or(&[], Vec::as_slice)
    }
}

/// The form in which words are compared: NFKC, no white space, Latin letters as they are.
#[must_use]
pub fn key(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        match folded_simply(character) {
            Some(folded) if folded.is_whitespace() => {}
            Some(folded) => out.push(folded),
            None => return word.nfkc().filter(|folded| !folded.is_whitespace()).collect(),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_words_load_and_are_longest_first() {
        let words = Vocabulary::base().unwrap();
        assert!(words.is_label("department", "所 管 課"));
        let lengths: Vec<usize> = words
            .label("budget")
            .iter()
            .map(|word| word.chars().count())
            .collect();
        assert!(lengths.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn a_user_file_extends_a_group_and_a_misspelt_key_is_an_error() {
        let mut words = Vocabulary::base().unwrap();
        words.extend("[labels]\ndepartment = [\"お世話係\"]").unwrap();
        assert!(words.is_label("department", "お世話係"));
        assert!(words.extend("[lables]\nx = []").is_err());
    }
}
