//! Grades: letters, marks, chosen words, dashes.

pub(super) mod counts;
pub(super) mod graded;
pub(super) mod tallies;

use std::borrow::Cow;

use crate::source::Passage;
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
    if let Some(chosen) = chosen_of(&cell, words)
        .or_else(|| single_of(raw, words))
        .or_else(|| framed_of(raw, words))
        .or_else(|| counted_of(raw))
    {
        return Some(Some(chosen));
    }
    if words.grades.choices.contains(&cell) {
        return Some(Some(cell));
    }
    // 現状維持（令和8年度に見直し）: the remark is none of the choices.
    let remarked = cell.strip_suffix(')').and_then(|cell| cell.split_once('('));
    if let Some((choice, _)) =
        remarked.filter(|(choice, _)| words.grades.choices.iter().any(|known| known == choice))
    {
        return Some(Some(choice.to_owned()));
    }
    letter(raw, words).map(Some)
}

/// The one choice among several around which a ring is drawn.
pub(crate) fn ringed(cell: &Passage, rings: &[(u32, u32)]) -> Option<Passage> {
    let inside = |at: u32| rings.iter().position(|(start, end)| (*start..*end).contains(&at));
    let mut found: Option<(usize, Passage)> = None;
    let mut others = false;
    for (character, at) in cell.chars() {
        match inside(at) {
            Some(ring) => {
                let (known, choice) = found.get_or_insert_with(|| (ring, Passage::default()));
                if *known != ring {
                    return None;
                }
                choice.push(character, at);
            }
            None => others |= character.is_alphanumeric(),
        }
    }
    let choice = whole_word(cell, &found?.1)?;
    (others && (1..=LONGEST_CHOICE).contains(&key(choice.as_str()).chars().count())).then_some(choice)
}

/// The option that a ring stands around: one drawn too small, too large or askew is still around the option of which it
/// holds most. Nothing where it holds as much of another one.
fn whole_word(cell: &Passage, ringed: &Passage) -> Option<Passage> {
    let parts = options(cell);
    if parts.len() < 2 {
        return Some(ringed.trim());
    }
    let (first, last) = (ringed.start()?, ringed.chars().last()?.1);
    let held = |part: &Passage| part.chars().filter(|(_, at)| (first..=last).contains(at)).count();
    let size = |part: &Passage| part.as_str().chars().count();
    let most = parts.iter().map(held).max().filter(|most| *most > 0)?;
    let whole: Vec<&Passage> = parts.iter().filter(|part| held(part) == size(part)).collect();
    if whole.len() > 1 {
        return Some(ringed.trim());
    }
    let mut best = parts.iter().filter(|part| held(part) == most);
    let option = whole
        .first()
        .copied()
        .or(best.next().filter(|_| best.next().is_none()));
    option.filter(|option| held(option) * 2 >= size(option)).cloned()
}

/// The words of a cell that blanks or marks set apart.
fn options(cell: &Passage) -> Vec<Passage> {
    let parts = cell.split(|c| c.is_whitespace() || matches!(c, '・' | '／' | '/' | '、' | ','));
    parts.into_iter().filter(|part| !part.is_blank()).collect()
}

/// Whether a cell prints choices and chooses none of them: 高い・普通・低い.
pub(crate) fn is_open_choice(cell: &Passage) -> bool {
    let options = options(cell);
    let short = |option: &Passage| key(option.as_str()).chars().count() <= LONGEST_OPTION;
    options.len() >= LEAST_OPTIONS && options.iter().all(short)
}

/// Fewest words that are choices left open.
const LEAST_OPTIONS: usize = 3;
/// Longest of them.
const LONGEST_OPTION: usize = 6;

/// Whether a text ends in a choice, perhaps behind how it is meant: 見直しのうえ継続.
pub(crate) fn ends_in_choice(cell: &Passage, words: &Vocabulary) -> bool {
    let cell = key(cell.as_str());
    let mut choices = words.grades.choices.iter();
    choices.any(|choice| cell.ends_with(choice.as_str()))
}

/// Whether a cell is nothing but a mark that chooses its column (○, ●, レ …).
pub(crate) fn is_mark(cell: &str, words: &Vocabulary) -> bool {
    let cell = key(cell);
    let circle = matches!(cell.as_str(), "○" | "〇" | "◯" | "◎");
    circle || words.grades.chosen.contains(&cell)
}

/// Whether a cell prints several choices, one of them marked (□拡充 ■継続 □縮小).
pub(crate) fn is_marked_choice(raw: &str, words: &Vocabulary) -> bool {
    let cell = key(raw);
    let cell = unboxed(&cell, words);
    let open = words
        .grades
        .unchosen
        .iter()
        .any(|mark| cell.contains(key(mark).as_str()));
    open && chosen_of(&cell, words).is_some()
}

/// Whether a cell marks one of several choices, some of them known judgements (□拡充 ■継続（改善あり） □終了).
pub(crate) fn judges(raw: &str, words: &Vocabulary) -> bool {
    let cell = key(raw);
    let mark = |c: char| {
        let own = c.encode_utf8(&mut [0; 4]).to_owned();
        let listed = |marks: &[String]| marks.iter().any(|mark| key(mark) == own);
        listed(&words.grades.chosen) || listed(&words.grades.unchosen)
    };
    let plain = |option: &str| option.split('(').next().unwrap_or_default().to_owned();
    let mut options = cell.split(mark).map(plain).filter(|option| !option.is_empty());
    is_marked_choice(raw, words) && options.any(|option| is_choice(&option, words))
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
    // A B C D, A・B・C: the choices themselves, none of them chosen.
    let lists = |c: char| {
        let own = c.encode_utf8(&mut [0; 4]).to_owned();
        rules.letters.contains(&own) || matches!(c, '・' | '/' | ',' | '、' | '.')
    };
    let others = rest.chars().filter(|c| c.is_ascii_alphabetic()).count();
    if others > 0 && rest.chars().all(lists) {
        return None;
    }
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
    // OCR does not keep that blank: what is a choice by itself is a meaning.
    let means = known.is_ascii()
        && rest.chars().count() <= 20
        && rules
            .choices
            .iter()
            .any(|choice| rest.starts_with(choice.as_str()));
    let ends = rest.is_empty()
        || set_off
        || means
        || rest.starts_with(['.', ':', '．', '：', '(', ' ']) && rest.chars().count() <= 40;
    ends.then(|| known.clone())
}

/// The choice of a cell with a filled mark among open ones.
pub(crate) fn marked(cell: &str, words: &Vocabulary) -> Option<String> {
    let open = words
        .grades
        .unchosen
        .iter()
        .any(|mark| cell.contains(mark.as_str()));
    chosen_of(&key(cell), words).filter(|_| open)
}

/// [●] Ａ [　] Ｂ, （○）継続（　）廃止: brackets that a mark was written into are boxes.
fn unboxed<'c>(cell: &'c str, words: &Vocabulary) -> Cow<'c, str> {
    // ○拡大 ◎現状維持 ○縮小: the one that stands out is the choice.
    let of = |mark: char| cell.matches(mark).count();
    if of('◎') == 1 && of('○') > 1 && of('△') == 0 {
        return Cow::Owned(cell.replace('◎', "●"));
    }
    for (open, close) in [("[", "]"), ("(", ")")] {
        let empty = format!("{open}{close}");
        if !cell.contains(&empty) {
            continue;
        }
        let marks = words.grades.chosen.iter().chain(&words.grades.unchosen);
        let filled: Vec<String> = marks.map(|mark| format!("{open}{}{close}", key(mark))).collect();
        if filled
            .iter()
            .map(|mark| cell.matches(mark.as_str()).count())
            .sum::<usize>()
            != 1
        {
            continue;
        }
        let mut told = cell.replace(&empty, "□");
        for mark in filled {
            told = told.replace(&mark, "■");
        }
        return Cow::Owned(told);
    }
    Cow::Borrowed(cell)
}

/// The words beside the one filled mark among open ones (`○拡充 ●現状維持 ○縮小`).
fn chosen_of(cell: &str, words: &Vocabulary) -> Option<String> {
    let rules = &words.grades;
    let cell = &*unboxed(cell, words);
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

/// The only choice in a frame (`Ａ・Ｂ・【Ｃ】・Ｄ`).
fn framed_of(raw: &str, words: &Vocabulary) -> Option<String> {
    let plain = crate::japanese::nfkc_string(raw);
    let options: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '・' | '/' | '、' | ','))
        .filter(|option| !option.is_empty())
        .collect();
    let inner = |option: &&str| {
        let frames = [
            ('【', '】'),
            ('[', ']'),
            ('〔', '〕'),
            ('(', ')'),
            ('「', '」'),
            ('<', '>'),
        ];
        let framed = frames
            .iter()
            .find_map(|(open, close)| option.strip_prefix(*open)?.strip_suffix(*close));
        framed.map(str::to_owned)
    };
    let mut framed = options.iter().filter_map(inner);
    let choice = framed.next().filter(|_| framed.next().is_none())?;
    let short = options
        .iter()
        .all(|option| option.chars().count() <= LONGEST_CHOICE);
    // 事業の手段・方法（どのように）: a remark in brackets is no choice among words that nobody chooses from.
    let may_choose = |option: &str| option.chars().count() < 2 || is_choice(option, words);
    let known = may_choose(&choice) || options.iter().any(|option| may_choose(option));
    (options.len() > 2 && short && known && !choice.is_empty()).then_some(choice)
}

/// The word behind the only circled number among plain ones (`１ 拡大　② 継続　３ 縮小`).
fn counted_of(raw: &str) -> Option<String> {
    let mut options: Vec<(bool, String)> = Vec::new();
    for character in raw.chars().filter(|c| !c.is_whitespace()) {
        let circled = crate::japanese::circled(character).is_some();
        if circled || is_digit(character) {
            options.push((circled, String::new()));
        } else {
            options.last_mut()?.1.push(character);
        }
    }
    let stops = |word: &str| word.trim_matches(['.', '．', '、', '・', ':', '：']).to_owned();
    let words: Vec<(bool, String)> = options
        .into_iter()
        .map(|(circled, word)| (circled, stops(&word)))
        .collect();
    let plausible = words
        .iter()
        .all(|(_, word)| (1..=LONGEST_CHOICE).contains(&word.chars().count()));
    let mut chosen = words.iter().filter(|(circled, _)| *circled);
    let (_, choice) = chosen.next().filter(|_| chosen.next().is_none())?;
    (words.len() > 2 && plausible).then(|| choice.clone())
}

fn is_digit(character: char) -> bool {
    let plain = crate::japanese::nfkc_string(character.encode_utf8(&mut [0; 4]));
    plain.chars().all(|c| c.is_ascii_digit())
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
