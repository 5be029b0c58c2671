//! One row of a block of amounts: its names, whether it is money, and what it gives to the open row of the report.

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::Grid;
use crate::model::{Figure, Phase};
use crate::source::Passage;
use crate::vocabulary::key;

use super::amounts;
use super::block::is_unit;
use super::entry::{Amount, ChangeCells};
use super::lexicon::bare;
use super::matrix::{HeadRole, Matrix};
use super::parts::{self, Kind, Line, Side};
use super::state::{State, label_text};

/// What is known of a row's amounts besides their figures.
pub(super) struct Told<'a> {
    pub(super) name: &'a str,
    pub(super) part_of: Option<String>,
    pub(super) group: Option<String>,
    pub(super) unit: Option<&'a str>,
    /// Stage of what it is a part of, where that one's name says it.
    pub(super) phase: Option<Phase>,
}

/// A row of figures with its names.
pub(super) struct Row {
    pub(super) row: usize,
    /// What names the row itself, and its column.
    pub(super) own: Passage,
    column: usize,
    side: Option<Side>,
    pub(super) sides: Vec<Passage>,
    pub(super) unit: Option<String>,
    pub(super) unit_place: Option<Passage>,
    kind: Kind,
}

impl Row {
    pub(super) fn of(grid: &Grid, matrix: &Matrix, row: usize, state: &State<'_>) -> Option<Row> {
        let words = state.lexicon.words;
        let mut cells: Vec<&crate::layout::Cell> = matrix
            .names
            .clone()
            .filter_map(|column| grid.cell(row, column).filter(|cell| cell.column == column))
            .filter(|cell| !cell.text.is_blank())
            .collect();
        // A column of units (千円, 人) stands last.
        let last = cells.last().map(|cell| key(cell.text.as_str()));
        let unit = last.filter(|unit| cells.len() > 1 && is_unit(unit, words));
        let unit_cell = unit.as_ref().and_then(|_| cells.pop());
        let own = cells.pop()?;
        let inside = |cell: &crate::layout::Cell| {
            !(cell.row <= matrix.rows.start && cell.row + cell.rows >= matrix.rows.end)
        };
        let side = cells
            .iter()
            .rev()
            .find(|cell| cell.rows > 1 && inside(cell))
            .map(|cell| Side {
                column: cell.column,
                rows: cell.row..cell.row + cell.rows,
                text: bare(&label_text(&cell.text)),
            });
        Some(Row {
            row,
            own: own.text.clone(),
            column: own.column,
            side,
            sides: cells.iter().map(|cell| cell.text.clone()).collect(),
            unit_place: unit_cell.map(|cell| cell.text.clone()),
            unit,
            kind: parts::kind_of(&own.text, state.lexicon),
        })
    }

    /// 事業費 | 決算 | …: the row says the stage, the cell at its side the name.
    fn is_stage(&self, state: &State<'_>) -> bool {
        let own = bare(self.own.as_str());
        state
            .lexicon
            .words
            .phases
            .values()
            .flatten()
            .any(|word| *word == own)
    }

    /// The name of the amount where the row itself only says its stage.
    pub(super) fn staged_name(&self, state: &State<'_>) -> Option<String> {
        self.sides
            .last()
            .filter(|_| self.is_stage(state))
            .map(amount_name)
    }

    pub(super) fn is_money(
        &self,
        grid: &Grid,
        matrix: &Matrix,
        unit: Option<&str>,
        state: &State<'_>,
    ) -> bool {
        let words = state.lexicon.words;
        let labels: String = self.sides.iter().chain([&self.own]).map(label_text).collect();
        let counted = self
            .unit
            .as_deref()
            .is_some_and(|unit| !words.money.contains_key(unit))
            || other_unit(&self.own, words)
            || names_count(&self.own)
            || labels.contains("あたり")
            || labels.contains("当たり")
            || self.counts(grid, matrix, words)
            || matrix.indicators;
        if !labels.contains("たり") && amounts::unit_in(&labels, words).is_some()
            || self
                .unit
                .as_deref()
                .is_some_and(|unit| words.money.contains_key(unit))
        {
            return true;
        }
        if counted {
            return false;
        }
        let stage = matrix.heads.iter().any(|head| head.phase.is_some());
        match self.kind {
            Kind::Amount | Kind::Source => true,
            Kind::Total | Kind::Within => stage || unit.is_some(),
            Kind::Other => {
                unit.is_some() && (stage || self.side.is_some())
                    || self.is_stage(state) && !self.sides.is_empty() && stage_of_money(&self.sides, state)
            }
        }
    }

    /// Whether its figures carry a unit that is no money (10.0人).
    fn counts(&self, grid: &Grid, matrix: &Matrix, words: &crate::vocabulary::Vocabulary) -> bool {
        matrix.heads.iter().any(|head| {
            let cell = grid
                .cell(self.row, head.column)
                .map(|cell| read_cell(cell.text.as_str()));
            let Some(Figures::Number(number)) = cell else {
                return false;
            };
            number.unit.is_some_and(|unit| !words.money.contains_key(&unit))
        })
    }

    pub(super) fn line(&self, grid: &Grid, matrix: &Matrix) -> Line {
        let figure = |column| {
            let cell = grid.cell(self.row, column)?;
            amounts::figure(cell.text.as_str()).map(|figure| figure.0)
        };
        let years = matrix.heads.iter().filter(|head| head.role == HeadRole::Year);
        Line {
            row: self.row,
            column: self.column,
            name: amount_name(&self.own),
            kind: self.kind,
            side: self.side.clone(),
            values: years.map(|head| figure(head.column)).collect(),
        }
    }

    pub(super) fn give(&self, state: &mut State<'_>, grid: &Grid, matrix: &Matrix, told: &Told<'_>) {
        let words = state.lexicon.words;
        let stage = self.is_stage(state) && !self.sides.is_empty();
        let label = told.name.to_owned();
        let whole: String = self
            .sides
            .iter()
            .map(label_text)
            .chain([label_text(&self.own)])
            .collect();
        let unit = self
            .unit
            .clone()
            .or_else(|| amounts::unit_in(&whole, words))
            .or_else(|| told.unit.map(str::to_owned));
        let row_phase = amounts::phase_of(&whole, words);
        let Some(entry) = state.target() else { return };
        for head in &matrix.heads {
            let Some(cell) = grid
                .cell(self.row, head.column)
                .map(|cell| cell.text.clone())
                .filter(|cell| !cell.is_blank())
            else {
                continue;
            };
            let value = amounts::figure(cell.as_str());
            match head.role {
                HeadRole::Year => state.entries[entry].amounts.push(Amount {
                    label: label.clone(),
                    part_of: told.part_of.clone().filter(|_| !stage),
                    group: told.group.clone(),
                    fiscal_year: head.year.or(state.fiscal_year.filter(|_| head.dateless)),
                    phase: head.phase.or(row_phase).or(told.phase),
                    value,
                    unit: amounts::unit_in(cell.as_str(), words).or_else(|| unit.clone()),
                    share: None,
                    cell,
                }),
                HeadRole::Difference | HeadRole::Ratio if told.part_of.is_none() => {
                    change(state, entry, head.role, cell, value, unit.clone())
                }
                HeadRole::Difference | HeadRole::Ratio => state.entries[entry].places.push(cell),
            }
        }
    }
}

fn stage_of_money(sides: &[Passage], state: &State<'_>) -> bool {
    sides.iter().any(|side| {
        matches!(parts::kind_of(side, state.lexicon), Kind::Amount | Kind::Source)
            || amounts::unit_in(side.as_str(), state.lexicon.words).is_some()
    })
}

/// `事業費 Ａ` → 事業費: a letter that formulas refer to is no part of the name.
fn amount_name(name: &Passage) -> String {
    let label = bare(&label_text(name));
    let trimmed = label.trim_end_matches(|c: char| c.is_ascii_uppercase() || "+=".contains(c));
    let phase_free = trimmed
        .strip_suffix("決算")
        .or_else(|| trimmed.strip_suffix("年度決算"))
        .unwrap_or(trimmed);
    if phase_free.is_empty() {
        label
    } else {
        phase_free.to_owned()
    }
}

/// Whether a name carries a unit that is no money in brackets (従事職員数（人）).
fn other_unit(name: &Passage, words: &crate::vocabulary::Vocabulary) -> bool {
    let text = key(name.as_str());
    let inside = text
        .rfind('(')
        .and_then(|start| text.get(start + 1..))
        .and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| {
        let unit = inside.trim_start_matches("単位:");
        is_unit(unit, words) && !words.money.contains_key(unit)
    })
}

/// Whether a name says that its figures count persons, hours or cases (職員数, 延べ業務時間).
fn names_count(name: &Passage) -> bool {
    let name = bare(&label_text(name));
    ["数", "時間", "人工", "人員", "率"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn change(
    state: &mut State<'_>,
    entry: usize,
    role: HeadRole,
    cell: Passage,
    value: Option<Figure>,
    unit: Option<String>,
) {
    let cells = state.entries[entry]
        .change
        .get_or_insert_with(ChangeCells::default);
    let slot = if role == HeadRole::Difference {
        &mut cells.difference
    } else {
        &mut cells.ratio
    };
    if slot.is_some() {
        state.entries[entry].places.push(cell);
        return;
    }
    *slot = Some((cell, value));
    if role == HeadRole::Difference {
        cells.unit = unit;
    }
}
