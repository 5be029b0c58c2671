//! The words of a line: what stands between its blanks.

use super::flow::Sheet;
use super::text::{Piece, Sign, TextLine};
use super::{Bbox, PageContent, text};

/// From so many dots in a row on they lead to something.
const MIN_DOTS: usize = 4;

/// White space (in em) between groups of digits is at most this wide.
const GROUP_GAP: f32 = 0.36;
/// Digits of a group.
const GROUP: usize = 3;

/// Numbers that may be years.
const YEARS: std::ops::Range<u32> = 1800..2100;

/// What a word of a table says by its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Letters.
    Text,
    /// A figure, or a sign that stands for one (dash, dots).
    Figure,
    /// Four digits that may be a year, which heads columns.
    Year,
}

/// One word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// On the turned page.
    pub bbox: Bbox,
    /// What it looks like.
    pub look: Look,
    /// Nothing but a sign that belongs to a figure beside it.
    pub sign: Option<Sign>,
}

impl Word {
    /// Whether it is a figure, or a sign that belongs to one.
    pub fn is_of_figure(&self) -> bool {
        self.look != Look::Text || self.sign.is_some()
    }
}

/// The words of a line, left to right. Groups of three digits, and what stands on both sides of `±`, are one word.
pub(crate) fn words(sheet: &Sheet<'_>, line: &TextLine) -> Vec<Word> {
    let content = sheet.content;
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<&[Piece]> = None;
    for part in line.pieces.split(|piece| *piece == Piece::Blank) {
        let boxes = part.iter().filter_map(|piece| match piece {
            Piece::Glyph(index) => Some(content.glyphs.get(*index as usize)?.bbox),
            Piece::Blank => None,
        });
        let Some(bbox) = boxes.reduce(|a, b| a.hull(&b)) else {
            continue;
        };
        let bbox = bbox.turned(sheet.turn.inverse(), content.width, content.height);
        let near = |word: &Word| bbox.x0 - word.bbox.x1 <= line.size * GROUP_GAP;
        let before = last.replace(part);
        match words.last_mut().filter(|word| near(word)) {
            Some(word) if before.is_some_and(|before| is_one_figure(content, before, part)) => {
                word.bbox = word.bbox.hull(&bbox);
                word.look = Look::Figure;
                word.sign = None;
            }
            _ => words.push(Word {
                bbox,
                look: look(content, part),
                sign: text::sign(content, part),
            }),
        }
    }
    words
}

/// Whether two words are parts of one figure: groups of digits with blanks between, a value and how far it may be off.
fn is_one_figure(content: &PageContent, before: &[Piece], after: &[Piece]) -> bool {
    let character = |piece: &Piece| match piece {
        Piece::Glyph(index) => content.glyphs.get(*index as usize)?.character,
        Piece::Blank => None,
    };
    let is_digit = |piece: &&Piece| character(piece).is_some_and(|character| character.is_ascii_digit());
    let digits = before.iter().rev().take_while(is_digit).count();
    let group = after.iter().take_while(is_digit).count();
    let is_sign = |pieces: &[Piece]| matches!(pieces, [sign] if character(sign) == Some('±'));
    let signed = before.len() - digits <= 1;
    group == GROUP && (1..=GROUP).contains(&digits) && signed
        || is_sign(before) && group > 0
        || is_sign(after) && digits > 0
}

/// What a whole line looks like: a figure when all of its words are figures or belong to one (units, marks of notes).
pub(crate) fn line_look(content: &PageContent, pieces: &[Piece]) -> Look {
    let mut found: Option<Look> = None;
    for part in pieces.split(|piece| *piece == Piece::Blank) {
        match (look(content, part), part.len(), found) {
            (Look::Text, 1, Some(_)) => {}
            (Look::Text, 1, None) if text::sign(content, part) == Some(Sign::Before) => {}
            (Look::Text, ..) => return Look::Text,
            (Look::Year, _, None) => found = Some(Look::Year),
            _ => found = Some(Look::Figure),
        }
    }
    found.unwrap_or(Look::Text)
}

fn look(content: &PageContent, pieces: &[Piece]) -> Look {
    let (mut digits, mut letters, mut signs, mut others) = (0, 0, 0, 0);
    let mut number = 0;
    for piece in pieces {
        let Piece::Glyph(index) = piece else { continue };
        match content
            .glyphs
            .get(*index as usize)
            .and_then(|glyph| glyph.character)
        {
            Some(character) if character.is_numeric() => {
                digits += 1;
                number = (number * 10 + character.to_digit(10).unwrap_or(0)) % 10_000;
            }
            Some(character) if character.is_alphabetic() => letters += 1,
            Some(character) if is_placeholder(character) => signs += 1,
            _ => others += 1,
        }
    }
    match (digits, letters, signs + others) {
        (4, 0, 0) if YEARS.contains(&number) => Look::Year,
        (0, 0, 1..=3) if signs > 0 => Look::Figure,
        (digits, letters, _) if digits > letters => Look::Figure,
        _ => Look::Text,
    }
}

/// Signs that stand where there is no figure.
fn is_placeholder(character: char) -> bool {
    matches!(
        character,
        '-' | '‐'..='―' | '−' | '－' | 'ー' | '.' | '…' | '‥' | '·' | '・' | '*'
    )
}

/// The number that a line of nothing but one to three digits is.
pub(crate) fn page_number(content: &PageContent, line: &TextLine) -> Option<u32> {
    if line.pieces.len() > 3 {
        return None;
    }
    line.pieces.iter().try_fold(0, |number: u32, piece| match piece {
        Piece::Glyph(index) => {
            let digit = content.glyphs.get(*index as usize)?.character?.to_digit(10)?;
            Some(number * 10 + digit)
        }
        Piece::Blank => None,
    })
}

/// Whether a line ends in dots that lead to something beside it.
pub(crate) fn ends_in_dots(content: &PageContent, line: &TextLine) -> bool {
    let characters = line.pieces.iter().rev().filter_map(|piece| match piece {
        Piece::Glyph(index) => content.glyphs.get(*index as usize)?.character,
        Piece::Blank => None,
    });
    let dots =
        characters.take_while(|character| matches!(character, '.' | '…' | '‥' | '·' | '・' | '．' | '⋯'));
    dots.map(|dot| {
        if matches!(dot, '…' | '‥' | '⋯') {
            3
        } else {
            1
        }
    })
    .sum::<usize>()
        >= MIN_DOTS - 1
}

/// The number at the end of a row, after dots that lead to it.
pub(crate) fn leads_to(content: &PageContent, lines: &[TextLine]) -> Option<u32> {
    let pieces = lines.iter().flat_map(|line| &line.pieces);
    let characters = pieces.filter_map(|piece| match piece {
        Piece::Glyph(index) => content.glyphs.get(*index as usize)?.character,
        Piece::Blank => None,
    });
    let (mut dots, mut led, mut number) = (0, false, None);
    for character in characters {
        let digit = character.to_digit(10).or_else(|| match character {
            '０'..='９' => Some(u32::from(character) - u32::from('０')),
            _ => None,
        });
        match (character, digit) {
            ('.' | '…' | '‥' | '·' | '・' | '．' | '⋯', _) => {
                dots += if matches!(character, '…' | '‥' | '⋯') {
                    2
                } else {
                    1
                };
                number = None;
            }
            (_, Some(digit)) if dots >= MIN_DOTS || number.is_some() => {
                led = true;
                number = Some(number.unwrap_or(0u32).saturating_mul(10).saturating_add(digit));
            }
            // Brackets and dashes may stand around the number.
            ('(' | ')' | '（' | '）' | '-' | '－' | 'P' | 'p' | '頁', _) if dots >= MIN_DOTS || led => {
                continue;
            }
            _ => (led, number) = (false, None),
        }
        if digit.is_some() || !matches!(character, '.' | '…' | '‥' | '·' | '・' | '．' | '⋯') {
            dots = 0;
        }
    }
    number.filter(|_| led)
}
