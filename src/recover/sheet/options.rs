//! Options in cells of their own, each behind a cell for a mark, any number of them marked: ○ | 貧困をなくそう | | 飢餓をゼロに.

use crate::layout::Cell;
use crate::recover::grades;
use crate::recover::lexicon::Role;
use crate::recover::state::State;
use crate::source::Passage;

use super::board::{Board, Kind};
use super::facts::{Fact, Field};

/// What is marked in the rows from `row` on that hold nothing but labels and options, and the number of these rows.
pub(super) fn at(board: &Board<'_>, row: usize, state: &State<'_>) -> Option<(Vec<Fact>, usize)> {
    let mut facts = Vec::new();
    let mut label: Option<&Cell> = None;
    let mut chosen = Passage::default();
    let mut next = row;
    let mut options = 0;
    while let Some(found) = options_of(board, next, label, state) {
        if let Some(own) = found
            .label
            .filter(|own| label.is_none_or(|label| !std::ptr::eq(label, *own)))
        {
            facts.extend(label.map(|label| field(label, std::mem::take(&mut chosen))));
            label = Some(own);
        }
        options += found.pairs.len();
        facts.extend(found.beside.iter().map(|cell| Fact::Bare(cell.text.clone())));
        for (mark, option) in found.pairs {
            if mark.text.is_blank() {
                facts.push(Fact::Bare(option.text.clone()));
            } else {
                facts.push(Fact::Bare(mark.text.clone()));
                chosen.join('、', &option.text);
            }
        }
        next += 1;
    }
    facts.extend(label.map(|label| field(label, chosen)));
    (options > 1 && next > row).then_some((facts, next - row))
}

fn field(label: &Cell, chosen: Passage) -> Fact {
    if chosen.is_blank() {
        return Fact::Unanswered(label.text.clone());
    }
    Fact::Field(Field::plain(label.text.clone(), Role::Text, chosen))
}

/// A text that is no label of its own; what stands behind a mark is often taken for one.
fn may_be_option(board: &Board<'_>, option: &Cell, state: &State<'_>) -> bool {
    match board.kind(option) {
        // 公益性 | ◎ | why: the mark is a judgement.
        Kind::Value => !option.text.as_str().contains('。'),
        Kind::Label(Role::Text) => {
            !state.tints.marks(option) && state.lexicon.label(option.text.as_str()).is_none()
        }
        _ => false,
    }
}

/// One row of options.
struct Options<'g> {
    /// What they are options of.
    label: Option<&'g Cell>,
    /// Labels that begin in this row.
    beside: Vec<&'g Cell>,
    pairs: Vec<(&'g Cell, &'g Cell)>,
}

fn options_of<'g>(
    board: &Board<'g>,
    row: usize,
    open: Option<&'g Cell>,
    state: &State<'_>,
) -> Option<Options<'g>> {
    let cells = board.row(row);
    let from = cells.iter().position(|cell| board.label(cell).is_none())?;
    let (beside, rest) = cells.split_at(from);
    let first = rest.first()?;
    // The innermost label at the left, which may have begun in a row above.
    let left = board.left_of(first)?;
    let label = board.label(left).map(|_| left).filter(|left| {
        beside.iter().any(|cell| std::ptr::eq(*cell, *left))
            || open.is_some_and(|open| std::ptr::eq(open, *left))
    })?;
    let is_mark = |cell: &Cell| grades::is_mark(cell.text.as_str(), state.lexicon.words);
    let filled = rest.iter().rposition(|cell| !cell.text.is_blank())?;
    let used = rest.get(..=filled)?;
    let pairs: Vec<(&Cell, &Cell)> = used.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let fits = used.len().is_multiple_of(2)
        && pairs.iter().all(|(mark, option)| {
            (mark.text.is_blank() || is_mark(mark)) && may_be_option(board, option, state) && !is_mark(option)
        });
    let slots = |column: usize| {
        (label.row..label.row + label.rows)
            .filter_map(|row| board.at(row, column))
            .filter(|cell| cell.column == column && is_mark(cell))
            .count()
    };
    let marked = pairs.iter().any(|(mark, _)| slots(mark.column) > 0);
    let asked = label.text.as_str().contains(['○', '〇', '◯', '✓', '☑']);
    let known = open.is_some_and(|open| std::ptr::eq(open, label));
    (fits && !pairs.is_empty() && (marked || asked || known)).then_some(Options {
        label: Some(label),
        beside: beside.to_vec(),
        pairs,
    })
}
