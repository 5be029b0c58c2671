//! Tables with lines between their rows only, whose labels stand for several rows: where such a label goes on, the line
//! between the rows begins beside it. There the rows are known, and the columns are where no row has anything.

use super::Bbox;
use super::gutters::Gap;
use super::rules::{Lines, Segment};
use super::runs::{Flow, Run};
use super::{Turn, lattice::SAME_EDGE};

/// Lines of one table begin and end within this (points).
const SAME_END: f32 = 2.5;
/// So many lines over the whole width make a table.
const MIN_FULL: usize = 4;
/// So many lines that begin beside a label tell that labels stand for several rows.
const MIN_PARTIAL: usize = 2;
/// White space between columns is at least this wide (in em).
const LEAST_GAP: f32 = 0.15;
/// Letters of one text stand at most this far apart (in em).
const BLANK: f32 = 0.1;
/// A row below the last stripe has at least so many cells.
const FEWEST_CELLS: usize = 3;
/// A head has at most this many rows.
const MAX_HEAD: usize = 3;
/// A table has at most this many lines.
const MAX_LINES: usize = 600;

/// The walls that a reader sees between the columns of such tables.
pub(crate) fn walls(lines: &Lines, runs: &[Run]) -> Vec<Segment> {
    stacks(lines)
        .into_iter()
        .filter_map(|stack| stack.walls(runs))
        .flatten()
        .collect()
}

/// Edges of shaded stripes as the lines between rows, with walls between the columns; `None` where they tell none.
pub(crate) fn striped(mut edges: Lines, runs: &[Run]) -> Option<Lines> {
    let ends: Vec<Segment> = stacks(&edges)
        .iter()
        .filter_map(|stack| stack.last_row(runs))
        .collect();
    edges.horizontal.extend(ends);
    edges.horizontal.sort_by(|a, b| a.at.total_cmp(&b.at));
    let walls = walls(&edges, runs);
    (!walls.is_empty()).then(|| edges.with_upright(walls))
}

/// Lines below each other: full ones and those that begin beside a label.
struct Stack {
    from: f32,
    to: f32,
    /// Top to bottom.
    rules: Vec<Segment>,
    /// Edges of its rows.
    ys: Vec<f32>,
}

/// Text between two lines.
struct Band {
    top: f32,
    bottom: f32,
    pieces: Vec<Bbox>,
}

fn stacks(lines: &Lines) -> Vec<Stack> {
    let mut found: Vec<Stack> = Vec::new();
    if lines.horizontal.len() > MAX_LINES {
        return found;
    }
    for rule in &lines.horizontal {
        let fits = |stack: &&mut Stack| {
            (stack.from - rule.from).abs() <= SAME_END && (stack.to - rule.to).abs() <= SAME_END
        };
        match found.iter_mut().find(fits) {
            Some(stack) => stack.rules.push(*rule),
            None => found.push(Stack {
                from: rule.from,
                to: rule.to,
                rules: vec![*rule],
                ys: Vec::new(),
            }),
        }
    }
    found.retain(|stack| stack.rules.len() >= MIN_FULL);
    found.iter_mut().for_each(|stack| stack.take_partial(lines));
    found.retain(|stack| stack.is_half_ruled(lines));
    found
}

impl Stack {
    fn take_partial(&mut self, lines: &Lines) {
        let ends = self.rules.iter().map(|rule| rule.at);
        let (top, bottom) = ends.fold((f32::MAX, f32::MIN), |(low, high), at| {
            (low.min(at), high.max(at))
        });
        let (from, to) = (self.from, self.to);
        let inside = |rule: &&Segment| {
            rule.at > top
                && rule.at < bottom
                && rule.from >= from - SAME_END
                && rule.to <= to + SAME_END
                && rule.to - rule.from < to - from - 2.0 * SAME_END
        };
        self.rules.extend(lines.horizontal.iter().filter(inside));
        self.rules.sort_by(|a, b| a.at.total_cmp(&b.at));
        for rule in &self.rules {
            if self.ys.last().is_none_or(|last| rule.at - last > SAME_EDGE) {
                self.ys.push(rule.at);
            }
        }
    }

    fn is_full(&self, rule: &Segment) -> bool {
        rule.from - self.from <= SAME_END && self.to - rule.to <= SAME_END
    }

    /// Whether no line goes down and lines below the second full one begin beside a label at the left.
    fn is_half_ruled(&self, lines: &Lines) -> bool {
        let (Some(top), Some(bottom)) = (self.ys.first(), self.ys.last()) else {
            return false;
        };
        let upright = |line: &Segment| {
            line.at > self.from - SAME_END
                && line.at < self.to + SAME_END
                && line.from < bottom - SAME_END
                && line.to > top + SAME_END
        };
        let head = self.rules.iter().filter(|rule| self.is_full(rule)).nth(1);
        let head = head.map_or(*bottom, |rule| rule.at);
        let beside = |rule: &&Segment| {
            rule.at > head + SAME_END && rule.from > self.from + SAME_END && self.to - rule.to <= SAME_END
        };
        self.rules.iter().filter(beside).count() >= MIN_PARTIAL && !lines.vertical.iter().any(upright)
    }

    /// Below the last stripe a row may stand that is not shaded: where it ends.
    fn last_row(&self, runs: &[Run]) -> Option<Segment> {
        let [.., above, last] = self.ys.as_slice() else {
            return None;
        };
        let end = last + (last - above);
        let inside = |piece: &Bbox| {
            let (x, y) = piece.center();
            x > self.from && x < self.to && y > *last && y < end
        };
        let level = runs
            .iter()
            .filter(|run| run.turn == Turn::None && run.flow == Flow::Across);
        let filled = level.flat_map(pieces).filter(inside).count();
        (filled >= FEWEST_CELLS).then_some(Segment {
            at: end,
            from: self.from,
            to: self.to,
        })
    }

    fn walls(&self, runs: &[Run]) -> Option<Vec<Segment>> {
        let (bands, em) = self.bands(runs)?;
        let head_end = self.rules.iter().filter(|rule| self.is_full(rule)).nth(1)?.at;
        let heads = bands
            .iter()
            .filter(|band| band.bottom <= head_end + SAME_EDGE)
            .count();
        let (head, body) = bands.split_at_checked(heads)?;
        if head.is_empty() || head.len() > MAX_HEAD || body.iter().any(|band| band.has_rows(em)) {
            return None;
        }
        let headings: Vec<Bbox> = head.iter().flat_map(|band| band.pieces.iter().copied()).collect();
        let edges = self.edges(body, &headings, em);
        (edges.len() >= 2).then(|| self.upright(&bands, heads, &edges))
    }

    fn bands(&self, runs: &[Run]) -> Option<(Vec<Band>, f32)> {
        let mut bands: Vec<Band> = self
            .ys
            .windows(2)
            .filter_map(|pair| match pair {
                [top, bottom] => Some(Band {
                    top: *top,
                    bottom: *bottom,
                    pieces: Vec::new(),
                }),
                _ => None,
            })
            .collect();
        let mut sizes = Vec::new();
        for run in runs
            .iter()
            .filter(|run| run.turn == Turn::None && run.flow == Flow::Across)
        {
            for piece in pieces(run) {
                let (x, y) = piece.center();
                if x < self.from || x > self.to {
                    continue;
                }
                if let Some(band) = bands.iter_mut().find(|band| band.top <= y && y < band.bottom) {
                    band.pieces.push(piece);
                    sizes.push(run.size);
                }
            }
        }
        sizes.sort_by(f32::total_cmp);
        let em = *sizes.get(sizes.len() / 2)?;
        Some((bands, em))
    }

    /// Edges between columns: where no row has anything, as far as each column has its heading.
    fn edges(&self, body: &[Band], headings: &[Bbox], em: f32) -> Vec<f32> {
        let boxes = body.iter().flat_map(|band| &band.pieces);
        let mut filled: Vec<Gap> = boxes.map(|piece| (piece.x0, piece.x1)).collect();
        let columns = joined(filled.clone(), em);
        // A heading above nothing heads an empty column, unless others stand below it.
        let is_free = |heading: &Bbox| {
            columns
                .iter()
                .all(|column| apart(*column, (heading.x0, heading.x1)))
        };
        let is_lowest = |heading: &Bbox| {
            !headings
                .iter()
                .any(|other| other.y0 > heading.y1 - em * 0.2 && other.overlap_x(heading) > 0.0)
        };
        filled.extend(
            headings
                .iter()
                .filter(|heading| is_free(heading) && is_lowest(heading))
                .map(|heading| (heading.x0, heading.x1)),
        );
        let all = joined(filled, em);
        let mut gaps: Vec<Gap> = all
            .windows(2)
            .filter_map(|pair| match pair {
                [left, right] => Some((left.1, right.0)),
                _ => None,
            })
            .collect();
        let lowest: Vec<Bbox> = headings
            .iter()
            .filter(|heading| is_lowest(heading))
            .copied()
            .collect();
        self.drop_headless(&mut gaps, &lowest, &columns);
        gaps.into_iter().map(|gap| self.edge(gap, &lowest)).collect()
    }

    /// Blanks between a number and its name are no edges, nor is what parts figures from a heading that stands beside
    /// them: nothing heads what stands on one side. `filled` is what the rows fill.
    fn drop_headless(&self, gaps: &mut Vec<Gap>, headings: &[Bbox], filled: &[Gap]) {
        let is_told = |gap: &Gap| self.ends().any(|x| gap.0 <= x && x <= gap.1);
        let mut column = 0;
        while column <= gaps.len() && !gaps.is_empty() {
            let bounds = |column: usize| -> Gap {
                let left = column.checked_sub(1).and_then(|index| gaps.get(index));
                let right = gaps.get(column);
                (
                    left.map_or(self.from, |gap| gap.1),
                    right.map_or(self.to, |gap| gap.0),
                )
            };
            let own = bounds(column);
            // A heading heads the column over which most of it stands.
            let share = |heading: &Bbox, (from, to): Gap| heading.x1.min(to) - heading.x0.max(from);
            let is_headed = headings.iter().any(|heading| {
                let most = share(heading, own);
                most > 0.0 && (0..=gaps.len()).all(|other| share(heading, bounds(other)) <= most)
            });
            let is_empty = |column: usize| filled.iter().all(|piece| apart(*piece, bounds(column)));
            // An empty column beside it is where its heading stands; else the narrower blank goes.
            let cost = |gap: Option<&Gap>, other: Option<usize>| {
                let gap = gap.filter(|gap| !is_told(gap))?;
                Some(if other.is_some_and(is_empty) {
                    0.0
                } else {
                    gap.1 - gap.0
                })
            };
            let left = column.checked_sub(1);
            let before = left.and_then(|left| cost(gaps.get(left), Some(left)));
            let after = cost(gaps.get(column), Some(column + 1));
            match (before, after) {
                _ if is_headed => column += 1,
                (Some(before), after) if after.is_none_or(|after| before <= after) => {
                    gaps.remove(column - 1);
                    column = column.saturating_sub(1);
                }
                (_, Some(_)) => {
                    gaps.remove(column);
                }
                _ => column += 1,
            }
        }
    }

    /// Where lines end inside the table.
    fn ends(&self) -> impl Iterator<Item = f32> + '_ {
        let partial = self.rules.iter().filter(|rule| !self.is_full(rule));
        partial
            .flat_map(|rule| [rule.from, rule.to])
            .filter(|x| x - self.from > SAME_END && self.to - x > SAME_END)
    }

    /// Where a line ends in a gap, else its middle, beside headings that reach into it.
    fn edge(&self, gap: Gap, headings: &[Bbox]) -> f32 {
        if let Some(end) = self.ends().find(|x| gap.0 <= *x && *x <= gap.1) {
            return end;
        }
        let inside = |x: &f32| gap.0 < *x && *x < gap.1;
        let ends = headings
            .iter()
            .filter(|heading| heading.x0 <= gap.0)
            .map(|heading| heading.x1);
        let begins = headings
            .iter()
            .filter(|heading| heading.x1 >= gap.1)
            .map(|heading| heading.x0);
        let from = ends.filter(inside).fold(gap.0, f32::max);
        let to = begins.filter(inside).fold(gap.1, f32::min);
        let (from, to) = if from < to { (from, to) } else { gap };
        (from + to) / 2.0
    }

    /// The walls of each band: all that no text of it reaches over, and none below a heading over several columns.
    fn upright(&self, bands: &[Band], heads: usize, edges: &[f32]) -> Vec<Segment> {
        let mut walls = Vec::new();
        for (index, band) in bands.iter().enumerate() {
            let covered = if index + 1 < heads {
                self.below_headings(band, edges)
            } else {
                Vec::new()
            };
            for at in edges {
                let crosses = |piece: &Bbox| piece.x0 < at - 0.5 && piece.x1 > at + 0.5;
                if !covered.contains(at) && !band.pieces.iter().any(crosses) {
                    walls.push((*at, band));
                }
            }
            walls.extend([(self.from, band), (self.to, band)]);
        }
        let segment = |(at, band): (f32, &Band)| Segment {
            at,
            from: band.top,
            to: band.bottom,
        };
        walls.into_iter().map(segment).collect()
    }

    /// The edges that headings with a line below stretch over: together they take all columns above the line, each
    /// standing in the middle of its own.
    fn below_headings(&self, band: &Band, edges: &[f32]) -> Vec<f32> {
        let mut covered = Vec::new();
        let below = |rule: &&Segment| (rule.at - band.bottom).abs() <= SAME_EDGE;
        for rule in self.rules.iter().filter(below) {
            let inside = |x: &f32| *x > rule.from + SAME_END && *x < rule.to - SAME_END;
            let mut middles: Vec<f32> = band
                .pieces
                .iter()
                .map(|piece| piece.center().0)
                .filter(inside)
                .collect();
            middles.sort_by(f32::total_cmp);
            let mut bounds = vec![rule.from];
            bounds.extend(edges.iter().copied().filter(inside));
            bounds.push(rule.to);
            let kept = dealt(&middles, &bounds);
            covered.extend(bounds.iter().filter(|x| !kept.contains(x)));
        }
        covered
    }
}

impl Band {
    /// Whether figures stand below figures: rows that no line parts.
    fn has_rows(&self, em: f32) -> bool {
        let same = |a: &Bbox, b: &Bbox| (a.x1 - b.x1).abs() <= 0.5 && b.y0 > a.y1 - em * 0.3;
        let pairs = self.pieces.iter().flat_map(|a| {
            self.pieces
                .iter()
                .filter(move |b| same(a, b))
                .map(move |b| (a, b))
        });
        // Lines of a text end on one line as well, but they begin on one, too.
        pairs.filter(|(a, b)| (a.x0 - b.x0).abs() > 0.5).count() > 1
    }
}

/// The texts of a run: its letters that stand beside each other.
fn pieces(run: &Run) -> Vec<Bbox> {
    let mut found: Vec<Bbox> = Vec::new();
    for bbox in &run.boxes {
        match found.last_mut() {
            Some(last) if bbox.x0 - last.x1 <= run.size * BLANK => *last = last.hull(bbox),
            _ => found.push(*bbox),
        }
    }
    found
}

fn apart(a: Gap, b: Gap) -> bool {
    a.1 < b.0 || b.1 < a.0
}

/// Stretches of x that something fills, left to right.
fn joined(mut filled: Vec<Gap>, em: f32) -> Vec<Gap> {
    filled.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<Gap> = Vec::new();
    for (from, to) in filled {
        match columns.last_mut() {
            Some(last) if from - last.1 < em * LEAST_GAP => last.1 = last.1.max(to),
            _ => columns.push((from, to)),
        }
    }
    columns
}

/// The bounds that part the stretches of headings: each heading has a stretch with it in its middle, as well as may be.
fn dealt(middles: &[f32], bounds: &[f32]) -> Vec<f32> {
    let whole = [bounds.first(), bounds.last()]
        .into_iter()
        .flatten()
        .copied()
        .collect();
    let Some(columns) = bounds.len().checked_sub(1) else {
        return whole;
    };
    // What it costs when the headings so far take the columns so far, and where the last of them begins.
    let mut costs: Vec<Vec<Option<(f32, usize)>>> = vec![vec![None; columns + 1]; middles.len() + 1];
    if let Some(slot) = costs.first_mut().and_then(|row| row.first_mut()) {
        *slot = Some((0.0, 0));
    }
    for (count, middle) in middles.iter().enumerate() {
        for end in 1..=columns {
            let best = (0..end)
                .filter_map(|begin| {
                    let (before, _) = (*costs.get(count)?.get(begin)?)?;
                    let (from, to) = (bounds.get(begin)?, bounds.get(end)?);
                    Some((before + ((from + to) / 2.0 - middle).abs(), begin))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some(slot) = costs.get_mut(count + 1).and_then(|row| row.get_mut(end)) {
                *slot = best;
            }
        }
    }
    let mut kept: Vec<f32> = whole;
    let mut end = columns;
    for count in (1..=middles.len()).rev() {
        let Some((_, begin)) = costs.get(count).and_then(|row| *row.get(end)?) else {
            return bounds.to_vec();
        };
        kept.extend(bounds.get(begin));
        end = begin;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_one_heading_is_one_column() {
        let stack = Stack {
            from: 0.0,
            to: 70.0,
            rules: Vec::new(),
            ys: Vec::new(),
        };
        let heading = |x0: f32, x1: f32| Bbox {
            x0,
            y0: 0.0,
            x1,
            y1: 8.0,
        };
        // Method | RMSE over BiLSTM | 34.0 ± 0.4.
        let filled = [(0.0, 20.0), (40.0, 50.0), (52.0, 54.0), (56.0, 62.0)];
        let mut gaps = vec![(20.0, 40.0), (50.0, 52.0), (54.0, 56.0)];
        stack.drop_headless(&mut gaps, &[heading(0.0, 20.0), heading(40.0, 62.0)], &filled);
        assert_eq!(gaps, [(20.0, 40.0)]);
    }
}
