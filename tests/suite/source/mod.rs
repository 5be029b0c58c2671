//! From bytes to blocks.

mod coverage;

mod show;
