//! What hangs on sections, items, indicators and tallies, keyed by document, owner and place.

use super::column::Value;
use super::{About, Column, Doc, OF_DOCUMENT, Row, Spec, below, no_checks};
use crate::model::{Budget, Department, Evaluation, Phase, Repair, TextEntry};

const KEY: &[&str] = &["document", "owner", "n"];

/// Departments of sections and rows.
pub(super) static DEPARTMENTS: Spec<Department> = Spec {
    about: About {
        name: "departments",
        heading: "担当課",
        about: "One department in charge of a section or row",
        primary_key: KEY,
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the section or row"),
        Column::n(),
        Column::text("name", "担当", "Name of the department", |row| {
            (&row.it.name).into()
        }),
        Column::text(
            "within",
            "内訳元",
            "Collective entry (関係各課) in whose parentheses it stands",
            |row| row.it.within.as_deref().into(),
        ),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| {
        let sections = doc
            .report
            .sections
            .iter()
            .map(|section| (&section.id, &section.departments));
        let items = doc.report.items.iter().map(|item| (&item.id, &item.departments));
        gather(doc, sections.chain(items))
    },
};

/// Amounts of rows.
pub(super) static BUDGETS: Spec<Budget> = Spec {
    about: About {
        name: "budgets",
        heading: "金額",
        about: "One printed amount of a row. Do not add amounts that are part of another",
        primary_key: KEY,
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the row"),
        Column::n(),
        Column::text("label", "金額の種類", "Printed name of the amount", |row| {
            (&row.it.label).into()
        }),
        Column::text(
            "part_of",
            "内訳元",
            "Label of the total that this is a part or funding source of",
            |row| row.it.part_of.as_deref().into(),
        ),
        Column::integer("fiscal_year", "年度", "Fiscal year, western", |row| {
            row.it.fiscal_year.into()
        }),
        Column::text(
            "phase",
            "段階",
            "executed 決算, approved 当初予算, adjusted 補正後, proposed 要求・見込; empty where not said",
            |row| row.it.phase.map(Phase::word).into(),
        ),
        Column::number(
            "value",
            "値",
            "The number in the printed unit; empty for a printed dash",
            |row| row.it.value.into(),
        ),
        Column::text("unit", "単位", "Printed unit", |row| {
            row.it.unit.as_deref().into()
        }),
        Column::yen("yen", "円", "The amount in yen", |row| row.it.yen.into()),
        Column::percent(
            "share_percent",
            "構成比（%）",
            "Printed share of the total",
            |row| row.it.share_percent.into(),
        ),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| gather(doc, doc.report.items.iter().map(|item| (&item.id, &item.budgets))),
};

/// Grades of sections and rows.
pub(super) static EVALUATIONS: Spec<Evaluation> = Spec {
    about: About {
        name: "evaluations",
        heading: "評価",
        about: "One grade of a section or row",
        primary_key: KEY,
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the section or row"),
        Column::n(),
        Column::text("label", "評価の種類", "Printed label", |row| {
            (&row.it.label).into()
        }),
        Column::integer("fiscal_year", "年度", "Year that is graded, western", |row| {
            row.it.fiscal_year.into()
        }),
        Column::text(
            "grade",
            "評価",
            "The grade or the chosen words; empty for a printed dash",
            |row| row.it.grade.as_deref().into(),
        ),
        Column::text("printed", "原文", "The cell as printed", |row| {
            (&row.it.printed).into()
        }),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| {
        let sections = doc
            .report
            .sections
            .iter()
            .map(|section| (&section.id, &section.evaluations));
        let items = doc.report.items.iter().map(|item| (&item.id, &item.evaluations));
        gather(doc, sections.chain(items))
    },
};

/// Narrative cells of sections, rows and indicators.
pub(super) static TEXTS: Spec<TextEntry> = Spec {
    about: About {
        name: "texts",
        heading: "本文",
        about: "One narrative cell of a section, row or indicator under its printed label",
        primary_key: KEY,
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the section, row or indicator"),
        Column::n(),
        Column::text(
            "label",
            "見出し",
            "Printed label; several header rows joined by ／",
            |row| row.it.label.as_deref().into(),
        ),
        Column::text(
            "text",
            "本文",
            "The text, one line a list entry or paragraph",
            |row| (&row.it.text).into(),
        ),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| {
        let sections = doc
            .report
            .sections
            .iter()
            .map(|section| (&section.id, &section.texts));
        let items = doc.report.items.iter().map(|item| (&item.id, &item.texts));
        let indicators = doc.report.indicators.iter().map(|one| (&one.id, &one.texts));
        gather(doc, sections.chain(items).chain(indicators))
    },
};

/// Repairs of whatever was repaired.
pub(super) static REPAIRS: Spec<Repair> = Spec {
    about: About {
        name: "repairs",
        heading: "補正",
        about: "One printed value that was changed because one answer remained",
        primary_key: KEY,
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the section, row, indicator or tally"),
        Column::n(),
        Column::text(
            "field",
            "項目",
            "JSON pointer to the value within the owner",
            |row| (&row.it.field).into(),
        ),
        Column::text(
            "printed",
            "原文",
            "The form that the input has there, to the letter",
            |row| (&row.it.printed).into(),
        ),
        Column::text(
            "value",
            "値",
            "The value now in the field, as JSON",
            |row| match &row.it.value {
                serde_json::Value::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
                serde_json::Value::Null => Value::Null,
                serde_json::Value::String(text) => text.as_str().into(),
                other => other.to_string().into(),
            },
        ),
        Column::text(
            "rule",
            "規則",
            "The law or second place that decided, or correction",
            |row| (&row.it.rule).into(),
        ),
        Column::text("evidence", "根拠", "Why no other answer remains", |row| {
            (&row.it.evidence).into()
        }),
        Column::text(
            "by",
            "判断者",
            "The person who decided, where the rule is correction",
            |row| row.it.by.as_deref().into(),
        ),
    ],
    failed: no_checks,
    rows: |doc| {
        let report = doc.report;
        let sections = report
            .sections
            .iter()
            .map(|section| (&section.id, &section.repairs));
        let items = report.items.iter().map(|item| (&item.id, &item.repairs));
        let indicators = report.indicators.iter().map(|one| (&one.id, &one.repairs));
        let tallies = report.tallies.iter().map(|tally| (&tally.id, &tally.repairs));
        gather(doc, sections.chain(items).chain(indicators).chain(tallies))
    },
};

fn gather<'a, E>(
    doc: &'a Doc<'a>,
    owners: impl Iterator<Item = (&'a String, &'a Vec<E>)>,
) -> Vec<Row<'a, E>> {
    owners
        .flat_map(|(owner, entities)| below(doc, owner, entities))
        .collect()
}
