use crate::write::schema;
use clap::{Args, ValueEnum};

use super::{Exit, output};

/// Print the JSON Schema of the output.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Of a JSON document, of a line of run.jsonl, of a file of corrections, or of a line of search --json.
    #[arg(value_enum, default_value_t = Which::Document)]
    which: Which,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// A JSON document.
    Document,
    /// A line of run.jsonl.
    Run,
    /// A file of corrections.
    Corrections,
    /// A line of search --json.
    #[cfg(feature = "sqlite")]
    Search,
}

/// Prints a schema.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let schema = match arguments.which {
        Which::Document => schema::document(),
        Which::Run => schema::run(),
        Which::Corrections => schema::corrections(),
        #[cfg(feature = "sqlite")]
        Which::Search => schema::search(),
    };
    output::to_stdout(|out| out.write_all(schema::to_text(&schema).as_bytes()))?;
    Ok(Exit::Done)
}
