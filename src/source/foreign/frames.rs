//! Frames set closely one below the other, whose side lines an OCR program took for one.

use super::WordPage;
use crate::layout::Bbox;

/// White between two frames (points).
const APART: (f32, f32) = (2.0, 12.0);
/// Lines of one frame end within this of each other (points).
const LEVEL: f32 = 3.0;

/// Parts the side lines that run on over the white between two frames: nothing stands there, no other line passes, and
/// the lines around it are as long as the frames are wide. `point` is a point in the page's units.
pub(super) fn part(page: &mut WordPage, point: f32) {
    let (level, upright): (Vec<Bbox>, Vec<Bbox>) =
        page.rules.iter().partition(|rule| rule.width() >= rule.height());
    for (upper, lower) in gaps(&level, point) {
        let (top, bottom) = (upper.center().1, lower.center().1);
        let crossing = |rule: &Bbox| rule.y0 < top - LEVEL * point && rule.y1 > bottom + LEVEL * point;
        let side = |rule: &Bbox| {
            let x = rule.center().0;
            (x - upper.x0).abs() <= LEVEL * point || (x - upper.x1).abs() <= LEVEL * point
        };
        let written = page.lines.iter().flat_map(|line| &line.words).any(|word| {
            let (x, y) = word.bbox.center();
            y > top && y < bottom && x > upper.x0 && x < upper.x1
        });
        let passes = upright.iter().any(|rule| {
            let x = rule.center().0;
            crossing(rule) && !side(rule) && x > upper.x0 && x < upper.x1
        });
        if written || passes {
            continue;
        }
        let cut = |rule: &Bbox| {
            if rule.height() > rule.width() && crossing(rule) && side(rule) {
                vec![Bbox { y1: top, ..*rule }, Bbox { y0: bottom, ..*rule }]
            } else {
                vec![*rule]
            }
        };
        page.rules = page.rules.iter().flat_map(cut).collect();
    }
}

/// Level lines of one length with little between them, from top to bottom.
fn gaps(level: &[Bbox], point: f32) -> Vec<(Bbox, Bbox)> {
    let mut lines = level.to_vec();
    lines.sort_by(|a, b| a.center().1.total_cmp(&b.center().1).then(a.x0.total_cmp(&b.x0)));
    let same = |a: &Bbox, b: &Bbox| {
        let apart = b.center().1 - a.center().1;
        (a.x0 - b.x0).abs() <= LEVEL * point
            && (a.x1 - b.x1).abs() <= LEVEL * point
            && apart >= APART.0 * point
            && apart <= APART.1 * point
    };
    let below = |(index, line): (usize, &Bbox)| {
        let mut rest = lines.iter().skip(index + 1);
        rest.find(|next| same(line, next)).map(|next| (*line, *next))
    };
    lines.iter().enumerate().filter_map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ocr::{Word, WordLine};

    fn rule(x0: f32, y0: f32, x1: f32, y1: f32) -> Bbox {
        Bbox { x0, y0, x1, y1 }
    }

    /// Two frames of 100 by 40 with white of 8 between them, under one line on the left.
    fn page() -> WordPage {
        let level = [0.0, 40.0, 48.0, 88.0].map(|y| rule(0.0, y, 100.0, y));
        let upright = [
            rule(0.0, 0.0, 0.0, 88.0),
            rule(50.0, 0.0, 50.0, 40.0),
            rule(100.0, 48.0, 100.0, 88.0),
        ];
        WordPage {
            rules: level.into_iter().chain(upright).collect(),
            ..WordPage::default()
        }
    }

    fn sides(page: &WordPage) -> Vec<(f32, f32)> {
        let left = page.rules.iter().filter(|rule| rule.x1 == 0.0);
        left.map(|rule| (rule.y0, rule.y1)).collect()
    }

    #[test]
    fn a_side_line_over_two_frames_is_parted() {
        let mut page = page();
        part(&mut page, 1.0);
        assert_eq!(sides(&page), [(0.0, 40.0), (48.0, 88.0)]);
    }

    #[test]
    fn a_low_row_of_a_table_is_no_white_between_frames() {
        let mut passed = page();
        passed.rules.push(rule(30.0, 0.0, 30.0, 88.0));
        part(&mut passed, 1.0);
        assert_eq!(sides(&passed), [(0.0, 88.0)]);
        let mut written = page();
        written.lines.push(WordLine {
            words: vec![Word {
                text: "注".into(),
                bbox: rule(10.0, 41.0, 16.0, 47.0),
                confidence: None,
            }],
            vertical: false,
        });
        part(&mut written, 1.0);
        assert_eq!(sides(&written), [(0.0, 88.0)]);
    }
}
