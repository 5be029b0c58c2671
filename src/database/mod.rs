//! The tables of all runs into one folder as a SQLite database, and search over its names and texts.
//!
//! [`DatabaseFile`] writes, [`Database`] asks. The tables are those of [`tables`](crate::write::tables); the search
//! index holds the words that the segmenter found, see [`words`].

mod file;
mod open;
mod query;
mod schema;
mod search;
mod words;

pub use file::DatabaseFile;
pub use open::DatabaseError;
pub use query::{Query, QueryError};
pub use search::{Asked, Database, Hit, HitKind};

/// Name of the file in the output folder.
pub const FILE_NAME: &str = "jigyo.sqlite";
