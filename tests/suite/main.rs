//! One binary for all integration tests, one file a room.

mod source;
