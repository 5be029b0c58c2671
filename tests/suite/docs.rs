//! The documents say what the program does. What they show stands behind a marker (an HTML comment, invisible when
//! rendered) and is run here; `UPDATE=1 cargo test --test suite docs` writes the first run's output anew.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::program::{Place, assert_code, said};

const READMES: [(&str, &str); 2] = [("README.md", "en"), ("README.ja.md", "ja")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every Markdown file of the project.
fn documents() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir()
                && !name.starts_with('.')
                && !["target", "out", "fixtures"].contains(&name.as_str())
            {
                walk(&path, found);
            } else if name.ends_with(".md") {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(root(), &mut found);
    found.sort();
    found
}

/// What follows each `<!-- KIND: ARGUMENT -->`: the argument, and the text up to the end of the code block or to
/// `<!-- end -->`.
fn shown<'a>(text: &'a str, kind: &str) -> Vec<(&'a str, &'a str)> {
    let opening = format!("<!-- {kind}");
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&opening) {
        let rest = &text[at + opening.len()..];
        let (argument, rest) = rest.split_once("-->").expect("a closed marker");
        let rest = rest.trim_start();
        let body = match rest.starts_with("```") {
            true => rest.split_once('\n').unwrap().1.split_once("```").unwrap().0,
            false => rest.split_once("<!-- end -->").unwrap().0,
        };
        found.push((argument.trim_start_matches(':').trim(), body));
    }
    found
}

/// The cells of a Markdown table without its head.
fn table(body: &str) -> Vec<Vec<&str>> {
    let rows = body.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// The files that a document shows, in a place of their own.
fn place_of(text: &str) -> Place {
    let place = Place::new();
    for (name, body) in shown(text, "file") {
        place.write(name, body);
    }
    place
}

fn convert(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(&[&["convert"], arguments].concat());
    assert_code(&output, 0);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `input, vocabulary: file` as input and options.
fn with_words(argument: &str) -> (&str, Vec<&str>) {
    match argument.split_once(", vocabulary: ") {
        Some((input, words)) => (input, vec!["--vocabulary", words]),
        None => (argument, Vec::new()),
    }
}

/// Whether all that `part` says is said by `whole`, too.
fn says(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, part)| whole.get(key).is_some_and(|whole| says(whole, part))),
        _ => whole == part,
    }
}

fn says_somewhere(whole: &Value, part: &Value) -> bool {
    says(whole, part)
        || match whole {
            Value::Object(map) => map.values().any(|value| says_somewhere(value, part)),
            Value::Array(list) => list.iter().any(|value| says_somewhere(value, part)),
            _ => false,
        }
}

#[test]
fn the_columns_that_the_readmes_show_are_those_of_items_csv() {
    for (name, _) in READMES {
        let text = document(name);
        let [(_, body)] = shown(&text, "columns of items.csv")[..] else {
            panic!("{name}: one table of columns is wanted")
        };
        let rows = table(body);
        for (language, column) in [("en", 0), ("ja", 1)] {
            let place = Place::with(&["a.txt"]);
            assert_code(
                &place.run(&["convert", "a.txt", "--out", "out", "--headers", language]),
                0,
            );
            let csv = place.text("out/items.csv");
            let header: Vec<&str> = csv
                .lines()
                .next()
                .unwrap()
                .trim_start_matches('\u{feff}')
                .split(',')
                .collect();
            let told: Vec<&str> = rows.iter().map(|row| row[column]).collect();
            assert_eq!(told, header, "{name}, {language}");
        }
    }
}

#[test]
fn the_first_run_ends_as_the_readmes_show() {
    let place = Place::new();
    let reports = root().join("fixtures/reports");
    let output = place.run(&["convert", reports.to_str().unwrap(), "--out", "out"]);
    assert_code(&output, 0);
    let items = place.text("out/items.csv");
    let rows: String = items
        .trim_start_matches('\u{feff}')
        .lines()
        .take(3)
        .flat_map(|line| [line, "\n"])
        .collect();
    let made = format!(
        "$ cargo run --release -- convert fixtures/reports --out out\n{}\n$ head -n 3 out/items.csv\n{rows}",
        said(&output)
    );
    for (name, _) in READMES {
        let text = document(name);
        let [(_, body)] = shown(&text, "output: convert")[..] else {
            panic!("{name}: one output is wanted")
        };
        if std::env::var_os("UPDATE").is_some() {
            let block = |body: &str| format!("```text\n{body}```");
            fs::write(root().join(name), text.replacen(&block(body), &block(&made), 1)).unwrap();
            continue;
        }
        assert!(
            body == made,
            "{name} is out of date: UPDATE=1 cargo test --test suite docs\n{made}"
        );
    }
}

#[test]
fn values_and_checks_that_the_documents_show_are_those_of_the_output() {
    for path in documents() {
        let text = document(path.to_str().unwrap());
        let place = place_of(&text);
        for (argument, body) in shown(&text, "part of") {
            let part: Value = serde_json::from_str(body).unwrap();
            let (input, words) = with_words(argument);
            let report = convert(&place, &[&[input], words.as_slice()].concat());
            assert!(
                says_somewhere(&report, &part),
                "{}: {body}\nnot in {report:#}",
                path.display()
            );
        }
        for (input, body) in shown(&text, "checks of") {
            let report = convert(&place, &[input]);
            let field = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
            let checks: Vec<Vec<String>> = report["checks"]
                .as_array()
                .unwrap()
                .iter()
                .map(|check| {
                    ["subject", "rule", "status", "printed", "computed"]
                        .map(|name| field(check, name))
                        .to_vec()
                })
                .collect();
            let told: Vec<Vec<&str>> = table(body).into_iter().map(|row| row[..5].to_vec()).collect();
            assert_eq!(told, checks, "{}: {input}", path.display());
        }
    }
}

#[test]
fn words_that_the_documents_add_find_the_rows_that_they_show() {
    let mut tried = 0;
    for path in documents() {
        let text = document(path.to_str().unwrap());
        let place = place_of(&text);
        for (argument, body) in shown(&text, "items of") {
            let (input, words) = with_words(argument);
            let without = convert(&place, &[input]);
            assert_eq!(without["items"], Value::Array(Vec::new()), "{}", path.display());
            let report = convert(&place, &[&[input], words.as_slice()].concat());
            let rows = report["items"].as_array().unwrap().iter().map(|item| {
                let departments = item["departments"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| &it["name"]);
                let grades = item["evaluations"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| &it["grade"]);
                let values: Vec<&str> = [&item["kind"], &item["name"]]
                    .into_iter()
                    .chain(departments)
                    .chain(grades)
                    .filter_map(Value::as_str)
                    .collect();
                values.join(" ")
            });
            let told: Vec<&str> = body.lines().filter(|line| !line.starts_with('$')).collect();
            assert_eq!(rows.collect::<Vec<_>>(), told, "{}", path.display());
            tried += 1;
        }
    }
    assert!(tried >= READMES.len());
}

#[test]
fn the_readmes_name_the_two_commands_that_do_everything() {
    for (name, _) in READMES {
        let text = document(name);
        for command in [
            "cargo run --release -- convert fixtures/reports --out out",
            "cargo test",
        ] {
            let line = |line: &str| line.trim_start() == command || line.starts_with(&format!("{command} "));
            assert!(text.lines().any(line), "{name}: {command}");
        }
    }
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    for path in documents() {
        let text = document(path.to_str().unwrap());
        let folder = root().join(path.parent().unwrap());
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap();
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            assert!(folder.join(file).exists(), "{}: {target}", path.display());
        }
    }
}

#[test]
fn the_vocabulary_guide_names_every_list() {
    let text = document("docs/vocabulary.md");
    let base: toml::Table = document("src/vocabulary/base.toml").parse().unwrap();
    for (part, lists) in base
        .iter()
        .filter_map(|(part, lists)| Some((part, lists.as_table()?)))
    {
        assert!(text.contains(&format!("`[{part}]`")), "[{part}]");
        // The keys of [money] are units.
        for list in lists.keys().filter(|_| part != "money") {
            assert!(text.contains(&format!("`{list}`")), "[{part}] {list}");
        }
    }
}
