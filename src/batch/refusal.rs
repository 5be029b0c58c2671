//! Why an input has no document: stable codes, and messages that say what the user can do.

use std::io;
use std::path::Path;

use crate::Failure;
use crate::limits::Limited;
use crate::model::RunOutcome;
use crate::written::Unwritten;

/// Why an input has no (new) document.
#[derive(Debug)]
pub struct Refusal {
    /// Failed or skipped.
    pub outcome: RunOutcome,
    /// Stable code, as `unreadable`.
    pub code: &'static str,
    /// The same for a person, with the way out.
    pub message: String,
    /// Largest memory of the worker that gave up on it, if one was tried and could tell.
    pub peak_memory_bytes: Option<u64>,
}

impl Refusal {
    pub(super) fn failed(code: &'static str, message: String) -> Self {
        Refusal {
            outcome: RunOutcome::Failed,
            code,
            message,
            peak_memory_bytes: None,
        }
    }
}

impl From<Unwritten> for Refusal {
    fn from(unwritten: Unwritten) -> Self {
        Refusal {
            peak_memory_bytes: unwritten.peak_memory_bytes,
            ..unwritten.failure.into()
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let refusal = Refusal::failed(failure.code(), failure.to_string());
        match failure.is_skip() {
            true => Refusal {
                outcome: RunOutcome::Skipped,
                ..refusal
            },
            false => refusal,
        }
    }
}

/// The failure of an input of more than `max_bytes`.
#[must_use]
pub fn too_large(max_bytes: u64) -> Failure {
    Failure::Limit {
        what: Limited::InputBytes,
        found: max_bytes.saturating_add(1),
        limit: max_bytes,
    }
}

/// Why something cannot be read, and the way out.
#[must_use]
pub fn reading_failed(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "not found: check the path".into(),
        io::ErrorKind::PermissionDenied => {
            "no permission to read it: change its rights or run as its owner".into()
        }
        io::ErrorKind::IsADirectory => "a folder: give --out DIR to convert what is in it".into(),
        _ => format!("cannot be read ({error}): copy it to another disk and try again"),
    }
}

pub(super) fn writing_failed(place: &Path, error: &io::Error) -> Refusal {
    let (code, way_out) = writing_way_out(error);
    Refusal::failed(code, format!("{}: {way_out}", place.display()))
}

/// Stable code and message of an output that cannot be written.
#[must_use]
pub fn writing_way_out(error: &io::Error) -> (&'static str, String) {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => (
            "disk-full",
            "the disk is full: free some space and give the same command again".into(),
        ),
        Kind::FileTooLarge => (
            "disk-full",
            "larger than the disk or a limit of the system allows: choose another folder with --out".into(),
        ),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => (
            "output",
            "no permission to write: change the folder's rights or choose another with --out".into(),
        ),
        Kind::InvalidFilename => (
            "output",
            "its name is too long for this disk: shorten the input's name".into(),
        ),
        _ => (
            "output",
            format!("cannot be written ({error}): choose another folder with --out"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_is_not_read_is_skipped_and_a_damaged_file_fails() {
        let way_out = "save it as PDF".to_owned();
        let refusal = Refusal::from(Failure::Unsupported {
            format: "Excel workbook".into(),
            way_out,
        });
        assert_eq!(
            (refusal.outcome, refusal.code),
            (RunOutcome::Skipped, "unsupported")
        );
        assert!(refusal.message.contains("save it as PDF"));
        let refusal = Refusal::from(Failure::Damaged { reason: "cut".into() });
        assert_eq!((refusal.outcome, refusal.code), (RunOutcome::Failed, "damaged"));
    }

    #[test]
    fn a_full_disk_and_a_missing_right_have_their_own_words() {
        let way_out = |kind: io::ErrorKind| writing_way_out(&kind.into());
        assert_eq!(way_out(io::ErrorKind::StorageFull).0, "disk-full");
        assert!(way_out(io::ErrorKind::PermissionDenied).1.contains("--out"));
        assert!(reading_failed(&io::ErrorKind::PermissionDenied.into()).contains("rights"));
    }
}
