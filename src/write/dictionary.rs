//! `docs/data-dictionary.md`, made from the columns and the schemas so that it cannot say anything else than they.

use std::fmt::Write;

use serde_json::Value;

use super::schema;
use super::tables::{About, Field, RUN, TABLES, run_fields};

const OPENING: &str = "\
# Data dictionary

Every column and field that jigyo writes. Made from the program's own definitions; do not edit: `UPDATE=1 cargo test \
--test suite drift` writes it anew.

Text cells of CSV files that start with `=`, `+`, `-`, `@`, tab, carriage return or `'` have one `'` in front, so \
that no spreadsheet runs them; take it away to get the text. Numbers are never changed. An empty cell is a null. The \
English names are the headings with `--headers en`.
";

const CODES: &str = "
### Codes in run.csv and run.jsonl

| code | outcome | meaning |
| --- | --- | --- |
| up-to-date | skipped | The document is there and comes from the same bytes, program version, dictionary and vocabulary |
| unsupported | skipped | A known format that jigyo does not read |
| empty | failed | No bytes, or nothing but blanks |
| binary | failed | Bytes that are no text in any known encoding |
| encoding | failed | The encoding given with --encoding does not fit |
| limit | failed | A limit was exceeded; the message names the flag that raises it |
| encrypted | failed | A PDF that needs a password |
| damaged | failed | A file too damaged to read |
| unreadable | failed | The file or folder is missing or may not be read |
| output-exists | failed | The output is there and comes from something else: --force replaces it |
| output | failed | The document cannot be written |
| disk-full | failed | The disk is full |
| crashed | failed | A fault in jigyo |
";

/// The whole page.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(OPENING);
    page.push_str("\n## Tables of a run\n");
    for table in TABLES {
        described(&mut page, table.about(), &table.fields());
    }
    described(&mut page, RUN, &run_fields());
    page.push_str(CODES);
    objects(&mut page, "JSON document", &schema::document());
    objects(&mut page, "Line of run.jsonl", &schema::run());
    objects(&mut page, "File of corrections", &schema::corrections());
    #[cfg(feature = "sqlite")]
    objects(&mut page, "Line of search --json", &schema::search());
    page
}

fn described(page: &mut String, about: About, fields: &[Field]) {
    // Writing to a String cannot fail.
    let _ = write!(page, "\n### {}.csv: {}\n\n", about.name, about.heading);
    let _ = write!(
        page,
        "{}. Key: {}.\n\n",
        about.about,
        about.primary_key.join(", ")
    );
    columns(page, fields);
}

fn columns(page: &mut String, fields: &[Field]) {
    page.push_str("| en | ja | type | meaning |\n| --- | --- | --- | --- |\n");
    for field in fields {
        let unit = field.unit.map(|unit| format!(", {unit}")).unwrap_or_default();
        let _ = writeln!(
            page,
            "| {} | {} | {}{unit} | {} |",
            field.name,
            field.heading,
            field.kind.name(),
            field.about
        );
    }
}

fn objects(page: &mut String, title: &str, schema: &Value) {
    let _ = write!(page, "\n## {title}\n\n");
    fields(page, schema);
    for (name, definition) in schema
        .get("$defs")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let _ = write!(
            page,
            "\n### {name}\n\n{}\n\n",
            one_line(definition.get("description"))
        );
        if definition.get("properties").is_some() {
            fields(page, definition);
        } else {
            values(page, definition);
        }
    }
}

fn fields(page: &mut String, object: &Value) {
    page.push_str("| field | type | meaning |\n| --- | --- | --- |\n");
    let properties = object.get("properties").and_then(Value::as_object);
    // The order of `required` is the order of the output; the properties themselves stand sorted.
    let required = object
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut names: Vec<&str> = required.filter_map(Value::as_str).collect();
    let others = properties
        .into_iter()
        .flat_map(serde_json::Map::keys)
        .map(String::as_str);
    let others: Vec<&str> = others.filter(|name| !names.contains(name)).collect();
    names.extend(others);
    for name in names {
        if let Some(property) = properties.and_then(|properties| properties.get(name)) {
            let meaning = one_line(property.get("description"));
            let _ = writeln!(page, "| {name} | {} | {meaning} |", kind(property));
        }
    }
}

fn values(page: &mut String, definition: &Value) {
    let choices = definition.get("oneOf").and_then(Value::as_array);
    let Some(choices) = choices else {
        let _ = writeln!(page, "Type: {}", kind(definition));
        return;
    };
    page.push_str("| value | meaning |\n| --- | --- |\n");
    for choice in choices {
        let value = choice.get("const").and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(page, "| {value} | {} |", one_line(choice.get("description")));
    }
}

/// Type of a property in words.
fn kind(property: &Value) -> String {
    if let Some(name) = property.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or(name);
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(choices) = property.get("anyOf").and_then(Value::as_array) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let mut kinds: Vec<String> = match property.get("type") {
        Some(Value::String(kind)) => vec![kind.clone()],
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => vec!["any".into()],
    };
    if let (Some(first), Some(items)) = (kinds.first_mut(), property.get("items")) {
        *first = format!("array of {}", kind(items));
    }
    kinds.join(" or ")
}

fn one_line(description: Option<&Value>) -> String {
    let text = description.and_then(Value::as_str).unwrap_or_default();
    text.replace('\n', " ").replace('|', "\\|")
}
