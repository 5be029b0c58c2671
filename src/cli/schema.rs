use clap::{Args, ValueEnum};
use jigyo::write::schema;

use super::{Exit, output};

/// Print the JSON Schema of the output.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Of a JSON document, or of a line of run.jsonl.
    #[arg(value_enum, default_value_t = Which::Document)]
    which: Which,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// A JSON document.
    Document,
    /// A line of run.jsonl.
    Run,
}

/// Prints a schema.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let schema = match arguments.which {
        Which::Document => schema::document(),
        Which::Run => schema::run(),
    };
    output::to_stdout(|out| out.write_all(schema::to_text(&schema).as_bytes()))?;
    Ok(Exit::Done)
}
