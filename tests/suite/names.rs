use super::program::{Place, REPORT, assert_code, said};

#[test]
fn outputs_keep_the_folders_and_inputs_that_would_meet_get_theirs_in_front() {
    let place = Place::with(&["p/a.txt", "q/a.txt", "q/b/c.txt"]);
    assert_code(&place.run(&["convert", "p", "q", "--out", "out"]), 0);
    let documents = ["b/c.txt.json", "p/a.txt.json", "q/a.txt.json"];
    assert_eq!(place.documents("out"), documents);
    assert_code(&place.run(&["convert", "q", "p", "--out", "turned"]), 0);
    assert_eq!(place.documents("turned"), documents);
    assert_eq!(place.text("out/p/a.txt.json"), place.text("turned/p/a.txt.json"));
}

#[test]
fn the_same_input_named_twice_counts_once() {
    let place = Place::with(&["in/a.txt"]);
    assert_code(
        &place.run(&["convert", "in", "in/a.txt", "./in/../in/a.txt", "--out", "out"]),
        0,
    );
    assert_eq!(place.documents("out"), ["a.txt.json"]);
}

#[test]
fn an_input_called_datapackage_does_not_overwrite_the_data_package() {
    let place = Place::with(&["in/datapackage"]);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    assert_eq!(place.documents("out"), ["in/datapackage.json"]);
    assert!(place.json("out/datapackage.json").get("resources").is_some());
}

#[test]
fn names_that_differ_in_normalisation_only_are_different() {
    let place = Place::with(&["in/がん検診.txt", "in/か\u{3099}ん検診.txt"]);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    assert_eq!(place.documents("out").len(), place.files("in").len());
}

#[test]
fn standard_input_has_the_name_given() {
    let place = Place::new();
    let output = place.run_with_input(&["convert", "-", "--name", "x/報告.txt"], REPORT.as_bytes());
    assert_code(&output, 0);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["source"]["name"], "x/報告.txt");
    assert!(output.stdout.ends_with(b"}\n"));
    let arguments = ["convert", "-", "--name", "x/報告.txt", "--out", "out"];
    assert_code(&place.run_with_input(&arguments, REPORT.as_bytes()), 0);
    assert_eq!(place.documents("out"), ["x/報告.txt.json"]);
}

#[test]
fn inputs_may_come_as_a_list() {
    let place = Place::with(&["in/a.txt", "in/b b.txt", "in/c\nd.txt"]);
    place.write("list", "in/a.txt\r\n\nin/b b.txt\n");
    assert_code(
        &place.run(&["convert", "--files-from", "list", "--out", "out"]),
        0,
    );
    assert_eq!(place.documents("out"), ["a.txt.json", "b b.txt.json"]);
    let list = b"in/c\nd.txt\0in/a.txt\0";
    assert_code(
        &place.run_with_input(&["convert", "--files-from", "-", "--out", "out2"], list),
        0,
    );
    assert_eq!(place.documents("out2"), ["a.txt.json", "c\nd.txt.json"]);
}

#[test]
fn hidden_files_and_the_output_folder_itself_are_passed_over() {
    let place = Place::with(&["in/a.txt", "in/.hidden", "in/.git/x"]);
    for _ in 0..2 {
        assert_code(&place.run(&["convert", ".", "--out", "out"]), 0);
        assert_eq!(place.documents("out"), ["in/a.txt.json"]);
    }
    assert_code(&place.run(&["convert", "in/.hidden", "--out", "named"]), 0);
    assert_eq!(place.documents("named"), [".hidden.json"]);
}

#[cfg(unix)]
#[test]
fn circles_of_links_end_and_links_to_files_are_read() {
    let place = Place::with(&["in/a.txt"]);
    std::os::unix::fs::symlink("..", place.path("in/up")).unwrap();
    std::os::unix::fs::symlink("a.txt", place.path("in/link.txt")).unwrap();
    std::os::unix::fs::symlink("nowhere", place.path("in/broken")).unwrap();
    let output = place.run(&["convert", "in", "--out", "out"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("in/up: a link to a folder is not followed"));
    assert!(said(&output).contains("in/broken: not found"));
    assert_eq!(place.documents("out"), ["a.txt.json", "link.txt.json"]);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_survive() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let name = OsStr::from_bytes(b"in/\x8e\x96\x8b\xc6.txt");
    place.write(name, REPORT);
    place.write("in/%8E.txt", REPORT);
    assert_code(
        &place.run(&["convert", "in", "--out", "out", "--headers", "en"]),
        0,
    );
    assert!(
        place
            .path(OsStr::from_bytes(b"out/\x8e\x96\x8b\xc6.txt.json"))
            .exists()
    );
    let inputs: Vec<_> = place.lines().iter().map(|line| line["input"].clone()).collect();
    assert_eq!(inputs, ["in/%258E.txt", "in/%8E%96%8B%C6.txt"]);
    let documents = place.text("out/documents.csv");
    assert!(documents.contains("\r\n%8E%96%8B%C6.txt,"), "{documents}");
}
