use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that appears whole or not at all: written beside its place, then renamed onto it.
///
/// Dropped without [`AtomicFile::commit`] it leaves nothing behind. A process that is killed leaves its
/// temporary file (`.jigyo-….tmp`), which the next run over the same output writes anew and renames.
#[derive(Debug)]
pub struct AtomicFile {
    file: BufWriter<File>,
    temporary: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl AtomicFile {
    /// Starts to write what will be `target`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(target: &Path) -> io::Result<Self> {
        let temporary = temporary_for(target);
        let file = BufWriter::with_capacity(1 << 16, File::create(&temporary)?);
        Ok(AtomicFile {
            file,
            temporary,
            target: target.to_owned(),
            committed: false,
        })
    }

    /// Makes the file durable and visible under its name.
    ///
    /// # Errors
    /// When the disk is full or the name is taken by a folder; nothing is left behind then.
    pub fn commit(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        fs::rename(&self.temporary, &self.target)?;
        self.committed = true;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.committed {
            // The error that brought us here is the one to report.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A name that depends only on the target, so that a resumed run reuses what a killed one left; short, because
/// the target's name may already be as long as the file system allows.
fn temporary_for(target: &Path) -> PathBuf {
    use sha2::Digest;
    let name = target.file_name().unwrap_or_default();
    let digest = sha2::Sha256::digest(name.as_encoded_bytes());
    let mut temporary = OsString::from(".jigyo-");
    for byte in digest.iter().take(8) {
        temporary.push(format!("{byte:02x}"));
    }
    temporary.push(".tmp");
    target.with_file_name(temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncommitted_file_leaves_nothing_and_a_committed_one_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.json");
        fs::write(&target, "old").unwrap();
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
