//! The worker's side.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::frame::Frame;
use super::guard;
use super::message::{Reply, Request, path};
use crate::source::second_reading;
use crate::{Config, Converter, Host, ReadOptions, convert_here};

/// Stack of the thread that reads files: markup and outlines nest.
const STACK: usize = 64 << 20;

/// Works for the program at the other end of standard input and output until that ends.
///
/// # Errors
/// When the pipes or the memory limit cannot be set up.
pub fn serve() -> io::Result<()> {
    let listener = Arc::new(Listener {
        out: Mutex::new(guard::own_output()?),
    });
    let mut input = io::stdin().lock();
    let Some(first) = Frame::read(&mut input)? else {
        return Ok(());
    };
    let Request::Begin {
        config,
        memory_limit,
        scratch,
    } = first.header()?
    else {
        return Err(io::Error::other("a worker is started by jigyo itself"));
    };
    guard::remove_at_end(scratch.map(path));
    guard::limit_memory(memory_limit)?;
    let (sender, requests) = mpsc::channel();
    thread::Builder::new().stack_size(STACK).spawn(move || {
        work(&config.into(), &listener, requests);
        guard::end_with_children()
    })?;
    while let Ok(Some(frame)) = Frame::read(&mut input) {
        if sender.send(frame).is_err() {
            break;
        }
    }
    // Nobody listens any more; what is in hand is of no use to anybody.
    guard::end_with_children()
}

/// The program that this worker works for.
struct Listener {
    out: Mutex<Box<dyn Write + Send>>,
}

impl Listener {
    fn tell(&self, reply: &Reply, body: Vec<u8>) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = Frame::new(reply, Arc::new(body)).and_then(|frame| frame.write(&mut *out));
        if sent.is_err() {
            guard::end_with_children();
        }
    }
}

fn work(config: &Config, listener: &Arc<Listener>, requests: Receiver<Frame>) {
    let converter = match Converter::new(config) {
        Ok(converter) => converter,
        Err(error) => {
            let reason = error.to_string();
            return listener.tell(&Reply::Unable { reason }, Vec::new());
        }
    };
    let program = converter.program().clone();
    listener.tell(&Reply::Ready { program }, Vec::new());
    let requests = Arc::new(Mutex::new(requests));
    loop {
        let next = requests.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(frame) = next else {
            return;
        };
        let Ok(request) = frame.header() else {
            return;
        };
        guard::forget_peak();
        let (reply, body) = match request {
            Request::Convert { name, options } => {
                let host = Remote {
                    listener: Arc::clone(listener),
                    requests: Arc::clone(&requests),
                };
                converted(&converter, &name, &frame.body, options, host)
            }
            Request::ReadSecond { password, pages } => {
                let pages = second(&frame.body, password.as_deref(), &pages);
                (Reply::SecondReading { pages }, Vec::new())
            }
            Request::Begin { .. } | Request::SecondReading { .. } => return,
        };
        drop(frame);
        listener.tell(&reply, body);
    }
}

fn converted(
    converter: &Converter,
    name: &str,
    bytes: &[u8],
    options: ReadOptions,
    host: Remote,
) -> (Reply, Vec<u8>) {
    let options = ReadOptions {
        host: Some(Arc::new(host)),
        ..options
    };
    match convert_here(converter, name, bytes, &options) {
        Ok(written) => {
            let mut account = written.account;
            account.peak_memory_bytes = guard::peak_memory();
            (Reply::Written { account }, written.document)
        }
        Err(failure) => {
            let peak_memory_bytes = guard::peak_memory();
            let failed = Reply::Failed {
                failure,
                peak_memory_bytes,
            };
            (failed, Vec::new())
        }
    }
}

fn second(bytes: &[u8], password: Option<&str>, pages: &[u32]) -> Option<BTreeMap<u32, String>> {
    catch_unwind(AssertUnwindSafe(|| second_reading(bytes, password, pages)))
        .ok()
        .flatten()
}

/// The program at the other end, as the conversion sees it.
struct Remote {
    listener: Arc<Listener>,
    requests: Arc<Mutex<Receiver<Frame>>>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Remote")
    }
}

impl Host for Remote {
    fn second_reading(&self, pages: &[u32]) -> Option<BTreeMap<u32, String>> {
        let pages = pages.to_vec();
        self.listener
            .tell(&Reply::NeedSecondReading { pages }, Vec::new());
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let frame = requests.recv().ok()?;
        match frame.header() {
            Ok(Request::SecondReading { pages }) => pages,
            _ => None,
        }
    }

    fn recognising(&self, page: u32) {
        self.listener.tell(&Reply::Recognising { page }, Vec::new());
    }
}
