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
fn missing_rights_are_told_with_the_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&["in/a.txt", "in/secret.txt", "in/closed/b.txt"]);
    let set = |name, mode| fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(place.path("read-only")).unwrap();
    fs::create_dir_all(place.path("out")).unwrap();
    for (name, mode) in [
        ("read-only", 0o555),
        ("out", 0o777),
        ("in/secret.txt", 0),
        ("in/closed", 0),
    ] {
        set(name, mode);
    }
    let Some(mut command) = place.command_without_privileges() else {
        eprintln!("skipped: root may do everything, and setpriv is not there to become somebody else");
        return;
    };
    let output = command
        .args(["convert", "in", "--out", "read-only/out"])
        .output()
        .unwrap();
    assert_code(&output, 1);
    assert!(
        said(&output).contains("no permission to write"),
        "{}",
        said(&output)
    );
    let mut command = place.command_without_privileges().unwrap();
    let output = command.args(["convert", "in", "--out", "out"]).output().unwrap();
    set("in/closed", 0o755);
    assert_code(&output, 1);
    let codes: Vec<_> = place.lines().iter().map(|line| line["code"].clone()).collect();
    assert_eq!(
        codes,
        [serde_json::Value::Null, "unreadable".into(), "unreadable".into()]
    );
    assert!(
        said(&output).contains("in/secret.txt: no permission to read it"),
        "{}",
        said(&output)
    );
}

#[cfg(unix)]
#[test]
fn a_name_cannot_command_the_terminal() {
    let place = Place::new();
    place.write("in/\u{1b}[2J\nforged.txt", "");
    let output = place.run(&["convert", "in", "--out", "out"]);
    assert_code(&output, 1);
    assert!(
        !said(&output).contains('\u{1b}') && !said(&output).contains("\nforged"),
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

/// A limit of the system on file sizes stands for a disk that runs full in the middle of a file.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_runs_full_leaves_no_half_written_file() {
    let place = Place::with(&["in/small.txt"]);
    let row = |number: usize| format!("健診事業{number}\t健康課\n");
    let rows: String = (0..5000).map(row).collect();
    place.write("in/large.txt", format!("{}{rows}", super::program::REPORT));
    let program = env!("CARGO_BIN_EXE_jigyo");
    let script = format!("trap '' XFSZ; ulimit -f 200; exec {program} convert in --out out");
    let mut command = std::process::Command::new("sh");
    let output = command
        .args(["-c", &script])
        .current_dir(place.path(""))
        .output()
        .unwrap();
    assert_code(&output, 1);
    let lines = place.lines();
    assert_eq!(lines[0]["code"], "disk-full", "{}", said(&output));
    assert_eq!(lines[1]["outcome"], "converted");
    assert!(!place.path("out/large.txt.json").exists());
    assert!(
        place.files("out").iter().all(|file| !file.ends_with(".tmp")),
        "{:?}",
        place.files("out")
    );
    // With room again the same command finishes.
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    assert_eq!(place.documents("out").len(), 2);
}

/// A real disk that is full, where the system lets the test make one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let place = Place::with(&["in/a.txt", "in/b.txt"]);
    fs::create_dir_all(place.path("out")).unwrap();
    let program = env!("CARGO_BIN_EXE_jigyo");
    let script = format!(
        "mount -t tmpfs -o size=64k none out || exit 77; head -c 60000 /dev/zero > out/other; \
         {program} convert in --out out; code=$?; ls -A out > after; exit $code"
    );
    let mut command = std::process::Command::new("unshare");
    command
        .args(["--mount", "sh", "-c", &script])
        .current_dir(place.path(""));
    let output = match command.output() {
        Ok(output) if !matches!(output.status.code(), Some(77)) && place.path("after").exists() => output,
        _ => {
            println!("skipped: no right to mount a small disk");
            return;
        }
    };
    assert_code(&output, 1);
    assert!(
        said(&output).contains("the disk is full: free some space"),
        "{}",
        said(&output)
    );
    let after = place.text("after");
    assert!(after.contains("other") && !after.contains(".tmp"), "{after}");
}
