//! Which label each value of a form belongs to.

use crate::layout::Cell;
use crate::recover::lexicon::{Heading, Role};
use crate::recover::state::State;
use crate::source::Passage;

use super::board::{Board, Kind};

/// One thing that a form says.
#[derive(Debug, Clone)]
pub(super) enum Fact {
    /// A labelled value.
    Field(Field),
    /// A level heading.
    Heading(Heading, Passage),
    /// A text without label.
    Loose(Passage),
    /// A label, or a caption inside the form, that nothing belongs to.
    Bare(Passage),
}

/// A value and what stands around it.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub label: Passage,
    pub role: Role,
    /// The label beside several rows, this one among them.
    pub side: Option<(Passage, Role)>,
    /// The label over the column, where `label` names the row.
    pub head: Option<(Passage, Role)>,
    pub value: Passage,
}

/// Everything that the form says, from top to bottom and left to right.
pub(super) fn find(board: &Board<'_>, state: &State<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut heads: Vec<&Cell> = Vec::new();
    for row in 0..board.grid.rows() {
        if board.is_heads(row) {
            heads = board.row(row).into_iter().filter(|cell| board.label(cell).is_some() && cell.rows == 1).collect();
            facts.extend(heads.iter().map(|cell| Fact::Bare(cell.text.clone())));
            continue;
        }
        let cells: Vec<&Cell> = board
            .row(row)
            .into_iter()
            .filter(|cell| !matches!(board.kind(cell), Kind::Blank))
            .collect();
        if !fits(board, &heads, &cells) {
            heads.clear();
        }
        if heads.is_empty() {
            stream(board, row, state, &mut facts);
        } else {
            under(board, &heads, &cells, &mut facts);
        }
    }
    facts
}

/// Whether a row goes on below the heads: cells stand under them, and only the first may be a label.
fn fits(board: &Board<'_>, heads: &[&Cell], cells: &[&Cell]) -> bool {
    let Some(first) = heads.first() else { return false };
    !cells.is_empty()
        && cells.iter().all(|cell| {
            let aligned = heads.iter().any(|head| head.column == cell.column);
            aligned && (cell.column == first.column || board.label(cell).is_none())
        })
}

/// Values under heads; a label in the first column names its row.
fn under(board: &Board<'_>, heads: &[&Cell], cells: &[&Cell], facts: &mut Vec<Fact>) {
    let head_of = |cell: &Cell| heads.iter().find(|head| head.column == cell.column).copied();
    let name = cells.first().filter(|cell| board.label(cell).is_some()).copied();
    for cell in cells {
        let Some(head) = head_of(cell) else { continue };
        let Some(head_role) = board.label(head).cloned() else { continue };
        if Some(*cell).is_some_and(|cell| name.is_some_and(|name| std::ptr::eq(name, cell))) {
            continue;
        }
        let side = side_of(board, head).or_else(|| side_of(board, cell));
        let field = match name.and_then(|name| Some((name, board.label(name)?))) {
            Some((name, role)) => Field {
                label: name.text.clone(),
                role: role.clone(),
                side,
                head: Some((head.text.clone(), head_role)),
                value: cell.text.clone(),
            },
            None => Field {
                label: head.text.clone(),
                role: head_role,
                side,
                head: None,
                value: cell.text.clone(),
            },
        };
        facts.push(Fact::Field(field));
    }
}

/// The label beside a cell and its neighbours above or below.
fn side_of(board: &Board<'_>, cell: &Cell) -> Option<(Passage, Role)> {
    let mut left = board.left_of(cell);
    while let Some(candidate) = left {
        if let Some(role) = board.label(candidate)
            && candidate.rows > cell.rows
        {
            return Some((candidate.text.clone(), role.clone()));
        }
        left = board.left_of(candidate);
    }
    None
}

/// Cells from left to right: a label takes the values up to the next one.
fn stream(board: &Board<'_>, row: usize, state: &State<'_>, facts: &mut Vec<Fact>) {
    let mut open: Option<(&Cell, Role)> = None;
    let mut value = Passage::default();
    let mut answered = false;
    for cell in board.row(row) {
        match board.kind(cell) {
            Kind::Blank => answered = open.is_some(),
            Kind::Label(role) => {
                close(board, &mut open, &mut value, facts);
                open = Some((cell, role.clone()));
                answered = false;
            }
            Kind::Heading(heading) if open.is_none() => {
                facts.push(Fact::Heading(heading.clone(), cell.text.clone()));
            }
            Kind::Value | Kind::Heading(_) if open.is_some() => {
                // `科目 | 一般会計 | 02 | 款`: pieces of one value.
                value.join(' ', &cell.text);
                answered = true;
            }
            Kind::Value | Kind::Heading(_) => loose(board, cell, state, facts),
        }
    }
    let _ = answered;
    close(board, &mut open, &mut value, facts);
}

fn close(board: &Board<'_>, open: &mut Option<(&Cell, Role)>, value: &mut Passage, facts: &mut Vec<Fact>) {
    let value = std::mem::take(value);
    let Some((cell, role)) = open.take() else { return };
    if value.is_blank() {
        facts.push(Fact::Bare(cell.text.clone()));
        return;
    }
    facts.push(Fact::Field(Field {
        label: cell.text.clone(),
        role,
        side: side_of(board, cell),
        head: None,
        value,
    }));
}

/// A value without a label on its row: under a label, beside one that began above, or on its own.
fn loose(board: &Board<'_>, cell: &Cell, state: &State<'_>, facts: &mut Vec<Fact>) {
    let above = board.above(cell).filter(|above| above.column == cell.column);
    let left = board.left_of(cell);
    let governed = |label: &Cell| board.label(label).map(|role| (label.text.clone(), role.clone()));
    let found = left
        .filter(|left| left.row < cell.row)
        .and_then(governed)
        .or_else(|| above.and_then(governed));
    match found {
        Some((label, role)) => facts.push(Fact::Field(Field {
            label,
            role,
            side: None,
            head: None,
            value: cell.text.clone(),
        })),
        None => match crate::recover::lines::cell_pair(&cell.text, state) {
            Some((label, role, value)) => facts.push(Fact::Field(Field {
                label,
                role,
                side: None,
                head: None,
                value,
            })),
            None => facts.push(untitled(board, cell)),
        },
    }
}

/// A short text over the whole width is a caption; running text under a caption belongs to it.
fn untitled(board: &Board<'_>, cell: &Cell) -> Fact {
    let whole = |cell: &Cell| cell.columns == board.grid.columns();
    let caption = |cell: &Cell| {
        let text = cell.text.as_str();
        whole(cell) && text.chars().count() <= 30 && !text.contains('。') && !text.contains('\n')
    };
    let above = board.above(cell).filter(|above| board.is_value(above) && caption(above));
    if let Some(above) = above.filter(|_| whole(cell) && !caption(cell)) {
        return Fact::Field(Field {
            label: above.text.clone(),
            role: Role::Text,
            side: None,
            head: None,
            value: cell.text.clone(),
        });
    }
    if caption(cell) {
        Fact::Bare(cell.text.clone())
    } else {
        Fact::Loose(cell.text.clone())
    }
}
