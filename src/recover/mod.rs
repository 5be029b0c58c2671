//! From a [`Reading`](crate::source::Reading) to a [`Draft`]: outline, item tables, form sheets, indicators.

mod draft;
mod ledger;

pub use draft::{Draft, Statement};
pub use ledger::{Ledger, Part};
