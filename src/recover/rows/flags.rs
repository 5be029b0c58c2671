//! Marks on rows: 新規, 再掲 …

use std::collections::BTreeMap;

use crate::source::{Block, Passage, Reading};
use crate::vocabulary::{Vocabulary, key};

/// Marks that stand before names and are explained elsewhere.
const MARKS: &str = "◎○〇●☆★◇◆□■△▲▽▼※";
/// Marks that also set off entries of any list and say nothing when nothing explains them.
const BULLETS: &str = "○〇●□■▽▼※";
const LONGEST_KEY: usize = 120;

/// What the document says its marks mean: `◎は新規事業、○は拡充事業`, `◎：新規　○：拡充`.
pub(crate) fn keys(reading: &Reading, words: &Vocabulary) -> BTreeMap<char, String> {
    let mut keys = BTreeMap::new();
    for block in &reading.blocks {
        let Block::Line(line) = block else { continue };
        let text = line.text.as_str();
        if text.len() > 3 * LONGEST_KEY {
            continue;
        }
        for (offset, mark) in text.char_indices().filter(|(_, c)| MARKS.contains(*c)) {
            let rest = text.get(offset + mark.len_utf8()..).unwrap_or_default();
            let word = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || "はがの印：:=＝…‥・→―ー－-「『".contains(c)
            });
            let between = rest.get(..rest.len() - word.len()).unwrap_or_default();
            let meaning = words
                .flags
                .words
                .iter()
                .filter(|flag| flag.chars().count() > 1 && word.starts_with(flag.as_str()))
                .max_by_key(|flag| flag.len());
            // A mark and a blank only begin an entry of a list.
            if let Some(meaning) = meaning.filter(|_| !between.trim().is_empty()) {
                keys.entry(mark).or_insert_with(|| meaning.clone());
            }
        }
    }
    keys
}

/// `◎ 名`: the mark, what it means, and the name. A mark that nothing explains is its own flag, unless it is one that
/// lists use.
pub(crate) fn marked(
    name: &Passage,
    keys: &BTreeMap<char, String>,
) -> Option<(Option<String>, Passage, Passage)> {
    let trimmed = name.trim();
    let first = trimmed.as_str().chars().next().filter(|c| MARKS.contains(*c))?;
    let length = first.len_utf8();
    let rest = trimmed.slice(length..trimmed.as_str().len()).trim();
    // ○○地区: a name that is left open.
    let named = rest.as_str().chars().count() > 2 && !rest.as_str().starts_with(|c: char| MARKS.contains(c));
    let flag = keys
        .get(&first)
        .cloned()
        .or_else(|| (!BULLETS.contains(first)).then(|| first.to_string()));
    named.then(|| (flag, trimmed.slice(0..length), rest))
}

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
    (crate::recover::tidy_name(&rest), flags)
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
            '（' | '(' | '【' | '[' | '［' | '〔' | '《' | '〈' | '＜' | '<' => open = Some(offset),
            '）' | ')' | '】' | ']' | '］' | '〕' | '》' | '〉' | '＞' | '>' => {
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
