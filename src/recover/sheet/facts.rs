//! Which label each value of a form belongs to.

use crate::layout::Cell;
use crate::recover::grades;
use crate::recover::lexicon::{Heading, Role};
use crate::recover::state::State;
use crate::source::Passage;
use crate::vocabulary::key;

use super::board::{Board, Kind, is_opener};
use super::choice_list::{self, Choice};
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
    !cells.is_empty()
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
    board: &Board<'_>,
    heads: &[&'g Cell],
    cells: &[&'g Cell],
    state: &State<'_>,
) -> Option<(&'g Cell, &'g Cell)> {
    let mut marks = cells
        .iter()
        .filter(|cell| grades::is_mark(cell.text.as_str(), state.lexicon.words));
    let mark = marks.next().filter(|_| marks.next().is_none())?;
    let head = heads.iter().find(|head| head.column == mark.column)?;
    let free = |head: &Cell| board.label(head).is_none_or(|role| *role == Role::Text);
    let open = heads
        .iter()
        .skip(1)
        .filter(|head| free(head) && cells.iter().all(|cell| cell.column != head.column));
    (free(head) && open.count() > 0).then_some((mark, head))
}

/// The column behind the last head.
fn heads_end(board: &Board<'_>, heads: &[&Cell]) -> usize {
    let ends = heads.iter().map(|head| head.column + head.columns);
    ends.max().unwrap_or(board.grid.columns())
}

/// Values under heads; the first column names the row where it holds labels or its head says so.
fn under(board: &Board<'_>, heads: &[&Cell], cells: &[&Cell], state: &State<'_>, facts: &mut Vec<Fact>) {
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
fn side_of(board: &Board<'_>, cell: &Cell) -> Option<(Passage, Role)> {
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
fn far_side(board: &Board<'_>, cell: &Cell) -> Option<Passage> {
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

/// A label of a row with what stands right of it so far.
#[derive(Default)]
struct Open<'g> {
    label: Option<(&'g Cell, Role)>,
    value: Passage,
    choices: Option<Vec<Choice>>,
    /// What else is said beside the value: the reasons for a choice.
    remarks: Vec<Passage>,
    /// The same with labels of their own (理由：…).
    labelled: Vec<Field>,
}

/// Cells from left to right: a label takes the values up to the next one.
fn stream(board: &Board<'_>, row: usize, state: &State<'_>, facts: &mut Vec<Fact>) {
    if let Some((label, role)) = state
        .heading
        .as_ref()
        .filter(|_| is_headed_choice(board, row, state))
    {
        let values = board.row(row).into_iter().filter(|cell| board.is_value(cell));
        let field = |cell: &Cell| Field::plain(label.clone(), role.clone(), cell.text.clone());
        return facts.extend(values.map(|cell| Fact::Field(field(cell))));
    }
    let mut open = Open::default();
    for cell in board.row(row) {
        match board.kind(cell) {
            Kind::Blank => {}
            _ if board.hangs(cell) => {}
            Kind::Label(role) => {
                close(board, &mut open, facts);
                match board.hanging(cell) {
                    Some(below) => {
                        facts.push(Fact::Field(Field::plain(
                            cell.text.clone(),
                            role.clone(),
                            below.text.clone(),
                        )));
                    }
                    None => open.label = Some((cell, role.clone())),
                }
            }
            // 必要性 | ■高い □低い | 理由：…: the reason is of the choice.
            Kind::Pair(label, _, value) if !open.value.is_blank() => {
                let mut whole = open
                    .label
                    .as_ref()
                    .map(|(cell, _)| cell.text.clone())
                    .unwrap_or_default();
                whole.join('／', label);
                open.labelled.push(Field::plain(whole, Role::Text, value.clone()));
                facts.push(Fact::Bare(cell.text.clone()));
            }
            Kind::Pair(label, role, value) => {
                close(board, &mut open, facts);
                facts.push(Fact::Field(Field::plain(
                    label.clone(),
                    role.clone(),
                    value.clone(),
                )));
                facts.push(Fact::Bare(cell.text.clone()));
            }

            Kind::Heading(heading) if open.label.as_ref().is_none_or(|(_, role)| *role == Role::Text) => {
                close(board, &mut open, facts);
                facts.push(Fact::Heading(heading.clone(), cell.text.clone()));
            }
            Kind::Value | Kind::Heading(_) if open.label.is_none() => loose(board, cell, state, facts),
            Kind::Value | Kind::Heading(_) => {
                let choices = choice_list::list(&cell.text).filter(|_| open.choices.is_none());
                if choices.is_some() {
                    open.choices = choices;
                    open.remarks.push(cell.text.clone());
                // `科目 | 一般会計 | 02 | 款`: pieces of one value.
                } else if open.value.is_blank() || is_piece(&open.value, &cell.text, &open.label, state) {
                    open.value.join(' ', &cell.text);
                } else if grades::read(open.value.as_str(), state.lexicon.words).is_some() {
                    open.remarks.push(cell.text.clone());
                } else {
                    loose(board, cell, state, facts);
                }
            }
        }
    }
    close(board, &mut open, facts);
}

/// Whether a row holds marked choices and no label: then the heading over the table says what is chosen.
fn is_headed_choice(board: &Board<'_>, row: usize, state: &State<'_>) -> bool {
    let cells = board.row(row);
    let choice = |cell: &&Cell| grades::is_marked_choice(cell.text.as_str(), state.lexicon.words);
    cells
        .iter()
        .all(|cell| matches!(board.kind(cell), Kind::Value | Kind::Blank))
        && cells.iter().any(choice)
}

/// Whether a further cell goes on with the value before it: a few characters, or another department.
fn is_piece(before: &Passage, text: &Passage, open: &Option<(&Cell, Role)>, state: &State<'_>) -> bool {
    if crate::recover::grades::is_dash(before.as_str(), state.lexicon.words) {
        return false;
    }
    let length = text.as_str().chars().filter(|c| !c.is_whitespace()).count();
    // A name stands in one cell; its number may have one of its own.
    if matches!(open, Some((_, Role::Level(_) | Role::Name))) {
        return crate::japanese::leading_number(before)
            .is_some_and(|(_, used)| used == before.as_str().len());
    }
    let department = matches!(open, Some((_, Role::Department)));
    length <= LONGEST_PIECE || department && length <= 2 * LONGEST_PIECE
}

/// Characters of a piece of a value over several cells.
const LONGEST_PIECE: usize = 8;

fn close(board: &Board<'_>, open: &mut Open<'_>, facts: &mut Vec<Fact>) {
    let Open {
        label,
        mut value,
        choices,
        mut remarks,
        labelled,
    } = std::mem::take(open);
    let Some((cell, role)) = label else { return };
    // A list of choices is what the label says where nothing is chosen.
    if value.is_blank() && !remarks.is_empty() {
        value = remarks.remove(0);
    }
    if value.is_blank() {
        facts.push(Fact::Unanswered(cell.text.clone()));
        return;
    }
    // A list without an answer beside it chooses nothing by itself.
    let answered = choice_list::list(&value).is_none();
    let chosen = choices
        .as_ref()
        .filter(|_| answered)
        .and_then(|choices| choice_list::chosen(&value, choices))
        .map(|choice| choice.grade.clone());
    if let Some(choices) = choices.filter(|_| chosen.is_some()) {
        remarks.retain(|remark| choice_list::list(remark).is_none());
        facts.push(Fact::Choices(cell.text.clone(), choices));
    }
    let field = Field {
        side: side_of(board, cell),
        far_side: far_side(board, cell),
        chosen,
        ..Field::plain(cell.text.clone(), role, value)
    };
    let remarks = remarks.into_iter().map(|value| Field {
        role: Role::Text,
        value,
        chosen: None,
        ..field.clone()
    });
    let remarks: Vec<Fact> = remarks.map(Fact::Field).collect();
    facts.push(Fact::Field(field));
    facts.extend(remarks);
    facts.extend(labelled.into_iter().map(Fact::Field));
}

/// A value without a label on its row: under a label, beside one that began above, or on its own.
fn loose(board: &Board<'_>, cell: &Cell, state: &State<'_>, facts: &mut Vec<Fact>) {
    let counts = cell.rows > 1
        && crate::japanese::leading_number(&cell.text).is_some_and(|(_, used)| {
            cell.text
                .as_str()
                .get(used..)
                .is_some_and(|rest| rest.trim().is_empty())
        });
    if counts {
        return facts.push(Fact::Counter(cell.text.clone()));
    }
    let above = board.above(cell).filter(|above| above.column == cell.column);
    let left = board.left_of(cell);
    let governed = |label: &Cell| board.label(label).map(|role| (label.text.clone(), role.clone()));
    // A label above that has its value beside it says nothing of what stands below.
    // One beside several rows of labels is of those.
    let waits = |label: &&Cell| {
        let right = board.right_of(label);
        let beside = label.rows > 1 && right.is_some_and(|right| board.label(right).is_some());
        !beside && right.is_none_or(|right| !board.is_value(right))
    };
    let found = left
        .filter(|left| left.row < cell.row)
        .and_then(governed)
        .or_else(|| above.filter(waits).and_then(governed));
    match found {
        Some((label, role)) => facts.push(Fact::Field(Field::plain(label, role, cell.text.clone()))),
        None => match crate::recover::lines::cell_pair(&cell.text, state) {
            Some((label, role, value)) => facts.push(Fact::Field(Field::plain(label, role, value))),
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
    let above = board
        .above(cell)
        .filter(|above| board.is_value(above) && caption(above));
    if let Some(above) = above.filter(|_| whole(cell) && !caption(cell)) {
        return Fact::Field(Field::plain(above.text.clone(), Role::Text, cell.text.clone()));
    }
    if caption(cell) {
        Fact::Bare(cell.text.clone())
    } else {
        Fact::Loose(cell.text.clone())
    }
}
