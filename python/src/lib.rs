//! What the Python package `jigyo` needs of Rust: conversion in worker processes, tables as Arrow, the command line.
//! Everything that a user of the package sees is in the Python files around it.

mod conversion;
mod finding;
mod tables;

use pyo3::prelude::*;

/// The module `jigyo._native`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::conversion::{Converter, Written};
    #[pymodule_export]
    use super::finding::{find, name_of};
    #[pymodule_export]
    use super::main;
    #[pymodule_export]
    use super::tables::{Table, tables};

    #[pymodule_export]
    const SCHEMA_VERSION: &str = jigyo::model::SCHEMA_VERSION;

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}

/// Runs the command line `arguments` (without the program's name) and returns its exit code. Workers are started by
/// the command `worker`.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<std::ffi::OsString>, worker: Vec<std::ffi::OsString>) -> PyResult<u8> {
    let worker = conversion::worker_command(worker)?;
    let arguments = std::iter::once("jigyo".into()).chain(arguments);
    Ok(py.detach(|| jigyo::cli::run(arguments, &worker)))
}
