//! From a [`Report`](crate::model::Report) to files: JSON, tidy tables, their description and the schemas.

mod atomic;
pub mod dictionary;
mod json;
mod package;
pub mod schema;
pub mod tables;

pub use atomic::AtomicFile;
pub use json::{document, line};
pub use package::package;
