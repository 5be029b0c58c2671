//! What the company of a cell makes of it: a label that nobody knows, an answer whose words label other things.

use crate::layout::Cell;
use crate::recover::columns::{self, Look};
use crate::recover::grades;
use crate::recover::lexicon::{Role, is_longer};
use crate::recover::matrix::block;
use crate::recover::state::State;
use crate::vocabulary::key;

use super::board::{Board, Kind};
use super::words::{LONGEST_UNKNOWN, wordy};

/// Longest text of a label that no vocabulary knows in the first column, where labels stand.
const LONGEST_FIRST: usize = 36;
/// Text this long beside a short cell in the first column is what that one labels.
const NARRATIVE: usize = 25;

impl Board<'_> {
    /// 款 | 07 | 項 | 02: words of the budget's account label what stands right of them.
    pub(super) fn mark_accounts(&mut self, state: &State<'_>) {
        let words = state.lexicon.words;
        for row in 0..self.grid.rows() {
            let named: Vec<&Cell> = self
                .row(row)
                .into_iter()
                .filter(|cell| words.is_label("account", &key(cell.text.as_str())))
                .filter(|cell| self.right_of(cell).is_some_and(|right| self.is_value(right)))
                .collect();
            // 02 | 款 | 05 | 項: the words stand behind their codes.
            let behind = named
                .first()
                .and_then(|first| self.left_of(first))
                .is_some_and(|left| key(left.text.as_str()).chars().all(|c| c.is_ascii_digit()));
            for cell in named.iter().filter(|_| named.len() > 1 && !behind) {
                self.set(cell, Kind::Label(Role::Text));
            }
        }
    }

    /// `02 | 款 | 05 | 項`: the word behind a figure says what that counts, no label.
    pub(super) fn numbered_accounts(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in cells {
            let counts = || matches!(key(cell.text.as_str()).as_str(), "款" | "項" | "目" | "節");
            let counted = |left: &Cell| columns::look(left.text.as_str(), state.lexicon.words) == Look::Whole;
            if !is_longer(cell.text.as_str(), 1) && counts() && self.left_of(cell).is_some_and(counted) {
                self.set(cell, Kind::Value);
            }
        }
    }

    /// Right of a level's label stands its name, whatever else that word may be.
    pub(super) fn answer_levels(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in cells {
            let after_level = self
                .left_of(cell)
                .is_some_and(|left| left.row == cell.row && matches!(self.label(left), Some(Role::Level(_))));
            let doubtful = matches!(
                self.label(cell),
                Some(Role::Text | Role::Flag | Role::Budget | Role::Funding)
            );
            let dated = self.label(cell) == Some(&Role::Period)
                && self.left_of(cell).is_some_and(|left| {
                    self.label(left).is_some_and(|role| *role != Role::Period) && left.rows == cell.rows
                });
            let beside = self
                .left_of(cell)
                .filter(|left| (left.row, left.rows) == (cell.row, cell.rows))
                .and_then(|left| self.label(left));
            // 今後の方向性 | 事業終了, 拡充・継続・縮小: what is chosen, though the words head dates or marks elsewhere.
            let chosen = match self.label(cell) {
                Some(Role::Text) => {
                    beside == Some(&Role::Evaluation)
                        && grades::ends_in_choice(&cell.text, state.lexicon.words)
                }
                Some(Role::Flag) => beside.is_some_and(|role| !matches!(role, Role::Period | Role::Flag)),
                _ => false,
            };
            let last = self.right_of(cell).is_none_or(|right| !self.is_value(right));
            let heads = || self.is_heads(cell.row) || self.tall_heads(cell.row).is_some();
            if (after_level && doubtful || dated || chosen) && last && !heads() {
                self.set(cell, Kind::Value);
            }
        }
    }

    /// What stands alone beside a label is its value, whatever words it holds: where labels are shaded and it is not,
    /// or where it looks like a label and its value but stands beside a label of a narrative.
    pub(super) fn clear_answers(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in &cells {
            let shaded = state.tints.marks(cell) || state.tints.heads(self.grid, cell);
            if matches!(self.kind(cell), Kind::Value) && shaded {
                self.set(cell, Kind::Label(Role::Text));
            }
        }
        for cell in cells {
            let captioned = self
                .above(cell)
                .is_some_and(|above| state.tints.heads(self.grid, above) && self.label(above).is_some());
            if captioned && !matches!(self.kind(cell), Kind::Blank) {
                self.set(cell, Kind::Value);
            }
            let Some(left) = self.left_of(cell) else { continue };
            let alone = self
                .right_of(cell)
                .is_none_or(|right| matches!(self.kind(right), Kind::Blank) || self.label(right).is_some());
            let beside = left.row == cell.row && left.rows == cell.rows;
            let told = match self.kind(cell) {
                Kind::Blank | Kind::Value => false,
                _ if state.tints.marks(left) && state.tints.clears(cell) => true,
                Kind::Pair(_, Role::Text | Role::Department | Role::Name | Role::Level(_), _) => {
                    self.label(left) == Some(&Role::Text)
                }
                _ => false,
            };
            if told && alone && beside {
                self.set(cell, Kind::Value);
            }
        }
    }

    /// Cells that stand where labels stand are labels, also when nobody knows their words.
    pub(super) fn promote(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in cells {
            let most = if cell.column == 0 {
                LONGEST_FIRST
            } else {
                LONGEST_UNKNOWN
            };
            let answer = self.left_of(cell).is_some_and(|left| {
                state.tints.marks(left) && state.tints.clears(cell) && left.row == cell.row
            });
            if self.is_value(cell) && !answer && self.stands_as_label(cell, state) && wordy(cell, state, most)
            {
                self.set(cell, Kind::Label(Role::Text));
            }
        }
    }

    fn stands_as_label(&self, cell: &Cell, state: &State<'_>) -> bool {
        let Some(right) = self.right_of(cell) else {
            return false;
        };
        // 大項目 over it, 施策名, 担当課: what that asks for.
        let asked = |above: &Cell| {
            let sure = matches!(
                self.label(above),
                Some(Role::Level(_) | Role::Name | Role::Number | Role::Department)
            );
            sure && above.column == cell.column && above.rows == 1 && self.is_heads(above.row)
        };
        if self.above(cell).is_some_and(asked) {
            return false;
        }
        let left = self.left_of(cell);
        let is_label = |cell: &Cell| self.label(cell).is_some_and(|role| *role != Role::Period);
        let named = left.is_some_and(|left| {
            matches!(self.label(left), Some(Role::Level(_) | Role::Name))
                && (left.row, left.rows) == (cell.row, cell.rows)
        });
        if named && cell.rows > 1 {
            return false;
        }
        if is_label(right) {
            // A label beside labels: of their group.
            let answer =
                left.is_some_and(|left| is_label(left) && (left.row, left.rows) == (cell.row, cell.rows));
            return right.row == cell.row && (cell.rows > 1 && !answer || left.is_none());
        }
        let is_answer = matches!(
            self.kind(right),
            Kind::Value | Kind::Blank | Kind::Pair(..) | Kind::Label(Role::Period)
        );
        let column = (0..self.grid.rows()).filter_map(|row| self.grid.cell(row, cell.column));
        let peers: Vec<&Cell> = column
            .filter(|other| other.column == cell.column && other.columns == cell.columns && is_label(other))
            .filter(|other| self.right_of(other).is_some_and(|right| !is_label(right)))
            .collect();
        // Right of a label stands its value, unless labels stand in this column elsewhere, behind others.
        let answers = left.is_some_and(|left| is_label(left) && left.rows <= cell.rows);
        if answers {
            // `実施方法 | 直営 | 委託 | 補助` is a label with several answers.
            let alone = self.right_of(right).is_none_or(|next| !self.is_value(next));
            return self.is_value(right)
                && alone
                && peers.iter().any(|peer| self.left_of(peer).is_some_and(is_label));
        }
        let beside_group = left.is_some_and(|left| is_label(left) && left.rows > cell.rows);
        // `label | value | this | value`, a unit of the value counted with it.
        let unit = |cell: &&Cell| block::is_unit(&key(cell.text.as_str()), state.lexicon.words);
        let before = left.filter(unit).and_then(|unit| self.left_of(unit)).or(left);
        let answered = before.is_some_and(|before| {
            self.is_value(before)
                && self
                    .left_of(before)
                    .is_some_and(|first| is_label(first) && first.rows <= before.rows)
        });
        let narrative = right.text.as_str().chars().count() >= NARRATIVE;
        let pair = left.is_none() && (narrative || self.grid.columns() == 2);
        let asks = left.is_none_or(|left| left.rows > cell.rows) && self.has_options(cell, state);
        is_answer && (beside_group || answered || !peers.is_empty() || pair || asks)
    }

    /// Whether options stand right of a cell, each behind a slot for its mark, one of them marked.
    fn has_options(&self, cell: &Cell, state: &State<'_>) -> bool {
        let column = cell.column + cell.columns;
        let slots = (cell.row..cell.row + cell.rows).filter_map(|row| {
            let slot = self
                .at(row, column)
                .filter(|slot| slot.row == row && slot.rows == 1)?;
            Some((slot, self.right_of(slot)?))
        });
        let is_mark = |slot: &Cell| crate::recover::grades::is_mark(slot.text.as_str(), state.lexicon.words);
        let (mut all, mut options, mut marked) = (0, 0, false);
        for (slot, option) in slots {
            all += 1;
            options += usize::from((slot.text.is_blank() || is_mark(slot)) && self.is_value(option));
            marked |= self.row(slot.row).into_iter().any(is_mark);
        }
        all > 0 && options == all && marked
    }
}
