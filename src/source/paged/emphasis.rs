//! Choices told by the way they are printed: `拡充・現状維持・縮小` with one of them underlined or in a type of its own.

use crate::japanese;
use crate::layout::{Bbox, Glyph, PageContent, Piece, TextLine};

/// Longest option.
const LONGEST: usize = 12;

/// Fewest options among which another type alone tells one: of two, neither is the odd one.
const LEAST_BY_TYPE: usize = 3;

/// More short rules on one page than any form underlines words: they are walls of cells.
const MOST_UNDERLINES: usize = 4_000;

/// The lines of a page that are short enough to stand under a word, from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Underlines(Vec<Stroke>);

#[derive(Debug, Clone, Copy)]
struct Stroke {
    at: f32,
    from: f32,
    to: f32,
}

impl Underlines {
    pub fn of_page(content: &PageContent) -> Self {
        let longest = content.width / 3.0;
        let rules = content.rules.iter().filter(|rule| rule.horizontal && !rule.white);
        let mut strokes: Vec<Stroke> = rules
            .filter(|rule| rule.to - rule.from <= longest)
            .map(|rule| Stroke {
                at: rule.at,
                from: rule.from,
                to: rule.to,
            })
            .collect();
        if strokes.len() > MOST_UNDERLINES {
            strokes.clear();
        }
        strokes.sort_by(|a, b| a.at.total_cmp(&b.at));
        Underlines(strokes)
    }

    /// Whether a line runs under the middle of a glyph.
    fn hold(&self, glyph: &Glyph) -> bool {
        let (x, y) = glyph.bbox.center();
        let lowest = glyph.bbox.y1 + glyph.size * 0.3;
        let first = self.0.partition_point(|stroke| stroke.at < y + glyph.size * 0.25);
        let near = self.0.iter().skip(first).take_while(|stroke| stroke.at <= lowest);
        let mut under = near.filter(|stroke| stroke.from <= x && x <= stroke.to);
        under.next().is_some()
    }
}

/// The options of a line that are printed otherwise than the rest, as the box around them.
pub(super) fn chosen(line: &TextLine, content: &PageContent, underlines: &Underlines) -> Option<Bbox> {
    let options = options(line, content)?;
    let underlined = |option: &&Vec<&Glyph>| option.iter().all(|glyph| underlines.hold(glyph));
    let by_line: Vec<bool> = options.iter().map(|option| underlined(&option)).collect();
    one_run(&options, &by_line).or_else(|| {
        (options.len() >= LEAST_BY_TYPE)
            .then(|| one_run(&options, &in_own_type(&options)?))
            .flatten()
    })
}

/// The short words that a line sets apart by blanks or marks; nothing where it says more than that.
fn options<'c>(line: &TextLine, content: &'c PageContent) -> Option<Vec<Vec<&'c Glyph>>> {
    let mut options: Vec<Vec<&Glyph>> = vec![Vec::new()];
    for piece in &line.pieces {
        let glyph = match piece {
            Piece::Glyph(index) => content.glyphs.get(*index as usize),
            Piece::Blank => None,
        };
        match glyph {
            Some(glyph) if !parts(glyph) => {
                let word = options.last_mut()?;
                word.push(glyph);
                if word.len() > LONGEST {
                    return None;
                }
            }
            _ if options.last().is_some_and(|word| !word.is_empty()) => options.push(Vec::new()),
            _ => {}
        }
    }
    options.retain(|word| !word.is_empty());
    let lettered = |word: &Vec<&Glyph>| {
        word.iter()
            .flat_map(|glyph| glyph.chars())
            .any(char::is_alphabetic)
    };
    (options.len() > 1 && options.iter().all(lettered)).then_some(options)
}

fn parts(glyph: &Glyph) -> bool {
    glyph
        .chars()
        .all(|c| c.is_whitespace() || "・･／/、,，|｜".contains(c))
}

/// Which options are set in a font that none of the others is; nothing where letters of several scripts may ask for it.
fn in_own_type(options: &[Vec<&Glyph>]) -> Option<Vec<bool>> {
    let mut glyphs = options.iter().flatten();
    if !glyphs.all(|glyph| glyph.chars().all(japanese::is_japanese)) {
        return None;
    }
    let types: Option<Vec<(u32, u32)>> = options.iter().map(|option| own_type(option)).collect();
    let types = types?;
    let same = |own: &(u32, u32)| types.iter().filter(|other| *other == own).count();
    let odd: Vec<bool> = types.iter().map(|own| same(own) == 1).collect();
    let usual = types.iter().filter(|own| same(own) + 1 == types.len()).count();
    (usual + 1 == types.len()).then_some(odd)
}

/// The only font of a word and how its letters are inked.
fn own_type(word: &[&Glyph]) -> Option<(u32, u32)> {
    let of = |glyph: &Glyph| (glyph.font, glyph.ink as u32);
    let first = of(word.first()?);
    word.iter().all(|glyph| of(glyph) == first).then_some(first)
}

/// The box around the marked options, where they are one stretch and not all.
fn one_run(options: &[Vec<&Glyph>], marked: &[bool]) -> Option<Bbox> {
    let first = marked.iter().position(|marked| *marked)?;
    let last = marked.iter().rposition(|marked| *marked)?;
    let whole = marked.get(first..=last)?.iter().all(|marked| *marked);
    let some = last + 1 - first < options.len();
    let boxes = options
        .get(first..=last)?
        .iter()
        .flatten()
        .map(|glyph| glyph.bbox);
    boxes.reduce(|a, b| a.hull(&b)).filter(|_| whole && some)
}
