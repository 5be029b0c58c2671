//! How far a scanned page stands askew.

use super::gray::Bits;

/// Largest angle looked for, in degrees.
const MAX_DEGREES: f32 = 4.0;
/// Steps of the coarse and of the fine search, in degrees.
const STEPS: (f32, f32) = (0.25, 0.05);
/// Smaller angles (degrees) change nothing that a reader sees.
const NEGLIGIBLE: f32 = 0.08;
/// One pixel of the page looked at for so many of its pixels, either way.
pub(super) const SHRINK: usize = 4;
/// A page with fewer dark points than this says nothing.
const MIN_POINTS: usize = 200;

/// Angle in radians, clockwise, by which lines of text and rules climb; 0 where the page stands straight.
pub(super) fn angle(ink: &Bits) -> f32 {
    let points = points(ink);
    if points.len() < MIN_POINTS {
        return 0.0;
    }
    let fine = steepest(&points, ink.height / SHRINK + 1);
    if fine.abs() < NEGLIGIBLE {
        0.0
    } else {
        fine.to_radians()
    }
}

/// The same for some points (pixels) of a page.
pub(super) fn of_points(points: &[(usize, usize)], ink: &Bits) -> f32 {
    let middle = ink.width as f32 / 2.0;
    let shrunk = |&(x, y): &(usize, usize)| ((x as f32 - middle) / SHRINK as f32, y as f32 / SHRINK as f32);
    let points: Vec<(f32, f32)> = points.iter().map(shrunk).collect();
    steepest(&points, ink.height / SHRINK + 1).to_radians()
}

/// The angle in degrees at which the points lie in rows most.
fn steepest(points: &[(f32, f32)], height: usize) -> f32 {
    let best = |from: f32, to: f32, step: f32| {
        let count = ((to - from) / step).round() as i32;
        let angles = (0..=count).map(|index| from + step * index as f32);
        // The smaller angle wins where two are as good.
        angles
            .map(|degrees| (sharpness(points, height, degrees.to_radians()), degrees))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.abs().total_cmp(&a.1.abs())))
            .map_or(0.0, |(_, degrees)| degrees)
    };
    let coarse = best(-MAX_DEGREES, MAX_DEGREES, STEPS.0);
    best(coarse - STEPS.0, coarse + STEPS.0, STEPS.1)
}

/// Dark points of the page made smaller, from its middle column.
fn points(ink: &Bits) -> Vec<(f32, f32)> {
    let middle = ink.width as f32 / 2.0;
    let mut points = Vec::new();
    for y in (0..ink.height).step_by(SHRINK) {
        for (x, _) in ink
            .row(y)
            .iter()
            .enumerate()
            .step_by(SHRINK)
            .filter(|(_, ink)| **ink)
        {
            points.push(((x as f32 - middle) / SHRINK as f32, (y / SHRINK) as f32));
        }
    }
    points
}

/// How much rows differ from their neighbours after turning back by `angle`: most where text stands level.
fn sharpness(points: &[(f32, f32)], height: usize, angle: f32) -> f64 {
    let slope = angle.tan();
    let mut rows = vec![0i64; height + 1];
    for (x, y) in points {
        let row = y - x * slope;
        if row >= 0.0
            && let Some(count) = rows.get_mut(row.round() as usize)
        {
            *count += 1;
        }
    }
    let changes = rows.windows(2).map(|pair| match pair {
        [a, b] => (a - b) * (a - b),
        _ => 0,
    });
    changes.sum::<i64>() as f64
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn a_page_that_was_turned_is_found_turned() {
        let lines: Vec<_> = (1..20)
            .map(|line| area(180, line * 120, 2220, line * 120 + 36))
            .collect();
        // As wide as A4 at 300 dots an inch.
        let straight = page(2400, 2460, &lines);
        assert_eq!(angle(&straight.ink()), 0.0);
        for degrees in [-1.5f32, 0.6, 2.0] {
            // Straightening by the opposite angle puts it askew.
            let askew = straight.straightened(-degrees.to_radians());
            let found = angle(&askew.ink()).to_degrees();
            assert!((found - degrees).abs() <= 0.1, "{degrees} {found}");
        }
    }
}
