//! The `jigyo` command.

use std::path::PathBuf;
use std::process::ExitCode;

use jigyo::cli;
use jigyo::worker::WorkerCommand;

fn main() -> ExitCode {
    let worker = WorkerCommand {
        program: this_program(),
        arguments: vec!["worker".into()],
    };
    ExitCode::from(cli::run(std::env::args_os(), &worker))
}

/// This program, also after its file was replaced by a newer one.
fn this_program() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return running;
    }
    // Without a path nothing can be started, which is then told of the first input.
    std::env::current_exe().unwrap_or_default()
}
