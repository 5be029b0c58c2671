use std::fs;

use serde_json::json;

use super::program::{Place, REPORT, assert_code, said};

const CONVERT: [&str; 4] = ["convert", "in", "--out", "out"];

#[test]
fn an_up_to_date_document_is_kept_and_the_tables_still_cover_it() {
    let place = Place::with(&["in/a.txt", "in/b.txt"]);
    assert_code(&place.run(&CONVERT), 0);
    let before = place.text("out/documents.csv");
    fs::remove_file(place.path("out/b.txt.json")).unwrap();
    assert_code(&place.run(&CONVERT), 0);
    let lines = place.lines();
    assert_eq!(lines[0]["outcome"], "skipped");
    assert_eq!(lines[0]["code"], "up-to-date");
    assert_eq!(lines[0]["output"], "a.txt.json");
    assert_eq!(lines[1]["outcome"], "converted");
    assert_eq!(place.text("out/documents.csv"), before);
}

#[test]
fn an_output_of_another_input_version_or_option_is_kept_unless_forced() {
    let place = Place::with(&["in/a.txt"]);
    let changes: [fn(&mut serde_json::Value); 4] = [
        |document| document["source"]["sha256"] = json!("0".repeat(64)),
        |document| document["program"]["version"] = json!("0.0.0"),
        |document| document["program"]["vocabulary"] = json!("another"),
        |document| document["program"]["dictionary"] = json!("another"),
    ];
    for change in changes {
        assert_code(&place.run(&["convert", "in", "--out", "out", "--force"]), 0);
        let fresh = place.text("out/a.txt.json");
        place.edit("out/a.txt.json", change);
        let edited = place.text("out/a.txt.json");
        let output = place.run(&CONVERT);
        assert_code(&output, 1);
        assert_eq!(place.lines()[0]["code"], "output-exists");
        assert_eq!(place.lines()[0]["output"], json!(null));
        assert!(said(&output).contains("--force"), "{}", said(&output));
        assert_eq!(place.text("out/a.txt.json"), edited, "an output was overwritten");
        assert_code(&place.run(&["convert", "in", "--out", "out", "--force"]), 0);
        assert_eq!(place.text("out/a.txt.json"), fresh);
    }
}

/// What becomes of a document that was made with the first flags when the second are given.
#[test]
fn options_that_a_document_depends_on_tell_whether_it_is_done() {
    let agrees: [(&str, &[&str], &[&str], bool); 22] = [
        ("a.txt", &[], &["--encoding", "UTF-8"], false),
        ("a.txt", &["--encoding", "UTF-8"], &[], false),
        ("a.txt", &["--encoding", "UTF-8"], &["--encoding", "utf8"], true),
        ("a.txt", &[], &["--max-nesting", "3"], false),
        // Nothing exceeded it.
        ("a.txt", &["--max-nesting", "3"], &[], true),
        // Of PDFs only.
        (
            "a.txt",
            &[],
            &[
                "--cross-check",
                "--ocr",
                "off",
                "--pages",
                "1",
                "--max-glyphs",
                "9",
            ],
            true,
        ),
        ("a.txt", &[], &["--user-dictionary", "words.csv"], false),
        (
            "a.txt",
            &["--user-dictionary", "words.csv"],
            &["--user-dictionary", "others.csv"],
            false,
        ),
        ("a.txt", &["--vocabulary", "words.toml"], &[], false),
        ("a.pdf", &[], &["--pages", "1"], false),
        ("a.pdf", &["--pages", "1"], &[], false),
        ("a.pdf", &["--pages", "1"], &["--pages", "1-2"], false),
        ("a.pdf", &["--pages", "1,3-"], &["--pages", "1-1,3-"], true),
        ("a.pdf", &[], &["--cross-check"], false),
        ("a.pdf", &["--cross-check"], &[], false),
        ("a.pdf", &["--cross-check"], &["--cross-check"], true),
        // Its own text could be used.
        ("a.pdf", &["--ocr", "off"], &[], true),
        ("a.pdf", &[], &["--ocr", "off"], true),
        ("a.pdf", &["--max-glyphs", "20"], &["--max-glyphs", "20"], true),
        // Pages were left out for it.
        ("a.pdf", &["--max-glyphs", "20"], &[], false),
        ("a.pdf", &[], &["--max-glyphs", "100K"], true),
        // What only decides whether there is a document.
        (
            "a.pdf",
            &[],
            &[
                "--max-bytes",
                "1M",
                "--max-pages",
                "9",
                "--max-cells",
                "1M",
                "--max-output-bytes",
                "1M",
            ],
            true,
        ),
    ];
    let pdf = super::fixture::folder().join("pdf/over-pages--continues.pdf");
    for (index, (name, then, now, same)) in agrees.into_iter().enumerate() {
        let place = Place::with(&["a.txt"]);
        fs::copy(&pdf, place.path("a.pdf")).unwrap();
        place.write(
            "words.csv",
            "会計年度任用職員,名詞,カイケイネンドニンヨウショクイン\n",
        );
        place.write("others.csv", "会計年度,名詞,カイケイネンド\n");
        place.write("words.toml", "[labels]\nnumber = [\"試験番号\"]\n");
        let convert = |flags: &[&str]| place.run(&[&["convert", name, "--out", "out"], flags].concat());
        convert(then);
        let document = fs::read(place.path(format!("out/{name}.json")));
        let document = document.unwrap_or_else(|error| panic!("{then:?}: {error}"));
        let said = said(&convert(now));
        let expected = if same { "up-to-date" } else { "output-exists" };
        assert_eq!(
            place.lines()[0]["code"],
            expected,
            "{index}: {then:?}, {now:?}: {said}"
        );
        assert_eq!(
            fs::read(place.path(format!("out/{name}.json"))).unwrap(),
            document
        );
    }
}

#[test]
fn what_was_left_unread_for_want_of_tesseract_is_read_when_it_is_there() {
    if !super::tools::tesseract() {
        return;
    }
    let place = Place::with(&["in/a.txt"]);
    let scan = super::fixture::folder().join("ocr/scan.pdf");
    fs::copy(scan, place.path("in/scan.pdf")).unwrap();
    let without = place
        .command()
        .args(CONVERT)
        .env("PATH", place.path("bin"))
        .output()
        .unwrap();
    assert_code(&without, 1);
    assert_eq!(place.lines()[1]["outcome"], "partial");
    // As long as it is not there, nothing is to be done.
    let without = place
        .command()
        .args(CONVERT)
        .env("PATH", place.path("bin"))
        .output()
        .unwrap();
    assert_code(&without, 0);
    assert_code(&place.run(&CONVERT), 0);
    let outcomes: Vec<_> = place.lines().iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["skipped", "converted"]);
    assert_eq!(place.json("out/scan.pdf.json")["unread_pages"], json!([]));
}

#[test]
fn a_document_says_what_was_chosen_about_reading_it() {
    let place = Place::new();
    let pdf = super::fixture::folder().join("pdf/over-pages--continues.pdf");
    fs::copy(pdf, place.path("a.pdf")).unwrap();
    let options = |flags: &[&str]| {
        let output = place.run(&[&["convert", "a.pdf"], flags].concat());
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        document["program"].get("options").cloned()
    };
    assert_eq!(options(&[]), None);
    assert_eq!(
        options(&["--pages", "2-", "--cross-check"]),
        Some(json!({"pages": "2-", "cross_check": true}))
    );
}

#[test]
fn a_changed_input_and_a_foreign_file_in_the_way_are_not_overwritten() {
    let place = Place::with(&["in/a.txt"]);
    place.write("out/a.txt.json", "mine");
    assert_code(&place.run(&CONVERT), 1);
    assert_eq!(place.text("out/a.txt.json"), "mine");
    fs::remove_file(place.path("out/a.txt.json")).unwrap();
    assert_code(&place.run(&CONVERT), 0);
    place.write("in/a.txt", format!("{REPORT}more"));
    assert_code(&place.run(&CONVERT), 1);
    assert_eq!(place.lines()[0]["code"], "output-exists");
}

#[test]
fn what_a_killed_run_left_half_written_is_gone_after_the_next() {
    use sha2::{Digest, Sha256};
    let place = Place::with(&["in/a.txt"]);
    assert_code(&place.run(&CONVERT), 0);
    let whole = place.files("out");
    // A run takes the stamp away before it makes tables.
    for file in ["a.txt.json", ".jigyo-tables"] {
        fs::remove_file(place.path("out").join(file)).unwrap();
    }
    for name in ["a.txt.json", "items.csv"] {
        let digest = Sha256::digest(name);
        let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        place.write(format!("out/.jigyo-{hex}.tmp"), "half");
    }
    assert_code(&place.run(&CONVERT), 0);
    assert_eq!(place.files("out"), whole);
    assert!(!place.text("out/items.csv").contains("half"));
}

#[test]
fn tables_are_made_again_only_when_what_they_are_made_of_or_they_themselves_changed() {
    let place = Place::with(&["in/a.txt", "in/b.txt"]);
    let run = |flags: &[&str]| {
        assert_code(&place.run(&[&CONVERT, flags].concat()), 0);
        place
            .path("out/items.csv")
            .metadata()
            .unwrap()
            .modified()
            .unwrap()
    };
    let made = run(&[]);
    let rows = place.text("out/items.csv");
    assert_eq!(run(&[]), made, "nothing has changed");
    // Somebody saved it from a spreadsheet.
    place.write("out/items.csv", &rows[..rows.len() - 1]);
    run(&[]);
    assert_eq!(place.text("out/items.csv"), rows);
    fs::remove_file(place.path("out/checks.csv")).unwrap();
    run(&[]);
    assert!(place.path("out/checks.csv").exists());
    run(&["--headers", "en"]);
    assert_ne!(place.text("out/items.csv"), rows);
    run(&[]);
    assert_eq!(place.text("out/items.csv"), rows);
    // One input less is one document less in the tables.
    fs::remove_file(place.path("in/b.txt")).unwrap();
    run(&[]);
    assert!(!place.text("out/documents.csv").contains("b.txt"));
    let made = run(&[]);
    assert_eq!(run(&[]), made);
    assert!(run(&["--force"]) > made);
}

/// Kills the run once its report has so many lines, then goes on; the tables are those of an unbroken run.
#[test]
fn a_run_killed_again_and_again_leaves_the_same_bytes() {
    let names: Vec<String> = (0..150)
        .map(|number| format!("in/{}/{number}.txt", number % 3))
        .collect();
    let place = Place::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_code(&place.run(&["convert", "in", "--out", "unbroken"]), 0);
    for lines in [1, 20, 60, 100, 149] {
        let mut command = place.command();
        command.args(CONVERT).arg("--quiet");
        let mut child = command.spawn().unwrap();
        let written = || fs::read(place.path("out/run.jsonl")).unwrap_or_default();
        let count = || written().iter().filter(|&&byte| byte == b'\n').count();
        while count() < lines && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // It may just have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert_code(&place.run(&CONVERT), 0);
    assert_eq!(place.lines().len(), names.len());
    let files = place.files("unbroken");
    assert_eq!(files, place.files("out"));
    for file in files.iter().filter(|file| !file.starts_with("run.")) {
        assert_eq!(
            place.text(&format!("unbroken/{file}")),
            place.text(&format!("out/{file}")),
            "{file}"
        );
    }
}

#[test]
fn one_worker_and_four_write_the_same_bytes() {
    let names: Vec<String> = (0..40)
        .map(|number| format!("in/{}/{number}.txt", number % 3))
        .collect();
    let place = Place::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let formats = "json,csv,jsonl";
    for (jobs, out) in [("1", "one"), ("4", "four")] {
        assert_code(
            &place.run(&["convert", "in", "--out", out, "--jobs", jobs, "--format", formats]),
            0,
        );
    }
    let files = place.files("one");
    assert_eq!(files, place.files("four"));
    assert!(files.contains(&"documents.jsonl".to_owned()));
    for file in files.iter().filter(|file| !file.starts_with("run.")) {
        assert_eq!(
            place.text(&format!("one/{file}")),
            place.text(&format!("four/{file}")),
            "{file}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_second_run_in_the_same_folder_is_turned_away() {
    let place = Place::with(&["in/a.txt"]);
    assert_code(&place.run(&CONVERT), 0);
    let file = fs::OpenOptions::new()
        .write(true)
        .open(place.path("out/run.jsonl"))
        .unwrap();
    file.lock().unwrap();
    let output = place.run(&CONVERT);
    assert_code(&output, 1);
    assert!(said(&output).contains("another run"), "{}", said(&output));
}

/// Kills the run, with its workers, at many moments of its life, each time in a new folder, and goes on.
#[cfg(unix)]
#[test]
fn a_run_killed_at_any_moment_and_begun_again_leaves_the_bytes_of_an_unbroken_one() {
    let names: Vec<String> = (0..12)
        .map(|number| format!("in/{}/{number}.txt", number % 3))
        .collect();
    let place = Place::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for name in [
        "form--cells.pdf",
        "over-pages--continues.pdf",
        "unruled--columns.pdf",
    ] {
        let bytes = fs::read(super::fixture::folder().join("pdf").join(name)).unwrap();
        place.write(format!("in/{name}"), bytes);
    }
    let convert = |out: &str| {
        let mut command = place.command();
        command.args([
            "convert",
            "in",
            "--quiet",
            "--format",
            "json,csv,jsonl",
            "--out",
            out,
        ]);
        command
    };
    let start = std::time::Instant::now();
    assert_code(&convert("unbroken").output().unwrap(), 0);
    let whole = start.elapsed();
    let files = place.files("unbroken");
    for moment in 0..20_u32 {
        let out = format!("out-{moment}");
        let mut child = convert(&out).spawn().unwrap();
        // From the first to the last, but never twice the same share of the whole.
        std::thread::sleep(whole * (moment * 7 % 20) / 20);
        let _ = child.kill();
        child.wait().unwrap();
        assert_code(&convert(&out).output().unwrap(), 0);
        assert_eq!(place.files(&out), files, "moment {moment}");
        for file in files.iter().filter(|file| !file.starts_with("run.")) {
            let (unbroken, resumed) = (format!("unbroken/{file}"), format!("{out}/{file}"));
            assert_eq!(
                place.text(&unbroken),
                place.text(&resumed),
                "moment {moment}: {file}"
            );
        }
    }
}
