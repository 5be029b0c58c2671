//! Which lines of a table go on with the row above, where white space does not tell: by what stands in them.

use super::grouping::{Level, distance};
use super::text::{self, Piece, TextLine};
use super::words::{self, Look};
use super::{PageContent, shape};

/// Lines of one cell follow each other at most this far apart (in em).
const TIGHT: f32 = 0.5;
/// Lines set solid differ in their distances by less than this factor.
const EVEN: f32 = 1.05;
/// Lines of one cell are at most this far apart (in em, from line to line).
const MAX_LEAD: f32 = 2.0;
/// Distances of rows that differ by less than this (in em) are the same.
const SAME: f32 = 0.06;
/// Lines of one cell are nearer to each other than rows by at least this (in em).
const CLOSER: f32 = 0.12;
/// A blank (in em).
const BLANK: f32 = 0.25;
/// So many labels without values tell whether labels are wrapped.
const MIN_LABELS: usize = 2;

/// For each level whether a row begins there.
pub(crate) fn starts(content: &PageContent, body: &[Level], em: f32) -> Vec<bool> {
    let gauge = Gauge::new(content, body, em);
    let mut starts = vec![true; body.len()];
    let mut row = 0;
    for index in 1..body.len() {
        let (Some(group), Some(below)) = (body.get(row..index), body.get(index)) else {
            break;
        };
        // A label whose values stand beside its middle is no rest of the row above.
        let whole = group.last().is_some_and(|above| above.band != below.band)
            && below.values() == 0
            && body
                .get(index + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|level| level.band == below.band)
                .any(|level| level.values() > 0)
            && group.iter().any(|level| level.values() > 0);
        let goes_on = !whole && gauge.goes_on(group, below);
        if goes_on && let Some(start) = starts.get_mut(index) {
            *start = false;
        } else {
            row = index;
        }
    }
    starts
}

/// What the lines of a table have in common.
struct Gauge<'c> {
    content: &'c PageContent,
    em: f32,
    /// The least distance of two lines that do not overlap.
    narrowest: f32,
    /// The distance of most rows.
    usual: Option<f32>,
    /// Left and right end of each column.
    extents: Vec<(f32, f32)>,
    /// Whether labels without values are the rest of others.
    wrapped: bool,
}

impl<'c> Gauge<'c> {
    fn new(content: &'c PageContent, body: &[Level], em: f32) -> Self {
        let pairs = body.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(distance(a, b)),
            _ => None,
        });
        let apart: Vec<f32> = pairs.filter(|distance| *distance > em * 0.9).collect();
        let narrowest = apart.iter().copied().fold(f32::MAX, f32::min).min(em * MAX_LEAD);
        let (count, usual) = shape::mode(apart.clone(), em * SAME);
        let count_of_columns = body.first().map_or(0, |level| level.cells.len());
        let extent = |column: usize| {
            let alone = body.iter().filter(|level| level.widths.get(column) == Some(&1));
            let lines = alone.filter_map(|level| level.cells.get(column)).flatten();
            lines.fold((f32::MAX, f32::MIN), |(left, right), line| {
                (left.min(line.bbox.x0), right.max(line.bbox.x1))
            })
        };
        let mut gauge = Gauge {
            content,
            em,
            narrowest,
            usual: (count >= 2 && count * 2 >= apart.len()).then_some(usual),
            extents: (0..count_of_columns).map(extent).collect(),
            wrapped: false,
        };
        gauge.wrapped = gauge.labels_are_wrapped(body);
        gauge
    }

    /// Whether nearly all labels without values stand beside one that was full.
    fn labels_are_wrapped(&self, body: &[Level]) -> bool {
        let (mut labels, mut full) = (0, 0);
        for (index, level) in body.iter().enumerate() {
            if level.values() > 0 || level.is_empty(0) {
                continue;
            }
            let above = index.checked_sub(1).and_then(|above| body.get(above));
            let filled = |upper: Option<&Level>, lower: Option<&Level>| {
                upper
                    .zip(lower)
                    .is_some_and(|(upper, lower)| self.is_full(upper, lower, 0))
            };
            labels += 1;
            full += usize::from(filled(above, Some(level)) || filled(Some(level), body.get(index + 1)));
        }
        labels >= MIN_LABELS && full * 5 >= labels * 4
    }

    fn goes_on(&self, group: &[Level], below: &Level) -> bool {
        let Some(above) = group.last() else {
            return false;
        };
        let gap = distance(above, below);
        let near = below.bbox.y0 - above.bbox.y1 <= self.em * TIGHT || gap <= self.narrowest * EVEN;
        let closer = self.usual.is_some_and(|usual| gap < usual - self.em * CLOSER);
        near && (self.continues(group, below, closer) || self.wraps(group, below, closer))
    }

    /// Text below text, without figures; a label only where everything goes on.
    fn continues(&self, group: &[Level], below: &Level, closer: bool) -> bool {
        let (Some(first), Some(above)) = (group.first(), group.last()) else {
            return false;
        };
        let mut columns = (0..below.cells.len()).filter(|column| !below.is_empty(*column));
        let text = |level: &Level, column: usize| {
            let lines = level.cells.get(column);
            lines.is_some_and(|lines| !lines.is_empty() && lines.iter().all(|line| line.look == Look::Text))
        };
        let below_text = |column| text(below, column) && text(above, column);
        if first.is_empty(0) || first.filled() < 2 || !columns.clone().all(below_text) {
            return false;
        }
        let rest = |column| closer || self.is_small(below, column) || self.is_full(above, below, column);
        if below.is_empty(0) {
            return below.filled() < first.filled() && (group.len() == 1 || columns.all(rest));
        }
        let rest_of_label =
            closer && below.filled() < first.filled() || self.is_small(below, 0) && !self.is_small(first, 0);
        below.values() > 0 && rest_of_label && columns.all(rest)
    }

    /// A label of several lines, with the values beside one of them.
    fn wraps(&self, group: &[Level], below: &Level, closer: bool) -> bool {
        let label = |level: &Level| level.cells.first().and_then(|cell| cell.first()).cloned();
        let (Some(above), Some(lower)) = (group.last(), label(below)) else {
            return false;
        };
        let Some(upper) = label(above) else {
            return false;
        };
        let valued = group.iter().any(|level| level.values() > 0);
        let indented = lower.bbox.x0 - upper.bbox.x0 > -0.5;
        if !indented || valued && below.values() > 0 {
            return false;
        }
        if self.leads(&upper) {
            return false;
        }
        let one = valued || below.values() > 0;
        !valued && self.leads(&lower) && self.is_full(above, below, 0)
            || one && self.is_small(below, 0)
            || closer
            || self.wrapped && self.is_full(above, below, 0)
    }

    /// Whether dots lead from a label to its values: it is whole.
    fn leads(&self, label: &TextLine) -> bool {
        words::ends_in_dots(self.content, label)
    }

    /// Whether a cell begins with a small letter.
    fn is_small(&self, level: &Level, column: usize) -> bool {
        let line = level.cells.get(column).and_then(|cell| cell.first());
        line.is_some_and(|line| text::begins_lower_case(self.content, line))
    }

    /// Whether the upper line had no room for the first word of the lower one.
    fn is_full(&self, above: &Level, below: &Level, column: usize) -> bool {
        let upper = above.cells.get(column).and_then(|cell| cell.last());
        let lower = below.cells.get(column).and_then(|cell| cell.first());
        let (Some(upper), Some(lower), Some((left, right))) = (upper, lower, self.extents.get(column)) else {
            return false;
        };
        let more = upper.size * BLANK + first_word(lower);
        let room = if column == 0 {
            right - upper.bbox.x1
        } else {
            right - left - upper.bbox.width()
        };
        more > room + self.em * SAME
    }
}

/// How wide the first word of a line is, about.
fn first_word(line: &TextLine) -> f32 {
    let blank = line.pieces.iter().position(|piece| *piece == Piece::Blank);
    let count = blank.unwrap_or(line.pieces.len()) as f32;
    line.bbox.width() * count / line.pieces.len().max(1) as f32
}
