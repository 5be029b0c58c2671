//! Ruling lines as drawn (dashes, doubles, pieces, thin boxes) made into the lines that a reader sees.

use super::{Bbox, PageContent, Rule, Shade, Turn};

/// Pieces of lines at most this far apart (points) across their direction are one line.
const SAME_LINE: f32 = 1.2;
/// Gaps along a line up to this length (points) are bridged: dashes, corners.
const MAX_GAP: f32 = 3.0;
/// Lines shorter than this (points) after merging are specks.
const MIN_LENGTH: f32 = 3.0;
/// Fills smaller than this (points) either way are marks, not cells.
const MIN_SHADE: f32 = 6.0;
/// A stripe is at least so many times wider than high.
const STRIPE: f32 = 3.0;
/// White lines are looked for on this many shades at most.
const MAX_SHADES_WITH_LINES: usize = 500;
/// More shades than this on a page are a picture.
pub(super) const MAX_SHADES: usize = 4_000;

/// A line as seen: `at` across, `from` and `to` along its direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Segment {
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// The ruling lines of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    pub horizontal: Vec<Segment>,
    pub vertical: Vec<Segment>,
}

impl Lines {
    /// The visible lines of a page after `turn` was undone.
    pub fn of_page(content: &PageContent, turn: Turn) -> Self {
        let mut lines = Lines::default();
        for rule in content.rules.iter().filter(|rule| !rule.white) {
            lines.add(rule, content, turn);
        }
        lines.merge();
        lines
    }

    /// The edges of filled rectangles that look like the cells of a table, and the white lines that part them.
    pub fn of_shades(shades: &[Bbox], content: &PageContent, turn: Turn) -> Self {
        let mut lines = Lines::default();
        let mut white = Lines::default();
        if shades.len() <= MAX_SHADES_WITH_LINES {
            for rule in content.rules.iter().filter(|rule| rule.white) {
                white.add(rule, content, turn);
            }
            white.merge();
        }
        for bbox in shades {
            white.inside(bbox, &mut lines);
            for at in [bbox.y0, bbox.y1] {
                lines.horizontal.push(Segment {
                    at,
                    from: bbox.x0,
                    to: bbox.x1,
                });
            }
            for at in [bbox.x0, bbox.x1] {
                lines.vertical.push(Segment {
                    at,
                    from: bbox.y0,
                    to: bbox.y1,
                });
            }
        }
        lines.merge();
        lines
    }

    /// Without the upright ones.
    pub fn level_only(&self) -> Self {
        Lines {
            horizontal: self.horizontal.clone(),
            vertical: Vec::new(),
        }
    }

    /// With lines that nobody drew, but a reader sees.
    pub fn with_upright(mut self, seen: Vec<Segment>) -> Self {
        if !seen.is_empty() {
            self.vertical.extend(seen);
            self.merge();
        }
        self
    }

    /// Adds to `lines` the parts of lines that pass through a box.
    fn inside(&self, bbox: &Bbox, lines: &mut Lines) {
        let part = |line: &Segment, across: (f32, f32), along: (f32, f32)| {
            let (from, to) = (line.from.max(along.0), line.to.min(along.1));
            (across.0..across.1).contains(&line.at).then_some(Segment {
                at: line.at,
                from,
                to,
            })
        };
        let long = |line: &Segment| line.to - line.from >= MIN_LENGTH;
        let (x, y) = ((bbox.x0, bbox.x1), (bbox.y0, bbox.y1));
        let level = self.horizontal.iter().filter_map(|line| part(line, y, x));
        lines.horizontal.extend(level.filter(long));
        let upright = self.vertical.iter().filter_map(|line| part(line, x, y));
        lines.vertical.extend(upright.filter(long));
    }

    fn add(&mut self, rule: &Rule, content: &PageContent, turn: Turn) {
        let bbox = if rule.horizontal {
            Bbox::of_points((rule.from, rule.at), (rule.to, rule.at))
        } else {
            Bbox::of_points((rule.at, rule.from), (rule.at, rule.to))
        };
        let bbox = bbox.turned(turn.inverse(), content.width, content.height);
        if rule.horizontal == matches!(turn, Turn::None | Turn::Half) {
            self.horizontal.push(Segment {
                at: bbox.y0,
                from: bbox.x0,
                to: bbox.x1,
            });
        } else {
            self.vertical.push(Segment {
                at: bbox.x0,
                from: bbox.y0,
                to: bbox.y1,
            });
        }
    }

    fn merge(&mut self) {
        merge(&mut self.horizontal);
        merge(&mut self.vertical);
    }

    /// Whether a vertical line passes between `left` and `right` at the height of both boxes; where they overlap, one
    /// that passes anywhere before the right one begins.
    pub fn separates(&self, left: &Bbox, right: &Bbox) -> bool {
        let from = if left.x1 > right.x0 {
            left.x0
        } else {
            // The box of a closing bracket is half empty: it may reach over the line.
            left.x1 - 0.5_f32.max(left.width() * OPEN_END)
        };
        let to = left.x1.max(right.x0) + 0.5;
        let y = (left.center().1 + right.center().1) / 2.0;
        crossing(&self.vertical, from, to, y)
    }

    /// Whether a horizontal line passes between `above` and `below`.
    pub fn parts(&self, above: &Bbox, below: &Bbox) -> bool {
        let (from, to) = (above.y1.min(below.y0) - 0.5, above.y1.max(below.y0) + 0.5);
        let x = (above.center().0 + below.center().0) / 2.0;
        crossing(&self.horizontal, from, to, x)
    }
}

/// Share of a letter's box that may reach over the line behind it.
const OPEN_END: f32 = 0.2;

fn crossing(segments: &[Segment], from: f32, to: f32, along: f32) -> bool {
    let first = segments.partition_point(|segment| segment.at < from);
    segments
        .iter()
        .skip(first)
        .take_while(|segment| segment.at <= to)
        .any(|segment| segment.from <= along && along <= segment.to)
}

/// Joins the pieces of each line; leaves them ascending by `at`, then `from`.
fn merge(segments: &mut Vec<Segment>) {
    segments.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut merged = Vec::new();
    let mut start = 0;
    while let Some(first) = segments.get(start) {
        // A group spans no more than SAME_LINE, or staircases would melt into one line.
        let end = segments.partition_point(|segment| segment.at <= first.at + SAME_LINE);
        let end = end.max(start + 1);
        if let Some(group) = segments.get_mut(start..end) {
            merge_group(group, &mut merged);
        }
        start = end;
    }
    merged.retain(|segment: &Segment| segment.to - segment.from >= MIN_LENGTH);
    merged.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    *segments = merged;
}

fn merge_group(group: &mut [Segment], merged: &mut Vec<Segment>) {
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut current: Option<Segment> = None;
    for segment in group.iter() {
        match &mut current {
            Some(line) if segment.from <= line.to + MAX_GAP => {
                // The longer piece says where the line is.
                if segment.to - segment.from > line.to - line.from {
                    line.at = segment.at;
                }
                line.to = line.to.max(segment.to);
            }
            _ => {
                merged.extend(current.replace(*segment));
            }
        }
    }
    merged.extend(current);
}

/// Shades that may be cells: coloured, larger than marks, smaller than the page.
pub(crate) fn cell_shades(content: &PageContent, turn: Turn) -> Vec<Bbox> {
    if content.shades.len() > MAX_SHADES {
        return Vec::new();
    }
    let is_cell = |shade: &&Shade| {
        !shade.white
            && shade.bbox.width() >= MIN_SHADE
            && shade.bbox.height() >= MIN_SHADE
            && shade.bbox.width() * shade.bbox.height() <= content.width * content.height * 0.5
    };
    content
        .shades
        .iter()
        .filter(is_cell)
        .map(|shade| shade.bbox.turned(turn.inverse(), content.width, content.height))
        .collect()
}

/// Upper and lower edges of shades that are far wider than high, top to bottom: every other row of a table.
pub(crate) fn stripes(content: &PageContent, turn: Turn) -> Vec<Segment> {
    let mut edges: Vec<Segment> = joined_level(cell_shades(content, turn))
        .into_iter()
        .filter(|shade| shade.width() >= shade.height() * STRIPE)
        .flat_map(|shade| {
            [shade.y0, shade.y1].map(|at| Segment {
                at,
                from: shade.x0,
                to: shade.x1,
            })
        })
        .collect();
    merge(&mut edges);
    edges
}

/// A stripe may be drawn cell by cell: shades that touch side by side are one.
fn joined_level(mut shades: Vec<Bbox>) -> Vec<Bbox> {
    let level = |a: f32, b: f32| (a - b).abs() <= SAME_LINE;
    let places = |shade: &Bbox| ((shade.y0 / SAME_LINE) as i64, (shade.y1 / SAME_LINE) as i64);
    shades.sort_by(|a, b| places(a).cmp(&places(b)).then(a.x0.total_cmp(&b.x0)));
    let mut joined: Vec<Bbox> = Vec::new();
    for shade in shades {
        match joined.last_mut() {
            Some(last)
                if level(last.y0, shade.y0) && level(last.y1, shade.y1) && level(last.x1, shade.x0) =>
            {
                *last = last.hull(&shade);
            }
            _ => joined.push(shade),
        }
    }
    joined
}
