//! What a cell of a form is by its own words.

use crate::japanese;
use crate::layout::Cell;
use crate::recover::columns::{self, Look};
use crate::recover::lexicon::Role;
use crate::recover::matrix::block;
use crate::recover::rows::marks;
use crate::recover::state::State;
use crate::recover::{departments, grades, lines};
use crate::vocabulary::key;

use super::board::Kind;

/// Longest text of a label that no vocabulary knows.
pub(super) const LONGEST_UNKNOWN: usize = 20;
/// Letters of a word over the names of rows.
const LONGEST_OPENER: usize = 8;

/// What a cell is by its own words.
pub(super) fn alone(cell: &Cell, state: &State<'_>) -> Kind {
    if cell.text.is_blank() {
        return Kind::Blank;
    }
    match state.lexicon.label(cell.text.as_str()) {
        // 補助金名 | …: names the row of a document whose rows have no level word.
        Some(Role::Name) if state.kinds.item.is_some() => {
            let word = crate::recover::survey::named_word(cell.text.as_str());
            let names = state.kinds.item.as_ref() == Some(&word);
            // 名称 on sheets whose title says what they are of.
            let item = state.kinds.item.clone().filter(|item| {
                let tier = state.lexicon.words.levels.tier(item);
                tier >= Some(crate::recover::lines::listing::ROW_TIER) && key(cell.text.as_str()) == "名称"
            });
            if let Some(item) = item {
                return Kind::Label(Role::Level(item));
            }
            return Kind::Label(if names { Role::Level(word) } else { Role::Name });
        }
        Some(role) => return Kind::Label(role),
        None => {}
    }
    if is_opener(cell, state) {
        return Kind::Label(Role::Text);
    }
    if let Some((label, role, value)) = lines::colon_pair(&cell.text, state.lexicon) {
        return Kind::Pair(label, role, value);
    }
    state
        .lexicon
        .heading_in(&cell.text)
        .map_or(Kind::Value, Kind::Heading)
}

/// 項目, 区分, 視点: what stands over the names of rows.
pub(super) fn is_opener(cell: &Cell, state: &State<'_>) -> bool {
    let words = state.lexicon.words;
    // 点検の視点: what is looked at stands before the word.
    let label = crate::recover::lexicon::bare(cell.text.as_str());
    let short = label.chars().count() <= LONGEST_OPENER;
    let ends = ["視点", "観点", "項目"].iter().any(|end| label.ends_with(end));
    let unknown = || !matches!(state.lexicon.label(&label), Some(Role::Level(_)));
    words.is_label("rows", cell.text.as_str()) || short && ends && unknown()
}

/// Whether a text may be a label that no vocabulary knows: a few words, no figure, grade, choice or department.
pub(super) fn wordy(cell: &Cell, state: &State<'_>, most: usize) -> bool {
    let words = state.lexicon.words;
    let raw = cell.text.as_str();
    let text = crate::recover::lexicon::bare(raw);
    let letters = text.chars().filter(|c| japanese::is_japanese(*c)).count();
    (2..=most).contains(&text.chars().count())
        && letters * 2 > text.chars().count()
        && !text.contains('。')
        && !text.starts_with(['・', '※', '○', '●', '□', '■', '〇', '◯', '◎', '→', '(', '-'])
        && matches!(columns::look(raw, words), Look::Short | Look::Prose)
        && !departments::looks_like(raw, words)
        && grades::read(raw, words).is_none()
        && marks::split(&cell.text).is_none()
        && !block::is_unit(&key(raw), words)
        && !words.flags.words.contains(&key(raw))
}
