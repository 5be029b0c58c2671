//! Opening a database, and its errors.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::query::QueryError;
use super::schema;

/// Why a database cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No database of jigyo, or of a version that this one does not know.
    #[error("{}: {reason}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The query is none.
    #[error("{0}")]
    Query(#[from] QueryError),
    /// SQLite cannot do it.
    #[error("{}: {error}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Its message.
        error: rusqlite::Error,
    },
}

/// What stands in a file, by its own marks.
pub(super) enum Found {
    Nothing,
    Ours,
}

pub(super) fn look(connection: &Connection) -> rusqlite::Result<Result<Found, String>> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, shape) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (application, shape) {
        (schema::APPLICATION_ID, schema::SHAPE) => Ok(Found::Ours),
        (schema::APPLICATION_ID, _) => {
            Err("written by another version of jigyo: move it away and convert again".to_owned())
        }
        _ if tables == 0 => Ok(Found::Nothing),
        _ => Err("not a database of jigyo: move it away or choose another file".to_owned()),
    })
}

/// Opens for asking. A database that a killed run left in the middle of a write is set right first, which needs the
/// right to write; without it only a whole one can be read.
pub(super) fn for_asking(path: &Path) -> Result<Connection, DatabaseError> {
    let not_ours = |reason: &str| DatabaseError::NotOurs {
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    if !path.is_file() {
        return Err(not_ours(
            "no such file: jigyo convert … --out DIR --format sqlite writes DIR/jigyo.sqlite",
        ));
    }
    let open = |flags| Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection =
        open(OpenFlags::SQLITE_OPEN_READ_WRITE).or_else(|_| open(OpenFlags::SQLITE_OPEN_READ_ONLY));
    let found = connection.and_then(|connection| {
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        let found = look(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok((connection, found))
    });
    match found {
        Ok((connection, Ok(Found::Ours))) => Ok(connection),
        Ok((_, Ok(Found::Nothing))) => Err(not_ours(
            "an empty database: give jigyo convert --format sqlite again",
        )),
        Ok((_, Err(reason))) => Err(not_ours(&reason)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Err(not_ours(
            "not a SQLite database: give the jigyo.sqlite of an output folder",
        )),
        Err(error) => Err(DatabaseError::Sqlite {
            path: path.to_owned(),
            error,
        }),
    }
}

/// SQLite's errors as those of any other file, so that they get the same messages.
pub(super) fn io_error(error: rusqlite::Error) -> io::Error {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => io::ErrorKind::PermissionDenied,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            return io::Error::other(format!("{error}; move it away and give the same command again"));
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            return io::Error::other(format!(
                "{error}: another program writes to it; close it and give the same command again"
            ));
        }
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}
