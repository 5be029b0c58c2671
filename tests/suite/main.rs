//! Tests of the program from outside, by subject.

// Helpers of tests are tests, too: what they unwrap is what they check.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod commands;
mod cookbook;
mod corrections;
mod csv_files;
mod damage;
#[cfg(feature = "sqlite")]
mod database;
mod docs;
mod drawings;
mod drift;
mod exit_codes;
mod facts;
mod fixture;
mod golden;
#[cfg(target_os = "linux")]
mod isolation;
mod layouts;
mod limits;
mod mutate;
mod mutation;
mod names;
mod no_names;
mod other_programs;
mod program;
mod properties;
#[cfg(unix)]
mod recogniser;
mod resume;
mod review;
mod safety;
mod sheets;
mod source;
mod summary;
mod tools;
