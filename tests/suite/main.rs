//! Tests of the program from outside, by subject.

// Helpers of tests are tests, too: what they unwrap is what they check.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commands;
mod csv_files;
mod docs;
mod drift;
mod exit_codes;
mod names;
mod program;
mod resume;
mod safety;
mod source;
