//! What a worker does to itself before it reads anything from outside, and what it can tell of its memory.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// Limits the address space of this process, where the system knows such a limit, and leaves no memory dumps.
///
/// # Errors
/// When the system refuses the limit.
#[cfg(unix)]
pub fn limit_memory(bytes: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let set = |resource: Resource, most: u64| {
        let before = getrlimit(resource);
        let most = before.maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )
    };
    set(Resource::Core, 0)?;
    match bytes {
        // macOS has the name but refuses the limit.
        Some(bytes) if cfg!(not(target_vendor = "apple")) => Ok(set(Resource::As, bytes)?),
        _ => Ok(()),
    }
}

/// There is no such limit here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn limit_memory(_bytes: Option<u64>) -> io::Result<()> {
    Ok(())
}

/// The way back to the program. Standard output itself is turned to standard error, so that what a library prints
/// does not get among the messages.
#[cfg(unix)]
pub(super) fn own_output() -> io::Result<Box<dyn Write + Send>> {
    let pipe = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok(Box::new(std::fs::File::from(pipe)))
}

/// The way back to the program.
#[cfg(not(unix))]
pub(super) fn own_output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(io::stdout()))
}

/// Folder for temporary files of this process and those that it starts.
static SCRATCH: OnceLock<PathBuf> = OnceLock::new();

/// What [`end_with_children`] removes.
pub(super) fn remove_at_end(folder: Option<PathBuf>) {
    if let Some(folder) = folder {
        let _ = SCRATCH.set(folder);
    }
}

/// Removes a folder into which a process that is just ending may still be writing.
pub(super) fn remove(folder: &Path) {
    for _ in 0..10 {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                std::thread::sleep(Duration::from_millis(10));
            }
            _ => break,
        }
    }
}

/// Ends this process and those that it started.
pub(super) fn end_with_children() -> ! {
    // Usually the program that started this one removes it; it may have been killed.
    if let Some(folder) = SCRATCH.get() {
        remove(folder);
    }
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpgrp, getpid, kill_current_process_group};
        // Started by hand it may share its group with others.
        if getpgrp() == getpid() {
            let _ = kill_current_process_group(Signal::KILL);
        }
    }
    std::process::exit(0)
}

/// Forgets the largest memory so far, so that [`peak_memory`] is that of one input.
pub(super) fn forget_peak() {
    if cfg!(target_os = "linux") {
        // Without /proc the peak is of the whole life of the process, and [`peak_memory`] fails as well.
        let _ = fs::write("/proc/self/clear_refs", "5");
    }
}

/// Largest resident memory since [`forget_peak`]; `None` where the system does not tell.
pub(super) fn peak_memory() -> Option<u64> {
    peak_memory_in("/proc/self/status")
}

/// The same of another process that is still there.
pub(super) fn peak_memory_of(process: u32) -> Option<u64> {
    peak_memory_in(&format!("/proc/{process}/status"))
}

fn peak_memory_in(status: &str) -> Option<u64> {
    if cfg!(not(target_os = "linux")) {
        return None;
    }
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_that_since_it_was_forgotten() {
        let block = std::hint::black_box(vec![1_u8; 64 << 20]);
        let with_block = peak_memory().unwrap();
        assert!(with_block > block.len() as u64);
        drop(block);
        forget_peak();
        assert!(peak_memory().unwrap() < with_block);
    }
}
