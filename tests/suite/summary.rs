use serde_json::json;

use super::program::{Place, assert_code, code, said};

const REPORT: &str = "\
令和5年度 事務事業評価報告書

施策1 公園の充実

（単位：千円）
| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 | 評価 |
|---|---|---|---|---|---|
| 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 | A |
| 街路樹管理事業 | 道路課 | 900 | 700 | 20 | B |
";

fn place() -> Place {
    let place = Place::new();
    place.write("in/公園.txt", REPORT);
    place.write("in/empty.txt", "");
    assert_code(&place.run(&["convert", "in", "--out", "out", "--quiet"]), 1);
    place
}

#[test]
fn a_run_is_told_in_columns_that_align_although_japanese_is_wide() {
    let output = place().run(&["summary", "out"]);
    assert_code(&output, 0);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("1 document (1 converted, 1 failed)\n2 rows, 2 of them countable\n"),
        "{text}"
    );
    assert!(
        text.contains("  2022  決算額  executed     2  12,700,000  ███"),
        "{text}"
    );
    assert!(
        text.contains("  2023  決算額  executed     2  13,400,000  ████████████████████████\n"),
        "{text}"
    );
    assert!(
        text.contains("  difference     1         0       1            0\n"),
        "{text}"
    );
    assert!(text.contains("  公園.txt     2       1"), "{text}");
}

#[test]
fn programs_get_the_same_as_json() {
    let output = place().run(&["summary", "out", "--json"]);
    assert_code(&output, 0);
    let overview: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(overview["inputs"], json!({ "converted": 1, "failed": 1 }));
    assert_eq!(
        overview["money"][1],
        json!({ "fiscal_year": 2023, "phase": "executed", "label": "決算額", "amounts": 2, "yen": 13_400_000 })
    );
    assert_eq!(overview["grades"].as_array().unwrap().len(), 2);
    assert_eq!(overview["doubts"][0]["document"], "公園.txt");
    assert_eq!(overview["warnings"]["empty"], 1);
}

#[test]
fn a_folder_without_a_run_is_wrong_usage() {
    let output = Place::new().run(&["summary", "."]);
    assert_eq!(code(&output), 2);
    assert!(
        said(&output).contains("give a folder that jigyo convert --out wrote"),
        "{}",
        said(&output)
    );
}
