//! Running the program in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A report that any version reads without fault.
pub const REPORT: &str =
    "令和5年度 事務事業評価報告書\n\n施策1 健康づくり\n\n事務事業名\t担当課\n健診事業\t健康課\n";

/// A temporary folder with inputs, and the way to run the program there.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Place {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A place with these files, each with its own text.
    pub fn with(names: &[&str]) -> Self {
        let place = Place::new();
        for name in names {
            place.write(name, format!("{REPORT}\n{name}\n"));
        }
        place
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// Lines of `out/run.jsonl`, sorted by input.
    pub fn lines(&self) -> Vec<Value> {
        let mut lines: Vec<Value> = self
            .text("out/run.jsonl")
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines.sort_by_key(|line| line["input"].as_str().unwrap().to_owned());
        lines
    }

    /// Every file below `name`, as paths with `/`, sorted.
    pub fn files(&self, name: &str) -> Vec<String> {
        fn walk(folder: &Path, below: &str, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{below}{}", entry.file_name().to_string_lossy());
                match entry.file_type().unwrap().is_dir() {
                    true => walk(&entry.path(), &format!("{name}/"), files),
                    false => files.push(name),
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(name), "", &mut files);
        files.sort();
        files
    }

    /// The documents below `name`: files that end in `.json`, but for the data package.
    pub fn documents(&self, name: &str) -> Vec<String> {
        let mut files = self.files(name);
        files.retain(|file| file.ends_with(".json") && file != "datapackage.json");
        files
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jigyo"));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// The program as somebody whom rights bind; `None` for root where there is no way to become such a one.
    #[cfg(unix)]
    pub fn command_without_privileges(&self) -> Option<Command> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        if fs::metadata(self.folder.path()).unwrap().uid() != 0 {
            return Some(self.command());
        }
        // Neither this folder nor the one of the build need be open to others.
        let program = self.path("jigyo");
        fs::copy(env!("CARGO_BIN_EXE_jigyo"), &program).unwrap();
        for path in [self.folder.path(), &program] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(program);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        Command::new("setpriv")
            .arg("--version")
            .output()
            .is_ok()
            .then_some(command)
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = self.command();
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The program may end without reading all of it.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Changes a document that was written, as if the report had said more.
    pub fn edit(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut document = self.json(name);
        change(&mut document);
        self.write(name, document.to_string());
    }
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Fails with what the program said unless it ended with `expected`.
#[track_caller]
pub fn assert_code(output: &Output, expected: i32) {
    assert_eq!(output.status.code(), Some(expected), "{}", said(output));
}
