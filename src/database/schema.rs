//! The database's tables, made from the one definition of tables and columns; indexes, views and the search index.

use std::fmt::Write;

use crate::write::tables::{Field, Kind, TABLES, Table};

/// Marks the file as ours (`PRAGMA application_id`): "jigy".
pub(super) const APPLICATION_ID: i32 = 0x6A69_6779;

/// Grows when tables get another shape; a database of another shape is neither extended nor searched.
pub(super) const SHAPE: i32 = 1;

/// Beside the primary keys, which begin with the document: what rows are looked for by.
const INDEXES: &[(&str, &str)] = &[
    ("documents", "municipality_code, fiscal_year"),
    ("documents", "sha256"),
    ("items", "name"),
    ("items", "municipality_code, fiscal_year"),
    ("items", "grade"),
    ("departments", "name"),
    ("budgets", "fiscal_year, label"),
    ("evaluations", "fiscal_year, grade"),
    ("indicators", "name"),
    ("checks", "status, rule"),
];

/// Tables that only the database has, and the views.
const REST: &str = include_str!("rest.sql");

/// Everything that a new database needs, as SQL.
pub(super) fn script() -> String {
    let mut sql = String::new();
    for table in TABLES {
        create(&mut sql, table);
    }
    for (table, columns) in INDEXES {
        let name = columns.replace(", ", "_");
        let _ = writeln!(sql, "CREATE INDEX {table}_by_{name} ON {table} ({columns});");
    }
    sql.push_str(REST);
    let _ = writeln!(
        sql,
        "PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {SHAPE};"
    );
    sql
}

fn create(sql: &mut String, table: &dyn Table) {
    let about = table.about();
    let mut parts: Vec<String> = table
        .fields()
        .iter()
        .map(|field| column(field, about.primary_key))
        .collect();
    parts.push(format!("PRIMARY KEY ({})", quoted(about.primary_key)));
    for key in about.foreign_keys {
        parts.push(format!(
            "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE CASCADE",
            quoted(key.columns),
            key.table,
            quoted(key.references)
        ));
    }
    let _ = writeln!(
        sql,
        "CREATE TABLE {} (\n    {}\n) STRICT;",
        about.name,
        parts.join(",\n    ")
    );
}

fn column(field: &Field, key: &[&str]) -> String {
    let name = field.name;
    let kind = match field.kind {
        Kind::Text => "TEXT",
        Kind::Integer | Kind::Boolean => "INTEGER",
        Kind::Number => "REAL",
    };
    let needed = if key.contains(&name) { " NOT NULL" } else { "" };
    let check = match field.kind {
        Kind::Boolean => format!(" CHECK (\"{name}\" IN (0, 1))"),
        _ => String::new(),
    };
    format!("\"{name}\" {kind}{needed}{check}")
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

/// `INSERT` with a place for each column.
pub(super) fn insert(table: &dyn Table) -> String {
    let places = vec!["?"; table.fields().len()].join(", ");
    format!("INSERT INTO {} VALUES ({places})", table.about().name)
}
