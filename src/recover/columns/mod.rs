//! The columns of a table of rows: what each one holds, by its header, its cells and the document's other tables.

mod align;
pub(super) mod chosen;
pub(super) mod fit;
mod graded;
pub(super) mod money;
mod naming;
mod numbered;
pub(super) mod shape;
pub(super) mod shares;
pub(super) mod stacked;

use crate::japanese::{self, Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::model::Phase;
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::lexicon::{Lexicon, Role, bare};
use super::{amounts, departments, grades};

/// What the cells of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    Blank,
    Dash,
    Index,
    Whole,
    Decimal,
    Grade,
    Department,
    Short,
    Prose,
}

/// A column of a table of rows.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub role: Role,
    /// Label as printed, header rows joined by ／.
    pub label: String,
    /// Parts of the label, upper first.
    pub parts: Vec<Passage>,
    pub year: Option<i32>,
    pub phase: Option<Phase>,
    pub unit: Option<String>,
    /// Label of the total that this column's amounts are parts of.
    pub part_of: Option<String>,
    /// Look of most cells.
    pub look: Look,
    /// Several columns under one upper header cell; the number tells them apart from other groups.
    pub group: Option<usize>,
    /// What the lines of its cells say, where each prints several amounts, one below the other.
    pub stack: Vec<Passage>,
    /// Its marks choose what its head says.
    pub chooses: bool,
    /// The column whose amounts it divides, where another one stands beside it.
    pub share_of: Option<usize>,
}

/// A header as one table prints it.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub rows: usize,
    pub columns: Vec<HeaderCell>,
}

/// The header cells over one column.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderCell {
    pub parts: Vec<Passage>,
    pub group: Option<usize>,
}

impl HeaderCell {
    pub(crate) fn label(&self) -> String {
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(super::state::label_text)
            .filter(|part| !part.is_empty() && !is_unit_alone(part))
            .collect();
        parts.join("／")
    }

    /// Its parts, those aside that only say the unit.
    pub(crate) fn words(&self) -> Vec<Passage> {
        let said = self.parts.iter().filter(|part| !is_unit_alone(part.as_str()));
        said.cloned().collect()
    }

    /// The role of the first part that has one; a bare year counts only when nothing else does.
    pub(crate) fn role(&self, lexicon: &Lexicon<'_>) -> Option<Role> {
        let roles: Vec<Role> = self
            .parts
            .iter()
            .filter_map(|part| head_role(part, lexicon))
            .collect();
        let strong = roles.iter().find(|role| **role != Role::Period).cloned();
        // The years under a narrative group (年度スケジュール | R3 | R4 …) are columns of years.
        if self.group.is_some() && strong == Some(Role::Text) && roles.last() == Some(&Role::Period) {
            return Some(Role::Period);
        }
        // 令和6年度当初予算 over 構成比: the lower head says what the figures are.
        let derived = roles
            .last()
            .filter(|role| matches!(role, Role::Share | Role::Ratio | Role::Difference))
            .cloned();
        let role = derived.or(strong).or_else(|| roles.first().cloned())?;
        // Under a narrative group (年度スケジュール) a level word is only one of its columns.
        let level = matches!(role, Role::Level(_) | Role::Name | Role::Number);
        if self.group.is_some() && level && self.parts.len() > 1 {
            Some(Role::Text)
        } else {
            Some(role)
        }
    }
}

/// What a cell means as the head of a column: its label, or the first of the labels on its lines (事業名 ⏎ （担当課）).
pub(super) fn head_role(part: &Passage, lexicon: &Lexicon<'_>) -> Option<Role> {
    lexicon
        .label(part.as_str())
        .or_else(|| first_of_lines(part, lexicon))
}

fn first_of_lines(part: &Passage, lexicon: &Lexicon<'_>) -> Option<Role> {
    let role = |line: &str| lexicon.label(line.trim().trim_matches(['(', ')', '（', '）']));
    let mut lines = part.as_str().lines().filter(|line| !line.trim().is_empty());
    let first = role(lines.next()?)?;
    let mut others = lines.map(role).peekable();
    (others.peek().is_some() && others.all(|role| role.is_some())).then_some(first)
}

const LONGEST_HEADER: usize = 40;
const MOST_HEADER_ROWS: usize = 4;
const PROSE: usize = 26;

/// How one cell looks.
pub(crate) fn look(cell: &str, words: &Vocabulary) -> Look {
    match japanese::plain_decimals(cell) {
        Some(0) => return Look::Whole,
        Some(_) => return Look::Decimal,
        None => {}
    }
    let plain = key(cell);
    if plain.is_empty() {
        return Look::Blank;
    }
    if grades::is_dash(&plain, words) {
        return Look::Dash;
    }
    if plain.chars().count() <= 4
        && cell
            .trim()
            .chars()
            .next()
            .is_some_and(|c| japanese::circled(c).is_some())
    {
        return Look::Index;
    }
    // (1) counts a row; no amount is printed that small and in brackets.
    if plain.starts_with('(')
        && plain.ends_with(')')
        && plain.len() <= 4
        && plain[1..plain.len() - 1].chars().all(|c| c.is_ascii_digit())
    {
        return Look::Index;
    }
    match read_cell(cell) {
        Figures::Number(number) if number.decimals > 0 => return Look::Decimal,
        Figures::Number(_) => return Look::Whole,
        _ => {}
    }
    if grades::letter(cell, words).is_some() || words.grades.choices.contains(&plain) {
        return Look::Grade;
    }
    if departments::looks_like(cell, words) {
        return Look::Department;
    }
    if plain.chars().count() > PROSE || plain.contains('。') {
        Look::Prose
    } else {
        Look::Short
    }
}

/// The header rows at the top of a grid: short cells, no values, and at least one known label in each.
pub(crate) fn header(grid: &Grid, lexicon: &Lexicon<'_>) -> Option<Header> {
    let top = captions(grid, lexicon);
    let last = grid.rows().min(top + MOST_HEADER_ROWS);
    let known = (top..last)
        .find(|&row| !is_header_row(grid, row, top, lexicon))
        .unwrap_or(last);
    let rows = known.max(spanned_header(grid, top, lexicon));
    (known > top).then(|| {
        let mut columns = header_cells(grid, top..rows);
        for cell in &mut columns {
            drop_garbage(cell, lexicon);
        }
        Header { rows, columns }
    })
}

/// Rows at the top of one text over all columns that is no label: a caption, the unit (（単位：千円）).
pub(crate) fn captions(grid: &Grid, lexicon: &Lexicon<'_>) -> usize {
    let caption = |row: usize| {
        let mut cells = grid.origins(row).filter(|cell| !cell.text.is_blank());
        let only = cells.next().filter(|_| cells.next().is_none());
        only.is_some_and(|cell| {
            let whole = cell.column == 0 && cell.columns == grid.columns() && cell.rows == 1;
            whole
                && key(cell.text.as_str()).chars().count() <= LONGEST_HEADER
                && lexicon.label(cell.text.as_str()).is_none()
                && lexicon.heading_in(&cell.text).is_none()
        })
    };
    let most = grid.rows().saturating_sub(2).min(2);
    (0..most).find(|&row| !caption(row)).unwrap_or(most)
}

/// First row below a header that its merged cells show: each cell of the top row reaches down to it, or stands over
/// several columns.
fn spanned_header(grid: &Grid, top: usize, lexicon: &Lexicon<'_>) -> usize {
    let cells: Vec<&Cell> = grid.origins(top).collect();
    let high = cells.iter().map(|cell| cell.rows).max().unwrap_or(1);
    let shaped = cells
        .iter()
        .all(|cell| cell.rows == high || cell.rows < high && cell.columns > 1);
    let figures = |cell: &Cell| {
        matches!(
            look(cell.text.as_str(), lexicon.words),
            Look::Whole | Look::Decimal | Look::Dash | Look::Prose
        )
    };
    let words = (top + 1..(top + high).min(grid.rows()))
        .flat_map(|row| grid.origins(row))
        .all(|cell| !cell.text.is_blank() && !figures(cell));
    let reaching = cells.iter().filter(|cell| cell.rows == high).count();
    let is_header = (2..MOST_HEADER_ROWS).contains(&high)
        && shaped
        && words
        && reaching >= 2
        && reaching < cells.len()
        && top + high < grid.rows();
    if is_header { top + high } else { 0 }
}

fn is_header_row(grid: &Grid, row: usize, top: usize, lexicon: &Lexicon<'_>) -> bool {
    let cells: Vec<&Cell> = grid.origins(row).filter(|cell| !cell.text.is_blank()).collect();
    // Below the heads one cell over all columns groups the rows under it (歳入).
    if row > top && cells.iter().any(|cell| cell.columns == grid.columns()) {
        return false;
    }
    let chooses = |cell: &Cell| chosen_below(grid, row, cell, lexicon.words);
    if row > top && cells.len() > 1 && cells.iter().all(|cell| chooses(cell)) {
        return true;
    }
    let labelled = |cell: &Cell| head_role(&cell.text, lexicon);
    let header_like = |cell: &Cell| {
        let plain = key(cell.text.as_str());
        plain.chars().count() <= LONGEST_HEADER
            && !plain.contains('。')
            && lexicon.heading_in(&cell.text).is_none()
            && (labelled(cell).is_some()
                || !matches!(
                    look(cell.text.as_str(), lexicon.words),
                    Look::Whole | Look::Decimal | Look::Grade | Look::Dash | Look::Index
                )
                || chooses(cell))
    };
    // 財源内訳 over 国県 | その他 | 一般: short words of the city's own.
    let source = |cell: &Cell| {
        let above = row.checked_sub(1).and_then(|above| grid.cell(above, cell.column));
        above.is_some_and(|above| key(above.text.as_str()).contains("財源") && above.columns > 1)
    };
    let labels = cells
        .iter()
        .filter(|cell| labelled(cell).is_some() || is_remark(cell.text.as_str()) || source(cell))
        .count();
    let known = cells
        .iter()
        .filter(|cell| labelled(cell).is_some_and(|role| row > top || role != Role::Period))
        .count();
    let departments_below = row > top
        && cells.iter().any(|cell| {
            look(cell.text.as_str(), lexicon.words) == Look::Department && labelled(cell).is_none()
        });
    let enough = if row == top {
        known >= 1 && cells.len() > 1
    } else {
        labels * 2 >= cells.len().min(4) && labels > 0
    };
    // One cell in three may be what OCR made of a label (ー, 8, B).
    let noise = cells.iter().filter(|cell| !header_like(cell)).count();
    let tolerable = noise == 0 || row == top && known >= 3 && noise * 3 <= cells.len();
    !cells.is_empty() && tolerable && enough && !departments_below
}

/// Whether a cell names a choice (拡充, 縮小, A) and the cells below it only choose it or not.
fn chosen_below(grid: &Grid, row: usize, head: &Cell, words: &Vocabulary) -> bool {
    if !grades::is_choice(head.text.as_str(), words) {
        return false;
    }
    let mut below = (row + 1..grid.rows())
        .filter_map(|below| grid.cell(below, head.column))
        .filter(|cell| !cell.text.is_blank() && cell.row > row)
        .peekable();
    below.peek().is_some() && below.all(|cell| grades::is_mark(cell.text.as_str(), words))
}

/// Of several header cells over a column those that are no words go, when another one is.
fn drop_garbage(cell: &mut HeaderCell, lexicon: &Lexicon<'_>) {
    // 国県 is no word, but a source below 財源内訳.
    if cell.parts.iter().any(|part| key(part.as_str()).contains("財源")) {
        return;
    }
    let plausible: Vec<bool> = cell
        .parts
        .iter()
        .map(|part| lexicon.is_plausible(part.as_str()) || is_remark(part.as_str()))
        .collect();
    if plausible.iter().any(|ok| *ok) {
        let mut verdicts = plausible.into_iter();
        cell.parts.retain(|_| verdicts.next().unwrap_or(true));
    }
}

/// A unit or remark alone, as `(千円)`.
fn is_remark(cell: &str) -> bool {
    !key(cell).is_empty() && (bare(cell).is_empty() || is_unit_alone(cell))
}

/// 千円 as budget books print it below the head of each column of money.
fn is_unit_alone(cell: &str) -> bool {
    matches!(
        key(cell).as_str(),
        "円" | "千円" | "万円" | "百万円" | "億円" | "%"
    )
}

/// Header cells column by column; an upper cell with blanks to its right covers the lower cells there.
fn header_cells(grid: &Grid, rows: std::ops::Range<usize>) -> Vec<HeaderCell> {
    let mut columns = vec![HeaderCell::default(); grid.columns()];
    let text = |row: usize, column: usize| {
        grid.cell(row, column)
            .map(|cell| cell.text.clone())
            .filter(|text| !text.is_blank())
    };
    let mut group = 0;
    let (top, end) = (rows.start, rows.end);
    for row in rows {
        let mut over: Option<(Passage, usize)> = None;
        for column in 0..grid.columns() {
            if grid.cell(row, column).is_some_and(|cell| cell.row != row) {
                over = None;
                continue;
            }
            if let Some(own) = text(row, column) {
                let first = grid.cell(row, column).map_or(column, |cell| cell.column);
                columns[column].parts.push(own.clone());
                over = Some((own, first));
                if first == column {
                    group += 1;
                } else if row == 0 || columns[column].group.is_none() {
                    columns[first].group = columns[first].group.or(Some(group));
                    columns[column].group = columns[first].group;
                }
                continue;
            }
            let covered_below = (row + 1..end).any(|below| text(below, column).is_some());
            match over.clone() {
                Some((label, first))
                    if covers(&columns, row == top, first, column) && (row > top || covered_below) =>
                {
                    columns[column].parts.push(label);
                    if row == top || columns[column].group.is_none() {
                        columns[first].group = columns[first].group.or(Some(group));
                        columns[column].group = columns[first].group;
                    }
                }
                _ => {}
            }
        }
    }
    columns
}

/// Whether the upper cell at `first` may cover `column`: in lower rows only within one group.
fn covers(columns: &[HeaderCell], topmost: bool, first: usize, column: usize) -> bool {
    topmost || columns[first].group.is_some() && columns[first].group == columns[column].group
}

/// Looks of the cells of each column over the body rows, most frequent non-blank look first.
pub(crate) fn column_looks(rows: &[Vec<Passage>], columns: usize, words: &Vocabulary) -> Vec<Look> {
    (0..columns)
        .map(|column| {
            let mut counts = std::collections::BTreeMap::new();
            for row in rows.iter().filter_map(|row| row.get(column)) {
                *counts.entry(look(row.as_str(), words)).or_insert(0usize) += 1;
            }
            let dashes = counts.remove(&Look::Dash).unwrap_or(0);
            counts.remove(&Look::Blank);
            // A decimal column holds whole numbers too (100), a money column no decimals.
            if let (Some(decimals), Some(wholes)) = (
                counts.get(&Look::Decimal).copied(),
                counts.get(&Look::Whole).copied(),
            ) && decimals * 2 >= wholes
            {
                counts.insert(Look::Decimal, decimals + wholes);
            }
            let best = counts.into_iter().max_by_key(|&(look, count)| (count, look));
            match best {
                Some((look, _)) => look,
                None if dashes > 0 => Look::Dash,
                None => Look::Blank,
            }
        })
        .collect()
}

/// How well a role goes with a look: 2 well, 0 no evidence, −2 badly.
pub(crate) fn agreement(role: Option<&Role>, look: Look) -> i32 {
    let figures = matches!(look, Look::Whole | Look::Decimal | Look::Dash);
    match (role, look) {
        (_, Look::Blank) => 0,
        (None, Look::Prose) => 1,
        (None, Look::Short) => 0,
        (None, _) => -1,
        (Some(Role::Department), Look::Department) => 3,
        (Some(Role::Department), Look::Short) => 1,
        (Some(Role::Budget | Role::Funding | Role::Difference | Role::Period), Look::Whole) => 3,
        (Some(Role::Ratio | Role::Share), Look::Decimal) => 3,
        (Some(Role::Budget | Role::Funding | Role::Difference | Role::Ratio | Role::Share), _) if figures => {
            1
        }
        (Some(Role::Evaluation), Look::Grade) => 3,
        (Some(Role::Evaluation), Look::Short | Look::Dash | Look::Index) => 1,
        (Some(Role::Evaluation), Look::Whole) => 0,
        (Some(Role::Number), Look::Index | Look::Whole) => 3,
        (Some(Role::Number), Look::Short) => 0,
        (Some(Role::Page), Look::Whole | Look::Short) => 3,
        (Some(Role::Text), Look::Prose) => 3,
        (Some(Role::Text), Look::Short | Look::Department) => 1,
        (Some(Role::Level(_) | Role::Name), Look::Short) => 3,
        (Some(Role::Level(_) | Role::Name), Look::Prose | Look::Department | Look::Index) => 1,
        (Some(Role::Flag), Look::Short | Look::Grade) => 2,
        (Some(Role::Period), Look::Grade) => 1,
        (Some(Role::Period), Look::Prose | Look::Short) => 0,
        _ => -2,
    }
}

/// The tidy text of a header part.
pub(crate) fn part_text(part: &Passage) -> String {
    super::tidy_name(part).as_str().to_owned()
}

/// The year that the parts of a header name.
pub(crate) fn year_of(cell: &HeaderCell, lexicon: &Lexicon<'_>) -> Option<i32> {
    cell.parts
        .iter()
        .rev()
        .find_map(|part| lexicon.column_year(part.as_str()).flatten())
}

/// The unit that the parts of a header name.
pub(crate) fn unit_of(cell: &HeaderCell, words: &Vocabulary) -> Option<String> {
    cell.parts
        .iter()
        .rev()
        .find_map(|part| amounts::unit_in(part.as_str(), words))
}
