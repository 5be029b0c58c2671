//! The `jigyo` command.
fn main() {}
