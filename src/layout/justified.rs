//! Lines of running text whose blanks were stretched to fill their column: no pieces of a table, however wide the blanks.

use super::Bbox;
use super::flow::Sheet;
use super::text::TextLine;
use super::words::{self, Look, Word};

/// Stretched blanks of one line differ by at most this (in em).
const SAME: f32 = 0.06;
/// Words of running text differ in width by at least this (in em); cells of a table stand as far apart only where
/// they are equally wide.
const DIFFERENT: f32 = 1.0;
/// A line is stretched to blanks of this width (in em) at most.
const WIDEST: f32 = 3.0;
/// So many blanks of one width are no chance.
const MIN_BLANKS: usize = 2;
/// Lines of one column begin and end within this (points).
const FLUSH: f32 = 1.0;
/// How far (in lines) another line of the column is looked for.
const NEIGHBOURS: usize = 2;
/// A line of so many words is text by itself.
const MIN_WORDS: usize = 4;

/// The pieces of each line, left to right, top to bottom; those between which all blanks are equally wide are one
/// where the lines around fill the same column.
pub(crate) fn join(sheet: &Sheet<'_>, lines: Vec<Vec<TextLine>>) -> Vec<Vec<TextLine>> {
    let counts: Vec<Vec<usize>> = lines.iter().map(|pieces| groups(sheet, pieces)).collect();
    let spans: Vec<Vec<Bbox>> = lines
        .iter()
        .zip(&counts)
        .map(|(pieces, counts)| spans(sheet, pieces, counts))
        .collect();
    let lines = lines.into_iter().zip(counts).enumerate();
    lines
        .map(|(index, (pieces, counts))| {
            let near = index.saturating_sub(NEIGHBOURS)..=index + NEIGHBOURS;
            let others = || {
                near.clone()
                    .filter(|other| *other != index)
                    .filter_map(|other| spans.get(other))
            };
            let flush = |bbox: &Bbox| {
                let same =
                    |other: &Bbox| (other.x0 - bbox.x0).abs() <= FLUSH && (other.x1 - bbox.x1).abs() <= FLUSH;
                others().flatten().any(same)
            };
            join_line(pieces, &counts, flush)
        })
        .collect()
}

/// How many pieces each part of a line would join.
fn groups(sheet: &Sheet<'_>, pieces: &[TextLine]) -> Vec<usize> {
    if pieces.len() <= MIN_BLANKS {
        return vec![1; pieces.len()];
    }
    let words: Vec<Option<Word>> = pieces
        .iter()
        .map(|piece| match words::words(sheet, piece).as_slice() {
            [word] => Some(*word),
            _ => None,
        })
        .collect();
    let mut counts = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let count = stretched(words.get(start..).unwrap_or_default()).max(1);
        counts.push(count);
        start += count;
    }
    counts
}

fn hull(pieces: &[TextLine]) -> Option<Bbox> {
    let boxes = pieces.iter().map(|piece| piece.bbox);
    boxes.reduce(|a, b| a.hull(&b))
}

/// The parts of a line that may be lines of running text.
fn spans(sheet: &Sheet<'_>, pieces: &[TextLine], counts: &[usize]) -> Vec<Bbox> {
    let mut rest = pieces;
    let mut found = Vec::new();
    for &count in counts {
        let (part, after) = rest.split_at(count.min(rest.len()));
        let text = match part {
            [piece] => words::words(sheet, piece).len() >= MIN_WORDS,
            _ => true,
        };
        found.extend(hull(part).filter(|_| text));
        rest = after;
    }
    found
}

fn join_line(pieces: Vec<TextLine>, counts: &[usize], flush: impl Fn(&Bbox) -> bool) -> Vec<TextLine> {
    let mut joined: Vec<TextLine> = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter();
    for &count in counts {
        let part: Vec<TextLine> = rest.by_ref().take(count).collect();
        if count < 2 || !hull(&part).is_some_and(|bbox| flush(&bbox)) {
            joined.extend(part);
            continue;
        }
        let mut part = part.into_iter();
        if let Some(mut first) = part.next() {
            part.for_each(|next| first.append(next));
            joined.push(first);
        }
    }
    joined
}

/// How many of the first words stand equally far apart as running text does; none, if too few do.
fn stretched(words: &[Option<Word>]) -> usize {
    let found: Vec<Word> = words.iter().map_while(|word| *word).collect();
    let blank = |a: &Word, b: &Word| (b.bbox.x0 - a.bbox.x1) / a.bbox.height().max(1.0);
    let Some(first) = found.first().zip(found.get(1)).map(|(a, b)| blank(a, b)) else {
        return 0;
    };
    let same = |pair: &&[Word]| matches!(pair, [a, b] if (blank(a, b) - first).abs() <= SAME);
    let count = found.windows(2).take_while(same).count() + 1;
    let line = found.get(..count).unwrap_or_default();
    let widths = line.iter().map(|word| word.bbox.width());
    let (least, most) = widths.fold((f32::MAX, 0.0f32), |(low, high), width| {
        (low.min(width), high.max(width))
    });
    let em = line.first().map_or(1.0, |word| word.bbox.height());
    let texts = line.iter().filter(|word| word.look == Look::Text).count();
    let is_text =
        count > MIN_BLANKS && texts * 2 > count && first <= WIDEST && most - least >= em * DIFFERENT;
    if is_text { count } else { 0 }
}
