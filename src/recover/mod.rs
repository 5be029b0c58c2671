//! From a [`Reading`](crate::source::Reading) to a [`Draft`]: outline, item tables, form sheets, indicators.

mod draft;

pub use draft::{Draft, Statement};
