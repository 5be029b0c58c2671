use super::{About, Column, Row, Spec};
use crate::model::{CheckStatus, Engine, Municipality, Outcome, Report};

/// One row an input.
pub(super) static DOCUMENTS: Spec<Report> = Spec {
    about: About {
        name: "documents",
        heading: "文書",
        about: "One input that was converted",
        primary_key: &["document"],
        foreign_keys: &[],
    },
    columns: COLUMNS,
    failed: |row| row.doc.failed_checks("document"),
    rows: |doc| {
        vec![Row {
            doc,
            owner: "",
            n: 1,
            it: doc.report,
        }]
    },
};

static COLUMNS: &[Column<Report>] = &[
    Column::document(),
    Column::text("title", "表題", "Title", |row| {
        row.it.document.title.as_deref().into()
    }),
    Column::text(
        "municipality",
        "自治体",
        "The municipality that reports",
        |row| place(row.it).map(|place| place.name.as_str()).into(),
    ),
    Column::text("prefecture", "都道府県", "Its prefecture", |row| {
        place(row.it).and_then(|place| place.prefecture.as_deref()).into()
    }),
    Column::text(
        "municipality_code",
        "自治体コード",
        "全国地方公共団体コード, six digits",
        |row| place(row.it).and_then(|place| place.code.as_deref()).into(),
    ),
    Column::integer(
        "fiscal_year",
        "年度",
        "Fiscal year that the document reports, western",
        |row| row.it.document.fiscal_year.into(),
    ),
    Column::integer(
        "plan_from",
        "計画開始年度",
        "First fiscal year of the plan",
        |row| row.it.document.plan_period.map(|plan| plan.from).into(),
    ),
    Column::integer(
        "plan_to",
        "計画終了年度",
        "Last fiscal year of the plan",
        |row| row.it.document.plan_period.map(|plan| plan.to).into(),
    ),
    Column::text(
        "published",
        "公表",
        "Month or day of publication as far as printed: 2022-07 or 2025-12-16",
        |row| row.it.document.published.as_deref().into(),
    ),
    Column::text(
        "outcome",
        "変換結果",
        "converted, or partial when some pages could not be read",
        |row| outcome_word(row.it.outcome).into(),
    ),
    Column::integer("items", "行数", "Rows in items", |row| {
        row.it.items.len().into()
    }),
    Column::integer("sections", "体系数", "Rows in sections", |row| {
        row.it.sections.len().into()
    }),
    Column::integer("indicators", "指標数", "Rows in indicators", |row| {
        row.it.indicators.len().into()
    }),
    Column::integer("checks_holds", "検算一致", "Checks that hold", |row| {
        checks(row.it, CheckStatus::Holds)
    }),
    Column::integer(
        "checks_repaired",
        "検算補正",
        "Checks that hold after a repair",
        |row| checks(row.it, CheckStatus::Repaired),
    ),
    Column::integer("checks_fails", "検算不一致", "Checks that fail", |row| {
        checks(row.it, CheckStatus::Fails)
    }),
    Column::integer(
        "checks_undecidable",
        "検算不能",
        "Checks that more than one repair would satisfy",
        |row| checks(row.it, CheckStatus::Undecidable),
    ),
    Column::integer("warnings", "警告数", "Oddities reported", |row| {
        row.it.warnings.len().into()
    }),
    Column::integer("characters", "文字数", "Characters that are not blank", |row| {
        row.it.coverage.characters.into()
    }),
    Column::integer(
        "unread_characters",
        "未読文字数",
        "Characters that no parser understood",
        |row| row.it.coverage.unread.into(),
    ),
    Column::integer("pages", "頁数", "Pages; empty where the input has none", |row| {
        row.it.source.pages.into()
    }),
    Column::integer(
        "unread_pages",
        "未読頁数",
        "Pages that could not be read",
        |row| row.it.unread_pages.len().into(),
    ),
    Column::text("engine", "読取方法", "text, pdf-text or ocr", |row| {
        engine_word(row.it.source.engine).into()
    }),
    Column::text(
        "media_type",
        "形式",
        "Media type found by looking at the bytes",
        |row| (&row.it.source.media_type).into(),
    ),
    Column::text(
        "encoding",
        "文字コード",
        "Character encoding; empty for PDFs",
        |row| row.it.source.encoding.as_deref().into(),
    ),
    Column::text(
        "name",
        "ファイル名",
        "Path of the input below the folder given",
        |row| (&row.it.source.name).into(),
    ),
    Column::integer("bytes", "バイト数", "Length of the input", |row| {
        row.it.source.bytes.into()
    }),
    Column::text("sha256", "SHA-256", "SHA-256 of the input, hex", |row| {
        (&row.it.source.sha256).into()
    }),
    Column::text(
        "program_version",
        "プログラム版",
        "Version of jigyo that read it",
        |row| (&row.it.program.version).into(),
    ),
    Column::text("dictionary", "辞書", "Segmentation dictionary", |row| {
        (&row.it.program.dictionary).into()
    }),
    Column::text("vocabulary", "語彙", "Vocabulary", |row| {
        (&row.it.program.vocabulary).into()
    }),
    Column::text("ocr", "文字認識", "OCR program, when it was used", |row| {
        row.it.program.ocr.as_deref().into()
    }),
    Column::text(
        "schema_version",
        "仕様版",
        "Version of the output's shape",
        |row| (&row.it.schema_version).into(),
    ),
];

fn place(report: &Report) -> Option<&Municipality> {
    report.document.municipality.as_ref()
}

fn checks<'a>(report: &Report, status: CheckStatus) -> super::Value<'a> {
    report
        .checks
        .iter()
        .filter(|check| check.status == status)
        .count()
        .into()
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Converted => "converted",
        Outcome::Partial => "partial",
    }
}

fn engine_word(engine: Engine) -> &'static str {
    match engine {
        Engine::Text => "text",
        Engine::PdfText => "pdf-text",
        Engine::Ocr => "ocr",
    }
}
