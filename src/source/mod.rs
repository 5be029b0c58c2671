//! From bytes to a [`Reading`]: sniffing, decoding and one reader a format. No meaning is given to words here.

mod canvas;
mod passage;
#[cfg(feature = "pdf")]
pub mod pdf;
mod reading;

pub use canvas::{Canvas, GlyphPlace, LineStart, Origin};
pub use passage::{INSERTED, Passage};
#[cfg(feature = "pdf")]
pub use pdf::{PdfOptions, read_pdf};
pub use reading::{Block, Line, LineStyle, Reading};
