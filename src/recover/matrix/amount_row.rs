//! One row of a block of amounts: its names, whether it is money, and what it gives to the open row of the report.

use crate::japanese::{Cell as Figures, read_cell};
use crate::layout::Grid;
use crate::model::{Figure, Phase, RatioKind};
use crate::source::Passage;
use crate::vocabulary::key;

use super::block::is_unit;
use super::parts::{self, Kind, Line, Side};
use super::{Head, HeadRole, Matrix};
use crate::recover::amounts;
use crate::recover::amounts::formula::{Formula, unmarked};
use crate::recover::entry::{Amount, ChangeCells};
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::state::{State, label_text};

/// What is known of a row's amounts besides their figures.
pub(in crate::recover) struct Told<'a> {
    pub(in crate::recover) name: &'a str,
    pub(in crate::recover) part_of: Option<String>,
    pub(in crate::recover) group: Option<String>,
    pub(in crate::recover) unit: Option<&'a str>,
    /// Stage of what it is a part of, where that one's name says it.
    pub(in crate::recover) phase: Option<Phase>,
}

/// A row of figures with its names.
pub(in crate::recover) struct Row {
    pub(in crate::recover) row: usize,
    /// What names the row itself, and its column.
    pub(in crate::recover) own: Passage,
    column: usize,
    side: Option<Side>,
    pub(in crate::recover) sides: Vec<Passage>,
    pub(in crate::recover) unit: Option<String>,
    /// Where the unit has a cell of its own.
    pub(in crate::recover) unit_place: Option<Passage>,
    kind: Kind,
    formula: Formula,
    /// What the row is a stage of (事業費 | 予算額 | …), its letters and the label beside it.
    series: Option<Series>,
}

/// A name beside several rows, one a stage.
struct Series {
    name: Passage,
    column: usize,
    kind: Kind,
    side: Option<Side>,
}

impl Row {
    pub(in crate::recover) fn of(grid: &Grid, matrix: &Matrix, row: usize, state: &State<'_>) -> Option<Row> {
        let words = state.lexicon.words;
        let mut cells: Vec<&crate::layout::Cell> = matrix
            .names
            .clone()
            .filter_map(|column| grid.cell(row, column).filter(|cell| cell.column == column))
            .filter(|cell| !cell.text.is_blank())
            .collect();
        // A column of units (千円, 人) stands last, or behind the figures.
        let named = |cell: &crate::layout::Cell| key(cell.text.as_str());
        let last = cells.last().copied();
        // 単位 over the column says so whatever the unit (日, 棟).
        let headed = |cell: &crate::layout::Cell| {
            let mut heads = matrix
                .header
                .clone()
                .filter_map(|row| grid.cell(row, cell.column));
            heads.any(|head| crate::recover::indicators::is_unit_head(head.text.as_str()))
        };
        let unit_cell = last.filter(|cell| cells.len() > 1 && (headed(cell) || is_unit(&named(cell), words)));
        if unit_cell.is_some() {
            cells.pop();
        }
        let behind = matrix.units.and_then(|column| grid.cell(row, column));
        let unit_cell = unit_cell.or(behind.filter(|cell| is_unit(&named(cell), words)));
        let unit = unit_cell.map(named);
        let mut own = cells.pop()?;
        // 事業費 | 合計 on one line: the total is called by the amount that it is of.
        if parts::kind_of(&own.text, state.lexicon) == Kind::Total
            && let Some(of) = cells.last().filter(|cell| {
                (cell.row, cell.rows) == (row, 1) && parts::kind_of(&cell.text, state.lexicon) == Kind::Amount
            })
        {
            own = of;
        }
        let inside = |cell: &crate::layout::Cell| {
            !(cell.row <= matrix.rows.start && cell.row + cell.rows >= matrix.rows.end)
        };
        let beside = |cells: &[&crate::layout::Cell]| {
            let side = cells.iter().rev().find(|cell| cell.rows > 1 && inside(cell));
            side.map(|cell| Side {
                column: cell.column,
                rows: cell.row..cell.row + cell.rows,
                text: bare(&label_text(&cell.text)),
                is_amount: parts::kind_of(&cell.text, state.lexicon) == Kind::Amount,
            })
        };
        let side = beside(&cells);
        let series = cells
            .split_last()
            .filter(|(cell, _)| is_stage(&own.text, state) && !names_stages(&cell.text, words))
            .map(|(cell, outer)| Series {
                name: cell.text.clone(),
                column: cell.column,
                kind: parts::kind_of(&cell.text, state.lexicon),
                side: beside(outer),
            });
        let named = series.as_ref().map_or(&own.text, |series| &series.name);
        let formula = Formula::of(&label_text(named));
        Some(Row {
            row,
            own: own.text.clone(),
            column: own.column,
            side,
            sides: cells.iter().map(|cell| cell.text.clone()).collect(),
            unit,
            unit_place: unit_cell.map(|cell| cell.text.clone()),
            kind: parts::kind_of(&own.text, state.lexicon),
            formula,
            series,
        })
    }

    /// Whether only the label of a group stands beside it, and no figure: a line that was left empty.
    pub(in crate::recover) fn is_empty(&self, grid: &Grid, matrix: &Matrix) -> bool {
        let figure = |head: &Head| {
            let cell = grid.cell(self.row, head.column);
            cell.is_some_and(|cell| matches!(read_cell(cell.text.as_str()), Figures::Number(_)))
        };
        let group = grid.cell(self.row, self.column).is_some_and(|cell| cell.rows > 1);
        group && !matrix.heads.iter().any(figure)
    }

    /// The stage that the row says of the series beside it; rows of one stage add up among themselves.
    pub(in crate::recover) fn stage(&self) -> Option<String> {
        self.series.as_ref().map(|_| bare(&label_text(&self.own)))
    }

    /// 執行率 of the series that the row before is of: a figure derived from others.
    pub(in crate::recover) fn derives(&self, before: Option<&Row>, state: &State<'_>) -> bool {
        let series = |row: &Row| row.sides.last().and_then(Passage::start);
        let own = bare(&label_text(&self.own));
        let derived = state.lexicon.words.reading.get("derived");
        derived.is_some_and(|words| words.iter().any(|word| own.ends_with(word.as_str())))
            && before.is_some_and(|before| series(before) == series(self))
    }

    /// 増減額, 前年度比 below the amounts of several years: the change of the last year that says one.
    pub(in crate::recover) fn give_change(
        &self,
        state: &mut State<'_>,
        grid: &Grid,
        matrix: &Matrix,
    ) -> bool {
        let role = match state.lexicon.label(self.own.as_str()) {
            Some(Role::Difference) => HeadRole::Difference,
            Some(Role::Ratio) => HeadRole::Ratio,
            _ => return false,
        };
        let Some(entry) = state.target() else { return false };
        let cell = |head: &Head| grid.cell(self.row, head.column).map(|cell| cell.text.clone());
        let mut heads: Vec<&Head> = matrix.heads.iter().filter(|head| head.year.is_some()).collect();
        heads.sort_by_key(|head| std::cmp::Reverse(head.year));
        for head in heads {
            let Some(cell) = cell(head).filter(|cell| !cell.is_blank()) else {
                continue;
            };
            let value = amounts::figure(cell.as_str());
            let unit = amounts::unit_in(cell.as_str(), state.lexicon.words).or_else(|| self.unit.clone());
            change(state, entry, (role, &self.own), cell, value, unit);
        }
        true
    }

    /// Gives each of its figures as a text.
    pub(in crate::recover) fn give_texts(&self, state: &mut State<'_>, grid: &Grid, matrix: &Matrix) {
        for head in &matrix.heads {
            let Some(cell) = grid.cell(self.row, head.column) else {
                continue;
            };
            let mut label = self.sides.last().cloned().unwrap_or_default();
            if label.is_blank() {
                label = self.own.clone();
            } else {
                label.join('／', &self.own);
            }
            label.join('／', &head.label);
            state.give_text(&label, &cell.text);
        }
    }

    pub(in crate::recover) fn is_money(
        &self,
        grid: &Grid,
        matrix: &Matrix,
        unit: Option<&str>,
        state: &State<'_>,
    ) -> bool {
        let words = state.lexicon.words;
        let derived = state.lexicon.label(self.own.as_str());
        if matches!(derived, Some(Role::Difference | Role::Ratio | Role::Share)) {
            return false;
        }
        // 目標 and 実績 of an indicator that is counted in money.
        if matrix.indicators && crate::recover::indicators::role_of(self.own.as_str(), words).is_some() {
            return false;
        }
        // 執行率 beside 予算額・執行額（千円）: the unit is that of the other lines.
        if self.unit.is_none()
            && (names_count(&self.own) || other_unit(&self.own, words))
            && amounts::unit_in(self.own.as_str(), words).is_none()
        {
            return false;
        }
        let labels: String = self.sides.iter().chain([&self.own]).map(label_text).collect();
        let sure = matches!(self.kind, Kind::Amount | Kind::Source)
            && self
                .unit
                .as_deref()
                .is_some_and(|unit| words.money.contains_key(unit));
        // 事業費 among the indicators of a sheet whose costs were told: what the city measures.
        if matrix.named_indicators && (!sure || self.is_known_amount(matrix, state)) {
            return false;
        }
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
        if self.states_money(grid, matrix, words) {
            return true;
        }
        let stage = matrix.heads.iter().any(|head| head.phase.is_some());
        match self.kind {
            Kind::Amount | Kind::Source => true,
            Kind::Within if matches!(derived, Some(Role::Budget | Role::Funding)) => true,
            Kind::Total | Kind::Within => stage || unit.is_some(),
            Kind::Other => {
                unit.is_some() && (stage || self.side.is_some() || names_money(&self.own, words))
                    || self.series.is_some() && stage_of_money(&self.sides, state)
            }
        }
    }

    /// Whether it stands beside 内訳, where the unit of money is said by the amount that it divides (事業費（千円） over 委託料).
    pub(in crate::recover) fn divides(&self, grid: &Grid, matrix: &Matrix, state: &State<'_>) -> bool {
        let words = state.lexicon.words;
        let known = state.lexicon.label(self.own.as_str());
        self.side.as_ref().is_some_and(|side| side.text.contains("内訳"))
            && !matrix.indicators
            && !matches!(known, Some(Role::Difference | Role::Ratio | Role::Share))
            && self.unit.is_none()
            && !other_unit(&self.own, words)
            && !names_count(&self.own)
            && !self.counts(grid, matrix, words)
    }

    /// Whether the open row has an amount of this name and of a year of these figures.
    fn is_known_amount(&self, matrix: &Matrix, state: &State<'_>) -> bool {
        let name = amount_name(&self.own);
        let told = state.target().and_then(|entry| state.entries.get(entry));
        let mut amounts = told.iter().flat_map(|entry| &entry.amounts);
        amounts.any(|amount| {
            amount.label == name
                && matrix
                    .heads
                    .iter()
                    .any(|head| head.year.is_some() && head.year == amount.fiscal_year)
        })
    }

    /// Whether its figures say themselves that they are money (1,800千円).
    fn states_money(&self, grid: &Grid, matrix: &Matrix, words: &crate::vocabulary::Vocabulary) -> bool {
        let units = matrix.heads.iter().filter_map(|head| {
            let cell = grid.cell(self.row, head.column)?;
            match read_cell(cell.text.as_str()) {
                Figures::Number(number) => Some(number.unit),
                _ => None,
            }
        });
        let mut units = units.peekable();
        units.peek().is_some() && units.all(|unit| unit.is_some_and(|unit| words.money.contains_key(&unit)))
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

    pub(in crate::recover) fn line(&self, grid: &Grid, matrix: &Matrix) -> Line {
        let figure = |column| {
            let cell = grid.cell(self.row, column)?;
            amounts::figure(cell.text.as_str()).map(|figure| figure.0)
        };
        let years = matrix.heads.iter().filter(|head| head.role == HeadRole::Year);
        let series = self.series.as_ref();
        Line {
            row: self.row,
            column: series.map_or(self.column, |series| series.column),
            name: amount_name(series.map_or(&self.own, |series| &series.name)),
            kind: series.map_or(self.kind, |series| series.kind),
            formula: self.formula.clone(),
            side: series.map_or(self.side.clone(), |series| series.side.clone()),
            values: years.map(|head| figure(head.column)).collect(),
        }
    }

    pub(in crate::recover) fn give(
        &self,
        state: &mut State<'_>,
        grid: &Grid,
        matrix: &Matrix,
        told: &Told<'_>,
    ) {
        let words = state.lexicon.words;
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
        // 当初予算 beside 予算額・執行額: the row says its stage before what stands at its side does.
        let said = [&self.own].into_iter().chain(self.sides.iter().rev());
        let row_phase = said
            .filter(|name| !names_stages(name, words))
            .find_map(|name| amounts::phase_of(&label_text(name), words));
        let planned = matrix.is_planned(grid, self.row).then_some(Phase::Proposed);
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
                    label: told.name.to_owned(),
                    part_of: told.part_of.clone(),
                    group: told.group.clone(),
                    // 前年度当初予算 beside 要求額.
                    fiscal_year: head.year.or_else(|| {
                        let away = Lexicon::years_away(&label_text(&head.label));
                        state
                            .fiscal_year
                            .filter(|_| head.dateless)
                            .map(|year| year + away)
                    }),
                    phase: head.phase.or(row_phase).or(told.phase).or(planned),
                    value,
                    unit: amounts::unit_in(cell.as_str(), words).or_else(|| unit.clone()),
                    share: None,
                    cell,
                }),
                HeadRole::Aside => {
                    let mut label = self.own.clone();
                    label.join('／', &head.label);
                    state.give_text(&label, &cell);
                }
                HeadRole::Difference | HeadRole::Ratio if told.part_of.is_none() => {
                    change(state, entry, (head.role, &head.label), cell, value, unit.clone())
                }
                HeadRole::Difference | HeadRole::Ratio => state.entries[entry].places.push(cell),
            }
        }
    }
}

/// 事業費 | 決算 | …: the row says the stage, the cell at its side the name.
fn is_stage(own: &Passage, state: &State<'_>) -> bool {
    let own = bare(&label_text(own));
    // 計画事業費 beside 年度別計画 names an amount itself.
    if own.ends_with("事業費") {
        return false;
    }
    let mut stages = state.lexicon.words.phases.values().flatten();
    stages.any(|word| *word == own)
}

/// 予算額・執行額, 予算の状況: a heading over stages is no name of what went through them.
fn names_stages(side: &Passage, words: &crate::vocabulary::Vocabulary) -> bool {
    let side = bare(&label_text(side));
    let stages = ["予算", "決算", "執行"]
        .iter()
        .filter(|stage| side.contains(**stage));
    let of_budget = side.ends_with("状況") && amounts::phase_of(&side, words).is_some();
    of_budget || side.contains(['・', '、', '及', '/']) && stages.count() > 1
}

fn stage_of_money(sides: &[Passage], state: &State<'_>) -> bool {
    sides.iter().any(|side| {
        matches!(parts::kind_of(side, state.lexicon), Kind::Amount | Kind::Source)
            || amounts::unit_in(side.as_str(), state.lexicon.words).is_some()
    })
}

/// `事業費 Ａ` → 事業費: a letter that formulas refer to is no part of the name.
fn amount_name(name: &Passage) -> String {
    let printed = label_text(name);
    // （うち一般財源）: nothing but a remark is the name.
    let inner = printed.trim_matches(['（', '）', '(', ')', '〔', '〕', '[', ']']);
    let whole = bare(unmarked(&printed));
    let label = if whole.is_empty() {
        bare(unmarked(inner))
    } else {
        whole
    };
    let trimmed = label.as_str();
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

/// Whether a name ends as those of money do (指定管理料, 利用料金収入, 支出合計).
fn names_money(name: &Passage, words: &crate::vocabulary::Vocabulary) -> bool {
    let name = bare(&label_text(name));
    let ends = words.label("money_endings");
    ends.iter().any(|end| name.ends_with(end.as_str()))
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
    (role, label): (HeadRole, &Passage),
    cell: Passage,
    value: Option<Figure>,
    unit: Option<String>,
) {
    let growth = state
        .lexicon
        .words
        .label("ratio_growth")
        .contains(&bare(label.as_str()));
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
    } else {
        cells.ratio_kind = Some(if growth {
            RatioKind::Growth
        } else {
            RatioKind::OfPrevious
        });
    }
}
