use std::fs;

use super::program::{Place, assert_code, said};

#[test]
fn an_output_folder_that_cannot_be_made_is_told_with_the_way_out() {
    let place = Place::with(&["in/a.txt"]);
    place.write("file", "");
    let output = place.run(&["convert", "in", "--out", "file/out"]);
    assert_code(&output, 1);
    assert!(
        said(&output).contains("file/out") && said(&output).contains("--out"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_folder_in_the_place_of_a_document_fails_that_input_only() {
    let place = Place::with(&["in/a.txt", "in/b.txt"]);
    fs::create_dir_all(place.path("out/a.txt.json")).unwrap();
    let output = place.run(&["convert", "in", "--out", "out", "--force"]);
    assert_code(&output, 1);
    assert_eq!(place.lines()[0]["code"], "output");
    assert_eq!(place.lines()[1]["outcome"], "converted");
    assert!(place.files("out").iter().all(|file| !file.ends_with(".tmp")));
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_leads_nowhere_else() {
    let place = Place::with(&["in/sub/a.txt"]);
    fs::create_dir_all(place.path("out")).unwrap();
    fs::create_dir_all(place.path("elsewhere")).unwrap();
    place.write("precious", "precious");
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("out/sub")).unwrap();
    std::os::unix::fs::symlink(place.path("precious"), place.path("out/run.jsonl")).unwrap();
    assert_code(&place.run(&["convert", "in", "--out", "out", "--force"]), 1);
    assert!(place.files("elsewhere").is_empty());
    assert_eq!(place.text("precious"), "precious");
}

#[cfg(unix)]
#[test]
fn a_read_only_output_folder_is_told_with_the_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&["in/a.txt"]);
    fs::create_dir_all(place.path("out")).unwrap();
    fs::set_permissions(place.path("out"), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(place.path("out/probe"), "").is_ok() {
        eprintln!("skipped: root may write into read-only folders");
        return;
    }
    let output = place.run(&["convert", "in", "--out", "out"]);
    assert_code(&output, 1);
    assert!(
        said(&output).contains("no permission to write"),
        "{}",
        said(&output)
    );
}

/// `/dev/full` is a disk that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_on_standard_output_is_told() {
    let place = Place::with(&["a.txt"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place
        .command()
        .args(["convert", "a.txt"])
        .stdout(full)
        .output()
        .unwrap();
    assert_code(&output, 1);
    assert!(said(&output).contains("standard output"), "{}", said(&output));
}

#[test]
fn an_input_over_the_limit_fails_with_the_flag_that_raises_it() {
    let place = Place::with(&["in/a.txt"]);
    let output = place.run(&["convert", "in", "--out", "out", "--max-bytes", "10"]);
    assert_code(&output, 1);
    assert_eq!(place.lines()[0]["code"], "limit");
    assert!(said(&output).contains("--max-bytes"));
}
