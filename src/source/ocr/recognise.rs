//! One page: a picture in, glyphs and ruling lines out.

use super::cells::{self, Piece};
use super::dust;
use super::gray::{Area, Bits, Gray};
use super::lines::{self, Stroke};
use super::skew;
use super::tesseract::{OcrError, Shows, Tesseract};
use super::ways::{self, Way};
use super::{glyphs, keystone, paper, reading, soft};
use crate::layout::{Bbox, Glyph, Keystone, PageContent, Rereading, Rule, ruled_cells};
use crate::source::Picture;

/// Dots an inch at which pages are painted.
pub(in crate::source) const RESOLUTION: f32 = 300.0;
/// Around a ruling line what belongs to it is painted white, in pixels.
const LINE_RIM: f32 = 2.0;
/// A page with less ink (share of its pixels) is empty.
const EMPTY: f64 = 0.000_05;

/// What was recognised on a page, in points on the page set straight.
#[derive(Debug, Clone, Default)]
pub(in crate::source) struct Recognised {
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    /// Where more than one thing was read.
    pub rereadings: Vec<Rereading>,
    /// Angle in radians.
    pub skew: f32,
    /// How lines lean beyond it.
    pub keystone: Keystone,
    /// Whether nothing is on the page.
    pub empty: bool,
}

impl Recognised {
    /// Mean confidence of the characters, in per cent.
    pub fn confidence(&self) -> Option<f32> {
        let known: Vec<f32> = self
            .glyphs
            .iter()
            .filter_map(|glyph| glyph.confidence.map(f32::from))
            .collect();
        (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32)
    }
}

/// A page set straight, with its ruling lines found and taken out of the picture.
struct Prepared {
    gray: Gray,
    ink: Bits,
    strokes: Vec<Stroke>,
    skew: f32,
    keystone: Keystone,
}

impl Prepared {
    fn of(mut gray: Gray, scale: f32, way: Way, flatten: bool) -> Self {
        let mut ink = gray.ink();
        let skew = match way {
            Way::Lines(_) => skew::angle(&ink),
            // Laid on their side, columns are lines, and what climbs falls.
            Way::Columns => -skew::angle(&ink.transposed()),
        };
        if skew != 0.0 {
            gray = gray.straightened(skew);
            ink = gray.ink();
        }
        let keystone = match way {
            Way::UPRIGHT if flatten => keystone::of(&ink),
            _ => Keystone::default(),
        };
        if keystone != Keystone::default() {
            gray = keystone::straightened(&gray, &keystone);
            ink = gray.ink();
        }
        let strokes = lines::find(&ink, scale);
        for stroke in &strokes {
            let area = stroke.area(LINE_RIM);
            gray.blank(&area);
            ink.blank(&area);
        }
        dust::sweep(&mut gray, &mut ink, scale);
        Prepared {
            gray,
            ink,
            strokes,
            skew,
            keystone: keystone.scaled(scale),
        }
    }

    fn rules(&self, scale: f32) -> Vec<Rule> {
        let rule = |stroke: &Stroke| Rule {
            horizontal: stroke.horizontal,
            at: stroke.at / scale,
            from: stroke.from / scale,
            to: stroke.to / scale,
            width: stroke.thickness / scale,
            white: false,
        };
        self.strokes.iter().map(rule).collect()
    }
}

/// The ruling lines of a scan whose text is known already, and the angle at which it stands askew.
pub(in crate::source) fn straighten(picture: &Picture) -> (Vec<Rule>, f32) {
    let page = Prepared::of(
        paper::whitened(&Gray::of_picture(picture)),
        picture.scale,
        Way::UPRIGHT,
        // The text keeps the places that the file tells.
        false,
    );
    (page.rules(picture.scale), page.skew)
}

/// Reads a page the way in which it makes most sense; `takes_time` is called whenever a while goes by.
pub(in crate::source) fn recognise(
    picture: &Picture,
    program: &Tesseract,
    takes_time: &dyn Fn(),
) -> Result<Recognised, OcrError> {
    let gray = soft::sharpened(paper::whitened(&Gray::of_picture(picture)));
    let way = ways::surest(&gray, picture.scale, program, takes_time)?;
    recognise_as(&gray, picture.scale, way, program, takes_time)
}

fn recognise_as(
    gray: &Gray,
    scale: f32,
    way: Way,
    program: &Tesseract,
    takes_time: &dyn Fn(),
) -> Result<Recognised, OcrError> {
    takes_time();
    let mut page = Prepared::of(gray.turned(way.turn()), scale, way, true);
    let whole = Area::of_size(page.ink.width, page.ink.height);
    let size = (page.ink.width as f32 / scale, page.ink.height as f32 / scale);
    let rules = page.rules(scale);
    let placed: Vec<Rule> = rules
        .iter()
        .map(|rule| ways::rule_back(rule, way, size))
        .collect();
    let count = page.ink.hull(&whole).map_or(0, |(_, count)| count);
    if (count as f64) < EMPTY * page.ink.bits.len() as f64 {
        return Ok(Recognised {
            rules: placed,
            skew: page.skew,
            keystone: page.keystone,
            empty: true,
            ..Recognised::default()
        });
    }
    let grid = PageContent {
        width: size.0,
        height: size.1,
        rules,
        ..PageContent::default()
    };
    let mut pieces = match way {
        Way::Lines(_) => cells::pieces(&mut page.ink, &ruled_cells(&grid), scale),
        Way::Columns => Vec::new(),
    };
    let mut outside = page.gray.clone();
    for piece in &pieces {
        outside.blank(&piece.area);
    }
    if page.ink.hull(&whole).is_some() {
        pieces.push(Piece {
            area: whole,
            shows: if way == Way::Columns {
                Shows::Columns
            } else {
                Shows::Page
            },
        });
    }
    let (lines, mut rereadings) = reading::read(&page.gray, &outside, &pieces, program, takes_time)?;
    let mut glyphs = glyphs(&lines);
    for glyph in &mut glyphs {
        glyph.bbox = scaled(&glyph.bbox, 1.0 / scale);
        glyph.size /= scale;
        ways::glyph_back(glyph, way, size);
    }
    for reread in &mut rereadings {
        reread.bbox = ways::box_back(&scaled(&reread.bbox, 1.0 / scale), way, size);
    }
    Ok(Recognised {
        glyphs,
        rereadings,
        rules: placed,
        skew: page.skew,
        keystone: page.keystone,
        empty: false,
    })
}

fn scaled(bbox: &Bbox, by: f32) -> Bbox {
    Bbox {
        x0: bbox.x0 * by,
        y0: bbox.y0 * by,
        x1: bbox.x1 * by,
        y1: bbox.y1 * by,
    }
}
