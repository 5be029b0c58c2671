use std::io::{self, Write};
use std::path::PathBuf;

use crate::batch;
use crate::write::overview::{Gathering, Overview};
use crate::write::tables::Doc;
use clap::Args;

use super::columns::{Align, aligned, bar, fitting, thousands};
use super::{Exit, UsageError, output};

/// Show a run at a glance: documents, rows, money by fiscal year, grades and doubts.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder that convert --out wrote.
    #[arg(value_name = "OUTPUT_DIR")]
    out: PathBuf,
    /// As JSON, whole, for programs.
    #[arg(long)]
    json: bool,
}

/// Lines of each part; --json has all.
const MOST_LINES: usize = 20;

/// Widest text in a column.
const WIDEST: usize = 40;

/// Sums up.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut gathering = Gathering::default();
    for line in batch::run_lines(&arguments.out).map_err(UsageError)? {
        gathering.input(&line);
        let report = batch::document_of(&arguments.out, &line).map_err(anyhow::Error::msg)?;
        if let Some(report) = report {
            gathering.document(&Doc::new(batch::document_key(&line), &report));
        }
    }
    let overview = gathering.finish();
    output::to_stdout(|out| {
        if arguments.json {
            serde_json::to_writer_pretty(&mut *out, &overview)?;
            writeln!(out)
        } else {
            text(out, &overview)
        }
    })?;
    Ok(Exit::Done)
}

fn text(out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
    let inputs = overview.inputs.iter();
    let inputs: Vec<String> = inputs
        .map(|(outcome, count)| format!("{count} {outcome}"))
        .collect();
    let word = if overview.documents == 1 {
        "document"
    } else {
        "documents"
    };
    writeln!(out, "{} {word} ({})", overview.documents, inputs.join(", "))?;
    let countable = thousands(overview.countable.cast_signed());
    let items = thousands(overview.items.cast_signed());
    writeln!(out, "{items} rows, {countable} of them countable")?;
    money(out, overview)?;
    grades(out, overview)?;
    checks(out, overview)?;
    doubts(out, overview)
}

/// A part with its heading, cut where it gets long.
fn part<const N: usize>(
    out: &mut dyn Write,
    heading: &str,
    columns: [(&str, Align); N],
    rows: &[[String; N]],
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}")?;
    let shown = rows.get(..MOST_LINES).unwrap_or(rows);
    for line in aligned(columns, shown) {
        // What a report says must not steer the terminal.
        writeln!(out, "{}", crate::inspect::printable(&line))?;
    }
    match rows.len() - shown.len() {
        0 => Ok(()),
        more => writeln!(out, "  … and {more} more: --json has all"),
    }
}

fn year(year: Option<i32>) -> String {
    year.map_or_else(|| "–".to_owned(), |year| year.to_string())
}

fn money(out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
    let most = overview.money.iter().map(|money| money.yen.unsigned_abs()).max();
    let rows: Vec<_> = overview
        .money
        .iter()
        .map(|money| {
            [
                year(money.fiscal_year),
                fitting(&money.label, WIDEST),
                money.phase.unwrap_or("–").to_owned(),
                money.amounts.to_string(),
                thousands(money.yen),
                bar(money.yen.unsigned_abs(), most.unwrap_or(0)),
            ]
        })
        .collect();
    let columns = [
        ("year", Align::Right),
        ("amount", Align::Left),
        ("stage", Align::Left),
        ("rows", Align::Right),
        ("yen", Align::Right),
        ("", Align::Left),
    ];
    part(
        out,
        "Money (countable rows, amounts that are part of no other)",
        columns,
        &rows,
    )
}

fn grades(out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
    let most = overview.grades.iter().map(|grades| grades.items).max();
    let rows: Vec<_> = overview
        .grades
        .iter()
        .map(|grades| {
            [
                year(grades.fiscal_year),
                fitting(&grades.label, WIDEST),
                fitting(&grades.grade, WIDEST),
                grades.items.to_string(),
                bar(grades.items, most.unwrap_or(0)),
            ]
        })
        .collect();
    let columns = [
        ("year", Align::Right),
        ("label", Align::Left),
        ("grade", Align::Left),
        ("rows", Align::Right),
        ("", Align::Left),
    ];
    part(out, "Grades (countable rows)", columns, &rows)
}

fn checks(out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
    let rows: Vec<_> = overview
        .checks
        .iter()
        .map(|(rule, checks)| {
            let counts = [checks.holds, checks.repaired, checks.fails, checks.undecidable];
            let [holds, repaired, fails, undecidable] = counts.map(|count| count.to_string());
            [(*rule).to_owned(), holds, repaired, fails, undecidable]
        })
        .collect();
    let columns = [
        ("rule", Align::Left),
        ("held", Align::Right),
        ("repaired", Align::Right),
        ("failed", Align::Right),
        ("undecidable", Align::Right),
    ];
    part(out, "Checks", columns, &rows)
}

fn doubts(out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
    let rows: Vec<_> = overview
        .doubts
        .iter()
        .map(|doubt| {
            [
                fitting(&doubt.document, WIDEST),
                doubt.items.to_string(),
                doubt.fails.to_string(),
                doubt.undecidable.to_string(),
                doubt.unread_characters.to_string(),
                doubt.unread_pages.to_string(),
            ]
        })
        .collect();
    let columns = [
        ("document", Align::Left),
        ("rows", Align::Right),
        ("failed", Align::Right),
        ("undecidable", Align::Right),
        ("unread", Align::Right),
        ("unread pages", Align::Right),
    ];
    part(out, "Look at these", columns, &rows)?;
    let warnings = overview.warnings.iter();
    let rows: Vec<_> = warnings
        .map(|(code, count)| [fitting(code, WIDEST), count.to_string()])
        .collect();
    part(
        out,
        "Warnings and failures",
        [("code", Align::Left), ("times", Align::Right)],
        &rows,
    )
}
