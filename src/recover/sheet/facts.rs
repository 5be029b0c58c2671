//! Which label each value of a form belongs to.

use crate::layout::Cell;
use crate::recover::grades;
use crate::recover::lexicon::{Heading, Role};
use crate::recover::state::State;
use crate::source::Passage;
use crate::vocabulary::key;

use super::board::{Board, Kind};
use super::choice_list::Choice;
use super::stream::stream;
use super::words::is_opener;
use super::{choices, options};

/// One thing that a form says.
#[derive(Debug, Clone)]
pub(super) enum Fact {
    /// A labelled value.
    Field(Field),
    /// A level heading.
    Heading(Heading, Passage),
    /// A text without label.
    Loose(Passage),
    /// A number beside the rows that it counts.
    Counter(Passage),
    /// A block of figures, by its number.
    Block(usize),
    /// A label, or a caption inside the form, that nothing belongs to.
    Bare(Passage),
    /// A label whose value was left blank.
    Unanswered(Passage),
    /// The choices that a label leaves.
    Choices(Passage, Vec<Choice>),
}

/// A value and what stands around it.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub label: Passage,
    pub role: Role,
    /// The label beside several rows, this one among them.
    pub side: Option<(Passage, Role)>,
    /// The same, further left on the row, behind other values.
    pub far_side: Option<Passage>,
    /// The label over the column, where `label` names the row.
    pub head: Option<(Passage, Role)>,
    pub value: Passage,
    /// Whether other labels of the same words stand beside other sides.
    pub is_ambiguous: bool,
    /// Whether several judgements stand beside its label, each under a head of its own (担当課評価, 本部評価).
    pub has_several_heads: bool,
    /// The grade that the value is among printed choices.
    pub chosen: Option<String>,
}

impl Field {
    /// A value with nothing but its label.
    pub fn plain(label: Passage, role: Role, value: Passage) -> Field {
        Field {
            label,
            role,
            value,
            side: None,
            far_side: None,
            head: None,
            is_ambiguous: false,
            has_several_heads: false,
            chosen: None,
        }
    }
}

/// Everything that the form says, from top to bottom and left to right; `blocks` are the first rows of its blocks of
/// figures.
pub(super) fn find(board: &Board<'_>, blocks: &[usize], state: &State<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut heads: Vec<&Cell> = Vec::new();
    let mut chosen_to = 0;
    for row in 0..board.grid.rows() {
        facts.extend(
            (0..blocks.len())
                .filter(|block| blocks[*block] == row)
                .map(Fact::Block),
        );
        if row < chosen_to {
            continue;
        }
        let chosen = choices::at(board, row, state).or_else(|| options::at(board, row, state));
        if let Some((found, rows)) = chosen {
            facts.extend(found);
            heads.clear();
            chosen_to = row + rows;
            continue;
        }
        if let Some(found) = board.crossed(row, state) {
            let before = board
                .row(row)
                .into_iter()
                .filter(|cell| board.label(cell).is_some());
            let before = before.filter(|cell| !found.iter().any(|head| std::ptr::eq(*head, *cell)));
            facts.extend(before.map(|cell| Fact::Bare(cell.text.clone())));
            heads = found;
            facts.extend(heads.iter().map(|cell| Fact::Bare(cell.text.clone())));
            continue;
        }
        if heads
            .iter()
            .any(|head| head.row + head.rows > row && head.rows > 1)
        {
            // The lower part of heads in several rows.
            let lower = board.row(row);
            facts.extend(lower.iter().map(|cell| Fact::Bare(cell.text.clone())));
            continue;
        }
        if let Some(found) = board.tall_heads(row) {
            heads = found;
            facts.extend(heads.iter().map(|cell| Fact::Bare(cell.text.clone())));
            continue;
        }
        // 事業名 | … over both rows: the heads beside them hang over values of their own.
        let mixed = board
            .row(row)
            .iter()
            .any(|cell| cell.rows > 1 && board.is_value(cell));
        if board.is_heads(row) && !mixed {
            heads = board
                .row(row)
                .into_iter()
                .filter(|cell| board.label(cell).is_some() && cell.rows == 1)
                .collect();
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
            under(board, &heads, &cells, state, &mut facts);
        }
    }
    facts
}

/// Whether a row goes on below the heads: cells stand under them, and only the first may be a label.
fn fits(board: &Board<'_>, heads: &[&Cell], cells: &[&Cell]) -> bool {
    let Some(first) = heads.first() else { return false };
    let heads_of = heads;
    // 事業の内容 | one text below several heads: a line of its own.
    let across = |cell: &&Cell| {
        let heads = heads.iter().filter(|head| {
            head.row < cell.row && cell.column <= head.column && head.column < cell.column + cell.columns
        });
        let count = heads.count();
        let last = heads_end(board, heads_of);
        count > 2 || count == 2 && heads_of.len() > 2 && cell.column + cell.columns >= last
    };
    let own_line = cells.len() == 2
        && cells
            .first()
            .is_some_and(|cell| board.label(cell).is_some() && cell.column == first.column)
        && cells.get(1).is_some_and(across);
    // 改革・改善の内容 over the width of several heads is below none of them.
    let caption = matches!(cells, [only] if heads_of
        .iter()
        .filter(|head| only.column <= head.column && head.column < only.column + only.columns)
        .count() > 1);
    !cells.is_empty()
        && !caption
        && !own_line
        && cells.iter().all(|cell| {
            let under = |head: &&Cell| head.column <= cell.column && cell.column < head.column + head.columns;
            heads.iter().any(under)
                && (cell.column < first.column + first.columns
                    || board.label(cell).is_none_or(|role| *role == Role::Period))
        })
}

/// 必要性 | | ○ | | why: the only mark of a row, under a head that is no label of its own, chooses that head.
fn only_mark<'g>(
    board: &Board<'g>,
    heads: &[&'g Cell],
    cells: &[&'g Cell],
    state: &State<'_>,
) -> Option<(&'g Cell, &'g Cell)> {
    let mut marks = cells
        .iter()
        .filter(|cell| grades::is_mark(cell.text.as_str(), state.lexicon.words));
    let mark = marks.next().filter(|_| marks.next().is_none())?;
    let lower = below_wide_head(board, heads, mark);
    if let Some((head, others)) = lower {
        let empty = |column: &usize| cells.iter().all(|cell| cell.column != *column);
        return others.iter().all(empty).then_some((mark, head));
    }
    let head = heads.iter().find(|head| head.column == mark.column)?;
    let free = |head: &Cell| board.label(head).is_none_or(|role| *role == Role::Text);
    let open = heads
        .iter()
        .skip(1)
        .filter(|head| free(head) && cells.iter().all(|cell| cell.column != head.column));
    (free(head) && open.count() > 0).then_some((mark, head))
}

/// 評価 over 高い | 普通 | 低い: the lower head over a mark, and the columns of those beside it.
fn below_wide_head<'g>(board: &Board<'g>, heads: &[&'g Cell], mark: &Cell) -> Option<(&'g Cell, Vec<usize>)> {
    let over = |head: &&&Cell| (head.column..head.column + head.columns).contains(&mark.column);
    let wide = heads.iter().find(over).filter(|head| head.columns > 1)?;
    let row = wide.row + wide.rows;
    let lower: Vec<&Cell> = (wide.column..wide.column + wide.columns)
        .filter_map(|column| board.grid.cell(row, column).filter(|cell| cell.column == column))
        .collect();
    let words = lower
        .iter()
        .all(|cell| cell.row == row && row < mark.row && !cell.text.is_blank());
    let own = *lower.iter().find(|cell| cell.column == mark.column)?;
    let others = lower
        .iter()
        .map(|cell| cell.column)
        .filter(|column| *column != mark.column);
    (words && lower.len() > 1).then(|| (own, others.collect()))
}

/// The column behind the last head.
fn heads_end(board: &Board<'_>, heads: &[&Cell]) -> usize {
    let ends = heads.iter().map(|head| head.column + head.columns);
    ends.max().unwrap_or(board.grid.columns())
}

/// Values under heads; the first column names the row where it holds labels or its head says so.
fn under<'g>(
    board: &Board<'g>,
    heads: &[&'g Cell],
    cells: &[&'g Cell],
    state: &State<'_>,
    facts: &mut Vec<Fact>,
) {
    let opened = heads.first().is_some_and(|head| is_opener(head, state));
    // Of several cells under the first head the last one names the row, the others its group.
    let first = heads
        .first()
        .map_or(0..0, |head| head.column..head.column + head.columns);
    let names = cells
        .iter()
        .take(cells.len() - 1)
        .take_while(|cell| first.contains(&cell.column) && (opened || board.label(cell).is_some()));
    let names: Vec<&Cell> = names.copied().collect();
    let name = names.last().copied();
    let groups = names.iter().rev().skip(1);
    facts.extend(groups.map(|group| Fact::Bare(group.text.clone())));
    let mut chosen = None;
    if let Some(name) = name
        && let Some((mark, head)) = only_mark(board, heads, cells, state)
    {
        facts.push(Fact::Bare(mark.text.clone()));
        facts.push(Fact::Field(Field {
            side: side_of(board, name),
            chosen: Some(key(head.text.as_str())),
            ..Field::plain(name.text.clone(), Role::Evaluation, head.text.clone())
        }));
        chosen = Some(mark.column);
    }
    let judging = heads
        .iter()
        .any(|head| board.label(head) == Some(&Role::Evaluation));
    for cell in cells {
        let column = |head: &&&Cell| head.column <= cell.column && cell.column < head.column + head.columns;
        let Some(head) = heads.iter().find(column).copied() else {
            continue;
        };
        if names.iter().any(|name| std::ptr::eq(*name, *cell)) || chosen == Some(cell.column) {
            continue;
        }
        let head_role = board.label(head).cloned().unwrap_or(Role::Text);
        let side = side_of(board, head).or_else(|| side_of(board, cell));
        let over = heads_over(board, head, cell);
        let across = heads
            .iter()
            .filter(|head| cell.column <= head.column && head.column < cell.column + cell.columns);
        let field = match name {
            // What stands below several heads is of the row alone.
            Some(name) if board.label(name) == Some(&Role::Evaluation) && across.count() > 1 => {
                Field::plain(name.text.clone(), Role::Evaluation, cell.text.clone())
            }
            Some(name) => Field {
                label: name.text.clone(),
                role: board.label(name).cloned().unwrap_or(if judging {
                    Role::Evaluation
                } else {
                    Role::Text
                }),
                side,
                far_side: group_of(board, name),
                head: Some((over, head_role)),
                value: cell.text.clone(),
                is_ambiguous: false,
                has_several_heads: false,
                chosen: None,
            },
            None => Field {
                side,
                ..Field::plain(over, head_role, cell.text.clone())
            },
        };
        facts.push(Fact::Field(field));
    }
}

/// What stands beside the name of a row and its neighbours: 収入 beside 指定管理料 | … | 計.
fn group_of(board: &Board<'_>, name: &Cell) -> Option<Passage> {
    let left = board.left_of(name).filter(|left| left.rows > name.rows)?;
    (!left.text.is_blank()).then(|| left.text.clone())
}

/// The head over a cell with the ones below it, where heads stand in several rows.
fn heads_over(board: &Board<'_>, head: &Cell, cell: &Cell) -> Passage {
    let mut label = head.text.clone();
    let mut row = head.row + head.rows;
    while row < cell.row {
        let Some(lower) = board.grid.cell(row, cell.column).filter(|lower| lower.row == row) else {
            break;
        };
        let whole = lower.column + lower.columns >= cell.column + cell.columns;
        let said = !lower.text.is_blank() && board.label(lower).is_some();
        if said && lower.row > head.row && whole && board.is_lower_head(lower, head) {
            label.join('／', &lower.text);
        }
        row += lower.rows;
        if row + 1 > head.row + 3 {
            break;
        }
    }
    label
}

/// The label beside a cell and its neighbours above or below, or that opens the row of this one.
pub(super) fn side_of(board: &Board<'_>, cell: &Cell) -> Option<(Passage, Role)> {
    let mut left = board.left_of(cell);
    while let Some(candidate) = left {
        let role = board.label(candidate)?;
        let further = board.left_of(candidate);
        if candidate.rows > cell.rows || further.is_none() && *role != Role::Period {
            return Some((candidate.text.clone(), role.clone()));
        }
        left = further;
    }
    None
}

/// The label at the left end of the row that stands beside several rows.
pub(super) fn far_side(board: &Board<'_>, cell: &Cell) -> Option<Passage> {
    let mut found = None;
    let mut left = board.left_of(cell);
    while let Some(candidate) = left {
        // 必要性 | Ａ | 理由 | …, whatever stands beside all the rows.
        let explains = board.label(cell) == Some(&Role::Text);
        let judged =
            explains && board.label(candidate) == Some(&Role::Evaluation) && candidate.row == cell.row;
        if judged
            && board
                .right_of(candidate)
                .is_some_and(|right| board.is_value(right))
        {
            return Some(candidate.text.clone());
        }
        let opens = board.left_of(candidate).is_none()
            && board
                .right_of(candidate)
                .is_some_and(|right| board.label(right).is_some());
        // 令和5年度決算額 | … | 業務量 | …: the line is of that year; 有効性 | Ｂ | 理由 | …: the reason of that.
        let first = board.left_of(candidate).is_none() && found.is_none();
        // A tall label with a value as tall beside it says nothing of the lines further right.
        let complete = candidate.rows > cell.rows
            && board.right_of(candidate).is_some_and(|right| {
                (right.row, right.rows) == (candidate.row, candidate.rows) && board.label(right).is_none()
            });
        if !complete && (candidate.rows > cell.rows || opens || first) && board.label(candidate).is_some() {
            found = Some(candidate.text.clone());
        }
        left = board.left_of(candidate);
    }
    found
}
