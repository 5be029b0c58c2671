//! The rows of a review page: every value that can be corrected, with its place, its repair and its doubts.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::SourceView;
use crate::correct::{Field, Place, RULE, Subject};
use crate::model::{
    Check, CheckStatus, Department, Evaluation, Figure, Repair, Report, ResidueKind, TextEntry, Trace,
};
use crate::write::overview::Checks;
use crate::write::tables::{Doc, newest, previous};

/// The places of a page, each once.
pub(super) struct Places<'s> {
    source: &'s SourceView,
    numbers: BTreeMap<String, usize>,
    pieces: Vec<Vec<Vec<f64>>>,
}

impl<'s> Places<'s> {
    pub(super) fn new(source: &'s SourceView) -> Self {
        Places {
            source,
            numbers: BTreeMap::new(),
            pieces: Vec::new(),
        }
    }

    /// Number of the place where `trace` is.
    pub(super) fn of(&mut self, trace: &Trace) -> usize {
        let pieces = self.source.pieces(trace);
        let key = serde_json::to_string(&pieces).unwrap_or_default();
        *self.numbers.entry(key).or_insert_with(|| {
            self.pieces.push(pieces);
            self.pieces.len() - 1
        })
    }

    pub(super) fn into_pieces(self) -> Vec<Vec<Vec<f64>>> {
        self.pieces
    }
}

/// A row, heading, indicator or count, or the document as a whole.
#[derive(Debug, Serialize)]
pub(super) struct ShownRow<'d> {
    subject: Option<Subject>,
    id: &'d str,
    kind: &'d str,
    number: Option<&'d str>,
    name: &'d str,
    /// Headings above, outermost first.
    path: Vec<String>,
    departments: String,
    yen: Option<i64>,
    previous: Option<i64>,
    grades: Vec<(Option<i32>, &'d str)>,
    countable: bool,
    place: usize,
    values: Vec<ShownValue<'d>>,
    checks: Vec<ShownCheck<'d>>,
}

/// One value of a row.
#[derive(Debug, Serialize)]
struct ShownValue<'d> {
    /// JSON pointer by which it is corrected.
    field: String,
    /// What kind of value it is, for the page to say in its language, where the report prints no label.
    word: Option<&'static str>,
    label: String,
    value: Value,
    numeric: bool,
    unit: Option<&'d str>,
    /// A text that may be empty but not absent.
    required: bool,
    place: usize,
    /// Where corrections say that it stands.
    at: Place,
    repair: Option<&'d Repair>,
    /// Why a person should look: `fails`, `undecidable` or `repaired`.
    doubt: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ShownCheck<'d> {
    rule: &'static str,
    status: &'static str,
    printed: &'d str,
    computed: &'d str,
}

/// Repairs made by persons, and by laws.
pub(super) fn repairs(report: &Report) -> (u64, u64) {
    let sections = report.sections.iter().map(|it| &it.repairs);
    let items = report.items.iter().map(|it| &it.repairs);
    let indicators = report.indicators.iter().map(|it| &it.repairs);
    let tallies = report.tallies.iter().map(|it| &it.repairs);
    let all = sections.chain(items).chain(indicators).chain(tallies).flatten();
    all.fold((0, 0), |(decided, repaired), repair| {
        if repair.rule == RULE {
            (decided + 1, repaired)
        } else {
            (decided, repaired + 1)
        }
    })
}

pub(super) fn residue_word(kind: ResidueKind) -> &'static str {
    match kind {
        ResidueKind::Prose => "prose",
        ResidueKind::Furniture => "furniture",
        ResidueKind::Unread => "unread",
    }
}

pub(super) fn checks_by_rule(report: &Report) -> BTreeMap<&'static str, Checks> {
    let mut checks: BTreeMap<&'static str, Checks> = BTreeMap::new();
    for check in &report.checks {
        checks.entry(check.rule.word()).or_default().add(check.status);
    }
    checks
}

/// All rows, in the order of the document: items, indicators, counts, headings with values, the document.
pub(super) fn rows<'d>(doc: &'d Doc<'d>, places: &mut Places<'_>) -> Vec<ShownRow<'d>> {
    let mut checks: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
    for check in &doc.report.checks {
        checks.entry(check.subject.as_str()).or_default().push(check);
    }
    let mut making = Making { doc, places, checks };
    let report = doc.report;
    let mut rows = Vec::new();
    rows.extend(report.items.iter().map(|item| making.item(item)));
    rows.extend(
        report
            .indicators
            .iter()
            .map(|indicator| making.indicator(indicator)),
    );
    rows.extend(report.tallies.iter().map(|tally| making.tally(tally)));
    rows.extend(report.sections.iter().map(|section| making.section(section)));
    if making.checks.contains_key("document") {
        rows.push(making.document());
    }
    rows
}

struct Making<'d, 'p, 's> {
    doc: &'d Doc<'d>,
    places: &'p mut Places<'s>,
    checks: BTreeMap<&'d str, Vec<&'d Check>>,
}

impl<'d> Making<'d, '_, '_> {
    fn item(&mut self, it: &'d crate::model::Item) -> ShownRow<'d> {
        let mut row = self.row(
            Subject::Item,
            &it.id,
            &it.kind,
            it.number.as_deref(),
            &it.name,
            &it.trace,
        );
        row.path = self.doc.headings(it.section.as_deref());
        row.countable = self.doc.countable(it);
        row.yen = newest(it).and_then(|budget| budget.yen);
        row.previous = previous(it).and_then(|budget| budget.yen);
        row.grades = grades(&it.evaluations);
        row.departments = departments(&it.departments);
        let mut values = self.named(it.number.as_deref(), &it.name, &it.trace);
        values.extend(self.departments(&it.departments));
        for (at, budget) in it.budgets.iter().enumerate() {
            let part = if budget.part_of.is_some() { "└ " } else { "" };
            let year = budget
                .fiscal_year
                .map(|year| format!(" {year}"))
                .unwrap_or_default();
            let label = format!("{part}{}{year}", budget.label);
            values.push(self.figure(
                Field::Budget(at),
                label,
                budget.value,
                budget.unit.as_deref(),
                &budget.trace,
            ));
        }
        if let Some(change) = &it.change {
            if let Some(difference) = &change.difference {
                let mut value = self.figure(
                    Field::Difference,
                    String::new(),
                    difference.value,
                    difference.unit.as_deref(),
                    &change.trace,
                );
                value.word = Some("change");
                values.push(value);
            }
            if change.ratio_percent.is_some() {
                let mut value = self.figure(
                    Field::Ratio,
                    "%".into(),
                    change.ratio_percent,
                    Some("%"),
                    &change.trace,
                );
                value.word = Some("change");
                values.push(value);
            }
        }
        values.extend(self.grades(&it.evaluations));
        values.extend(self.texts(&it.texts));
        self.finish(row, values, &it.repairs)
    }

    fn section(&mut self, it: &'d crate::model::Section) -> ShownRow<'d> {
        let kind = it.level.as_deref().unwrap_or_default();
        let mut row = self.row(
            Subject::Section,
            &it.id,
            kind,
            it.number.as_deref(),
            &it.name,
            &it.trace,
        );
        row.path = self.doc.headings(it.parent.as_deref());
        row.grades = grades(&it.evaluations);
        row.departments = departments(&it.departments);
        let mut values = self.named(it.number.as_deref(), &it.name, &it.trace);
        values.extend(self.departments(&it.departments));
        values.extend(self.grades(&it.evaluations));
        values.extend(self.texts(&it.texts));
        self.finish(row, values, &it.repairs)
    }

    fn indicator(&mut self, it: &'d crate::model::Indicator) -> ShownRow<'d> {
        let row = self.row(
            Subject::Indicator,
            &it.id,
            "指標",
            it.number.as_deref(),
            &it.name,
            &it.trace,
        );
        let mut values = self.named(it.number.as_deref(), &it.name, &it.trace);
        for (at, value) in it.values.iter().enumerate() {
            let unit = value.unit.as_deref();
            values.push(self.figure(
                Field::Value(at),
                value.label.clone(),
                value.value,
                unit,
                &value.trace,
            ));
        }
        values.extend(self.texts(&it.texts));
        self.finish(row, values, &it.repairs)
    }

    fn tally(&mut self, it: &'d crate::model::Tally) -> ShownRow<'d> {
        let row = self.row(Subject::Tally, &it.id, "集計", None, &it.what, &it.trace);
        let mut values = Vec::new();
        for (grade, count) in &it.counts {
            #[allow(clippy::cast_precision_loss)] // counts of rows
            let count = Some(Figure(*count as f64));
            values.push(self.figure(Field::Count(grade.clone()), grade.clone(), count, None, &it.trace));
        }
        self.finish(row, values, &it.repairs)
    }

    /// Checks about the report as a whole.
    fn document(&mut self) -> ShownRow<'d> {
        let facts = &self.doc.report.document;
        let name = facts.title.as_deref().unwrap_or_default();
        let mut row = self.row(Subject::Item, "document", "文書", None, name, &facts.trace);
        row.subject = None;
        self.finish(row, Vec::new(), &[])
    }

    fn row(
        &mut self,
        subject: Subject,
        id: &'d str,
        kind: &'d str,
        number: Option<&'d str>,
        name: &'d str,
        trace: &Trace,
    ) -> ShownRow<'d> {
        ShownRow {
            subject: Some(subject),
            id,
            kind,
            number,
            name,
            path: Vec::new(),
            departments: String::new(),
            yen: None,
            previous: None,
            grades: Vec::new(),
            countable: false,
            place: self.places.of(trace),
            values: Vec::new(),
            checks: Vec::new(),
        }
    }

    fn value(&mut self, field: Field, label: String, value: Value, trace: &Trace) -> ShownValue<'d> {
        ShownValue {
            required: matches!(field, Field::Name | Field::Department(_) | Field::Text(_)),
            field: field.pointer(),
            word: None,
            label,
            value,
            numeric: false,
            unit: None,
            place: self.places.of(trace),
            at: Place::of(trace),
            repair: None,
            doubt: None,
        }
    }

    fn figure(
        &mut self,
        field: Field,
        label: String,
        value: Option<Figure>,
        unit: Option<&'d str>,
        trace: &Trace,
    ) -> ShownValue<'d> {
        let value = serde_json::to_value(value).unwrap_or_default();
        ShownValue {
            numeric: true,
            unit,
            ..self.value(field, label, value, trace)
        }
    }

    fn named(&mut self, number: Option<&str>, name: &str, trace: &Trace) -> Vec<ShownValue<'d>> {
        let mut values = Vec::new();
        for (word, field, text) in [
            ("number", Field::Number, number),
            ("name", Field::Name, Some(name)),
        ] {
            if let Some(text) = text {
                let mut value = self.value(field, String::new(), text.into(), trace);
                value.word = Some(word);
                values.push(value);
            }
        }
        values
    }

    fn departments(&mut self, departments: &'d [Department]) -> Vec<ShownValue<'d>> {
        let numbered = departments.iter().enumerate();
        numbered
            .map(|(at, department)| {
                let name = department.name.as_str().into();
                let mut value = self.value(Field::Department(at), String::new(), name, &department.trace);
                value.word = Some("department");
                value
            })
            .collect()
    }

    fn grades(&mut self, evaluations: &'d [Evaluation]) -> Vec<ShownValue<'d>> {
        let numbered = evaluations.iter().enumerate();
        numbered
            .map(|(at, grade)| {
                let year = grade
                    .fiscal_year
                    .map(|year| format!(" {year}"))
                    .unwrap_or_default();
                let label = format!("{}{year}", grade.label);
                self.value(Field::Grade(at), label, grade.grade.clone().into(), &grade.trace)
            })
            .collect()
    }

    fn texts(&mut self, texts: &'d [TextEntry]) -> Vec<ShownValue<'d>> {
        let numbered = texts.iter().enumerate();
        numbered
            .map(|(at, text)| {
                let label = text.label.clone().unwrap_or_default();
                let mut value = self.value(Field::Text(at), label, text.text.as_str().into(), &text.trace);
                value.word = text.label.is_none().then_some("text");
                value
            })
            .collect()
    }

    /// Puts in the values, each with its repair and the worst of the checks that compare it.
    fn finish(
        &mut self,
        mut row: ShownRow<'d>,
        mut values: Vec<ShownValue<'d>>,
        repairs: &'d [Repair],
    ) -> ShownRow<'d> {
        let checks = self.checks.get(row.id).cloned().unwrap_or_default();
        for value in &mut values {
            value.repair = repairs.iter().rev().find(|repair| repair.field == value.field);
            let decided = value.repair.is_some_and(|repair| repair.rule == RULE);
            let compared = |status: CheckStatus| {
                checks
                    .iter()
                    .filter(|check| check.status == status)
                    .flat_map(|check| &check.places)
                    .any(|place| Place::of(place) == value.at)
            };
            let checkable = value.numeric || value.field.starts_with("/evaluations/");
            value.doubt = match value.repair {
                _ if decided => None,
                _ if checkable && compared(CheckStatus::Fails) => Some("fails"),
                _ if checkable && compared(CheckStatus::Undecidable) => Some("undecidable"),
                Some(_) => Some("repaired"),
                None => None,
            };
        }
        row.checks = checks
            .iter()
            .map(|check| ShownCheck {
                rule: check.rule.word(),
                status: check.status.word(),
                printed: &check.printed,
                computed: &check.computed,
            })
            .collect();
        row.values = values;
        row
    }
}

fn grades(evaluations: &[Evaluation]) -> Vec<(Option<i32>, &str)> {
    let graded = evaluations.iter();
    graded
        .filter_map(|evaluation| Some((evaluation.fiscal_year, evaluation.grade.as_deref()?)))
        .collect()
}

fn departments(departments: &[Department]) -> String {
    let names: Vec<&str> = departments
        .iter()
        .map(|department| department.name.as_str())
        .collect();
    names.join("／")
}
