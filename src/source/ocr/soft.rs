//! Scans out of focus: their strokes run into each other, and are drawn apart again.

use super::gray::Gray;

/// Smaller steps between two pixels are noise and paper.
const LEAST_STEP: u8 = 12;
/// Share of the steps that are as steep as the steepest of strokes.
const STEEP: f64 = 0.01;
/// Share of the pixels of ink that are as dark as ink is in the middle of strokes.
const DARK: f64 = 0.1;
/// The steepest step of a scan in focus is at least this share of the way from paper to ink: with a hundred dots an
/// inch nearly half, out of focus by more than a dot a quarter.
const IN_FOCUS: f32 = 0.3;
/// How far (pixels) strokes have run, and how strongly they are drawn apart.
const REACH: usize = 2;
const STRENGTH: f32 = 2.5;
const PAPER: u8 = 255;

/// The page with its strokes drawn apart, where they have run into each other.
pub(super) fn sharpened(gray: Gray) -> Gray {
    if !is_soft(&gray) {
        return gray;
    }
    let blurred = spread(&spread(&gray));
    let apart = |(&own, &around): (&u8, &u8)| {
        let (own, around) = (f32::from(own), f32::from(around));
        (own + (own - around) * STRENGTH).clamp(0.0, f32::from(PAPER)) as u8
    };
    let shades = gray.shades.iter().zip(&blurred.shades).map(apart).collect();
    Gray { shades, ..gray }
}

/// Whether even the steepest edges of the page rise slowly.
fn is_soft(gray: &Gray) -> bool {
    let mut steps = [0u64; 256];
    for y in 0..gray.height {
        for pair in gray.row(y).windows(2) {
            if let [left, right] = pair
                && let Some(count) = steps.get_mut(usize::from(left.abs_diff(*right)))
            {
                *count += 1;
            }
        }
    }
    let mut shades = [0u64; 256];
    for &shade in &gray.shades {
        if let Some(count) = shades.get_mut(usize::from(shade)) {
            *count += 1;
        }
    }
    let edges = steps.get(usize::from(LEAST_STEP)..).unwrap_or_default();
    let ink = shades.get(..usize::from(gray.threshold())).unwrap_or_default();
    // From the steepest down, and from the darkest up.
    let steepest = rank(edges.iter().rev(), STEEP).map(|below| PAPER - below);
    let darkest = rank(ink.iter(), DARK);
    match (steepest, darkest) {
        (Some(step), Some(dark)) => f32::from(step) < f32::from(PAPER - dark) * IN_FOCUS,
        _ => false,
    }
}

/// At which place this share of what is counted is reached; `None` of nothing.
fn rank<'c>(counts: impl Iterator<Item = &'c u64> + Clone, share: f64) -> Option<u8> {
    let total: u64 = counts.clone().sum();
    let wanted = (total as f64 * share).ceil() as u64;
    let mut seen = 0;
    let place = counts.into_iter().position(|count| {
        seen += count;
        total > 0 && seen >= wanted
    })?;
    u8::try_from(place).ok()
}

/// Each pixel as the mean of those around it.
fn spread(gray: &Gray) -> Gray {
    let across = Gray {
        shades: (0..gray.height).flat_map(|y| means(gray.row(y))).collect(),
        ..*gray
    };
    let mut shades = vec![PAPER; gray.shades.len()];
    for x in 0..gray.width {
        let column: Vec<u8> = across
            .shades
            .iter()
            .skip(x)
            .step_by(gray.width)
            .copied()
            .collect();
        for (y, mean) in means(&column).into_iter().enumerate() {
            if let Some(shade) = shades.get_mut(y * gray.width + x) {
                *shade = mean;
            }
        }
    }
    Gray { shades, ..*gray }
}

fn means(line: &[u8]) -> Vec<u8> {
    let mean = |place: usize| {
        let around = line.get(place.saturating_sub(REACH)..(place + REACH + 1).min(line.len()));
        let around = around.unwrap_or_default();
        let sum: usize = around.iter().map(|&shade| usize::from(shade)).sum();
        u8::try_from(sum / around.len().max(1)).unwrap_or(PAPER)
    };
    (0..line.len()).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    fn strokes() -> Gray {
        let strokes: Vec<_> = (0..20)
            .map(|stroke| area(20 + stroke * 12, 20, 24 + stroke * 12, 180))
            .collect();
        page(300, 200, &strokes)
    }

    #[test]
    fn a_page_in_focus_stays() {
        let sharp = strokes();
        assert_eq!(sharpened(sharp.clone()), sharp);
        let once = sharp.blurred();
        assert_eq!(sharpened(once.clone()), once);
    }

    #[test]
    fn strokes_that_ran_into_each_other_are_drawn_apart() {
        let soft = spread(&spread(&spread(&strokes())));
        let contrast = |gray: &Gray| {
            let row: Vec<u8> = gray.row(100).get(60..200).unwrap_or_default().to_vec();
            row.iter().max().unwrap() - row.iter().min().unwrap()
        };
        let apart = sharpened(soft.clone());
        assert!(
            contrast(&apart) > contrast(&soft) + 60,
            "{} {}",
            contrast(&soft),
            contrast(&apart)
        );
    }
}
