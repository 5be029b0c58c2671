//! Marks on rows: 新規, 再掲 …

use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// Takes marks in brackets （再掲） or before the name 【新規】 out of a name.
pub(crate) fn take(name: &Passage, words: &Vocabulary) -> (Passage, Vec<(String, Passage)>) {
    let mut flags = Vec::new();
    let mut rest = name.clone();
    while let Some((start, end, flag)) = find(rest.as_str(), words) {
        flags.push((flag, rest.slice(start..end)));
        let mut kept = rest.slice(0..start);
        kept.append(&rest.slice(end..rest.as_str().len()));
        rest = kept.trim();
    }
    (super::tidy_name(&rest), flags)
}

/// The text without a mark at its start.
pub(crate) fn skip(text: &Passage, words: &Vocabulary) -> Passage {
    let text = text.trim();
    match find(text.as_str(), words) {
        Some((0, end, _)) => text.slice(end..text.as_str().len()).trim(),
        _ => text,
    }
}

/// Whether a cell is a mark and nothing else.
pub(crate) fn is_flag(cell: &str, words: &Vocabulary) -> bool {
    let cell = key(cell);
    let bare = cell.trim_matches(['(', ')', '【', '】', '[', ']', '<', '>', '《', '》']);
    words.flags.words.iter().any(|word| word == bare)
}

/// Byte range and word of the first bracketed mark.
fn find(text: &str, words: &Vocabulary) -> Option<(usize, usize, String)> {
    let mut open: Option<usize> = None;
    for (offset, character) in text.char_indices() {
        match character {
            '（' | '(' | '【' | '[' | '［' | '《' | '〈' | '＜' | '<' => open = Some(offset),
            '）' | ')' | '】' | ']' | '］' | '》' | '〉' | '＞' | '>' => {
                let end = offset + character.len_utf8();
                if let Some(start) = open.take() {
                    let inside = key(text.get(start..end).unwrap_or_default());
                    let inside: String = inside
                        .chars()
                        .skip(1)
                        .take(inside.chars().count().saturating_sub(2))
                        .collect();
                    if words.flags.words.contains(&inside) {
                        return Some((start, end, inside));
                    }
                }
            }
            _ => {}
        }
    }
    None
}
