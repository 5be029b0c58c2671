//! Rows out of plain text layers whose tables came out without cells and in scrambled order.
//!
//! A header line opens each table; what follows is cut into pieces, rows are closed by their departments, and the
//! cells that came out away from their rows (headings, names, narrative that rows share) are dealt back on the
//! evidence of numbers, words, order, and the overview list that says the same things unbroken.

mod assign;
mod board;
mod build;
mod charts;
mod department;
mod figures;
mod group;
mod header;
mod indicators;
mod lexicon;
mod loose_cell;
mod marks;
mod outline;
mod overview;
mod piece;
mod rest;
mod rows;
mod seam;
mod strip;

#[cfg(test)]
mod tests;

use department::Register;
use group::Table;
use header::{Role, Unit};
use lexicon::Lexicon;
use piece::Piece;
use rows::Layout;
use strip::Strip;

use super::{Draft, Ledger, Part};
use crate::source::{Block, Reading};
use crate::vocabulary::Vocabulary;

/// Below so many rows a document is not taken for one of this kind.
const FEWEST_ROWS: usize = 2;

/// Reads a document whose tables came out as plain lines; `None` when it does not look like one.
#[must_use]
pub fn recover(reading: &Reading, words: &Vocabulary, ledger: &mut Ledger) -> Option<Draft> {
    if !is_plain(reading) {
        return None;
    }
    let mut strips = strip::strips(reading);
    let mut units = header::units(&strips, words);
    let heads = strip::running_heads(&strips);
    if !heads.is_empty() {
        let (kept, left_out) = strip::without(strips, &heads);
        for strip in &left_out {
            ledger.claim_passage(Part::Furniture, &strip.text, &reading.canvas);
        }
        strips = kept;
        units = header::units(&strips, words);
    }
    if !units.iter().any(Unit::is_detail) {
        return None;
    }
    let register = Register::learn(&strips, words);
    let lines = |unit: &Unit| strips.get(unit.lines.clone()).unwrap_or_default();
    let cut = |unit: &Unit| piece::pieces(lines(unit), words, &register);
    let (details, lists): (Vec<_>, Vec<_>) = units
        .iter()
        .map(|unit| (unit, cut(unit)))
        .partition(|(unit, _)| unit.is_detail());
    let listed: Vec<(&Unit, &[Piece])> = lists
        .iter()
        .map(|(unit, pieces)| (*unit, pieces.as_slice()))
        .collect();
    let lexicon = Lexicon::learn(&strips, &listed);
    let mut tables = tables(&details, &lexicon);
    if count_rows(&tables) < FEWEST_ROWS {
        return None;
    }
    let labels: Vec<Vec<String>> = details.iter().map(|(unit, _)| labels_of(unit)).collect();
    settle(&mut tables, &labels, &lexicon, words);
    let first = details.first().map_or(0, |(unit, _)| unit.header);
    let titles = outline::titles(&strips, first, words);
    let outline = outline::outline(&tables, &titles);
    let kind = kind_of(&tables, &units, &outline, words);
    let names = build::Names {
        kind: &kind,
        labels: &labels,
    };
    let mut draft = build::build(&tables, &outline, &names, &reading.canvas, ledger);
    for (_, pieces) in &lists {
        overview::read(pieces, &kind, &mut draft, &reading.canvas, ledger);
    }
    finish(&strips, &units, &tables, &mut draft, reading, words, ledger);
    Some(draft)
}

fn count_rows(tables: &[Table]) -> usize {
    tables
        .iter()
        .flat_map(|table| &table.groups)
        .map(|group| group.rows.len())
        .sum()
}

/// Many lines, hardly any cell of a table.
fn is_plain(reading: &Reading) -> bool {
    let mut lines = 0;
    let mut cells = 0;
    for block in &reading.blocks {
        match block {
            Block::Line(line) if !line.text.is_blank() => lines += 1,
            Block::Table(grid) => cells += grid.rows() * grid.columns(),
            _ => {}
        }
    }
    lines > 5 && cells * 10 < lines
}

fn labels_of(unit: &Unit) -> Vec<String> {
    unit.text_labels().into_iter().map(str::to_owned).collect()
}

fn tables(details: &[(&Unit, Vec<Piece>)], lexicon: &Lexicon) -> Vec<Table> {
    let full = rows::full_width(details.iter().map(|(_, pieces)| pieces.as_slice()));
    let seams = seam::Seams { lexicon, full };
    let mut last = None;
    let mut tables = Vec::new();
    for (unit, pieces) in details {
        let layout = Layout {
            labels: labels_of(unit),
            department_first: unit.department_first(),
            full,
        };
        let parsed = rows::parse(pieces, &layout);
        let loose = loose_cell::collect(&parsed.loose, &seams);
        let groups = group::runs(parsed.rows, last);
        last = groups
            .last()
            .and_then(|group| group.rows.last())
            .map(|row| row.number)
            .or(last);
        tables.push(Table { groups, loose });
    }
    tables
}

/// Numbers, names and shared narrative, in this order: each leans on the one before.
fn settle(tables: &mut [Table], labels: &[Vec<String>], lexicon: &Lexicon, words: &Vocabulary) {
    group::number_groups(tables);
    for (table, labels) in tables.iter_mut().zip(labels) {
        group::name_groups(table, lexicon, words);
        assign::names(table, lexicon);
        assign::narrative(table, labels.len());
    }
}

/// The document's word for its rows: a level word among the labels that heads no heading.
fn kind_of(tables: &[Table], units: &[Unit], outline: &outline::Outline, words: &Vocabulary) -> String {
    let loose = tables.iter().flat_map(|table| &table.loose.labels);
    let labels = loose
        .filter_map(|label| header::labels_of(label.as_str(), words))
        .flatten();
    let columns = units.iter().flat_map(|unit| unit.columns.iter().cloned());
    labels
        .chain(columns)
        .filter(|column| column.role == Role::Level)
        .map(|column| without_suffix(&column.label, words))
        .find(|label| {
            !outline
                .headings
                .iter()
                .any(|heading| heading.level.as_ref() == Some(label))
        })
        .unwrap_or_default()
}

fn without_suffix(label: &str, words: &Vocabulary) -> String {
    if words.levels.tier(label).is_some() {
        return label.to_owned();
    }
    let stripped = words
        .levels
        .suffixes
        .iter()
        .find_map(|suffix| label.strip_suffix(suffix.as_str()));
    stripped.unwrap_or(label).to_owned()
}

/// Labels, indicators, counts and all that is left.
fn finish(
    strips: &[Strip],
    units: &[Unit],
    tables: &[Table],
    draft: &mut Draft,
    reading: &Reading,
    words: &Vocabulary,
    ledger: &mut Ledger,
) {
    let canvas = &reading.canvas;
    for unit in units {
        if let Some(strip) = strips.get(unit.header) {
            ledger.claim_passage(super::Part::Items, &strip.text, canvas);
        }
    }
    for label in tables.iter().flat_map(|table| &table.loose.labels) {
        ledger.claim_passage(super::Part::Items, label, canvas);
    }
    let outside = units.iter().map(|unit| unit.header).min().unwrap_or(strips.len());
    let before = strips.get(..outside).unwrap_or_default();
    indicators::read(before, words, draft, canvas, ledger);
    crate::recover::grades::counts::state(before.iter().map(|strip| &strip.text), draft, canvas);
    rest::book(strips, units, canvas, ledger);
}
