//! What jigyo writes, opened by the programs that people open it with. `.ci/run` installs them; where one is missing
//! its tests say so and pass, unless JIGYO_REQUIRE_TOOLS is set.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::program::{Place, assert_code};

/// A script of `tests/tools`.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tools")
        .join(name)
}

/// Where `.ci/run` puts what comes from pip and npm.
pub fn installed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/tools")
        .join(name)
}

/// Whether a program is there; says so when it is not.
pub fn has(program: &Path, arguments: &[&str]) -> bool {
    let found = Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success());
    if !found {
        assert!(
            std::env::var_os("JIGYO_REQUIRE_TOOLS").is_none(),
            "{} missing",
            program.display()
        );
        println!("skipped: {} missing", program.display());
    }
    found
}

/// The Python with `modules`, when there is one.
pub fn python_with(modules: &str) -> Option<PathBuf> {
    let python = installed("venv/bin/python");
    has(&python, &["-c", &format!("import {modules}")]).then_some(python)
}

#[track_caller]
pub fn assert_ran(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// LibreOffice with a profile of its own, so that tests can run side by side.
fn office(place: &Place, arguments: &[&str], file: &str) -> Option<()> {
    let soffice = Path::new("soffice");
    if !has(soffice, &["--version"]) {
        return None;
    }
    let profile = format!("-env:UserInstallation=file://{}", place.path("profile").display());
    let output = Command::new(soffice)
        .arg(profile)
        .arg("--headless")
        .args(arguments)
        .args(["--outdir", "opened"])
        .arg(file)
        .current_dir(place.path("."))
        .output()
        .unwrap();
    assert_ran(&output);
    Some(())
}

/// The reports that ship with jigyo, converted with these options.
fn converted(options: &[&str]) -> Place {
    let place = Place::new();
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    let arguments = [&["convert", reports.to_str().unwrap(), "--out", "out"], options].concat();
    assert_code(&place.run(&arguments), 0);
    place
}

#[test]
#[cfg(feature = "xlsx")]
fn libreoffice_reads_the_workbook_back_equal_to_the_csv() {
    let place = converted(&["--format", "json,csv,xlsx"]);
    // All sheets, as UTF-8 with quotes, cells as they are and not as they are shown.
    let all_sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let Some(()) = office(&place, &["--convert-to", all_sheets], "out/jigyo.xlsx") else {
        return;
    };
    let Some(python) = python_with("csv") else { return };
    let output = Command::new(python)
        .arg(script("workbook.py"))
        .args([place.path("out"), place.path("opened")])
        .output()
        .unwrap();
    assert!(assert_ran(&output).contains("cells equal"));
}

#[test]
fn libreoffice_opens_csv_with_japanese_intact_and_numbers_as_numbers_and_runs_no_formula() {
    let place = Place::new();
    // A report that tries: two of its names would be formulas.
    place.write(
        "in/a.txt",
        "令和5年度 事務事業評価報告書\n\n施策1 公園\n\n（単位：千円）\n| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 |\n\
         |---|---|---|---|---|\n| =SUM(1;2) | 公園緑地課 | 3,200 | 4,000 | △800 |\n\
         | @NOW() | 道路課 | 900 | 700 | 200 |\n| 公園維持管理事業 | 道路課 | 900 | 700 | 200 |\n",
    );
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    assert!(place.text("out/items.csv").contains(",'=SUM(1;2),"));
    // What its dialog offers for a file with a byte-order mark; formulas are tried, as Excel does.
    let filter = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true";
    let Some(()) = office(&place, &[filter, "--convert-to", "fods"], "out/items.csv") else {
        return;
    };
    let Some(python) = python_with("csv") else { return };
    let output = Command::new(python)
        .arg(script("double_click.py"))
        .args([place.path("out"), place.path("opened/items.fods")])
        .output()
        .unwrap();
    assert!(assert_ran(&output).contains("cells as written"));
}

#[test]
#[cfg(feature = "parquet")]
fn duckdb_and_polars_read_parquet_equal_to_the_csv_and_its_keys_join() {
    let Some(python) = python_with("duckdb, polars") else {
        return;
    };
    let place = converted(&["--format", "json,csv,parquet"]);
    let output = Command::new(python)
        .arg(script("frames.py"))
        .arg(place.path("out"))
        .output()
        .unwrap();
    assert!(assert_ran(&output).contains("cells equal"));
}

#[test]
fn frictionless_finds_the_data_package_valid() {
    let Some(python) = python_with("frictionless") else {
        return;
    };
    for headers in ["ja", "en"] {
        let place = converted(&["--headers", headers]);
        let output = Command::new(&python)
            .args(["-m", "frictionless", "validate", "datapackage.json", "--json"])
            .current_dir(place.path("out"))
            .output()
            .unwrap();
        let told: serde_json::Value = serde_json::from_str(&assert_ran(&output)).unwrap();
        assert_eq!(told["valid"], true, "{told:#}");
        assert_eq!(told["stats"]["tasks"], 13, "{told:#}");
    }
}
