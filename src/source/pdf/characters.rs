//! Repairs of what files say about their characters.

use super::engine::{RawPage, Replacement};
use super::radicals;
use crate::layout::{Glyph, Ink, PageContent};

/// Two glyphs with one character closer than this (in em) are one glyph drawn twice.
const SHIFT_OF_FAKE_BOLD: f32 = 0.14;

/// Glyphs with one character on one level that are compared with each other.
const MAX_LEVEL_TWINS: usize = 200;

/// The page with its characters as they are meant.
pub(super) fn repair(raw: RawPage) -> PageContent {
    let mut content = raw.content;
    for replacement in &raw.replacements {
        replace(&mut content.glyphs, replacement);
    }
    for glyph in &mut content.glyphs {
        bare(glyph);
        normalise(glyph);
    }
    content.glyphs.retain(|glyph| !is_ignorable(glyph));
    drop_doubles(&mut content.glyphs);
    content
}

/// Puts the file's own text over the glyphs of a span.
fn replace(glyphs: &mut [Glyph], replacement: &Replacement) {
    let Some(span) = glyphs.get_mut(replacement.from..replacement.to) else {
        return;
    };
    let drawn: Vec<char> = span
        .iter()
        .flat_map(|glyph| glyph.chars().collect::<Vec<_>>())
        .collect();
    let text: Vec<char> = replacement.text.chars().filter(|c| !is_selector(*c)).collect();
    // A text that only adds blanks, or is nothing else, says less than what is seen.
    let seen = |text: &[char]| -> Vec<char> { text.iter().copied().filter(|c| !c.is_whitespace()).collect() };
    if seen(&text).is_empty() || seen(&text) == seen(&drawn) {
        return;
    }
    if text.len() == span.len() {
        for (glyph, &character) in span.iter_mut().zip(&text) {
            glyph.character = Some(character);
            glyph.more = None;
        }
        return;
    }
    // A text of another length that only describes the span (alternate text of a drawing) is no reading of it.
    let readable = drawn.len() == span.len() && !drawn.contains(&char::REPLACEMENT_CHARACTER);
    if readable && (text.len() > span.len() * 4 || span.len() > 40) {
        return;
    }
    let (count, total) = (span.len(), text.len());
    for (index, glyph) in span.iter_mut().enumerate() {
        let part = text
            .get(index * total / count..(index + 1) * total / count)
            .unwrap_or_default();
        glyph.character = part.first().copied().or(Some('\u{200B}'));
        glyph.more = (part.len() > 1).then(|| part.iter().skip(1).collect::<String>().into());
    }
}

/// Some tables give blanks around a character: the character is what is seen.
fn bare(glyph: &mut Glyph) {
    let Some(more) = glyph.more.take() else {
        return;
    };
    let text: String = glyph.character.into_iter().chain(more.chars()).collect();
    let mut seen = text.trim().chars();
    if let Some(first) = seen.next() {
        glyph.character = Some(first);
    }
    glyph.more = (!seen.as_str().is_empty()).then(|| seen.as_str().into());
}

fn normalise(glyph: &mut Glyph) {
    glyph.character = glyph.character.and_then(|character| match character {
        // The character collection's table gives a combining tilde for the spacing one.
        '\u{303}' => Some('~'),
        '\u{AD}' => Some('-'),
        '\t' | '\n' | '\r' => Some(' '),
        char::REPLACEMENT_CHARACTER | '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => None,
        '\u{FFFE}' | '\u{FFFF}' => None,
        other => Some(radicals::fold(other)),
    });
    let Some(more) = &glyph.more else {
        return;
    };
    let folded: String = more
        .chars()
        .filter(|c| !is_selector(*c))
        .map(radicals::fold)
        .collect();
    glyph.more = (!folded.is_empty()).then(|| folded.into());
}

fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

fn is_ignorable(glyph: &Glyph) -> bool {
    glyph.character.is_some_and(is_selector) && glyph.more.is_none()
}

/// Bold imitated by drawing twice (outline over fill, or a little aside) leaves each character once.
fn drop_doubles(glyphs: &mut Vec<Glyph>) {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    let key = |index: usize| glyphs.get(index).map(|glyph| (glyph.character, glyph.bbox.y0));
    order.sort_by(|&a, &b| {
        let ((left, y0), (right, y1)) = (key(a).unwrap_or_default(), key(b).unwrap_or_default());
        left.cmp(&right).then(y0.total_cmp(&y1)).then(a.cmp(&b))
    });
    let mut doubled = vec![false; glyphs.len()];
    let mut heavy = Vec::new();
    for (position, &first) in order.iter().enumerate() {
        for &second in order.iter().skip(position + 1).take(MAX_LEVEL_TWINS) {
            let (Some(one), Some(other)) = (glyphs.get(first), glyphs.get(second)) else {
                break;
            };
            let shift = one.size.min(other.size) * SHIFT_OF_FAKE_BOLD;
            if one.character != other.character || other.bbox.y0 - one.bbox.y0 > shift {
                break;
            }
            if is_double(one, other, shift) {
                // The later one goes, but a visible one stays in place of an invisible one.
                let (early, late) = (first.min(second), first.max(second));
                let early_hidden = glyphs.get(early).is_some_and(|glyph| glyph.ink == Ink::Invisible);
                let late_hidden = glyphs.get(late).is_some_and(|glyph| glyph.ink == Ink::Invisible);
                let gone = if early_hidden && !late_hidden { early } else { late };
                if let Some(flag) = doubled.get_mut(gone) {
                    *flag = true;
                }
                if !early_hidden && !late_hidden {
                    heavy.push(early);
                }
            }
        }
    }
    for index in heavy {
        if let Some(glyph) = glyphs.get_mut(index) {
            glyph.ink = Ink::FillAndStroke;
        }
    }
    let mut flags = doubled.into_iter();
    glyphs.retain(|_| !flags.next().unwrap_or(false));
}

fn is_double(one: &Glyph, other: &Glyph, shift: f32) -> bool {
    let narrow = one.bbox.width().min(other.bbox.width()) * 0.6;
    one.turn == other.turn
        && one.character.is_some()
        && (one.bbox.x0 - other.bbox.x0).abs() <= narrow.max(0.2).min(shift)
        && (one.size - other.size).abs() <= one.size * 0.2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Bbox;

    fn glyph(text: &str, x: f32) -> Glyph {
        let mut characters = text.chars();
        Glyph {
            character: characters.next(),
            more: (!characters.as_str().is_empty()).then(|| characters.as_str().into()),
            bbox: Bbox {
                x0: x,
                y0: 0.0,
                x1: x + 5.0,
                y1: 10.0,
            },
            size: 10.0,
            turn: crate::layout::Turn::None,
            font: 0,
            ink: Ink::Fill,
            vertical: false,
            artifact: false,
            oblique: false,
            confidence: None,
        }
    }

    fn read(glyphs: Vec<Glyph>, replacements: Vec<Replacement>) -> String {
        let content = PageContent {
            glyphs,
            ..PageContent::default()
        };
        let content = repair(RawPage {
            content,
            replacements,
        });
        content
            .glyphs
            .iter()
            .flat_map(|glyph| glyph.chars().collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn a_point_that_a_table_gives_with_a_blank_stays_a_point() {
        let glyphs = vec![glyph("2", 0.0), glyph(" .", 5.0), glyph("5", 10.0)];
        assert_eq!(read(glyphs, Vec::new()), "2.5");
    }

    #[test]
    fn a_text_that_only_adds_blanks_hides_nothing() {
        let replacement = |text: &str| Replacement {
            from: 0,
            to: 3,
            text: text.into(),
        };
        let dots = || (0..3u8).map(|at| glyph(".", f32::from(at) * 5.0)).collect();
        assert_eq!(read(dots(), vec![replacement(". . . ")]), "...");
        assert_eq!(read(dots(), vec![replacement("\t")]), "...");
        assert_eq!(read(dots(), vec![replacement("abc")]), "abc");
    }
}
