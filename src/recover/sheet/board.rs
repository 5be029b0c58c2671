//! What each cell of a form is by itself and by the company it keeps: label, heading or value.

use std::collections::{BTreeMap, BTreeSet};

use crate::japanese;
use crate::layout::{Cell, Grid};
use crate::recover::columns::{self, Look};
use crate::recover::lexicon::{Heading, Role};
use crate::recover::shading::LabelTints;
use crate::recover::state::State;
use crate::recover::{block, departments, grades, lines, marks};
use crate::source::Passage;
use crate::vocabulary::key;

/// Longest text of a label that no vocabulary knows.
const LONGEST_UNKNOWN: usize = 20;
/// The same in the first column, where labels stand.
const LONGEST_FIRST: usize = 36;
/// Rows looked at below a level's name for more lines of labels.
const LINES: usize = 5;
/// Text this long beside a short cell in the first column is what that one labels.
const NARRATIVE: usize = 25;

/// What a cell is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Label(Role),
    Heading(Heading),
    /// 担当課：財政課: label, its role and the value in one cell.
    Pair(Passage, Role, Passage),
    Value,
    Blank,
}

/// A form with what its cells are.
pub(super) struct Board<'g> {
    pub grid: &'g Grid,
    kinds: BTreeMap<(usize, usize), Kind>,
    tints: LabelTints,
}

impl<'g> Board<'g> {
    /// Looks at every cell but those that belong to blocks of figures.
    pub fn new(grid: &'g Grid, taken: &BTreeSet<(usize, usize)>, state: &State<'_>) -> Self {
        let mut board = Board {
            grid,
            kinds: BTreeMap::new(),
            tints: state.tints.clone(),
        };
        for cell in (0..grid.rows()).flat_map(|row| grid.origins(row)) {
            if !taken.contains(&(cell.row, cell.column)) {
                board.kinds.insert((cell.row, cell.column), alone(cell, state));
            }
        }
        board.clear_answers(state);
        board.numbered_accounts(state);
        board.mark_accounts(state);
        board.complete_heads(state);
        board.complete_tall_heads(state);
        board.answer_levels(state);
        board.promote(state);
        board.answer_levels(state);
        board.clear_answers(state);
        board
    }

    /// Cells that begin in a row, left to right, blocks of figures apart.
    pub fn row(&self, row: usize) -> Vec<&'g Cell> {
        self.grid
            .origins(row)
            .filter(|cell| self.kinds.contains_key(&(cell.row, cell.column)))
            .collect()
    }

    pub fn kind(&self, cell: &Cell) -> &Kind {
        self.kinds.get(&(cell.row, cell.column)).unwrap_or(&Kind::Blank)
    }

    pub fn label(&self, cell: &Cell) -> Option<&Role> {
        match self.kind(cell) {
            Kind::Label(role) => Some(role),
            _ => None,
        }
    }

    pub fn is_value(&self, cell: &Cell) -> bool {
        matches!(self.kind(cell), Kind::Value)
    }

    /// The cell right of another one on the row where that one begins.
    pub fn right_of(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row, cell.column + cell.columns)
    }

    /// The cell left of another one on the row where that one begins.
    pub fn left_of(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row, cell.column.checked_sub(1)?)
    }

    /// The value right below a label that stands with others beside a cell over both rows (事業名 | … | 開始 | 終了 over
    /// two rows of the last two).
    pub fn hanging(&self, cell: &Cell) -> Option<&'g Cell> {
        let below = self.over_value(cell)?;
        let neighbour = |other: Option<&Cell>| {
            other.is_some_and(|other| other.row == cell.row && self.over_value(other).is_some())
        };
        (neighbour(self.right_of(cell)) || neighbour(self.left_of(cell))).then_some(below)
    }

    /// Whether a value hangs below such a label.
    pub fn hangs(&self, cell: &Cell) -> bool {
        self.above(cell).is_some_and(|above| {
            self.hanging(above)
                .is_some_and(|below| (below.row, below.column) == (cell.row, cell.column))
        })
    }

    /// What stands right below a label of a row that has a cell reaching further down.
    fn over_value(&self, cell: &Cell) -> Option<&'g Cell> {
        self.label(cell).filter(|role| **role != Role::Period)?;
        let below = self.at(cell.row + 1, cell.column)?;
        let aligned = cell.rows == 1
            && (below.row, below.column, below.columns) == (cell.row + 1, cell.column, cell.columns)
            && below.rows == 1;
        let value = matches!(self.kind(below), Kind::Value | Kind::Label(Role::Period));
        let tall =
            |other: &&Cell| other.row <= cell.row && other.row + other.rows == cell.row + 2 && other.rows > 1;
        let beside_tall = (0..cell.column)
            .filter_map(|column| self.grid.cell(cell.row, column))
            .any(|other| tall(&other));
        let answered = self
            .right_of(cell)
            .is_some_and(|right| right.row == cell.row && self.is_value(right));
        let own = self.left_of(below).is_some_and(|left| {
            left.row == below.row
                && left.rows == 1
                && self.label(left).is_some_and(|role| *role != Role::Period)
        });
        (aligned && value && beside_tall && !answered && !own).then_some(below)
    }

    /// The cell over another one.
    pub fn above(&self, cell: &Cell) -> Option<&'g Cell> {
        self.at(cell.row.checked_sub(1)?, cell.column)
    }

    pub fn at(&self, row: usize, column: usize) -> Option<&'g Cell> {
        let cell = self.grid.cell(row, column)?;
        self.kinds.contains_key(&(cell.row, cell.column)).then_some(cell)
    }

    /// Whether a row is labels over a row of values: 事業番号 | 事業名 | 担当課.
    pub fn is_heads(&self, row: usize) -> bool {
        let cells = self.row(row);
        let side = |cell: &&&Cell| cell.rows == 1;
        let heads: Vec<&&Cell> = cells.iter().filter(side).collect();
        let below = self.row(row + 1);
        // 細事業名称 | その他 ⏎ 細事業概要 | … ⏎ 増減説明 | …: labels and their answers, line by line.
        let labelled = |row: usize, column: usize| {
            let cell = self
                .at(row, column)
                .filter(|cell| (cell.row, cell.column) == (row, column))?;
            let right = self.right_of(cell)?;
            let answered = right.row == row && self.label(right).is_none_or(|role| *role == Role::Period);
            self.label(cell).filter(|role| answered && **role != Role::Period)
        };
        let lines = |head: &Cell| {
            matches!(self.label(head), Some(Role::Level(_) | Role::Name))
                && (row + 1..row + 1 + LINES).any(|row| labelled(row, head.column).is_some())
        };
        // 対象者 | 昭和50年度 between other labels of the first column.
        let between = |head: &Cell| {
            let other = |row: Option<usize>| row.is_some_and(|row| labelled(row, head.column).is_some());
            self.grid.columns() == 2 && other(row.checked_sub(1)) && other(Some(row + 1))
        };
        let lines = heads.len() == 2
            && below.len() == 2
            && heads.first().is_some_and(|head| lines(head) || between(head));
        // A shaded label and what is written beside it are no heads alike.
        let shaded = heads.iter().filter(|cell| self.tints.shades(cell)).count();
        let alike = shaded == 0 || shaded == heads.len() || heads.iter().all(|cell| cell.tint.is_some());
        heads.len() >= 2
            && !lines
            && alike
            && heads.iter().all(|cell| self.label(cell).is_some())
            && below.iter().any(|cell| self.is_value(cell))
            && heads.iter().any(|cell| self.label(cell) != Some(&Role::Period))
            && below
                .iter()
                .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
                .all(|cell| {
                    let aligned = heads.iter().any(|head| head.column == cell.column);
                    let first = heads.first().is_some_and(|head| head.column == cell.column);
                    aligned && (first || self.label(cell).is_none_or(|role| *role == Role::Period))
                })
            && below
                .iter()
                .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
                .count()
                * 2
                >= heads.len()
    }

    /// Heads in several rows over a row of values (事業名 over two rows beside 計画の記載 over 有 | 無): the upper ones.
    pub fn tall_heads(&self, row: usize) -> Option<Vec<&'g Cell>> {
        let heads = self.tall_band(row)?;
        heads
            .iter()
            .all(|head| self.label(head).is_some())
            .then_some(heads)
    }

    /// The upper cells of a band of rows that all end together, with values right below them.
    fn tall_band(&self, row: usize) -> Option<Vec<&'g Cell>> {
        let heads: Vec<&Cell> = self.row(row);
        let height = heads.iter().map(|cell| cell.rows).max()?;
        let end = row + height;
        let lower: Vec<&Cell> = (row + 1..end).flat_map(|row| self.row(row)).collect();
        let whole = heads
            .iter()
            .chain(&lower)
            .all(|cell| cell.row + cell.rows <= end && !matches!(self.kind(cell), Kind::Blank))
            && lower.iter().all(|cell| {
                let upper = heads.iter().find(|head| covers(head, cell));
                upper.is_some_and(|upper| upper.rows < height)
            });
        let below: Vec<&Cell> = self
            .row(end)
            .into_iter()
            .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let answers = below.iter().all(|cell| {
            self.label(cell).is_none_or(|role| *role == Role::Period)
                && heads.iter().any(|head| covers(head, cell))
        });
        let known = heads.iter().filter(|cell| self.label(cell).is_some()).count();
        let fits = height > 1
            && heads.len() > 2
            && !lower.is_empty()
            && whole
            && answers
            && known >= 2
            && known * 3 >= heads.len() * 2
            && below.len() * 2 >= heads.len()
            && below.iter().any(|cell| self.is_value(cell));
        fits.then_some(heads)
    }

    /// Heads in several rows may hold words that nobody knows; what stands below an upper one is no value.
    fn complete_tall_heads(&mut self, state: &State<'_>) {
        for row in 0..self.grid.rows() {
            let Some(heads) = self.tall_band(row) else {
                continue;
            };
            let height = heads.iter().map(|cell| cell.rows).max().unwrap_or(1);
            let unknown = |board: &Self, cell: &&Cell| board.label(cell).is_none();
            if heads
                .iter()
                .filter(|cell| unknown(self, cell))
                .all(|cell| wordy(cell, state, LONGEST_UNKNOWN))
            {
                let lower = (row + 1..row + height).flat_map(|row| self.row(row));
                for cell in heads.into_iter().chain(lower).collect::<Vec<_>>() {
                    if unknown(self, &cell) {
                        self.kinds
                            .insert((cell.row, cell.column), Kind::Label(Role::Text));
                    }
                }
            }
        }
    }

    /// 款 | 07 | 項 | 02: words of the budget's account label what stands right of them.
    fn mark_accounts(&mut self, state: &State<'_>) {
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
                self.kinds
                    .insert((cell.row, cell.column), Kind::Label(Role::Text));
            }
        }
    }

    /// Heads that a word such as 項目 opens, whatever they say: the cells right of it, over cells of the rows below.
    pub fn crossed(&self, row: usize, state: &State<'_>) -> Option<Vec<&'g Cell>> {
        let cells = self.row(row);
        let at = cells.iter().position(|cell| is_opener(cell, state))?;
        let opener = cells.get(at)?;
        let heads: Vec<&Cell> = cells
            .get(at..)?
            .iter()
            .copied()
            .filter(|cell| !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let short = heads
            .iter()
            .all(|cell| cell.text.as_str().chars().count() <= LONGEST_UNKNOWN);
        let below: Vec<&Cell> = self
            .row(opener.row + opener.rows)
            .into_iter()
            .filter(|cell| cell.column >= opener.column && !matches!(self.kind(cell), Kind::Blank))
            .collect();
        let aligned = below
            .iter()
            .all(|cell| heads.iter().any(|head| covers(head, cell)));
        let first = below.first().is_some_and(|cell| cell.column == opener.column);
        let others = below.iter().skip(1).any(|cell| self.label(cell).is_none());
        (heads.len() >= 3 && short && aligned && first && others && below.len() * 2 >= heads.len())
            .then_some(heads)
    }

    /// Whether a cell is a lower part of heads that begin at `head`: the opener of them reaches down beside it.
    pub fn is_lower_head(&self, lower: &Cell, head: &Cell) -> bool {
        (0..head.column)
            .filter_map(|column| self.grid.cell(head.row, column))
            .any(|beside| beside.row == head.row && beside.rows > 1 && beside.row + beside.rows > lower.row)
    }

    /// `02 | 款 | 05 | 項`: the word behind a figure says what that counts, no label.
    fn numbered_accounts(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in cells {
            let counted = self
                .left_of(cell)
                .is_some_and(|left| columns::look(left.text.as_str(), state.lexicon.words) == Look::Whole);
            if counted && matches!(key(cell.text.as_str()).as_str(), "款" | "項" | "目" | "節") {
                self.kinds.insert((cell.row, cell.column), Kind::Value);
            }
        }
    }

    /// A row of labels over a row of values may hold one that nobody knows.
    fn complete_heads(&mut self, state: &State<'_>) {
        for row in 0..self.grid.rows() {
            let cells: Vec<&Cell> = self.row(row).into_iter().filter(|cell| cell.rows == 1).collect();
            let labels = cells.iter().filter(|cell| self.label(cell).is_some()).count();
            let unknown: Vec<&Cell> = cells
                .iter()
                .copied()
                .filter(|cell| self.label(cell).is_none())
                .collect();
            let below: Vec<&Cell> = self.row(row + 1);
            let values = below.iter().all(|cell| {
                self.label(cell).is_none_or(|role| *role == Role::Period)
                    && cells.iter().any(|head| head.column == cell.column)
            });
            if labels >= 2
                && unknown.len() * 2 <= labels
                && unknown.iter().all(|cell| wordy(cell, state, LONGEST_UNKNOWN))
                && !below.is_empty()
                && values
                && below.iter().any(|cell| self.is_value(cell))
            {
                for cell in unknown {
                    self.kinds
                        .insert((cell.row, cell.column), Kind::Label(Role::Text));
                }
            }
        }
    }

    /// Right of a level's label stands its name, whatever else that word may be.
    fn answer_levels(&mut self, state: &State<'_>) {
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
            // 今後の方向性 | 事業終了: what is chosen, though the words head dates elsewhere.
            let chosen = self.label(cell) == Some(&Role::Text)
                && self.left_of(cell).is_some_and(|left| {
                    self.label(left) == Some(&Role::Evaluation)
                        && (left.row, left.rows) == (cell.row, cell.rows)
                })
                && state
                    .lexicon
                    .words
                    .grades
                    .choices
                    .iter()
                    .any(|choice| key(cell.text.as_str()).ends_with(choice.as_str()));
            let last = self.right_of(cell).is_none_or(|right| !self.is_value(right));
            let heads = || self.is_heads(cell.row) || self.tall_heads(cell.row).is_some();
            if (after_level && doubtful || dated || chosen) && last && !heads() {
                self.kinds.insert((cell.row, cell.column), Kind::Value);
            }
        }
    }

    /// What stands alone beside a label is its value, whatever words it holds: where labels are shaded and it is not,
    /// or where it looks like a label and its value but stands beside a label of a narrative.
    fn clear_answers(&mut self, state: &State<'_>) {
        let cells: Vec<&Cell> = (0..self.grid.rows()).flat_map(|row| self.row(row)).collect();
        for cell in &cells {
            let shaded = state.tints.marks(cell) || state.tints.heads(self.grid, cell);
            if matches!(self.kind(cell), Kind::Value) && shaded {
                self.kinds
                    .insert((cell.row, cell.column), Kind::Label(Role::Text));
            }
        }
        for cell in cells {
            let captioned = self
                .above(cell)
                .is_some_and(|above| state.tints.heads(self.grid, above) && self.label(above).is_some());
            if captioned && !matches!(self.kind(cell), Kind::Blank) {
                self.kinds.insert((cell.row, cell.column), Kind::Value);
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
                self.kinds.insert((cell.row, cell.column), Kind::Value);
            }
        }
    }

    /// Cells that stand where labels stand are labels, also when nobody knows their words.
    fn promote(&mut self, state: &State<'_>) {
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
            if self.is_value(cell) && !answer && wordy(cell, state, most) && self.stands_as_label(cell, state)
            {
                self.kinds
                    .insert((cell.row, cell.column), Kind::Label(Role::Text));
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
        is_answer && (beside_group || answered || !peers.is_empty() || pair)
    }
}

/// Whether a cell stands under a head, or under a part of it.
fn covers(head: &Cell, cell: &Cell) -> bool {
    head.column <= cell.column && cell.column < head.column + head.columns
}

/// What a cell is by its own words.
fn alone(cell: &Cell, state: &State<'_>) -> Kind {
    if cell.text.is_blank() {
        return Kind::Blank;
    }
    match state.lexicon.label(cell.text.as_str()) {
        // 補助金名 | …: names the row of a document whose rows have no level word.
        Some(Role::Name) if state.kinds.item.is_some() => {
            let word = crate::recover::survey::named_word(cell.text.as_str());
            let names = state.kinds.item.as_ref() == Some(&word);
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

/// Letters of a word over the names of rows.
const LONGEST_OPENER: usize = 8;

/// Whether a text may be a label that no vocabulary knows: a few words, no figure, grade, choice or department.
fn wordy(cell: &Cell, state: &State<'_>, most: usize) -> bool {
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
