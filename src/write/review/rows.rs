//! The rows of a review page, with all that can be corrected in each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::places::Places;
use super::values::{Making, ShownCheck, ShownValue};
use crate::correct::{Field, RULE, Subject};
use crate::model::{
    Budget, Change, Check, Department, Evaluation, Figure, Repair, Report, ResidueKind, Trace,
};
use crate::write::overview::Checks;
use crate::write::tables::{Doc, newest, previous};

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
        values.extend(self.budgets(&it.budgets));
        values.extend(self.change(it.change.as_ref()));
        values.extend(self.grades(&it.evaluations));
        values.extend(self.texts(&it.texts));
        self.finish(row, values, &it.repairs)
    }

    fn budgets(&mut self, budgets: &'d [Budget]) -> Vec<ShownValue<'d>> {
        let mut values = Vec::new();
        for (at, budget) in budgets.iter().enumerate() {
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
        values
    }

    fn change(&mut self, change: Option<&'d Change>) -> Vec<ShownValue<'d>> {
        let Some(change) = change else {
            return Vec::new();
        };
        let mut values = Vec::new();
        if let Some(difference) = &change.difference {
            values.push(self.figure(
                Field::Difference,
                String::new(),
                difference.value,
                difference.unit.as_deref(),
                &change.trace,
            ));
        }
        if change.ratio_percent.is_some() {
            let ratio = change.ratio_percent;
            values.push(self.figure(Field::Ratio, "%".into(), ratio, Some("%"), &change.trace));
        }
        for value in &mut values {
            value.word = Some("change");
        }
        values
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

    /// Puts in the values, each with what speaks for and against it.
    fn finish(
        &self,
        mut row: ShownRow<'d>,
        mut values: Vec<ShownValue<'d>>,
        repairs: &'d [Repair],
    ) -> ShownRow<'d> {
        let checks = self.checks.get(row.id).cloned().unwrap_or_default();
        self.judge(&mut values, &checks, repairs);
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
