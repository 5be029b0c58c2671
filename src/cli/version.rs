use crate::model::SCHEMA_VERSION;
use crate::{Config, Converter};

use super::{Exit, output};

/// Prints the versions of everything that decides the output.
pub fn run() -> anyhow::Result<Exit> {
    let converter = Converter::new(&Config::default())?;
    let program = converter.program();
    output::to_stdout(|out| {
        writeln!(out, "{} {}", program.name, program.version)?;
        writeln!(out, "schema {SCHEMA_VERSION}")?;
        writeln!(out, "dictionary {}", program.dictionary)?;
        writeln!(out, "vocabulary {}", program.vocabulary)
    })?;
    Ok(Exit::Done)
}
