use super::{About, Column, ForeignKey, OF_DOCUMENT, Row, Spec, below, joined, no_checks, own};
use crate::model::{Indicator, IndicatorRole, IndicatorValue, Qualifier, Tally};

/// Named quantities.
pub(super) static INDICATORS: Spec<Indicator> = Spec {
    about: About {
        name: "indicators",
        heading: "指標",
        about: "One named quantity; its values are in indicator_values",
        primary_key: &["document", "indicator"],
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::text(
            "indicator",
            "指標",
            "Id of the indicator in its document",
            |row| (&row.it.id).into(),
        ),
        Column::text("number", "番号", "Number as printed", |row| {
            row.it.number.as_deref().into()
        }),
        Column::text("name", "名称", "Name without unit", |row| (&row.it.name).into()),
        Column::text("unit", "単位", "Printed unit", |row| {
            row.it.unit.as_deref().into()
        }),
        Column::text(
            "owners",
            "所属",
            "Ids of the sections or rows that it belongs to, joined by ／",
            |row| joined(row.it.owners.iter().map(String::as_str)).into(),
        ),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| own(doc, &doc.report.indicators),
};

/// Values of indicators.
pub(super) static INDICATOR_VALUES: Spec<IndicatorValue> = Spec {
    about: About {
        name: "indicator_values",
        heading: "指標値",
        about: "One value of an indicator",
        primary_key: &["document", "owner", "n"],
        foreign_keys: &[
            OF_DOCUMENT,
            ForeignKey {
                columns: &["document", "owner"],
                table: "indicators",
                references: &["document", "indicator"],
            },
        ],
    },
    columns: &[
        Column::document(),
        Column::owner("Id of the indicator"),
        Column::n(),
        Column::text("label", "見出し", "Printed heading of the value", |row| {
            (&row.it.label).into()
        }),
        Column::integer("fiscal_year", "年度", "Fiscal year, western", |row| {
            row.it.fiscal_year.into()
        }),
        Column::text(
            "role",
            "区分",
            "actual 実績, target 目標, baseline 基準, current 現状, plan 計画, peer 他との比較",
            |row| role_word(row.it.role).into(),
        ),
        Column::number(
            "value",
            "値",
            "The number; empty for a dash or placeholder",
            |row| row.it.value.into(),
        ),
        Column::text("unit", "単位", "Its unit", |row| row.it.unit.as_deref().into()),
        Column::text("printed", "原文", "The value as printed", |row| {
            (&row.it.printed).into()
        }),
        Column::text(
            "qualifier",
            "以上・以下",
            "Bound, by meaning: 以下 or 以上",
            |row| row.it.qualifier.map(qualifier_word).into(),
        ),
        Column::number("alternate", "別の値", "A second figure in parentheses", |row| {
            row.it.alternate.into()
        }),
        Column::page(),
        Column::line(),
    ],
    failed: no_checks,
    rows: |doc| {
        let indicators = doc.report.indicators.iter();
        indicators
            .flat_map(|one| below(doc, &one.id, &one.values))
            .collect()
    },
};

/// Printed counts of grades, a row a grade.
pub(super) static TALLIES: Spec<Tally> = Spec {
    about: About {
        name: "tallies",
        heading: "集計",
        about: "One grade of a printed count of grades",
        primary_key: &["document", "tally", "n"],
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: &[
        Column::document(),
        Column::text("tally", "集計", "Id of the tally in its document", |row| {
            (&row.it.id).into()
        }),
        Column::integer("n", "順", "1-based place of the grade within its tally", |row| {
            row.n.into()
        }),
        Column::text("what", "評価の種類", "Label of the grades counted", |row| {
            (&row.it.what).into()
        }),
        Column::integer(
            "fiscal_year",
            "年度",
            "Year of the grades counted, western",
            |row| row.it.fiscal_year.into(),
        ),
        Column::text(
            "section",
            "区分",
            "Id of the section that it counts; empty for the whole document",
            |row| row.it.section.as_deref().into(),
        ),
        Column::text("grade", "評価", "The grade, as in evaluations", |row| {
            row.owner.into()
        }),
        Column::integer("count", "件数", "How many the report prints", |row| {
            row.it.counts.get(row.owner).copied().into()
        }),
        Column::page(),
        Column::line(),
    ],
    failed: |row| row.doc.failed_checks(&row.it.id),
    rows: |doc| {
        let mut rows = Vec::new();
        for it in &doc.report.tallies {
            let grades = it.counts.keys().enumerate();
            rows.extend(grades.map(|(index, owner)| Row {
                doc,
                owner,
                n: index + 1,
                it,
            }));
        }
        rows
    },
};

fn role_word(role: IndicatorRole) -> &'static str {
    match role {
        IndicatorRole::Actual => "actual",
        IndicatorRole::Target => "target",
        IndicatorRole::Baseline => "baseline",
        IndicatorRole::Current => "current",
        IndicatorRole::Plan => "plan",
        IndicatorRole::Peer => "peer",
    }
}

fn qualifier_word(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::AtMost => "以下",
        Qualifier::AtLeast => "以上",
    }
}
