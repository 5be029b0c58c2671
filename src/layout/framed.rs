//! Tables between long horizontal lines, without vertical ones.

use super::columns::{self, Found, Row, hull};
use super::rules::Segment;

/// Lines of one table begin and end within this (points).
const SAME_ENDS: f32 = 4.0;
/// A table stands between at least this many lines.
const MIN_RULES: usize = 3;
/// From this many lines on, each may part two rows.
const MIN_ROW_RULES: usize = 4;
/// More lines of text than this between two rules are several rows.
const MAX_LINES: usize = 12;

/// Tables whose rows stand between lines of one length, top to bottom.
pub(crate) fn find(rows: &[Row], em: f32, rules: &[Segment]) -> Vec<Found> {
    let mut found: Vec<Found> = chains(rules)
        .into_iter()
        .filter_map(|chain| table(rows, em, &chain))
        .collect();
    found.sort_by_key(|table| table.from);
    let mut end = 0;
    found.retain(|table| {
        let apart = table.from >= end;
        end = end.max(table.to);
        apart
    });
    found
}

/// Lines with the same ends, top to bottom.
fn chains(rules: &[Segment]) -> Vec<Vec<Segment>> {
    let mut chains: Vec<Vec<Segment>> = Vec::new();
    for rule in rules {
        let same = |chain: &&mut Vec<Segment>| {
            chain.last().is_some_and(|last| {
                (last.from - rule.from).abs() <= SAME_ENDS && (last.to - rule.to).abs() <= SAME_ENDS
            })
        };
        match chains.iter_mut().find(same) {
            Some(chain) => chain.push(*rule),
            None => chains.push(vec![*rule]),
        }
    }
    chains.retain(|chain| chain.len() >= MIN_RULES);
    chains
}

fn table(rows: &[Row], em: f32, chain: &[Segment]) -> Option<Found> {
    let (first, last) = (chain.first()?, chain.last()?);
    let inside = |row: &Row| {
        let bbox = hull(&row.lines);
        let (x, y) = bbox.center();
        y > first.at && y < last.at && x > first.from && x < first.to
    };
    let from = rows.iter().position(inside)?;
    let to = from + rows.get(from..)?.iter().take_while(|row| inside(row)).count();
    let slice = rows.get(from..to)?;
    if slice.len() < 2 {
        return None;
    }
    let ats: Vec<f32> = chain.iter().map(|rule| rule.at).collect();
    let parts_rows = chain.len() >= MIN_ROW_RULES && parts_rows(slice, &ats);
    let mut found = columns::whole(slice, em, !parts_rows)?;
    (found.from, found.to) = (from, to);
    if parts_rows {
        found.row_rules = ats;
    }
    Some(found)
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
        let full = group.iter().filter(|row| row.lines.len() == most).count();
        several += usize::from(group.len() > 1 && most > 1 && full == group.len());
    }
    several * 5 <= rows.chunk_by(|a, b| band(a) == band(b)).count()
}
