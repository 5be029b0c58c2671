//! Character by character: folding and classes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose};

use super::radicals;

/// Calls `emit` with each character of the normalised text and the index of the character that it came from.
///
/// Normalisation is NFKC one character at a time, so that places stay known, with two additions: a voiced mark
/// of half-width kana joins the kana before it, and CJK radicals, which some PDF fonts use for whole
/// characters, become the ideograph that they look like.
pub(crate) fn normalise(characters: impl Iterator<Item = char>, mut emit: impl FnMut(char, usize)) {
    let mut held: Option<(char, usize)> = None;
    for (index, character) in characters.enumerate() {
        if let Some(folded) = folded_simply(character) {
            if let Some((base, at)) = held.replace((folded, index)) {
                emit(base, at);
            }
            continue;
        }
        for folded in radicals::unified(character).nfkc() {
            if let Some((base, at)) = held {
                if canonical_combining_class(folded) != 0
                    && let Some(composed) = compose(base, folded)
                {
                    held = Some((composed, at));
                    continue;
                }
                emit(base, at);
            }
            held = Some((folded, index));
        }
    }
    if let Some((last, at)) = held {
        emit(last, at);
    }
}

/// What NFKC makes of a character that it maps to one character and that never joins the one before it; `None` when
/// the tables must be asked. Nearly all text of a report is of this kind, and asking costs ten times as much.
pub(crate) fn folded_simply(character: char) -> Option<char> {
    match character {
        '\u{0}'..='\u{7F}'
        | '\u{3001}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FE}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{25A0}'..='\u{25FF}' => Some(character),
        '\u{3000}' => Some(' '),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0),
        _ => None,
    }
}

/// The text after [`normalise`].
#[must_use]
pub fn nfkc_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    normalise(text.chars(), |character, _| out.push(character));
    out
}

/// NFKC without any white space: the form in which names and labels are compared.
#[must_use]
pub fn plain_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    normalise(text.chars(), |character, _| {
        if !character.is_whitespace() {
            out.push(character);
        }
    });
    out
}

/// Whether the character is written in Japanese text only: kana, kanji, Japanese and full-width punctuation and
/// signs. Full-width Latin letters and digits are not.
#[must_use]
pub fn is_japanese(character: char) -> bool {
    is_kana(character)
        || is_kanji(character)
        || matches!(character,
            '\u{3001}'..='\u{303F}' | '\u{3200}'..='\u{33FF}' | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}'
            | '\u{FF5B}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFE6}'
            | '①'..='⓿' | '■'..='◿' | '★' | '☆' | '※' | '→' | '⇒' | '…' | '‥' | '―')
}

/// Hiragana and katakana, full and half width, with their marks.
#[must_use]
pub fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// Ideographs, with 々 〆 〇 and radicals.
#[must_use]
pub fn is_kanji(character: char) -> bool {
    matches!(character,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '\u{2E80}'..='\u{2FDF}' | '々' | '〆' | '〇')
}

/// A mark that sets off a heading, a label or an entry: `■事業の概要`, `◎基本情報`, `●総務課`.
#[must_use]
pub(crate) fn is_bullet(character: char) -> bool {
    matches!(
        character,
        '■' | '□'
            | '▪'
            | '●'
            | '○'
            | '〇'
            | '◯'
            | '◎'
            | '◆'
            | '◇'
            | '▼'
            | '▽'
            | '▶'
            | '▷'
            | '★'
            | '☆'
    )
}

/// A Latin letter, ASCII or full width.
#[must_use]
pub fn is_latin_letter(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// The value of an ASCII or full-width digit.
#[must_use]
pub fn digit(character: char) -> Option<u32> {
    match character {
        '0'..='9' => Some(u32::from(character) - u32::from('0')),
        '０'..='９' => Some(u32::from(character) - u32::from('０')),
        _ => None,
    }
}

/// A blank inside a line (also the ideographic and the no-break space).
#[must_use]
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        && !matches!(
            character,
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
}

/// Any of the strokes that reports print for "nothing": hyphens, dashes, minus, long vowel mark, underscore, wave.
#[must_use]
pub fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{FF0D}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '─'
                | '━'
                | '\u{30FC}'
                | '\u{FF70}'
                | '_'
                | '\u{FF3F}'
                | '~'
                | '〜'
                | '～'
                | '\u{207B}'
                | '\u{2043}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_kana_takes_its_voiced_mark() {
        assert_eq!(nfkc_string("ﾊﾟｿｺﾝ･ﾃﾞｰﾀ"), "パソコン・データ");
    }

    #[test]
    fn the_short_way_to_nfkc_leads_where_the_tables_do() {
        for character in ('\0'..=char::MAX).filter(|&character| folded_simply(character).is_some()) {
            let folded: String = character.nfkc().collect();
            assert_eq!(
                folded.chars().collect::<Vec<_>>(),
                [folded_simply(character).unwrap()],
                "{character:?}"
            );
            assert_eq!(canonical_combining_class(character), 0, "{character:?}");
            assert!(
                ('\0'..='\u{FFFF}')
                    .step_by(97)
                    .all(|base| compose(base, character).is_none())
            );
        }
    }

    #[test]
    fn radicals_become_ideographs() {
        assert_eq!(nfkc_string("⻑期⾦融⺟子"), "長期金融母子");
    }

    #[test]
    fn keys_have_no_blanks() {
        assert_eq!(plain_key("事 業　費（千円）"), "事業費(千円)");
    }

    #[test]
    fn full_width_latin_is_not_japanese() {
        assert!(is_japanese('（') && is_japanese('課') && is_japanese('①') && is_japanese('ー'));
        assert!(!is_japanese('Ａ') && !is_japanese('１') && !is_japanese('a') && !is_japanese('\u{3000}'));
    }
}
