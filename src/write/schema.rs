//! The contract as JSON Schema (2020-12), generated from the types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::correct::CorrectionFile;
#[cfg(feature = "sqlite")]
use crate::database::Hit;
use crate::model::{Report, RunLine, SCHEMA_VERSION};

/// What one JSON document promises.
#[must_use]
pub fn document() -> Value {
    schema_of::<Report>(
        "document",
        "One document of jigyo: everything that one input says",
    )
}

/// What one line of `run.jsonl` promises.
#[must_use]
pub fn run() -> Value {
    schema_of::<RunLine>("run", "One line of run.jsonl: how one input of a run ended")
}

/// What a file of corrections holds.
#[must_use]
pub fn corrections() -> Value {
    schema_of::<CorrectionFile>(
        "corrections",
        "Corrections of jigyo: what a person decided about values",
    )
}

/// What one line of `jigyo search --json` promises.
#[cfg(feature = "sqlite")]
#[must_use]
pub fn search() -> Value {
    schema_of::<Hit>("search", "One line of jigyo search --json: a row that was found")
}

fn schema_of<T: JsonSchema>(name: &str, title: &str) -> Value {
    // What is written, not what would be accepted: optional values stand as null and are required.
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("$id".into(), json!(format!("urn:jigyo:{name}:{SCHEMA_VERSION}")));
    schema.insert("title".into(), json!(title));
    schema.to_value()
}

/// A schema as the committed file holds it.
#[must_use]
pub fn to_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
