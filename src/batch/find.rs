//! Finding inputs: files, folders and standard input.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::name::escaped;

/// Where the bytes of an input come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
    /// Nowhere: it could not even be looked at.
    Missing {
        /// Stable code, as `unreadable`.
        code: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
}

/// One input of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where its bytes come from.
    pub origin: Origin,
    /// As messages and `run.jsonl` call it.
    pub shown: String,
    /// Path below the folder given; for a file given, its name.
    pub below: PathBuf,
    /// Names of the folders above, innermost first, for telling apart inputs that would meet.
    pub folders: Vec<OsString>,
}

impl Input {
    /// Standard input under a name.
    #[must_use]
    pub fn standard(name: &str) -> Self {
        Input {
            origin: Origin::Standard,
            shown: "-".into(),
            below: PathBuf::from(name),
            folders: Vec::new(),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Inputs, each once.
    pub inputs: Vec<Input>,
    /// What was passed over and why, for a person.
    pub notes: Vec<String>,
}

/// Finds the inputs below `paths`; `standard_name` names `-`, and nothing inside `out` is an input.
///
/// Folders are searched to the bottom. Hidden files (name begins with `.`) are passed over there, and links to
/// folders are not followed, so that no circle of links traps the search; a file or link that is named itself is
/// read. An input named twice counts once.
#[must_use]
pub fn find(paths: &[PathBuf], standard_name: &str, out: Option<&Path>) -> Found {
    let mut search = Search {
        out: out.and_then(|out| out.canonicalize().ok()),
        ..Search::default()
    };
    for path in paths {
        if path.as_os_str() == "-" {
            search.add(PathBuf::from("-"), Input::standard(standard_name));
        } else {
            search.named(path);
        }
    }
    Found {
        inputs: search.by_place.into_values().collect(),
        notes: search.notes,
    }
}

#[derive(Default)]
struct Search {
    /// Keyed by the real place, so that an input named twice counts once.
    by_place: BTreeMap<PathBuf, Input>,
    notes: Vec<String>,
    out: Option<PathBuf>,
}

impl Search {
    fn add(&mut self, place: PathBuf, input: Input) {
        let fuller = |old: &Input| old.below.components().count() >= input.below.components().count();
        if !self.by_place.get(&place).is_some_and(fuller) {
            self.by_place.insert(place, input);
        }
    }

    /// A path that the user named: read whatever it is.
    fn named(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => match path.canonicalize() {
                Ok(place) => self.folder(path, &place, Path::new(""), &folders_of(&place)),
                Err(error) => self.missing(path, &error),
            },
            Ok(_) => {
                let (place, folders) = place_of(path);
                let below = place.file_name().unwrap_or(path.as_os_str()).into();
                let input = Input {
                    origin: Origin::File(path.to_owned()),
                    shown: escaped(path),
                    below,
                    folders,
                };
                self.add(place, input);
            }
            Err(error) => self.missing(path, &error),
        }
    }

    fn missing(&mut self, path: &Path, error: &std::io::Error) {
        let (place, folders) = place_of(path);
        let below = place.file_name().unwrap_or(OsStr::new("input")).into();
        self.unreadable(place, path, below, folders, error);
    }

    fn unreadable(
        &mut self,
        place: PathBuf,
        path: &Path,
        below: PathBuf,
        folders: Vec<OsString>,
        error: &std::io::Error,
    ) {
        let origin = Origin::Missing {
            code: "unreadable",
            message: super::refusal::reading_failed(error),
        };
        let shown = escaped(path);
        self.add(
            place,
            Input {
                origin,
                shown,
                below,
                folders,
            },
        );
    }

    /// Everything below a folder; `place` is its real path, `below` the way to it from the folder named.
    fn folder(&mut self, path: &Path, place: &Path, below: &Path, folders: &[OsString]) {
        if self.out.as_deref() == Some(place) {
            return;
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut names: Vec<OsString> = match entries {
            Ok(entries) => entries.iter().map(fs::DirEntry::file_name).collect(),
            Err(error) => {
                let below = if below.as_os_str().is_empty() {
                    Path::new("input")
                } else {
                    below
                };
                return self.unreadable(place.to_owned(), path, below.to_owned(), folders.to_vec(), &error);
            }
        };
        names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
        names.sort_by(|left, right| left.as_encoded_bytes().cmp(right.as_encoded_bytes()));
        for name in names {
            self.entry(&path.join(&name), place.join(&name), &below.join(&name), folders);
        }
    }

    fn entry(&mut self, path: &Path, place: PathBuf, below: &Path, folders: &[OsString]) {
        let linked = path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_symlink());
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() && linked => self.notes.push(format!(
                "{}: a link to a folder is not followed: name it as an input of its own",
                escaped(path)
            )),
            Ok(metadata) if metadata.is_dir() => self.folder(path, &place, below, folders),
            Ok(metadata) if metadata.is_file() => self.add(
                place,
                Input {
                    origin: Origin::File(path.to_owned()),
                    shown: escaped(path),
                    below: below.to_owned(),
                    folders: folders.to_vec(),
                },
            ),
            Ok(_) => self
                .notes
                .push(format!("{}: neither file nor folder, passed over", escaped(path))),
            Err(error) => {
                self.unreadable(place, path, below.to_owned(), folders.to_vec(), &error);
            }
        }
    }
}

/// The real place of a file without following a link in its last part, and the folders above it.
fn place_of(path: &Path) -> (PathBuf, Vec<OsString>) {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let absolute = || std::path::absolute(parent).unwrap_or_else(|_| parent.to_owned());
    let parent = parent.canonicalize().unwrap_or_else(|_| absolute());
    let place = match path.file_name() {
        Some(name) => parent.join(name),
        None => parent.clone(),
    };
    (place, folders_of(&parent))
}

fn folders_of(place: &Path) -> Vec<OsString> {
    let parts = place.components().rev();
    parts
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_owned()),
            _ => None,
        })
        .collect()
}

/// Paths of a list: separated by NUL if there is one in it, else by line breaks; empty entries are passed over.
#[must_use]
pub fn listed(bytes: &[u8]) -> Vec<PathBuf> {
    let nul = bytes.contains(&0);
    bytes
        .split(|&byte| byte == if nul { 0 } else { b'\n' })
        .map(|entry| {
            if nul {
                entry
            } else {
                entry.strip_suffix(b"\r").unwrap_or(entry)
            }
        })
        .filter(|entry| !entry.is_empty())
        .map(path_of_bytes)
        .collect()
}

#[cfg(unix)]
pub(super) fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_split_at_nul_or_at_line_breaks() {
        let paths = |bytes: &[u8]| listed(bytes);
        assert_eq!(paths(b"a\r\nb c\n\n"), [PathBuf::from("a"), PathBuf::from("b c")]);
        assert_eq!(paths(b"a\nb\0c\0"), [PathBuf::from("a\nb"), PathBuf::from("c")]);
    }
}
