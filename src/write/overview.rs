//! A run at a glance: documents, rows, money by fiscal year, grades and doubts, gathered one document at a time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::tables::Doc;
use crate::model::{CheckStatus, RunLine, RunOutcome};

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Overview {
    /// Inputs by outcome.
    pub inputs: BTreeMap<&'static str, u64>,
    /// Documents gathered.
    pub documents: u64,
    /// Rows in them.
    pub items: u64,
    /// Rows that may be counted: nothing below them, and not said before.
    pub countable: u64,
    /// Sums of the amounts of countable rows that are part of no other amount.
    pub money: Vec<Money>,
    /// Grades of countable rows.
    pub grades: Vec<Grades>,
    /// Checks by rule.
    pub checks: BTreeMap<&'static str, Checks>,
    /// Characters read.
    pub characters: u64,
    /// Of these, what no parser understood.
    pub unread_characters: u64,
    /// Warnings by code.
    pub warnings: BTreeMap<String, u64>,
    /// Documents that deserve a look, the worst first.
    pub doubts: Vec<Doubt>,
}

/// Amounts of one kind and year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Fiscal year.
    pub fiscal_year: Option<i32>,
    /// Stage, as in `budgets.csv`.
    pub phase: Option<&'static str>,
    /// Printed name of the amount.
    pub label: String,
    /// Amounts printed.
    pub amounts: u64,
    /// Their sum.
    pub yen: i64,
}

/// How often one grade was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grades {
    /// Year that is graded.
    pub fiscal_year: Option<i32>,
    /// Printed name of the grade.
    pub label: String,
    /// The grade.
    pub grade: String,
    /// Rows that have it.
    pub items: u64,
}

/// How checks ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)] // each field counts what its name says
pub struct Checks {
    pub holds: u64,
    pub repaired: u64,
    pub fails: u64,
    pub undecidable: u64,
}

/// A document with something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Its key.
    pub document: String,
    /// Its rows.
    pub items: u64,
    /// Checks that fail.
    pub fails: u64,
    /// Checks that more than one repair would satisfy.
    pub undecidable: u64,
    /// Characters that no parser understood.
    pub unread_characters: u64,
    /// Pages that could not be read.
    pub unread_pages: u64,
}

/// Year, stage and label.
type MoneyKey = (Option<i32>, Option<&'static str>, String);

impl Checks {
    /// Counts one more.
    pub fn add(&mut self, status: CheckStatus) {
        *match status {
            CheckStatus::Holds => &mut self.holds,
            CheckStatus::Repaired => &mut self.repaired,
            CheckStatus::Fails => &mut self.fails,
            CheckStatus::Undecidable => &mut self.undecidable,
        } += 1;
    }
}

impl Doubt {
    /// What there is to look at in `doc`, if only zeros.
    #[must_use]
    pub fn of(doc: &Doc<'_>) -> Self {
        let report = doc.report;
        let mut checks = Checks::default();
        report.checks.iter().for_each(|check| checks.add(check.status));
        Doubt {
            document: doc.key.to_owned(),
            items: report.items.len() as u64,
            fails: checks.fails,
            undecidable: checks.undecidable,
            unread_characters: report.coverage.unread,
            unread_pages: report.unread_pages.len() as u64,
        }
    }
}

/// An [`Overview`] in the making.
#[derive(Debug, Default)]
pub struct Gathering {
    overview: Overview,
    /// Amounts and their sum.
    money: BTreeMap<MoneyKey, (u64, i64)>,
    grades: BTreeMap<(Option<i32>, String, String), u64>,
}

impl Gathering {
    /// Takes in how an input ended.
    pub fn input(&mut self, line: &RunLine) {
        *self.overview.inputs.entry(line.outcome.word()).or_default() += 1;
        if line.outcome == RunOutcome::Failed {
            let code = line.code.clone().unwrap_or_default();
            *self.overview.warnings.entry(code).or_default() += 1;
        }
    }

    /// Takes in a document.
    pub fn document(&mut self, doc: &Doc<'_>) {
        let report = doc.report;
        let overview = &mut self.overview;
        overview.documents += 1;
        overview.items += report.items.len() as u64;
        overview.characters += report.coverage.characters;
        overview.unread_characters += report.coverage.unread;
        for check in &report.checks {
            let all = overview.checks.entry(check.rule.word()).or_default();
            all.add(check.status);
        }
        for warning in &report.warnings {
            *overview.warnings.entry(warning.code.clone()).or_default() += 1;
        }
        let doubt = Doubt::of(doc);
        if doubt.fails + doubt.undecidable + doubt.unread_characters + doubt.unread_pages > 0 {
            overview.doubts.push(doubt);
        }
        self.rows(doc);
    }

    fn rows(&mut self, doc: &Doc<'_>) {
        for item in doc.report.items.iter().filter(|item| doc.countable(item)) {
            self.overview.countable += 1;
            for budget in item.budgets.iter().filter(|budget| budget.part_of.is_none()) {
                let Some(yen) = budget.yen else { continue };
                let phase = budget.phase.map(crate::model::Phase::word);
                let key = (budget.fiscal_year, phase, budget.label.clone());
                let (amounts, sum) = self.money.entry(key).or_default();
                *amounts += 1;
                *sum = sum.saturating_add(yen);
            }
            for evaluation in &item.evaluations {
                let Some(grade) = &evaluation.grade else { continue };
                let key = (evaluation.fiscal_year, evaluation.label.clone(), grade.clone());
                *self.grades.entry(key).or_default() += 1;
            }
        }
    }

    /// The overview of all that was taken in.
    #[must_use]
    pub fn finish(self) -> Overview {
        let mut overview = self.overview;
        let money = self.money.into_iter();
        overview.money = money
            .map(|((fiscal_year, phase, label), (amounts, yen))| Money {
                fiscal_year,
                phase,
                label,
                amounts,
                yen,
            })
            .collect();
        let grades = self.grades.into_iter();
        overview.grades = grades
            .map(|((fiscal_year, label, grade), items)| Grades {
                fiscal_year,
                label,
                grade,
                items,
            })
            .collect();
        overview.doubts.sort_by(|left, right| {
            let weight = |doubt: &Doubt| {
                (
                    doubt.fails,
                    doubt.unread_pages,
                    doubt.undecidable,
                    doubt.unread_characters,
                )
            };
            weight(right)
                .cmp(&weight(left))
                .then_with(|| left.document.cmp(&right.document))
        });
        overview
    }
}
