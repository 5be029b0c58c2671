//! From bytes to a [`Reading`]: sniffing, decoding and one reader a format. No meaning is given to words here.

mod canvas;
mod passage;
mod reading;

pub use canvas::{Canvas, GlyphPlace, LineStart, Origin};
pub use passage::{INSERTED, Passage};
pub use reading::{Block, Line, LineStyle, Reading};
