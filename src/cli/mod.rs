//! The command line as a function: arguments, messages and exit codes; one file a command.
//!
//! The program `jigyo` is this and nothing else. Other programs that carry jigyo – the Python package – offer the same
//! commands by calling [`run`] with the way to start a worker of their own.

/// Says something on standard error; that nobody listens any more must not end a run.
macro_rules! tell {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let words = format!($($words)*);
        let _ = writeln!(std::io::stderr(), "{}", crate::inspect::printable(&words));
    }};
}

mod columns;
mod completions;
mod convert;
mod inspect;
mod limits;
mod man;
mod messages;
mod output;
mod progress;
mod reading;
mod review;
mod schema;
#[cfg(feature = "sqlite")]
mod search;
mod stop;
mod summary;
mod validate;
mod version;
mod worker;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::worker::WorkerCommand;

/// Recovers the item tables of Japanese municipal project reports.
///
/// Reads reports (text of OCR or extractors, HTML, PDF) and writes their rows, budgets, grades and indicators as
/// JSON and tidy tables, with the place of every value and a check of every figure that can be checked.
///
/// Exit codes: 0 every input converted or skipped, 1 some failed or partial, 2 wrong usage, 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "jigyo", disable_version_flag = true, arg_required_else_help = true)]
struct Cli {
    /// Print the versions of program, schema, dictionary and vocabulary.
    #[arg(short = 'V', long)]
    version: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Convert(convert::Arguments),
    Inspect(inspect::Arguments),
    #[cfg(feature = "sqlite")]
    Search(search::Arguments),
    Summary(summary::Arguments),
    Review(Box<review::Arguments>),
    Schema(schema::Arguments),
    Validate(validate::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
    #[command(hide = true)]
    Worker(worker::Arguments),
}

/// How the program ends; the numbers are part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Every input converted or skipped.
    Done,
    /// Some failed or partial.
    Incomplete,
    /// Wrong usage.
    Usage,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Incomplete => 1,
            Exit::Usage => 2,
            Exit::Interrupted => 130,
        }
    }
}

/// The command line asks for something that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UsageError(String);

/// Runs the command line `arguments`, whose first one is the program's name, and returns the exit code. Workers are
/// started by `worker`, which must lead to the command `worker` of the same version.
pub fn run(arguments: impl IntoIterator<Item = OsString>, worker: &WorkerCommand) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help that was asked for is data on stdout; a closed pipe is then no fault.
            let _ = error.print();
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            return exit.code();
        }
    };
    let exit = dispatch(cli, worker).unwrap_or_else(|error| {
        if output::is_broken_pipe(&error) {
            return Exit::Done;
        }
        tell!("jigyo: {error:#}");
        if error.is::<UsageError>() || error.is::<crate::ConfigError>() {
            Exit::Usage
        } else {
            Exit::Incomplete
        }
    });
    exit.code()
}

fn dispatch(cli: Cli, worker: &WorkerCommand) -> anyhow::Result<Exit> {
    if cli.version {
        return version::run();
    }
    match cli.command {
        Some(Command::Convert(arguments)) => convert::run(arguments, worker),
        Some(Command::Inspect(arguments)) => inspect::run(arguments),
        #[cfg(feature = "sqlite")]
        Some(Command::Search(arguments)) => search::run(&arguments),
        Some(Command::Summary(arguments)) => summary::run(&arguments),
        Some(Command::Review(arguments)) => review::run(&arguments),
        Some(Command::Schema(arguments)) => schema::run(&arguments),
        Some(Command::Validate(arguments)) => validate::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Man(arguments)) => man::run(&arguments),
        Some(Command::Worker(arguments)) => worker::run(&arguments),
        None => Err(UsageError("no command: jigyo --help lists them".into()).into()),
    }
}
