//! Labels that no list has whole, but whose parts say what they are: 施策No・施策名, うち特定財源, 会計コード.

use super::{Lexicon, Role};

/// Longest stem of a label that is known by its ending alone.
const LONGEST_STEM: usize = 10;

impl Lexicon<'_> {
    /// The role of a label by its parts: words joined by ・, a word behind an attribute (上位施策), or an ending that
    /// only labels have (組織コード).
    pub(in crate::recover) fn compound(&self, label: &str) -> Option<Role> {
        self.within(label)
            .or_else(|| self.attributed(label))
            .or_else(|| self.joined(label))
            .or_else(|| self.ended(label))
    }

    /// うち特定財源: a part of the amount before it.
    fn within(&self, label: &str) -> Option<Role> {
        let rest = label
            .strip_prefix("うち")
            .or_else(|| label.strip_prefix("内、"))?;
        let rest = rest.trim_start_matches('、');
        let money = rest.chars().count() <= LONGEST_STEM && rest.ends_with(['額', '費']);
        let role = self.word(rest);
        (matches!(role, Some(Role::Budget | Role::Funding)) || role.is_none() && money)
            .then_some(Role::Funding)
    }

    /// 上位施策, 現担当課名: what stands before the word only says which one.
    fn attributed(&self, label: &str) -> Option<Role> {
        let attributes = self.words.label("attributes").iter();
        let rest = attributes.filter_map(|attribute| label.strip_prefix(attribute.as_str()));
        rest.filter_map(|rest| {
            self.word(rest)
                .or_else(|| self.joined(rest))
                .filter(|role| matches!(role, Role::Level(_) | Role::Department))
        })
        .next()
    }

    /// Whether a label says that it names what stands above the rows (上位の施策).
    pub(in crate::recover) fn stands_above(&self, label: &str) -> bool {
        let label = super::bare(label);
        let mut uppers = self.words.label("uppers").iter();
        uppers.any(|upper| label.starts_with(upper.as_str()))
    }

    /// 施策No・施策名, 成果・課題: one role where all parts have it, else a narrative.
    fn joined(&self, label: &str) -> Option<Role> {
        let parts: Vec<&str> = label
            .split(['・', '／', '/', '、'])
            .flat_map(|part| part.split("及び"))
            .collect();
        if parts.len() < 2 {
            return None;
        }
        let roles: Vec<Role> = parts
            .iter()
            .map(|part| self.word(part).or_else(|| self.attributed(part)))
            .collect::<Option<_>>()?;
        // 施策番号・施策名: the number stands before the name.
        let named = || roles.iter().filter(|role| **role != Role::Number);
        let first = named().next().or(roles.first())?;
        if matches!(first, Role::Level(_)) && named().all(|role| role == first) {
            return Some(first.clone());
        }
        Some(if roles.iter().all(|role| role == first) {
            first.clone()
        } else {
            Role::Text
        })
    }

    /// 政策・施策名: the levels that one label asks for.
    pub(in crate::recover) fn levels_of(&self, label: &str) -> Vec<String> {
        let label = super::bare(label);
        let parts = label.split(['・', '／', '/', '、', '-', '－', '>', '＞']);
        let levels: Option<Vec<String>> = parts.map(|part| self.level(part)).collect();
        levels.filter(|levels| levels.len() > 1).unwrap_or_default()
    }

    /// 会計コード: a short word with the ending of a label.
    fn ended(&self, label: &str) -> Option<Role> {
        let stem = self
            .words
            .label("label_endings")
            .iter()
            .find_map(|ending| label.strip_suffix(ending.as_str()))?;
        let plain = |c: char| crate::japanese::is_japanese(c) && !"のをはがにと".contains(c);
        let length = stem.chars().count();
        ((2..=LONGEST_STEM).contains(&length) && stem.chars().all(plain)).then_some(Role::Text)
    }
}
