//! The cells that the plain lines of a table consist of, each with what it looks like.

use std::sync::LazyLock;

use regex::Regex;

use super::department::{Named, Register};
use super::header::labels_of;
use super::strip::{Strip, cells, ends_sentence, is_latin_seam_text, starts_with_bullet};
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// What a piece looks like.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A number that opens a line: of a row, a heading or a page.
    Number(u32),
    /// Number of a heading and number of a row under it.
    Pair(u32, u32),
    /// A heading of the outline: its level word where one is printed, its number, and its name (the piece's text).
    Section { level: Option<String>, number: String },
    /// Labels of a table's header.
    Label,
    /// Departments and nothing else.
    Department(Vec<Named>),
    /// A mark such as 新規.
    Flag,
    /// Text that opens with a bullet.
    Bullet,
    /// Any other text.
    Text,
}

/// A cell, or the part of one that stands on one line.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) text: Passage,
    /// Everything that the piece covers, for the ledger (number and level word of a heading, too).
    pub(super) whole: Passage,
    /// Whether blank lines stand before its line.
    pub(super) gap: bool,
    /// Whether it is the first of its line.
    pub(super) first: bool,
}

static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([0-9０-９]{1,3})(?:[\s\u{3000}]+|[-－‐―ー])([0-9０-９]{1,2})(?:[\s\u{3000}]+|$)").ok()
});
static SINGLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([0-9０-９]{1,3})(?:[\s\u{3000}]+|$)").ok());
static LAST_PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\s\u{3000}]([0-9０-９]{1,3})[\s\u{3000}]+([0-9０-９]{1,2})$").ok());
static HEAD_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[\s\u{3000}]*([(（][0-9０-９]{1,2}[)）]|[Ⅰ-Ⅻⅰ-ⅻ①-⑳]|[IVX]{1,4}|[0-9０-９]{1,2}(?:[-－.．][0-9０-９]{1,2})*)[\s\u{3000}:：.．、]*",
    )
    .ok()
});

/// The pieces of a stretch of lines.
pub(super) fn pieces(strips: &[Strip], words: &Vocabulary, register: &Register<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(strip) = strips.get(at) {
        let next = strips.get(at + 1).filter(|next| !next.gap);
        let mut line = LineCutter {
            words,
            register,
            gap: strip.gap,
            out: &mut pieces,
            start: true,
        };
        at += 1 + usize::from(line.cut(&strip.text, next.map(|next| &next.text)));
    }
    pieces
}

struct LineCutter<'a> {
    words: &'a Vocabulary,
    register: &'a Register<'a>,
    gap: bool,
    out: &'a mut Vec<Piece>,
    start: bool,
}

impl LineCutter<'_> {
    /// Cuts one line; true when it took the next line, too.
    fn cut(&mut self, line: &Passage, next: Option<&Passage>) -> bool {
        if labels_of(line.as_str(), self.words).is_some_and(|labels| labels.len() > 1) {
            self.push(Kind::Label, line.clone(), line.clone());
            return false;
        }
        if let Some((level, number, name)) = section_of(line, self.words) {
            return self.cut_section(line, level, number, name);
        }
        let whole = line.map(|character| (!character.is_whitespace()).then_some(character));
        if let Some((level @ Some(_), number, name)) = section_of(&whole, self.words) {
            return self.cut_section(&whole, level, number, name);
        }
        let rest = self.cut_numbers(line);
        self.cut_cells(&rest, next)
    }

    /// A heading; numbers of a row may follow it on the line.
    fn cut_section(
        &mut self,
        line: &Passage,
        level: Option<String>,
        number: String,
        name: std::ops::Range<usize>,
    ) -> bool {
        let text = line.slice(name.clone());
        let tail = LAST_PAIR
            .as_ref()
            .and_then(|pattern| pattern.captures(text.as_str()));
        let end = tail
            .as_ref()
            .and_then(|tail| tail.get(0))
            .map_or(text.as_str().len(), |tail| tail.start());
        let kind = Kind::Section { level, number };
        self.push(kind, text.slice(0..end).trim(), line.slice(0..name.start + end));
        if let Some(tail) = tail {
            let pair = (
                tail.get(1).map_or("", |m| m.as_str()),
                tail.get(2).map_or("", |m| m.as_str()),
            );
            let rest = text.slice(end..text.as_str().len()).trim();
            self.push(Kind::Pair(digits(pair.0), digits(pair.1)), rest.clone(), rest);
        }
        false
    }

    fn cut_numbers(&mut self, line: &Passage) -> Passage {
        let text = line.as_str();
        let matched = [&PAIR, &SINGLE]
            .into_iter()
            .find_map(|pattern| pattern.as_ref().and_then(|pattern| pattern.captures(text)));
        let Some(found) = matched else {
            return line.clone();
        };
        let end = found.get(0).map_or(0, |whole| whole.end());
        let first = digits(found.get(1).map_or("", |m| m.as_str()));
        let kind = match found.get(2) {
            Some(second) => Kind::Pair(first, digits(second.as_str())),
            None => Kind::Number(first),
        };
        let number = line.slice(0..end).trim();
        self.push(kind, number.clone(), number);
        line.slice(end..text.len())
    }

    /// Splits a line at blanks: departments end it, sentences and bullets stand alone, all else stays together
    /// only where a blank fell into a sentence.
    fn cut_cells(&mut self, rest: &Passage, next: Option<&Passage>) -> bool {
        let cells = cells(rest);
        let count = cells.len();
        for (index, cell) in cells.into_iter().enumerate() {
            let last = index + 1 == count;
            if last && let Some(joined) = self.wrapped_department(&cell, next) {
                let named = self.register.read(&joined).unwrap_or_default();
                self.push(Kind::Department(named), joined.clone(), joined);
                return true;
            }
            match self.kind_of(&cell, last) {
                Kind::Text if self.continues_sentence(&cell) => {
                    if let Some(open) = self.out.last_mut() {
                        open.text.append(&cell);
                        open.whole.append(&cell);
                    }
                }
                kind => self.push(kind, cell.clone(), cell),
            }
        }
        false
    }

    /// A list of departments that goes on in the next line.
    fn wrapped_department(&self, cell: &Passage, next: Option<&Passage>) -> Option<Passage> {
        let next = next?;
        if self.register.read(cell).is_some() || next.as_str().chars().count() > 16 {
            return None;
        }
        let mut joined = cell.clone();
        joined.append(next);
        let begun = self.register.is_begun(cell) || self.register.knows(joined.as_str());
        (begun && self.register.read(&joined).is_some()).then_some(joined)
    }

    fn kind_of(&self, cell: &Passage, last: bool) -> Kind {
        let word = key(cell.as_str());
        let bare = word.trim_matches(['(', ')', '【', '】', '[', ']', '〔', '〕', '<', '>', '《', '》']);
        if self.words.flags.words.iter().any(|flag| flag == bare) {
            return Kind::Flag;
        }
        if last && let Some(named) = self.register.read(cell) {
            return Kind::Department(named);
        }
        let before = self.out.last().map(|before| &before.kind);
        if self.start
            && !self.gap
            && matches!(before, Some(Kind::Department(_)))
            && let Some(named) = self.register.read_below(cell)
        {
            return Kind::Department(named);
        }
        if starts_with_bullet(cell.as_str()) {
            return Kind::Bullet;
        }
        Kind::Text
    }

    /// Whether the piece before on this line is a sentence that is not closed yet.
    fn continues_sentence(&self, cell: &Passage) -> bool {
        let Some(open) = self.out.last().filter(|_| !self.start) else {
            return false;
        };
        let text = open.text.as_str();
        match open.kind {
            Kind::Bullet => !ends_sentence(text),
            Kind::Text => {
                // Without a number before it a text line has one cell: a blank in it fell into a sentence.
                open.first
                    || self.is_second_text()
                    || is_latin_seam_text(text, cell.as_str())
                    || (text.chars().count() > 16 && !ends_sentence(text))
                    || text.ends_with(['、', '，', '「'])
            }
            _ => false,
        }
    }

    /// Whether two texts stand after the line's number: a name and a sentence, whatever follows is the sentence's.
    fn is_second_text(&self) -> bool {
        let before = self.out.len().checked_sub(2).and_then(|at| self.out.get(at));
        before.is_some_and(|before| matches!(before.kind, Kind::Text) && !before.first)
    }

    fn push(&mut self, kind: Kind, text: Passage, whole: Passage) {
        self.out.push(Piece {
            kind,
            text,
            whole,
            gap: self.gap && self.start,
            first: self.start,
        });
        self.start = false;
    }
}

/// Level word, number as printed (NFKC) and where in the line the name stands.
type Heading = (Option<String>, String, std::ops::Range<usize>);

/// A heading of the outline: a level word with a number, or a number in parentheses, and a name.
pub(super) fn section_of(line: &Passage, words: &Vocabulary) -> Option<Heading> {
    let text = line.as_str();
    if text.chars().count() > 60 || ends_sentence(text) {
        return None;
    }
    let level = words
        .levels
        .ranked()
        .iter()
        .map(|(word, _)| word)
        .find(|word| text.starts_with(word.as_str()));
    let from = level.map_or(0, String::len);
    let found = HEAD_NUMBER.as_ref()?.captures(text.get(from..)?)?;
    let number = key(found.get(1)?.as_str());
    if level.is_none() && !number.starts_with('(') {
        return None;
    }
    let start = from + found.get(0)?.end();
    let name = text.get(start..).unwrap_or_default().trim_end();
    // 目標10年以内 counts and 基本方針Ⅰを talks; 推進項目 (1) 年金 and 基本方針Ⅰ がん対策 name.
    let apart = found.get(1)?.end() < found.get(0)?.end();
    let talks = name.starts_with(['に', 'を', 'と', 'は', 'が', 'で', 'の', '、', '（']);
    let counts = !number.ends_with(')') && name.starts_with(['年', '月', '件', '人', '割']);
    let proper = !name.is_empty() && (apart || !(talks || counts));
    proper.then(|| (level.cloned(), number, start..start + name.len()))
}

/// The number that opens a line, and what follows it.
pub(super) fn number_and_rest(line: &Passage) -> Option<(u32, Passage)> {
    let found = SINGLE.as_ref()?.captures(line.as_str())?;
    let end = found.get(0)?.end();
    Some((
        digits(found.get(1)?.as_str()),
        line.slice(end..line.as_str().len()).trim(),
    ))
}

fn digits(text: &str) -> u32 {
    key(text).parse().unwrap_or_default()
}
