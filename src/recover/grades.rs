//! Grades: letters, marks, chosen words, dashes.

use crate::vocabulary::{Vocabulary, key};

const LONGEST_CHOICE: usize = 16;

/// The grade of a cell: `Some(None)` for a printed dash, `None` when the cell holds no grade.
pub(crate) fn read(raw: &str, words: &Vocabulary) -> Option<Option<String>> {
    let cell = key(raw);
    if cell.is_empty() {
        return None;
    }
    if is_dash(&cell, words) {
        return Some(None);
    }
    if let Some(chosen) = chosen_of(&cell, words).or_else(|| single_of(raw, words)) {
        return Some(Some(chosen));
    }
    if words.grades.choices.contains(&cell) {
        return Some(Some(cell));
    }
    letter(raw, words).map(Some)
}

/// Whether a cell is nothing but a mark that chooses its column (○, ●, レ …).
pub(crate) fn is_mark(cell: &str, words: &Vocabulary) -> bool {
    let cell = key(cell);
    let circle = matches!(cell.as_str(), "○" | "〇" | "◯" | "◎");
    circle || words.grades.chosen.contains(&cell)
}

/// Whether a header says what a mark below it chooses: 拡充, 現状維持, A.
pub(crate) fn is_choice(head: &str, words: &Vocabulary) -> bool {
    let head = key(head);
    let head = head.trim_end_matches("評価").to_owned();
    words.grades.choices.contains(&head)
        || words.grades.letters.contains(&head)
        || words.flags.words.contains(&head)
}

/// Whether a cell is nothing but a dash.
pub(crate) fn is_dash(cell: &str, words: &Vocabulary) -> bool {
    let cell = key(cell);
    !cell.is_empty()
        && cell.chars().all(|character| {
            words
                .grades
                .dashes
                .iter()
                .any(|dash| dash.chars().eq([character]))
        })
}

/// A letter or mark, alone or with its meaning behind it (`A.順調に推移している`).
pub(crate) fn letter(cell: &str, words: &Vocabulary) -> Option<String> {
    let printed = cell;
    let cell = key(printed);
    let bare = cell.trim_matches(['「', '」', '(', ')', '"', '『', '』']);
    let rules = &words.grades;
    let known = rules
        .letters
        .iter()
        .chain(&rules.marks)
        .find(|grade| bare.starts_with(grade.as_str()))?;
    let rest = &bare[known.len()..];
    // A+ and B- are grades of their own.
    if let Some(sign) = rest
        .chars()
        .next()
        .filter(|sign| matches!(sign, '+' | '-') && rest.len() == 1)
    {
        return Some(format!("{known}{sign}"));
    }
    // `A 概ね順調`: a blank sets the grade off from its meaning.
    let set_off = crate::japanese::nfkc_string(printed.trim())
        .strip_prefix(known.as_str())
        .is_some_and(|tail| tail.starts_with(char::is_whitespace))
        && rest.chars().count() <= 20;
    let ends = rest.is_empty()
        || set_off
        || rest.starts_with(['.', ':', '．', '：', '(', ' ']) && rest.chars().count() <= 40;
    ends.then(|| known.clone())
}

/// The words beside the one filled mark among open ones (`○拡充 ●現状維持 ○縮小`).
fn chosen_of(cell: &str, words: &Vocabulary) -> Option<String> {
    let rules = &words.grades;
    let filled = rules.chosen.iter().find(|mark| {
        cell.split(mark.as_str())
            .skip(1)
            .any(|after| !after.starts_with(is_katakana))
    })?;
    if cell.matches(filled.as_str()).count() != 1 {
        return None;
    }
    let after = cell.split(filled.as_str()).nth(1)?;
    let open: Vec<String> = rules.unchosen.iter().map(|mark| key(mark)).collect();
    let end = open
        .iter()
        .filter_map(|mark| after.find(mark.as_str()))
        .min()
        .unwrap_or(after.len());
    let choice = &after[..end];
    (!choice.is_empty() && choice.chars().count() <= LONGEST_CHOICE).then(|| choice.to_owned())
}

/// レ ticks a box, but also begins レベル.
fn is_katakana(character: char) -> bool {
    matches!(character, 'ァ'..='ヿ')
}

/// The word behind the only circle, where the other choices have none (`拡充　○現状維持　縮小`).
fn single_of(raw: &str, words: &Vocabulary) -> Option<String> {
    let plain = crate::japanese::nfkc_string(raw);
    let circles: Vec<(usize, char)> = plain
        .char_indices()
        .filter(|(_, c)| matches!(c, '○' | '〇' | '◯'))
        .collect();
    let [(at, circle)] = circles.as_slice() else {
        return None;
    };
    let options: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || c == '・' || c == '／')
        .collect();
    let after = plain.get(at + circle.len_utf8()..)?.trim_start();
    let choice = after
        .split(|c: char| c.is_whitespace() || c == '・' || c == '／')
        .next()?;
    let known = words.grades.choices.iter().any(|word| word == choice);
    (!choice.is_empty()
        && choice.chars().count() <= LONGEST_CHOICE
        && (known || options.iter().filter(|option| !option.is_empty()).count() > 1)
        && !plain.contains('。'))
    .then(|| choice.to_owned())
}
