//! From bytes to a [`Reading`]: sniffing, decoding and one reader a format. No meaning is given to words here.

mod aligned;
mod beside;
mod canvas;
mod decode;
mod guess;
mod lines;
mod markup;
mod passage;
#[cfg(feature = "pdf")]
pub mod pdf;
mod pdf_entry;
mod plain;
mod read;
mod reading;
mod region;
mod rivers;
mod sniff;
mod wrapped;

pub use canvas::{Canvas, GlyphPlace, LineStart, Origin};
pub use passage::{INSERTED, Passage};
#[cfg(feature = "pdf")]
pub(crate) use pdf::second_reading;
#[cfg(feature = "pdf")]
pub use pdf::{PdfOptions, read_pdf};
#[cfg(not(feature = "pdf"))]
pub(crate) use pdf_entry::second_reading;
use read::Parts;
pub use read::read;
pub use reading::{Block, Line, LineStyle, Reading};
pub(crate) use sniff::is_pdf;
