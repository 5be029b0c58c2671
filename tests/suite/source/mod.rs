//! From bytes to blocks.

mod coverage;
mod docling;
mod formats;
mod html;
mod ocr;
mod plain;
mod unruled;

mod show;
