use std::io::{self, Write};

use super::csv::{BYTE_ORDER_MARK, cell, writer};
use super::{About, Field, Headers, Kind, Value};
use crate::model::RunLine;

/// A column of `run.csv`, which is made from lines and not from documents.
struct RunColumn {
    field: Field,
    value: for<'a> fn(&'a RunLine) -> Value<'a>,
}

const fn column(
    name: &'static str,
    heading: &'static str,
    kind: Kind,
    about: &'static str,
    value: for<'a> fn(&'a RunLine) -> Value<'a>,
) -> RunColumn {
    let field = Field {
        name,
        heading,
        kind,
        unit: None,
        about,
    };
    RunColumn { field, value }
}

const COLUMNS: [RunColumn; 16] = [
    column(
        "input",
        "入力",
        Kind::Text,
        "Path of the input as given; - is standard input",
        |line| (&line.input).into(),
    ),
    column(
        "output",
        "出力",
        Kind::Text,
        "Path of its document below the output folder",
        |line| line.output.as_deref().into(),
    ),
    column(
        "sha256",
        "SHA-256",
        Kind::Text,
        "SHA-256 of the input, hex",
        |line| line.sha256.as_deref().into(),
    ),
    column(
        "outcome",
        "結果",
        Kind::Text,
        "converted, partial, failed or skipped",
        |line| line.outcome.word().into(),
    ),
    column(
        "code",
        "理由コード",
        Kind::Text,
        "Stable reason of a failure or skip",
        |line| line.code.as_deref().into(),
    ),
    column(
        "message",
        "説明",
        Kind::Text,
        "The same for a person, with the way out",
        |line| line.message.as_deref().into(),
    ),
    column(
        "pages",
        "頁数",
        Kind::Integer,
        "Pages; empty where the input has none",
        |line| line.pages.into(),
    ),
    column("items", "行数", Kind::Integer, "Rows in its document", |line| {
        line.items.into()
    }),
    column(
        "checks",
        "検算数",
        Kind::Integer,
        "Checks made in its document",
        |line| line.checks.into(),
    ),
    column(
        "unread_characters",
        "未読文字数",
        Kind::Integer,
        "Characters that no parser understood",
        |line| line.unread_characters.into(),
    ),
    column(
        "seconds",
        "秒",
        Kind::Number,
        "Wall-clock time spent on it",
        |line| Value::Number(line.seconds),
    ),
    column(
        "peak_memory_bytes",
        "最大メモリ",
        Kind::Integer,
        "Largest memory of the process that read it",
        |line| line.peak_memory_bytes.into(),
    ),
    column(
        "checks_holds",
        "検算一致",
        Kind::Integer,
        "Checks that hold",
        |line| line.checks_holds.into(),
    ),
    column(
        "checks_repaired",
        "検算補正",
        Kind::Integer,
        "Checks that hold after a repair",
        |line| line.checks_repaired.into(),
    ),
    column(
        "checks_fails",
        "検算不一致",
        Kind::Integer,
        "Checks that fail",
        |line| line.checks_fails.into(),
    ),
    column(
        "checks_undecidable",
        "検算不能",
        Kind::Integer,
        "Checks that more than one repair would satisfy",
        |line| line.checks_undecidable.into(),
    ),
];

/// What `run.csv` is.
pub const RUN: About = About {
    name: "run",
    heading: "実行記録",
    about: "One input of the run and how it ended; the lines of run.jsonl, sorted",
    primary_key: &["input"],
    foreign_keys: &[],
};

/// The columns of `run.csv`.
#[must_use]
pub fn run_fields() -> Vec<Field> {
    COLUMNS.iter().map(|column| column.field).collect()
}

/// Writes `run.csv`.
///
/// # Errors
/// When `out` cannot be written.
pub fn run_rows<'a>(
    out: &mut impl Write,
    lines: impl Iterator<Item = &'a RunLine>,
    headers: Headers,
) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = writer(out);
    writer.write_record(COLUMNS.iter().map(|column| headers.of(&column.field)))?;
    for line in lines {
        for column in &COLUMNS {
            writer.write_field(cell(&(column.value)(line)).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}
