//! One worker process, from the outside.

use std::io::{self, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use super::clock::Clock;
use super::frame::Frame;
use super::guard;
use super::message::{Paths, Reply, Request, bytes};
use super::pool::WorkerSettings;
use crate::Failure;
use crate::model::Program;

/// How much of what a worker said last is kept.
const LAST_WORDS: usize = 1 << 16;

/// A worker that answers no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    /// Its time is over.
    Late,
    /// It died, or talks nonsense.
    Dead,
}

/// A worker process; dropped, it is killed.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// To the thread that writes into its pipe: a worker that hangs does not read.
    requests: Sender<Frame>,
    replies: Receiver<io::Result<Option<Frame>>>,
    last_words: Option<JoinHandle<Vec<u8>>>,
    /// Where it and what it starts put temporary files: those of one that is killed would stay. None where none can
    /// be made, which only some inputs need.
    scratch: Option<TempDir>,
    /// It has worked on some input before.
    pub(super) used: bool,
    /// The process that started it. A fork of that has a copy of this, but neither the threads nor a say.
    owner: u32,
}

impl Process {
    /// Starts a worker and waits until it is ready.
    pub(super) fn start(settings: &WorkerSettings, config: &Paths, clock: &Clock) -> Result<Self, Failure> {
        let unable = |reason: String| Failure::Worker { reason };
        let scratch = tempfile::Builder::new().prefix("jigyo-worker-").tempdir().ok();
        let mut command = Command::new(&settings.command.program);
        if let Some(folder) = &scratch {
            // As Unix and Windows call it.
            for name in ["TMPDIR", "TMP", "TEMP"] {
                command.env(name, folder.path());
            }
        }
        command
            .args(&settings.command.arguments)
            // Long, and what counts is said before it.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C is for the program, which finishes the files in hand.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| unable(error.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(unable("it has no pipes".into()));
        };
        let process = Process {
            child,
            requests: writer(stdin).map_err(|error| unable(error.to_string()))?,
            replies: reader(stdout).map_err(|error| unable(error.to_string()))?,
            last_words: Some(listener(stderr).map_err(|error| unable(error.to_string()))?),
            scratch,
            used: false,
            owner: std::process::id(),
        };
        process.begin(settings, config, clock)
    }

    fn begin(self, settings: &WorkerSettings, config: &Paths, clock: &Clock) -> Result<Self, Failure> {
        let begin = Request::Begin {
            config: config.clone(),
            memory_limit: settings.memory_limit,
            scratch: self.scratch.as_ref().map(|folder| bytes(folder.path())),
        };
        let answer = Frame::short(&begin)
            .map_err(|_| Gone::Dead)
            .and_then(|frame| self.send(frame))
            .and_then(|()| self.receive(clock));
        let reason = match answer {
            Ok((Reply::Ready { program }, _)) if is_same(&program, settings.program.as_ref()) => {
                return Ok(self);
            }
            Ok((Reply::Ready { .. }, _)) => {
                "it is of another version, or its dictionary or vocabulary changed".into()
            }
            Ok((Reply::Unable { reason }, _)) => reason,
            Ok(_) => "it talks nonsense".into(),
            Err(Gone::Late) => "it did not start in time".into(),
            Err(Gone::Dead) => format!("it ended at once: {}", self.last_words().1),
        };
        Err(Failure::Worker { reason })
    }

    /// Whether this process started it, and not the one that this is a fork of.
    pub(super) fn is_ours(&self) -> bool {
        self.owner == std::process::id()
    }

    /// Hands over a frame; returns before it is read.
    pub(super) fn send(&self, frame: Frame) -> Result<(), Gone> {
        self.requests.send(frame).map_err(|_| Gone::Dead)
    }

    /// The next reply, with its body.
    pub(super) fn receive(&self, clock: &Clock) -> Result<(Reply, Frame), Gone> {
        match self.replies.recv_timeout(clock.left()) {
            Ok(Ok(Some(frame))) => match frame.header() {
                Ok(reply) => Ok((reply, frame)),
                Err(_) => Err(Gone::Dead),
            },
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Err(Gone::Dead),
            Err(RecvTimeoutError::Timeout) => Err(Gone::Late),
        }
    }

    /// Why a dead worker died.
    pub(super) fn autopsy(self, memory_limit: Option<u64>) -> Failure {
        let (status, words) = self.last_words();
        let out_of_memory = ["memory allocation of", "out of memory", "Cannot allocate memory"]
            .iter()
            .any(|sign| words.contains(sign));
        if let (true, Some(limit)) = (out_of_memory, memory_limit) {
            return Failure::MemoryLimit { limit };
        }
        let reason = if words.contains("overflowed its stack") {
            "it nests too deep for the stack".into()
        } else {
            format!("its worker process ended with {}", ended(status))
        };
        Failure::Crashed { reason }
    }

    /// How it ended and the last that it said; kills it if need be.
    fn last_words(mut self) -> (Option<ExitStatus>, String) {
        // One that closed its pipe is about to end by itself, and the way it ends is what is asked for.
        let status = settle(&mut self.child);
        self.kill();
        let words = self.last_words.take().and_then(|thread| thread.join().ok());
        (
            status,
            String::from_utf8_lossy(&words.unwrap_or_default())
                .trim()
                .to_owned(),
        )
    }

    fn kill(&mut self) {
        // With all that it started; before it is waited for, so that its number is still its own.
        #[cfg(unix)]
        let _ = rustix::process::kill_process_group(
            rustix::process::Pid::from_child(&self.child),
            rustix::process::Signal::KILL,
        );
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(folder) = self.scratch.take() {
            guard::remove(&folder.keep());
        }
    }

    /// Largest memory that it used for the input in hand; `None` where the system does not tell.
    pub(super) fn peak_memory(&self) -> Option<u64> {
        guard::peak_memory_of(self.child.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_ours() {
            self.kill();
        }
    }
}

/// How a worker that closed its pipe ends, if it does so soon.
fn settle(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..200 {
        match child.try_wait() {
            Ok(None) => thread::sleep(std::time::Duration::from_millis(10)),
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
    None
}

fn is_same(program: &Program, expected: Option<&Program>) -> bool {
    expected.is_none_or(|expected| expected == program)
}

#[cfg(unix)]
fn ended(status: Option<ExitStatus>) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.and_then(|status| status.signal()) {
        Some(signal) => format!("signal {signal}"),
        None => by_code(status),
    }
}

#[cfg(not(unix))]
fn ended(status: Option<ExitStatus>) -> String {
    by_code(status)
}

fn by_code(status: Option<ExitStatus>) -> String {
    match status.and_then(|status| status.code()) {
        Some(code) => format!("exit code {code}"),
        None => "its pipe closed".into(),
    }
}

fn named(name: &str) -> thread::Builder {
    // It only moves bytes.
    thread::Builder::new().name(name.into()).stack_size(256 << 10)
}

fn writer(mut pipe: ChildStdin) -> io::Result<Sender<Frame>> {
    let (sender, frames) = mpsc::channel::<Frame>();
    named("worker-input").spawn(move || {
        while let Ok(frame) = frames.recv() {
            if frame.write(&mut pipe).is_err() {
                break;
            }
        }
    })?;
    Ok(sender)
}

fn reader(pipe: ChildStdout) -> io::Result<Receiver<io::Result<Option<Frame>>>> {
    let (sender, replies) = mpsc::channel();
    let mut pipe = io::BufReader::new(pipe);
    named("worker-output").spawn(move || {
        loop {
            let next = Frame::read(&mut pipe);
            let is_last = !matches!(next, Ok(Some(_)));
            if sender.send(next).is_err() || is_last {
                break;
            }
        }
    })?;
    Ok(replies)
}

/// Keeps the end of what a worker says on standard error.
fn listener(mut pipe: ChildStderr) -> io::Result<JoinHandle<Vec<u8>>> {
    named("worker-words").spawn(move || {
        let mut kept = Vec::new();
        let mut step = [0; 1024];
        while let Ok(length @ 1..) = pipe.read(&mut step) {
            kept.extend_from_slice(step.get(..length).unwrap_or_default());
            let excess = kept.len().saturating_sub(LAST_WORDS);
            kept.drain(..excess);
        }
        kept
    })
}
