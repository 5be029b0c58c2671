use serde_json::{Map, Value, json};

use super::tables::{About, Field, ForeignKey, Headers, RUN, TABLES, run_fields};
use crate::model::SCHEMA_VERSION;

/// `datapackage.json` (Frictionless Tabular Data Package): every column of the run's CSV files with type, unit and
/// keys.
///
/// A field's `name` is its heading in the CSV; `title` is the Japanese heading and `jigyo:name` the English name.
#[must_use]
pub fn package(headers: Headers) -> Value {
    let tables = TABLES.iter().map(|table| (table.about(), table.fields()));
    let resources: Vec<Value> = tables
        .chain([(RUN, run_fields())])
        .map(|(about, fields)| resource(about, &fields, headers))
        .collect();
    json!({
        "profile": "tabular-data-package",
        "name": "jigyo",
        "title": "Item tables of Japanese municipal reports",
        "description": "Text cells that start with = + - @, tab, carriage return or ' have one ' in front: take it away to get the text.",
        "jigyo:schema_version": SCHEMA_VERSION,
        "resources": resources,
    })
}

/// The description of one table's CSV file.
pub(super) fn resource(about: About, fields: &[Field], headers: Headers) -> Value {
    json!({
        "profile": "tabular-data-resource",
        "name": about.name.replace('_', "-"),
        "title": about.heading,
        "description": about.about,
        "path": format!("{}.csv", about.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true
        },
        "schema": {
            "fields": fields.iter().map(|field| described(field, headers)).collect::<Vec<_>>(),
            "primaryKey": headings(fields, about.primary_key, headers),
            "foreignKeys": about.foreign_keys.iter().map(|key| reference(fields, key, headers)).collect::<Vec<_>>(),
            "missingValues": [""],
        },
    })
}

fn described(field: &Field, headers: Headers) -> Value {
    let mut described = Map::new();
    described.insert("name".into(), headers.of(field).into());
    described.insert("title".into(), field.heading.into());
    described.insert("jigyo:name".into(), field.name.into());
    described.insert("type".into(), field.kind.name().into());
    described.insert("description".into(), field.about.into());
    if let Some(unit) = field.unit {
        described.insert("jigyo:unit".into(), unit.into());
    }
    Value::Object(described)
}

fn reference(fields: &[Field], key: &ForeignKey, headers: Headers) -> Value {
    let there = TABLES.iter().find(|table| table.about().name == key.table);
    let there = there.map_or_else(|| fields.to_vec(), |table| table.fields());
    json!({
        "fields": headings(fields, key.columns, headers),
        "reference": {
            "resource": key.table.replace('_', "-"),
            "fields": headings(&there, key.references, headers),
        },
    })
}

fn headings(fields: &[Field], names: &[&str], headers: Headers) -> Vec<&'static str> {
    names
        .iter()
        .filter_map(|name| fields.iter().find(|field| field.name == *name))
        .map(|field| headers.of(field))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_names_a_column_and_headings_do_not_repeat() {
        for table in TABLES {
            let (about, fields) = (table.about(), table.fields());
            for headers in [Headers::Japanese, Headers::English] {
                let unique: BTreeSet<_> = fields.iter().map(|field| headers.of(field)).collect();
                assert_eq!(unique.len(), fields.len(), "{}", about.name);
            }
            let keys = about
                .foreign_keys
                .iter()
                .flat_map(|key| key.columns)
                .chain(about.primary_key);
            for name in keys {
                assert!(
                    fields.iter().any(|field| field.name == *name),
                    "{} {name}",
                    about.name
                );
            }
        }
    }

    #[test]
    fn references_are_whole() {
        for resource in package(Headers::Japanese)["resources"].as_array().unwrap() {
            for key in resource["schema"]["foreignKeys"].as_array().unwrap() {
                let (here, there) = (&key["fields"], &key["reference"]["fields"]);
                assert_eq!(
                    here.as_array().unwrap().len(),
                    there.as_array().unwrap().len(),
                    "{key}"
                );
            }
        }
    }
}
