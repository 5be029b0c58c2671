//! Which level of the outline stands above which, as the document's own numbers show it.

use std::collections::{BTreeMap, BTreeSet};

use crate::recover::lexicon::Lexicon;
use crate::source::{Passage, Reading};

use super::each_text;

/// How often numbers must begin anew, and go on, to tell.
const FEWEST: usize = 2;

/// Pairs of level words, the upper one first, whose numbers tell against the vocabulary: those of the lower begin anew
/// when the number of the upper changes (基本方向1 … 基本施策1, 2, 3 … 基本方向2 … 基本施策1), and only then.
pub(crate) fn nesting(reading: &Reading, lexicon: &Lexicon<'_>) -> BTreeSet<(String, String)> {
    let headings = headings(reading, lexicon);
    let words: BTreeSet<&str> = headings.iter().map(|(word, _)| word.as_str()).collect();
    let tier = |word: &str| lexicon.words.levels.tier(word);
    let mut found = BTreeSet::new();
    for upper in &words {
        for lower in words.iter().filter(|lower| *lower != upper) {
            let told = tier(upper) < tier(lower);
            if !told && holds(&headings, upper, lower) {
                found.insert(((*upper).to_owned(), (*lower).to_owned()));
            }
        }
    }
    found
}

/// The numbered headings of levels, in their order.
fn headings(reading: &Reading, lexicon: &Lexicon<'_>) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let mut see = |passage: &Passage| {
        let heading = lexicon.heading_in(passage);
        let number = |number: String| number.trim_matches(['(', ')']).parse().ok();
        found.extend(heading.and_then(|heading| Some((heading.level, number(heading.number?)?))));
    };
    each_text(reading, &mut see);
    found
}

/// Whether numbers of `lower` fall when that of `upper` has changed, and rise while it has not.
fn holds(headings: &[(String, u32)], upper: &str, lower: &str) -> bool {
    let mut now: BTreeMap<&str, u32> = BTreeMap::new();
    let mut last: Option<(u32, Option<u32>)> = None;
    let (mut falls, mut apart, mut rises, mut together) = (0, 0, 0, 0);
    for (word, number) in headings {
        now.insert(word, *number);
        if word != lower {
            continue;
        }
        let above = now.get(upper).copied();
        if let Some((before, under)) = last {
            let same = above.is_some() && under == above;
            falls += usize::from(*number < before);
            apart += usize::from(*number < before && !same);
            rises += usize::from(*number > before);
            together += usize::from(*number > before && same);
        }
        last = Some((*number, above));
    }
    let begins = falls >= FEWEST && apart * 3 >= falls * 2;
    begins && rises >= FEWEST && together * 10 >= rises * 9
}
