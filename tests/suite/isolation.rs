//! Nothing that a file contains, and nothing that happens to a worker process, takes down a run.

use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::fixture::folder;
use super::program::{Place, REPORT, assert_code, said};

/// Worker processes of a run.
fn workers(run: u32) -> Vec<u32> {
    let parent = |pid: u32| -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name of the program, in brackets, may hold blanks.
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let state = fields.next()?;
        fields.next()?.parse().ok().filter(|_| state != "Z")
    };
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|&pid| parent(pid) == Some(run))
        .collect()
}

/// Whether a worker has used more of the processor than its start takes.
fn is_at_work(worker: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
    let (_, rest) = stat.rsplit_once(')').unwrap_or_default();
    // In hundredths of a second.
    let used = rest
        .split_whitespace()
        .nth(11)
        .and_then(|ticks| ticks.parse::<u64>().ok());
    used.is_some_and(|ticks| ticks >= 20)
}

#[track_caller]
fn signal(name: &str, pid: u32) {
    let status = Command::new("sh")
        .args(["-c", &format!("kill -{name} {pid}")])
        .status();
    assert!(status.unwrap().success(), "kill -{name} {pid}");
}

/// Waits until `found` finds something; fails after a minute.
#[track_caller]
fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{what} did not come");
        thread::sleep(Duration::from_millis(5));
    }
}

fn start(place: &Place, arguments: &[&str]) -> Child {
    let mut command = place.command();
    command.args(arguments).stderr(Stdio::piped()).spawn().unwrap()
}

fn ends(place: &Place) -> Vec<(String, String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let end = |line: &Value| (word(&line["input"]), word(&line["outcome"]), word(&line["code"]));
    place.lines().iter().map(end).collect()
}

fn end(input: &str, outcome: &str, code: &str) -> (String, String, String) {
    (input.into(), outcome.into(), code.into())
}

fn hostile(name: &str) -> Vec<u8> {
    fs::read(folder().join("hostile").join(name)).unwrap()
}

/// A report that takes a while.
fn long_report() -> String {
    let row = |number: usize| format!("健診事業{number}\t健康課\n");
    format!("{REPORT}{}", (0..30_000).map(row).collect::<String>())
}

/// A run that is held at its second input, a pipe, while its worker has nothing to do.
struct Held {
    place: Place,
    run: Child,
}

const HELD: [&str; 6] = ["convert", "a.txt", "pipe", "z.txt", "--out", "out"];

impl Held {
    fn new(more: &[&str]) -> Self {
        let place = Place::with(&["a.txt", "z.txt"]);
        let made = Command::new("mkfifo").arg(place.path("pipe")).status();
        assert!(made.unwrap().success());
        let arguments = [&HELD, more, &["--jobs", "1"]].concat();
        let run = start(&place, &arguments);
        wait_for("the first input", || {
            let written = fs::read_to_string(place.path("out/run.jsonl")).ok()?;
            (written.lines().count() == 1).then_some(())
        });
        Held { place, run }
    }

    fn worker(&self) -> u32 {
        workers(self.run.id())[0]
    }

    /// Lets the run go on with `text` as its second input.
    fn let_go(self, text: &str) -> Place {
        let mut pipe = fs::OpenOptions::new()
            .write(true)
            .open(self.place.path("pipe"))
            .unwrap();
        pipe.write_all(text.as_bytes()).unwrap();
        drop(pipe);
        self.run.wait_with_output().unwrap();
        self.place
    }
}

#[test]
fn a_worker_that_hangs_is_replaced_and_its_input_ends_in_time() {
    let held = Held::new(&["--timeout", "1"]);
    let hung = held.worker();
    signal("STOP", hung);
    let place = held.let_go(REPORT);
    let expected = [
        end("a.txt", "converted", ""),
        end("pipe", "failed", "timeout"),
        end("z.txt", "converted", ""),
    ];
    assert_eq!(ends(&place), expected);
    let line = &place.lines()[1];
    assert!(line["message"].as_str().unwrap().contains("--timeout"), "{line}");
    assert!(line["seconds"].as_f64().unwrap() < 10.0, "{line}");
    assert!(
        fs::metadata(format!("/proc/{hung}")).is_err(),
        "the hung worker lives on"
    );
}

#[test]
fn a_second_interrupt_ends_the_run_at_once() {
    let mut held = Held::new(&[]);
    let worker = held.worker();
    let mut words = std::io::BufReader::new(held.run.stderr.take().unwrap());
    signal("INT", held.run.id());
    let mut said = String::new();
    while !said.contains("once more: stop at once") {
        said.clear();
        assert!(words.read_line(&mut said).unwrap() > 0, "the first was not heard");
    }
    assert!(
        held.run.try_wait().unwrap().is_none(),
        "the input in hand is not finished"
    );
    signal("INT", held.run.id());
    assert_eq!(held.run.wait().unwrap().code(), Some(130));
    wait_for("the end of the worker", || {
        fs::metadata(format!("/proc/{worker}")).is_err().then_some(())
    });
}

#[test]
fn a_small_text_alone_needs_no_worker_and_a_pdf_does() {
    let place = Place::with(&["a.txt"]);
    // In which no worker can start.
    let little = ["--memory-limit", "1M"];
    assert_code(&place.run(&[&["convert", "a.txt"], &little[..]].concat()), 0);
    place.write("a.pdf", fs::read(folder().join("pdf/form--cells.pdf")).unwrap());
    let output = place.run(&[&["convert", "a.pdf"], &little[..]].concat());
    assert_code(&output, 1);
    assert!(said(&output).contains("no worker process"), "{}", said(&output));
}

#[test]
fn a_worker_killed_between_two_inputs_is_replaced_without_a_trace() {
    let held = Held::new(&[]);
    signal("KILL", held.worker());
    let place = held.let_go(REPORT);
    assert!(
        ends(&place).iter().all(|(_, outcome, _)| outcome == "converted"),
        "{:?}",
        ends(&place)
    );
}

#[test]
fn a_worker_killed_at_its_first_input_fails_that_input_only() {
    let place = Place::with(&["in/z.txt"]);
    place.write("in/long.txt", long_report());
    let run = start(&place, &["convert", "in", "--out", "out", "--jobs", "1"]);
    let worker = wait_for("the worker", || {
        workers(run.id()).pop().filter(|&worker| is_at_work(worker))
    });
    signal("KILL", worker);
    let output = run.wait_with_output().unwrap();
    assert_code(&output, 1);
    let expected = [
        end("in/long.txt", "failed", "crashed"),
        end("in/z.txt", "converted", ""),
    ];
    assert_eq!(ends(&place), expected);
    assert!(said(&output).contains("signal 9"), "{}", said(&output));
}

#[test]
fn workers_end_with_the_run_even_in_the_middle_of_their_work() {
    let place = Place::new();
    place.write("in/long.txt", long_report());
    let mut run = start(&place, &["convert", "in", "--out", "out", "--jobs", "1"]);
    let worker = wait_for("the worker", || {
        workers(run.id()).pop().filter(|&worker| is_at_work(worker))
    });
    run.kill().unwrap();
    run.wait().unwrap();
    wait_for("the end of the worker", || {
        fs::metadata(format!("/proc/{worker}")).is_err().then_some(())
    });
}

#[test]
fn workers_see_nothing_that_was_open_in_the_program_that_started_the_run() {
    let place = Place::new();
    place.write("in/long.txt", long_report());
    place.write("secret", "secret");
    let program = env!("CARGO_BIN_EXE_jigyo");
    let script = format!("exec 9<secret; exec {program} convert in --out out --jobs 1");
    let mut command = Command::new("sh");
    command
        .args(["-c", &script])
        .current_dir(place.path(""))
        .stdin(Stdio::null());
    let run = command.stderr(Stdio::piped()).spawn().unwrap();
    let worker = wait_for("the worker", || {
        workers(run.id()).pop().filter(|&worker| is_at_work(worker))
    });
    let open: Vec<PathBuf> = fs::read_dir(format!("/proc/{worker}/fd"))
        .unwrap()
        .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
        .collect();
    assert_code(&run.wait_with_output().unwrap(), 0);
    assert!(!open.is_empty());
    assert!(!open.iter().any(|target| target.ends_with("secret")), "{open:?}");
}

#[test]
fn an_allocation_bomb_ends_at_the_memory_limit_and_the_run_goes_on() {
    let place = Place::with(&["in/a.txt", "in/z.txt"]);
    place.write("in/bomb.pdf", hostile("memory-bomb.pdf"));
    let output = place.run(&[
        "convert",
        "in",
        "--out",
        "out",
        "--memory-limit",
        "400M",
        "--max-unpacked-bytes",
        "100G",
    ]);
    assert_code(&output, 1);
    let expected = [
        end("in/a.txt", "converted", ""),
        end("in/bomb.pdf", "failed", "memory-limit"),
        end("in/z.txt", "converted", ""),
    ];
    assert_eq!(ends(&place), expected);
    assert!(said(&output).contains("--memory-limit"), "{}", said(&output));
    assert!(place.lines()[0]["peak_memory_bytes"].as_u64().unwrap() < 400 << 20);
    // The same for a single file to standard output.
    let output = place.run(&[
        "convert",
        "in/bomb.pdf",
        "--memory-limit",
        "400M",
        "--max-unpacked-bytes",
        "100G",
    ]);
    assert_code(&output, 1);
    assert!(
        output.stdout.is_empty() && said(&output).contains("memory-limit"),
        "{}",
        said(&output)
    );
}

#[test]
fn inspecting_a_bomb_ends_as_well() {
    let place = Place::new();
    place.write("bomb.pdf", hostile("memory-bomb.pdf"));
    let output = place.run(&[
        "inspect",
        "bomb.pdf",
        "--memory-limit",
        "400M",
        "--max-unpacked-bytes",
        "100G",
    ]);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(
        said(&output).contains("memory allocation of"),
        "{}",
        said(&output)
    );
    let output = place.run(&[
        "inspect",
        "bomb.pdf",
        "--timeout",
        "1",
        "--memory-limit",
        "0",
        "--max-unpacked-bytes",
        "100G",
    ]);
    assert_code(&output, 1);
    assert!(said(&output).contains("bomb.pdf: timeout"), "{}", said(&output));
}

#[test]
fn each_hostile_file_has_one_outcome() {
    let place = Place::new();
    let names = ["self-form.pdf", "deep-array.pdf", "circular-pages.pdf"];
    names
        .iter()
        .for_each(|name| place.write(format!("in/{name}"), hostile(name)));
    place.write(
        "in/deep.html",
        format!("<html>{}x", "<table><tr><td>".repeat(20_000)),
    );
    place.write("in/quotes.md", "> ".repeat(100_000));
    let output = place.run(&["convert", "in", "--out", "out", "--timeout", "30"]);
    let ends = ends(&place);
    assert_eq!(ends.len(), 5, "{}", said(&output));
    for (input, _, code) in &ends {
        assert!(matches!(code.as_str(), "" | "damaged"), "{input}: {code}");
    }
}

#[test]
fn a_worker_that_cannot_start_is_told_as_such() {
    let place = Place::with(&["in/a.txt"]);
    let output = place.run(&["convert", "in", "--out", "out", "--memory-limit", "1M"]);
    assert_code(&output, 1);
    assert_eq!(ends(&place), [end("in/a.txt", "failed", "worker")]);
}

#[test]
fn inputs_that_vanish_or_change_during_the_run_are_read_as_they_are_then() {
    let place = Place::with(&["a.txt", "b.txt", "c.txt"]);
    let made = Command::new("mkfifo").arg(place.path("a")).status();
    assert!(made.unwrap().success());
    let run = start(
        &place,
        &["convert", "a", "b.txt", "c.txt", "--out", "out", "--jobs", "1"],
    );
    // The run has found its inputs and waits for the pipe.
    let mut pipe = fs::OpenOptions::new().write(true).open(place.path("a")).unwrap();
    fs::remove_file(place.path("b.txt")).unwrap();
    place.write("c.txt", format!("{REPORT}\nchanged\n"));
    pipe.write_all(REPORT.as_bytes()).unwrap();
    drop(pipe);
    assert_code(&run.wait_with_output().unwrap(), 1);
    let expected = [
        end("a", "converted", ""),
        end("b.txt", "failed", "unreadable"),
        end("c.txt", "converted", ""),
    ];
    assert_eq!(ends(&place), expected);
    let document = place.json("out/c.txt.json");
    assert_eq!(
        document["source"]["bytes"],
        fs::read(place.path("c.txt")).unwrap().len()
    );
    assert_eq!(place.lines()[2]["sha256"], document["source"]["sha256"]);
}

/// A program called tesseract that does `first` and then takes its time: the folder that holds it, to be put on the
/// search path. It notes its number and where temporary files go.
fn slow_tesseract(place: &Place, first: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let script = format!(
        "#!/bin/sh\ncase $1 in --version) echo tesseract 5.0;; --list-langs) echo jpn;; *) cd '{}'; echo half > \
         \"$TMPDIR/half\"; echo $$ \"$TMPDIR\" > begun.new; mv begun.new begun; {first}; exec sleep 1000;; esac\n",
        place.path("").display()
    );
    place.write("bin/tesseract", script);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.path("bin/tesseract"), mode).unwrap();
    place.path("bin")
}

/// What a slow recognition left: its process and its folder.
fn recognition(place: &Place) -> Option<(u32, PathBuf)> {
    let begun = fs::read_to_string(place.path("begun")).ok()?;
    let (process, folder) = begun.trim_end().split_once(' ')?;
    Some((process.parse().ok()?, PathBuf::from(folder)))
}

/// Waits until nothing of a recognition is left: its process may be waited for by nobody that this test knows.
#[track_caller]
fn assert_gone(process: u32, folder: &Path) {
    let dead = || {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.is_empty() || stat.contains(") Z ")
    };
    wait_for("the end of the recognition", || {
        (dead() && !folder.exists()).then_some(())
    });
}

#[test]
fn what_a_worker_started_ends_with_it_and_leaves_no_files() {
    use jigyo::worker::{Pool, WorkerCommand, WorkerSettings};
    let place = Place::new();
    let path = format!(
        "PATH={}:/usr/bin:/bin",
        slow_tesseract(&place, "kill -9 $PPID").display()
    );
    let settings = WorkerSettings {
        ..WorkerSettings::new(WorkerCommand {
            program: "env".into(),
            arguments: vec![path.into(), env!("CARGO_BIN_EXE_jigyo").into(), "worker".into()],
        })
    };
    let workers = Pool::new(settings, &jigyo::Config::default());
    let scan = fs::read(folder().join("ocr/scan.pdf")).unwrap();
    let result = workers.convert("scan.pdf", &scan.into(), &jigyo::ReadOptions::default());
    let reason = "its worker process ended with signal 9".into();
    assert_eq!(result, Err(jigyo::Failure::Crashed { reason }));
    let (process, folder) = recognition(&place).expect("the recognition has begun");
    assert_gone(process, &folder);
}

#[test]
fn what_workers_started_ends_with_a_run_that_is_killed_and_leaves_no_files() {
    let place = Place::new();
    place.write("in/scan.pdf", fs::read(folder().join("ocr/scan.pdf")).unwrap());
    let path = format!("{}:/usr/bin:/bin", slow_tesseract(&place, ":").display());
    let mut command = place.command();
    command
        .args(["convert", "in", "--out", "out", "--quiet"])
        .env("PATH", path);
    let mut run = command.spawn().unwrap();
    let (process, folder) = wait_for("the recognition", || recognition(&place));
    assert!(folder.exists());
    run.kill().unwrap();
    run.wait().unwrap();
    assert_gone(process, &folder);
}

#[test]
fn the_memory_of_inputs_without_a_document_is_told_where_it_is_known() {
    let place = Place::new();
    place.write("in/bomb.pdf", hostile("memory-bomb.pdf"));
    place.write("in/cut.pdf", "%PDF-1.7\n");
    place.run(&[
        "convert",
        "in",
        "--out",
        "out",
        "--timeout",
        "1",
        "--memory-limit",
        "0",
        "--max-unpacked-bytes",
        "100G",
    ]);
    for (line, code) in place.lines().iter().zip(["timeout", "damaged"]) {
        assert_eq!(line["code"], code, "{line}");
        assert!(line["peak_memory_bytes"].as_u64().unwrap() > 10 << 20, "{line}");
    }
}

/// Everything that is there, together: one outcome each, within memory and time.
#[test]
fn a_run_over_all_odd_files_gives_each_one_outcome() {
    let Some(shared) = std::env::var_os("JIGYO_SHARED").map(PathBuf::from) else {
        assert!(
            std::env::var_os("JIGYO_REQUIRE_TOOLS").is_none(),
            "JIGYO_SHARED missing"
        );
        println!("skipped: JIGYO_SHARED missing");
        return;
    };
    let place = Place::new();
    let folders: Vec<String> = ["corpora", "made", "real"]
        .iter()
        .map(|name| shared.join(name).display().to_string())
        .collect();
    let mut arguments = vec!["convert", "--out", "out", "--quiet"];
    arguments.extend(folders.iter().map(String::as_str));
    place.run(&arguments);
    let lines = place.lines();
    assert!(lines.len() > 500, "{}", lines.len());
    let mut inputs: Vec<&str> = lines.iter().map(|line| line["input"].as_str().unwrap()).collect();
    inputs.dedup();
    assert_eq!(inputs.len(), lines.len(), "an input has two outcomes");
    for line in &lines {
        let code = line["code"].as_str().unwrap_or_default();
        assert!(!matches!(code, "crashed" | "worker" | "timeout"), "{line}");
        assert!(
            line["peak_memory_bytes"].as_u64().unwrap_or_default() < 2 << 30,
            "{line}"
        );
        // The limit of a document, and what each page sent to OCR adds to it.
        let allowed = 60 + 10 * line["pages"].as_u64().unwrap_or_default();
        assert!(line["seconds"].as_f64().unwrap() < allowed as f64, "{line}");
    }
}
