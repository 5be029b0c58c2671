//! Cuts a stretch of the canvas into text, tags and line ends, and books emphasis, escapes and comments on the way.

use std::ops::Range;

use super::Marks;
use super::entity::entity_at;
use super::tag::{Tag, tag_at};

/// Longest document type or XML declaration.
const LONGEST_DECLARATION: usize = 1000;

/// What an end of line means inside the stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Newline {
    /// A blank, as in HTML.
    Blank,
    /// A new line.
    Break,
}

/// How a stretch is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Syntax {
    /// A web page: no Markdown, tags may go over lines.
    pub(in crate::source) html: bool,
    /// Meaning of an end of line.
    pub(in crate::source) newline: Newline,
}

impl Syntax {
    /// Lines and cells of a text.
    pub(in crate::source) const TEXT: Syntax = Syntax {
        html: false,
        newline: Newline::Break,
    };
    /// HTML tables in a text.
    pub(in crate::source) const FRAGMENT: Syntax = Syntax {
        html: false,
        newline: Newline::Blank,
    };
    /// Whole web pages.
    pub(in crate::source) const PAGE: Syntax = Syntax {
        html: true,
        newline: Newline::Blank,
    };
}

/// Emphasis that is open, possibly since an earlier line.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::source) struct Emphasis {
    /// `**`.
    pub(in crate::source) stars: bool,
    /// `__`.
    pub(in crate::source) lines: bool,
    /// `<b>` and `<strong>`.
    pub(in crate::source) tags: usize,
}

impl Emphasis {
    /// Whether text is strong now.
    pub(in crate::source) fn is_strong(self) -> bool {
        self.stars || self.lines || self.tags > 0
    }
}

/// One piece of a stretch.
#[derive(Debug)]
pub(super) enum Token {
    /// Characters as they stand in the canvas.
    Text(Range<usize>),
    /// A character that an escape or reference at this offset stands for.
    Character(char, usize),
    /// An end of line.
    Newline(usize),
    /// A tag, not booked yet.
    Tag(Tag),
}

/// Reads one stretch of the canvas.
#[derive(Debug)]
pub(in crate::source) struct Parser<'a> {
    pub(super) canvas: &'a str,
    pub(super) start: usize,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) syntax: Syntax,
    pub(super) depth: usize,
    pub(super) marks: &'a mut Marks,
    /// Nothing further on closes a comment, so that none needs to be looked for again.
    pub(super) no_comment_end: bool,
    /// The same for scripts and other hidden elements.
    pub(super) no_hidden_end: bool,
    /// A token that was given back.
    pub(super) pending: Option<Token>,
    /// Emphasis that is open.
    pub(in crate::source) emphasis: Emphasis,
}

impl<'a> Parser<'a> {
    /// A parser of `canvas[range]`.
    pub(in crate::source) fn new(
        canvas: &'a str,
        range: Range<usize>,
        syntax: Syntax,
        marks: &'a mut Marks,
    ) -> Self {
        Parser {
            canvas,
            start: range.start,
            at: range.start,
            end: range.end.min(canvas.len()),
            syntax,
            depth: 0,
            marks,
            no_comment_end: false,
            no_hidden_end: false,
            pending: None,
            emphasis: Emphasis::default(),
        }
    }

    /// The rest of the stretch from `at` on.
    pub(super) fn rest(&self, at: usize) -> &'a [u8] {
        self.canvas.as_bytes().get(at..self.end).unwrap_or_default()
    }

    /// The next piece; markup before it is booked.
    pub(super) fn next(&mut self) -> Option<Token> {
        if let Some(token) = self.pending.take() {
            return Some(token);
        }
        loop {
            let rest = self.rest(self.at);
            let run = rest
                .iter()
                .position(|&byte| self.is_special(byte))
                .unwrap_or(rest.len());
            if run > 0 {
                let start = self.at;
                self.at += run;
                return Some(Token::Text(start..self.at));
            }
            let start = self.at;
            match *rest.first()? {
                b'\n' | b'\r' => {
                    self.at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
                    return Some(Token::Newline(start));
                }
                b'<' => {
                    if let Some(token) = self.angle() {
                        return Some(token);
                    }
                }
                b'&' => {
                    if let Some(token) = self.reference() {
                        return Some(token);
                    }
                }
                b'\\' => return Some(self.escape()),
                byte => {
                    if let Some(token) = self.emphasis_run(byte) {
                        return Some(token);
                    }
                }
            }
        }
    }

    fn is_special(&self, byte: u8) -> bool {
        match byte {
            b'<' | b'&' | b'\n' | b'\r' => true,
            b'*' | b'_' | b'\\' => !self.syntax.html,
            _ => false,
        }
    }

    fn text(&mut self, length: usize) -> Token {
        let start = self.at;
        self.at = (start + length).min(self.end);
        Token::Text(start..self.at)
    }

    /// Books what has been read since `start`.
    pub(super) fn book(&mut self, length: usize) {
        self.marks.add(self.at, self.at + length);
        self.at += length;
    }

    /// A tag, a comment (booked, no token) or a `<` that is text.
    fn angle(&mut self) -> Option<Token> {
        let rest = self.rest(self.at);
        if let Some(length) = self.comment(rest) {
            self.book(length);
            return None;
        }
        match tag_at(self.canvas, self.at, self.end, self.syntax.html) {
            Some(tag) => {
                self.at = tag.range.end;
                Some(Token::Tag(tag))
            }
            None => Some(self.text(1)),
        }
    }

    /// Length of the comment or declaration at the start of `rest`.
    fn comment(&mut self, rest: &[u8]) -> Option<usize> {
        if rest.starts_with(b"<!--") && !self.no_comment_end {
            let close = rest
                .windows(3)
                .position(|window| window == b"-->")
                .map(|at| at + 3);
            self.no_comment_end = close.is_none();
            // In a web page an open comment hides the rest, elsewhere it is no comment.
            return close.or(self.syntax.html.then_some(rest.len()));
        }
        let starts = |word: &[u8]| {
            rest.get(..word.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        };
        if starts(b"<!doctype") || starts(b"<?xml") {
            let close = rest
                .iter()
                .take(LONGEST_DECLARATION)
                .position(|&byte| byte == b'>');
            return close.map(|at| at + 1);
        }
        None
    }

    fn reference(&mut self) -> Option<Token> {
        let Some((character, length)) = entity_at(self.rest(self.at)) else {
            return Some(self.text(1));
        };
        let start = self.at;
        if character.is_whitespace() {
            // Nothing of it may be left visible, since blanks at the ends of a text are dropped.
            self.book(length);
            return Some(Token::Character(character, start));
        }
        self.at += 1;
        self.book(length - 1);
        Some(Token::Character(character, start))
    }

    fn escape(&mut self) -> Token {
        match self.rest(self.at).get(1) {
            Some(&next) if next.is_ascii_punctuation() => {
                self.book(1);
                let start = self.at;
                self.at += 1;
                Token::Character(char::from(next), start)
            }
            _ => self.text(1),
        }
    }

    /// Books a run of `**` or `__`; `None` when it was markup.
    fn emphasis_run(&mut self, byte: u8) -> Option<Token> {
        let rest = self.rest(self.at);
        let length = rest.iter().take_while(|&&other| other == byte).count();
        let after = rest.get(length..).unwrap_or_default();
        let before = self
            .canvas
            .as_bytes()
            .get(self.start..self.at)
            .unwrap_or_default();
        let is_markup = if byte == b'*' {
            self.stars(length, before, after)
        } else {
            self.underscores(length, before, after)
        };
        if !is_markup {
            return Some(self.text(length.max(1)));
        }
        self.book(length);
        None
    }

    /// Two or three stars are emphasis wherever they touch text or an end of the line, closed or not.
    fn stars(&mut self, length: usize, before: &[u8], after: &[u8]) -> bool {
        let loose_before = before.last().is_some_and(u8::is_ascii_whitespace);
        let loose_after = after.first().is_some_and(u8::is_ascii_whitespace);
        match length {
            2 | 3 if !(loose_before && loose_after) => {
                // Stars that nothing follows close what a lost line opened.
                let opens = !self.emphasis.stars && !after.iter().all(u8::is_ascii_whitespace);
                self.emphasis.stars = opens;
                true
            }
            // The end of one emphasis and the start of the next.
            4 => !before.is_empty() && !after.is_empty() && !loose_before && !loose_after,
            _ => false,
        }
    }

    /// Underscores are emphasis only in pairs: forms have blanks made of them.
    fn underscores(&mut self, length: usize, before: &[u8], after: &[u8]) -> bool {
        let blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
        if length != 2 {
            return false;
        }
        if self.emphasis.lines {
            let closes = !blank(before.last());
            self.emphasis.lines = !closes;
            return closes;
        }
        let in_word = before.last().is_some_and(u8::is_ascii_alphanumeric);
        let opens =
            !in_word && !blank(after.first()) && (closes_later(after) || self.closes_on_next_line(after));
        self.emphasis.lines = opens;
        opens
    }

    fn closes_on_next_line(&self, after: &[u8]) -> bool {
        if after.contains(&b'_') || self.canvas.len() == self.end {
            return false;
        }
        let next = self.canvas.get(self.end..).unwrap_or_default();
        let next = next.strip_prefix('\r').unwrap_or(next);
        let line = next.strip_prefix('\n').unwrap_or(next).split(['\n', '\r']).next();
        line.is_some_and(|line| line.trim_end().ends_with("__") && !line.trim_end().ends_with("___"))
    }
}

fn closes_later(after: &[u8]) -> bool {
    let close = after.windows(2).position(|pair| pair == b"__");
    close.is_some_and(|at| {
        after.get(at + 2) != Some(&b'_')
            && at > 0
            && after.get(at - 1).is_some_and(|byte| !byte.is_ascii_whitespace())
    })
}
