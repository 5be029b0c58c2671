//! From bytes to blocks.

mod coverage;
mod formats;
mod html;
mod ocr;
mod plain;

mod show;
