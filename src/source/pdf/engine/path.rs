//! Paths as ruling lines and shaded rectangles.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

use crate::layout::{Bbox, PageContent, Rule, Shade, Tint};

/// A filled box at most this thick (points) is a line.
const MAX_LINE_THICKNESS: f32 = 3.0;
/// From this on (of 255) each part of a colour is white on paper.
const WHITE: u8 = 248;
/// A filled box or circle up to this size (points) is a dot.
const MAX_DOT: f32 = 1.6;
/// A line may lean this far (points) over its whole length.
const MAX_LEAN: f64 = 1.0;
/// Straight parts of paths with curves are lines from this length (points).
const MIN_BESIDE_CURVES: f64 = 14.0;
/// More lines on one page than any table has: the rest is a drawing.
const MAX_RULES: usize = 60_000;
/// Only paths of at most this many elements are looked at; longer ones are drawings.
const MAX_ELEMENTS: usize = 20_000;

/// Height (points) of a circle or ellipse that may stand around a word.
const RING_HEIGHT: std::ops::RangeInclusive<f64> = 6.0..=48.0;
/// Width (points) of the same.
const RING_WIDTH: std::ops::RangeInclusive<f64> = 6.0..=220.0;
/// Elements of a path that is one circle: four curves, or the many short lines that some programs make of it.
const RING_ELEMENTS: std::ops::RangeInclusive<usize> = 4..=400;
/// How far a point of a circle may stand off it, as a share of its radius.
const RING_SLACK: f64 = 0.12;
/// How far a point of a box with round corners may stand off its edges, as a share of its shorter side.
const ROUND_BOX_SLACK: f64 = 0.15;
/// Elements of such a box: four sides, up to eight curves and more a corner.
const MOST_ROUND_BOX_ELEMENTS: usize = 80;
/// Height (points) of such a box around a word.
const MOST_ROUND_BOX_HEIGHT: f64 = 26.0;
/// More rings on one page than any form has choices: the rest is a drawing.
const MAX_RINGS: usize = 2_000;

/// Adds what a path draws to a page.
pub(super) struct PathReader<'c> {
    content: &'c mut PageContent,
    clip: Bbox,
    white: bool,
    tint: Option<Tint>,
}

impl<'c> PathReader<'c> {
    pub fn new(content: &'c mut PageContent, clip: Bbox, tint: Option<Tint>) -> Self {
        PathReader {
            content,
            clip,
            white: tint.is_some_and(|tint| tint.iter().all(|part| *part >= WHITE)),
            tint,
        }
    }

    /// Every straight, upright part of a stroked path is a line.
    pub fn stroke(&mut self, path: &BezPath, transform: Affine, width: f32) {
        if path.elements().len() > MAX_ELEMENTS {
            return;
        }
        self.ring(path, transform);
        let scale = transform.determinant().abs().sqrt() as f32;
        let width = width * scale;
        // The straight parts of a drawn character are no lines; those of a box with round corners are.
        let curved = path
            .elements()
            .iter()
            .any(|element| matches!(element, PathEl::CurveTo(..) | PathEl::QuadTo(..)));
        let least = if curved { MIN_BESIDE_CURVES } else { 0.0 };
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    start = transform * point;
                    last = start;
                }
                PathEl::LineTo(point) => {
                    let point = transform * point;
                    self.line(last, point, width, least);
                    last = point;
                }
                PathEl::ClosePath => {
                    self.line(last, start, width, least);
                    last = start;
                }
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => last = transform * point,
            }
        }
    }

    /// A stroked circle or ellipse may be the ring around a choice.
    fn ring(&mut self, path: &BezPath, transform: Affine) {
        if !RING_ELEMENTS.contains(&path.elements().len())
            || self.content.rings.len() + self.content.round_boxes.len() >= MAX_RINGS
        {
            return;
        }
        let path = transform * path;
        let bbox = path.bounding_box();
        if !RING_HEIGHT.contains(&bbox.height()) || !RING_WIDTH.contains(&bbox.width()) {
            return;
        }
        let ring = Bbox::of_points((bbox.x0 as f32, bbox.y0 as f32), (bbox.x1 as f32, bbox.y1 as f32));
        if is_ellipse(&path, bbox) {
            self.content.rings.push(ring);
        } else if is_round_box(&path, bbox) {
            self.content.round_boxes.push(ring);
        }
    }

    /// Browsers fill the band between two ellipses where others stroke one.
    fn filled_ring(&mut self, path: &BezPath, transform: Affine) {
        let most = RING_ELEMENTS.end() * 2;
        if !(RING_ELEMENTS.start() * 2..=most).contains(&path.elements().len()) {
            return;
        }
        let starts = path.elements().iter().enumerate();
        let starts = starts.filter(|(_, element)| matches!(element, PathEl::MoveTo(_)));
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        let [0, second] = starts.as_slice() else { return };
        let part = |elements: &[PathEl]| BezPath::from_vec(elements.to_vec());
        let (outer, inner) = path.elements().split_at(*second);
        let (outer, inner) = (part(outer), part(inner));
        let (wide, narrow) = (
            (transform * &outer).bounding_box(),
            (transform * &inner).bounding_box(),
        );
        let (wide, narrow) = if wide.area() < narrow.area() {
            (narrow, wide)
        } else {
            (wide, narrow)
        };
        let band = (wide.width() - narrow.width()).max(wide.height() - narrow.height());
        let within = transform * &inner;
        let round =
            is_ellipse(&within, within.bounding_box()) || is_round_box(&within, within.bounding_box());
        if wide.contains(narrow.center()) && band <= 2.0 * f64::from(MAX_LINE_THICKNESS) && round {
            self.ring(&outer, transform);
        }
    }

    /// Every subpath of a filled path is taken as its box: thin ones are lines, others shade.
    pub fn fill(&mut self, path: &BezPath, transform: Affine) {
        if path.elements().len() > MAX_ELEMENTS {
            return;
        }
        self.filled_ring(path, transform);
        let mut points: Vec<Point> = Vec::new();
        let mut curved = false;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    self.area(&points, curved);
                    points.clear();
                    curved = false;
                    points.push(transform * point);
                }
                PathEl::LineTo(point) => points.push(transform * point),
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    curved = true;
                    points.push(transform * point);
                }
                PathEl::ClosePath => {}
            }
        }
        self.area(&points, curved);
    }

    fn line(&mut self, a: Point, b: Point, width: f32, least: f64) {
        let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if !(dx + dy).is_finite() || dx.max(dy) < least {
            return;
        }
        let bbox = Bbox::of_points((a.x as f32, a.y as f32), (b.x as f32, b.y as f32));
        if dy <= MAX_LEAN && dx >= dy {
            // A short, thick stroke is a filled box drawn the other way.
            if width > bbox.width() && width > MAX_LINE_THICKNESS {
                self.add(false, thick(bbox, 0.0, width), width.min(bbox.width()));
            } else {
                self.add(true, bbox, width);
            }
        } else if dx <= MAX_LEAN && dy > dx {
            if width > bbox.height() && width > MAX_LINE_THICKNESS {
                self.add(true, thick(bbox, width, 0.0), width.min(bbox.height()));
            } else {
                self.add(false, bbox, width);
            }
        }
    }

    fn area(&mut self, points: &[Point], curved: bool) {
        let Some(&first) = points.first() else {
            return;
        };
        let start = Bbox::of_points((first.x as f32, first.y as f32), (first.x as f32, first.y as f32));
        let bbox = points.iter().fold(start, |bbox, point| {
            let (x, y) = (point.x as f32, point.y as f32);
            bbox.hull(&Bbox::of_points((x, y), (x, y)))
        });
        if !(bbox.width() + bbox.height()).is_finite() {
            return;
        }
        self.content.outlines += usize::from(curved);
        let thin = bbox.width().min(bbox.height());
        let long = bbox.width().max(bbox.height());
        if long <= MAX_DOT {
            // A dot may belong to a dotted line of either direction.
            self.add(true, bbox, thin);
            self.add(false, bbox, thin);
        } else if thin <= MAX_LINE_THICKNESS && long >= thin * 1.5 {
            self.add(bbox.width() >= bbox.height(), bbox, thin);
        } else if !curved && self.is_upright(points) && thin > MAX_LINE_THICKNESS {
            let bbox = bbox.intersect(&self.clip);
            if bbox.width() > 0.0 && bbox.height() > 0.0 && self.content.shades.len() < MAX_RULES {
                self.content.shades.push(Shade {
                    bbox,
                    white: self.white,
                    tint: self.tint,
                });
            }
        }
    }

    fn is_upright(&self, points: &[Point]) -> bool {
        points.len() >= 4
            && points.len() <= 6
            && points.windows(2).all(|pair| match pair {
                [a, b] => (a.x - b.x).abs() <= MAX_LEAN || (a.y - b.y).abs() <= MAX_LEAN,
                _ => true,
            })
    }

    fn add(&mut self, horizontal: bool, bbox: Bbox, width: f32) {
        if self.content.rules.len() >= MAX_RULES {
            self.content.cut = true;
            return;
        }
        let (x, y) = bbox.center();
        let clip = &self.clip;
        let (at, from, to, inside) = if horizontal {
            let inside = y >= clip.y0 - 1.0 && y <= clip.y1 + 1.0;
            (y, bbox.x0.max(clip.x0), bbox.x1.min(clip.x1), inside)
        } else {
            let inside = x >= clip.x0 - 1.0 && x <= clip.x1 + 1.0;
            (x, bbox.y0.max(clip.y0), bbox.y1.min(clip.y1), inside)
        };
        if inside && to >= from {
            self.content.rules.push(Rule {
                horizontal,
                at,
                from,
                to,
                width,
                white: self.white,
            });
        }
    }
}

/// Whether all of a path lies on the ellipse that fills its box, all around it.
fn is_ellipse(path: &BezPath, bbox: Rect) -> bool {
    let center = bbox.center();
    let (wide, high) = (bbox.width() / 2.0, bbox.height() / 2.0);
    let mut quarters = [false; 4];
    let mut on = |point: Point| {
        let (x, y) = ((point.x - center.x) / wide, (point.y - center.y) / high);
        quarters[usize::from(x > 0.0) * 2 + usize::from(y > 0.0)] = true;
        (x.hypot(y) - 1.0).abs() <= RING_SLACK
    };
    let mut last = Point::ZERO;
    let mut started = false;
    let round = path.elements().iter().all(|element| match *element {
        PathEl::MoveTo(point) => {
            let first = !std::mem::replace(&mut started, true);
            last = point;
            first && on(point)
        }
        PathEl::LineTo(point) => {
            let middle = last.midpoint(point);
            last = point;
            on(middle) && on(point)
        }
        PathEl::QuadTo(control, point) => {
            let middle = last.midpoint(point).midpoint(control);
            last = point;
            on(middle) && on(point)
        }
        PathEl::CurveTo(first, second, point) => {
            let ends = last.midpoint(point);
            let middle = ends.lerp(first.midpoint(second), 0.75);
            last = point;
            on(middle) && on(point)
        }
        PathEl::ClosePath => true,
    });
    round && quarters == [true; 4]
}

/// Whether a path is an upright box of about a line's height whose corners are round.
fn is_round_box(path: &BezPath, bbox: Rect) -> bool {
    let reach = bbox.height().min(bbox.width()) * ROUND_BOX_SLACK;
    let edge = |point: Point| {
        let level = (point.y - bbox.y0).abs().min((point.y - bbox.y1).abs());
        let upright = (point.x - bbox.x0).abs().min((point.x - bbox.x1).abs());
        level.min(upright) <= reach
    };
    let mut corners = 0;
    let on_edges = path.elements().iter().all(|element| match *element {
        PathEl::MoveTo(point) | PathEl::LineTo(point) => edge(point),
        PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
            corners += 1;
            edge(point)
        }
        PathEl::ClosePath => true,
    });
    let few = path.elements().len() <= MOST_ROUND_BOX_ELEMENTS;
    few && on_edges && corners >= 4 && bbox.height() <= MOST_ROUND_BOX_HEIGHT
}

fn thick(bbox: Bbox, horizontal: f32, vertical: f32) -> Bbox {
    Bbox {
        x0: bbox.x0 - horizontal / 2.0,
        y0: bbox.y0 - vertical / 2.0,
        x1: bbox.x1 + horizontal / 2.0,
        y1: bbox.y1 + vertical / 2.0,
    }
}
