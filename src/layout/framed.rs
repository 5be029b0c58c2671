//! Tables between long horizontal lines or stripes of shading, without vertical lines.

use super::columns::{self, Row, hull};
use super::found::Found;
use super::rules::Segment;
use super::words::Look;

/// Rows above the first line of a table fill at least this many columns.
const MIN_COLUMNS: usize = 3;
/// Lines of one table begin and end within this (points).
const SAME_ENDS: f32 = 4.0;
/// Lines this near (points) are a double line.
const DOUBLE: f32 = 3.0;
/// A table stands between at least this many lines.
const MIN_RULES: usize = 3;
/// From this many lines on, each may part two rows.
const MIN_ROW_RULES: usize = 4;
/// More lines of text than this between two rules are several rows.
const MAX_LINES: usize = 12;
/// White space (in em) below a line that closes a table.
const CLOSED: f32 = 1.1;
/// A line of text this long (share of the rules) between two rules is no row.
const LONG: f32 = 0.6;
/// A number before a heading and the white space behind it are at most this wide (in em).
const NUMBER: f32 = 2.0;
/// Rows this near (in em) above and below stripes go on with them.
const NEAR: f32 = 0.9;
/// The same where the rows between stripes stand as far apart, at most.
const MOST_NEAR: f32 = 2.0;

/// Lines with the same ends, top to bottom.
pub(crate) fn chains(rules: &[Segment]) -> Vec<Vec<Segment>> {
    let mut chains: Vec<Vec<Segment>> = Vec::new();
    for rule in rules {
        let same = |chain: &&mut Vec<Segment>| {
            chain.last().is_some_and(|last| {
                (last.from - rule.from).abs() <= SAME_ENDS && (last.to - rule.to).abs() <= SAME_ENDS
            })
        };
        match chains.iter_mut().find(same) {
            // A double line is one.
            Some(chain) if chain.last().is_some_and(|last| rule.at - last.at <= DOUBLE) => {}
            Some(chain) => chain.push(*rule),
            None => chains.push(vec![*rule]),
        }
    }
    chains.retain(|chain| chain.len() >= MIN_RULES);
    chains
}

/// The parts of a chain between which running text stands: tables of one width below each other.
pub(crate) fn split<'c>(chain: &'c [Segment], rows: &[Row], em: f32) -> Vec<&'c [Segment]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let usual = Room::usual(chain, rows);
    for (index, pair) in chain.windows(2).enumerate() {
        let [above, below] = pair else { continue };
        let mut inside = rows.iter().filter(|row| {
            let y = hull(&row.lines).center().1;
            y > above.at && y < below.at
        });
        let tables_end = match inside.clone().next() {
            None => below.at - above.at > em * 3.0,
            Some(first) => {
                let long = |row: &Row| hull(&row.lines).width() >= (above.to - above.from) * LONG;
                let room = Room::of(first, above, below);
                let sits_below = usual.is_some_and(|usual| room.is_below(usual));
                // A title with the unit at its end.
                let titled = usual.is_some_and(|usual| room.is_apart(usual))
                    && !first.lines.iter().any(|line| line.look == Look::Figure);
                let alone = inside.clone().nth(1).is_none();
                titled && alone && index > 0 && first.lines.len() <= TITLE_PIECES
                    || inside.all(|row| is_one_text(row, em))
                        && (hull(&first.lines).y0 - above.at > em * CLOSED || long(first) || sits_below)
            }
        };
        if tables_end {
            parts.extend(chain.get(start..=index));
            start = index + 1;
        }
    }
    parts.extend(chain.get(start..));
    parts.retain(|part| part.len() >= MIN_RULES);
    parts
}

/// White space above and below a row that stands alone between two lines.
#[derive(Clone, Copy)]
struct Room {
    above: f32,
    below: f32,
    /// From line to line.
    between: f32,
}

impl Room {
    fn of(row: &Row, above: &Segment, below: &Segment) -> Self {
        let bbox = hull(&row.lines);
        Room {
            above: bbox.y0 - above.at,
            below: below.at - bbox.y1,
            between: below.at - above.at,
        }
    }

    /// What most rows of several pieces between two lines have.
    fn usual(chain: &[Segment], rows: &[Row]) -> Option<Self> {
        let mut rooms: Vec<Room> = Vec::new();
        for pair in chain.windows(2) {
            let [above, below] = pair else { continue };
            let mut inside = rows.iter().filter(|row| {
                let y = hull(&row.lines).center().1;
                y > above.at && y < below.at
            });
            let only = inside.next().filter(|_| inside.next().is_none());
            rooms.extend(
                only.filter(|row| row.lines.len() > 1)
                    .map(|row| Room::of(row, above, below)),
            );
        }
        if rooms.len() < MIN_ROOMS {
            return None;
        }
        rooms.sort_by(|a, b| (a.above - a.below).total_cmp(&(b.above - b.below)));
        rooms.get(rooms.len() / 2).copied()
    }

    /// Whether a text sits on the line below it as the rows of its table do not: a heading of the table that begins there.
    fn is_below(self, usual: Self) -> bool {
        // Set tight between two lines that stand closer than rows do.
        if self.between < usual.between * TIGHT {
            return true;
        }
        self.below < usual.below * 0.6 && self.hangs(usual)
    }

    /// Whether a text stands in more white than rows do, most of it above: the title of the table that begins there.
    fn is_apart(self, usual: Self) -> bool {
        self.between > usual.between * WIDE && self.hangs(usual)
    }

    fn hangs(self, usual: Self) -> bool {
        self.above - self.below > usual.above - usual.below + MORE_ROOM
    }
}

/// Rows that say how texts stand between lines.
const MIN_ROOMS: usize = 4;
/// Lines this much nearer than those of rows (as a share) hold a heading between them.
const TIGHT: f32 = 0.7;
/// Pieces of a title with its unit.
const TITLE_PIECES: usize = 3;
/// Lines so many times as far apart as those around rows hold more than a row.
const WIDE: f32 = 1.4;
/// How much lower (points) than the rows a heading sits.
const MORE_ROOM: f32 = 2.5;

/// Whether a row is one piece of text, perhaps behind its number (２　健全化判断比率).
fn is_one_text(row: &Row, em: f32) -> bool {
    match row.lines.as_slice() {
        [number, rest] => number.bbox.width() <= em * NUMBER && rest.bbox.x0 - number.bbox.x1 <= em * NUMBER,
        lines => lines.len() < 2,
    }
}

/// The table between the lines of `chain` among `rows` (top to bottom), which stand inside its ends.
pub(crate) fn table(rows: &[Row], em: f32, chain: &[Segment], stripes: bool) -> Option<Found> {
    let (first, last) = (chain.first()?, chain.last()?);
    let inside = |row: &Row| {
        let y = hull(&row.lines).center().1;
        y > first.at && y < last.at
    };
    let mut from = rows.iter().position(inside)?;
    let mut to = from + rows.get(from..)?.iter().take_while(|row| inside(row)).count();
    if stripes {
        (from, to) = around(rows, from, to, em);
    }
    let slice = rows.get(from..to)?;
    if slice.len() < 2 {
        return None;
    }
    let ats: Vec<f32> = chain.iter().map(|rule| rule.at).collect();
    let parts_rows = chain.len() >= MIN_ROW_RULES && parts_rows(slice, &ats);
    let mut found = columns::whole(slice, !parts_rows, !stripes)?;
    (found.from, found.to) = (from, to);
    if !stripes {
        found.from = above(rows, found.from, &found, first.at, em);
    }
    let slice = rows.get(found.from..found.to)?;
    let below_head = ats
        .iter()
        .copied()
        .find(|at| slice.first().is_some_and(|row| hull(&row.lines).y1 < *at + em));
    if parts_rows {
        let above = rows.get(found.from..from).unwrap_or_default();
        found.row_rules = above.iter().map(|row| hull(&row.lines).y0).chain(ats).collect();
    } else if !stripes {
        found.group_rules = ats;
    }
    if !stripes && found.from == from {
        found.head_rule = below_head;
    }
    Some(found)
}

/// Rows right above the first line belong to its table when they fill its columns: tables whose lines stand below
/// their rows.
fn above(rows: &[Row], mut from: usize, found: &Found, top: f32, em: f32) -> usize {
    let count = found.gutters.len() + 1;
    let fills = |row: &Row| {
        let mut columns = row
            .lines
            .iter()
            .map(|line| columns::span(&line.bbox, &found.gutters));
        let mut last = None;
        columns.all(|(first, end)| first == end && last.replace(first) != Some(first))
            && row.lines.len() >= (count - count / 4).max(MIN_COLUMNS)
    };
    let mut below = top;
    while let Some(row) = from.checked_sub(1).and_then(|index| rows.get(index)) {
        let bbox = hull(&row.lines);
        let heads = row.lines.len() + 1 >= count && found.fits(rows, row, em);
        if below - bbox.y1 > em * NEAR || !fills(row) && !heads {
            break;
        }
        below = bbox.y0;
        from -= 1;
    }
    from
}

/// Rows right above and below stripes belong to their table.
fn around(rows: &[Row], mut from: usize, mut to: usize, em: f32) -> (usize, usize) {
    let gap = |above: &Row, below: &Row| hull(&below.lines).y0 - hull(&above.lines).y1;
    // They follow each other as the rows inside do.
    let inside = rows.get(from..to).unwrap_or_default().windows(2);
    let usual = inside.filter_map(|pair| match pair {
        [above, below] => Some(gap(above, below) + em * 0.1),
        _ => None,
    });
    let usual = usual.fold(em * NEAR, f32::max).min(em * MOST_NEAR);
    let near = |above: &Row, below: &Row| gap(above, below) <= usual;
    while let (Some(above), Some(first)) = (from.checked_sub(1).and_then(|i| rows.get(i)), rows.get(from))
        && near(above, first)
        && (above.lines.len() >= 2 || above.band == first.band)
    {
        from -= 1;
    }
    while let (Some(last), Some(below)) = (rows.get(to.wrapping_sub(1)), rows.get(to))
        && near(last, below)
        && (below.lines.len() >= 2 || last.band == below.band)
    {
        to += 1;
    }
    (from, to)
}

/// Whether a label stands before figures.
fn is_labelled(row: &Row) -> bool {
    let mut lines = row.lines.iter();
    lines.next().is_some_and(|label| label.look == Look::Text) && lines.any(|line| line.look == Look::Figure)
}

/// Whether each line parts two rows: between two of them stands one row, wrapped at most.
fn parts_rows(rows: &[Row], ats: &[f32]) -> bool {
    let band = |row: &Row| ats.partition_point(|&at| at < hull(&row.lines).center().1);
    let mut several = 0;
    for group in rows.chunk_by(|a, b| band(a) == band(b)) {
        if group.len() > MAX_LINES {
            return false;
        }
        // In a wrapped row, lines after the first fill fewer columns; rows of a table fill as many again.
        let most = group.iter().map(|row| row.lines.len()).max().unwrap_or(0);
        let figures = group.iter().filter(|row| row.figures() > 0).count();
        let full = group.iter().filter(|row| row.lines.len() == most).count();
        let filled = group.len() > 1 && most > 1 && full == group.len() && figures != 1;
        several += usize::from(filled || group.iter().filter(|row| is_labelled(row)).count() > 1);
    }
    several * 5 <= rows.chunk_by(|a, b| band(a) == band(b)).count()
}
