//! The paper behind the ink: shaded cells, shadows and yellowed sheets are made white, so that one threshold parts
//! ink from paper everywhere on the page.

use super::gray::Gray;

/// Edge of the blocks in which the shade of the paper is taken, in pixels.
const BLOCK: usize = 32;
/// Share of a block's pixels that may be ink, where the paper is to be seen.
const INK: f32 = 0.25;
/// Darker shades are no paper.
const DARKEST: u8 = 120;
const WHITE: f32 = 255.0;

/// The page as it were on white paper.
pub(super) fn whitened(gray: &Gray) -> Gray {
    let (columns, rows) = (gray.width.div_ceil(BLOCK), gray.height.div_ceil(BLOCK));
    let papers: Vec<f32> = (0..rows * columns)
        .map(|index| f32::from(paper(gray, index % columns, index / columns)))
        .collect();
    if papers.iter().all(|paper| *paper >= WHITE) {
        return gray.clone();
    }
    let at = |column: usize, row: usize| papers.get(row * columns + column).copied().unwrap_or(WHITE);
    // Between the middles of two blocks the paper's shade changes evenly.
    let between = |pixel: usize, count: usize| {
        let place = ((pixel as f32 + 0.5) / BLOCK as f32 - 0.5).clamp(0.0, count.saturating_sub(1) as f32);
        let first = place as usize;
        (
            first,
            (first + 1).min(count.saturating_sub(1)),
            place - first as f32,
        )
    };
    let across: Vec<(usize, usize, f32)> = (0..gray.width).map(|x| between(x, columns)).collect();
    let mut shades = Vec::with_capacity(gray.shades.len());
    for y in 0..gray.height {
        let (above, below, down) = between(y, rows);
        let level: Vec<f32> = (0..columns)
            .map(|column| at(column, above) * (1.0 - down) + at(column, below) * down)
            .collect();
        let row = gray.row(y);
        shades.extend(row.iter().zip(&across).map(|(&shade, &(left, right, along))| {
            let of = |column: usize| level.get(column).copied().unwrap_or(WHITE);
            let paper = of(left) * (1.0 - along) + of(right) * along;
            (f32::from(shade) * WHITE / paper).min(WHITE) as u8
        }));
    }
    Gray { shades, ..*gray }
}

/// Shade of the paper in a block.
fn paper(gray: &Gray, column: usize, row: usize) -> u8 {
    let mut counts = [0usize; 256];
    let mut total = 0;
    for y in row * BLOCK..((row + 1) * BLOCK).min(gray.height) {
        let line = gray.row(y);
        let end = ((column + 1) * BLOCK).min(line.len());
        for &shade in line.get(column * BLOCK..end).unwrap_or_default() {
            total += 1;
            if let Some(count) = counts.get_mut(usize::from(shade)) {
                *count += 1;
            }
        }
    }
    let mut left = (total as f32 * INK) as usize;
    let lightest = counts.iter().zip(0..=u8::MAX).rev().find(|(count, _)| {
        let found = **count > left;
        left = left.saturating_sub(**count);
        found
    });
    lightest.map_or(u8::MAX, |(_, shade)| shade).max(DARKEST)
}

#[cfg(test)]
mod tests {
    use super::super::gray::tests::{area, page};
    use super::*;

    #[test]
    fn text_stays_and_the_shade_behind_it_goes() {
        let mut gray = page(320, 160, &[area(40, 40, 60, 44), area(200, 40, 220, 44)]);
        // The right half lies in a shade that a threshold for the whole page could take for ink.
        for y in 0..160 {
            for shade in &mut gray.shades[y * 320 + 128..(y + 1) * 320] {
                *shade = (f32::from(*shade) * 0.7) as u8;
            }
        }
        let white = whitened(&gray);
        assert!(white.shades[10 * 320 + 300] >= 250);
        assert!(white.shades[42 * 320 + 210] <= 40);
        assert_eq!(white.shades[42 * 320 + 50], 20);
    }

    #[test]
    fn white_paper_stays_as_it_is() {
        let gray = page(100, 100, &[area(0, 40, 100, 44)]);
        assert_eq!(whitened(&gray), gray);
    }
}
