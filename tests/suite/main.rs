//! One binary for all integration tests, one file a room.

// Helpers of tests may fail loudly too.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod source;
