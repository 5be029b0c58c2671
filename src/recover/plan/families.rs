//! Tables of rows that are planned together.

use crate::layout::Grid;
use crate::model::Engine;
use crate::source::{Passage, Reading};

use crate::recover::columns::{Header, HeaderCell};
use crate::recover::lexicon::Lexicon;
use crate::recover::matrix::parts;

use super::forms::row_has_labels;

/// Tables of rows with the same number of columns and the same header words.
pub(in crate::recover) struct Family {
    pub(in crate::recover) headers: Vec<Header>,
    pub(in crate::recover) rows: Vec<Vec<Passage>>,
    pub(in crate::recover) caption_unit: Option<String>,
    /// The line over them says that the figures are no money (単位：人).
    pub(in crate::recover) counts: bool,
    /// The line over the first of them that says which budget or account it is of.
    pub(in crate::recover) heading: Option<String>,
}

/// The families whose headers may speak for a damaged one: on pages, headers are what they are.
pub(super) fn others<'f>(family: &'f Family, all: &'f [Family], reading: &Reading) -> &'f [Family] {
    if reading.engine == Engine::Text {
        all
    } else {
        std::slice::from_ref(family)
    }
}

/// Body rows as cells, trailing blanks kept.
pub(super) fn body(grid: &Grid, from: usize) -> Vec<Vec<Passage>> {
    (from..grid.rows())
        .map(|row| {
            (0..grid.columns())
                .map(|column| {
                    grid.cell(row, column)
                        .filter(|cell| cell.row == row && cell.column == column)
                        .map(|cell| cell.text.clone())
                        .unwrap_or_default()
                })
                .collect()
        })
        .filter(|row: &Vec<Passage>| row.iter().any(|cell| !cell.is_blank()))
        .collect()
}

/// Number of cells up to the last one that is not blank.
pub(in crate::recover) fn effective(row: &[Passage]) -> usize {
    row.iter()
        .rposition(|cell| !cell.is_blank())
        .map_or(0, |last| last + 1)
}

pub(super) fn join_family(
    families: &mut Vec<Family>,
    grid: &Grid,
    header: Header,
    (caption, counts): (Option<String>, bool),
) -> usize {
    let rows = body(grid, header.rows);
    let labels = |header: &Header| header.columns.iter().map(HeaderCell::label).collect::<Vec<_>>();
    let mine = labels(&header);
    // The same header under another unit is another table.
    let unit = |family: &Family| {
        let same = caption.is_none() || family.caption_unit.is_none() || caption == family.caption_unit;
        same && family.counts == counts
    };
    let same = families
        .iter()
        .position(|family| unit(family) && family.headers.iter().any(|other| labels(other) == mine));
    let index = same.unwrap_or_else(|| {
        families.push(Family {
            headers: Vec::new(),
            rows: Vec::new(),
            caption_unit: None,
            counts,
            heading: None,
        });
        families.len() - 1
    });
    let family = &mut families[index];
    family.rows.extend(rows);
    family.headers.push(header);
    family.caption_unit = caption.or(family.caption_unit.take());
    index
}

/// Whether a table without header goes on with the family: as many cells as its rows (or its header) have, no labels.
pub(super) fn continues(grid: &Grid, family: &Family, lexicon: &Lexicon<'_>) -> bool {
    let total = |text: &Passage| parts::kind_of(text, lexicon) == parts::Kind::Total;
    let labelled = (0..grid.rows()).any(|row| {
        let first = grid.origins(row).find(|cell| !cell.text.is_blank());
        !first.is_some_and(|cell| total(&cell.text)) && row_has_labels(grid, row, lexicon)
    });
    if labelled {
        return false;
    }
    let rows = body(grid, 0);
    let Some(width) = rows.iter().map(|row| effective(row)).max() else {
        return false;
    };
    let known = family.rows.iter().map(|row| effective(row)).max();
    let header = family.headers.first().map_or(0, |header| header.columns.len());
    match known {
        Some(known) => width.abs_diff(known) <= 1 && width >= 2 || grid.columns() == header,
        None => width >= 2 && width <= header,
    }
}
