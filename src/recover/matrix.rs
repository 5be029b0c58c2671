//! Blocks of figures inside forms: years over columns, names of amounts or indicators at the left. Several may stand
//! side by side in one grid (costs at the left, indicators at the right).

use std::collections::BTreeSet;
use std::ops::Range;

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::{Cell, Grid};
use crate::model::Phase;
use crate::source::Passage;
use crate::vocabulary::key;

use super::lexicon::{Lexicon, Role};
use super::{amounts, indicators};

/// A column of figures.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) column: usize,
    pub(super) label: Passage,
    pub(super) year: Option<i32>,
    pub(super) phase: Option<Phase>,
    pub(super) role: HeadRole,
    /// It names a stage without a year (予算額 | 決算額).
    pub(super) dateless: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadRole {
    Year,
    Difference,
    Ratio,
    /// What the columns beside it differ by within one year.
    Aside,
}

/// A block of figures.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    pub(super) heads: Vec<Head>,
    pub(super) header: Range<usize>,
    /// Rows of words between header and figures.
    pub(super) texts: Vec<usize>,
    pub(super) rows: Range<usize>,
    /// Columns of the names.
    pub(super) names: Range<usize>,
    /// The column of units behind the figures.
    pub(super) units: Option<usize>,
    /// Whether it holds indicators instead of amounts.
    pub(super) indicators: bool,
    /// Whether the head over the names says so (指標名).
    pub(super) named_indicators: bool,
}

impl Matrix {
    /// Whether its first row is this one.
    pub(crate) fn starts_at(&self, row: usize) -> bool {
        self.header.start == row
    }

    /// A label right over all its heads (目標値 over four years), its slot.
    pub(crate) fn over_heads<'g>(&self, grid: &'g Grid) -> Option<&'g Cell> {
        let (first, last) = (self.heads.first()?.column, self.heads.last()?.column);
        let row = self.header.start.checked_sub(1)?;
        let over = grid.cell(row, first)?;
        // Running text over the years is what the line above them says.
        let head = key(over.text.as_str());
        let worded = head.chars().count() <= LONGEST_HEAD && !head.contains('。');
        (last > first
            && worded
            && (over.row, over.column, over.rows) == (row, first, 1)
            && over.column + over.columns == last + 1)
            .then_some(over)
    }

    /// Whether a label beside the figures of several lines says that they are planned (年度別計画).
    pub(super) fn is_planned(&self, grid: &Grid, row: usize) -> bool {
        let beside = self.names.clone().filter_map(|column| grid.cell(row, column));
        let mut tall = beside.filter(|cell| cell.rows > 1);
        tall.any(|cell| super::lexicon::bare(cell.text.as_str()).ends_with("計画"))
    }

    /// Its first row.
    pub(crate) fn first_row(&self) -> usize {
        self.header.start
    }
}

/// A year or a stage, short enough to stand over a column.
pub(super) fn is_head(text: &str, lexicon: &Lexicon<'_>) -> bool {
    // Every cell of every table is asked: most are done with by their length and letters.
    let length = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST_HEAD + 1)
        .count();
    let may_date = text.contains(['年', 'R', 'H', 'S', 'Ｒ', 'Ｈ', 'Ｓ'])
        || ["令和", "平成", "20", "２０"]
            .iter()
            .any(|sign| text.contains(sign));
    (1..=LONGEST_HEAD).contains(&length)
        && change_role(text, lexicon).is_none()
        && (may_date && lexicon.column_year(text).is_some() || is_stage(text, lexicon))
}

const LONGEST_HEAD: usize = 16;
/// Rows of labels over the figures.
const MOST_HEADS: usize = 3;

/// The blocks of a grid, from top to bottom and left to right.
pub(crate) fn find(grid: &Grid, lexicon: &Lexicon<'_>) -> Vec<Matrix> {
    let mut found: Vec<Matrix> = Vec::new();
    for row in 0..grid.rows() {
        // A block to the right of another one has its names behind that one's figures.
        let open = found
            .iter()
            .filter(|matrix| matrix.header.start <= row && row < matrix.rows.end);
        let mut from = open
            .flat_map(|matrix| &matrix.heads)
            .map(|head| head.column + 1)
            .max()
            .unwrap_or(0);
        while let Some((start, end)) = dated_run(grid, row, from, lexicon) {
            let taken = found.iter().any(|matrix| {
                matrix.rows.contains(&row) && matrix.heads.iter().any(|head| head.column == start)
            });
            if !taken && let Some(mut matrix) = block(grid, row, start..end, from, lexicon) {
                inherit_years(&mut matrix, &found);
                leave_years_open(&mut matrix);
                found.push(matrix);
            }
            from = end;
        }
    }
    found
}

/// 決算 | 決算 | 予算 below a block whose heads say the years of the same columns, or of some of them.
fn inherit_years(matrix: &mut Matrix, above: &[Matrix]) {
    let dated = |column: usize| {
        let heads = above.iter().rev().flat_map(|other| &other.heads);
        heads
            .clone()
            .find(|head| head.column == column && head.year.is_some())
    };
    let stages = matrix.heads.iter().filter(|head| head.role == HeadRole::Year);
    let below =
        stages.clone().all(|head| head.dateless) && stages.clone().any(|head| dated(head.column).is_some());
    if !below {
        return;
    }
    for head in matrix.heads.iter_mut().filter(|head| head.role == HeadRole::Year) {
        // Beside columns of other years one whose year cannot be read is not this year's.
        head.dateless = false;
        if let Some(upper) = dated(head.column) {
            let mut label = upper.label.clone();
            label.join(' ', &head.label);
            (head.year, head.label) = (upper.year, label);
        }
    }
}

/// 決算 | 決算 | 予算 without a year anywhere: two columns of one stage are of two years, and neither says of which.
fn leave_years_open(matrix: &mut Matrix) {
    let stages: Vec<Phase> = matrix
        .heads
        .iter()
        .filter(|head| head.role == HeadRole::Year && head.dateless)
        .filter_map(|head| head.phase)
        .collect();
    let is_twice = |phase: Phase| stages.iter().filter(|other| **other == phase).count() > 1;
    if stages.iter().any(|phase| is_twice(*phase)) {
        matrix.heads.iter_mut().for_each(|head| head.dateless = false);
    }
}

/// The next run of two or more columns under a year, from column `from` on.
fn dated_run(grid: &Grid, row: usize, from: usize, lexicon: &Lexicon<'_>) -> Option<(usize, usize)> {
    let dated = |column: usize| {
        grid.cell(row, column)
            .is_some_and(|cell| cell.row == row && is_head(cell.text.as_str(), lexicon))
    };
    let start = (from..grid.columns()).find(|&column| dated(column))?;
    let changes = |column: usize| {
        grid.cell(row, column).is_some_and(|cell| {
            let text = cell.text.as_str();
            cell.row == row && (change_role(text, lexicon).is_some() || is_quotient(text, lexicon))
        })
    };
    let mut end = start;
    while end < grid.columns() {
        // 増減額 between two years belongs to them.
        let next = (end..grid.columns()).find(|&column| !changes(column));
        match next.filter(|&next| dated(next)) {
            Some(next) => end = next + 1,
            None => break,
        }
    }
    // 事業名 | 令和6年度計画策定 over many columns is one cell; 令和6年度 over 予算 | 決算 are two.
    let origins = |row: usize| {
        let columns =
            (start..end).filter_map(move |column| grid.cell(row, column).filter(|cell| cell.row == row));
        columns.map(|cell| cell.column).collect::<BTreeSet<_>>().len()
    };
    let parted = || {
        origins(row + 1) > 1
            && (start..end).all(|column| {
                grid.cell(row + 1, column)
                    .is_some_and(|cell| is_lower_head(cell.text.as_str(), lexicon))
            })
    };
    if end - start >= 2 && (origins(row) > 1 || parted()) {
        Some((start, end))
    } else {
        dated_run(grid, row, end, lexicon)
    }
}

fn block(
    grid: &Grid,
    row: usize,
    columns: Range<usize>,
    names_from: usize,
    lexicon: &Lexicon<'_>,
) -> Option<Matrix> {
    let text = |row: usize, column: usize| {
        grid.cell(row, column)
            .map(|cell| cell.text.clone())
            .unwrap_or_default()
    };
    let words_in = |below: usize| {
        columns.clone().all(|column| {
            let cell = text(below, column);
            is_lower_head(cell.as_str(), lexicon)
        })
    };
    let more = (row + 1..grid.rows().min(row + MOST_HEADS)).take_while(|&below| words_in(below));
    let header = upper_heads(grid, row, &columns, lexicon)..row + 1 + more.count();
    // A year over several columns is one column of figures unless the row below tells them apart.
    let own = |column: &usize| {
        header
            .clone()
            .any(|row| grid.cell(row, *column).is_some_and(|cell| cell.column == *column))
    };
    let mut heads: Vec<Head> = columns
        .clone()
        .filter(own)
        .map(|column| head(grid, &header, column, lexicon))
        .collect();
    let mut next = columns.end;
    while let Some(role) = (next < grid.columns())
        .then(|| change_role(text(row, next).as_str(), lexicon))
        .flatten()
    {
        heads.push(Head {
            column: next,
            label: text(row, next),
            year: None,
            phase: None,
            role,
            dateless: false,
        });
        next += 1;
    }
    let units = (next < grid.columns()
        && header
            .clone()
            .any(|row| super::indicators::is_unit_head(text(row, next).as_str())))
    .then_some(next);
    let figures_in = |row: usize| {
        heads
            .iter()
            .filter(|head| is_figure(text(row, head.column).as_str()))
            .count()
    };
    // 増減説明 | 100 over all years: what is said of the whole.
    let over_several = |row: usize, column: usize| {
        grid.cell(row, column).is_some_and(|cell| {
            let years = heads.iter().filter(|head| head.role == HeadRole::Year);
            let covered = |head: &&Head| (cell.column..cell.column + cell.columns).contains(&head.column);
            years.filter(covered).count() > 1
        })
    };
    let fits = |row: usize| {
        heads.iter().all(|head| {
            let cell = text(row, head.column);
            cell.is_blank() || is_figure(cell.as_str()) && !over_several(row, head.column)
        })
    };
    // `評価 | A` below the figures: two cells of its own and no figure is another line of the sheet.
    let own_line = |row: usize| {
        figures_in(row) == 0
            && (names_from..columns.start)
                .filter(|&column| {
                    grid.cell(row, column).is_some_and(|cell| {
                        cell.row == row && cell.column == column && cell.rows == 1 && !cell.text.is_blank()
                    })
                })
                .count()
                > 1
    };
    // 成果指標の達成状況 below the figures, not yet judged.
    let judgement = |row: usize| {
        let mut named = (names_from..columns.start).filter_map(|column| grid.cell(row, column));
        figures_in(row) == 0 && named.any(|cell| lexicon.label(cell.text.as_str()) == Some(Role::Evaluation))
    };
    // 実施方法 | 委託 | 委託 …: words under every year, before the figures.
    let worded = |row: &usize| {
        names_from < columns.start
            && heads.iter().all(|head| {
                let wide = grid
                    .cell(header.end - 1, head.column)
                    .map_or(1, |cell| cell.columns);
                let cell = grid
                    .cell(*row, head.column)
                    .filter(|cell| cell.row == *row && cell.columns == wide);
                cell.is_some_and(|cell| {
                    !cell.text.is_blank()
                        && !is_figure(cell.text.as_str())
                        && key(cell.text.as_str()).chars().count() <= LONGEST_HEAD
                })
            })
    };
    let texts: Vec<usize> = (header.end..grid.rows()).take_while(worded).collect();
    let first = header.end + texts.len();
    let end = (first..grid.rows())
        .find(|&row| !fits(row) || own_line(row) || judgement(row))
        .unwrap_or(grid.rows());
    let rows = first..end;
    // Running text that begins beside the heads stands beside the block.
    let text_beside = |column: &usize| {
        let cell = grid.cell(header.start, *column);
        cell.is_some_and(|cell| cell.rows > header.len() && cell.text.as_str().contains('。'))
    };
    let beside = (names_from..columns.start).rev().find(text_beside);
    let names = beside.map_or(names_from, |column| column + 1)..columns.start;
    // Quotients among the names: columns of a table whose years go down.
    let quotient = |row: usize, column: usize| {
        let cell = grid
            .cell(row, column)
            .filter(|cell| cell.row == row && cell.column == column);
        cell.is_some_and(
            |cell| matches!(read_cell(cell.text.as_str()), Figures::Number(number) if number.decimals > 0),
        )
    };
    if rows
        .clone()
        .any(|row| names.clone().any(|column| quotient(row, column)))
    {
        return None;
    }
    if names.is_empty() || !rows.clone().any(|row| figures_in(row) > 0) {
        return None;
    }
    let over_names: String = names
        .clone()
        .map(|column| key(text(row, column).as_str()))
        .collect();
    let named_indicators = over_names.contains("指標") && !over_names.contains("事業費");
    let heads_words = heads.iter().map(|head| key(head.label.as_str()));
    let head_words: String = std::iter::once(over_names).chain(heads_words).collect();
    let indicators = ["指標", "目標", "見込"]
        .iter()
        .any(|word| head_words.contains(word))
        && !head_words.contains("決算");
    Some(Matrix {
        heads,
        header,
        texts,
        rows,
        names,
        units,
        indicators,
        named_indicators,
    })
}

/// 当初予算額, 決算額: a stage of an amount without its year.
fn is_stage(label: &str, lexicon: &Lexicon<'_>) -> bool {
    // 査定額: what came of a request, whatever was decided later.
    lexicon.label(label) == Some(Role::Budget)
        && (amounts::phase_of(label, lexicon.words).is_some() || key(label).contains("査定"))
}

/// 決算, 実績, （千円） below a year.
fn is_lower_head(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let words = lexicon.words;
    !is_figure(text)
        && !text.trim().is_empty()
        && key(text).chars().count() <= LONGEST_HEAD
        && (amounts::phase_of(text, words).is_some()
            || indicators::role_of(text, words).is_some()
            || lexicon.column_year(text).is_some()
            || lexicon.label(text).is_some()
            || amounts::unit_in(text, words).is_some())
}

/// First row of the heads over a row of years: 基準値, 実績値 or 目標値 may stand above them.
fn upper_heads(grid: &Grid, row: usize, columns: &Range<usize>, lexicon: &Lexicon<'_>) -> usize {
    let role = |row: usize, column: usize| {
        grid.cell(row, column).is_some_and(|cell| {
            cell.row == row
                && key(cell.text.as_str()).chars().count() <= LONGEST_HEAD
                && (indicators::role_of(cell.text.as_str(), lexicon.words).is_some()
                    || amounts::phase_of(cell.text.as_str(), lexicon.words).is_some())
        })
    };
    let several = |above: usize| {
        let origins = |column: usize| grid.cell(above, column).map(|cell| cell.column);
        origins(columns.start) != origins(columns.end - 1)
    };
    match row.checked_sub(1) {
        Some(above) if several(above) && columns.clone().all(|column| role(above, column)) => above,
        _ => row,
    }
}

/// Whether a table holds figures as sheets do: years below heads that say what the figures are, or several blocks
/// with heads of their own.
pub(crate) fn holds_sheet_blocks(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let below = dated_run(grid, 1, 0, lexicon)
        .is_some_and(|(start, end)| upper_heads(grid, 1, &(start..end), lexicon) == 0);
    let blocks = || find(grid, lexicon);
    below || blocks().iter().filter(|block| block.names.start == 0).count() > 1
}

/// Whether a table holds figures of indicators over years (指標名 over 目標値 and 実績値).
pub(crate) fn holds_indicators(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    find(grid, lexicon).iter().any(|block| block.indicators)
}

pub(super) fn is_figure(cell: &str) -> bool {
    matches!(read_cell(cell), Figures::Number(_) | Figures::Dash)
}

fn head(grid: &Grid, header: &Range<usize>, column: usize, lexicon: &Lexicon<'_>) -> Head {
    let mut label = Passage::default();
    for row in header.clone() {
        if let Some(cell) = grid.cell(row, column) {
            label.join(' ', &cell.text);
        }
    }
    let phase = amounts::phase_of(label.as_str(), lexicon.words);
    // 実績 over ４年度決算: a year without era begins its own cell.
    let dated = lexicon.column_year(label.as_str()).or_else(|| {
        let mut cells = header.clone().rev().filter_map(|row| grid.cell(row, column));
        cells.find_map(|cell| lexicon.column_year(cell.text.as_str()))
    });
    Head {
        dateless: dated.is_none(),
        column,
        year: dated.flatten(),
        phase,
        role: match change_role(label.as_str(), lexicon) {
            // 差引 of 予算 and 決算 under their year is no change against the year before.
            Some(_) if lexicon.column_year(label.as_str()).is_some() && header.len() > 1 => HeadRole::Aside,
            Some(role) => role,
            None if is_quotient(label.as_str(), lexicon) => HeadRole::Aside,
            None => HeadRole::Year,
        },
        label,
    }
}

/// 達成率 among the years of a quantity.
fn is_quotient(label: &str, lexicon: &Lexicon<'_>) -> bool {
    let short = label.chars().take(LONGEST_HEAD + 1).count() <= LONGEST_HEAD;
    let share = || {
        matches!(
            lexicon.label(label),
            Some(Role::Share | Role::Ratio | Role::Difference)
        )
    };
    short
        && lexicon.column_year(label).is_none()
        && super::quantities::is_derived(&key(label), lexicon.words)
        && !share()
}

fn change_role(label: &str, lexicon: &Lexicon<'_>) -> Option<HeadRole> {
    match lexicon.label(label)? {
        Role::Difference => Some(HeadRole::Difference),
        Role::Ratio => Some(HeadRole::Ratio),
        _ => None,
    }
}

/// The slots (row, column) that belong to blocks of the grid.
pub(crate) fn slots(found: &[Matrix]) -> BTreeSet<(usize, usize)> {
    let mut taken = BTreeSet::new();
    for matrix in found {
        let last = matrix.heads.iter().map(|head| head.column).chain(matrix.units);
        let last = last.max().unwrap_or(0);
        for row in matrix.header.start..matrix.rows.end {
            taken.extend((matrix.names.start..=last).map(|column| (row, column)));
        }
    }
    taken
}
