//! The plain lines of a reading, and the small measures taken of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::recover::walk::is_page_number;
use crate::source::{Block, INSERTED, Passage, Reading};
use crate::vocabulary::key;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    /// Its characters, trimmed.
    pub(super) text: Passage,
    /// The form in which it is compared.
    pub(super) key: String,
    /// Whether something other than a line (blank lines, a page break, a table) stands before it.
    pub(super) gap: bool,
}

/// All lines with a character in them, in the order of the reading.
pub(super) fn strips(reading: &Reading) -> Vec<Strip> {
    let mut strips = Vec::new();
    let mut gap = true;
    for block in &reading.blocks {
        let line = match block {
            Block::Line(line) if !line.text.is_blank() => line,
            _ => {
                gap = true;
                continue;
            }
        };
        let text = line.text.trim();
        let key = key(text.as_str());
        strips.push(Strip { text, key, gap });
        gap = false;
    }
    strips
}

/// How many pages a line must head, and how many letters it has.
const FEWEST_PAGES: usize = 3;
const SHORTEST_HEAD: usize = 4;

/// Lines of their own that stand below numbers of pages, one after the other, and nowhere else.
pub(super) fn running_heads(strips: &[Strip]) -> BTreeSet<String> {
    let mut pages: BTreeMap<&str, Vec<Option<u32>>> = BTreeMap::new();
    let mut page = None;
    for (index, strip) in strips.iter().enumerate() {
        let alone = strip.gap && strips.get(index + 1).is_none_or(|next| next.gap);
        if strip.key.chars().count() >= SHORTEST_HEAD {
            let page = page.filter(|_| alone);
            pages.entry(&strip.key).or_default().push(page);
        }
        page = page_number(&strip.key);
    }
    let heads = pages.into_iter().filter(|(_, pages)| {
        let rising = |pair: &[Option<u32>]| pair[0].is_some() && pair[0] < pair[1];
        pages.len() >= FEWEST_PAGES && pages.windows(2).all(rising)
    });
    heads.map(|(head, _)| head.to_owned()).collect()
}

fn page_number(text: &str) -> Option<u32> {
    let digits = |text: &str| -> String {
        let digits = text.chars().skip_while(|c| !c.is_ascii_digit());
        digits.take_while(char::is_ascii_digit).collect()
    };
    is_page_number(text).then(|| digits(text).parse().ok()).flatten()
}

/// The lines without those of these keys and the page numbers right before them, and what was left out.
pub(super) fn without(strips: Vec<Strip>, heads: &BTreeSet<String>) -> (Vec<Strip>, Vec<Strip>) {
    let mut kept: Vec<Strip> = Vec::with_capacity(strips.len());
    let mut left_out = Vec::new();
    let mut gap = false;
    for mut strip in strips {
        if heads.contains(&strip.key) {
            left_out.extend(kept.pop_if(|last| is_page_number(&last.key)));
            left_out.push(strip);
            gap = true;
            continue;
        }
        strip.gap |= std::mem::take(&mut gap);
        kept.push(strip);
    }
    (kept, left_out)
}

/// Width as printed: a Latin letter or digit takes half of what a Japanese character takes.
pub(super) fn width(text: &str) -> usize {
    text.trim()
        .chars()
        .map(|c| if c.is_ascii() { 1 } else { 2 })
        .sum()
}

/// Parts between blanks. A blank between Latin words belongs to the text.
pub(super) fn cells(line: &Passage) -> Vec<Passage> {
    let mut cells: Vec<Passage> = Vec::new();
    for part in line.split(char::is_whitespace) {
        if part.is_blank() {
            continue;
        }
        let latin = cells.last().is_some_and(|last| is_latin_seam(last, &part));
        match cells.last_mut() {
            Some(last) if latin => last.join(' ', &part),
            _ => cells.push(part),
        }
    }
    cells
}

fn is_latin_seam(left: &Passage, right: &Passage) -> bool {
    is_latin_seam_text(left.as_str(), right.as_str())
}

/// Whether Latin letters stand on both sides of the seam.
pub(super) fn is_latin_seam_text(left: &str, right: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    latin(left.chars().next_back()) && latin(right.chars().next())
}

/// Appends the next wrapped line: nothing between Japanese characters, a blank between Latin words.
pub(super) fn append_wrapped(into: &mut Passage, next: &Passage) {
    if is_latin_seam(into, next) {
        into.join(' ', next);
    } else {
        into.append(next);
    }
}

/// Wrapped lines as one text; a line that starts with a bullet starts a new line.
pub(super) fn join_wrapped<'a>(lines: impl IntoIterator<Item = &'a Passage>) -> Passage {
    let mut joined = Passage::default();
    for line in lines {
        if starts_with_bullet(line.as_str()) && !joined.as_str().is_empty() {
            joined.push('\n', INSERTED);
            joined.append(line);
        } else {
            append_wrapped(&mut joined, line);
        }
    }
    joined
}

/// Whether a line opens an entry of a list. Circles count: extractors give them for drawn bullets.
pub(super) fn starts_with_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    let bullet = first.is_some_and(|c| "〇○◯●◎■□◆◇▪•・･➢▶▷✓※＊*".contains(c));
    bullet
        && characters
            .next()
            .is_some_and(|next| next.is_alphanumeric() || "「『（(【“ 　".contains(next))
}

/// Whether a text closes a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['」', '』', '）', ')']);
    text.ends_with('。') || text.ends_with('．')
}

/// Share of the pairs of neighbouring characters of `name` that also stand in `text`, 0 to 1.
pub(super) fn overlap(name: &str, text: &str) -> f64 {
    let name: Vec<char> = name.chars().collect();
    let pairs: Vec<String> = name.windows(2).map(|pair| pair.iter().collect()).collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let found = pairs.iter().filter(|pair| text.contains(pair.as_str())).count();
    #[allow(clippy::cast_precision_loss)] // counts of characters of a name
    let share = found as f64 / pairs.len() as f64;
    share
}
