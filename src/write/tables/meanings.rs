//! What tables and columns mean, in Japanese: beside the English that stands with each definition.

use super::{About, Field};

/// `@table`, `table.column` or, where it means the same in every table, `column`; then the meaning.
const JAPANESE: &str = include_str!("meanings.ja.tsv");

fn found(wanted: &str) -> Option<&'static str> {
    let mut entries = JAPANESE.lines().filter_map(|line| line.split_once('\t'));
    entries
        .find(|(name, _)| *name == wanted)
        .map(|(_, meaning)| meaning)
}

/// What a row of the table is, in Japanese.
#[must_use]
pub fn table_in_japanese(about: &About) -> &'static str {
    found(&format!("@{}", about.name)).unwrap_or(about.about)
}

/// What a column holds, in Japanese.
#[must_use]
pub fn column_in_japanese(about: &About, field: &Field) -> &'static str {
    found(&format!("{}.{}", about.name, field.name))
        .or_else(|| found(field.name))
        .unwrap_or(field.about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::tables::TABLES;

    #[test]
    fn every_table_and_column_is_explained_in_japanese() {
        for table in TABLES {
            let about = table.about();
            assert_ne!(table_in_japanese(&about), about.about, "@{}", about.name);
            for field in table.fields() {
                let meaning = column_in_japanese(&about, &field);
                assert_ne!(meaning, field.about, "{}.{}", about.name, field.name);
            }
        }
    }

    #[test]
    fn every_explanation_is_of_something() {
        for (name, _) in JAPANESE.lines().filter_map(|line| line.split_once('\t')) {
            let meant = TABLES.iter().any(|table| {
                let about = table.about();
                let mut fields = table.fields().into_iter();
                name == format!("@{}", about.name)
                    || fields
                        .any(|field| name == field.name || name == format!("{}.{}", about.name, field.name))
            });
            assert!(meant, "{name}");
        }
    }
}
