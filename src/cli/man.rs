use clap::{Args, CommandFactory};

use super::{Cli, Exit, UsageError, output};

/// Print the manual page (troff): jigyo man | man -l -
#[derive(Debug, Args)]
pub struct Arguments {
    /// Of this command instead of the whole program.
    command: Option<String>,
}

/// Prints a manual page.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut root = Cli::command().disable_version_flag(true);
    root.build();
    let page = match &arguments.command {
        None => root,
        Some(name) => root
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| UsageError(format!("no command {name}: jigyo --help lists them")))?,
    };
    let mut text = Vec::new();
    let page = page.version(env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(page).render(&mut text)?;
    output::to_stdout(|out| out.write_all(&text))?;
    Ok(Exit::Done)
}
