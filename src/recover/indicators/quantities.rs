//! Quantities over years in the blocks of a sheet: 指標 with 目標, 実績 and 達成率 in rows of their own.

use crate::japanese::{circled, is_bullet};
use crate::layout::{Cell, Grid};
use crate::model::{IndicatorRole, Phase};
use crate::source::Passage;
use crate::vocabulary::{Vocabulary, key};

use super::{IndicatorDraft, ValueDraft};
use crate::recover::entry::Narrative;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::matrix::block;
use crate::recover::matrix::{self, Head, HeadRole, Matrix};
use crate::recover::state::{State, label_text};
use crate::recover::{tidy, years};

/// A quantity while its rows are met.
pub(in crate::recover) struct Quantity {
    /// Slot of the cell that names it.
    place: (usize, usize),
    draft: IndicatorDraft,
}

/// What the cells left of a row's figures are.
#[derive(Default)]
struct Names<'g> {
    name: Option<&'g Cell>,
    unit: Option<String>,
    /// 目標, 実績.
    role: Option<&'g Cell>,
    /// 達成率: figures derived from the others.
    derived: Option<&'g Cell>,
    /// 活動指標, ①.
    kind: Option<&'g Cell>,
    number: Option<&'g Cell>,
    /// 指標の説明: what else is said, with its head.
    texts: Vec<(String, &'g Cell)>,
    all: Vec<Passage>,
}

/// Whether a table is nothing but quantities over years: names beside lines of 目標, 実績 and quotients of them.
pub(in crate::recover) fn are_table(grid: &Grid, lexicon: &Lexicon<'_>) -> bool {
    let blocks = matrix::find(grid, lexicon);
    let [block] = blocks.as_slice() else { return false };
    let words = lexicon.words;
    let stage = |row: usize| {
        let cells = block.names.clone().filter_map(|column| grid.cell(row, column));
        let mut own =
            cells.filter(|cell| cell.row == row && cell.rows == 1 && cell.column > block.names.start);
        own.any(|cell| {
            let text = bare(&label_text(&cell.text));
            text.chars().count() <= LONGEST_STAGE
                && (super::role_of(&text, words).is_some() || is_derived(&text, words))
        })
    };
    let named = block.names.clone().any(|column| {
        grid.cell(block.rows.start, column)
            .is_some_and(|cell| cell.rows > 1)
    });
    // 事業名 over the names: rows of a list, planned and done.
    let listed = block.header.clone().any(|row| {
        let heads = block.names.clone().filter_map(|column| grid.cell(row, column));
        heads
            .filter_map(|cell| lexicon.label(cell.text.as_str()))
            .any(|role| matches!(role, Role::Level(_) | Role::Department))
    });
    let stages = block.rows.clone().filter(|&row| stage(row)).count();
    let all = block.header.start == 0 && block.rows.end == grid.rows();
    all && named && !listed && stages * 3 >= block.rows.len() * 2
}

/// Letters of 目標, 実績値 beside the figures.
const LONGEST_STAGE: usize = 6;

pub(in crate::recover) fn is_derived(text: &str, words: &Vocabulary) -> bool {
    let derived = words.reading.get("derived");
    derived.is_some_and(|words| words.iter().any(|word| text.ends_with(word.as_str())))
}

/// 目標, 実績値, 当初見込み: a few letters, the last of them the word of a stage where they are more than four.
fn says_stage(text: &str, words: &Vocabulary) -> bool {
    let ends = |word: &String| text.trim_end_matches('み').ends_with(word.as_str());
    match text.chars().count() {
        0..=4 => true,
        5..=LONGEST_STAGE => words.indicator_roles.values().flatten().any(ends),
        _ => false,
    }
}

/// 指標説明, 算出方法: a head that explains the name beside it.
pub(in crate::recover) fn explains(head: &str, words: &Vocabulary) -> bool {
    let mut known = words.label("explanation").iter();
    known.any(|word| head.ends_with(word.as_str()))
}

fn names<'g>(grid: &'g Grid, matrix: &Matrix, row: usize, state: &State<'_>) -> Names<'g> {
    let words = state.lexicon.words;
    let mut found = Names::default();
    let mut sure = false;
    for column in matrix.names.clone() {
        let Some(cell) = grid
            .cell(row, column)
            .filter(|cell| cell.column == column && !cell.text.is_blank())
            // What reaches up beside the labels is the name of the block.
            .filter(|cell| cell.row >= matrix.header.start)
        else {
            continue;
        };
        if cell.row == row {
            found.all.push(cell.text.clone());
        }
        let text = bare(&label_text(&cell.text));
        let head = matrix
            .header
            .clone()
            .rev()
            .filter_map(|row| grid.cell(row, column))
            .map(|cell| key(cell.text.as_str()))
            .find(|head| !head.is_empty())
            .unwrap_or_default();
        let short = cell.rows == 1 && says_stage(&text, words);
        if head.starts_with("単位") || block::is_unit(&key(cell.text.as_str()), words) && found.name.is_some()
        {
            found.unit = Some(key(cell.text.as_str()).trim_matches(['(', ')']).to_owned());
        } else if explains(&head, words) {
            found.texts.push((head, cell));
        } else if found.name.is_some() && is_derived(&text, words) {
            found.derived = Some(cell);
        } else if short && super::role_of(&text, words).is_some() {
            found.role = Some(cell);
        } else if words.is_label("indicator", &text) && text != "項目" && !text.ends_with('名') {
            found.kind = Some(cell);
        } else if crate::japanese::leading_number(&cell.text).is_some_and(|(_, used)| {
            cell.text
                .as_str()
                .get(used..)
                .is_some_and(|rest| rest.trim().is_empty())
        }) {
            found.number = Some(cell);
        } else if !sure && found.name.is_none_or(|known| cell.rows <= known.rows) {
            // Of several names the innermost is the quantity's; a wider one at its side is a group.
            found.name = Some(cell);
            // A head over several names (項目) says of none of them that it is the quantity's.
            let own = matrix.header.clone().all(|row| {
                let over = grid.cell(row, column);
                over.is_none_or(|over| over.columns <= cell.columns)
            });
            sure = own && words.is_label("indicator", &head) && !head.is_empty();
        }
    }
    let behind = matrix.units.and_then(|column| grid.cell(row, column));
    if let Some(unit) = behind.filter(|cell| !cell.text.is_blank()) {
        found.unit = found
            .unit
            .or_else(|| Some(key(unit.text.as_str()).trim_matches(['(', ')']).to_owned()));
        if unit.row == row {
            found.all.push(unit.text.clone());
        }
    }
    found
}

/// Adds a row: of the quantity named beside it, or of the one above.
pub(in crate::recover) fn add(
    found: &mut Vec<Quantity>,
    grid: &Grid,
    matrix: &Matrix,
    row: usize,
    state: &State<'_>,
) {
    let names = names(grid, matrix, row, state);
    let place = names.name.or(names.kind).map(|cell| (cell.row, cell.column));
    let words = state.lexicon.words;
    let remark = names
        .name
        .and_then(|cell| super::remark_role(cell.text.as_str(), words));
    // 参加団体数（計画） over 参加団体数（実績）: two lines of one quantity.
    let again = |open: &Quantity| {
        let name = || names.name.map(|cell| bare(&label_text(&cell.text)));
        remark.is_some() && name().is_some_and(|name| name == bare(open.draft.name.as_str()))
    };
    let same = found.last().is_some_and(|open| match place {
        Some(place) => place == open.place || again(open),
        None => names.role.is_some() || names.derived.is_some(),
    });
    if !same {
        let Some(draft) = begin(grid, matrix, &names, state) else {
            return;
        };
        found.push(Quantity {
            place: place.unwrap_or((row, matrix.names.start)),
            draft,
        });
    }
    let Some(open) = found.last_mut() else { return };
    let told = |place: &Passage| {
        open.draft
            .texts
            .iter()
            .any(|text| text.text.start() == place.start())
    };
    let places: Vec<Passage> = names.all.iter().filter(|place| !told(place)).cloned().collect();
    open.draft.places.extend(places);
    open.draft.unit = open.draft.unit.take().or_else(|| names.unit.clone());
    for head in &matrix.heads {
        // What reaches down from the line above was said there.
        let cell = grid.cell(row, head.column).filter(|cell| cell.row == row);
        let Some(cell) = cell.filter(|cell| !cell.text.is_blank()) else {
            continue;
        };
        let label = label_text(&head.label);
        let said = match names.derived {
            _ if head.role != HeadRole::Year => Some(label),
            Some(derived) => Some(format!("{}／{label}", label_text(&derived.text))),
            None => None,
        };
        if said.is_some() {
            let text = cell.text.clone();
            open.draft.texts.push(Narrative { label: said, text });
            continue;
        }
        let role = role_under(head, grid, matrix, row, (names.role, remark), words);
        let year = head.year.or_else(|| years::of(head.label.as_str()));
        let unit = open.draft.unit.clone();
        let mut value: ValueDraft = super::value(&head.label, role, year, &cell.text, unit);
        if let Some(role) = names.role {
            value.label = format!("{}／{}", value.label, label_text(&role.text));
        }
        open.draft.values.push(value);
    }
}

/// What a value is: as the label of its line or the remark behind the name says, else as its head does.
fn role_under(
    head: &Head,
    grid: &Grid,
    matrix: &Matrix,
    row: usize,
    (line, remark): (Option<&Cell>, Option<IndicatorRole>),
    words: &Vocabulary,
) -> IndicatorRole {
    let of_head = super::role_of(head.label.as_str(), words);
    let of_line = line.and_then(|line| super::role_of(line.text.as_str(), words));
    // 計画 | 20 | 22 | 目標（R8） 30: what the head says of its column alone is more than what the line does.
    let aimed = of_line == Some(IndicatorRole::Plan) && of_head == Some(IndicatorRole::Target);
    let of_line = if aimed { of_head } else { of_line };
    of_line
        .or(remark)
        .or(of_head)
        .or_else(|| carried(matrix, head, words))
        // 人工 beside 予算額 and 決算額: what was planned, what came of it.
        .or_else(|| (head.phase? != Phase::Executed).then_some(IndicatorRole::Plan))
        .or_else(|| matrix.is_planned(grid, row).then_some(IndicatorRole::Plan))
        .unwrap_or_default()
}

/// R6目標 | R7 | R8: a bare year goes on with the target of the year before it.
fn carried(matrix: &Matrix, head: &Head, words: &Vocabulary) -> Option<IndicatorRole> {
    let bare_year = |head: &Head| {
        head.phase.is_none() && head.year.is_some() && super::role_of(head.label.as_str(), words).is_none()
    };
    let before = matrix
        .heads
        .iter()
        .rev()
        .skip_while(|other| other.column >= head.column);
    let mut year = head.year.filter(|_| bare_year(head))?;
    for other in before {
        if other.year? >= year {
            return None;
        }
        year = other.year?;
        if !bare_year(other) {
            let role = super::role_of(other.label.as_str(), words)?;
            return matches!(role, IndicatorRole::Target | IndicatorRole::Plan).then_some(role);
        }
    }
    None
}

/// A quantity by the cells beside its first row; where these say nothing but 実績, by the row above the block.
fn begin(grid: &Grid, matrix: &Matrix, names: &Names<'_>, state: &State<'_>) -> Option<IndicatorDraft> {
    let (cell, unit) = match names.name.or(names.kind) {
        Some(cell) => (cell.text.clone(), names.unit.clone()),
        None => above(grid, matrix, state)?,
    };
    let (own, counted) = without_kind(&cell, state.lexicon.words);
    let (name, unit_in_name) = super::name_and_unit(&own);
    // 出店した店舗数（累計） | 店: what stands in the brackets is no unit.
    let remark = |said: &String| unit.is_some() && !block::is_unit(said, state.lexicon.words);
    let (name, unit_in_name) = match unit_in_name.filter(|said| !remark(said)) {
        None => (own, None),
        said => (name, said),
    };
    let number = names
        .number
        .and_then(|cell| crate::japanese::leading_number(&cell.text))
        .or_else(|| counted.map(|number| (number, 0)));
    let mut places: Vec<Passage> = names.kind.iter().map(|cell| cell.text.clone()).collect();
    places.push(cell);
    let texts = names.texts.iter().map(|(head, cell)| Narrative {
        label: Some(head.clone()),
        text: tidy(&cell.text),
    });
    Some(IndicatorDraft {
        texts: texts.collect(),
        number: number.map(|(number, _)| number),
        name: crate::recover::tidy_name(&tidy(&name)),
        unit: unit.or(unit_in_name),
        places,
        ..IndicatorDraft::default()
    })
}

/// 成果指標 ⏎ 新規就農者数, ■ 指標　受講者数, ③人員: the name behind its kind and its mark, and its number.
fn without_kind(cell: &Passage, words: &Vocabulary) -> (Passage, Option<String>) {
    let text = cell.trim();
    let mark = text.as_str().chars().next();
    let marked = mark
        .filter(|c| is_bullet(*c) || *c == '・')
        .map_or(0, char::len_utf8);
    let circled = mark.filter(|c| circled(*c).is_some());
    let used = circled.map_or(marked, char::len_utf8);
    let number = circled.and_then(|_| crate::japanese::leading_number(&text).map(|(number, _)| number));
    let text = text.slice(used..text.as_str().len()).trim();
    let kind = text
        .as_str()
        .find(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    let kind = kind.filter(|end| {
        let word = bare(text.as_str().get(..*end).unwrap_or_default());
        word.ends_with("指標") && words.is_label("indicator", &word)
    });
    let rest = kind.map(|end| text.slice(end..text.as_str().len()));
    let rest = rest.map(|rest| {
        let start = rest.as_str().len()
            - rest
                .as_str()
                .trim_start_matches([' ', '\u{3000}', '\n', ':', '：'])
                .len();
        rest.slice(start..rest.as_str().len())
    });
    (rest.filter(|rest| !rest.is_blank()).unwrap_or(text), number)
}

/// `活動指標 | 研修の受講者 | 単位 | 人` in the row above the years: name and unit.
fn above(grid: &Grid, matrix: &Matrix, state: &State<'_>) -> Option<(Passage, Option<String>)> {
    let row = matrix.header.start.checked_sub(1)?;
    let cells: Vec<&Cell> = grid.origins(row).filter(|cell| !cell.text.is_blank()).collect();
    let is_unit_label = |cell: &&Cell| key(cell.text.as_str()).trim_matches(['(', ')']) == "単位";
    let unit = cells
        .iter()
        .position(is_unit_label)
        .and_then(|at| cells.get(at + 1))
        .map(|cell| key(cell.text.as_str()));
    let name = cells
        .iter()
        .take_while(|cell| !is_unit_label(cell))
        .filter(|cell| state.lexicon.label(cell.text.as_str()).is_none())
        .last()?;
    Some((name.text.clone(), unit))
}

/// The quantities as indicators of the open row or section.
pub(in crate::recover) fn drafts(found: Vec<Quantity>, state: &State<'_>) -> Vec<IndicatorDraft> {
    found
        .into_iter()
        .map(|quantity| quantity.draft)
        .filter(|draft| !draft.values.is_empty() && !draft.name.is_blank())
        .map(|draft| IndicatorDraft {
            section: state.outline.current(),
            item: state.item,
            unit: draft.unit.clone().or_else(|| common_unit(&draft)),
            ..draft
        })
        .collect()
}

/// The unit that the figures themselves carry, where it is one (0.3人 | 0.5人).
pub(in crate::recover) fn common_unit(draft: &IndicatorDraft) -> Option<String> {
    let mut units = draft.values.iter().filter_map(|value| value.unit.clone());
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}
