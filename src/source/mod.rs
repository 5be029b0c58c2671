//! From bytes to a [`Reading`]: sniffing, decoding and one reader a format. No meaning is given to words here.

mod canvas;
mod decode;
mod guess;
mod lines;
mod markup;
mod passage;
mod pdf_placeholder;
mod plain;
mod read;
mod reading;
mod region;
mod sniff;

pub use canvas::{Canvas, GlyphPlace, LineStart, Origin};
pub use passage::{INSERTED, Passage};
pub use pdf_placeholder::pdf_placeholder;
pub use read::read;
pub use reading::{Block, Line, LineStyle, Reading};
