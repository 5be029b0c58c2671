//! Filters from passage to passage: normalisation and blanks. Each keeps the way back to the input.

use crate::source::Passage;

use super::characters::{is_latin_letter, normalise};

pub use super::characters::{is_japanese, nfkc_string, plain_key};
pub use super::leading::leading_number;
pub use super::numeral::{circled, kanji_number, roman};

/// NFKC, character by character (half-width kana joins its voiced mark), with radicals as ideographs.
#[must_use]
pub fn nfkc(passage: &Passage) -> Passage {
    let places: Vec<u32> = passage.chars().map(|(_, at)| at).collect();
    let mut out = Passage::default();
    normalise(passage.as_str().chars(), |character, index| {
        out.push(
            character,
            places.get(index).copied().unwrap_or(crate::source::INSERTED),
        );
    });
    out
}

/// What [`squeeze`] does with line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineBreaks {
    /// They stay; blanks beside them go.
    Keep,
    /// A single one goes like a blank (wrapped text); two or more become one.
    Join,
}

/// Removes the blanks that OCR and wrapping put into Japanese text.
///
/// A blank stays only between two characters that are both Latin, digits or ASCII signs (`Free Wi-Fi`), as one
/// blank; but single capital letters in a row are one word (`R P A` → `RPA`). Blanks beside a Japanese character go,
/// whatever stands on the other side: reports set no meaning by them. Blanks at the ends go.
#[must_use]
pub fn squeeze(passage: &Passage, breaks: LineBreaks) -> Passage {
    if !passage.as_str().contains(char::is_whitespace) {
        return passage.clone();
    }
    let characters: Vec<(char, u32)> = passage.chars().collect();
    let mut out = Passage::default();
    let mut index = 0;
    while let Some(&(character, at)) = characters.get(index) {
        if !character.is_whitespace() {
            out.push(character, at);
            index += 1;
            continue;
        }
        let gap = characters
            .iter()
            .skip(index)
            .take_while(|(c, _)| c.is_whitespace())
            .count();
        let lines = characters
            .iter()
            .skip(index)
            .take(gap)
            .filter(|(c, _)| *c == '\n')
            .count();
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + gap);
        if let (Some(&(left, _)), Some(&(right, _))) = (before, after) {
            let keeps_line = lines > 1 || (lines == 1 && breaks == LineBreaks::Keep);
            if keeps_line {
                out.push('\n', at);
            } else if is_western(left) && is_western(right) && !spaced_out(&characters, index, gap) {
                out.push(' ', at);
            }
        }
        index += gap;
    }
    out
}

/// [`squeeze`] of a string without places.
#[must_use]
pub fn squeezed(text: &str, breaks: LineBreaks) -> String {
    squeeze(&Passage::of_canvas(text, 0..text.len()), breaks)
        .as_str()
        .to_owned()
}

/// Latin letters with their accents, digits, ASCII signs, and the full-width forms of letters and digits.
fn is_western(character: char) -> bool {
    !is_japanese(character) && !character.is_whitespace()
}

/// Whether the gap at `index` stands between two single capitals that belong to no longer word.
fn spaced_out(characters: &[(char, u32)], index: usize, gap: usize) -> bool {
    let at = |position: Option<usize>| position.and_then(|p| characters.get(p)).map(|pair| pair.0);
    let capital = |c: Option<char>| c.is_some_and(|c| matches!(c, 'A'..='Z' | 'Ａ'..='Ｚ'));
    let within = |c: Option<char>| c.is_some_and(|c| is_latin_letter(c) || c.is_ascii_digit());
    capital(at(index.checked_sub(1)))
        && !within(at(index.checked_sub(2)))
        && capital(at(Some(index + gap)))
        && !within(at(Some(index + gap + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(text: &str) -> String {
        squeezed(text, LineBreaks::Keep)
    }

    #[test]
    fn blanks_between_japanese_characters_go() {
        assert_eq!(keep("行 財 政　改革 の 推進"), "行財政改革の推進");
        assert_eq!(keep("　職員課 、総務課 "), "職員課、総務課");
        assert_eq!(keep("（ 再掲 ）"), "（再掲）");
    }

    #[test]
    fn blanks_between_latin_words_stay() {
        assert_eq!(keep("Free  Wi-Fi の 整備"), "Free Wi-Fiの整備");
        assert_eq!(keep("Microsoft 365 Apps"), "Microsoft 365 Apps");
    }

    #[test]
    fn spaced_capitals_are_one_word() {
        assert_eq!(keep("R P A の導入"), "RPAの導入");
        assert_eq!(keep("A I ・R P A"), "AI・RPA");
        assert_eq!(keep("Ｄ Ｘ推進"), "ＤＸ推進");
        assert_eq!(keep("Web API"), "Web API");
    }

    #[test]
    fn line_breaks_stay_or_join() {
        let text = "市民サー \n ビスの Free\nWi-Fi\n\n次";
        assert_eq!(keep(text), "市民サー\nビスのFree\nWi-Fi\n次");
        assert_eq!(squeezed(text, LineBreaks::Join), "市民サービスのFree Wi-Fi\n次");
    }

    #[test]
    fn places_survive_every_filter() {
        let canvas = "x ﾊﾞ ｽ　㌔";
        let passage = squeeze(
            &nfkc(&Passage::of_canvas(canvas, 0..canvas.len())),
            LineBreaks::Keep,
        );
        assert_eq!(passage.as_str(), "xバスキロ");
        let places: Vec<u32> = passage.chars().map(|(_, at)| at).collect();
        assert_eq!(places, [0, 2, 9, 15, 15]);
    }
}
