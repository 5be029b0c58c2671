use clap::Args;

use super::Exit;

/// Read files for another jigyo, over standard input and output.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Works until nobody listens any more.
pub fn run(_: &Arguments) -> anyhow::Result<Exit> {
    close_inherited();
    crate::worker::serve()?;
    Ok(Exit::Done)
}

/// What the program that started this one had open is none of a file's business.
#[cfg(unix)]
#[allow(unsafe_code)]
fn close_inherited() {
    // SAFETY: this process has only begun and opened nothing itself: no handle above the three standard ones belongs
    // to anything in it.
    unsafe { close_fds::close_open_fds(3, &[]) };
}

#[cfg(not(unix))]
fn close_inherited() {}
