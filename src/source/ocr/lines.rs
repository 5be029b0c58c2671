//! Ruling lines of a picture: long dark runs that are thin.

use super::gray::{Area, Bits};

/// Thickest line, in points.
const MAX_THICKNESS: f32 = 3.2;
/// A line that stands for itself is at least this long, in points.
const MIN_LENGTH: f32 = 34.0;
/// A line between two others is at least this long, in points.
const MIN_BETWEEN: f32 = 9.0;
/// Ends this near (points) to another line meet it.
const MEETS: f32 = 1.5;
/// White pixels inside a line that are bridged: dust, dots.
const MAX_WHITE: usize = 2;
/// Rows of pixels that a line may skip.
const MAX_ROWS: usize = 2;
/// Gaps (points) between pieces of one line.
const MAX_GAP: f32 = 2.4;
/// Share of a run's pixels that must belong to nothing thicker than a line.
const THIN: f32 = 0.6;
/// A line is at least so many times as long as thick.
const SLENDER: f32 = 6.0;

/// A line, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    pub horizontal: bool,
    /// Its middle, across.
    pub at: f32,
    pub from: f32,
    pub to: f32,
    pub thickness: f32,
}

impl Stroke {
    fn length(&self) -> f32 {
        self.to - self.from
    }

    /// The pixels it covers, with a rim.
    pub fn area(&self, rim: f32) -> Area {
        let pixel = |value: f32| value.max(0.0) as usize;
        let half = self.thickness / 2.0 + rim;
        let (a0, a1) = (pixel(self.at - half), pixel((self.at + half).ceil()));
        let (b0, b1) = (pixel(self.from - rim), pixel((self.to + rim).ceil()));
        if self.horizontal {
            Area {
                x0: b0,
                y0: a0,
                x1: b1,
                y1: a1,
            }
        } else {
            Area {
                x0: a0,
                y0: b0,
                x1: a1,
                y1: b1,
            }
        }
    }
}

/// The ruling lines of a page; `scale` is pixels a point.
pub(super) fn find(ink: &Bits, scale: f32) -> Vec<Stroke> {
    let mut strokes = strokes(ink, scale, true);
    strokes.extend(strokes_across(ink, scale));
    keep_ruling(strokes, scale)
}

fn strokes_across(ink: &Bits, scale: f32) -> Vec<Stroke> {
    strokes(&ink.transposed(), scale, false)
}

/// Drops short strokes that do not lead from line to line: parts of large characters.
fn keep_ruling(strokes: Vec<Stroke>, scale: f32) -> Vec<Stroke> {
    let (long, short): (Vec<Stroke>, Vec<Stroke>) = strokes
        .into_iter()
        .partition(|stroke| stroke.length() >= MIN_LENGTH * scale);
    let slack = MEETS * scale;
    let meets = |stroke: &Stroke, end: f32| {
        long.iter().any(|line| {
            line.horizontal != stroke.horizontal
                && (line.at - end).abs() <= slack + line.thickness / 2.0
                && line.from - slack <= stroke.at
                && stroke.at <= line.to + slack
        })
    };
    let between = short
        .into_iter()
        .filter(|stroke| meets(stroke, stroke.from) && meets(stroke, stroke.to))
        .collect::<Vec<_>>();
    long.into_iter().chain(between).collect()
}

/// Runs of one line, gathered row by row.
#[derive(Debug, Clone, Copy)]
struct Gathered {
    first_row: usize,
    last_row: usize,
    from: usize,
    to: usize,
    pixels: usize,
    /// Sum of row times pixels.
    moment: usize,
}

impl Gathered {
    fn joined(self, other: Gathered) -> Gathered {
        Gathered {
            first_row: self.first_row.min(other.first_row),
            last_row: self.last_row.max(other.last_row),
            from: self.from.min(other.from),
            to: self.to.max(other.to),
            pixels: self.pixels + other.pixels,
            moment: self.moment + other.moment,
        }
    }
}

fn strokes(ink: &Bits, scale: f32, horizontal: bool) -> Vec<Stroke> {
    let thickest = (MAX_THICKNESS * scale) as usize;
    let shortest = (MIN_BETWEEN * scale) as usize;
    let gap = (MAX_GAP * scale) as usize;
    let thickness = thickness(ink, thickest);
    let (mut open, mut done): (Vec<Gathered>, Vec<Gathered>) = (Vec::new(), Vec::new());
    for y in 0..ink.height {
        let (near, over): (Vec<Gathered>, Vec<Gathered>) =
            open.into_iter().partition(|line| line.last_row + MAX_ROWS >= y);
        done.extend(over);
        open = near;
        let classes = thickness
            .get(y * ink.width..(y + 1) * ink.width)
            .unwrap_or_default();
        for (from, to, pixels) in runs(classes, thickest, shortest) {
            let run = Gathered {
                first_row: y,
                last_row: y,
                from,
                to,
                pixels,
                moment: y * pixels,
            };
            let (same, other): (Vec<Gathered>, Vec<Gathered>) = open
                .into_iter()
                .partition(|line| line.from <= to + gap && from <= line.to + gap);
            open = other;
            open.push(same.into_iter().fold(run, Gathered::joined));
        }
    }
    done.extend(open);
    done.sort_by_key(|line| (line.first_row, line.from, line.to));
    let stroke = |line: &Gathered| {
        let length = line.to - line.from;
        let stroke = Stroke {
            horizontal,
            at: line.moment as f32 / line.pixels as f32 + 0.5,
            from: line.from as f32,
            to: line.to as f32,
            thickness: line.pixels as f32 / length as f32,
        };
        // Lines that climb are gathered over more rows than they are thick, but not over many.
        let rows = (line.last_row + 1 - line.first_row) as f32;
        let straight = rows <= stroke.thickness + MAX_THICKNESS * scale;
        (straight
            && stroke.thickness <= MAX_THICKNESS * scale
            && stroke.length() >= stroke.thickness * SLENDER)
            .then_some(stroke)
    };
    done.iter().filter_map(stroke).collect()
}

/// For every dark pixel how long the dark run across the rows is that it is part of; one more than `most` where
/// longer, 0 for paper.
fn thickness(ink: &Bits, most: usize) -> Vec<u8> {
    let cap = u8::try_from(most + 1).unwrap_or(u8::MAX);
    let mut counts = vec![0u8; ink.bits.len()];
    for y in 0..ink.height {
        let start = y * ink.width;
        for (x, _) in ink.row(y).iter().enumerate().filter(|(_, ink)| **ink) {
            let above = start
                .checked_sub(ink.width)
                .and_then(|above| counts.get(above + x))
                .copied();
            let count = above.unwrap_or(0).saturating_add(1).min(cap);
            if let Some(slot) = counts.get_mut(start + x) {
                *slot = count;
            }
        }
    }
    // From below, so that each pixel learns how far its run goes on.
    for y in (0..ink.height.saturating_sub(1)).rev() {
        let start = y * ink.width;
        for x in 0..ink.width {
            let below = counts.get(start + ink.width + x).copied().unwrap_or(0);
            if let Some(slot) = counts.get_mut(start + x)
                && *slot > 0
                && below > *slot
            {
                *slot = below;
            }
        }
    }
    counts
}

/// Runs of one row (`from`, `to`, thin pixels): thin pixels, with bridges of white dust and of crossing lines.
fn runs(row: &[u8], thickest: usize, shortest: usize) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let mut run: Option<(usize, usize, usize)> = None;
    let (mut white, mut thick) = (0, 0);
    let mut close = |run: Option<(usize, usize, usize)>| {
        let (from, to, pixels) = run?;
        let length = to - from;
        (length >= shortest && pixels as f32 >= length as f32 * THIN).then(|| found.push((from, to, pixels)))
    };
    for (x, &class) in row.iter().enumerate() {
        if class > 0 && usize::from(class) <= thickest {
            let (from, _, pixels) = run.unwrap_or((x, x, 0));
            run = Some((from, x + 1, pixels + 1));
            (white, thick) = (0, 0);
            continue;
        }
        if run.is_none() {
            continue;
        }
        if class == 0 {
            white += 1;
        } else {
            thick += 1;
        }
        if white > MAX_WHITE || thick > thickest * 2 {
            close(run.take());
            (white, thick) = (0, 0);
        }
    }
    close(run);
    found
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    const SCALE: f32 = 300.0 / 72.0;

    fn found(black: &[Area]) -> Vec<(bool, u32, u32, u32)> {
        let strokes = find(&page(1000, 1000, black).ink(), SCALE);
        let round = |stroke: &Stroke| {
            let [at, from, to] = [stroke.at, stroke.from, stroke.to].map(|value| value.round() as u32);
            (stroke.horizontal, at, from, to)
        };
        strokes.iter().map(round).collect()
    }

    #[test]
    fn lines_are_found_through_their_crossings() {
        let cross = [area(100, 200, 900, 204), area(500, 100, 503, 900)];
        assert_eq!(found(&cross), [(true, 202, 100, 900), (false, 502, 100, 900)]);
    }

    #[test]
    fn broken_and_dusty_lines_are_one() {
        let broken = [area(100, 200, 400, 203), area(402, 201, 900, 204)];
        assert_eq!(found(&broken), [(true, 202, 100, 900)]);
    }

    #[test]
    fn fills_and_strokes_of_characters_are_no_lines() {
        assert!(
            found(&[
                area(100, 100, 500, 160),
                area(600, 500, 660, 504),
                area(630, 450, 634, 520)
            ])
            .is_empty()
        );
    }

    #[test]
    fn short_lines_count_between_long_ones() {
        let row = [
            area(100, 200, 900, 203),
            area(100, 250, 900, 253),
            area(300, 203, 303, 250),
        ];
        assert!(found(&row).contains(&(false, 302, 203, 250)), "{:?}", found(&row));
    }
}
