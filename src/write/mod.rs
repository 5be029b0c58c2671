//! From a [`Report`](crate::model::Report) to files: JSON, tidy tables, their description and the schemas.

mod atomic;
pub mod dictionary;
mod json;
pub mod overview;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
pub mod review;
pub mod schema;
pub mod tables;
#[cfg(feature = "xlsx")]
mod workbook;

pub use atomic::AtomicFile;
pub use json::{document, line};
pub use package::package;
#[cfg(feature = "parquet")]
pub use parquet::ParquetFile;
#[cfg(feature = "xlsx")]
pub use workbook::WorkbookFile;

/// A file of the run that takes in one document after the other and appears whole at the end.
pub trait RunFile {
    /// Takes in what `doc` adds.
    ///
    /// # Errors
    /// When the disk cannot be written.
    fn add(&mut self, doc: &tables::Doc<'_>) -> std::io::Result<()>;

    /// Makes the file visible under its name.
    ///
    /// # Errors
    /// When the disk cannot be written; nothing is left behind then.
    fn finish(self: Box<Self>) -> std::io::Result<()>;
}
