//! Level headings: a level word with its number and perhaps a name at the start of a line or cell.

use std::sync::LazyLock;

use regex::Regex;

use super::{Lexicon, is_longer};
use crate::japanese;
use crate::source::Passage;

const LONGEST_NAME: usize = 80;
/// A name with level word, number and references behind it.
const LONGEST_HEADING: usize = 130;

/// A level heading: 施策1 質の高い行政運営の推進.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    /// The level word, as in the vocabulary.
    pub level: String,
    /// Number, normalised.
    pub number: Option<String>,
    /// Name; empty where it stands elsewhere.
    pub name: Passage,
}

/// The first letter of 第1章.
const CHAPTER_MARK: char = '第';

impl Lexicon<'_> {
    /// A level heading at the start of a line or cell as printed.
    pub(crate) fn heading_in(&self, text: &Passage) -> Option<Heading> {
        if !self.may_begin_heading(text.as_str()) || is_longer(text.as_str(), LONGEST_HEADING) {
            return None;
        }
        self.heading(&japanese::nfkc(text))
    }

    /// A level heading on a line of its own, which a mark may set off (■ 施策1 …).
    pub(crate) fn heading_on_line(&self, text: &Passage) -> Option<Heading> {
        self.heading_in(text).or_else(|| {
            let plain = text.as_str();
            let rest = plain.trim_start().trim_start_matches(japanese::is_bullet);
            let marked = rest.len() < plain.trim_start().len();
            let heading = || self.heading_in(&text.slice(plain.len() - rest.len()..plain.len()));
            marked.then(heading).flatten()
        })
    }

    /// Whether a text begins with a letter that a heading begins with: turns nearly all cells away at once.
    fn may_begin_heading(&self, text: &str) -> bool {
        let first = text.trim_start().chars().next();
        first.is_some_and(|first| match japanese::folded_simply(first) {
            Some(first) => first == CHAPTER_MARK || self.words.levels.begins_with(first),
            None => true,
        })
    }

    /// A level word with number and perhaps a name at the start of `passage` (already NFKC).
    pub(crate) fn heading(&self, passage: &Passage) -> Option<Heading> {
        let passage = passage.trim();
        let text = passage.as_str();
        if let Some(chapter) = chapter(&passage).filter(|_| self.chapters) {
            return Some(chapter);
        }
        let (word, rest) = self.level_prefix(text)?;
        let after = passage.slice(rest..text.len());
        let blank = after.as_str().starts_with(char::is_whitespace);
        let after = after.trim();
        let leading = japanese::leading_number(&after);
        let sure = leading.is_some();
        let (number, used) = leading
            .or_else(|| spaced_number(after.as_str()))
            .or_else(|| coloned_number(after.as_str()))?;
        // 政策1：子育ての支援
        let name = after.slice(used..after.as_str().len()).trim();
        let (name, set_off) = match name.as_str().strip_prefix(':') {
            Some(rest) => (
                name.slice(name.as_str().len() - rest.len()..name.as_str().len())
                    .trim(),
                true,
            ),
            None => (name, false),
        };
        // 方針2は…, 目標5人: what runs on without a blank is a sentence or a count; a name may begin with any letter.
        let apart = set_off
            || after
                .as_str()
                .get(..used)
                .is_some_and(|head| head.ends_with(|c: char| c.is_whitespace() || c == ')'))
            || name.is_blank();
        let tail = after.as_str().get(used..);
        let closed = sure && apart || tail.is_none_or(|tail| closes_number(tail, &number));
        let plausible = name.as_str().chars().count() <= LONGEST_NAME
            && !name.as_str().contains('。')
            && !name
                .as_str()
                .starts_with(['、', '。', '」', '』', ',', '~', '～'])
            && (apart
                || !name.as_str().starts_with([
                    '、', '。', '」', '』', '及', 'と', 'に', 'を', 'は', 'が', 'で', 'の', 'や', 'へ', 'か',
                    'も', '-',
                ]));
        let counts = !apart
            && name.as_str().starts_with([
                'つ', '件', '人', '年', '月', '回', '%', '％', '個', '項', '億', '万', '千', '円',
            ]);
        (closed && plausible && !counts && (!blank || word.chars().count() > 1)).then_some(Heading {
            level: word,
            number: Some(number),
            name,
        })
    }

    /// The level word at the start of a text and the byte after it and its suffix; blanks inside are allowed.
    fn level_prefix(&self, text: &str) -> Option<(String, usize)> {
        let levels = &self.words.levels;
        let first = text.chars().next()?;
        for (word, _) in levels.ranked().iter().filter(|(word, _)| word.starts_with(first)) {
            let Some(end) = prefix_over_blanks(text, word) else {
                continue;
            };
            let rest = text.get(end..).unwrap_or_default();
            let suffix = levels.suffixes.iter().find(|suffix| {
                // 名 ends a label, but 名古屋 goes on with a name: a suffix needs a blank or a digit behind it.
                rest.strip_prefix(suffix.as_str()).is_some_and(|after| {
                    after.starts_with(|next: char| next.is_whitespace() || next.is_numeric() || next == ':')
                })
            });
            return Some((word.clone(), end + suffix.map_or(0, String::len)));
        }
        None
    }
}

#[allow(clippy::unwrap_used)]
static CHAPTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^第\s*([0-9]+|[一二三四五六七八九十]+)\s*(章|節|編|部)[\s:　]+").unwrap());

/// `第1章 安全・安心`.
fn chapter(passage: &Passage) -> Option<Heading> {
    let found = CHAPTER.captures(passage.as_str())?;
    let name = passage.slice(found.get(0)?.end()..passage.as_str().len()).trim();
    let plausible =
        !name.is_blank() && !name.as_str().contains('。') && name.as_str().chars().count() <= LONGEST_NAME;
    plausible.then(|| Heading {
        level: found[2].to_owned(),
        number: Some(found[1].to_owned()),
        name,
    })
}

/// Digits set off by a blank: a number whatever word follows (4 年金制度の周知).
fn spaced_number(text: &str) -> Option<(String, usize)> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let blanks: usize = text
        .get(digits..)?
        .chars()
        .take_while(|c| c.is_whitespace())
        .map(char::len_utf8)
        .sum();
    (digits > 0 && blanks > 0).then(|| (text[..digits].to_owned(), digits + blanks))
}

/// Digits set off by a colon: 政策1：子育ての支援.
fn coloned_number(text: &str) -> Option<(String, usize)> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    (digits > 0 && text.get(digits..)?.starts_with(':')).then(|| (text[..digits].to_owned(), digits))
}

/// Whether what follows a number lets it be a heading's number: a bare digit needs an end, a blank or a word.
fn closes_number(tail: &str, number: &str) -> bool {
    let bracketed = number.starts_with('(');
    match tail.chars().next() {
        None => true,
        Some(next) => {
            bracketed || !next.is_ascii_digit() && !matches!(next, '.' | ',' | '/' | '年' | '月' | '日' | '%')
        }
    }
}

/// End of `word` at the start of `text` when blanks between its characters are passed over.
pub(crate) fn prefix_over_blanks(text: &str, word: &str) -> Option<usize> {
    let mut letters = word.chars();
    let mut want = letters.next()?;
    for (offset, character) in text.char_indices() {
        if character.is_whitespace() && character != '\n' && offset > 0 {
            continue;
        }
        if character != want {
            return None;
        }
        match letters.next() {
            Some(next) => want = next,
            None => return Some(offset + character.len_utf8()),
        }
    }
    None
}
