//! The number of a sheet, printed over it: alone on its line, or before or behind the title.

use crate::source::Passage;

use crate::recover::lexicon::{Lexicon, Role};

/// A number with its label, and what else the line says.
pub(crate) struct SheetNumber {
    pub number: String,
    /// Label and number as printed.
    pub place: Passage,
    /// The rest of the line.
    pub rest: Passage,
}

/// Takes `整理番号 105` from the beginning or the end of a line.
pub(crate) fn take(line: &Passage, lexicon: &Lexicon<'_>) -> Option<SheetNumber> {
    let line = line.trim();
    let text = line.as_str();
    let words = words(text);
    let number_in = |(start, end): (usize, usize)| {
        let word = line.slice(start..end);
        super::opening::whole_number(&word)
    };
    let is_label = |(start, end): (usize, usize)| {
        lexicon
            .label(text.get(start..end)?)
            .filter(|role| *role == Role::Number)
    };
    let taken = |at: usize, rest: (usize, usize)| {
        let (label, value) = (*words.get(at)?, *words.get(at + 1)?);
        is_label(label)?;
        Some(SheetNumber {
            number: number_in(value)?,
            place: line.slice(label.0..value.1),
            rest: line.slice(rest.0..rest.1).trim(),
        })
    };
    let last = words.len().checked_sub(2)?;
    taken(0, (words.get(1)?.1, text.len())).or_else(|| taken(last, (0, words.get(last)?.0)))
}

/// The number of a line that says nothing else.
pub(crate) fn alone(line: &Passage, lexicon: &Lexicon<'_>) -> Option<String> {
    take(line, lexicon)
        .filter(|found| found.rest.is_blank())
        .map(|found| found.number)
}

/// Where the words of a line begin and end; blanks and colons part them.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut inside = false;
    for (at, character) in text.char_indices() {
        let apart = character.is_whitespace() || matches!(character, ':' | '：');
        let end = at + character.len_utf8();
        match words.last_mut().filter(|_| inside && !apart) {
            Some(open) => open.1 = end,
            None if !apart => words.push((at, end)),
            None => {}
        }
        inside = !apart;
    }
    words
}
