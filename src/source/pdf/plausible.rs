//! Whether the text of a page can be trusted.

use super::script;
use crate::layout::{Glyph, PageContent};
use crate::model::UnreadReason;

/// Share of glyphs without a character from which a page counts as unread.
const UNMAPPED_SHARE: f64 = 0.2;
/// Share of characters that no text has from which a page counts as unread.
const STRANGE_SHARE: f64 = 0.3;
/// From this share of ideographs and kana on a page, signs of Latin tables are looked at.
const CJK_SHARE: f64 = 0.3;
/// Share of such signs from which a page of ideographs counts as unread.
const SYMBOL_SHARE: f64 = 0.06;
/// Fewer glyphs than this say nothing by their shares.
const MIN_GLYPHS: usize = 8;
/// Share of the page that images must cover to be what the page is about.
const IMAGE_SHARE: f32 = 0.08;
/// Curved shapes from which a page without text is one whose text was turned into outlines.
const OUTLINES: usize = 60;
/// Outlines for each glyph from which the few glyphs (a page number) are not the page's text.
const OUTLINES_PER_GLYPH: usize = 8;

/// Why the text of a page is not to be trusted; `None` when it is.
pub(super) fn judge(content: &PageContent) -> Option<UnreadReason> {
    if content.cut {
        return Some(UnreadReason::Limit);
    }
    let glyphs: Vec<&Glyph> = content.glyphs.iter().filter(|glyph| !glyph.is_space()).collect();
    let count = glyphs.len();
    let unmapped = glyphs.iter().filter(|glyph| glyph.character.is_none()).count();
    if count > 0
        && unmapped as f64 >= count as f64 * UNMAPPED_SHARE
        && (count >= MIN_GLYPHS || unmapped == count)
    {
        return Some(UnreadReason::UnmappedGlyphs);
    }
    if is_picture(content, count) {
        return Some(UnreadReason::NoTextLayer);
    }
    let strange = glyphs
        .iter()
        .filter(|glyph| glyph.chars().any(is_strange))
        .count();
    if count >= MIN_GLYPHS && strange as f64 >= count as f64 * STRANGE_SHARE {
        return Some(UnreadReason::ImplausibleText);
    }
    let wide = glyphs.iter().filter(|glyph| glyph.chars().any(is_cjk)).count();
    let symbols = glyphs.iter().filter(|glyph| glyph.chars().any(is_symbol)).count();
    if count >= MIN_GLYPHS * 5
        && wide as f64 >= count as f64 * CJK_SHARE
        && (symbols + unmapped) as f64 >= count as f64 * SYMBOL_SHARE
    {
        return Some(UnreadReason::ImplausibleText);
    }
    script::is_gibberish(glyphs.iter().flat_map(|glyph| glyph.chars()))
        .then_some(UnreadReason::ImplausibleText)
}

fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Signs of Latin tables that text in ideographs hardly uses: a font whose codes were taken for characters.
fn is_symbol(character: char) -> bool {
    matches!(character, '{' | '}' | '|' | '~' | '^' | '`' | '\\' | '\u{A1}'..='\u{A6}' | '\u{A8}'..='\u{AF}'
        | '\u{B2}'..='\u{B6}' | '\u{B8}'..='\u{BF}')
}

/// Whether what the page says is in its images or outlines.
fn is_picture(content: &PageContent, count: usize) -> bool {
    let area = content.width * content.height;
    let covered: f32 = content
        .images
        .iter()
        .map(|image| image.width() * image.height())
        .sum();
    let outlined = content.outlines >= OUTLINES && content.outlines >= count * OUTLINES_PER_GLYPH;
    (count == 0 && covered >= area * IMAGE_SHARE)
        || (count < MIN_GLYPHS * 3 && covered >= area * 0.6)
        || outlined
}

/// Characters that stand in for something else: private use, controls, halves of mis-decoded bytes.
fn is_strange(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{F0000}'..)
        || matches!(character, '\u{A1}'..='\u{A6}' | '\u{A8}'..='\u{AF}' | '\u{B4}'..='\u{B6}' | '\u{B8}'..='\u{BF}')
        || character.is_control()
}
