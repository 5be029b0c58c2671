//! The tidy tables of a run. Each column is defined once; CSV, the data package and the data dictionary follow.

mod children;
mod column;
mod csv;
mod documents;
mod items;
mod meanings;
mod measures;
mod outline;
mod run;

pub use column::{Column, Doc, Field, Kind, Record, Row, Traced, Value};
pub use csv::{Headers, guarded, header, plain, rows};
pub(crate) use items::{newest, previous};
pub use meanings::{column_in_japanese, table_in_japanese};
pub use run::{RUN, run_fields, run_rows};

use crate::model::Check;

/// Name of a table and its columns, and the table and columns that these refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey {
    /// Columns here.
    pub columns: &'static [&'static str],
    /// The other table.
    pub table: &'static str,
    /// Columns there.
    pub references: &'static [&'static str],
}

/// Every table but `documents` refers to it.
const OF_DOCUMENT: ForeignKey = ForeignKey {
    columns: &["document"],
    table: "documents",
    references: &["document"],
};

/// What a table is, without its rows.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// English name, also of its file.
    pub name: &'static str,
    /// Japanese name.
    pub heading: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Columns that tell rows apart.
    pub primary_key: &'static [&'static str],
    /// Columns that refer to other tables.
    pub foreign_keys: &'static [ForeignKey],
}

/// A table whatever its rows are made of.
pub trait Table: Sync {
    /// What it is.
    fn about(&self) -> About;
    /// Its columns, in order.
    fn fields(&self) -> Vec<Field>;
    /// Calls `visit` with each row of `doc`, in order.
    ///
    /// # Errors
    /// Those of `visit`.
    fn visit<'a>(
        &self,
        doc: &'a Doc<'a>,
        visit: &mut dyn FnMut(&Record<'_, 'a>) -> std::io::Result<()>,
    ) -> std::io::Result<()>;
}

/// A table of rows of `E`.
struct Spec<E: 'static> {
    about: About,
    columns: &'static [Column<E>],
    /// Checks about what a row says that fail.
    failed: for<'a> fn(&Row<'a, E>) -> Vec<&'a Check>,
    rows: for<'a> fn(&'a Doc<'a>) -> Vec<Row<'a, E>>,
}

impl<E: Sync> Table for Spec<E> {
    fn about(&self) -> About {
        self.about
    }

    fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(|column| column.field).collect()
    }

    fn visit<'a>(
        &self,
        doc: &'a Doc<'a>,
        visit: &mut dyn FnMut(&Record<'_, 'a>) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let mut values = Vec::with_capacity(self.columns.len());
        for row in (self.rows)(doc) {
            values.clear();
            values.extend(self.columns.iter().map(|column| (column.value)(&row)));
            let failed = (self.failed)(&row);
            visit(&Record {
                values: &values,
                failed: &failed,
            })?;
        }
        Ok(())
    }
}

/// All tables, in the order of the contract.
pub static TABLES: [&dyn Table; 12] = [
    &documents::DOCUMENTS,
    &outline::SECTIONS,
    &items::ITEMS,
    &children::DEPARTMENTS,
    &children::BUDGETS,
    &children::EVALUATIONS,
    &children::TEXTS,
    &measures::INDICATORS,
    &measures::INDICATOR_VALUES,
    &measures::TALLIES,
    &outline::CHECKS,
    &children::REPAIRS,
];

/// For rows that no check is about.
fn no_checks<'a, E>(_: &Row<'a, E>) -> Vec<&'a Check> {
    Vec::new()
}

/// Rows of entities that stand directly in the report.
fn own<'a, E>(doc: &'a Doc<'a>, entities: &'a [E]) -> Vec<Row<'a, E>> {
    below(doc, "", entities)
}

/// Rows of entities that hang on `owner`.
fn below<'a, E>(doc: &'a Doc<'a>, owner: &'a str, entities: &'a [E]) -> Vec<Row<'a, E>> {
    entities
        .iter()
        .enumerate()
        .map(|(index, it)| Row {
            doc,
            owner,
            n: index + 1,
            it,
        })
        .collect()
}

/// Texts joined by `／`; null when there are none.
fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> Option<String> {
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("／"))
}
