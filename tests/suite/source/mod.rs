//! From bytes to blocks.

mod coverage;
mod formats;
mod html;
mod plain;

mod show;
