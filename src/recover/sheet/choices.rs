//! Choices in cells of their own: 拡充 | 現状維持 | 縮小 with a mark below or beside the one that holds.

use crate::layout::Cell;
use crate::recover::grades;
use crate::recover::lexicon::Role;
use crate::recover::state::State;
use crate::source::Passage;
use crate::vocabulary::key;

use super::board::Board;
use super::facts::{Fact, Field};

/// Longest word of a choice.
const LONGEST: usize = 12;

/// The choice that a row of the form (with the rows of marks below it) says, and the number of rows that say it.
pub(super) fn at(board: &Board<'_>, row: usize, state: &State<'_>) -> Option<(Vec<Fact>, usize)> {
    below(board, row, state)
        .or_else(|| beside(board, row, state).map(|facts| (facts, 1)))
        .or_else(|| shaded(board, row, state).map(|facts| (facts, 1)))
}

/// `必要性 | 高い | 普通 | 低い | why`: choices in cells of their own, the one that holds shaded otherwise. Where none is,
/// nothing is chosen.
fn shaded(board: &Board<'_>, row: usize, state: &State<'_>) -> Option<Vec<Fact>> {
    let cells = filled(board, row);
    let (label, rest) = cells.split_first()?;
    if board.label(label) != Some(&Role::Evaluation) {
        return None;
    }
    let choice = |cell: &&&Cell| may_choose(cell, state) && !cell.text.as_str().contains(['。', '、']);
    let count = rest.iter().take_while(choice).count();
    let (choices, remarks) = rest.split_at(count);
    let letters = choices
        .iter()
        .all(|cell| key(cell.text.as_str()).chars().count() > 1);
    if choices.len() < LEAST_SHADED || remarks.len() > 1 || !letters {
        return None;
    }
    let alone = |cell: &&&Cell| choices.iter().filter(|other| other.tint == cell.tint).count() == 1;
    let mut odd = choices.iter().filter(alone);
    let chosen = odd.next().filter(|_| odd.next().is_none());
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(chosen.map(|cell| {
        Fact::Field(Field {
            chosen: Some(key(cell.text.as_str())),
            ..Field::plain(label.text.clone(), Role::Evaluation, cell.text.clone())
        })
    }));
    if chosen.is_none() {
        facts.push(Fact::Bare(label.text.clone()));
    }
    let others = choices
        .iter()
        .filter(|cell| chosen.is_none_or(|chosen| chosen.column != cell.column));
    facts.extend(others.map(|cell| Fact::Bare(cell.text.clone())));
    for remark in remarks {
        facts.push(field(label.text.clone(), Role::Text, None, remark.text.clone()));
    }
    Some(facts)
}

/// Fewest choices side by side.
const LEAST_SHADED: usize = 3;

/// `方向性 | 拡充 | 維持 | 縮小` over rows with one mark each.
fn below(board: &Board<'_>, row: usize, state: &State<'_>) -> Option<(Vec<Fact>, usize)> {
    let words = state.lexicon.words;
    let cells = filled(board, row);
    let heads: Vec<&Cell> = cells
        .iter()
        .copied()
        .filter(|cell| cell.rows == 1 && may_choose(cell, state))
        .collect();
    let known = heads
        .iter()
        .filter(|cell| grades::is_choice(cell.text.as_str(), words));
    if heads.len() < 2 || known.count() * 2 < heads.len() {
        return None;
    }
    let first = heads.first()?.column;
    let mut facts: Vec<Fact> = Vec::new();
    let mut next = row + 1;
    while let Some(answer) = answer(board, next, &heads, state) {
        facts.extend(answer_facts(board, next, &cells, first, answer));
        next += 1;
    }
    if next == row + 1 {
        return None;
    }
    let chosen = |cell: &Cell| {
        facts
            .iter()
            .any(|fact| matches!(fact, Fact::Field(field) if field.value.start() == cell.text.start()))
    };
    let rest: Vec<Fact> = cells
        .iter()
        .filter(|cell| !chosen(cell))
        .map(|cell| Fact::Bare(cell.text.clone()))
        .collect();
    facts.extend(rest);
    Some((facts, next - row))
}

/// The choice that the only mark of a row stands under, and the mark.
fn answer<'g>(
    board: &Board<'g>,
    row: usize,
    heads: &[&'g Cell],
    state: &State<'_>,
) -> Option<(&'g Cell, &'g Cell)> {
    let mut found = None;
    for head in heads {
        let cell = board.at(row, head.column)?;
        let own = cell.row == row && cell.column == head.column && cell.columns == head.columns;
        if !own {
            return None;
        }
        if cell.text.is_blank() || is_open(cell, state) {
            continue;
        }
        if !grades::is_mark(cell.text.as_str(), state.lexicon.words) || found.replace((*head, cell)).is_some()
        {
            return None;
        }
    }
    found
}

/// The choice under the label of its row, and what else stands on that row under heads of its own.
fn answer_facts(
    board: &Board<'_>,
    row: usize,
    heads: &[&Cell],
    first: usize,
    (choice, mark): (&Cell, &Cell),
) -> Vec<Fact> {
    let labels: Vec<&Cell> = filled(board, row)
        .into_iter()
        .chain(
            (0..first)
                .filter_map(|column| board.at(row, column))
                .filter(|cell| cell.row < row),
        )
        .filter(|cell| cell.column < first && !cell.text.is_blank())
        .collect();
    let over = heads.iter().copied().rfind(|cell| cell.column < first);
    let own = labels
        .iter()
        .copied()
        .filter(|cell| cell.row == row)
        .max_by_key(|cell| cell.column);
    let wide = labels
        .iter()
        .copied()
        .filter(|cell| cell.row < row)
        .max_by_key(|cell| cell.column);
    let label = own.or(wide).or(over);
    let side = wide.filter(|wide| label.is_some_and(|label| label.column != wide.column));
    let name = label.map(|cell| cell.text.clone()).unwrap_or_default();
    let mut facts = vec![
        field(
            name.clone(),
            Role::Evaluation,
            side.map(|side| side.text.clone()),
            choice.text.clone(),
        ),
        Fact::Bare(mark.text.clone()),
    ];
    for cell in filled(board, row).into_iter().filter(|cell| cell.column > first) {
        let head = heads.iter().find(|head| {
            !std::ptr::eq(**head, choice)
                && head.column <= cell.column
                && cell.column < head.column + head.columns
        });
        if let Some(head) = head.filter(|_| cell.text.start() != mark.text.start()) {
            let mut whole = name.clone();
            whole.join('／', &head.text);
            facts.push(field(whole, Role::Text, None, cell.text.clone()));
        }
    }
    facts
}

/// `方向性 | ■ | 拡充 | □ | 縮小`: each choice behind a cell for its mark.
fn beside(board: &Board<'_>, row: usize, state: &State<'_>) -> Option<Vec<Fact>> {
    let words = state.lexicon.words;
    let cells: Vec<&Cell> = board.row(row);
    let is_mark = |cell: &Cell| grades::is_mark(cell.text.as_str(), words);
    let slot = |cell: &Cell| cell.text.is_blank() || is_mark(cell) || is_open(cell, state);
    let from = cells.iter().position(|cell| slot(cell))?;
    let pairs: Vec<(&Cell, &Cell)> = cells
        .get(from..)?
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .collect();
    let all = pairs
        .iter()
        .all(|(mark, choice)| slot(mark) && may_choose(choice, state));
    let known = pairs
        .iter()
        .filter(|(_, choice)| grades::is_choice(choice.text.as_str(), words));
    if !all || pairs.len() < 2 || known.count() * 2 < pairs.len() || !(cells.len() - from).is_multiple_of(2) {
        return None;
    }
    let mut chosen = pairs
        .iter()
        .filter(|(mark, _)| is_mark(mark) && !(is_open(mark, state) && several(&pairs, state)));
    let (mark, choice) = chosen.next().filter(|_| chosen.next().is_none())?;
    let label = cells.get(from.checked_sub(1)?)?;
    let mut facts = vec![
        field(label.text.clone(), Role::Evaluation, None, choice.text.clone()),
        Fact::Bare(mark.text.clone()),
    ];
    let rest = cells.iter().filter(|cell| {
        !cell.text.is_blank()
            && ![label.text.start(), choice.text.start(), mark.text.start()].contains(&cell.text.start())
    });
    facts.extend(rest.map(|cell| Fact::Bare(cell.text.clone())));
    Some(facts)
}

/// Whether open marks stand before the other choices (○ among ●): then an open one chooses nothing.
fn several(pairs: &[(&Cell, &Cell)], state: &State<'_>) -> bool {
    pairs.iter().filter(|(mark, _)| is_open(mark, state)).count() > 1
}

/// □ and ○: a mark that is not filled.
fn is_open(cell: &Cell, state: &State<'_>) -> bool {
    let text = key(cell.text.as_str());
    state
        .lexicon
        .words
        .grades
        .unchosen
        .iter()
        .any(|mark| key(mark) == text)
        && !matches!(text.as_str(), "○" | "〇" | "◯")
}

/// A short word without figures, or a letter: what may be chosen.
fn may_choose(cell: &Cell, state: &State<'_>) -> bool {
    let text = key(cell.text.as_str());
    let short = (1..=LONGEST).contains(&text.chars().count());
    short
        && (grades::is_choice(cell.text.as_str(), state.lexicon.words)
            || text.chars().all(crate::japanese::is_japanese)
                && state.lexicon.label(cell.text.as_str()).is_none())
}

fn filled<'g>(board: &Board<'g>, row: usize) -> Vec<&'g Cell> {
    board
        .row(row)
        .into_iter()
        .filter(|cell| !cell.text.is_blank())
        .collect()
}

fn field(label: Passage, role: Role, side: Option<Passage>, value: Passage) -> Fact {
    Fact::Field(Field {
        label,
        role,
        side: side.map(|side| (side, Role::Text)),
        far_side: None,
        head: None,
        value,
        is_ambiguous: false,
        has_several_heads: false,
        chosen: None,
    })
}
