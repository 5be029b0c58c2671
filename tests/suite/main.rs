//! Tests of the program from outside, by subject.

// Helpers of tests are tests, too: what they unwrap is what they check.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod commands;
mod csv_files;
mod docs;
mod drift;
mod exit_codes;
mod facts;
mod fixture;
mod golden;
mod layouts;
mod mutate;
mod mutation;
mod names;
mod no_names;
mod other_programs;
mod program;
mod properties;
mod resume;
mod safety;
mod sheets;
mod source;
