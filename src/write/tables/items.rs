use std::cmp::Reverse;

use super::{About, Column, OF_DOCUMENT, Row, Spec, joined, own};
use crate::model::{Budget, Evaluation, Figure, Item, Phase, RatioKind};

/// The rows of all item tables: the one file that an analyst needs to open.
pub(super) static ITEMS: Spec<Item> = Spec {
    about: About {
        name: "items",
        heading: "事業一覧",
        about: "One row of an item table or one sheet of a report. Counts and sums over rows that are countable count nothing twice",
        primary_key: &["document", "item"],
        foreign_keys: &[OF_DOCUMENT],
    },
    columns: COLUMNS,
    failed: |row| row.doc.failed_checks(&row.it.id),
    rows: |doc| own(doc, &doc.report.items),
};

static COLUMNS: &[Column<Item>] = &[
    Column::document(),
    Column::text("item", "行", "Id of the row in its document", |row| {
        (&row.it.id).into()
    }),
    Column::text(
        "municipality",
        "自治体",
        "The municipality that reports",
        |row| {
            row.doc
                .report
                .document
                .municipality
                .as_ref()
                .map(|place| place.name.as_str())
                .into()
        },
    ),
    Column::text(
        "municipality_code",
        "自治体コード",
        "全国地方公共団体コード, six digits",
        |row| {
            let place = row.doc.report.document.municipality.as_ref();
            place.and_then(|place| place.code.as_deref()).into()
        },
    ),
    Column::integer(
        "fiscal_year",
        "年度",
        "Fiscal year that the document reports, western",
        |row| row.doc.report.document.fiscal_year.into(),
    ),
    Column::text(
        "section_path",
        "体系",
        "Headings above the row, outermost first, each as number and name, joined by ' > '",
        |row| row.doc.section_path(row.it.section.as_deref()).into(),
    ),
    Column::text("kind", "種別", "The document's own word for such a row", |row| {
        (&row.it.kind).into()
    }),
    Column::text("number", "番号", "Number as printed (NFKC)", |row| {
        row.it.number.as_deref().into()
    }),
    Column::text("name", "名称", "Name, marks taken out", |row| {
        (&row.it.name).into()
    }),
    Column::text(
        "departments",
        "担当",
        "Departments in charge, joined by ／",
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
    Column::text(
        "budget_label",
        "金額の種類",
        "Printed label of the newest amount that is not part of another",
        |row| newest(row.it).map(|budget| budget.label.as_str()).into(),
    ),
    Column::text(
        "budget_phase",
        "段階",
        "Its stage: executed 決算, approved 当初予算, adjusted 補正後, proposed 要求・見込",
        |row| {
            newest(row.it)
                .and_then(|budget| budget.phase)
                .map(Phase::word)
                .into()
        },
    ),
    Column::integer(
        "budget_fiscal_year",
        "金額の年度",
        "Its fiscal year, western",
        |row| newest(row.it).and_then(|budget| budget.fiscal_year).into(),
    ),
    Column::yen(
        "budget_yen",
        "金額（円）",
        "The newest amount in yen; empty for a printed dash",
        |row| newest(row.it).and_then(|budget| budget.yen).into(),
    ),
    Column::yen(
        "previous_yen",
        "前年度（円）",
        "The amount of the same label one year earlier",
        |row| previous(row.it).and_then(|budget| budget.yen).into(),
    ),
    Column::yen(
        "difference_yen",
        "増減（円）",
        "Change against the year before, as the report prints it",
        |row| {
            let change = row
                .it
                .change
                .as_ref()
                .and_then(|change| change.difference.as_ref());
            change.and_then(|difference| difference.yen).into()
        },
    ),
    Column::percent(
        "ratio_percent",
        "前年度比（%）",
        "This year in percent of last year, as printed; a printed growth rate (伸率) g stands as 100 + g",
        |row| ratio(row).into(),
    ),
    Column::text(
        "grade_label",
        "評価の種類",
        "Printed label of the newest grade",
        |row| graded(row.it).map(|grade| grade.label.as_str()).into(),
    ),
    Column::integer(
        "grade_fiscal_year",
        "評価の年度",
        "Its fiscal year, western",
        |row| graded(row.it).and_then(|grade| grade.fiscal_year).into(),
    ),
    Column::text(
        "grade",
        "評価",
        "The newest grade or chosen words; empty for a printed dash",
        |row| graded(row.it).and_then(|grade| grade.grade.as_deref()).into(),
    ),
    Column::text(
        "flags",
        "印",
        "Marks such as 新規 and 再掲, joined by ／",
        |row| joined(row.it.flags.iter().map(String::as_str)).into(),
    ),
    Column::boolean(
        "countable",
        "集計対象",
        "Whether counting this row counts nothing twice: no rows below it, and it repeats none",
        |row| row.doc.countable(row.it).into(),
    ),
    Column::integer(
        "failed_checks",
        "要確認",
        "Checks about this row that fail",
        |row| row.doc.failed_checks(&row.it.id).len().into(),
    ),
    Column::page(),
    Column::line(),
    Column::text(
        "section",
        "体系の行",
        "Id of the section that it stands in",
        |row| row.it.section.as_deref().into(),
    ),
    Column::text(
        "parent",
        "上位の行",
        "Id of the row that it stands under",
        |row| row.it.parent.as_deref().into(),
    ),
    Column::text(
        "repeats",
        "再掲元の行",
        "Id of the row that it says again",
        |row| row.it.repeats.as_deref().into(),
    ),
];

/// The newest amount that is not part of another: the latest year, in it the latest stage, of equals the first.
pub(crate) fn newest(item: &Item) -> Option<&Budget> {
    totals(item).min_by_key(|budget| Reverse((budget.fiscal_year, lateness(budget.phase))))
}

fn totals(item: &Item) -> impl Iterator<Item = &Budget> {
    item.budgets.iter().filter(|budget| budget.part_of.is_none())
}

/// How late in the life of one year's amount a stage comes.
fn lateness(phase: Option<Phase>) -> u8 {
    match phase {
        None => 0,
        Some(Phase::Proposed) => 1,
        Some(Phase::Approved) => 2,
        Some(Phase::Adjusted) => 3,
        Some(Phase::Executed) => 4,
    }
}

/// The amount of the same label a year before the newest, of the same stage where there are several.
pub(crate) fn previous(item: &Item) -> Option<&Budget> {
    let newest = newest(item)?;
    let year = newest.fiscal_year?.checked_sub(1)?;
    totals(item)
        .filter(|budget| budget.label == newest.label && budget.fiscal_year == Some(year))
        .min_by_key(|budget| budget.phase != newest.phase)
}

fn graded(item: &Item) -> Option<&Evaluation> {
    item.evaluations
        .iter()
        .min_by_key(|evaluation| Reverse(evaluation.fiscal_year))
}

/// One meaning for the whole column: a growth rate becomes the ratio that it stands for.
fn ratio(row: &Row<'_, Item>) -> Option<Figure> {
    let change = row.it.change.as_ref()?;
    let printed = change.ratio_percent?;
    Some(match change.ratio_kind {
        Some(RatioKind::Growth) => Figure(((100.0 + printed.0) * 1e6).round() / 1e6),
        _ => printed,
    })
}
