//! Headings and names of sheets: what they open, by the document's kinds.

use crate::japanese;
use crate::source::{INSERTED, Passage};
use crate::vocabulary::key;

use super::loose;
use crate::recover::lexicon::{Heading, Role};
use crate::recover::lines::trailing;
use crate::recover::rows::marks::{self, Marked};
use crate::recover::state::{State, label_text, name_prefix};
use crate::recover::{departments, tidy};

/// A heading as row, row under a row or section, by the document's kinds.
pub(crate) fn open_heading(state: &mut State<'_>, heading: Heading, mut place: Passage) {
    let Heading {
        level,
        mut number,
        name,
    } = heading;
    if let Some((waiting, at)) = state.next_number.take() {
        number = number.or(Some(waiting));
        place.append(&at);
    }
    if state.kinds.item.as_deref() == Some(level.as_str()) {
        let (name, fields) = trailing::split(&name, state.lexicon).unwrap_or((name, Vec::new()));
        state.open_item(&level, number, tidy(&name), place);
        for (label, role, value) in fields {
            state.give(&label, &role, &value);
        }
    } else if state.kinds.sub.as_deref() == Some(level.as_str()) && state.item.is_some() {
        state.open_sub(&level, number, tidy(&name), place);
    } else {
        let (name, references) = split_references(&name);
        let before = state.outline.current();
        let section = state.outline.open(
            &state.lexicon.words.levels,
            Some(&level),
            number.as_deref(),
            &tidy(&name),
            &place,
        );
        if let Some(numbers) = references {
            state.references.push((section, numbers));
        }
        if let Some(item) = state.item.filter(|_| state.item_first) {
            state.entries[item].section = state.outline.current();
            state.last_label = Some(level);
            return;
        }
        if state.outline.current() != before {
            state.list += 1;
        }
        state.close_item();
        state.last_label = Some(level);
    }
}

/// A level label with its value in the next cell.
pub(crate) fn open_level(state: &mut State<'_>, word: &str, label: &Passage, text: &Passage) {
    if take_number(state, label, text) {
        return;
    }
    let mut place = label.clone();
    place.append(text);
    if select_row(state, text) {
        state.book(label);
        if state.kinds.sub.as_deref() == Some(word) {
            // The row under the row is printed only as its row: it is named as that.
            let item = state.item.and_then(|item| state.entries.get(item));
            let name = item.map(|entry| entry.name.clone()).unwrap_or_default();
            state.open_sub(word, None, name, place);
        }
        return;
    }
    if state.kinds.item.as_deref() == Some(word)
        && let Some(stretches) = marks::split(text)
    {
        open_several(state, word, label, text, &stretches);
        return;
    }
    let heading = heading_of(state, word, text);
    open_heading(state, heading, place);
    state.last_label = Some(key(label.as_str()));
}

/// 事業番号 | 1: the number of the row that is open, or of the next one (it stands before 事業名 | …).
fn take_number(state: &mut State<'_>, label: &Passage, text: &Passage) -> bool {
    let bare = key(label.as_str());
    let bare = bare.trim_end_matches('.');
    let endings = state.lexicon.words.labels.get("number_endings");
    let counts = endings.is_some_and(|ends| ends.iter().any(|end| bare.ends_with(end.as_str())));
    let Some(number) = whole_number(text).filter(|_| counts) else {
        return false;
    };
    let mut place = label.clone();
    place.append(text);
    // Behind the name: 事業名 | … | 事業コード | 1.
    let open = state.item.and_then(|item| state.entries.get_mut(item));
    match open.filter(|entry| entry.number.is_none() && !entry.has_fields()) {
        Some(entry) => {
            entry.number = Some(number);
            entry.places.push(place);
        }
        None => state.next_number = Some((number, place)),
    }
    true
}

/// Several rows in one cell, told apart by marks: ① 広報事業 ② 統計事業.
fn open_several(state: &mut State<'_>, word: &str, label: &Passage, text: &Passage, stretches: &[Marked]) {
    // ① 財政課 ② 税務課: the departments of rows, whose label was lost.
    let words = state.lexicon.words;
    if stretches
        .iter()
        .all(|stretch| departments::are_sure(&stretch.text, words))
    {
        state.give(label, &Role::Department, text);
        return;
    }
    state.book(label);
    for stretch in stretches {
        open_marked(state, word, label, stretch);
    }
    state.close_item();
    state.last_label = Some(key(label.as_str()));
}

/// The heading that a cell beside a level's label is: number and name, without the word of the level.
fn heading_of(state: &State<'_>, word: &str, text: &Passage) -> Heading {
    let plain = japanese::nfkc(text);
    let heading = state.lexicon.heading(&plain);
    heading
        .filter(|heading| heading.level == word)
        .unwrap_or_else(|| {
            let rest = |used: usize| text.as_str().get(used..);
            let only = |used: usize| rest(used).is_some_and(|rest| rest.trim().is_empty());
            let (number, used) = japanese::leading_number(text)
                .filter(|(number, used)| only(*used) || trusted_number(number, text))
                .unwrap_or_default();
            Heading {
                level: word.to_owned(),
                number: Some(number).filter(|n| !n.is_empty()),
                name: text.slice(used..text.as_str().len()),
            }
        })
}

/// The number that a cell is: 12, ２－１, 30102010, A-0312.
pub(in crate::recover) fn whole_number(text: &Passage) -> Option<String> {
    let whole = |used: &usize| {
        text.as_str()
            .get(*used..)
            .is_some_and(|rest| rest.trim().is_empty())
    };
    let short = japanese::leading_number(text).filter(|(_, used)| whole(used));
    let code = || {
        let code = key(text.as_str());
        let plain = code
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
        (plain && code.len() <= LONGEST_CODE && code.chars().any(|c| c.is_ascii_digit())).then_some(code)
    };
    short.map(|(number, _)| number).or_else(code)
}

/// Letters of a code.
const LONGEST_CODE: usize = 16;

/// A number before a name in a cell of its own: a bare one needs something between it and the name.
pub(in crate::recover) fn trusted_number(number: &str, text: &Passage) -> bool {
    let plain = japanese::nfkc(text);
    let bare_digits = plain
        .as_str()
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_digit());
    let circled = text
        .as_str()
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| japanese::circled(c).is_some());
    circled || number.starts_with('(') || !bare_digits || {
        let after = plain
            .as_str()
            .trim_start()
            .get(number.len()..)
            .and_then(|rest| rest.chars().next());
        after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | '．' | '-' | ':'))
    }
}

/// `① name text`: a row whose name is known from elsewhere, or ends at the first blank or line end.
pub(in crate::recover) fn open_marked(
    state: &mut State<'_>,
    kind: &str,
    label: &Passage,
    stretch: &marks::Marked,
) {
    let text = &stretch.text;
    let number = stretch.numbers.first().cloned();
    let known = known_name(state, number.as_deref(), text);
    let used = known.unwrap_or_else(|| {
        text.as_str()
            .find(char::is_whitespace)
            .unwrap_or(text.as_str().len())
    });
    let (with_flag, _) = flagged_end(state, text, used);
    let mut place = stretch.marks.clone();
    place.append(&text.slice(0..with_flag));
    let row = state.open_item(kind, number, text.slice(0..with_flag), place);
    let rest = tidy(&text.slice(with_flag..text.as_str().len()));
    crate::recover::state::add_text(&mut state.entries[row], Some(label_text(label)), rest);
}

/// End of a name that a bracketed mark （再掲） follows.
pub(in crate::recover) fn flagged_end(state: &State<'_>, text: &Passage, used: usize) -> (usize, bool) {
    let tail = text.slice(used..text.as_str().len());
    let lead = tail.as_str().len() - tail.as_str().trim_start().len();
    let rest = crate::recover::rows::flags::skip(&tail, state.lexicon.words);
    if rest.as_str().len() + lead < tail.as_str().len() && !rest.is_blank()
        || rest.is_blank() && !tail.is_blank()
    {
        (text.as_str().len() - rest.as_str().len(), true)
    } else {
        (used, false)
    }
}

/// Where a name that other rows of the document print begins this text: the byte after it.
pub(in crate::recover) fn known_name(
    state: &State<'_>,
    number: Option<&str>,
    text: &Passage,
) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for entry in state.entries.iter().filter(|entry| entry.parent.is_none()) {
        let same_number = number.is_none() || entry.number.as_deref().is_none_or(|mine| Some(mine) == number);
        let Some(end) = name_prefix(text, &entry.name).filter(|_| same_number) else {
            continue;
        };
        let length = entry.name.as_str().len();
        if best.is_none_or(|(longest, _)| length > longest) {
            best = Some((length, end));
        }
    }
    best.map(|(_, end)| end)
}

/// `② name` of a known row of this section: goes to that row. Tells whether it did.
pub(in crate::recover) fn select_row(state: &mut State<'_>, text: &Passage) -> bool {
    let Some(stretches) = marks::split(text) else {
        return false;
    };
    let [stretch] = stretches.as_slice() else {
        return false;
    };
    let Some(row) = stretch.numbers.first().and_then(|number| state.sibling(number)) else {
        return false;
    };
    let (name, _) = state.take_flags(&stretch.text);
    let (mine, theirs) = (loose(state.entries[row].name.as_str()), loose(name.as_str()));
    if mine != theirs && japanese::similar(&mine, &theirs) < 0.7 {
        return false;
    }
    state.item = Some(row);
    state.sub = None;
    state.pending.clear();
    state.field = None;
    state.book(text);
    true
}

/// Numbered rows under a lost label, where the label of rows usually follows the last one.
pub(in crate::recover) fn open_expected_rows(state: &mut State<'_>, text: &Passage) -> bool {
    let next = state
        .last_label
        .as_ref()
        .and_then(|last| state.follows.get(last))
        .cloned();
    let Some(label) = next else { return false };
    let Some(Role::Level(word)) = state.lexicon.label(&label) else {
        return false;
    };
    if state.kinds.item.as_deref() != Some(word.as_str()) || marks::split(text).is_none() {
        return false;
    }
    open_level(state, &word, &inserted(&label), text);
    true
}

/// A text that stands nowhere in the input.
pub(in crate::recover) fn inserted(text: &str) -> Passage {
    let mut passage = Passage::default();
    for character in text.chars() {
        passage.push(character, INSERTED);
    }
    passage
}

/// `名称 指標No.3・4`: the name, and the numbers of the indicators that it refers to.
pub(crate) fn split_references(name: &Passage) -> (Passage, Option<Vec<String>>) {
    match crate::recover::indicators::reference(name.as_str()) {
        Some((range, numbers)) => (name.slice(0..range.start).trim(), Some(numbers)),
        None => (name.clone(), None),
    }
}
