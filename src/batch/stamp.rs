//! What the tables in a folder were made of, so that a run that finds nothing to do need not make them again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Formats;
use super::name::escaped;
use crate::model::{Program, SCHEMA_VERSION};
use crate::write::AtomicFile;
use crate::write::tables::Headers;

/// Its name in the output folder.
pub(super) const NAME: &str = ".jigyo-tables";

/// SHA-256 of a document.
pub(super) type DocumentHash = [u8; 32];

/// Written after the tables, so that what is younger was changed by somebody else.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Hash of what the tables depend on.
    made_of: String,
    /// Length of each file of the run, by its name.
    files: BTreeMap<String, u64>,
}

impl Stamp {
    /// Of tables that are yet to be made.
    pub(super) fn of<'a>(
        documents: impl Iterator<Item = (&'a Path, DocumentHash)>,
        formats: Formats,
        headers: Headers,
        program: &Program,
    ) -> Self {
        let mut hash = Sha256::new();
        // What has a length of its own is told apart by the line break behind it.
        let settings = format!("{SCHEMA_VERSION} {program:?} {formats:?} {headers:?}\n");
        hash.update(settings);
        for (output, document) in documents {
            hash.update(document);
            hash.update(escaped(output));
            hash.update("\n");
        }
        let made_of = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Stamp {
            made_of,
            files: BTreeMap::new(),
        }
    }

    /// Whether the folder's tables are made of the same, and nobody has touched them since.
    pub(super) fn is_on(&self, root: &Path) -> bool {
        let place = root.join(NAME);
        let young = |path: &Path| path.metadata().and_then(|metadata| metadata.modified());
        let (Ok(bytes), Ok(stamped)) = (fs::read(&place), young(&place)) else {
            return false;
        };
        let Ok(there) = serde_json::from_slice::<Stamp>(&bytes) else {
            return false;
        };
        let untouched = |(name, length): (&String, &u64)| {
            root.join(name).metadata().is_ok_and(|metadata| {
                metadata.len() == *length && metadata.modified().is_ok_and(|changed| changed <= stamped)
            })
        };
        there.made_of == self.made_of && there.files.iter().all(untouched)
    }

    /// Takes the folder's stamp away, before its tables are made anew.
    pub(super) fn remove(root: &Path) -> io::Result<()> {
        match fs::remove_file(root.join(NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Stamps the folder, whose tables are `files`.
    pub(super) fn put(mut self, root: &Path, files: &[PathBuf]) -> io::Result<()> {
        for file in files {
            let name = file.strip_prefix(root).unwrap_or(file);
            self.files.insert(escaped(name), file.metadata()?.len());
        }
        let mut out = AtomicFile::create(&root.join(NAME))?;
        serde_json::to_writer(&mut out, &self)?;
        out.write_all(b"\n")?;
        out.commit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(documents: &[(&str, u8)], formats: Formats) -> Stamp {
        let documents = documents
            .iter()
            .map(|&(path, byte)| (Path::new(path), [byte; 32]));
        Stamp::of(documents, formats, Headers::Japanese, &Program::default())
    }

    #[test]
    fn other_documents_another_order_and_other_formats_are_another_stamp() {
        let usual = Formats::default();
        let one = stamp(&[("a", 1), ("b", 2)], usual);
        let csv = Formats { csv: true, ..usual };
        let others = [
            stamp(&[("b", 2), ("a", 1)], usual),
            stamp(&[("a", 1), ("b", 3)], usual),
            stamp(&[("a", 1)], usual),
            stamp(&[("a", 1), ("c", 2)], usual),
            stamp(&[("a", 1), ("b", 2)], csv),
        ];
        assert!(others.iter().all(|other| *other != one));
        assert_eq!(stamp(&[("a", 1), ("b", 2)], usual), one);
    }

    #[test]
    fn it_holds_until_a_file_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let file = root.join("items.csv");
        let make = || stamp(&[("a", 1)], Formats::default());
        assert!(!make().is_on(root));
        fs::write(&file, "rows").unwrap();
        make().put(root, std::slice::from_ref(&file)).unwrap();
        assert!(make().is_on(root));
        assert!(!stamp(&[("a", 2)], Formats::default()).is_on(root));
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(10);
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert!(!make().is_on(root), "it was changed");
        fs::write(&file, "less").unwrap();
        make().put(root, std::slice::from_ref(&file)).unwrap();
        assert!(make().is_on(root));
        fs::remove_file(&file).unwrap();
        assert!(!make().is_on(root), "it is gone");
        Stamp::remove(root).unwrap();
        Stamp::remove(root).unwrap();
        assert!(!root.join(NAME).exists());
    }
}
