//! Writing: one transaction a run, so that a reader, or whoever comes after a crash, sees the state before or after it.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use sha2::{Digest, Sha256};

use super::open::{Found, io_error, look};
use super::schema;
use super::words::{parted, together};
use crate::japanese::Segmenter;
use crate::model::{Department, Report, SCHEMA_VERSION, TextEntry};
use crate::write::tables::{Doc, Kind, TABLES, Value, plain};
use crate::write::{self, RunFile};

/// How long to wait for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database of an output folder, taking in the documents of one run.
///
/// It grows from run to run: a document that comes again replaces what was there, and is left alone when it is the same
/// to the byte. An input that an earlier run read under another name is replaced, too, so that nothing counts twice.
/// Nothing is visible before [`RunFile::finish`]; dropped without it, or killed, the file is as before.
pub struct DatabaseFile<'a> {
    connection: Connection,
    segmenter: &'a Segmenter,
    inserts: Vec<String>,
}

impl<'a> DatabaseFile<'a> {
    /// Opens or makes the database at `path` and begins to write. `segmenter` finds the words of the search index.
    ///
    /// # Errors
    /// When the file cannot be written, is something else, or was indexed with another dictionary.
    pub fn create(path: &Path, segmenter: &'a Segmenter) -> io::Result<Self> {
        let begin = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(PATIENCE)?;
            connection.set_prepared_statement_cache_capacity(2 * TABLES.len());
            // 64 MiB of pages: a run of thousands of documents writes each page about once.
            connection.execute_batch(
                "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
                 CREATE TEMP TABLE seen (document TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID;
                 BEGIN IMMEDIATE;",
            )?;
            let found = look(&connection)?;
            Ok((connection, found))
        };
        let (connection, found) = begin().map_err(io_error)?;
        let file = DatabaseFile {
            connection,
            segmenter,
            inserts: TABLES.iter().map(|table| schema::insert(*table)).collect(),
        };
        match found.map_err(io::Error::other)? {
            Found::Nothing => file.set_up().map_err(io_error)?,
            Found::Ours => file.same_words()?,
        }
        Ok(file)
    }

    fn set_up(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch(&schema::script())?;
        let mut about = self.connection.prepare("INSERT INTO about VALUES (?, ?)")?;
        about.execute(["schema_version", SCHEMA_VERSION])?;
        about.execute(["dictionary", self.segmenter.dictionary_name()])?;
        let mut columns = self
            .connection
            .prepare("INSERT INTO columns VALUES (?, ?, ?, ?, ?)")?;
        for table in TABLES {
            for field in table.fields() {
                columns.execute(params![
                    table.about().name,
                    field.name,
                    field.heading,
                    field.unit,
                    field.about
                ])?;
            }
        }
        Ok(())
    }

    /// Words of two dictionaries in one index would find this in one half and that in the other.
    fn same_words(&self) -> io::Result<()> {
        let theirs = dictionary(&self.connection).map_err(io_error)?;
        let ours = self.segmenter.dictionary_name();
        if theirs == ours {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "its search index was made with the dictionary {theirs}, not {ours}: give the same dictionary, or move the \
             file away to have it made anew"
        )))
    }

    fn take_in(&self, doc: &Doc<'_>, digest: &str) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection
            .prepare_cached("INSERT OR REPLACE INTO seen VALUES (?, ?)")?
            .execute([doc.key, &doc.report.source.sha256])?;
        let there: Option<String> = connection
            .prepare_cached("SELECT digest FROM written WHERE document = ?")?
            .query_row([doc.key], |row| row.get(0))
            .optional()?;
        if there.as_deref() == Some(digest) {
            return Ok(());
        }
        if there.is_some() {
            forget(connection, doc.key)?;
        }
        for (table, insert) in TABLES.iter().zip(&self.inserts) {
            let kinds: Vec<Kind> = table.fields().iter().map(|field| field.kind).collect();
            let mut insert = connection.prepare_cached(insert)?;
            let mut failed = None;
            let visited = table.visit(doc, &mut |record| {
                let values = record
                    .values
                    .iter()
                    .zip(&kinds)
                    .map(|(value, kind)| Stored(value, *kind));
                insert
                    .execute(rusqlite::params_from_iter(values))
                    .map(drop)
                    .map_err(|error| {
                        failed = Some(error);
                        io::ErrorKind::Other.into()
                    })
            });
            if let (Err(_), Some(error)) = (visited, failed) {
                return Err(error);
            }
        }
        self.index(doc)?;
        let mut written = connection.prepare_cached("INSERT INTO written VALUES (?, ?)")?;
        written.execute([doc.key, digest]).map(drop)
    }

    /// Entries of the document's sections, items and indicators.
    fn index(&self, doc: &Doc<'_>) -> rusqlite::Result<()> {
        let report = doc.report;
        let place = report.document.municipality.as_ref();
        let place = place.into_iter().flat_map(|place| {
            [
                Some(place.name.as_str()),
                place.prefecture.as_deref(),
                place.code.as_deref(),
            ]
        });
        let index = Index {
            file: self,
            document: doc.key,
            municipality: together(self.segmenter, place.flatten()),
            year: report
                .document
                .fiscal_year
                .map(|year| year.to_string())
                .unwrap_or_default(),
        };
        let none: &[Department] = &[];
        for it in &report.sections {
            index.add("section", &it.id, &it.name, &it.texts, &it.departments)?;
        }
        for it in &report.items {
            index.add("item", &it.id, &it.name, &it.texts, &it.departments)?;
        }
        for it in &report.indicators {
            index.add("indicator", &it.id, &it.name, &it.texts, none)?;
        }
        Ok(())
    }

    /// Takes out documents of earlier runs whose input this run read under another name.
    fn forget_moved(&self) -> rusqlite::Result<()> {
        let mut moved = self.connection.prepare(
            "SELECT document FROM documents
             WHERE sha256 IN (SELECT sha256 FROM seen) AND document NOT IN (SELECT document FROM seen)
             ORDER BY document",
        )?;
        let moved = moved.query_map([], |row| row.get::<_, String>(0))?;
        for document in moved.collect::<Result<Vec<_>, _>>()? {
            forget(&self.connection, &document)?;
        }
        Ok(())
    }
}

impl RunFile for DatabaseFile<'_> {
    fn add(&mut self, doc: &Doc<'_>) -> io::Result<()> {
        let digest = digest(doc.report)?;
        self.take_in(doc, &digest).map_err(io_error)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.forget_moved().map_err(io_error)?;
        self.connection.execute_batch("COMMIT").map_err(io_error)
    }
}

/// Takes out a document; everything that hangs on it goes with it.
fn forget(connection: &Connection, document: &str) -> rusqlite::Result<()> {
    // The index keeps no text: what is to go must be said.
    let mut unsearch = connection.prepare_cached(
        "INSERT INTO search (search, rowid, name, texts, departments, municipality, fiscal_year)
         SELECT 'delete', entry, name, texts, departments, municipality, fiscal_year FROM entries WHERE document = ?",
    )?;
    unsearch.execute([document])?;
    let mut delete = connection.prepare_cached("DELETE FROM documents WHERE document = ?")?;
    delete.execute([document]).map(drop)
}

/// Name of the dictionary that made the search index.
pub(super) fn dictionary(connection: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT value FROM about WHERE key = 'dictionary'";
    connection.query_row(sql, [], |row| row.get(0))
}

/// SHA-256 of the document as its JSON says it.
fn digest(report: &Report) -> io::Result<String> {
    let mut json = Vec::new();
    write::line(&mut json, report)?;
    let digest = Sha256::digest(&json);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the entries of one document share.
struct Index<'i> {
    file: &'i DatabaseFile<'i>,
    document: &'i str,
    municipality: String,
    year: String,
}

impl Index<'_> {
    fn add(
        &self,
        what: &str,
        id: &str,
        name: &str,
        texts: &[TextEntry],
        departments: &[Department],
    ) -> rusqlite::Result<()> {
        let (connection, segmenter) = (&self.file.connection, self.file.segmenter);
        let name = parted(segmenter, name);
        let texts = together(segmenter, texts.iter().map(|text| text.text.as_str()));
        let departments = together(segmenter, departments.iter().map(|one| one.name.as_str()));
        let mut entry =
            connection.prepare_cached("INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)")?;
        let (municipality, year) = (&self.municipality, &self.year);
        entry.execute(params![
            self.document,
            what,
            id,
            name,
            texts,
            departments,
            municipality,
            year
        ])?;
        let mut search = connection.prepare_cached(
            "INSERT INTO search (rowid, name, texts, departments, municipality, fiscal_year) VALUES (?, ?, ?, ?, ?, ?)",
        )?;
        let rowid = connection.last_insert_rowid();
        search
            .execute(params![rowid, name, texts, departments, municipality, year])
            .map(drop)
    }
}

/// A value in a column of a kind.
struct Stored<'v, 'a>(&'v Value<'a>, Kind);

impl ToSql for Stored<'_, '_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match (self.0, self.1) {
            (Value::Null, _) => ToSqlOutput::Borrowed(ValueRef::Null),
            (Value::Text(text), _) => ToSqlOutput::from(text.as_ref()),
            // A column of text may hold numbers of several kinds, as repaired values.
            (value, Kind::Text) => ToSqlOutput::from(plain(value).into_owned()),
            (Value::Integer(number), _) => ToSqlOutput::from(*number),
            (Value::Number(number), _) => ToSqlOutput::from(*number),
            (Value::Boolean(value), _) => ToSqlOutput::from(*value),
        })
    }
}
