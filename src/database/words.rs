//! Text as the search index keeps it.
//!
//! Japanese has no blanks between words, so the words that the segmenter found are parted by a zero-width space, which
//! FTS5's `unicode61` takes for a separator. Punctuation and line ends, which it would drop, are followed by a token of
//! their own, so that no phrase runs across them: 「指定管理」 finds 指定管理者 and not 指定、管理. Taking the marks away
//! gives the text back, but for NFKC.

use crate::japanese::{Segmenter, nfkc_string};

/// Between two words.
const PART: char = '\u{200B}';
/// A token that no text has (private use): words on its two sides are no neighbours.
pub(super) const BREAK: char = '\u{F8F0}';
/// Around what matched, in excerpts.
pub(super) const MATCH: [char; 2] = ['\u{F8F1}', '\u{F8F2}'];

fn is_mark(character: char) -> bool {
    character == PART || character == BREAK || MATCH.contains(&character)
}

/// The text with its words parted.
pub(super) fn parted(segmenter: &Segmenter, text: &str) -> String {
    let mut text = nfkc_string(text);
    text.retain(|character| !is_mark(character));
    let mut out = String::with_capacity(text.len() * 2);
    let mut end = 0;
    for word in segmenter.words(&text) {
        push(&mut out, text.get(end..word.range.start).unwrap_or_default());
        out.push(PART);
        push(&mut out, text.get(word.range.clone()).unwrap_or_default());
        end = word.range.end;
    }
    push(&mut out, text.get(end..).unwrap_or_default());
    out
}

/// Adds a piece; after everything that is neither letter nor blank, and after a line, comes a break.
fn push(out: &mut String, piece: &str) {
    for character in piece.chars() {
        out.push(character);
        let divides = !character.is_alphanumeric() && (!character.is_whitespace() || character == '\n');
        if divides {
            out.extend([PART, BREAK, PART]);
        }
    }
}

/// Several texts as one that no phrase crosses.
pub(super) fn together<'t>(segmenter: &Segmenter, texts: impl Iterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.map(|text| parted(segmenter, text)).collect();
    texts.join(&format!("\n{PART}{BREAK}{PART}"))
}

/// The words of a query as an FTS5 phrase; `None` when there is none.
pub(super) fn phrase(segmenter: &Segmenter, text: &str) -> Option<String> {
    let parted = parted(segmenter, text.trim());
    let inner = parted.trim_matches(|character: char| !character.is_alphanumeric());
    // A break at the edge would ask for punctuation beside the words.
    (!inner.is_empty()).then(|| format!("\"{}\"", inner.replace('"', "\"\"")))
}

/// The text as it was, on one line.
pub(super) fn readable(text: &str) -> String {
    let text: String = text.chars().filter(|character| !is_mark(*character)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_and_the_text_comes_back() {
        let segmenter = Segmenter::embedded().unwrap();
        let text = "公園、緑地の open data 管理。";
        let parted = parted(&segmenter, text);
        assert!(
            parted.contains(&format!("公園{PART}、{PART}{BREAK}{PART}")),
            "{parted:?}"
        );
        assert_eq!(readable(&parted), "公園、緑地の open data 管理。");
    }

    #[test]
    fn a_phrase_has_no_punctuation_at_its_ends_and_cannot_end_its_quotes() {
        let segmenter = Segmenter::embedded().unwrap();
        assert_eq!(phrase(&segmenter, "「公園」"), Some("\"公園\"".into()));
        assert_eq!(phrase(&segmenter, "……"), None);
        let quoted = phrase(&segmenter, "公園\"管理").unwrap();
        assert_eq!(quoted.matches('"').count(), 4, "{quoted}");
    }
}
