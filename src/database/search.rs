//! Asking.

use std::path::{Path, PathBuf};

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, Row, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::dictionary;
use super::open::{DatabaseError, for_asking};
use super::query::{Query, QueryError};
use super::words::{MATCH, phrase, readable};
use crate::japanese::Segmenter;

/// Words of text shown around a match.
const EXCERPT_WORDS: u8 = 24;

/// A database of reports, opened for asking.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The query, see [`Query::parse`].
    pub query: &'a str,
    /// Words of the name of a department in charge.
    pub department: Option<&'a str>,
    /// Name, prefecture or code of the municipality.
    pub municipality: Option<&'a str>,
    /// Fiscal year that the document reports.
    pub year: Option<i32>,
    /// Most rows wanted.
    pub limit: u32,
}

/// The kind of a row that was found: which table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A row of `sections`.
    Section,
    /// A row of `items`.
    Item,
    /// A row of `indicators`.
    Indicator,
}

impl FromSql for HitKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "section" => Ok(HitKind::Section),
            "item" => Ok(HitKind::Item),
            "indicator" => Ok(HitKind::Indicator),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// A row that was found. As JSON, it is a line of what `jigyo search --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Key of the document.
    pub document: String,
    /// The table that has the row.
    pub what: HitKind,
    /// Its id there.
    pub id: String,
    /// The municipality.
    pub municipality: Option<String>,
    /// Fiscal year that the document reports.
    pub fiscal_year: Option<i32>,
    /// Headings above a row.
    pub section_path: Option<String>,
    /// The document's own word for such a row or section.
    pub kind: Option<String>,
    /// Number as printed.
    pub number: Option<String>,
    /// Name.
    pub name: String,
    /// Departments in charge, joined by `／`.
    pub departments: Option<String>,
    /// Where it stands: page, 1-based.
    pub page: Option<u32>,
    /// Where it stands: line, 1-based.
    pub line: Option<u32>,
    /// Text around what was found in its texts; null when only the name has it.
    pub excerpt: Option<String>,
}

/// Row numbers grow with the documents' order, so that the first rows are found without looking at all of them.
const FIND: &str = "
    SELECT e.document, e.what, e.id, d.municipality, d.fiscal_year, i.section_path,
        coalesce(i.kind, s.level), coalesce(i.number, s.number, k.number), coalesce(i.name, s.name, k.name, ''),
        coalesce(i.departments, s.departments), coalesce(i.page, s.page, k.page), coalesce(i.line, s.line, k.line),
        found.excerpt
    FROM (
        SELECT rowid AS entry, snippet(search, 1, ?2, ?3, '…', ?4) AS excerpt
        FROM search WHERE search MATCH ?1 ORDER BY rowid LIMIT ?5
    ) AS found
    JOIN entries AS e ON e.entry = found.entry
    JOIN documents AS d ON d.document = e.document
    LEFT JOIN items AS i ON e.what = 'item' AND i.document = e.document AND i.item = e.id
    LEFT JOIN sections AS s ON e.what = 'section' AND s.document = e.document AND s.section = e.id
    LEFT JOIN indicators AS k ON e.what = 'indicator' AND k.document = e.document AND k.indicator = e.id
    ORDER BY found.entry";

impl Database {
    /// Opens the database at `path`.
    ///
    /// # Errors
    /// When there is none that this version can read.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        Ok(Database {
            connection: for_asking(path)?,
            path: path.to_owned(),
        })
    }

    /// The rows that agree with all that is asked, in the order in which their documents came.
    ///
    /// # Errors
    /// When the query is none, or `segmenter` has another dictionary than the one that made the index.
    pub fn search(&self, segmenter: &Segmenter, asked: &Asked<'_>) -> Result<Vec<Hit>, DatabaseError> {
        let theirs = dictionary(&self.connection).map_err(|error| self.failed(error))?;
        if theirs != segmenter.dictionary_name() {
            return Err(DatabaseError::NotOurs {
                path: self.path.clone(),
                reason: format!(
                    "its words were found with the dictionary {theirs}: give --dictionary and --user-dictionary as then"
                ),
            });
        }
        let expression = expression(segmenter, asked)?;
        let find = || {
            let mut find = self.connection.prepare_cached(FIND)?;
            let [open, close] = MATCH.map(String::from);
            let hits = find.query_map(params![expression, open, close, EXCERPT_WORDS, asked.limit], hit)?;
            hits.collect::<rusqlite::Result<Vec<_>>>()
        };
        find().map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> DatabaseError {
        DatabaseError::Sqlite {
            path: self.path.clone(),
            error,
        }
    }
}

/// Everything that is asked as one expression over the index: it meets on the rarest part first.
fn expression(segmenter: &Segmenter, asked: &Asked<'_>) -> Result<String, DatabaseError> {
    let Query(query) = Query::parse(asked.query, segmenter)?;
    let mut expression = format!("{{name texts}} : ({query})");
    let year = asked.year.map(|year| year.to_string());
    let limits = [
        ("departments", asked.department),
        ("municipality", asked.municipality),
        ("fiscal_year", year.as_deref()),
    ];
    for (column, text) in limits {
        if let Some(text) = text {
            let phrase = phrase(segmenter, text).ok_or_else(|| QueryError::NoWords(text.to_owned()))?;
            expression.push_str(&format!(" AND {column} : {phrase}"));
        }
    }
    Ok(expression)
}

fn hit(row: &Row<'_>) -> rusqlite::Result<Hit> {
    let excerpt: String = row.get(12)?;
    Ok(Hit {
        document: row.get(0)?,
        what: row.get(1)?,
        id: row.get(2)?,
        municipality: row.get(3)?,
        fiscal_year: row.get(4)?,
        section_path: row.get(5)?,
        kind: row.get(6)?,
        number: row.get(7)?,
        name: row.get(8)?,
        departments: row.get(9)?,
        page: row.get(10)?,
        line: row.get(11)?,
        // Without a match in the texts SQLite shows their beginning.
        excerpt: excerpt.contains(MATCH).then(|| readable(&excerpt)),
    })
}
