//! Finding inputs as the command line does.

use std::path::PathBuf;

use jigyo::batch::{self, Folding, Input, Origin};
use pyo3::prelude::*;

/// Code and message of an input that could not even be looked at.
type Refusal = (&'static str, String);
/// An input: key of its document, name in it, name for messages, and its path or the refusal.
type Found = (String, String, String, Option<PathBuf>, Option<Refusal>);

/// The inputs below `paths`, sorted by key, each once; folders are searched to the bottom.
#[pyfunction]
pub(crate) fn find(py: Python<'_>, paths: Vec<PathBuf>) -> Vec<Found> {
    py.detach(|| {
        let inputs = batch::find(&paths, "stdin", None).inputs;
        let outputs = batch::outputs(&inputs, Folding::default());
        let keys = outputs.iter().map(|output| batch::escaped(output));
        let mut found: Vec<Found> = keys
            .zip(inputs)
            .map(|(key, input)| described(key, input))
            .collect();
        found.sort_by(|left, right| left.0.cmp(&right.0));
        found
    })
}

/// What the document of a file calls it: its name, with bytes that are no UTF-8 escaped.
#[pyfunction]
pub(crate) fn name_of(path: PathBuf) -> String {
    batch::escaped(path.file_name().unwrap_or(path.as_os_str()).as_ref())
}

fn described(output: String, input: Input) -> Found {
    let key = output.strip_suffix(".json").map(str::to_owned).unwrap_or(output);
    let (path, refusal) = match input.origin {
        Origin::File(path) => (Some(path), None),
        Origin::Standard => (Some("-".into()), None),
        Origin::Missing { code, message } => (None, Some((code, message))),
    };
    (key, batch::escaped(&input.below), input.shown, path, refusal)
}
