use super::program::{Place, REPORT, assert_code, said};

#[test]
fn everything_written_validates() {
    let place = Place::with(&["in/a.txt", "in/b/c.txt"]);
    place.write("in/empty.txt", "");
    place.run(&["convert", "in", "--out", "out", "--format", "json,csv,jsonl"]);
    let files = [
        "out/a.txt.json",
        "out/b/c.txt.json",
        "out/documents.jsonl",
        "out/run.jsonl",
        "out/datapackage.json",
    ];
    let output = place.run(&[&["validate"], files.as_slice()].concat());
    assert_code(&output, 0);
}

#[test]
fn the_shipped_reports_give_documents_that_validate() {
    let place = Place::new();
    let reports = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports");
    assert_code(&place.run(&["convert", reports, "--out", "out"]), 0);
    let documents = place.documents("out");
    assert!(!documents.is_empty());
    let paths: Vec<String> = documents.iter().map(|name| format!("out/{name}")).collect();
    let mut arguments = vec!["validate"];
    arguments.extend(paths.iter().map(String::as_str));
    assert_code(&place.run(&arguments), 0);
}

#[test]
fn a_fault_is_told_with_file_line_and_place_in_the_json() {
    let place = Place::with(&["in/a.txt"]);
    place.run(&["convert", "in", "--out", "out", "--format", "json,jsonl"]);
    place.edit("out/a.txt.json", |document| {
        document["source"]["bytes"] = "many".into()
    });
    let output = place.run(&["validate", "out/a.txt.json"]);
    assert_code(&output, 1);
    assert!(
        said(&output).contains("out/a.txt.json: /source/bytes: "),
        "{}",
        said(&output)
    );
    place.write(
        "run.jsonl",
        format!("{}{{\"outcome\":1}}\n", place.text("out/run.jsonl")),
    );
    let output = place.run(&["validate", "run.jsonl"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("run.jsonl:2: "), "{}", said(&output));
    place.write("broken.json", "{");
    let output = place.run(&["validate", "broken.json", "gone.json"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("broken.json: not JSON"));
    assert!(said(&output).contains("gone.json: not found"));
}

#[test]
fn inspect_prints_text_and_json() {
    let place = Place::with(&["a.txt"]);
    assert_code(&place.run(&["inspect", "a.txt"]), 0);
    let output = place.run_with_input(&["inspect", "-", "--name", "x", "--json"], REPORT.as_bytes());
    assert_code(&output, 0);
    let inspection: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(inspection["name"], "x");
}

#[test]
fn manual_and_completions_name_every_command() {
    let place = Place::new();
    for arguments in [
        ["man"].as_slice(),
        &["completions", "bash"],
        &["completions", "fish"],
    ] {
        let output = place.run(arguments);
        assert_code(&output, 0);
        let text = String::from_utf8(output.stdout).unwrap();
        for command in ["convert", "inspect", "schema", "validate"] {
            assert!(text.contains(command), "{arguments:?} {command}");
        }
    }
    let page = String::from_utf8(place.run(&["man", "convert"]).stdout).unwrap();
    assert!(page.contains("\\-\\-out"), "{page}");
}

#[test]
fn a_plain_summary_ends_a_run_and_quiet_leaves_it_out() {
    let place = Place::with(&["in/a.txt"]);
    let words = said(&place.run(&["convert", "in", "--out", "out"]));
    for part in [
        "1 file: 1 converted",
        "rows",
        "checks: ",
        "undecidable",
        "unread characters",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert_eq!(
        said(&place.run(&["convert", "in", "--out", "out", "--quiet"])),
        ""
    );
}
