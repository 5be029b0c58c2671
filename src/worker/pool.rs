//! Workers at hand, and inputs given to them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::frame::Frame;
use super::message::{Paths, Reply, Request};
use super::process::{Gone, Process};
use crate::model::Program;
use crate::written::{Unwritten, Written};
use crate::{Config, Failure, ReadOptions};

/// How long a worker may take to start.
const START: Duration = Duration::from_secs(30);

/// How a worker is started: a program that calls [`serve`](super::serve).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// How workers are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerSettings {
    /// How one is started.
    pub command: WorkerCommand,
    /// Most address space of one, in bytes; `None` for no limit.
    pub memory_limit: Option<u64>,
    /// Most time for one input.
    pub timeout: Duration,
    /// More time for each page that is recognised.
    pub more_a_page: Duration,
    /// What a worker must be to give the same documents as this program; not compared if `None`.
    pub program: Option<Program>,
}

impl WorkerSettings {
    /// Memory limit unless the caller says otherwise: 2 GiB.
    pub const MEMORY_LIMIT: u64 = 2 << 30;
    /// Time limit unless the caller says otherwise.
    pub const TIMEOUT: Duration = Duration::from_secs(60);
    /// More time for each page that is recognised.
    pub const MORE_A_PAGE: Duration = Duration::from_secs(10);

    /// The usual limits for workers started by `command`.
    #[must_use]
    pub fn new(command: WorkerCommand) -> Self {
        WorkerSettings {
            command,
            memory_limit: Some(Self::MEMORY_LIMIT),
            timeout: Self::TIMEOUT,
            more_a_page: Self::MORE_A_PAGE,
            program: None,
        }
    }
}

/// Worker processes, started as they are needed: as many as threads call [`Pool::convert`] at a time.
#[derive(Debug)]
pub struct Pool {
    settings: WorkerSettings,
    config: Paths,
    idle: Mutex<Vec<Process>>,
}

impl Pool {
    /// A pool whose workers convert as a [`Converter`](crate::Converter) of `config` does.
    #[must_use]
    pub fn new(settings: WorkerSettings, config: &Config) -> Self {
        Pool {
            settings,
            config: config.into(),
            idle: Mutex::default(),
        }
    }

    /// Converts one input called `name` in a worker.
    ///
    /// What comes out does not depend on what the worker did before: one that dies in other than its first input is
    /// replaced and the input tried once more.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn convert(
        &self,
        name: &str,
        bytes: &Arc<Vec<u8>>,
        options: &ReadOptions,
    ) -> Result<Written, Failure> {
        let result = self.convert_measured(name, bytes, options);
        result.map_err(|unwritten| unwritten.failure)
    }

    /// As [`Pool::convert`], and tells of memory also where there is no document.
    pub(crate) fn convert_measured(
        &self,
        name: &str,
        bytes: &Arc<Vec<u8>>,
        options: &ReadOptions,
    ) -> Result<Written, Unwritten> {
        let mut clock = Clock::start(self.settings.timeout);
        let mut worker = self.take()?;
        loop {
            let used = std::mem::replace(&mut worker.used, true);
            match self.attempt(&worker, name, bytes, options, &mut clock) {
                Ok(result) => {
                    if self.is_fit(&result) {
                        self.put_back(worker);
                    }
                    return result;
                }
                Err(Gone::Late) => {
                    let seconds = clock.seconds();
                    return Err(Unwritten {
                        failure: Failure::Timeout { seconds },
                        peak_memory_bytes: worker.peak_memory(),
                    });
                }
                Err(Gone::Dead) if used => worker = self.start()?,
                // The dead tell nothing of their memory.
                Err(Gone::Dead) => return Err(worker.autopsy(self.settings.memory_limit).into()),
            }
        }
    }

    fn attempt(
        &self,
        worker: &Process,
        name: &str,
        bytes: &Arc<Vec<u8>>,
        options: &ReadOptions,
        clock: &mut Clock,
    ) -> Result<Result<Written, Unwritten>, Gone> {
        let request = Request::Convert {
            name: name.to_owned(),
            options: options.clone(),
        };
        worker.send(Frame::new(&request, Arc::clone(bytes)).map_err(|_| Gone::Dead)?)?;
        loop {
            match worker.receive(clock)? {
                (Reply::Written { account }, frame) => {
                    let document = Arc::unwrap_or_clone(frame.body);
                    return Ok(Ok(Written { document, account }));
                }
                (
                    Reply::Failed {
                        failure,
                        peak_memory_bytes,
                    },
                    _,
                ) => {
                    return Ok(Err(Unwritten {
                        failure,
                        peak_memory_bytes,
                    }));
                }
                (Reply::Recognising { .. }, _) => clock.put_off(self.settings.more_a_page),
                (Reply::NeedSecondReading { pages }, _) => {
                    let password = options.password.clone();
                    let request = Request::ReadSecond { password, pages };
                    let pages = self.second_reading(&request, bytes, &clock.half());
                    let answer = Request::SecondReading { pages };
                    worker.send(Frame::short(&answer).map_err(|_| Gone::Dead)?)?;
                }
                (Reply::Ready { .. } | Reply::Unable { .. } | Reply::SecondReading { .. }, _) => {
                    return Err(Gone::Dead);
                }
            }
        }
    }

    /// What the second reader sees, read in a process of its own, which is new each time: that it dies or hangs says
    /// nothing about the file.
    fn second_reading(
        &self,
        request: &Request,
        bytes: &Arc<Vec<u8>>,
        clock: &Clock,
    ) -> Option<BTreeMap<u32, String>> {
        let worker = self.start().ok()?;
        worker.send(Frame::new(request, Arc::clone(bytes)).ok()?).ok()?;
        match worker.receive(clock).ok()? {
            (Reply::SecondReading { pages }, _) => pages,
            _ => None,
        }
    }

    /// Whether a worker may go on: neither swollen nor in a state that a fault left behind.
    fn is_fit(&self, result: &Result<Written, Unwritten>) -> bool {
        let (peak, sound) = match result {
            Ok(written) => (written.account.peak_memory_bytes, true),
            Err(unwritten) => (
                unwritten.peak_memory_bytes,
                !matches!(unwritten.failure, Failure::Crashed { .. }),
            ),
        };
        let limit = self.settings.memory_limit;
        sound && limit.is_none_or(|limit| peak.unwrap_or_default() < limit / 4)
    }

    fn take(&self) -> Result<Process, Failure> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(Process::is_ours);
        let waiting = idle.pop();
        drop(idle);
        waiting.map_or_else(|| self.start(), Ok)
    }

    fn put_back(&self, worker: Process) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(worker);
    }

    fn start(&self) -> Result<Process, Failure> {
        let start = || Process::start(&self.settings, &self.config, &Clock::start(START));
        // The system may be short of processes or memory for a moment, which is not the input's fault.
        start().or_else(|_| start())
    }
}
