use super::{About, Column, OF_DOCUMENT, Spec, joined, own};
use crate::model::{Check, CheckStatus, Section};

/// The outline that carries rows.
pub(super) static SECTIONS: Spec<Section> = Spec {
    about: About {
        name: "sections",
        heading: "体系",
        about: "One heading of the outline that carries rows",
        primary_key: &["document", "section"],
        // No key for parent: most tools take a null beside a filled column for a violation.
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::text("section", "体系", "Id of the section in its document", |row| {
            (&row.it.id).into()
        }),
        Column::text("parent", "上位", "Id of the section above", |row| {
            row.it.parent.as_deref().into()
        }),
        Column::text(
            "level",
            "階層",
            "The document's own word for the level; empty where none is printed",
            |row| row.it.level.as_deref().into(),
        ),
        Column::text("number", "番号", "Number as printed (NFKC)", |row| {
            row.it.number.as_deref().into()
        }),
        Column::text("name", "名称", "Name without number and level word", |row| {
            (&row.it.name).into()
        }),
        Column::text(
            "departments",
            "担当",
            "Departments printed for the section as a whole, joined by ／",
            |row| {
                joined(
                    row.it
                        .departments
                        .iter()
                        .map(|department| department.name.as_str()),
                )
                .into()
            },
        ),
        Column::page(),
        Column::line(),
    ],
    failed: |row| row.doc.failed_checks(&row.it.id),
    rows: |doc| own(doc, &doc.report.sections),
};

/// Laws applied.
pub(super) static CHECKS: Spec<Check> = Spec {
    about: About {
        name: "checks",
        heading: "検算",
        about: "One application of a law to printed figures",
        primary_key: &["document", "n"],
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::integer("n", "順", "1-based place in the document", |row| row.n.into()),
        Column::text(
            "rule",
            "規則",
            "The law: difference, ratio, sum, tally, count, numbering, contents, duplicate",
            |row| row.it.rule.word().into(),
        ),
        Column::text(
            "subject",
            "対象",
            "Id of the row, tally or section that it is about, or 'document'",
            |row| (&row.it.subject).into(),
        ),
        Column::text(
            "status",
            "結果",
            "holds, repaired, fails or undecidable",
            |row| row.it.status.word().into(),
        ),
        Column::text("printed", "原文", "What the report prints", |row| {
            (&row.it.printed).into()
        }),
        Column::text("computed", "計算", "What the law gives", |row| {
            (&row.it.computed).into()
        }),
        Column::page(),
        Column::line(),
    ],
    failed: |row| Vec::from_iter((row.it.status == CheckStatus::Fails).then_some(row.it)),
    rows: |doc| own(doc, &doc.report.checks),
};
