//! Whether the top of a table is the header of rows, or the table a sheet whose first row only looks like one.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::names_beside_heads;
use crate::layout::{Cell, Grid};
use crate::recover::columns::{self, Header};
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::rows::book;
use crate::recover::{indicators, matrix};
use crate::source::Passage;
use crate::vocabulary::key;

/// The header of a table of rows: known labels side by side, one of them a row's name.
pub(super) fn rows_header(grid: &Grid, sheets: bool, money: bool, lexicon: &Lexicon<'_>) -> Option<Header> {
    let header = columns::header(grid, lexicon)?;
    let roles: Vec<Option<Role>> = header.columns.iter().map(|cell| cell.role(lexicon)).collect();
    let filled = header
        .columns
        .iter()
        .filter(|cell| !cell.parts.is_empty())
        .count();
    let known = roles.iter().flatten().count();
    let (heads, known_heads) = heads(&header, &roles);
    let named = roles
        .iter()
        .flatten()
        .any(|role| matches!(role, Role::Level(_) | Role::Name));
    let other = roles
        .iter()
        .flatten()
        .any(|role| !matches!(role, Role::Level(_) | Role::Name | Role::Number));
    // 施設名 beside addresses and hours: a directory, no list of what a city does.
    let told = |role: &Role| matches!(role, Role::Text | Role::Name | Role::Number | Role::Page);
    let place = |part: &Passage| lexicon.words.is_label("directory", part.as_str());
    let mut parts = header.columns.iter().flat_map(|cell| &cell.parts);
    let is_directory = parts.any(place) && roles.iter().flatten().all(told);
    // A lone label beside a value (施策名 | 持続可能な…) is a form, two or three words of header are not.
    if is_pairs(grid, lexicon) {
        return None;
    }
    let first_row_labels = grid
        .origins(columns::captions(grid, lexicon))
        .filter(|cell| columns::head_role(&cell.text, lexicon).is_some())
        .count();
    let enough = filled >= 3
        && (known * 2 >= filled || known >= 3 || known == 2 && no_labels_below(grid, header.rows, lexicon))
        && first_row_labels >= 2;
    // The name's own label may be what OCR lost: three sure labels around it are a header all the same.
    let sure = roles
        .iter()
        .flatten()
        .filter(|role| {
            role.is_strong() || matches!(role, Role::Number | Role::Difference | Role::Ratio | Role::Share)
        })
        .count();
    let generic = sheets && is_generic(&header, lexicon);
    let form = names_beside_heads(grid, lexicon)
        || interleaved(grid, header.rows, lexicon)
        || labelled_body(grid, header.rows, lexicon)
        || dated_rows(grid, header.rows, lexicon)
        || (generic || sheets && !named) && amount_rows(grid, header.rows, lexicon)
        || generic && holds_quantities(grid, &header, lexicon);
    let lines = lines_of_money(&roles, money, sheets) || book::is_headed(&header.columns);
    let most = known * 2 > filled || known_heads * 2 > heads;
    ((named && other && !is_directory && enough || sure >= 3 && most || lines) && !form).then_some(header)
}

/// 項目, 名称 or 区分 over the names: in a sheet what stands below may be anything that is counted.
fn is_generic(header: &Header, lexicon: &Lexicon<'_>) -> bool {
    let mut heads = header.columns.iter().filter(|cell| !cell.parts.is_empty());
    heads.next().is_some_and(|first| {
        let mut words = first.parts.iter();
        words.any(|part| lexicon.words.is_label("pair_label", part.as_str()))
    })
}

/// 名称 | 単位 | R3実績 | R4実績, 項目 | R3決算 | R4決算 over lines of money: figures over years, no rows of a list.
fn holds_quantities(grid: &Grid, header: &Header, lexicon: &Lexicon<'_>) -> bool {
    let measured = header
        .columns
        .iter()
        .flat_map(|cell| &cell.parts)
        .any(|part| indicators::is_unit_head(part.as_str()));
    (measured || money_rows(grid, header.rows, lexicon)) && !matrix::find(grid, lexicon).is_empty()
}

/// `会計 | 令和7年度 | 令和6年度 | 増減額`: names of lines, then nothing but money.
fn lines_of_money(roles: &[Option<Role>], money: bool, sheets: bool) -> bool {
    // 款 and 項 may stand in columns of their own.
    let worded = |role: &&Option<Role>| matches!(role, Some(Role::Text | Role::Flag) | None);
    let names = roles.iter().take_while(worded).count();
    if !(1..=3).contains(&names) {
        return false;
    }
    let rest = roles.get(names..).unwrap_or_default();
    let amount = |role: &Option<Role>| {
        matches!(
            role,
            Some(Role::Period | Role::Budget | Role::Difference | Role::Ratio | Role::Share)
        )
    };
    let told = |role: &Option<Role>| matches!(role, Some(Role::Difference | Role::Budget));
    let enough = rest.len() + names > 2 || !rest.is_empty() && money && !sheets;
    enough && rest.iter().all(amount) && (money || rest.iter().any(told))
}

/// The heads of a header, columns under one upper head taken as one, and how many of them are known: KPI (目標年度 |
/// 現状値 | 基準年度 …) is one head that nobody knows, not seven.
fn heads(header: &Header, roles: &[Option<Role>]) -> (usize, usize) {
    let mut groups: BTreeMap<usize, bool> = BTreeMap::new();
    let (mut all, mut known) = (0, 0);
    for (cell, role) in header
        .columns
        .iter()
        .zip(roles)
        .filter(|(cell, _)| !cell.parts.is_empty())
    {
        match cell.group {
            Some(group) => *groups.entry(group).or_default() |= role.is_some(),
            None => (all, known) = (all + 1, known + usize::from(role.is_some())),
        }
    }
    (
        all + groups.len(),
        known + groups.values().filter(|known| **known).count(),
    )
}

/// Whether the first column goes on without labels: what stands at the top is a header, no sheet.
fn no_labels_below(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    grid.rows() > header + 2
        && (header..grid.rows())
            .filter_map(|row| grid.cell(row, 0))
            .all(|cell| cell.text.is_blank() || lexicon.label(cell.text.as_str()).is_none())
}

/// Rows of labels only between rows of values: a sheet with its values below the labels.
pub(crate) fn interleaved(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    let roles = |row: usize| -> Vec<Option<Role>> {
        let cells = grid.origins(row).filter(|cell| !cell.text.is_blank());
        cells.map(|cell| lexicon.label(cell.text.as_str())).collect()
    };
    let named = |role: &Option<Role>| matches!(role, Some(Role::Period | Role::Level(_) | Role::Name));
    // 歳出 over all columns groups the lines of money below it.
    let groups = |row: usize| {
        let mut cells = grid.origins(row);
        cells.any(|cell| {
            cell.columns == grid.columns() && lexicon.label(cell.text.as_str()) == Some(Role::Budget)
        })
    };
    (header + 1..grid.rows()).filter(|&row| !groups(row)).any(|row| {
        let labels = roles(row);
        let below = roles(row + 1);
        let over_values = labels.len() > 1 && !below.is_empty() && below.iter().all(Option::is_none);
        !labels.is_empty() && labels.iter().all(Option::is_some) && (over_values || !labels.iter().any(named))
    }) && (header..grid.rows()).all(|row| grid.origins(row).any(|cell| !cell.text.is_blank()))
}

/// 施設名 | 開館日数 | 利用者数 over nothing but figures: what heads them is no value of the label beside it.
pub(super) fn heads_figures(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let figure = |cell: &Cell| cell.text.is_blank() || matrix::is_figure(cell.text.as_str());
    let unknown = |cell: &Cell| !figure(cell) && lexicon.label(cell.text.as_str()).is_none();
    let counted = |cell: &Cell| {
        let role = lexicon.label(cell.text.as_str());
        // 計 stands below the names.
        cell.column > 0 && figure(cell) || cell.column == 0 && matches!(role, None | Some(Role::Budget))
    };
    let mut body = (1..grid.rows()).flat_map(|row| grid.origins(row));
    grid.rows() > 2 && grid.columns() > 2 && grid.origins(0).skip(1).all(unknown) && body.all(counted)
}

/// Labels over one row of values: the head of a sheet or a list of one.
pub(in crate::recover) fn is_one_row(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let labelled = |row: usize| {
        let cells = grid.origins(row).filter(|cell| !cell.text.is_blank());
        cells
            .map(|cell| lexicon.label(cell.text.as_str()).is_some())
            .collect::<Vec<bool>>()
    };
    let (head, body) = (labelled(0), labelled(1));
    grid.rows() == 2
        && head.len() > 1
        && head.iter().all(|label| *label)
        && !body.is_empty()
        && !body.contains(&true)
}

/// The first text of each body row, what stands beside several rows aside.
fn row_names(grid: &Grid, header: usize) -> Vec<&Passage> {
    let name = |row: usize| {
        let mut cells = grid.origins(row).filter(|cell| !cell.text.is_blank());
        let first = cells.next()?;
        let own = cells
            .next()
            .filter(|next| first.rows > 1 && next.rows == 1 && !matrix::is_figure(next.text.as_str()));
        Some(&own.unwrap_or(first).text)
    };
    (header..grid.rows()).filter_map(name).collect()
}

/// Years that pass down the side: one thing over time, no rows of a list (where one year stands again and again).
fn dated_rows(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    let names = row_names(grid, header);
    let dated: Vec<String> = names
        .iter()
        .filter(|name| lexicon.column_year(name.as_str()).is_some())
        .map(|name| key(name.as_str()))
        .filter(|name| name.chars().count() <= 16)
        .collect();
    let distinct: BTreeSet<&String> = dated.iter().collect();
    names.len() > 1 && dated.len() * 3 >= names.len() * 2 && distinct.len() * 2 > dated.len()
}

/// Amounts and sources down the side: what one sheet's project costs.
pub(in crate::recover) fn amount_rows(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    let names = row_names(grid, header);
    let amounts = names.iter().filter(|name| {
        matches!(
            crate::recover::matrix::parts::kind_of(name, lexicon),
            crate::recover::matrix::parts::Kind::Amount
                | crate::recover::matrix::parts::Kind::Source
                | crate::recover::matrix::parts::Kind::Total
                | crate::recover::matrix::parts::Kind::Within
        )
    });
    names.len() > 1 && amounts.count() * 2 >= names.len()
}

/// 事業費 and what it is paid from, whatever stands beside and below them: what one sheet's project costs.
pub(in crate::recover) fn divided_amounts(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    use crate::recover::matrix::parts::{Kind, kind_of};
    let kinds = (header..grid.rows())
        .flat_map(|row| grid.origins(row).take(MOST_NAMES))
        .filter(|cell| !cell.text.is_blank() && !matrix::is_figure(cell.text.as_str()))
        .map(|cell| kind_of(&cell.text, lexicon));
    let kinds: Vec<Kind> = kinds.collect();
    let source = |kind: &Kind| matches!(kind, Kind::Source | Kind::Within);
    kinds.contains(&Kind::Amount) && kinds.iter().filter(|kind| source(kind)).count() > 1
}

/// Cells before the figures of a row.
const MOST_NAMES: usize = 3;

/// Figures over years that belong to a sheet though no label of it stands beside them: indicators, lines of money.
pub(super) fn holds_figures(grid: &Grid, sheets: bool, lexicon: &Lexicon<'_>) -> bool {
    matrix::holds_indicators(grid, lexicon)
        || sheets && stages_below_caption(grid, lexicon)
        || sheets && money_rows(grid, 1, lexicon) && !matrix::find(grid, lexicon).is_empty()
}

/// 講座の受講者数（人） over years, 目標値 and 実績値 below them: a quantity that the caption names.
fn stages_below_caption(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let captioned = grid.cell(0, 0).is_some_and(|cell| cell.columns == grid.columns());
    let names = row_names(grid, 2);
    let stage = |name: &&Passage| {
        let name = key(name.as_str());
        name.chars().count() <= LONGEST_STAGE && indicators::role_of(&name, lexicon.words).is_some()
    };
    captioned && !names.is_empty() && names.iter().all(stage) && !matrix::find(grid, lexicon).is_empty()
}

/// Letters of 目標値, 実績.
const LONGEST_STAGE: usize = 4;

/// Names that end as those of money do, down the side (指定管理料, 利用料金収入).
pub(in crate::recover) fn money_rows(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    let names = row_names(grid, header);
    let ends = lexicon.words.label("money_endings");
    let money = names.iter().filter(|name| {
        let name = crate::recover::lexicon::bare(name.as_str());
        ends.iter().any(|end| name.ends_with(end.as_str()))
    });
    names.len() > 1 && money.count() * 2 > names.len()
}

/// Whether a column says again and again which of a few sorts a row is of (区分: 団体運営 or 事業), one of them perhaps a
/// word that labels elsewhere.
fn sorts_rows(grid: &Grid, header: usize, column: usize, lexicon: &Lexicon<'_>) -> bool {
    let cells = (header..grid.rows()).filter_map(|row| grid.cell(row, column));
    let texts: Vec<String> = cells
        .map(|cell| key(cell.text.as_str()))
        .filter(|text| !text.is_empty())
        .collect();
    let sorts: BTreeSet<&String> = texts.iter().collect();
    sorts.len() * 3 <= texts.len() && sorts.iter().any(|sort| lexicon.label(sort).is_none())
}

/// Labels in every third row below the header: a sheet whose first row only looks like the header of a list.
fn labelled_body(grid: &Grid, header: usize, lexicon: &Lexicon<'_>) -> bool {
    // 計画 and 実績 in turn are the lines of a list's rows.
    let stage =
        |text: &str| key(text).chars().count() <= 3 && indicators::role_of(text, lexicon.words).is_some();
    let sorted: Vec<usize> = (0..grid.columns())
        .filter(|&column| sorts_rows(grid, header, column, lexicon))
        .collect();
    let labels = |row: usize| {
        let roles = grid
            .origins(row)
            .filter(|cell| !stage(cell.text.as_str()) && !sorted.contains(&cell.column))
            .filter_map(|cell| lexicon.label(cell.text.as_str()));
        let of_sheets = |role: &Role| {
            matches!(
                role,
                Role::Text | Role::Evaluation | Role::Department | Role::Level(_) | Role::Name
            )
        };
        roles.filter(of_sheets).count()
    };
    let filled = |row: &usize| grid.origins(*row).any(|cell| !cell.text.is_blank());
    let body = (header..grid.rows()).filter(filled).count();
    let counts: Vec<usize> = (header..grid.rows()).map(labels).collect();
    let labelled = counts.iter().filter(|count| **count > 0).count();
    (labelled >= 2 || counts.iter().any(|count| *count >= 2)) && labelled * 3 >= body
}

/// `label | value | label | value`: a form's line, no header.
fn is_pairs(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let labels: Vec<bool> = grid
        .origins(columns::captions(grid, lexicon))
        .filter(|cell| !cell.text.is_blank())
        .map(|cell| lexicon.label(cell.text.as_str()).is_some())
        .collect();
    labels.len() >= 2 && labels.len().is_multiple_of(2) && labels.chunks(2).all(|pair| pair == [true, false])
}
