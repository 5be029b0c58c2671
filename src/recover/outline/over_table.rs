//! Departments printed over a table that names none: 担当課：企画課 over a list or a sheet.

use crate::japanese::is_bullet;
use crate::layout::Grid;
use crate::source::{Block, Line, Passage, Reading};
use crate::vocabulary::key;

use crate::recover::lexicon::Role;
use crate::recover::lines::{fields, listing};
use crate::recover::plan::{Plan, Plans};
use crate::recover::state::{State, extend_departments};
use crate::recover::{departments, lines};

/// Lines between the one that names the department and the table: its unit, a caption.
const MOST_BETWEEN: usize = 2;
/// Longest line of nothing but departments.
const LONGEST: usize = 30;

/// Keeps the departments of a line for the rows of the table right below it. Tells whether it did.
pub(in crate::recover) fn read_line(
    state: &mut State<'_>,
    reading: &Reading,
    plans: &Plans,
    index: usize,
    line: &Line,
) -> bool {
    let Some((block, grid)) = table_below(reading, index) else {
        return read_over_list(state, reading, index, line);
    };
    let labels = || {
        (0..grid.rows())
            .flat_map(|row| grid.origins(row))
            .map(|cell| state.lexicon.label(cell.text.as_str()))
    };
    if labels().any(|role| role == Some(Role::Department)) {
        return false;
    }
    let found = departments_of(state, &line.text);
    if found.is_empty() {
        return false;
    }
    match plans.by_block.get(&block) {
        Some(Plan::Rows(..)) => {
            state.close_item();
            state.over_table = found.into_iter().map(|(_, value)| value).collect();
            true
        }
        Some(Plan::Form) if labels().flatten().any(|role| names_row(state, &role)) => {
            state.close_item();
            let fields = found
                .into_iter()
                .map(|(label, value)| (label, Role::Department, value));
            state.waiting = fields.collect();
            true
        }
        _ => false,
    }
}

/// Keeps the departments of a framed line (【企画課】) for the rows that stand below it as lines of a list.
fn read_over_list(state: &mut State<'_>, reading: &Reading, index: usize, line: &Line) -> bool {
    let mut below = reading.blocks.iter().skip(index + 1);
    let next = below.find(|block| !matches!(block, Block::Blank));
    let lists = matches!(next, Some(Block::Line(next)) if listing::set_off(&next.text) > 0);
    if state.ruled || !lists || !lines::unframed(&line.text).1 {
        return false;
    }
    let found = departments_of(state, &line.text);
    if found.is_empty() {
        return false;
    }
    state.close_item();
    state.over_list = found.into_iter().map(|(_, value)| value).collect();
    true
}

/// Gives what stood over a list to its row that was opened last.
pub(in crate::recover) fn give_listed(state: &mut State<'_>) {
    for text in state.over_list.clone() {
        state.give(&Passage::default(), &Role::Department, &text);
    }
}

/// Gives what stood over a table to its rows.
pub(in crate::recover) fn give(state: &mut State<'_>, rows: std::ops::Range<usize>) {
    for text in std::mem::take(&mut state.over_table) {
        let found = departments::split(&text, state.lexicon.words);
        for entry in state.entries.get_mut(rows.clone()).unwrap_or_default() {
            extend_departments(&mut entry.departments, found.clone());
            entry.places.push(text.clone());
        }
    }
}

fn names_row(state: &State<'_>, role: &Role) -> bool {
    match role {
        Role::Level(word) => state.kinds.item.as_ref() == Some(word),
        Role::Name => true,
        _ => false,
    }
}

/// The table that follows a line, but for blanks and a caption.
fn table_below(reading: &Reading, index: usize) -> Option<(usize, &Grid)> {
    let mut between = 0;
    for (at, block) in reading.blocks.iter().enumerate().skip(index + 1) {
        match block {
            Block::Table(grid) => return Some((at, grid)),
            Block::Blank => {}
            Block::Line(line)
                if between < MOST_BETWEEN && key(line.text.as_str()).chars().count() <= LONGEST =>
            {
                between += 1;
            }
            Block::Line(_) | Block::Page => return None,
        }
    }
    None
}

/// Labels and values of a line that says departments and nothing else.
fn departments_of(state: &State<'_>, line: &Passage) -> Vec<(Passage, Passage)> {
    let several = fields::of(line, state.lexicon, true);
    let fields = if several.is_empty() {
        lines::pair(line, state.lexicon, true).into_iter().collect()
    } else {
        several
    };
    if !fields.is_empty() {
        let all = fields.iter().all(|(_, role, _)| *role == Role::Department);
        let kept = fields.into_iter().filter(|_| all);
        return kept.map(|(label, _, value)| (label, value)).collect();
    }
    let bare = lines::unframed(line).0.trim();
    // ■総務課: the mark only sets the line off.
    let marks = bare.as_str().len() - bare.as_str().trim_start_matches(is_bullet).len();
    let bare = bare.slice(marks..bare.as_str().len()).trim();
    let words = state.lexicon.words;
    let short = key(bare.as_str()).chars().count() <= LONGEST;
    if short && departments::are_sure(&bare, words) {
        vec![(Passage::default(), bare)]
    } else {
        Vec::new()
    }
}
