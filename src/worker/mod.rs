//! Conversion in processes of their own, so that nothing that a file contains takes down the program around.
//!
//! A worker is a program that calls [`serve`]; the command `jigyo worker` does. A [`Pool`] starts workers by a
//! [`WorkerCommand`], feeds them over pipes, reuses them for many inputs, and replaces those that die or hang. What
//! happens to a worker is the outcome of its input: [`Failure::MemoryLimit`](crate::Failure::MemoryLimit),
//! [`Failure::Timeout`](crate::Failure::Timeout) or [`Failure::Crashed`](crate::Failure::Crashed).
//!
//! A worker limits its own address space before it reads anything from outside (on systems that know such a limit),
//! and ends as soon as nobody listens to it any more.

mod clock;
mod frame;
mod guard;
mod message;
mod pool;
mod process;
mod serve;

pub use guard::limit_memory;
pub use pool::{Pool, WorkerCommand, WorkerSettings};
pub use serve::serve;
