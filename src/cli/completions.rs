use clap::{Args, CommandFactory};

use super::{Cli, Exit, output};

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints a completion script.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "jigyo", &mut script);
    output::to_stdout(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
