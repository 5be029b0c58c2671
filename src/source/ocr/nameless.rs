//! Characters that a file draws without saying which they are, read from the picture of the words they stand in.

use unicode_normalization::UnicodeNormalization;

use super::cells::Piece;
use super::gray::{Area, Gray};
use super::job::mean;
use super::tesseract::{OcrError, Shows, Tesseract};
use super::{WordLine, lines, paper, reading};
use crate::layout::{Bbox, Glyph, Ink, Rereading, Turn};
use crate::source::Picture;

/// Longest white space (in em) inside a piece.
const GAP: f32 = 0.8;
/// Known characters on either side by which a reading is tried.
const NEIGHBOURS: usize = 4;
/// Share of them that must be read as what they are.
const AGREEING: f32 = 0.7;
/// How sure (per cent) a reading must be, and one of a single character.
const SURE: f32 = 60.0;
const SURE_OF_ONE: f32 = 85.0;
/// Around ruling lines and pieces, in pixels.
const LINE_RIM: f32 = 2.0;
/// More pieces than this are no few characters of a page that can be read.
const MOST: usize = 400;

/// Whether a character stands in the page's text but is not told.
pub(in crate::source) fn is_nameless(glyph: &Glyph) -> bool {
    glyph.character.is_none()
        && glyph.turn == Turn::None
        && !glyph.vertical
        && !glyph.oblique
        && !matches!(glyph.ink, Ink::Invisible)
}

/// Gives the nameless ones among `glyphs` the characters that are read in their places, where as many are read as stand
/// there, their neighbours are read as what they are, and no other reading is at odds. Tells what was read;
/// `takes_time` is called whenever a while goes by.
pub(in crate::source) fn name(
    picture: &Picture,
    glyphs: &mut [Glyph],
    program: &Tesseract,
    takes_time: &dyn Fn(),
) -> Result<Vec<Rereading>, OcrError> {
    let pieces = pieces(glyphs);
    if pieces.is_empty() || pieces.len() > MOST {
        return Ok(Vec::new());
    }
    let gray = without_lines(&paper::whitened(&Gray::of_picture(picture)), picture.scale);
    let whole = Area::of_size(gray.width, gray.height);
    let area = |piece: &Vec<usize>| {
        let hull = hull(piece, glyphs).unwrap_or_default();
        pixels(&hull, picture.scale).within(&whole)
    };
    let areas: Vec<Piece> = pieces
        .iter()
        .map(|piece| Piece {
            area: area(piece),
            shows: Shows::Line,
        })
        .collect();
    let (lines, rereadings) = reading::read(&gray, &gray, &areas, program, takes_time)?;
    let mut told = Vec::new();
    for (piece, Piece { area, .. }) in pieces.iter().zip(&areas) {
        let disputed = |reread: &Rereading| reread.disputed && area.holds(&reread.bbox);
        if !rereadings.iter().any(disputed) {
            told.extend(take(piece, glyphs, &within(area, &lines), program.version()));
        }
    }
    Ok(told)
}

/// The words whose middles lie in `area`.
fn within(area: &Area, lines: &[WordLine]) -> Vec<WordLine> {
    let inside = |line: &WordLine| WordLine {
        words: line
            .words
            .iter()
            .filter(|word| area.holds(&word.bbox))
            .cloned()
            .collect(),
        ..*line
    };
    lines
        .iter()
        .map(inside)
        .filter(|line| !line.words.is_empty())
        .collect()
}

fn without_lines(gray: &Gray, scale: f32) -> Gray {
    let mut clean = gray.clone();
    for stroke in lines::find(&gray.ink(), scale) {
        clean.blank(&stroke.area(LINE_RIM));
    }
    clean
}

fn pixels(bbox: &Bbox, scale: f32) -> Area {
    let pixel = |value: f32| (value * scale).round().max(0.0) as usize;
    Area {
        x0: pixel(bbox.x0),
        y0: pixel(bbox.y0),
        x1: pixel(bbox.x1),
        y1: pixel(bbox.y1),
    }
}

fn hull(piece: &[usize], glyphs: &[Glyph]) -> Option<Bbox> {
    let boxes = piece.iter().filter_map(|&index| Some(glyphs.get(index)?.bbox));
    boxes.reduce(|hull, bbox| hull.hull(&bbox))
}

/// Nameless glyphs that stand together, with their neighbours, each piece left to right.
fn pieces(glyphs: &[Glyph]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for line in words(glyphs) {
        let nameless = |place: usize| {
            line.get(place)
                .and_then(|&index| glyphs.get(index))
                .is_some_and(is_nameless)
        };
        let mut from = 0;
        while let Some(start) = (from..line.len()).find(|&place| nameless(place)) {
            let mut last = start;
            // Two of them with few others between are one piece.
            while let Some(next) =
                (last + 1..line.len().min(last + 1 + NEIGHBOURS)).find(|&place| nameless(place))
            {
                last = next;
            }
            let (first, end) = (
                start.saturating_sub(NEIGHBOURS),
                (last + 1 + NEIGHBOURS).min(line.len()),
            );
            found.push(line.get(first.max(from)..end).unwrap_or_default().to_vec());
            from = last + 1;
        }
    }
    found
}

/// Glyphs that follow each other on one level without wide space.
fn words(glyphs: &[Glyph]) -> Vec<Vec<usize>> {
    let upright = |glyph: &Glyph| glyph.turn == Turn::None && !glyph.vertical && !glyph.oblique;
    let at = |index: usize| glyphs.get(index).map(|glyph| glyph.bbox).unwrap_or_default();
    let mut order: Vec<usize> = (0..glyphs.len())
        .filter(|&index| {
            glyphs
                .get(index)
                .is_some_and(|glyph| upright(glyph) && !glyph.is_space())
        })
        .collect();
    order.sort_by(|&a, &b| at(a).center().1.total_cmp(&at(b).center().1).then(a.cmp(&b)));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let bbox = at(index);
        let level = |first: Bbox| first.overlap_y(&bbox) >= first.height().min(bbox.height()) * 0.5;
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|&first| level(at(first))) => row.push(index),
            _ => rows.push(vec![index]),
        }
    }
    let mut words = Vec::new();
    for mut row in rows {
        row.sort_by(|&a, &b| at(a).x0.total_cmp(&at(b).x0).then(a.cmp(&b)));
        let near = |a: &usize, b: &usize| {
            let size = glyphs.get(*a).map_or(0.0, |glyph| glyph.size);
            at(*b).x0 - at(*a).x1 <= size * GAP
        };
        words.extend(row.chunk_by(near).map(<[usize]>::to_vec));
    }
    words
}

/// Names the glyphs of `piece` when what was seen in their place fits them.
fn take(piece: &[usize], glyphs: &mut [Glyph], seen: &[WordLine], reader: &str) -> Option<Rereading> {
    let words = seen.iter().flat_map(|line| &line.words);
    let text: Vec<char> = words
        .flat_map(|word| word.text.nfc())
        .filter(|read| !read.is_whitespace())
        .collect();
    let sure = mean(seen);
    let own: Vec<&Glyph> = piece.iter().filter_map(|&index| glyphs.get(index)).collect();
    if !fits(&own, &text) || sure < if piece.len() == 1 { SURE_OF_ONE } else { SURE } {
        return None;
    }
    let mut named = Vec::new();
    for (&index, &read) in piece.iter().zip(&text) {
        if let Some(glyph) = glyphs.get_mut(index).filter(|glyph| is_nameless(glyph)) {
            glyph.character = Some(read);
            glyph.confidence = Some(sure.clamp(0.0, 100.0) as u8);
            named.push((index, read));
        }
    }
    let places: Vec<usize> = named.iter().map(|(index, _)| *index).collect();
    Some(Rereading {
        bbox: hull(&places, glyphs)?,
        taken: named.iter().map(|(_, read)| *read).collect(),
        other: named.iter().map(|_| char::REPLACEMENT_CHARACTER).collect(),
        rule: Rereading::NAMELESS,
        evidence: format!(
            "the file does not say which characters these are; {reader} reads {} ({sure:.0} per cent sure)",
            text.iter().collect::<String>()
        ),
        disputed: false,
    })
}

/// Whether as many characters were read as stand there, the known ones as what they are.
fn fits(own: &[&Glyph], text: &[char]) -> bool {
    let known = own
        .iter()
        .zip(text)
        .filter_map(|(glyph, read)| Some((glyph.character?, *read)));
    let (mut neighbours, mut agreeing) = (0, 0);
    for (character, read) in known {
        neighbours += 1;
        agreeing += usize::from(is_same(character, read));
    }
    own.len() == text.len() && agreeing as f32 >= neighbours as f32 * AGREEING
}

/// Whether two characters are one but for their width.
fn is_same(a: char, b: char) -> bool {
    a == b || a.nfkc().eq(b.nfkc())
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::word;
    use super::*;

    /// A line of type in which `?` stands for what the file does not tell, and `_` for white space.
    fn glyphs(text: &str) -> Vec<Glyph> {
        let glyph = |(place, character): (usize, char)| Glyph {
            character: (character != '?').then_some(character),
            more: None,
            bbox: Bbox {
                x0: place as f32 * 10.0,
                y0: 0.0,
                x1: place as f32 * 10.0 + 10.0,
                y1: 12.0,
            },
            size: 10.0,
            turn: Turn::None,
            font: 0,
            ink: Ink::Fill,
            vertical: false,
            artifact: false,
            oblique: false,
            confidence: None,
        };
        let drawn = text
            .chars()
            .enumerate()
            .filter(|(_, character)| *character != '_');
        drawn.map(glyph).collect()
    }

    fn named(text: &str, read: &str, sure: u8) -> (String, Option<Rereading>) {
        let mut glyphs = glyphs(text);
        let piece: Vec<usize> = (0..glyphs.len()).collect();
        let seen = WordLine {
            words: vec![word(read, 0.0, sure)],
            vertical: false,
        };
        let told = take(&piece, &mut glyphs, &[seen], "a reader");
        let text = glyphs
            .iter()
            .map(|glyph| glyph.character.unwrap_or('?'))
            .collect();
        (text, told)
    }

    #[test]
    fn nameless_characters_are_read_with_their_neighbours() {
        let pieces = pieces(&glyphs("市立小中学校の??費は_?"));
        let whole: Vec<usize> = (3..11).collect();
        assert_eq!(pieces, [whole, vec![11]]);
    }

    #[test]
    fn what_is_read_is_taken_where_it_fits() {
        let (text, told) = named("事?費", "事業費", 80);
        assert_eq!(text, "事業費");
        let told = told.expect("told");
        assert_eq!(
            (told.other.as_str(), told.taken.as_str(), told.bbox.x0),
            ("\u{fffd}", "業", 10.0)
        );
    }

    #[test]
    fn what_does_not_fit_leaves_them_nameless() {
        // Too many characters, other neighbours, unsure, one character alone.
        for (text, read, sure) in [
            ("?費", "事業費", 90),
            ("予?額", "了算領", 90),
            ("??", "事業", 50),
            ("?", "事", 80),
        ] {
            assert_eq!(named(text, read, sure), (text.to_owned(), None));
        }
    }
}
