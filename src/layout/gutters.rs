//! White space between the columns of a table without vertical lines.

use super::Bbox;
use super::columns::{Part, Row, hull};
use super::shape::mode;
use super::text::Sign;
use super::words::{Look, Word};

/// White space between pieces that are columns is at least this wide (in em).
const MIN_GUTTER: f32 = 0.5;
/// White space between columns of figures is at least this wide (in em).
const MIN_FIGURE_GUTTER: f32 = 0.3;
/// The same between columns of words that begin on one line.
const MIN_WORD_GUTTER: f32 = 0.45;
/// White space beside a column that is mostly empty is at least this wide (in em).
const MIN_SPARSE_GUTTER: f32 = 1.0;
/// Pieces begin on one line when they are off by at most this (in em).
const FLUSH: f32 = 0.2;
/// How many rows on top may be headings over several columns, and how many rows there must be.
const HEADS: [(usize, usize); 2] = [(1, 4), (2, 6)];
/// Part of a gutter that must stay free to be all of it (in em).
const MIN_FREE: f32 = 0.15;
/// Share of rows that may reach over a gutter (headings over several columns, long labels).
const CROSSING: f32 = 0.2;
/// The same for narrow gutters.
const CROSSING_NARROW: f32 = 0.1;
/// Share of the rows that must have a figure right of a narrow gutter.
const FIGURES: f32 = 0.3;
/// Share of the rows that must begin a word right of a narrow gutter.
const WORDS: f32 = 0.6;

/// A ruled column is parted where at least this many rows have several figures.
const MIN_INSIDE: usize = 4;
/// White space between figures of different columns inside a ruled column (in em).
const MIN_INSIDE_GUTTER: f32 = 0.4;

/// A stretch of x.
pub(crate) type Gap = (f32, f32);

/// Stretches of x that few rows cover and that have text on both sides, left to right.
pub(crate) fn find(rows: &[&Row], em: f32) -> Vec<Gap> {
    let mut found = wide(rows, em);
    found.extend(narrow(rows, &found, em));
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    without_signs(rows, settled(rows, found, em))
}

/// Gutters between which nothing stands are one; each is where the fewest words reach over it. Headings wider than
/// their columns leave only part of a gutter free.
fn settled(rows: &[&Row], found: Vec<Gap>, em: f32) -> Vec<Gap> {
    let mut gutters: Vec<Gap> = Vec::new();
    for gap in found {
        match gutters.last_mut() {
            Some(last) if !is_column(rows, *last, gap, em) => last.1 = gap.1,
            _ => gutters.push(gap),
        }
    }
    for index in 0..gutters.len() {
        let left = index
            .checked_sub(1)
            .and_then(|i| gutters.get(i))
            .map_or(f32::MIN, middle);
        let right = gutters.get(index + 1).map_or(f32::MAX, middle);
        if let Some(gap) = gutters.get_mut(index) {
            *gap = freest(rows, *gap, (left, right), em);
        }
    }
    gutters
}

/// Whether what stands between two gutters is a column: more than a heading over columns beside which others reach
/// over the gutter.
fn is_column(rows: &[&Row], left: Gap, right: Gap, em: f32) -> bool {
    let inside = |word: &Word| word.bbox.x0 >= left.0 && word.bbox.x1 <= right.1;
    let filled = rows.iter().filter(|row| row.words.iter().any(inside)).count();
    let free = |gap: Gap| {
        stretches(rows, gap, em)
            .iter()
            .any(|(covering, _)| *covering == 0)
    };
    filled > 1 || filled == 1 && free(left) && free(right)
}

fn middle(gap: &Gap) -> f32 {
    (gap.0 + gap.1) / 2.0
}

/// The stretch of a gap that the fewest words reach into; of several the one that leaves a row one piece in each of
/// the columns beside it, which end at `left` and `right`; then the widest.
fn freest(rows: &[&Row], gap: Gap, (left, right): (f32, f32), em: f32) -> Gap {
    let stretches = stretches(rows, gap, em);
    let doubled = |x: f32| {
        let pieces = |row: &Row, from: f32, to: f32| {
            let within = |word: &&Word| (from..to).contains(&word.bbox.center().0);
            let words: Vec<&Word> = row.words.iter().filter(within).collect();
            let near = |a: &&Word, b: &&Word| b.bbox.x0 - a.bbox.x1 < em * MIN_WORD_GUTTER;
            words.chunk_by(near).count()
        };
        rows.iter()
            .filter(|row| pieces(row, left, x) > 1 || pieces(row, x, right) > 1)
            .count()
    };
    let fewest = stretches.iter().map(|stretch| stretch.0).min().unwrap_or(0);
    let free: Vec<Gap> = stretches
        .into_iter()
        .filter(|stretch| stretch.0 == fewest)
        .map(|stretch| stretch.1)
        .collect();
    if let [only] = free.as_slice() {
        return *only;
    }
    let width = |gap: &Gap| gap.1 - gap.0;
    free.into_iter()
        .map(|gap| (doubled(middle(&gap)), gap))
        .min_by(|a, b| a.0.cmp(&b.0).then(width(&b.1).total_cmp(&width(&a.1))))
        .map_or(gap, |(_, gap)| gap)
}

/// The stretches of a gap between the edges of the words that reach into it, with how many of these cover each.
fn stretches(rows: &[&Row], gap: Gap, em: f32) -> Vec<(usize, Gap)> {
    let words = rows.iter().flat_map(|row| row.words.iter().map(|word| word.bbox));
    let inside: Vec<(f32, f32)> = words
        .filter(|bbox| bbox.x1 > gap.0 && bbox.x0 < gap.1)
        .map(|bbox| (bbox.x0.max(gap.0), bbox.x1.min(gap.1)))
        .collect();
    let mut edges: Vec<f32> = inside.iter().flat_map(|&(from, to)| [from, to]).collect();
    edges.extend([gap.0, gap.1]);
    edges.sort_by(f32::total_cmp);
    edges.dedup();
    edges
        .windows(2)
        .filter_map(|pair| match *pair {
            [from, to] if to - from >= em * MIN_FREE => {
                let covering = inside.iter().filter(|span| span.0 < to && span.1 > from).count();
                Some((covering, (from, to)))
            }
            _ => None,
        })
        .collect()
}

/// Rows of several figures and nothing else.
fn of_figures<'r>(rows: &[&'r Row]) -> Vec<&'r Row> {
    let figures = |row: &&&Row| row.figures() >= 2 && row.words.iter().all(Word::is_of_figure);
    rows.iter().filter(figures).copied().collect()
}

/// Whether a ruled column holds enough rows of several figures to be parted.
pub(crate) fn may_part(rows: &[&Row]) -> bool {
    let several = of_figures(rows).len();
    several >= MIN_INSIDE && several * 10 >= rows.len() * 7
}

/// The same inside one ruled column, where only rows of several figures part it; `all` are its rows with headings.
pub(crate) fn inside(rows: &[&Row], all: &[&Row], em: f32) -> Vec<Gap> {
    let several = of_figures(rows);
    let mut found = narrow(&several, &[], em);
    found.retain(|gap| gap.1 - gap.0 >= em * MIN_INSIDE_GUTTER);
    settled(all, found, em)
}

/// Stretches that at most `most` of the boxes cover.
fn uncovered(boxes: impl Iterator<Item = Bbox>, most: i32, least: f32) -> Vec<Gap> {
    let mut events: Vec<(f32, i32)> = boxes.flat_map(|bbox| [(bbox.x0, 1), (bbox.x1, -1)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (Some(first), Some(last)) = (events.first().map(|e| e.0), events.last().map(|e| e.0)) else {
        return Vec::new();
    };
    let mut covering = 0;
    let mut open: Option<f32> = None;
    let mut found = Vec::new();
    for (x, change) in events {
        covering += change;
        match open {
            None if covering <= most => open = Some(x),
            Some(from) if covering > most => {
                if x - from >= least && from > first && x < last {
                    found.push((from, x));
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// Gutters over the rows; those that only headings over several columns reach over are found without these.
fn wide(rows: &[&Row], em: f32) -> Vec<Gap> {
    let mut found = wide_below(rows, rows, em);
    for (skipped, least) in HEADS {
        if rows.len() < least {
            break;
        }
        let more = wide_below(rows, rows.get(skipped..).unwrap_or_default(), em);
        found.extend(
            more.into_iter()
                .filter(|gap| !found.iter().any(|other| overlap(gap, other)))
                .collect::<Vec<_>>(),
        );
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    found
}

fn wide_below(all: &[&Row], rows: &[&Row], em: f32) -> Vec<Gap> {
    let pieces = rows.iter().flat_map(|row| row.lines.iter().map(|line| line.bbox));
    let most = (rows.len() as f32 * CROSSING).floor() as i32;
    let mut found = uncovered(pieces, most, em * MIN_GUTTER);
    // A gutter with text on one side in nearly all rows is a ragged margin.
    found.retain(|&(from, to)| {
        let x = (from + to) / 2.0;
        let sides = |row: &&&Row| {
            row.lines.iter().any(|line| line.bbox.x1 <= x) && row.lines.iter().any(|line| line.bbox.x0 >= x)
        };
        all.iter().filter(sides).count() * 5 >= all.len() * 2
            || to - from >= em * MIN_SPARSE_GUTTER
                && (is_sparse_column(all, x, em) || is_group_column(all, x, em))
    });
    found
}

/// Whether what few rows have on one side of `x`, the first one among them, begins or ends on one line: a column
/// that is mostly empty.
fn is_sparse_column(rows: &[&Row], x: f32, em: f32) -> bool {
    let sides = |row: &&&Row| {
        row.lines.iter().any(|line| line.bbox.x1 <= x) && row.lines.iter().any(|line| line.bbox.x0 >= x)
    };
    if !rows.first().as_ref().is_some_and(sides) {
        return false;
    }
    let beside: Vec<Bbox> = rows
        .iter()
        .filter(|row| sides(row))
        .filter_map(|row| row.lines.iter().find(|line| line.bbox.x0 >= x))
        .map(|line| line.bbox)
        .collect();
    let edges: [fn(&Bbox) -> f32; 3] = [|b| b.x0, |b| b.x1, |b| b.center().0];
    let level = |edge: &fn(&Bbox) -> f32| mode(beside.iter().map(edge).collect(), em * 0.2).0 == beside.len();
    beside.len() >= 2 && edges.iter().any(level)
}

/// Whether what few rows have left of `x` is a column of what groups the rows: beside names that all begin on one line,
/// or above them where the first row heads both (款 | 項).
fn is_group_column(rows: &[&Row], x: f32, em: f32) -> bool {
    let left = |row: &Row| {
        row.lines
            .first()
            .map(|line| line.bbox)
            .filter(|bbox| bbox.x1 <= x)
    };
    let right = |row: &Row| row.lines.iter().map(|line| line.bbox).find(|bbox| bbox.x0 >= x);
    let top = rows.iter().take_while(|row| row.figures() == 0).count();
    let (heads, body) = rows.split_at(top);
    let lefts: Vec<Bbox> = body.iter().filter_map(|row| left(row)).collect();
    let rights: Vec<Bbox> = body.iter().filter_map(|row| right(row)).collect();
    let (flush, start) = mode(lefts.iter().map(|bbox| bbox.x0).collect(), em * FLUSH);
    let (named, name) = mode(rights.iter().map(|bbox| bbox.x0).collect(), em * FLUSH);
    if lefts.len() < 2 || flush * 5 < lefts.len() * 4 || name < start {
        return false;
    }
    let is_name = |bbox: &Bbox| (bbox.x0 - name).abs() <= em * FLUSH;
    let both = body
        .iter()
        .filter(|row| left(row).is_some() && right(row).is_some_and(|bbox| is_name(&bbox)));
    let both = both.count();
    let hull = |boxes: &[Bbox]| {
        boxes
            .iter()
            .copied()
            .reduce(|a, b| a.hull(&b))
            .unwrap_or_default()
    };
    let names: Vec<Bbox> = rights.iter().copied().filter(|bbox| is_name(bbox)).collect();
    let end = hull(&names).x1 + em * MIN_SPARSE_GUTTER;
    let over_names = |head: Bbox| (name..=end).contains(&head.center().0);
    let headed = heads
        .iter()
        .any(|row| left(row).is_some() && right(row).is_some_and(over_names));
    let beside = both >= 2 && named * 5 >= body.len() * 4;
    let above = both == 0 && headed && (lefts.len() + named) * 10 >= body.len() * 9;
    beside || above && named * 5 >= body.len() * 2
}

/// Gutters no wider than blanks: they part figures, or words that all begin on one line.
fn narrow(rows: &[&Row], known: &[Gap], em: f32) -> Vec<Gap> {
    let body: Vec<&&Row> = rows
        .iter()
        .filter(|row| row.words.iter().any(|word| word.look == Look::Figure))
        .collect();
    if body.len() < 3 {
        return Vec::new();
    }
    let words = body.iter().flat_map(|row| row.words.iter().map(|word| word.bbox));
    let most = (body.len() as f32 * CROSSING_NARROW).floor() as i32;
    let gaps = uncovered(words, most, em * MIN_FIGURE_GUTTER);
    let mut bounds = known.to_vec();
    bounds.extend(
        gaps.iter()
            .filter(|gap| !known.iter().any(|other| overlap(gap, other))),
    );
    bounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found: Vec<Gap> = Vec::new();
    for (index, gap) in bounds.iter().enumerate() {
        if known.contains(gap) {
            continue;
        }
        let right = bounds.get(index + 1).map_or(f32::MAX, |next| next.0);
        let left = index
            .checked_sub(1)
            .and_then(|i| bounds.get(i))
            .map_or(f32::MIN, |next| next.1);
        if parts(&body, *gap, (left, right), em) {
            found.push(*gap);
        }
    }
    found
}

fn overlap(a: &Gap, b: &Gap) -> bool {
    a.1.min(b.1) - a.0.max(b.0) > 0.0
}

/// Whether what stands right of `gap`, up to the next one, is a column of its own.
fn parts(body: &[&&Row], gap: Gap, (left, right): (f32, f32), em: f32) -> bool {
    let x = (gap.0 + gap.1) / 2.0;
    let between = |row: &Row, from: f32, to: f32| -> Vec<Word> {
        let inside = |word: &&Word| (from..to).contains(&word.bbox.center().0);
        row.words.iter().filter(inside).copied().collect()
    };
    let (mut both, mut figures, mut firsts) = (0usize, 0usize, Vec::new());
    let mut filled = 0usize;
    let mut left_figures = 0usize;
    for row in body {
        let (before, after) = (between(row, left, x), between(row, x, right));
        let Some(first) = after.first() else { continue };
        filled += 1;
        firsts.push(first.bbox.x0);
        let is_figure = |words: &[Word]| words.iter().all(Word::is_of_figure);
        figures += usize::from(is_figure(&after));
        left_figures += usize::from(!before.is_empty() && is_figure(&before));
        both += usize::from(!before.is_empty());
    }
    let rows = body.len() as f32;
    let all_figures = figures as f32 >= filled as f32 * 0.8;
    if all_figures && filled >= 3 && filled as f32 >= rows * FIGURES && both * 3 >= filled {
        // Groups of three digits are no columns: figures on both sides stand farther apart than blanks.
        let groups = left_figures * 2 > both && gap.1 - gap.0 < em * 0.34;
        return !groups;
    }
    let (aligned, _) = mode(firsts, em * 0.15);
    gap.1 - gap.0 >= em * MIN_WORD_GUTTER
        && filled >= 4
        && filled as f32 >= rows * WORDS
        && both as f32 >= rows * WORDS
        && aligned as f32 >= filled as f32 * 0.85
}

/// Signs that stand apart from their figures (`$`, `△`, `%`, a closing bracket) are no columns of their own.
fn without_signs(rows: &[&Row], mut gutters: Vec<Gap>) -> Vec<Gap> {
    let mut index = 0;
    while index <= gutters.len() && !gutters.is_empty() {
        let columns = super::columns::columns_of(rows, &gutters);
        // Only headings stand above them.
        let heads = |part: &&Part| part.sign.is_none() && part.look != Look::Figure;
        let column = columns.get(index).map(Vec::as_slice).unwrap_or_default();
        let body: Vec<Option<Sign>> = column.iter().skip_while(heads).map(|part| part.sign).collect();
        let all = |sign: Sign| !body.is_empty() && body.iter().all(|found| *found == Some(sign));
        if all(Sign::Before) && index < gutters.len() {
            gutters.remove(index);
        } else if all(Sign::After) && index > 0 {
            gutters.remove(index - 1);
        } else {
            index += 1;
        }
    }
    gutters
}

/// White space between the pieces of a row.
pub(crate) fn of_row(row: &Row) -> Vec<Gap> {
    row.lines
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((a.bbox.x1, b.bbox.x0)),
            _ => None,
        })
        .collect()
}

/// Whether one white space of each is the same.
pub(crate) fn share(a: &[Gap], b: &[Gap], em: f32) -> bool {
    a.iter().any(|one| {
        b.iter()
            .any(|other| one.1.min(other.1) - one.0.max(other.0) >= em * MIN_GUTTER)
    })
}

/// Whether the row leaves one of the white spaces free.
pub(crate) fn leaves(row: &Row, gaps: &[Gap]) -> bool {
    let bbox = hull(&row.lines);
    gaps.iter().any(|gap| bbox.x1 <= gap.1 || bbox.x0 >= gap.0)
}
