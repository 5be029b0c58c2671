//! Where one department's name ends and the next begins.

use crate::japanese::folded_simply;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::entry::Department;
use super::tidy;

const LONGEST_NAME: usize = 24;

/// The departments of a cell, those in the parentheses of a collective entry (関係各課) with its name in `within`.
pub(crate) fn split(cell: &Passage, words: &Vocabulary) -> Vec<Department> {
    let mut departments = Vec::new();
    let mut outer = Passage::default();
    let mut inner: Option<Passage> = None;
    for (character, at) in cell.chars() {
        match (character, inner.as_mut()) {
            ('（' | '(', None) => {
                push_all(&mut departments, &outer, None, words);
                outer = Passage::default();
                inner = Some(Passage::default());
            }
            ('）' | ')', Some(_)) => {
                let within = departments
                    .last()
                    .map(|head: &Department| key(head.name.as_str()));
                push_all(&mut departments, &inner.take().unwrap_or_default(), within, words);
            }
            (_, Some(inside)) => inside.push(character, at),
            (_, None) => outer.push(character, at),
        }
    }
    push_all(&mut departments, &outer, None, words);
    if let Some(inside) = inner {
        let within = departments.last().map(|head| key(head.name.as_str()));
        push_all(&mut departments, &inside, within, words);
    }
    departments
}

/// Whether a cell holds nothing but names of departments.
pub(crate) fn looks_like(cell: &str, words: &Vocabulary) -> bool {
    if !may_be(cell, words) {
        return false;
    }
    let plain = key(cell);
    if plain.is_empty() || plain.contains('。') || plain.chars().count() > 200 {
        return false;
    }
    let departments = split(&Passage::of_canvas(cell, 0..cell.len()), words);
    !departments.is_empty()
        && departments.iter().all(|department| {
            let name = key(department.name.as_str());
            name.chars().count() <= LONGEST_NAME && is_name(&name, words)
        })
}

/// Whether a text is departments and nothing else, each with an ending that only departments have.
pub(crate) fn are_sure(text: &Passage, words: &Vocabulary) -> bool {
    let sure = words.reading.get("department_sure");
    let ends = |name: &str| sure.is_some_and(|list| list.iter().any(|end| name.ends_with(end.as_str())));
    looks_like(text.as_str(), words)
        && split(text, words)
            .iter()
            .all(|department| ends(&key(department.name.as_str())))
}

/// Whether a cell ends like a department: turns nearly all others away before they are taken apart.
fn may_be(cell: &str, words: &Vocabulary) -> bool {
    let Some(last) = cell.trim_end().chars().next_back() else {
        return false;
    };
    is_joint(last)
        || matches!(last, '（' | '(' | '）' | ')')
        || folded_simply(last).is_none_or(|letter| words.departments.ends_with(letter))
}

/// Whether a character may stand between two names, or within one.
fn is_joint(character: char) -> bool {
    matches!(character, '／' | '/' | '、' | '，' | ',' | '・' | '･' | '•')
}

/// Whether a word has the ending of a department or stands for several.
pub(crate) fn is_name(name: &str, words: &Vocabulary) -> bool {
    let rules = &words.departments;
    rules.collective.iter().any(|word| word == name)
        || name.chars().count() > 1 && rules.endings.iter().any(|ending| name.ends_with(ending.as_str()))
}

fn push_all(into: &mut Vec<Department>, text: &Passage, within: Option<String>, words: &Vocabulary) {
    for part in text.split(|c| matches!(c, '／' | '/' | '、' | '，' | ',')) {
        for name in blank_separated(&part, words)
            .iter()
            .flat_map(|piece| dot_separated(piece, words))
        {
            let name = tidy(&name);
            if !name.is_blank() {
                into.push(Department {
                    name,
                    within: within.clone(),
                });
            }
        }
    }
}

/// A blank separates two names only where the first one is complete; else it is a wrapped line or OCR's.
fn blank_separated(text: &Passage, words: &Vocabulary) -> Vec<Passage> {
    let mut names: Vec<Passage> = Vec::new();
    for piece in text.split(char::is_whitespace) {
        if piece.is_blank() {
            continue;
        }
        match names.last_mut() {
            // 学校 教育課: two characters are hardly ever a whole name.
            Some(last)
                if !is_name(&key(last.as_str()), words)
                    || key(last.as_str()).chars().count() <= 2
                    || is_path(&key(last.as_str()), words) =>
            {
                last.append(&piece)
            }
            _ => names.push(piece),
        }
    }
    names
}

/// 教育委員会事務局学校教育部小中学校 ⏎ 企画課: a way down through the offices that ends in none of them goes on below.
fn is_path(name: &str, words: &Vocabulary) -> bool {
    let sure = words.reading.get("department_sure");
    let ends =
        |text: &str| sure.is_some_and(|list| list.iter().any(|ending| text.ends_with(ending.as_str())));
    let starts = name.char_indices().map(|(at, _)| at).skip(2);
    !ends(name) && name.chars().count() > LONGEST_NAME / 2 && starts.filter_map(|at| name.get(..at)).any(ends)
}

/// Whether the name left of a ・ is whole: 公園・緑地課 is one name, 財政課・税務課 are two, so are 図書館・公民館.
fn ends_before(left: &str, right: &str, words: &Vocabulary) -> bool {
    if !is_name(left, words) {
        return false;
    }
    let ends = |list: &[String]| {
        list.iter()
            .filter(|ending| left.ends_with(ending.as_str()))
            .max_by_key(|ending| ending.chars().count())
            .cloned()
    };
    let sure = words
        .reading
        .get("department_sure")
        .is_some_and(|list| ends(list).is_some());
    let ending = ends(&words.departments.endings).unwrap_or_default();
    let long = ending.chars().count() > 1 && left.chars().count() > ending.chars().count();
    sure || long
        || right.ends_with(ending.as_str())
        || words.departments.collective.iter().any(|word| word == left)
}

/// ・ separates two names only where both sides are complete names (幼児教育・保育課 is one).
fn dot_separated(text: &Passage, words: &Vocabulary) -> Vec<Passage> {
    let parts = text.split(|c| matches!(c, '・' | '･' | '•'));
    if parts.len() == 1 {
        return vec![text.clone()];
    }
    let mut names: Vec<Passage> = Vec::new();
    let mut open = Passage::default();
    let dots: Vec<(char, u32)> = text
        .chars()
        .filter(|(c, _)| matches!(c, '・' | '･' | '•'))
        .collect();
    for (index, part) in parts.iter().enumerate() {
        // A line that wraps before the dot begins with it.
        if index == 0 && part.is_blank() {
            continue;
        }
        open.append(part);
        let complete = parts
            .get(index + 1)
            .is_none_or(|next| ends_before(&key(part.as_str()), &key(next.as_str()), words));
        if complete || index + 1 == parts.len() {
            names.push(std::mem::take(&mut open));
        } else if let Some(&(dot, at)) = dots.get(index) {
            open.push(dot, at);
        }
    }
    names
}
