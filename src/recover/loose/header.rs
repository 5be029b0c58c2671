//! Header lines of tables that came out as plain lines, and the stretches of text that they open.

use std::collections::BTreeMap;

use super::strip::{Strip, cells, ends_sentence, overlap};
use crate::vocabulary::{Vocabulary, key};

/// Bytes above which no line is tried as a header.
const LONGEST_HEADER: usize = 180;

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Numbers of rows or headings.
    Number,
    /// A word of the outline; its names stand in the column.
    Level,
    /// Departments.
    Department,
    /// Marks such as 新規.
    Flag,
    /// Narrative text.
    Text,
}

/// One label of a header line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// The label, NFKC.
    pub(super) label: String,
    /// What the column holds.
    pub(super) role: Role,
}

/// The lines from one table header to the next.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Line of the header.
    pub(super) header: usize,
    /// Columns in printed order.
    pub(super) columns: Vec<Column>,
    /// First line after the header, and the line after the last one.
    pub(super) lines: std::ops::Range<usize>,
}

impl Unit {
    /// Labels of the narrative columns.
    pub(super) fn text_labels(&self) -> Vec<&str> {
        let texts = self.columns.iter().filter(|column| column.role == Role::Text);
        texts.map(|column| column.label.as_str()).collect()
    }

    /// Whether rows stand here with their narrative cells; otherwise the table only lists them.
    pub(super) fn is_detail(&self) -> bool {
        self.columns.iter().any(|column| column.role == Role::Text)
    }

    /// Whether narrative columns follow the department column.
    pub(super) fn department_first(&self) -> bool {
        let at = |role| self.columns.iter().position(|column| column.role == role);
        matches!((at(Role::Department), at(Role::Text)), (Some(d), Some(t)) if d < t)
    }
}

/// The labels of a line that consists of nothing but labels, however they are glued together.
pub(super) fn labels_of(line: &str, words: &Vocabulary) -> Option<Vec<Column>> {
    let line = key(line);
    let mut columns = Vec::new();
    (line.len() <= LONGEST_HEADER && segment(&line, words, &mut columns)).then_some(columns)
}

/// Longest label first, with a way back where the rest then has no reading.
fn segment(rest: &str, words: &Vocabulary, columns: &mut Vec<Column>) -> bool {
    if rest.is_empty() {
        return !columns.is_empty();
    }
    for (length, role) in heads(rest, words) {
        let (head, tail) = rest.split_at(length);
        columns.push(Column {
            label: head.to_owned(),
            role,
        });
        if segment(tail, words, columns) {
            return true;
        }
        columns.pop();
    }
    false
}

/// Labels with which `rest` starts, longest first.
fn heads(rest: &str, words: &Vocabulary) -> Vec<(usize, Role)> {
    const GROUPS: [(&str, Role); 7] = [
        ("number", Role::Number),
        ("department", Role::Department),
        ("text", Role::Text),
        ("explanation", Role::Text),
        ("flag", Role::Flag),
        ("name", Role::Level),
        ("evaluation", Role::Text),
    ];
    let mut heads: Vec<(usize, Role)> = Vec::new();
    for (group, role) in GROUPS {
        let found = words
            .label(group)
            .iter()
            .filter(|word| rest.starts_with(word.as_str()))
            // 部 and 課 are labels only in cells of their own: here they may begin any word.
            .filter(|word| role != Role::Department || word.chars().count() > 1);
        heads.extend(found.map(|word| (word.len(), role)));
    }
    for (word, _) in words
        .levels
        .ranked()
        .iter()
        .filter(|(word, _)| rest.starts_with(word.as_str()))
    {
        heads.push((word.len(), Role::Level));
        let tail = rest.get(word.len()..).unwrap_or_default();
        let suffixes = words
            .levels
            .suffixes
            .iter()
            .filter(|suffix| tail.starts_with(suffix.as_str()));
        heads.extend(suffixes.map(|suffix| (word.len() + suffix.len(), Role::Level)));
    }
    heads.sort_by_key(|&(length, _)| std::cmp::Reverse(length));
    heads.dedup_by_key(|head| head.0);
    heads
}

/// The stretches that table headers open. A header names a department column and stands on one line; labels that
/// the vocabulary lacks are taken from a line that recurs.
pub(super) fn units(strips: &[Strip], words: &Vocabulary) -> Vec<Unit> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for strip in strips {
        *times.entry(strip.key.as_str()).or_default() += 1;
    }
    let headers: Vec<(usize, Vec<Column>)> = strips
        .iter()
        .enumerate()
        .filter_map(|(at, strip)| {
            let recurs = times.get(strip.key.as_str()).is_some_and(|&times| times > 1);
            Some((at, header_of(strip, recurs, words)?))
        })
        .collect();
    let headers = with_damaged(headers, strips);
    let ends = headers
        .iter()
        .skip(1)
        .map(|header| header.0)
        .chain([strips.len()]);
    headers
        .iter()
        .zip(ends)
        .map(|((at, columns), end)| {
            let lines = at + 1..end;
            let below = strips.get(lines.clone()).unwrap_or_default();
            let sentences = below
                .iter()
                .filter(|strip| ends_sentence(strip.text.as_str()))
                .count();
            Unit {
                header: *at,
                columns: narrative_levels(columns.clone(), sentences > 1),
                lines,
            }
        })
        .collect()
}

/// Adds lines that differ from a header by a character or two.
fn with_damaged(headers: Vec<(usize, Vec<Column>)>, strips: &[Strip]) -> Vec<(usize, Vec<Column>)> {
    let mut all = headers.clone();
    for (at, strip) in strips.iter().enumerate() {
        let length = strip.key.chars().count();
        let known = headers.iter().any(|header| header.0 == at);
        if known || !(6..=40).contains(&length) || ends_sentence(&strip.key) {
            continue;
        }
        let like = headers.iter().find(|(other, _)| {
            strips.get(*other).is_some_and(|other| {
                other.key.chars().count().abs_diff(length) <= 1
                    && overlap(&other.key, &strip.key).min(overlap(&strip.key, &other.key)) > 0.6
            })
        });
        all.extend(like.map(|(_, columns)| (at, columns.clone())));
    }
    all.sort_by_key(|header| header.0);
    all
}

/// 取組内容 heads names in one city and sentences in another: after a narrative column it is one itself, and so is
/// the last of several such columns when sentences stand below and no other column could hold them.
fn narrative_levels(mut columns: Vec<Column>, sentences: bool) -> Vec<Column> {
    let first = columns.iter().position(|column| column.role == Role::Text);
    let levels: Vec<usize> = (0..columns.len())
        .filter(|&at| columns.get(at).is_some_and(|column| column.role == Role::Level))
        .collect();
    let narrative: Vec<usize> = match (first, levels.as_slice()) {
        (Some(first), levels) => levels.iter().copied().filter(|&at| at > first).collect(),
        (None, [_, .., last]) if sentences => vec![*last],
        _ => Vec::new(),
    };
    for at in narrative {
        if let Some(column) = columns.get_mut(at) {
            column.role = Role::Text;
        }
    }
    columns
}

fn header_of(strip: &Strip, recurs: bool, words: &Vocabulary) -> Option<Vec<Column>> {
    let columns = match labels_of(&strip.key, words) {
        Some(columns) => columns,
        None if recurs => unknown_labels(strip, words)?,
        None => return None,
    };
    let department = columns.iter().any(|column| column.role == Role::Department);
    (department && columns.len() > 1).then_some(columns)
}

/// Columns of a recurring line of short cells of which one is a label of departments.
fn unknown_labels(strip: &Strip, words: &Vocabulary) -> Option<Vec<Column>> {
    let cells = cells(&strip.text);
    let short = cells.iter().all(|cell| {
        cell.as_str().chars().count() <= 10 && !cell.as_str().contains(|c: char| c.is_numeric() || c == '。')
    });
    let known = cells
        .iter()
        .any(|cell| words.is_label("department", cell.as_str()));
    if !short || !known || cells.len() < 2 {
        return None;
    }
    let mut columns = Vec::new();
    for cell in &cells {
        columns.extend(labels_of(cell.as_str(), words).unwrap_or_else(|| {
            vec![Column {
                label: key(cell.as_str()),
                role: Role::Text,
            }]
        }));
    }
    Some(columns)
}
