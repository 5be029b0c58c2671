use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::other_programs::{assert_ran, has, installed, script};
use super::program::{Place, assert_code, said};

const REPORT: &str = "\
令和5年度 事務事業評価報告書

施策1 公園の充実

（単位：千円）
| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 | 評価 |
|---|---|---|---|---|---|
| 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 | A |
| 街路樹管理事業 | 道路課 | 900 | 700 | 20 | B |

この報告書は公園についてのものです。
";

/// What the script saw in Chromium; `None` where there is none.
fn reviewed(place: &Place, page: &str) -> Option<Value> {
    let (modules, chromium) = (installed("node_modules"), Path::new("/usr/bin/chromium"));
    let require = format!("require('{}/playwright-core')", modules.display());
    if !has(chromium, &["--version"]) || !has(Path::new("node"), &["-e", &require]) {
        return None;
    }
    let mut command = Command::new("node");
    command.arg(script("review.mjs")).arg(modules);
    command.args([place.path(page), place.path("corrections.json")]);
    // For a person who wants to look.
    if let Some(folder) = std::env::var_os("JIGYO_SCREENSHOTS") {
        command.arg(folder);
    }
    let output = assert_ran(&command.output().unwrap());
    Some(serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error}: {output}")))
}

/// The data of a page.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn a_value_is_found_in_the_source_corrected_saved_and_converted_again() {
    let place = Place::new();
    place.write("a.txt", REPORT);
    assert_code(&place.run(&["review", "a.txt", "--out", "review.html"]), 0);
    let Some(seen) = reviewed(&place, "review.html") else {
        return;
    };
    assert_eq!(seen["faults"], Value::Array(Vec::new()));
    assert_eq!(seen["remote"], Value::Array(Vec::new()));
    assert_eq!(seen["doubt"]["row"], "街路樹管理事業");
    assert_eq!(seen["doubt"]["source"], "900");
    let clicked = |side: &str| seen["clicked"][side].as_str().unwrap();
    assert!(
        clicked("value").starts_with(clicked("source")),
        "{}",
        seen["clicked"]
    );
    assert_eq!(
        (seen["doubtful"].as_i64(), seen["charts"].as_i64()),
        (Some(1), Some(5))
    );
    assert_eq!(seen["found"], 1, "a number is found as it is printed");
    assert_eq!(seen["english"], "Save corrections");
    assert_eq!(
        (
            seen["narrow"]["source"].as_bool(),
            seen["narrow"]["rows"].as_bool()
        ),
        (Some(true), Some(false))
    );
    assert_eq!(seen["narrow"]["wide"], 390, "nothing sticks out on a telephone");
    assert_eq!(seen["unnamed"], 0, "every control has a name");
    assert_code(&place.run(&["validate", "corrections.json"]), 0);
    let output = place.run(&["convert", "a.txt", "--corrections", "corrections.json"]);
    assert_code(&output, 0);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let item = &document["items"][1];
    assert_eq!(item["budgets"][0]["yen"], 200_000);
    let repair = &item["repairs"][0];
    assert_eq!(
        (&repair["rule"], &repair["by"]),
        (&"correction".into(), &"山田花子".into())
    );
    assert!(repair["evidence"].as_str().unwrap().contains("決算書 \"12\" 頁"));
}

#[test]
fn a_hostile_report_stays_text() {
    let hostile = [
        "</script><script>window.pwned=1</script>",
        "<img src=x onerror=window.pwned=1>",
        "\"'><svg onload=window.pwned=1>",
        "\u{202e}逆さ\u{200f}<!-- --!>",
        "{{script}}{{data}}",
    ];
    let place = Place::new();
    let rows: String = hostile
        .iter()
        .map(|name| format!("| {name} | 道路課 | 900 | 700 | 20 |\n"))
        .collect();
    place.write(
        "in/a.txt",
        REPORT.replace("| 公園維持管理事業", &format!("{rows}| 公園維持管理事業")),
    );
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    // Whatever the reader made of such names: here they stand in the document to the letter.
    place.edit("out/a.txt.json", |document| {
        for (item, name) in document["items"].as_array_mut().unwrap().iter_mut().zip(hostile) {
            item["name"] = name.into();
            item["texts"] = serde_json::json!([{ "label": name, "text": name, "trace": item["trace"] }]);
        }
        document["document"]["title"] = hostile[0].into();
    });
    assert_code(&place.run(&["review", "out", "--out", "all.html"]), 0);
    let Some(seen) = reviewed(&place, "all/a.txt.html") else {
        return;
    };
    assert_eq!(
        (&seen["pwned"], &seen["faults"]),
        (&Value::Null, &Value::Array(Vec::new()))
    );
    assert_eq!(
        (seen["scripts"].as_i64(), seen["images"].as_i64()),
        (Some(2), Some(0))
    );
    let names: Vec<&str> = seen["names"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for name in hostile {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

#[test]
fn two_thousand_rows_open_and_filter_without_lag() {
    let place = Place::new();
    let mut report = REPORT.to_owned();
    let rows: String = (1..=2_000)
        .map(|n| format!("| 第{n}号事業 | 道路課 | {n},500 | {n},000 | 500 | A |\n"))
        .collect();
    report = report.replace("\nこの報告書", &format!("{rows}\nこの報告書"));
    place.write("a.txt", report);
    assert_code(&place.run(&["review", "a.txt"]), 0);
    let Some(seen) = reviewed(&place, "review.html") else {
        return;
    };
    println!(
        "2,000 rows: {} ms to open, {} ms to filter",
        seen["loaded"], seen["filtered"]
    );
    assert!(seen["rows"].as_i64().unwrap() > 2_000, "{}", seen["rows"]);
    // Far above what a quiet machine needs, below what a person would call stuck.
    assert!(seen["loaded"].as_i64().unwrap() < 15_000, "{}", seen["loaded"]);
    assert!(seen["filtered"].as_i64().unwrap() < 1_500, "{}", seen["filtered"]);
}

#[test]
fn the_page_says_where_each_value_stands_and_what_went_nowhere() {
    let place = Place::new();
    // Two bytes a character, and not those of the page: places are counted in characters all the same.
    place.write("a.txt", encoding_rs::SHIFT_JIS.encode(REPORT).0);
    assert_code(&place.run(&["review", "a.txt"]), 0);
    let data = data(&place.text("review.html"));
    let lines: Vec<&str> = data["source"]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let said = |number: &Value| -> String {
        let pieces = data["places"][number.as_u64().unwrap() as usize]
            .as_array()
            .unwrap();
        let piece = |piece: &Value| {
            let at = |index: usize| piece[index].as_f64().unwrap() as usize;
            lines[at(0)]
                .chars()
                .skip(at(1))
                .take(at(2) - at(1))
                .collect::<String>()
        };
        pieces.iter().map(piece).collect()
    };
    let values = data["rows"][1]["values"].as_array().unwrap();
    let shown: Vec<(String, String)> = values
        .iter()
        .map(|value| (value["field"].as_str().unwrap().to_owned(), said(&value["place"])))
        .collect();
    assert!(
        shown.contains(&("/budgets/0/value".into(), "900".into())),
        "{shown:?}"
    );
    assert!(
        shown.contains(&("/departments/0/name".into(), "道路課".into())),
        "{shown:?}"
    );
    let lost: Vec<String> = data["lost"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| said(&one[1]))
        .collect();
    assert!(
        lost.iter()
            .any(|text| text.contains("この報告書は公園についてのものです")),
        "{lost:?}"
    );
}

#[test]
fn a_run_has_a_page_of_its_own_with_links_and_tells_which_sources_are_gone() {
    let place = Place::new();
    place.write("in/x/報告 1.txt", REPORT);
    place.write("in/b.txt", REPORT.replace("道路課", "公園課"));
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    std::fs::remove_file(place.path("in/b.txt")).unwrap();
    let output = place.run(&["review", "out", "--out", "pages/all.html"]);
    assert_code(&output, 0);
    assert!(
        said(&output).contains("in/b.txt: shown without its source: not found"),
        "{}",
        said(&output)
    );
    let index = data(&place.text("pages/all.html"));
    let links: Vec<&str> = index["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["href"].as_str().unwrap())
        .collect();
    assert_eq!(links, ["all/b.txt.html", "all/x/%E5%A0%B1%E5%91%8A%201.txt.html"]);
    assert_eq!(place.files("pages/all"), ["b.txt.html", "x/報告 1.txt.html"]);
    assert_eq!(
        data(&place.text("pages/all/b.txt.html"))["source"],
        serde_json::json!({})
    );
}

#[test]
#[cfg(feature = "pdf")]
fn pages_of_a_pdf_are_drawn_with_a_box_for_each_value() {
    let place = Place::new();
    let pdf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf/over-pages--continues.pdf");
    assert_code(&place.run(&["review", pdf.to_str().unwrap()]), 0);
    let data = data(&place.text("review.html"));
    let pages = data["source"]["pages"].as_array().unwrap();
    assert!(
        pages.len() > 1
            && pages
                .iter()
                .all(|page| !page["texts"].as_array().unwrap().is_empty())
    );
    let (width, height) = (
        pages[0]["width"].as_f64().unwrap(),
        pages[0]["height"].as_f64().unwrap(),
    );
    let values = data["rows"][0]["values"].as_array().unwrap();
    let place = &data["places"][values[0]["place"].as_u64().unwrap() as usize][0];
    let at = |index: usize| place[index].as_f64().unwrap();
    assert!(
        at(0) >= 1.0 && at(1) < at(3) && at(3) <= width && at(2) < at(4) && at(4) <= height,
        "{place}"
    );
}

#[test]
fn a_page_needs_a_name_that_browsers_open() {
    let place = Place::with(&["a.txt"]);
    assert_code(&place.run(&["review", "a.txt", "--out", "review"]), 2);
    assert_code(&place.run(&["review", "missing.txt"]), 1);
    assert_code(&place.run(&["review", "."]), 2);
}
