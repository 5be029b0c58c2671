use super::program::{Place, REPORT, assert_code, code, said};

#[test]
fn all_converted_is_0_and_a_second_run_that_skips_all_is_0() {
    let place = Place::with(&["in/a.txt", "in/b/c.txt"]);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    assert_eq!(place.documents("out"), ["a.txt.json", "b/c.txt.json"]);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
}

#[test]
fn one_failed_input_is_1_and_the_others_are_converted() {
    let place = Place::with(&["in/a.txt"]);
    place.write("in/empty.txt", "");
    let output = place.run(&["convert", "in", "--out", "out"]);
    assert_code(&output, 1);
    assert!(
        said(&output).contains("in/empty.txt: the file is empty"),
        "{}",
        said(&output)
    );
    assert_eq!(place.documents("out"), ["a.txt.json"]);
    let lines = place.lines();
    assert_eq!(lines[1]["outcome"], "failed");
    assert_eq!(lines[1]["code"], "empty");
}

#[test]
fn a_missing_input_is_a_failed_one() {
    let place = Place::with(&["a.txt"]);
    let output = place.run(&["convert", "a.txt", "gone.txt", "--out", "out"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("gone.txt: not found"));
    assert_eq!(place.lines()[1]["code"], "unreadable");
    assert_code(&place.run(&["convert", "gone.txt"]), 1);
}

#[test]
fn wrong_usage_is_2_and_says_what_to_do() {
    let place = Place::with(&["in/a.txt", "in/b.txt"]);
    let cases: &[(&[&str], &str)] = &[
        (&["convert", "in/a.txt", "in/b.txt"], "--out"),
        (&["convert", "in"], "--out"),
        (&["convert", "in", "--out", "in"], "another folder"),
        (&["convert", "in/a.txt", "--format", "csv"], "--out"),
        (&["convert", "-", "--name", "../x"], "--name"),
        (&["convert", "in/a.txt", "--encoding", "klingon"], "EUC-JP"),
        (&["convert", "--files-from", "gone", "--out", "out"], "not found"),
        (&["convert", "in/a.txt", "--jobs", "0"], "--jobs"),
        (&["convert", "-", "--files-from", "-", "--out", "out"], "both"),
        (&["inspect", "in"], "one file"),
        (&["man", "nonsense"], "no command"),
        (&["convert"], "Usage"),
        (&["nonsense"], "Usage"),
        (&[], "Usage"),
    ];
    for (arguments, hint) in cases {
        let output = place.run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(hint), "{arguments:?}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_data() {
    let place = Place::new();
    for arguments in [["--help"], ["--version"], ["-V"]] {
        let output = place.run(&arguments);
        assert_code(&output, 0);
        assert!(!output.stdout.is_empty());
    }
    let version = String::from_utf8(place.run(&["--version"]).stdout).unwrap();
    let words: Vec<_> = version
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(words, ["jigyo", "schema", "dictionary", "vocabulary"]);
}

/// Sends SIGINT through the shell, which is there wherever this test runs.
#[cfg(unix)]
#[test]
fn an_interrupted_run_is_130_says_how_to_go_on_and_goes_on() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;

    let place = Place::with(&["in/a.txt", "in/b.txt", "in/c.txt"]);
    // Standard input that never ends holds the only worker at the first input.
    let mut child = place
        .command()
        .args(["convert", "-", "in", "--name", "0", "--out", "out", "--jobs", "1"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take();
    while !place.path("out/run.jsonl").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let interrupt = format!("kill -INT {}", child.id());
    let sent = std::process::Command::new("sh").args(["-c", &interrupt]).status();
    assert!(sent.unwrap().success());
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut words = String::new();
    while !words.contains("stopping") && stderr.read_line(&mut words).unwrap() > 0 {}
    drop(stdin);
    stderr.read_to_string(&mut words).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{words}");
    assert!(words.contains("same command again"), "{words}");
    assert!(place.path("out/run.csv").exists());
    assert!(
        !place.path("out/items.csv").exists(),
        "tables that do not cover all inputs were written"
    );
    let output = place.run_with_input(
        &["convert", "-", "in", "--name", "0", "--out", "out", "--jobs", "1"],
        REPORT.as_bytes(),
    );
    assert_code(&output, 0);
    assert_eq!(place.documents("out").len(), 4);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let place = Place::with(&["a.txt"]);
    let mut command = place.command();
    command
        .args(["schema"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 0);
    assert!(said(&output).is_empty(), "{}", said(&output));
}

#[test]
fn a_run_gives_up_after_the_failures_allowed_and_goes_on_when_told_again() {
    for (flags, failures) in [(&["--fail-fast"][..], 1), (&["--max-failures", "2"], 2)] {
        let place = Place::with(&["in/z.txt"]);
        for name in ["a", "b", "c"] {
            place.write(format!("in/{name}.txt"), "");
        }
        let arguments = [&["convert", "in", "--out", "out", "--jobs", "1"], flags].concat();
        let output = place.run(&arguments);
        assert_code(&output, 1);
        assert_eq!(place.lines().len(), failures);
        assert!(
            said(&output).contains(&format!("gave up after {failures}")),
            "{}",
            said(&output)
        );
        assert!(said(&output).contains("same command"), "{}", said(&output));
        assert!(place.documents("out").is_empty());
        assert!(
            !place.path("out/items.csv").exists(),
            "tables that do not cover all inputs were written"
        );
        for name in ["a", "b", "c"] {
            place.write(format!("in/{name}.txt"), REPORT);
        }
        assert_code(&place.run(&arguments), 0);
        assert_eq!(place.documents("out").len(), 4);
    }
}
