//! Text set beside text without standing level: labels of two lines beside marks that are centred on them.

use super::runs::{Run, is_wide};
use super::text::{self, Piece, TextLine};
use super::{Bbox, PageContent};

/// Lines overlap when they share this much of the lower one's height.
const OVERLAP: f32 = 0.15;
/// White space between pieces that are read one after the other (in em).
const APART: f32 = 0.3;

/// Rows of one cell as lines; rows that overlap without being level are read piece by piece, left to right.
pub(crate) fn lines(content: &PageContent, rows: &[Vec<&Run>]) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let end = band_end(rows, start);
        let band = rows.get(start..end).unwrap_or_default();
        match side_by_side(content, band) {
            Some(line) => lines.push(line),
            None => lines.extend(band.iter().filter_map(|row| text::line(content, row, false))),
        }
        start = end;
    }
    lines
}

fn hull(row: &[&Run]) -> Bbox {
    row.iter()
        .map(|run| run.upright(&run.bbox))
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_default()
}

/// One after the last row that overlaps the ones before it.
fn band_end(rows: &[Vec<&Run>], start: usize) -> usize {
    let mut end = start + 1;
    let Some(first) = rows.get(start) else {
        return end;
    };
    let mut last = hull(first);
    while let Some(next) = rows.get(end).map(|row| hull(row)) {
        if last.overlap_y(&next) < last.height().min(next.height()) * OVERLAP {
            break;
        }
        last = next;
        end += 1;
    }
    end
}

/// The band as one line, when it falls into pieces beside each other of which none of its rows has all.
fn side_by_side(content: &PageContent, band: &[Vec<&Run>]) -> Option<TextLine> {
    if band.len() < 2 {
        return None;
    }
    let mut all: Vec<(usize, &Run)> = Vec::new();
    for (level, row) in band.iter().enumerate() {
        all.extend(row.iter().map(|run| (level, *run)));
    }
    all.sort_by(|a, b| a.1.upright(&a.1.bbox).x0.total_cmp(&b.1.upright(&b.1.bbox).x0));
    let mut groups: Vec<Vec<(usize, &Run)>> = Vec::new();
    let mut right = f32::MIN;
    for (level, run) in all {
        let bbox = run.upright(&run.bbox);
        match groups.last_mut() {
            Some(group) if bbox.x0 - right < run.size * APART => group.push((level, run)),
            _ => groups.push(vec![(level, run)]),
        }
        right = right.max(bbox.x1);
    }
    let has = |group: &Vec<(usize, &Run)>, level: usize| group.iter().any(|(other, _)| *other == level);
    if groups.len() < 2 || (0..band.len()).any(|level| groups.iter().all(|group| has(group, level))) {
        return None;
    }
    let mut joined: Option<TextLine> = None;
    for group in &groups {
        let mut piece: Option<TextLine> = None;
        for level in 0..band.len() {
            let row: Vec<&Run> = group
                .iter()
                .filter(|(other, _)| *other == level)
                .map(|(_, run)| *run)
                .collect();
            if let Some(line) = text::line(content, &row, false) {
                piece = Some(wrapped(content, piece, line));
            }
        }
        joined = match (joined, piece) {
            (Some(mut line), Some(piece)) => {
                line.append(piece);
                Some(line)
            }
            (line, piece) => line.or(piece),
        };
    }
    joined
}

/// A wrapped label as one piece: full-width characters follow each other without a blank.
fn wrapped(content: &PageContent, piece: Option<TextLine>, next: TextLine) -> TextLine {
    let Some(mut piece) = piece else {
        return next;
    };
    let wide = |piece: Option<&Piece>| match piece {
        Some(Piece::Glyph(index)) => content
            .glyphs
            .get(*index as usize)
            .and_then(|glyph| glyph.character)
            .is_some_and(is_wide),
        _ => false,
    };
    let solid = wide(piece.pieces.last()) && wide(next.pieces.first());
    let before = piece.pieces.len();
    piece.append(next);
    if solid {
        piece.pieces.remove(before);
    }
    piece
}
