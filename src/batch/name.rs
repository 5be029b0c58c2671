//! Names: lossless text for any file name, and one output path for each input.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::find::Input;

/// Files of the run itself at the top of the output folder, which no document may take.
const RESERVED: [&str; 1] = ["datapackage.json"];

/// A path as text, with `/` between its parts.
///
/// Bytes that are not UTF-8 stand as `%` and two hexadecimal digits; a `%` that two such digits follow in the name
/// itself stands as `%25`. Replacing each `%XX` by its byte gives the name back.
#[must_use]
pub fn escaped(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        escape_percent(chunk.valid(), &mut text);
        for byte in chunk.invalid() {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    if std::path::MAIN_SEPARATOR == '/' {
        text
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn escape_percent(valid: &str, text: &mut String) {
    for (offset, character) in valid.char_indices() {
        text.push(character);
        let mut next = valid.bytes().skip(offset + 1).take(2);
        let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        if character == '%' && hex(next.next()) && hex(next.next()) {
            text.push_str("25");
        }
    }
}

/// The path that [`escaped`] gave as `text`.
#[must_use]
pub fn unescaped(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match (first, after) {
            (b'%', [high, low, ..]) => hex_byte(*high, *low),
            _ => None,
        };
        bytes.push(byte.unwrap_or(*first));
        rest = after
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    super::find::path_of_bytes(&bytes)
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether `path` stays below the folder that it is joined to.
#[must_use]
pub fn stays_below(path: &Path) -> bool {
    path.file_name().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Which names the file system of the output folder takes for the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folding {
    /// `A` and `a`.
    pub case: bool,
    /// Composed and decomposed forms of one character.
    pub normalisation: bool,
}

impl Folding {
    /// Tries it out in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn probe(folder: &Path) -> std::io::Result<Self> {
        let meets = |written: &str, other: &str| -> std::io::Result<bool> {
            let file = folder.join(written);
            std::fs::write(&file, [])?;
            let met = folder.join(other).symlink_metadata().is_ok();
            std::fs::remove_file(&file)?;
            Ok(met)
        };
        Ok(Folding {
            case: meets(".jigyo-probe-a.tmp", ".jigyo-probe-A.tmp")?,
            normalisation: meets(".jigyo-probe-が.tmp", ".jigyo-probe-か\u{3099}.tmp")?,
        })
    }

    fn fold(self, path: &Path) -> Vec<u8> {
        let bytes = path.as_os_str().as_encoded_bytes();
        match path.to_str() {
            Some(text) if self.case || self.normalisation => {
                let text = if self.normalisation {
                    text.nfc().collect()
                } else {
                    text.to_owned()
                };
                let text = if self.case { text.to_lowercase() } else { text };
                text.into_bytes()
            }
            _ => bytes.to_vec(),
        }
    }
}

/// The output path of each input, below the output folder.
///
/// It is the path below the folder given, with `.json` behind. Inputs that would meet all get the name of the
/// folder above in front, and once more until none meet: what an input's document is called does not depend on
/// the order in which the inputs were named.
#[must_use]
pub fn outputs(inputs: &[Input], folding: Folding) -> Vec<PathBuf> {
    let mut depths = vec![0; inputs.len()];
    loop {
        let paths: Vec<PathBuf> = inputs
            .iter()
            .zip(&depths)
            .map(|(input, &depth)| output_at(input, depth))
            .collect();
        let mut meeting: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (index, path) in paths.iter().enumerate() {
            meeting.entry(folding.fold(path)).or_default().push(index);
        }
        for name in RESERVED {
            if let Some(group) = meeting.get_mut(&folding.fold(Path::new(name))) {
                group.push(usize::MAX);
            }
        }
        let mut moved = false;
        for &index in meeting.values().filter(|group| group.len() > 1).flatten() {
            if let (Some(depth), Some(input)) = (depths.get_mut(index), inputs.get(index))
                && *depth < input.folders.len()
            {
                *depth += 1;
                moved = true;
            }
        }
        if !moved {
            return numbered(paths, folding);
        }
    }
}

fn output_at(input: &Input, depth: usize) -> PathBuf {
    let mut path: PathBuf = input.folders.iter().take(depth).rev().collect();
    path.push(&input.below);
    with_suffix(&path, ".json")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Last resort for inputs without folders (standard input beside a file of that name): `~2` before `.json`.
fn numbered(paths: Vec<PathBuf>, folding: Folding) -> Vec<PathBuf> {
    let mut taken: BTreeSet<Vec<u8>> = RESERVED
        .iter()
        .map(|name| folding.fold(Path::new(name)))
        .collect();
    let mut out = Vec::with_capacity(paths.len());
    for path in paths {
        let mut candidate = path.clone();
        let mut number = 2;
        while !taken.insert(folding.fold(&candidate)) {
            candidate = with_suffix(&path.with_extension(""), &format!("~{number}.json"));
            number += 1;
        }
        out.push(candidate);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(folders: &[&str], below: &str) -> Input {
        Input {
            folders: folders.iter().map(OsString::from).collect(),
            ..Input::standard(below)
        }
    }

    fn named(inputs: &[Input]) -> Vec<String> {
        outputs(inputs, Folding::default())
            .iter()
            .map(|path| escaped(path))
            .collect()
    }

    #[test]
    fn inputs_that_would_meet_get_their_folders_in_front() {
        let inputs = [
            input(&["x", "p"], "a.txt"),
            input(&["x", "q"], "a.txt"),
            input(&["y", "q"], "a.txt"),
            input(&["y", "q"], "b.txt"),
        ];
        assert_eq!(
            named(&inputs),
            ["p/x/a.txt.json", "q/x/a.txt.json", "y/a.txt.json", "b.txt.json"]
        );
    }

    #[test]
    fn the_data_package_is_not_overwritten_and_twins_without_folder_are_numbered() {
        assert_eq!(named(&[input(&["in"], "datapackage")]), ["in/datapackage.json"]);
        assert_eq!(named(&[input(&[], "a"), input(&[], "a")]), ["a.json", "a~2.json"]);
    }

    #[test]
    fn names_that_a_file_system_takes_for_the_same_meet_there_only() {
        let inputs = [input(&["x"], "が"), input(&["y"], "か\u{3099}")];
        assert_eq!(named(&inputs).len(), 2);
        let folding = Folding {
            normalisation: true,
            ..Folding::default()
        };
        let folded = outputs(&inputs, folding);
        assert!(folded.iter().all(|path| path.components().count() == 2));
    }

    #[cfg(unix)]
    #[test]
    fn any_name_survives_escaping() {
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes: &'static [u8]| escaped(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!(path(b"a/\xff\xfe.txt"), "a/%FF%FE.txt");
        assert_eq!(path(b"100%.txt"), "100%.txt");
        assert_eq!(path(b"%FF"), "%25FF");
        assert_eq!(path("事業%\n".as_bytes()), "事業%\n");
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_seen() {
        assert!(stays_below(Path::new("a/b")));
        for path in ["../a", "/a", "a/../../b", "", ".."] {
            assert!(!stays_below(Path::new(path)), "{path}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn an_escaped_name_gives_the_path_back() {
        use std::os::unix::ffi::OsStrExt;
        for bytes in [
            &b"a/\xff%.txt"[..],
            b"100%25.txt",
            "報告書.pdf".as_bytes(),
            b"%",
            b"%4",
        ] {
            let path = PathBuf::from(std::ffi::OsStr::from_bytes(bytes));
            assert_eq!(unescaped(&escaped(&path)), path);
        }
    }
}
