//! What is Japanese about the reports: characters, numerals, figures, eras, words and place names. No tables.

pub mod candidates;
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
