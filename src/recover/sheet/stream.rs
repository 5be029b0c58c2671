//! A row of a form read from left to right: a label takes the values up to the next one.

use crate::layout::Cell;
use crate::recover::grades;
use crate::recover::lexicon::Role;
use crate::recover::state::State;
use crate::source::Passage;
use crate::vocabulary::key;

use super::board::{Board, Kind};
use super::choice_list::{self, Choice};
use super::facts::{Fact, Field, far_side, side_of};
use super::headed;

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

impl Open<'_> {
    /// Whether a pair further right may say something of the value: what names a row or a level explains itself.
    fn may_be_explained(&self) -> bool {
        let names = |role: &Role| {
            matches!(
                role,
                Role::Level(_) | Role::Name | Role::Number | Role::Department
            )
        };
        !self.value.is_blank() && !self.label.as_ref().is_some_and(|(_, role)| names(role))
    }

    /// 必要性 | 3 | why, 必要性 | 高い・普通・低い | why: a judgement in a scale of the city's own, or choices.
    fn is_mark(&self) -> bool {
        let judges = matches!(self.label, Some((_, Role::Evaluation)));
        let length = key(self.value.as_str()).chars().count();
        judges && ((1..=LONGEST_MARK).contains(&length) || grades::is_open_choice(&self.value))
    }
}

/// Letters of a judgement that no vocabulary knows (3, 5点).
const LONGEST_MARK: usize = 4;

/// Cells from left to right: a label takes the values up to the next one.
pub(super) fn stream(board: &Board<'_>, row: usize, state: &State<'_>, facts: &mut Vec<Fact>) {
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
        if let Some(levels) = path(cell, state) {
            close(board, &mut open, facts);
            facts.extend(levels);
            facts.push(Fact::Bare(cell.text.clone()));
            continue;
        }
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
            Kind::Pair(label, Role::Text, value) if open.may_be_explained() => {
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
                } else if open.is_mark() || grades::read(open.value.as_str(), state.lexicon.words).is_some() {
                    open.remarks.push(cell.text.clone());
                } else {
                    loose(board, cell, state, facts);
                }
            }
        }
    }
    close(board, &mut open, facts);
}

/// 基本目標１ 子育てを応援するまち ／ 施策３ ひとり親家庭への支援: levels from the top down in one cell.
fn path(cell: &Cell, state: &State<'_>) -> Option<Vec<Fact>> {
    let parts = cell
        .text
        .split(|c| matches!(c, '／' | '/' | '＞' | '>' | '→' | '⇒' | '▶' | '»' | '\n'));
    let level = |part: &Passage| {
        let part = part.trim();
        match crate::recover::lines::colon_pair(&part, state.lexicon) {
            Some((label, role @ Role::Level(_), value)) => {
                Some(Fact::Field(Field::plain(label, role, value)))
            }
            _ => Some(Fact::Heading(state.lexicon.heading_in(&part)?, part)),
        }
    };
    let parts = if parts.len() < 2 {
        beside(cell, state)
    } else {
        parts
    };
    if parts.len() < 2 {
        return None;
    }
    parts.iter().map(level).collect()
}

/// 大綱５　都市基盤　　施策５－２　交通環境の整備: headings one after the other.
fn beside(cell: &Cell, state: &State<'_>) -> Vec<Passage> {
    let text = cell.text.as_str();
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace());
    let starts = std::iter::once(0).chain(blanks.map(|(at, c)| at + c.len_utf8()));
    let heads = |at: &usize| {
        let rest = cell.text.slice(*at..text.len());
        let starts = !rest.as_str().starts_with(char::is_whitespace);
        starts
            && state
                .lexicon
                .heading_in(&rest)
                .is_some_and(|heading| heading.number.is_some())
    };
    let starts: Vec<usize> = starts.filter(heads).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| cell.text.slice(*from..to).trim());
    if starts.first() == Some(&0) {
        parts.collect()
    } else {
        Vec::new()
    }
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
    if grades::is_dash(before.as_str(), state.lexicon.words) {
        return false;
    }
    // 総合評価 | Ａ Ｂ Ｃ Ｄ | おおむね良好: what stands behind choices is none of them.
    if matches!(open, Some((_, Role::Evaluation))) && grades::is_open_choice(before) {
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
            None => match headed::parts(&cell.text) {
                Some(parts) => facts.extend(headed_facts(cell, parts)),
                None => facts.push(untitled(board, cell)),
            },
        },
    }
}

/// What the headings inside a cell say; their marks belong to them.
fn headed_facts(cell: &Cell, parts: Vec<(Passage, Passage)>) -> impl Iterator<Item = Fact> {
    let fields = parts
        .into_iter()
        .map(|(label, value)| Fact::Field(Field::plain(label, Role::Text, value)));
    fields.chain([Fact::Bare(cell.text.clone())])
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
