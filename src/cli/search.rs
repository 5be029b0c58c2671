use std::io::{self, Write};
use std::path::PathBuf;

use crate::database::{Asked, Database, DatabaseError, Hit};
use crate::{Config, Converter};
use clap::Args;

use super::{Exit, UsageError, output};

/// Find rows by words in their names and texts, in a database that convert --format sqlite wrote.
///
/// Prints a line a row: its place (document:line, or document and page), what it is, and the text around the words.
/// Words are looked for as words: 指定管理 finds 指定管理者制度 but not 指定の管理. Words that follow each other must all
/// be found; OR, NOT and parentheses combine them, "…" keeps blanks, * lets the last word go on (再編*).
#[derive(Debug, Args)]
pub struct Arguments {
    /// The database: DIR/jigyo.sqlite.
    #[arg(value_name = "DB")]
    database: PathBuf,
    /// What to find, such as "公共施設 AND (再編 OR 統廃合) NOT 学校".
    #[arg(value_name = "QUERY")]
    query: String,
    /// Only rows of departments with these words in their name.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// Only documents of this municipality or prefecture, by name or six-digit code.
    #[arg(long, value_name = "NAME")]
    municipality: Option<String>,
    /// Only documents that report this fiscal year, western.
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// Most rows to print.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..1_000_000))]
    limit: u32,
    /// As JSON, a line a row, for programs.
    #[arg(long)]
    json: bool,
    /// Compiled dictionary that the database was made with, when it was not the built-in one.
    #[arg(long, value_name = "DIR")]
    dictionary: Option<PathBuf>,
    /// Words (CSV) that extended the dictionary then.
    #[arg(long, value_name = "FILE")]
    user_dictionary: Option<PathBuf>,
}

/// Searches.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let database = Database::open(&arguments.database)?;
    let converter = Converter::new(&Config {
        dictionary: arguments.dictionary.clone(),
        user_dictionary: arguments.user_dictionary.clone(),
        ..Config::default()
    })?;
    let asked = Asked {
        query: &arguments.query,
        department: arguments.department.as_deref(),
        municipality: arguments.municipality.as_deref(),
        year: arguments.year,
        // One more, to know whether there are more.
        limit: arguments.limit + 1,
    };
    let mut hits = match database.search(converter.segmenter(), &asked) {
        Err(DatabaseError::Query(error)) => return Err(UsageError(error.to_string()).into()),
        hits => hits?,
    };
    let wanted = usize::try_from(arguments.limit).unwrap_or(usize::MAX);
    let more = hits.len() > wanted;
    hits.truncate(wanted);
    output::to_stdout(|out| {
        hits.iter().try_for_each(|hit| {
            if arguments.json {
                serde_json::to_writer(&mut *out, hit)?;
                writeln!(out)
            } else {
                line(out, hit)
            }
        })
    })?;
    if more {
        tell!("jigyo: more rows than {wanted} agree: give --limit to see more");
    }
    Ok(Exit::Done)
}

/// `document:12: 事務事業 3 名称 ［担当］ text around the words`.
fn line(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    let mut line = hit.document.clone();
    match (hit.page, hit.line) {
        (_, Some(number)) => line.push_str(&format!(":{number}")),
        (Some(page), None) => line.push_str(&format!(": page {page}")),
        (None, None) => {}
    }
    line.push(':');
    let departments = hit.departments.as_ref().map(|names| format!("［{names}］"));
    let words = [
        hit.kind.as_ref(),
        hit.number.as_ref(),
        Some(&hit.name),
        departments.as_ref(),
        hit.excerpt.as_ref(),
    ];
    for word in words.into_iter().flatten().filter(|word| !word.is_empty()) {
        line.push(' ');
        line.push_str(&word.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    // Reports are what anyone put there; a terminal must not obey them.
    writeln!(out, "{}", crate::inspect::printable(&line))
}
