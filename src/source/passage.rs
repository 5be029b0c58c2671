//! Text that knows, byte by byte, where in the canvas it came from.

use std::ops::Range;
use std::str::CharIndices;

use smallvec::SmallVec;

/// Mark of a byte that a filter inserted (a line break for `<br>`): it has no place in the input.
pub const INSERTED: u32 = u32::MAX;

/// A piece of text with its way back: for each character the canvas offset of the character that it came from.
///
/// Filters (markup, NFKC, joining lines) make a new passage out of an old one and carry the offsets along, so
/// that maps compose and nothing ever loses its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    text: String,
    /// Where the text stands, as few runs as tell it; nearly every cell and line is one run of the canvas.
    runs: SmallVec<[Run; 2]>,
}

/// Characters of a passage that stand in the canvas one after the other, or that a filter inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// Offset of its first byte in the text of the passage.
    from: u32,
    /// Canvas offset of its first character, or [`INSERTED`].
    at: u32,
}

impl Run {
    /// Canvas offset of the character at this byte of the passage.
    fn place(self, offset: u32) -> u32 {
        match self.at {
            INSERTED => INSERTED,
            at => at + (offset - self.from),
        }
    }
}

/// Offsets within a passage fit: the canvas that it is a part of is counted in as many bits.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(INSERTED)
}

impl Passage {
    /// The characters of `canvas[range]`, unchanged.
    #[must_use]
    pub fn of_canvas(canvas: &str, range: Range<usize>) -> Self {
        let mut passage = Passage::default();
        let base = narrow(range.start);
        passage.push_run(canvas.get(range).unwrap_or_default(), base);
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
        self.begin(at);
        self.text.push(character);
    }

    /// Appends a run of characters that stand in the canvas one after the other from offset `at` on.
    pub fn push_run(&mut self, run: &str, at: u32) {
        if !run.is_empty() {
            self.begin(at);
            self.text.push_str(run);
        }
    }

    /// What is appended next stands at canvas offset `at`.
    fn begin(&mut self, at: u32) {
        let from = narrow(self.text.len());
        if self.runs.last().is_none_or(|run| run.place(from) != at) {
            self.runs.push(Run { from, at });
        }
    }

    /// Appends another passage.
    pub fn append(&mut self, other: &Passage) {
        for (text, run) in other.pieces() {
            self.push_run(text, run.at);
        }
    }

    /// Appends another passage after an inserted `separator`, unless either side is empty.
    pub fn join(&mut self, separator: char, other: &Passage) {
        if !self.text.is_empty() && !other.text.is_empty() {
            self.push(separator, INSERTED);
        }
        self.append(other);
    }

    /// Its runs, each with its text.
    fn pieces(&self) -> impl Iterator<Item = (&str, Run)> {
        self.runs.iter().enumerate().map(|(index, &run)| {
            let next = self.runs.get(index + 1);
            let end = next.map_or(self.text.len(), |next| next.from as usize);
            (self.text.get(run.from as usize..end).unwrap_or_default(), run)
        })
    }

    /// The part at byte `range` of the text (as regular expressions give them); empty when out of bounds.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Passage {
        let mut part = Passage::default();
        let Some(text) = self.text.get(range.clone()).filter(|text| !text.is_empty()) else {
            return part;
        };
        text.clone_into(&mut part.text);
        let (start, end) = (narrow(range.start), narrow(range.end));
        let first = self
            .runs
            .partition_point(|run| run.from <= start)
            .saturating_sub(1);
        let within = self.runs.iter().skip(first).take_while(|run| run.from < end);
        part.runs.extend(within.map(|run| Run {
            from: run.from.saturating_sub(start),
            at: run.place(run.from.max(start)),
        }));
        part
    }

    /// Without white space at both ends.
    #[must_use]
    pub fn trim(&self) -> Passage {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }

    /// Each character with its canvas offset.
    pub fn chars(&self) -> impl DoubleEndedIterator<Item = (char, u32)> + '_ {
        Chars {
            text: self.text.char_indices(),
            runs: &self.runs,
        }
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
        let mut start = 0;
        let mut parts = Vec::new();
        for (offset, separator) in self.text.match_indices(separates) {
            parts.push(self.slice(start..offset));
            start = offset + separator.len();
        }
        parts.push(self.slice(start..self.text.len()));
        parts
    }

    /// Canvas offset of the first character that stands in the input.
    #[must_use]
    pub fn start(&self) -> Option<u32> {
        self.runs.iter().map(|run| run.at).find(|&at| at != INSERTED)
    }

    /// Canvas ranges of its characters, neighbours joined over blanks of `canvas`, in the order of the text.
    #[must_use]
    pub fn ranges(&self, canvas: &str) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (text, run) in self.pieces().filter(|(_, run)| run.at != INSERTED) {
            let rest = canvas.get(run.at as usize..).unwrap_or_default();
            if rest.starts_with(text) {
                add(&mut ranges, canvas, (run.at, run.at + narrow(text.len())));
                continue;
            }
            // A filter put other characters in the place of those of the canvas.
            for (offset, _) in text.char_indices() {
                let at = run.at + narrow(offset);
                let original = canvas.get(at as usize..).and_then(|rest| rest.chars().next());
                let width = original.map_or(1, char::len_utf8);
                add(&mut ranges, canvas, (at, at + narrow(width)));
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

/// Adds a piece of the canvas behind those before it.
fn add(ranges: &mut Vec<(u32, u32)>, canvas: &str, (at, end): (u32, u32)) {
    match ranges.last_mut() {
        Some((start, last)) if *start <= at && at < *last => *last = end.max(*last),
        Some((_, last)) if *last <= at && blank_between(canvas, *last, at) => *last = end,
        _ => ranges.push((at, end)),
    }
}

/// The characters of a passage from both ends.
struct Chars<'p> {
    text: CharIndices<'p>,
    /// The runs of the characters left.
    runs: &'p [Run],
}

impl Iterator for Chars<'_> {
    type Item = (char, u32);

    fn next(&mut self) -> Option<Self::Item> {
        let (offset, character) = self.text.next()?;
        let offset = narrow(offset);
        while let [_, rest @ ..] = self.runs
            && rest.first().is_some_and(|run| run.from <= offset)
        {
            self.runs = rest;
        }
        Some((character, self.runs.first()?.place(offset)))
    }
}

impl DoubleEndedIterator for Chars<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let (offset, character) = self.text.next_back()?;
        let offset = narrow(offset);
        while let [rest @ .., last] = self.runs
            && last.from > offset
        {
            self.runs = rest;
        }
        Some((character, self.runs.last()?.place(offset)))
    }
}

fn blank_between(canvas: &str, start: u32, end: u32) -> bool {
    canvas
        .get(start as usize..end as usize)
        .is_some_and(|between| between.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(passage: &Passage) -> Vec<(char, u32)> {
        passage.chars().collect()
    }

    /// `公園`, an inserted line break, `の木` from elsewhere, and `12` in half width.
    fn mixed() -> Passage {
        let mut passage = Passage::of_canvas("公園 の木１２", 0..6);
        passage.join('\n', &Passage::of_canvas("公園 の木１２", 7..13));
        passage.push('1', 13);
        passage.push('2', 16);
        passage
    }

    #[test]
    fn each_character_knows_its_place_from_both_ends() {
        let expected = [
            ('公', 0),
            ('園', 3),
            ('\n', INSERTED),
            ('の', 7),
            ('木', 10),
            ('1', 13),
            ('2', 16),
        ];
        assert_eq!(places(&mixed()), expected);
        let mut backwards: Vec<_> = mixed().chars().rev().collect();
        backwards.reverse();
        assert_eq!(backwards, expected);
        let passage = mixed();
        let mut ends = passage.chars();
        assert_eq!(
            (ends.next(), ends.next_back()),
            (Some(('公', 0)), Some(('2', 16)))
        );
        assert_eq!(ends.count(), 5);
    }

    #[test]
    fn parts_put_together_again_are_the_whole() {
        let passage = mixed();
        for (cut, _) in passage.as_str().char_indices() {
            let mut whole = passage.slice(0..cut);
            whole.append(&passage.slice(cut..passage.as_str().len()));
            assert_eq!(whole, passage, "cut at {cut}");
        }
        assert_eq!(passage.slice(1..4), Passage::default());
        let lines = passage.split(|character| character == '\n');
        assert_eq!(places(&lines[0]), [('公', 0), ('園', 3)]);
        assert_eq!(lines[1].start(), Some(7));
    }

    #[test]
    fn ranges_take_characters_of_the_canvas_whole_and_join_over_its_blanks() {
        assert_eq!(mixed().ranges("公園 の木１２"), [(0, 19)]);
        assert_eq!(mixed().ranges("公園.の木１２"), [(0, 6), (7, 19)]);
    }
}
