//! Which way up a page was scanned, and whether its text runs down the page.

use std::time::Duration;

use super::gray::{Area, Gray};
use super::lines;
use super::tesseract::{OcrError, Shows, Tesseract};
use super::tsv::TsvPage;
use crate::layout::{Bbox, Glyph, Rule, Turn};

/// Edge of the piece of the page that is tried, in pixels.
const SAMPLE: usize = 1_000;
/// Distance of the places where that piece may lie, in pixels.
const STEP: usize = 500;
/// How long each try may take.
const LIMIT: Duration = Duration::from_secs(30);
/// Around ruling lines, in pixels.
const LINE_RIM: f32 = 2.0;
/// From this confidence (per cent) no other way is tried: noise comes up to fifty.
const STANDS: f32 = 65.0;
/// Another way must be at least this sure (per cent).
const SURE: f32 = 45.0;
/// Another way must be surer than upright by this (per cent).
const SURER: f32 = 12.0;
/// The same for columns: their characters stand upright in lines too, and the model of columns reads short lines well.
const SURER_COLUMNS: f32 = 25.0;
/// Fewer characters than this say nothing.
const MIN_CHARACTERS: usize = 12;

/// How a page is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Lines read in this direction.
    Lines(Turn),
    /// Columns of upright characters, right to left.
    Columns,
}

impl Way {
    pub const UPRIGHT: Way = Way::Lines(Turn::None);

    /// By how much the picture is turned before it is read.
    pub fn turn(self) -> Turn {
        match self {
            Way::Lines(turn) => turn.inverse(),
            Way::Columns => Turn::None,
        }
    }
}

/// The way in which a piece of the page is read most surely.
pub(super) fn surest(
    gray: &Gray,
    scale: f32,
    program: &Tesseract,
    takes_time: &dyn Fn(),
) -> Result<Way, OcrError> {
    let sample = sample(gray, scale);
    let sure = |way: Way| -> Result<f32, OcrError> {
        let image = sample.turned(way.turn());
        let shows = if way == Way::Columns {
            Shows::Column
        } else {
            Shows::Block
        };
        let pages = program.read(&[&image], shows, LIMIT)?;
        Ok(pages.first().map_or(0.0, confidence))
    };
    let upright = sure(Way::UPRIGHT)?;
    if upright >= STANDS {
        return Ok(Way::UPRIGHT);
    }
    let mut best = (upright, Way::UPRIGHT);
    let mut ways = vec![
        (Way::Lines(Turn::Quarter), SURER),
        (Way::Lines(Turn::ThreeQuarters), SURER),
        (Way::Lines(Turn::Half), SURER),
    ];
    if program.has_vertical() {
        ways.push((Way::Columns, SURER_COLUMNS));
    }
    for (way, surer) in ways {
        takes_time();
        let sure = sure(way)?;
        if sure >= SURE && sure > upright + surer && sure > best.0 {
            best = (sure, way);
        }
    }
    Ok(best.1)
}

/// Mean confidence of the characters, in per cent.
fn confidence(page: &TsvPage) -> f32 {
    let words = || page.lines.iter().flat_map(|line| &line.words);
    let characters: usize = words().map(|word| word.text.chars().count()).sum();
    if characters < MIN_CHARACTERS {
        return 0.0;
    }
    let sum: f32 = words()
        .map(|word| f32::from(word.confidence.unwrap_or(0)) * word.text.chars().count() as f32)
        .sum();
    sum / characters as f32
}

/// The piece of the page with the most ink, without its ruling lines.
fn sample(gray: &Gray, scale: f32) -> Gray {
    let mut ink = gray.ink();
    let mut clean = gray.clone();
    for stroke in lines::find(&ink, scale) {
        let area = stroke.area(LINE_RIM);
        clean.blank(&area);
        ink.blank(&area);
    }
    let places = |length: usize| (0..=length.saturating_sub(SAMPLE)).step_by(STEP);
    let areas = places(gray.height).flat_map(|y0| {
        places(gray.width).map(move |x0| Area {
            x0,
            y0,
            x1: (x0 + SAMPLE).min(gray.width),
            y1: (y0 + SAMPLE).min(gray.height),
        })
    });
    let fullest = areas.max_by_key(|area| ink.hull(area).map_or(0, |(_, count)| count));
    fullest.map_or(clean.clone(), |area| clean.piece(&area, 0))
}

/// A box of the picture turned by `way` on the page as it is.
pub(super) fn box_back(bbox: &Bbox, way: Way, size: (f32, f32)) -> Bbox {
    match way {
        Way::Lines(turn) => bbox.turned(turn, size.0, size.1),
        Way::Columns => *bbox,
    }
}

/// A glyph of the picture turned by `way` (`size`: that of the turned picture) on the page as it is.
pub(super) fn glyph_back(glyph: &mut Glyph, way: Way, size: (f32, f32)) {
    if let Way::Lines(turn) = way {
        glyph.bbox = glyph.bbox.turned(turn, size.0, size.1);
        glyph.turn = glyph.turn.then(turn);
    }
}

/// The same for a ruling line.
pub(super) fn rule_back(rule: &Rule, way: Way, size: (f32, f32)) -> Rule {
    let Way::Lines(turn) = way else { return *rule };
    let bbox = if rule.horizontal {
        Bbox::of_points((rule.from, rule.at), (rule.to, rule.at))
    } else {
        Bbox::of_points((rule.at, rule.from), (rule.at, rule.to))
    };
    let bbox = bbox.turned(turn, size.0, size.1);
    let horizontal = rule.horizontal == matches!(turn, Turn::None | Turn::Half);
    let (at, from, to) = if horizontal {
        (bbox.y0, bbox.x0, bbox.x1)
    } else {
        (bbox.x0, bbox.y0, bbox.y1)
    };
    Rule {
        horizontal,
        at,
        from,
        to,
        ..*rule
    }
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn what_is_read_on_a_turned_picture_stands_where_it_was() {
        let black = area(10, 20, 40, 30);
        let upright = page(100, 60, &[black]);
        for turn in Turn::ALL {
            // A page that is read in direction `turn` is an upright one turned by it.
            let scanned = upright.turned(turn);
            let way = Way::Lines(turn);
            assert_eq!(scanned.turned(way.turn()), upright, "{turn:?}");
            let seen = Bbox {
                x0: 10.0,
                y0: 20.0,
                x1: 40.0,
                y1: 30.0,
            };
            let back = seen.turned(turn, upright.width as f32, upright.height as f32);
            let whole = area(0, 0, scanned.width, scanned.height);
            let (hull, _) = scanned.ink().hull(&whole).expect("ink");
            let found = [hull.x0, hull.y0, hull.x1, hull.y1].map(|value| value as f32);
            assert_eq!(back.to_array(), found, "{turn:?}");
        }
    }
}
