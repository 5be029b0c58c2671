//! From bytes to a [`Reading`]: sniffing, decoding and one reader a format. No meaning is given to words here.

mod aligned;
mod beside;
mod canvas;
mod chosen;
mod commas;
mod decode;
mod foreign;
mod guess;
mod lines;
mod markup;
pub mod ocr;
mod paged;
mod passage;
#[cfg(feature = "pdf")]
pub mod pdf;
mod pdf_entry;
mod picture;
mod plain;
mod read;
mod reading;
mod region;
mod rivers;
mod sniff;
mod wrapped;

/// Media type of PDFs.
pub(crate) const PDF: &str = "application/pdf";

pub(crate) use aligned::{Piece, split as pieces, width as columns};
pub use canvas::{Canvas, GlyphPlace, LineStart, Origin};
pub(crate) use chosen::chosen;
pub use ocr::OcrMode;
pub use paged::PageReading;
pub use passage::{INSERTED, Passage};
#[cfg(feature = "pdf")]
pub(crate) use pdf::second_reading;
#[cfg(feature = "pdf")]
pub use pdf::{PdfOptions, read_pdf};
#[cfg(not(feature = "pdf"))]
pub(crate) use pdf_entry::second_reading;
pub use picture::Picture;
use read::Parts;
pub use read::{read, read_and};
pub use reading::{Block, Line, LineStyle, Reading};
pub(crate) use sniff::is_pdf;
