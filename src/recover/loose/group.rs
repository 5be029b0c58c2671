//! Rows under their numbered headings: which heading a run of rows belongs to, and what it is called.

use super::header::labels_of;
use super::lexicon::Lexicon;
use super::loose_cell::{Loose, LooseParts};
use super::rows::Row;
use super::strip::append_wrapped;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

/// A numbered heading with its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// Number of the heading.
    pub(super) number: Option<u32>,
    /// Name of the heading.
    pub(super) name: Option<Passage>,
    /// A name that all rows without one of their own share.
    pub(super) shared: Option<Passage>,
    pub(super) rows: Vec<Row>,
    /// Whether the rows go on from the table before.
    pub(super) continues: bool,
}

/// One table: its groups and what is loose in it.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) groups: Vec<Group>,
    pub(super) loose: LooseParts,
}

impl Group {
    /// All narrative and short text of its rows, for comparison.
    pub(super) fn wording(&self) -> String {
        let texts = self
            .rows
            .iter()
            .flat_map(|row| row.texts.iter().flatten().chain(&row.names));
        texts.map(|text| key(text.as_str())).collect()
    }

    /// Whether some row has no name of its own.
    pub(super) fn has_unnamed(&self) -> bool {
        self.rows.iter().any(|row| row.names.is_empty())
    }
}

/// Runs of rows: a number 1, a heading's number, or a number that falls starts a new one. `last` is the number of
/// the last row of the table before.
pub(super) fn runs(rows: Vec<Row>, last: Option<u32>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut previous = last.unwrap_or_default();
    for row in rows {
        let open = groups.last().and_then(|group| group.number);
        let starts = match row.heading {
            Some(heading) => groups.is_empty() || open != Some(heading),
            None => groups.is_empty() || row.number <= previous,
        };
        if starts {
            let continues =
                groups.is_empty() && row.heading.is_none() && row.number > 1 && row.number == previous + 1;
            groups.push(Group {
                number: row.heading,
                continues,
                ..Group::default()
            });
        }
        previous = row.number;
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    groups
}

/// Gives every group the number of its heading: from the row, from a loose heading of the same table, or from
/// the gap that the neighbours leave.
pub(super) fn number_groups(tables: &mut [Table]) {
    let explicit: Vec<Option<u32>> = tables
        .iter()
        .flat_map(|table| &table.groups)
        .map(|g| g.number)
        .collect();
    let mut previous: Option<u32> = None;
    let mut index = 0;
    for table in tables {
        for group in &mut table.groups {
            let ahead = explicit.get(index + 1..).unwrap_or_default();
            index += 1;
            if group.number.is_none() && group.continues {
                group.number = previous;
            }
            if group.number.is_none() {
                group.number = choose_number(&mut table.loose, previous, ahead);
            }
            previous = group.number.or(previous);
        }
    }
}

fn choose_number(loose: &mut LooseParts, previous: Option<u32>, ahead: &[Option<u32>]) -> Option<u32> {
    let next = ahead.iter().flatten().next().copied();
    let unknown = ahead.iter().take_while(|number| number.is_none()).count();
    let mut free: Vec<u32> = loose
        .cells
        .iter()
        .filter(|cell| !cell.used && cell.what == Loose::Name && !cell.text.is_blank())
        .filter_map(|cell| cell.number)
        .collect();
    free.sort_unstable();
    let low = previous.map_or(0, |previous| previous + 1);
    let inside = |number: &u32| *number >= low && next.is_none_or(|next| *number < next);
    let in_gap = || {
        let fits = next.is_some_and(|next| next == low + 1 + u32::try_from(unknown).unwrap_or(u32::MAX - 1));
        (fits && previous.is_some()).then_some(low)
    };
    free.iter()
        .copied()
        .find(|&number| Some(number) == previous.map(|previous| previous + 1))
        .or_else(|| free.iter().copied().find(|number| inside(number)))
        .or_else(in_gap)
}

/// Names of headings and rows as far as numbers and places tell them.
pub(super) fn name_groups(table: &mut Table, lexicon: &Lexicon, words: &Vocabulary) {
    for cell in &mut table.loose.cells {
        // A label alone (取組項目) names nothing.
        cell.used |= cell.what == Loose::Name && labels_of(cell.text.as_str(), words).is_some();
    }
    for group in &mut table.groups {
        let heading = table.loose.cells.iter_mut().find(|cell| {
            !cell.used && cell.number.is_some() && cell.number == group.number && cell.what == Loose::Name
        });
        if let Some(cell) = heading.filter(|cell| !cell.text.is_blank()) {
            cell.used = true;
            group.name = Some(cell.text.clone());
            if let Some(row) = group.rows.first_mut() {
                row.heading_piece = Some(cell.whole.clone());
            }
        }
        split_inline_names(group, lexicon);
        for row in &mut group.rows {
            join_names(row);
        }
    }
}

/// A first row that prints the heading's number prints the heading's name before its own.
fn split_inline_names(group: &mut Group, lexicon: &Lexicon) {
    let known = group.name.is_some();
    let Some(row) = group
        .rows
        .first_mut()
        .filter(|row| row.heading.is_some() && !known)
    else {
        return;
    };
    let mut whole = Passage::default();
    for cell in &row.names {
        append_wrapped(&mut whole, cell);
    }
    if lexicon.has(&key(whole.as_str())) && !row.names.iter().any(|cell| lexicon.has(&key(cell.as_str()))) {
        row.names = vec![whole];
    } else if let Some((heading, own)) = split_by_lexicon(&whole, lexicon) {
        row.names = vec![heading, own];
    }
    if !row.names.is_empty() {
        group.name = Some(row.names.remove(0));
    }
}

/// Parts a text into two that the overview both knows.
fn split_by_lexicon(text: &Passage, lexicon: &Lexicon) -> Option<(Passage, Passage)> {
    let whole = text.as_str();
    if lexicon.has(&key(whole)) {
        return None;
    }
    let (at, _) = whole.char_indices().skip(2).find(|&(at, _)| {
        let (left, right) = whole.split_at(at);
        lexicon.has(&key(left)) && lexicon.has(&key(right))
    })?;
    Some((text.slice(0..at), text.slice(at..whole.len())))
}

fn join_names(row: &mut Row) {
    let mut cells = std::mem::take(&mut row.names).into_iter();
    if let Some(mut name) = cells.next() {
        for cell in cells {
            append_wrapped(&mut name, &cell);
        }
        row.names = vec![name];
    }
}
