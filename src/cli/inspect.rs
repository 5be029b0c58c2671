use std::path::PathBuf;

use clap::Args;
use jigyo::batch::{self, Found};
use jigyo::inspect;

use super::limits::WorkerArguments;
use super::reading::ReadingArguments;
use super::{Exit, UsageError, output};

/// Show what was seen in one input: lines, tables, outline and what was made of them.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file, or - for standard input.
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// As JSON, with places, for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    limits: WorkerArguments,
}

/// Inspects.
pub fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Found { inputs, .. } = batch::find(
        std::slice::from_ref(&arguments.input),
        &arguments.reading.name,
        None,
    );
    let [input] = inputs.as_slice() else {
        return Err(UsageError(format!(
            "{} is a folder: inspect one file",
            arguments.input.display()
        ))
        .into());
    };
    arguments.limits.confine_this_process(&input.shown)?;
    let converter = arguments.reading.converter()?;
    let inspected = batch::read_one(input, arguments.reading.limits.max_bytes).and_then(|bytes| {
        let name = batch::escaped(&input.below);
        let options = arguments.reading.options();
        inspect::inspect(&converter, &name, &bytes, &options).map_err(|failure| failure.to_string())
    });
    let inspection = match inspected {
        Ok(inspection) => inspection,
        Err(message) => {
            tell!("jigyo: {}: {message}", input.shown);
            return Ok(Exit::Incomplete);
        }
    };
    output::to_stdout(|out| {
        if arguments.json {
            serde_json::to_writer_pretty(&mut *out, &inspection)?;
            writeln!(out)
        } else {
            write!(out, "{inspection}")
        }
    })?;
    Ok(Exit::Done)
}
