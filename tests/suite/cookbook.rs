//! Every recipe of docs/cookbook.md is run, and gives what the page says.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::other_programs::{assert_ran, has, python_with, script};
use super::program::{Place, assert_code};

/// What stands behind a marker.
struct Step<'t> {
    kind: &'t str,
    argument: &'t str,
    body: &'t str,
}

/// The marked blocks of the page, in order.
fn steps(text: &str) -> Vec<Step<'_>> {
    let marked = text.split("<!-- ").skip(1);
    marked
        .map(|part| {
            let (marker, rest) = part.split_once(" -->").unwrap();
            let (kind, argument) = marker.split_once(": ").unwrap_or((marker, ""));
            let body = rest.split_once("```").unwrap().1.split_once('\n').unwrap().1;
            let body = body.split_once("```").unwrap().0;
            Step { kind, argument, body }
        })
        .collect()
}

/// What a program prints that gets `input` and runs in the place.
fn printed(place: &Place, program: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(place.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert_ran(&child.wait_with_output().unwrap())
}

/// What a recipe gives; `None` where a program is missing.
fn result(place: &Place, step: &Step<'_>) -> Option<String> {
    Some(match step.kind {
        "duckdb" => {
            let query = script("query.py");
            printed(
                place,
                &python_with("duckdb")?,
                &[query.to_str().unwrap()],
                step.body,
            )
        }
        "python" => printed(place, &python_with("pandas")?, &["-"], step.body),
        "jq" => {
            let jq = Path::new("jq");
            has(jq, &["--version"]).then(|| printed(place, Path::new("sh"), &["-e"], step.body))?
        }
        other => panic!("{other}: no such kind of recipe"),
    })
}

#[test]
fn every_recipe_gives_what_the_cookbook_says() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cookbook.md")).unwrap();
    let steps = steps(&text);
    let place = Place::new();
    for step in steps.iter().filter(|step| step.kind == "file") {
        place.write(step.argument, step.body);
    }
    let mut tried = 0;
    for (index, step) in steps.iter().enumerate() {
        match step.kind {
            "file" | "gives" => {}
            "sh" => {
                let words: Vec<&str> = step.body.split_whitespace().skip(1).collect();
                assert_code(&place.run(&words), 0);
            }
            "pivot of" => {
                pivots(&place, step);
                tried += 1;
            }
            _ => {
                let expected = &steps[index + 1];
                assert_eq!(expected.kind, "gives", "{}", step.body);
                if let Some(found) = result(&place, step) {
                    assert_eq!(found, expected.body, "{}", step.body);
                }
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 10);
}

/// The sums of a pivot table over a sheet of the workbook.
#[cfg(feature = "xlsx")]
fn pivots(place: &Place, step: &Step<'_>) {
    use calamine::{Reader, Xlsx, open_workbook};
    assert_eq!(
        step.argument,
        "items by municipality, departments sum budget_yen where countable"
    );
    let mut workbook: Xlsx<_> = open_workbook(place.path("out/jigyo.xlsx")).unwrap();
    let range = workbook.worksheet_range("items").unwrap();
    let mut rows = range.rows();
    let head: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for row in rows.filter(|row| row[column("countable")] == calamine::Data::Bool(true)) {
        let key = format!("{} {}", row[column("municipality")], row[column("departments")]);
        let calamine::Data::Float(yen) = row[column("budget_yen")] else {
            panic!("{row:?}")
        };
        *sums.entry(key).or_default() += yen;
    }
    let told: String = sums.iter().map(|(key, sum)| format!("{key} {sum}\n")).collect();
    assert_eq!(told, step.body);
}

#[cfg(not(feature = "xlsx"))]
fn pivots(_: &Place, _: &Step<'_>) {}
