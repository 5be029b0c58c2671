//! Files in the repository that are made from the program's definitions. `UPDATE=1` writes them anew.

use std::fs;
use std::path::Path;

use jigyo::write::{dictionary, schema};

#[track_caller]
fn assert_current(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "{name} is out of date: UPDATE=1 cargo test --test suite drift"
    );
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    assert_current(
        "schemas/document.schema.json",
        &schema::to_text(&schema::document()),
    );
    assert_current("schemas/run.schema.json", &schema::to_text(&schema::run()));
    assert_current(
        "schemas/corrections.schema.json",
        &schema::to_text(&schema::corrections()),
    );
    #[cfg(feature = "sqlite")]
    assert_current("schemas/search.schema.json", &schema::to_text(&schema::search()));
}

#[test]
fn the_data_dictionary_is_that_of_the_columns() {
    assert_current("docs/data-dictionary.md", &dictionary::markdown());
}
