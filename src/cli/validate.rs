use std::path::{Path, PathBuf};

use crate::batch;
use crate::write::schema;
use clap::Args;
use jsonschema::Validator;
use serde_json::Value;

use super::{Exit, output};

/// Check JSON output against its schema: documents, documents.jsonl, run.jsonl, corrections and the lines of search --json.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files that jigyo wrote; - for standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// Faults told of one value; a wrong file would otherwise drown the next one.
const MOST_FAULTS: usize = 20;

/// Validates; faults are messages, each with the file and the place in the JSON.
pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let schemas = Schemas {
        document: jsonschema::validator_for(&schema::document())?,
        run: jsonschema::validator_for(&schema::run())?,
        corrections: jsonschema::validator_for(&schema::corrections())?,
        #[cfg(feature = "sqlite")]
        search: jsonschema::validator_for(&schema::search())?,
    };
    let mut faults = 0;
    for file in &arguments.files {
        let found = schemas.faults_of_file(file);
        for fault in &found {
            tell!("jigyo: {fault}");
        }
        if found.is_empty() {
            output::to_stdout(|out| writeln!(out, "{}: valid", file.display()))?;
        }
        faults += found.len();
    }
    Ok(if faults == 0 { Exit::Done } else { Exit::Incomplete })
}

struct Schemas {
    document: Validator,
    run: Validator,
    corrections: Validator,
    #[cfg(feature = "sqlite")]
    search: Validator,
}

impl Schemas {
    fn faults_of_file(&self, file: &Path) -> Vec<String> {
        let name = file.display().to_string();
        let bytes = match read(file) {
            Ok(bytes) => bytes,
            Err(error) => return vec![format!("{name}: {}", batch::reading_failed(&error))],
        };
        if file.extension().is_none_or(|extension| extension != "jsonl") {
            return self.faults_of_text(&name, &bytes);
        }
        let lines = bytes.split(|&byte| byte == b'\n').enumerate();
        lines
            .filter(|(_, line)| !line.is_empty())
            .flat_map(|(index, line)| self.faults_of_text(&format!("{name}:{}", index + 1), line))
            .collect()
    }

    /// The schema that a value is of, by a name that no other has.
    fn validator_of(&self, value: &Value) -> Option<&Validator> {
        let has = |name: &str| value.get(name).is_some();
        #[cfg(feature = "sqlite")]
        if has("what") && has("excerpt") {
            return Some(&self.search);
        }
        match (has("corrections"), has("schema_version"), has("outcome")) {
            (true, _, _) => Some(&self.corrections),
            (_, true, _) => Some(&self.document),
            (_, _, true) => Some(&self.run),
            _ => None,
        }
    }

    fn faults_of_text(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) => return vec![format!("{place}: not JSON: {error}")],
        };
        // The shape of a data package is another standard's; no fault when it stands among the documents given.
        if value
            .get("profile")
            .is_some_and(|profile| profile == "tabular-data-package")
        {
            return Vec::new();
        }
        let Some(validator) = self.validator_of(&value) else {
            return vec![format!(
                "{place}: neither a document nor a line of run.jsonl (no schema_version, no outcome)"
            )];
        };
        let faults = validator.iter_errors(&value).take(MOST_FAULTS);
        faults
            .map(|fault| {
                format!(
                    "{place}: {}: {fault}",
                    pointer(&fault.instance_path().to_string())
                )
            })
            .collect()
    }
}

fn pointer(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        return batch::bounded(std::io::stdin().lock(), batch::MAX_BYTES);
    }
    std::fs::read(file)
}
