use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::batch::{self, Formats, Found, Input, Maker, Options, Summary};
use crate::model::{Outcome, RunOutcome};
use crate::worker::WorkerCommand;
use crate::write::tables::Headers;
use clap::{Args, ValueEnum};

use super::limits::WorkerArguments;
use super::progress::{Progress, Talk};
use super::reading::ReadingArguments;
use super::{Exit, UsageError, messages, output, stop};

/// Convert reports to JSON and tables.
///
/// With --out, files and folders are converted into DIR: one JSON document an input (DIR/a/report.pdf.json), tables
/// of all documents (items.csv and eleven more, described by datapackage.json), and the run's report (run.jsonl,
/// run.csv). Documents that are up to date are kept and counted as skipped, so that the same command goes on with a
/// run that was stopped.
///
/// Without --out, one FILE or - (standard input) goes to standard output as JSON.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, folders, or - for standard input. In folders, hidden files and links to folders are passed over.
    #[arg(value_name = "INPUT", required_unless_present = "files_from")]
    inputs: Vec<PathBuf>,
    /// Also the inputs that this file (- for standard input) lists, separated by NUL or line breaks.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Folder for the output.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What to write besides the JSON documents, which are always written.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "json,csv")]
    format: Vec<Format>,
    /// Language of column headings.
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    headers: Language,
    /// Inputs converted at a time; one a processor if not given.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Replace documents that come from other inputs, program versions or options, and do all work again.
    #[arg(long)]
    force: bool,
    /// Say only what failed.
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Also tell of every input and every warning.
    #[arg(short, long)]
    verbose: bool,
    /// Begin no further input once one has failed; the same command goes on.
    #[arg(long, conflicts_with = "max_failures")]
    fail_fast: bool,
    /// Begin no further input once so many have failed; the same command goes on.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_failures: Option<u64>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    workers: WorkerArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The documents.
    Json,
    /// The tidy tables and their description, datapackage.json.
    Csv,
    /// All documents in one file, documents.jsonl.
    Jsonl,
    /// The tidy tables for data frames, typed: items.parquet and eleven more.
    Parquet,
    /// The tidy tables as a database that grows from run to run and that jigyo search asks, jigyo.sqlite.
    Sqlite,
    /// The tidy tables as one workbook, jigyo.xlsx.
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Japanese.
    Ja,
    /// English: the names of the data dictionary.
    En,
}

/// Converts.
pub fn run(arguments: Arguments, worker: &WorkerCommand) -> anyhow::Result<Exit> {
    if !batch::stays_below(Path::new(&arguments.reading.name)) {
        return Err(usage(
            "--name must be a relative path without .. that ends in a name",
        ));
    }
    let built = [
        (Format::Parquet, cfg!(feature = "parquet")),
        (Format::Sqlite, cfg!(feature = "sqlite")),
        (Format::Xlsx, cfg!(feature = "xlsx")),
    ];
    if let Some((format, _)) = built
        .iter()
        .find(|(format, built)| !built && arguments.format.contains(format))
    {
        let message =
            format!("--format {format:?}: this jigyo was built without it: build with default features");
        return Err(usage(&message.to_lowercase()));
    }
    let paths = arguments.paths()?;
    match &arguments.out {
        Some(out) => into_folder(&arguments, &paths, out, worker),
        None => to_stdout(&arguments, &paths, worker),
    }
}

fn usage(message: &str) -> anyhow::Error {
    UsageError(message.to_owned()).into()
}

impl Arguments {
    fn paths(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = self.inputs.clone();
        if let Some(list) = &self.files_from {
            let mut bytes = Vec::new();
            if list.as_os_str() == "-" {
                if paths.contains(list) {
                    return Err(usage(
                        "standard input cannot be both an input and a list of inputs",
                    ));
                }
                std::io::stdin().lock().read_to_end(&mut bytes)?;
            } else {
                bytes = std::fs::read(list).map_err(|error| {
                    usage(&format!("{}: {}", list.display(), batch::reading_failed(&error)))
                })?;
            }
            paths.extend(batch::listed(&bytes));
        }
        Ok(paths)
    }

    fn options(&self, out: &Path) -> Options {
        Options {
            out: out.to_owned(),
            formats: Formats {
                csv: self.format.contains(&Format::Csv),
                jsonl: self.format.contains(&Format::Jsonl),
                parquet: self.format.contains(&Format::Parquet),
                sqlite: self.format.contains(&Format::Sqlite),
                xlsx: self.format.contains(&Format::Xlsx),
            },
            headers: match self.headers {
                Language::Ja => Headers::Japanese,
                Language::En => Headers::English,
            },
            jobs: self.jobs.map(usize::from),
            force: self.force,
            read: self.reading.options(),
            max_failures: if self.fail_fast {
                Some(1)
            } else {
                self.max_failures
            },
        }
    }

    fn talk(&self) -> Talk {
        match (self.quiet, self.verbose) {
            (true, _) => Talk::Quiet,
            (_, true) => Talk::Verbose,
            _ => Talk::Normal,
        }
    }
}

/// One input to standard output.
fn to_stdout(arguments: &Arguments, paths: &[PathBuf], worker: &WorkerCommand) -> anyhow::Result<Exit> {
    let [path] = paths else {
        return Err(usage("several inputs need --out DIR"));
    };
    if path.is_dir() {
        return Err(usage(&format!("{} is a folder: give --out DIR", path.display())));
    }
    let more = |format: &Format| !matches!(format, Format::Json | Format::Csv);
    if arguments.format.iter().any(more) || !arguments.format.contains(&Format::Json) {
        return Err(usage(
            "standard output takes JSON only: give --out DIR for other formats",
        ));
    }
    let Found { inputs, .. } = batch::find(paths, &arguments.reading.name, None);
    let [input] = inputs.as_slice() else {
        return Err(usage("no input"));
    };
    let converter = arguments.reading.converter()?;
    let workers = arguments
        .workers
        .pool(worker, &arguments.reading.config(), &converter);
    let maker = Maker {
        converter: &converter,
        workers: Some(&workers),
        small_texts_here: true,
    };
    let written = match batch::convert_one(&maker, input, &arguments.reading.options()) {
        Ok(written) => written,
        Err(refusal) => {
            tell!("jigyo: {}: {}", input.shown, refusal.message);
            return Ok(if refusal.outcome == RunOutcome::Skipped {
                Exit::Done
            } else {
                Exit::Incomplete
            });
        }
    };
    if arguments.talk() > Talk::Quiet {
        let account = &written.account;
        let missing = messages::without_rows(&input.shown, account.numbers.items, &account.warnings);
        let warnings = account
            .warnings
            .iter()
            .map(|warning| messages::warning(&input.shown, warning));
        let mut unmet = messages::by_source(converter.corrections());
        if !unmet.is_empty() {
            unmet.remove(&messages::source_of(&written.document));
        }
        let unmet = unmet
            .iter()
            .map(|(sha256, count)| messages::unmet(sha256, *count));
        missing
            .into_iter()
            .chain(warnings)
            .chain(unmet)
            .for_each(|text| tell!("jigyo: {text}"));
    }
    output::to_stdout(|out| out.write_all(&written.document))?;
    Ok(match written.account.outcome {
        Outcome::Converted => Exit::Done,
        Outcome::Partial => Exit::Incomplete,
    })
}

/// Any number of inputs into a folder.
fn into_folder(
    arguments: &Arguments,
    paths: &[PathBuf],
    out: &Path,
    worker: &WorkerCommand,
) -> anyhow::Result<Exit> {
    let inputs = found(arguments, paths, out)?;
    let converter = arguments.reading.converter()?;
    let workers = arguments
        .workers
        .pool(worker, &arguments.reading.config(), &converter);
    let maker = Maker {
        converter: &converter,
        workers: Some(&workers),
        small_texts_here: false,
    };
    let options = arguments.options(out);
    let stop = stop::on_interrupt();
    let progress = Progress::new(arguments.talk(), converter.corrections());
    let result = batch::run(&maker, inputs, &options, &stop, &progress);
    progress.clear();
    let summary = result?;
    if arguments.talk() > Talk::Quiet {
        progress.summarise(&summary, &out.display().to_string());
    }
    Ok(exit(&summary, stop.load(Ordering::Relaxed)))
}

fn found(arguments: &Arguments, paths: &[PathBuf], out: &Path) -> anyhow::Result<Vec<Input>> {
    let place = out.canonicalize().ok();
    let is_out = |path: &&PathBuf| place.is_some() && path.canonicalize().ok() == place;
    if let Some(path) = paths.iter().find(is_out) {
        let path = path.display();
        return Err(usage(&format!(
            "--out {path} is an input itself: choose another folder"
        )));
    }
    let found = batch::find(paths, &arguments.reading.name, Some(out));
    if arguments.talk() > Talk::Quiet {
        found.notes.iter().for_each(|note| tell!("jigyo: {note}"));
    }
    if found.inputs.is_empty() && arguments.talk() > Talk::Quiet {
        tell!("jigyo: no files found in the folders given (hidden files are passed over)");
    }
    Ok(found.inputs)
}

fn exit(summary: &Summary, interrupted: bool) -> Exit {
    // Told to stop while nothing was left to do, the run is as complete as any.
    if interrupted && summary.remaining > 0 {
        tell!(
            "jigyo: interrupted: {} inputs are left and the tables were not written: give the same command again to \
             go on",
            summary.remaining
        );
        return Exit::Interrupted;
    }
    if summary.gave_up && summary.remaining > 0 {
        tell!(
            "jigyo: gave up after {} failures: {} inputs are left and the tables were not written: give the same \
             command again to go on",
            summary.failed,
            summary.remaining
        );
    }
    if summary.failed + summary.partial > 0 {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
