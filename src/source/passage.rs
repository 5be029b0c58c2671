//! Text that knows, byte by byte, where in the canvas it came from.

use std::ops::Range;

/// Mark of a byte that a filter inserted (a line break for `<br>`): it has no place in the input.
pub const INSERTED: u32 = u32::MAX;

/// A piece of text with its way back: `at[i]` is the canvas offset of the *character* that byte `i` belongs to.
///
/// Filters (markup, NFKC, joining lines) make a new passage out of an old one and carry the offsets along, so
/// that maps compose and nothing ever loses its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    text: String,
    at: Vec<u32>,
}

impl Passage {
    /// The characters of `canvas[range]`, unchanged.
    #[must_use]
    pub fn of_canvas(canvas: &str, range: Range<usize>) -> Self {
        let mut passage = Passage::default();
        let base = range.start;
        passage.push_run(
            canvas.get(range).unwrap_or_default(),
            u32::try_from(base).unwrap_or(INSERTED),
        );
        passage
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it has nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Appends one character that stands at canvas offset `at` (or [`INSERTED`]).
    pub fn push(&mut self, character: char, at: u32) {
        self.text.push(character);
        self.at.extend(std::iter::repeat_n(at, character.len_utf8()));
    }

    /// Appends a run of characters that stand in the canvas one after the other from offset `at` on.
    pub fn push_run(&mut self, run: &str, at: u32) {
        self.text.push_str(run);
        self.at.reserve(run.len());
        let mut start = at;
        for (offset, &byte) in (at..).zip(run.as_bytes()) {
            // Continuation bytes belong to the character before them.
            if byte & 0xC0 != 0x80 {
                start = offset;
            }
            self.at.push(start);
        }
    }

    /// Appends another passage.
    pub fn append(&mut self, other: &Passage) {
        self.text.push_str(&other.text);
        self.at.extend_from_slice(&other.at);
    }

    /// Appends another passage after an inserted `separator`, unless either side is empty.
    pub fn join(&mut self, separator: char, other: &Passage) {
        if !self.text.is_empty() && !other.text.is_empty() {
            self.push(separator, INSERTED);
        }
        self.append(other);
    }

    /// The part at byte `range` of the text (as regular expressions give them); empty when out of bounds.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Passage {
        match (self.text.get(range.clone()), self.at.get(range)) {
            (Some(text), Some(at)) => Passage {
                text: text.to_owned(),
                at: at.to_vec(),
            },
            _ => Passage::default(),
        }
    }

    /// Without white space at both ends.
    #[must_use]
    pub fn trim(&self) -> Passage {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }

    /// Each character with its canvas offset.
    pub fn chars(&self) -> impl DoubleEndedIterator<Item = (char, u32)> + '_ {
        self.text
            .char_indices()
            .map(|(offset, character)| (character, self.at[offset]))
    }

    /// Character by character through `filter`, which returns what stands in its place (nothing removes it).
    #[must_use]
    pub fn map<I: IntoIterator<Item = char>>(&self, mut filter: impl FnMut(char) -> I) -> Passage {
        let mut out = Passage::default();
        for (character, at) in self.chars() {
            for replacement in filter(character) {
                out.push(replacement, at);
            }
        }
        out
    }

    /// Parts between the characters for which `separates` is true.
    #[must_use]
    pub fn split(&self, separates: impl Fn(char) -> bool) -> Vec<Passage> {
        let mut parts = vec![Passage::default()];
        for (character, at) in self.chars() {
            if separates(character) {
                parts.push(Passage::default());
            } else if let Some(part) = parts.last_mut() {
                part.push(character, at);
            }
        }
        parts
    }

    /// Canvas offset of the first character that stands in the input.
    #[must_use]
    pub fn start(&self) -> Option<u32> {
        self.at.iter().copied().find(|&at| at != INSERTED)
    }

    /// Canvas ranges of its characters, neighbours joined over blanks of `canvas`, in the order of the text.
    #[must_use]
    pub fn ranges(&self, canvas: &str) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (_, at) in self.chars().filter(|&(_, at)| at != INSERTED) {
            let width = canvas
                .get(at as usize..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
            let end = at + u32::try_from(width).unwrap_or(1);
            match ranges.last_mut() {
                Some((start, last)) if *start <= at && at < *last => {}
                Some((_, last)) if *last <= at && blank_between(canvas, *last, at) => *last = end,
                _ => ranges.push((at, end)),
            }
        }
        ranges
    }

    /// First and last canvas offset that it touches, as one range.
    #[must_use]
    pub fn hull(&self, canvas: &str) -> Option<Range<usize>> {
        let ranges = self.ranges(canvas);
        let start = ranges.iter().map(|range| range.0).min()?;
        let end = ranges.iter().map(|range| range.1).max()?;
        Some(start as usize..end as usize)
    }
}

fn blank_between(canvas: &str, start: u32, end: u32) -> bool {
    canvas
        .get(start as usize..end as usize)
        .is_some_and(|between| between.trim().is_empty())
}
