//! How runs over many files scale: `cargo build --release && cargo run --release --example scale -- [FILES]`.
//!
//! Makes FILES (10,000) reports of realistic size and damage in a temporary folder and converts them with the program:
//! a tenth of them and all, with one and with two workers. Says files and characters a second, the largest memory of
//! the run's own process, and how long a finished run takes to find that nothing is to be done.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

fn main() -> io::Result<()> {
    let files = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(10_000);
    let program = program()?;
    let folder = tempfile::tempdir()?;
    println!("| files | workers | seconds | files a second | characters a second | memory of the run |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for count in [files / 10, files] {
        let inputs = folder.path().join(format!("in-{count}"));
        let characters = make(&inputs, count)?;
        for workers in [1, 2] {
            let out = folder.path().join(format!("out-{count}-{workers}"));
            let measured = run(&program, &inputs, &out, workers)?;
            println!("{}", measured.row(count, workers, characters));
            if workers == 2 {
                let again = run(&program, &inputs, &out, workers)?;
                println!(
                    "| {count} again | {workers} | {:.1} | | | {} MB |",
                    again.seconds(),
                    again.megabytes()
                );
            }
            if count != files || workers != 2 {
                fs::remove_dir_all(&out)?;
            }
        }
    }
    Ok(())
}

/// The program beside this example.
fn program() -> io::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.ancestors().nth(2).unwrap_or(Path::new("."));
    let program = folder.join(format!("jigyo{}", std::env::consts::EXE_SUFFIX));
    if program.exists() {
        return Ok(program);
    }
    Err(io::Error::other(format!(
        "{}: build the program first",
        program.display()
    )))
}

struct Measured {
    time: Duration,
    peak: u64,
}

impl Measured {
    fn seconds(&self) -> f64 {
        self.time.as_secs_f64()
    }

    fn megabytes(&self) -> u64 {
        self.peak >> 20
    }

    fn row(&self, count: usize, workers: usize, characters: u64) -> String {
        let seconds = self.seconds();
        format!(
            "| {count} | {workers} | {seconds:.1} | {:.0} | {:.0} thousand | {} MB |",
            count as f64 / seconds,
            characters as f64 / seconds / 1000.0,
            self.megabytes()
        )
    }
}

fn run(program: &Path, inputs: &Path, out: &Path, workers: usize) -> io::Result<Measured> {
    let start = Instant::now();
    let mut run = Command::new(program)
        .arg("convert")
        .arg(inputs)
        .arg("--out")
        .arg(out)
        .args([
            "--quiet",
            "--jobs",
            &workers.to_string(),
            "--format",
            "json,csv,jsonl",
        ])
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = 0;
    let status = loop {
        peak = peak_of(run.id()).unwrap_or(0).max(peak);
        if let Some(status) = run.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(20));
    };
    if !status.success() {
        return Err(io::Error::other(format!("the run ended with {status}")));
    }
    Ok(Measured {
        time: start.elapsed(),
        peak,
    })
}

/// Largest memory of a process so far (Linux).
fn peak_of(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix(" kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|size| size << 10)
}

/// Writes `count` reports into `folder`; returns their characters.
fn make(folder: &Path, count: usize) -> io::Result<u64> {
    let mut characters = 0;
    for number in 0..count {
        let group = folder.join(format!("{:03}", number / 100));
        fs::create_dir_all(&group)?;
        let text = report(number as u64);
        characters += text.chars().count() as u64;
        fs::write(group.join(format!("{number:05}.txt")), text)?;
    }
    Ok(characters)
}

const SUBJECTS: [&str; 8] = [
    "公園",
    "道路",
    "健診",
    "図書館",
    "防災",
    "子育て",
    "観光",
    "下水道",
];
const DEEDS: [&str; 6] = [
    "維持管理事業",
    "整備事業",
    "運営事業",
    "推進事業",
    "支援事業",
    "普及啓発事業",
];
const OFFICES: [&str; 6] = [
    "公園緑地課",
    "道路課",
    "健康課",
    "生涯学習課",
    "危機管理課",
    "子育て支援課",
];

/// A report of twenty to sixty rows; in every fifth figure or so something is damaged.
fn report(seed: u64) -> String {
    let mut dice = Dice(seed + 1);
    let year = 1 + dice.below(6);
    let mut text = format!("# 令和{year}年度 事務事業評価報告書\n\n");
    for section in 1..=2 + dice.below(3) {
        let _ = write!(
            text,
            "## 施策{section} {}の充実\n\n（単位：千円）\n",
            SUBJECTS[dice.below(8)]
        );
        let _ = writeln!(
            text,
            "| 事務事業名 | 担当課 | 令和{year}年度決算額 | 前年度決算額 | 増減額 | 評価 | 取組内容 |"
        );
        text.push_str("|---|---|---|---|---|---|---|\n");
        for _ in 0..10 + dice.below(12) {
            let (this, last) = (dice.below(90_000) as i64, dice.below(90_000) as i64);
            let _ = writeln!(
                text,
                "| {}{} | {} | {} | {} | {} | {} | {}を行い、{}の利用を進めた。 |",
                SUBJECTS[dice.below(8)],
                DEEDS[dice.below(6)],
                OFFICES[dice.below(6)],
                figure(this, &mut dice),
                figure(last, &mut dice),
                figure(this - last, &mut dice),
                ["A", "B", "C"][dice.below(3)],
                DEEDS[dice.below(6)],
                SUBJECTS[dice.below(8)],
            );
        }
        let _ = write!(text, "\n－ {section} －\n\n");
    }
    text
}

/// A figure as it is printed, now and then as bad recognition leaves it.
fn figure(value: i64, dice: &mut Dice) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut printed = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            printed.push(',');
        }
        printed.push(digit);
    }
    let sign = if value < 0 { "△" } else { "" };
    let printed = format!("{sign}{printed}");
    match dice.below(20) {
        0 => printed.replace('0', "O"),
        1 => printed.replace(',', "."),
        2 => printed.replace('△', ""),
        3 => printed.replace('1', "l"),
        _ => printed,
    }
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
