//! What is Japanese about the reports: characters, numerals, figures, eras, words and place names. No tables.

mod characters;
pub mod confusion;
mod embedded;
pub mod era;
pub mod leading;
pub mod municipality;
pub mod number;
pub mod numeral;
mod radicals;
pub mod segmenter;
pub mod text;

pub(crate) use characters::{digit, folded_simply, is_bullet};
pub use characters::{is_japanese, is_kanji, nfkc_string, plain_key};
pub use confusion::similar;
pub use era::{YearKind, YearMention, fiscal_year_of_date, fiscal_years};
pub use leading::leading_number;
pub use municipality::Municipalities;
pub(crate) use number::decimal;
pub use number::{Cell, Number, is_plain_whole, plain_decimals, read_cell};
pub use numeral::circled;
pub use segmenter::Segmenter;
pub use text::{LineBreaks, nfkc, squeeze};
