//! Pages that were photographed from aside: their level lines lean otherwise at the head than at the foot, their upright
//! ones otherwise on the left than on the right.

use super::gray::{Bits, Gray};
use super::skew;
use crate::layout::Keystone;

/// Shorter runs of ink (pixels) are no ruling lines.
const RUN: usize = 60;
/// Fewer points of lines than this say nothing.
const MIN_POINTS: usize = 100;
/// Parts of the page in which the slope is measured.
const STRIPS: usize = 6;
/// Lines must reach over this share of the page to tell by how much the angle changes.
const REACH: f32 = 0.2;
/// Angles that differ by less (radians) are the same: measuring them again may give as much.
const NEGLIGIBLE: f32 = 0.0022;

/// How the ruling lines of a page lean that was set straight as a whole.
pub(super) fn of(ink: &Bits) -> Keystone {
    let (level, level_grows) = leaning(ink);
    let (upright, upright_grows) = leaning(&ink.transposed());
    Keystone {
        level,
        level_grows,
        upright,
        upright_grows,
    }
}

/// The page with its lines level and upright.
pub(super) fn straightened(gray: &Gray, keystone: &Keystone) -> Gray {
    let (mid_x, mid_y) = (gray.width as f32 / 2.0, gray.height as f32 / 2.0);
    let mut shades = Vec::with_capacity(gray.shades.len());
    for y in 0..gray.height {
        for x in 0..gray.width {
            let (dx, dy) = keystone.leaning(x as f32 + 0.5 - mid_x, y as f32 + 0.5 - mid_y);
            shades.push(gray.sample(mid_x + dx - 0.5, mid_y + dy - 0.5));
        }
    }
    Gray { shades, ..*gray }
}

/// Slope of the level lines in the middle of the page, and by how much it grows a pixel downwards.
fn leaning(ink: &Bits) -> (f32, f32) {
    let points = points(ink);
    let heights = || points.iter().map(|(_, y)| *y);
    let (Some(top), Some(foot)) = (heights().min(), heights().max()) else {
        return (0.0, 0.0);
    };
    let strip = (foot - top) / STRIPS + 1;
    let slope = |index: usize| {
        let from = top + index * strip;
        let inside = |&&(_, y): &&(usize, usize)| (from..from + strip).contains(&y);
        let part: Vec<(usize, usize)> = points.iter().filter(inside).copied().collect();
        let middle = part.iter().map(|(_, y)| *y as f32).sum::<f32>() / part.len() as f32;
        (part.len() >= MIN_POINTS).then(|| {
            let from_middle = middle - ink.height as f32 / 2.0;
            (from_middle, skew::of_points(&part, ink).tan(), part.len() as f32)
        })
    };
    let slopes: Vec<(f32, f32, f32)> = (0..STRIPS).filter_map(slope).collect();
    let (level, grows) = fitted(&slopes);
    let reach = (foot - top) as f32;
    if slopes.len() < 2 || reach < ink.height as f32 * REACH {
        (0.0, 0.0)
    } else if (grows * reach).abs() >= NEGLIGIBLE {
        (level, grows)
    } else {
        let level = fitted(
            &slopes
                .iter()
                .map(|(_, slope, weight)| (0.0, *slope, *weight))
                .collect::<Vec<_>>(),
        )
        .0;
        (if level.abs() < NEGLIGIBLE { 0.0 } else { level }, 0.0)
    }
}

/// The straight line that fits points – place, value, weight – best: its value at 0 and how it grows.
fn fitted(points: &[(f32, f32, f32)]) -> (f32, f32) {
    let weight: f32 = points.iter().map(|(_, _, weight)| weight).sum();
    let mean = |of: &dyn Fn(&(f32, f32, f32)) -> f32| {
        points.iter().map(|point| of(point) * point.2).sum::<f32>() / weight.max(1.0)
    };
    let (place, value) = (mean(&|point| point.0), mean(&|point| point.1));
    let spread = mean(&|point| (point.0 - place) * (point.0 - place));
    let together = mean(&|point| (point.0 - place) * (point.1 - value));
    let grows = if spread > 0.0 { together / spread } else { 0.0 };
    (value - grows * place, grows)
}

/// Every few pixels of the level lines.
fn points(ink: &Bits) -> Vec<(usize, usize)> {
    let mut points = Vec::new();
    for y in 0..ink.height {
        let mut from = None;
        let row = ink.row(y);
        for x in 0..=row.len() {
            match (row.get(x).copied().unwrap_or(false), from) {
                (true, None) => from = Some(x),
                (false, Some(start)) => {
                    if x - start >= RUN {
                        points.extend((start..x).step_by(skew::SHRINK).map(|x| (x, y)));
                    }
                    from = None;
                }
                _ => {}
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    /// A grid of lines.
    fn grid() -> Gray {
        let level = (0..9).map(|line| area(200, 200 + line * 200, 1800, 204 + line * 200));
        let upright = (0..9).map(|line| area(200 + line * 200, 200, 204 + line * 200, 1800));
        page(2000, 2000, &level.chain(upright).collect::<Vec<_>>())
    }

    #[test]
    fn a_page_that_stands_straight_is_left_alone() {
        assert_eq!(of(&grid().ink()), Keystone::default());
    }

    #[test]
    fn a_page_seen_from_aside_is_set_straight() {
        let aside = Keystone {
            level: 0.0,
            level_grows: 6e-6,
            upright: 0.012,
            upright_grows: -4e-6,
        };
        let leaning = straightened(&grid(), &aside);
        let found = of(&leaning.ink());
        assert!(found.upright < -0.01 && found.level_grows < -3e-6, "{found:?}");
        // What is read on the straight page stands there on the leaning one.
        for (x, y) in [
            (-800.0f32, -800.0f32),
            (800.0, -800.0),
            (800.0, 800.0),
            (-800.0, 800.0),
            (0.0, 0.0),
        ] {
            let (u, v) = found.leaning(x, y);
            let (u, v) = aside.leaning(u, v);
            assert!(
                (u - x).abs() < 4.0 && (v - y).abs() < 4.0,
                "{x} {y}: {u} {v} {found:?}"
            );
        }
    }
}
