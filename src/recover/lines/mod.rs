//! Running lines: headings, labels with their values, labels written one character a line.

pub(super) mod fields;
pub(super) mod form;
pub(super) mod listing;
pub(super) mod trailing;
pub(super) mod values;

use crate::japanese;
use crate::source::{Block, Line, LineStyle, Passage, Reading};
use crate::vocabulary::key;

use super::lexicon::{Lexicon, Role};
use super::outline::loose;
use super::outline::opening;
use super::rows::marks;
use super::state::State;
use super::{amounts, departments, indicators, tidy};

const MOST_LABEL_LINES: usize = 12;
const SHORTEST_AFTER_SLASH: usize = 8;

/// Label and value on one line, with a blank or colon between: label, role, value. A number or mark may stand before
/// the label (２　担当課　…, ・担当課：…).
pub(crate) fn pair(
    line: &Passage,
    lexicon: &Lexicon<'_>,
    item_open: bool,
) -> Option<(Passage, Role, Passage)> {
    let framed = || framed_pair(line, lexicon, item_open);
    let plain = plain_pair(line, lexicon, item_open).map(|(label, role, value)| {
        // （１）必要性　Ａ: the number is no part of the label.
        let stem = listing::without_number(&label);
        let known = stem.as_str().len() < label.as_str().len() && lexicon.label(stem.as_str()).is_some();
        (if known { stem } else { label }, role, value)
    });
    plain.or_else(framed).or_else(|| {
        let used = listing::set_off(line);
        let rest = line.slice(used..line.as_str().len());
        (used > 0)
            .then(|| plain_pair(&rest, lexicon, item_open))
            .flatten()
    })
}

/// 【担当課】 学校教育課: a framed label and its value.
fn framed_pair(line: &Passage, lexicon: &Lexicon<'_>, item_open: bool) -> Option<(Passage, Role, Passage)> {
    let text = line.as_str();
    let close = text.find(['】', '］', '〕', '＞', '》'])?;
    let end = close + text.get(close..)?.chars().next()?.len_utf8();
    let (label, framed) = unframed(&line.slice(0..end));
    let value = line.slice(end..text.len()).trim();
    if !framed || value.is_blank() || label.as_str().chars().count() > LONGEST_PAIR_LABEL {
        return None;
    }
    // 【改善の内容】　…: what a frame sets off is a label, whatever its words; beside a row that is open.
    let worded = || {
        let plain = key(label.as_str());
        let short = (3..=LONGEST_PAIR_LABEL).contains(&plain.chars().count());
        let names = plain.chars().all(japanese::is_japanese) && plain.contains('の');
        (item_open && short && names).then_some(Role::Text)
    };
    let role = lexicon.label(label.as_str()).or_else(worded)?;
    // 【今後の方向性】　改善して継続: a verdict in the city's own words.
    let verdict = key(value.as_str());
    let verdict = item_open && verdict.chars().count() <= LONGEST_VERDICT && !verdict.contains(['。', '、']);
    let role = match fitting(role.clone(), &label, &value, (true, item_open), lexicon) {
        Some(role) => role,
        None if role == Role::Evaluation && verdict => role,
        None => return None,
    };
    Some((label, role, value))
}

fn plain_pair(line: &Passage, lexicon: &Lexicon<'_>, item_open: bool) -> Option<(Passage, Role, Passage)> {
    let text = line.as_str();
    let mut best = None;
    for (offset, character) in text.char_indices() {
        if offset > 60 {
            break;
        }
        if !(character.is_whitespace() || matches!(character, ':' | '：' | '／')) {
            continue;
        }
        let value = line.slice(offset + character.len_utf8()..text.len()).trim();
        let label = line.slice(0..offset).trim();
        let Some(role) = lexicon.label(label.as_str()) else {
            continue;
        };
        let colon = !character.is_whitespace();
        // 取組／内容 is a label; 取組内容／… with more behind it is label and text.
        let meant = character != '／' || value.as_str().chars().count() > SHORTEST_AFTER_SLASH;
        if value.is_blank() || !meant && role == Role::Text {
            continue;
        }
        if let Some(role) = fitting(role, &label, &value, (colon, item_open), lexicon) {
            best = Some((label, role, value));
            if colon {
                break;
            }
        }
    }
    best
}

/// The role in which a value goes with a label on its line; `None` when it does not.
pub(super) fn fitting(
    role: Role,
    label: &Passage,
    value: &Passage,
    (colon, item_open): (bool, bool),
    lexicon: &Lexicon<'_>,
) -> Option<Role> {
    let fits = match &role {
        Role::Department => {
            departments::looks_like(value.as_str(), lexicon.words) || marks::split(value).is_some()
        }
        Role::Text => item_open && (colon || dated(label.as_str())),
        Role::Budget | Role::Funding => {
            amounts::is_amount(value.as_str()) || trailing::remarked(value, lexicon).is_some()
        }
        Role::Evaluation => {
            (colon || item_open) && super::grades::read(value.as_str(), lexicon.words).is_some()
        }
        // 取組内容：…を行う。
        Role::Level(_) if value.as_str().contains('。') => {
            return (item_open && colon).then_some(Role::Text);
        }
        // 事務事業名　…: a label that says it is one.
        Role::Level(_) => key(label.as_str()).ends_with('名') && value.as_str().chars().count() <= 60,
        _ => false,
    };
    fits.then_some(role)
}

/// `担当課：財政課`: a known label and its value.
pub(crate) fn colon_pair(text: &Passage, lexicon: &Lexicon<'_>) -> Option<(Passage, Role, Passage)> {
    let plain = text.as_str();
    let (at, colon) = plain
        .char_indices()
        .take(LONGEST_PAIR_LABEL)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let label = text.slice(0..at).trim();
    let value = text.slice(at + colon.len_utf8()..plain.len()).trim();
    let role = lexicon
        .label(label.as_str())
        .filter(|role| *role != Role::Period)?;
    (!value.is_blank() && !value.as_str().contains([':', '：'])).then_some((label, role, value))
}

/// Letters before the colon.
const LONGEST_PAIR_LABEL: usize = 16;
/// Letters of a verdict beside its label.
const LONGEST_VERDICT: usize = 10;

/// Label and value in one cell: a label that the document uses as such, a blank, the value.
pub(crate) fn cell_pair(cell: &Passage, state: &State<'_>) -> Option<(Passage, Role, Passage)> {
    let text = cell.as_str();
    let known = |label: &str| {
        let label = key(label);
        state.follows.contains_key(&label) || state.follows.values().any(|next| *next == label)
    };
    text.char_indices()
        .take_while(|(offset, _)| *offset <= 60)
        .filter(|(_, c)| c.is_whitespace())
        .find_map(|(offset, blank)| {
            let label = cell.slice(0..offset).trim();
            let role = state.lexicon.label(label.as_str())?;
            let value = cell.slice(offset + blank.len_utf8()..text.len()).trim();
            let fits = match &role {
                Role::Department => {
                    departments::looks_like(value.as_str(), state.lexicon.words)
                        || marks::split(&value).is_some()
                }
                Role::Level(word) => state.kinds.sub.as_ref() == Some(word) && state.item.is_some(),
                Role::Text => {
                    known(label.as_str()) && (state.target().is_some() || marks::split(&value).is_some())
                }
                _ => false,
            };
            (fits && !value.is_blank() && !role_continues(state, cell, offset))
                .then_some((label, role, value))
        })
}

/// Whether a longer label ends at a later blank (R3 年度の取組 状況): then the shorter one is only its beginning.
fn role_continues(state: &State<'_>, cell: &Passage, end: usize) -> bool {
    let text = cell.as_str();
    text.char_indices()
        .filter(|(offset, c)| *offset > end && *offset <= 60 && c.is_whitespace())
        .any(|(offset, _)| {
            let label = text.get(..offset).unwrap_or_default();
            state.follows.contains_key(&key(label)) && state.lexicon.label(label).is_some()
        })
}

/// Whether the next line is a grade.
fn grade_below(reading: &Reading, index: usize, state: &State<'_>) -> bool {
    next_line(reading, index)
        .is_some_and(|(line, _)| super::grades::read(line.text.as_str(), state.lexicon.words).is_some())
}

/// `【事業の目的】`: the text inside, and whether it was framed.
pub(super) fn unframed(label: &Passage) -> (Passage, bool) {
    let text = label.as_str().trim();
    let frames = [
        ('【', '】'),
        ('［', '］'),
        ('〔', '〕'),
        ('＜', '＞'),
        ('<', '>'),
        ('《', '》'),
    ];
    // 【担当課】 … 【概要】 is no frame around all of it.
    let framed = frames.iter().any(|(open, close)| {
        let whole = text.starts_with(*open) && text.ends_with(*close) && text.chars().count() > 2;
        whole && text.matches(*close).count() == 1
    });
    if !framed {
        return (label.clone(), false);
    }
    let trimmed = label.trim();
    let first = trimmed.as_str().chars().next().map_or(0, char::len_utf8);
    let last = trimmed.as_str().chars().next_back().map_or(0, char::len_utf8);
    (trimmed.slice(first..trimmed.as_str().len() - last), true)
}

pub(super) fn dated(label: &str) -> bool {
    super::years::of(label).is_some()
}

/// Reads the line at `index`; returns how many blocks it used.
pub(crate) fn read(state: &mut State<'_>, reading: &Reading, index: usize, line: &Line) -> usize {
    if let Some(heading) = state.lexicon.heading_on_line(&line.text) {
        return read_heading(state, reading, index, line, heading);
    }
    if listing::open_row(state, reading, index, line) {
        return 1;
    }
    if let Some((range, numbers)) =
        indicators::reference(line.text.as_str()).filter(|(range, _)| range.start == 0)
    {
        if let Some(section) = state.outline.current() {
            state.references.push((section, numbers));
            state.outline.sections[section]
                .places
                .push(line.text.slice(range));
        }
        return 1;
    }
    if let Some((label, role, used)) = label_over_lines(reading, index, state) {
        let plain = if state.sheet_labels.contains(&key(label.as_str())) {
            listing::without_number(&label)
        } else {
            starred_remark(&label, state).unwrap_or_else(|| unframed(&label).0)
        };
        values::line_label(state, &plain, role);
        state.book(&label);
        return used;
    }
    if fields::read(state, &line.text) {
        return 1;
    }
    if let Some((label, role, value)) = pair(&line.text, state.lexicon, state.item.is_some()) {
        if let Role::Level(word) = &role {
            opening::open_level(state, word, &label, &value);
            return 1;
        }
        if state.target().is_some() {
            values::line_pair(state, &label, &role, &value);
            return 1;
        }
    }
    if names_known_section(state, &line.text) || state.running_heads.contains(&key(line.text.as_str())) {
        state.close_lines();
        return 1;
    }
    // ＜事業費の状況＞ 単位：千円, ４．指標: what heads a table goes on with no text.
    let heads = || {
        super::plan::unit_caption(line.text.as_str(), state.lexicon).is_some()
            || state.sheet_labels.contains(&key(line.text.as_str()))
    };
    if state.ruled && heads() {
        state.close_lines();
        return 1;
    }
    if values::takes_lines(state) && !matches!(line.style, LineStyle::Heading(_)) {
        let text = without_vertical_label(state, &line.text);
        if !text.is_blank() {
            values::value(state, &text, true);
        }
        return 1;
    }
    if matches!(line.style, LineStyle::Heading(_)) {
        state.close_lines();
    }
    1
}

/// A heading; its name may stand in the next line.
fn read_heading(
    state: &mut State<'_>,
    reading: &Reading,
    index: usize,
    line: &Line,
    mut heading: super::lexicon::Heading,
) -> usize {
    let mut place = line.text.clone();
    let mut used = 1;
    let (stem, _) = opening::split_references(&heading.name);
    if stem.is_blank()
        && let Some((next, distance)) = next_line(reading, index)
    {
        let short = next.text.as_str().chars().count() <= 40 && !next.text.as_str().contains('。');
        let labelled = state.lexicon.label(next.text.as_str()).is_some()
            || state.lexicon.heading_in(&next.text).is_some();
        if short && !labelled {
            heading.name = japanese::nfkc(&next.text);
            place.append(&next.text);
            used += distance;
        }
    }
    opening::open_heading(state, heading, place);
    used
}

/// The next line within two blocks.
fn next_line(reading: &Reading, index: usize) -> Option<(&Line, usize)> {
    (1..=2).find_map(|distance| match reading.blocks.get(index + distance) {
        Some(Block::Line(line)) => Some((line, distance)),
        _ => None,
    })
}

/// A label alone on a line, over two lines (今後の ⏎ 取組方針), or one character a line.
fn label_over_lines(reading: &Reading, index: usize, state: &State<'_>) -> Option<(Passage, Role, usize)> {
    let mut label = Passage::default();
    let mut used = 0;
    // The longest wins: 取組 is the beginning of 取組状況.
    let mut found = None;
    for block in reading.blocks.iter().skip(index).take(MOST_LABEL_LINES) {
        let Block::Line(line) = block else { break };
        let count = key(line.text.as_str()).chars().count();
        let headed = used > 0 && state.sheet_labels.contains(&key(line.text.as_str()));
        if count > 20 || used > 1 && count > 3 || headed {
            break;
        }
        label.append(&line.text);
        used += 1;
        let (mut stem, mut framed) = unframed(&label);
        // ４　事業内容 on sheet after sheet.
        if used == 1 && state.sheet_labels.contains(&key(label.as_str())) {
            (stem, framed) = (listing::without_number(&label), true);
        }
        if let Some(remark) = starred_remark(&label, state) {
            (stem, framed) = (remark, true);
        }
        let role = state.lexicon.label(stem.as_str()).or_else(|| {
            framed
                .then(|| listing::framed_role(state, stem.as_str()))
                .flatten()
        });
        let wanted = role.filter(|role| match role {
            Role::Text => state.target().is_some() || state.outline.current().is_some(),
            Role::Department => state.target().is_some(),
            Role::Budget => framed && state.target().is_some(),
            Role::Evaluation => {
                state.target().is_some() && (framed || grade_below(reading, index + used - 1, state))
            }
            _ => false,
        });
        if let Some(role) = wanted {
            let label_key = key(label.as_str());
            let known = framed
                || label.as_str().trim_end().ends_with([':', '：'])
                || role == Role::Evaluation
                || dated(label.as_str())
                || state.follows.contains_key(&label_key)
                || state.follows.values().any(|next| *next == label_key);
            if known || role == Role::Department {
                found = Some((label.clone(), role, used));
            }
        }
    }
    found
}

/// `※ 備考`: a label for remarks behind a star.
fn starred_remark(label: &Passage, state: &State<'_>) -> Option<Passage> {
    let label = label.trim();
    let rest = label.as_str().strip_prefix(['※', '＊', '*'])?;
    let remark = label
        .slice(label.as_str().len() - rest.len()..label.as_str().len())
        .trim();
    let words = state.lexicon.words;
    words
        .is_label("remark_endings", remark.as_str())
        .then_some(remark)
}

/// A line that only says the name of a section that is open (a page head).
fn names_known_section(state: &mut State<'_>, text: &Passage) -> bool {
    let name = loose(text.as_str());
    if name.chars().count() < 3 {
        return false;
    }
    let known = state
        .outline
        .path()
        .iter()
        .rev()
        .copied()
        .find(|&index| loose(state.outline.sections[index].name.as_str()) == name);
    if let Some(section) = known {
        state.outline.sections[section].places.push(text.clone());
    }
    known.is_some()
}

/// Takes the letters of a label written down the side of a cell off the lines that they were mixed into.
fn without_vertical_label(state: &mut State<'_>, text: &Passage) -> Passage {
    let Some(label) = state.vertical_label() else {
        return text.clone();
    };
    let letters: Vec<char> = label.chars().collect();
    let token: String = text
        .as_str()
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let size = token.chars().count();
    let from = state.vertical_position;
    let whole = key(&token);
    if size == 0 || size > 3 {
        return text.clone();
    }
    let found = (from..letters.len()).find(|&start| {
        let piece: String = letters[start..].iter().take(whole.chars().count()).collect();
        piece == whole && (from > 0 || start == 0)
    });
    let Some(start) = found else { return text.clone() };
    state.vertical_position = start + whole.chars().count();
    let skip = text.as_str().find(token.as_str()).unwrap_or(0) + token.len();
    let piece = text.slice(0..skip);
    state.book(&piece);
    tidy(&text.slice(skip..text.as_str().len()))
}
