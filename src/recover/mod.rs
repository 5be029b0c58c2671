//! From a [`Reading`](crate::source::Reading) to a [`Draft`]: outline, item tables, form sheets, indicators.

mod draft;
mod ledger;
mod loose;

pub use draft::{Draft, Statement};
pub use ledger::{Ledger, Part};
pub use loose::recover as recover_loose;
