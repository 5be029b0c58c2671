//! The output folder: nothing is written outside it.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The output folder, made if it was missing.
#[derive(Debug, Clone)]
pub(super) struct OutputFolder {
    root: PathBuf,
}

impl OutputFolder {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(OutputFolder {
            root: path.canonicalize()?,
        })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The place of an output, whether or not it exists.
    pub(super) fn place(&self, relative: &Path) -> PathBuf {
        self.root.join(relative)
    }

    /// Makes the folders above an output, one by one: a link among them could lead out of the output folder.
    pub(super) fn make_room(&self, relative: &Path) -> io::Result<()> {
        let mut folder = self.root.clone();
        for part in relative.parent().into_iter().flat_map(Path::components) {
            let Component::Normal(name) = part else {
                return Err(io::Error::other("the output would leave the output folder"));
            };
            folder.push(name);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    if !fs::symlink_metadata(&folder)?.is_dir() {
                        return Err(io::Error::other(format!(
                            "{} is in the way: remove it or choose another folder with --out",
                            folder.display()
                        )));
                    }
                }
                other => other?,
            }
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_inside_the_output_folder_is_no_way_out() {
        let outside = tempfile::tempdir().unwrap();
        let inside = tempfile::tempdir().unwrap();
        let folder = OutputFolder::create(inside.path()).unwrap();
        std::os::unix::fs::symlink(outside.path(), inside.path().join("a")).unwrap();
        assert!(folder.make_room(Path::new("a/x.json")).is_err());
        assert!(folder.make_room(Path::new("../x.json")).is_err());
        folder.make_room(Path::new("b/c/x.json")).unwrap();
        assert!(inside.path().join("b/c").is_dir());
    }
}
