use serde_json::{Value, json};

use super::program::{Place, assert_code, said};

const REPORT: &str = "\
令和5年度 事務事業評価報告書

施策1 公園の充実

（単位：千円）
| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 |
|---|---|---|---|---|
| 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 |
| 街路樹管理事業 | 道路課 | 900 | 700 | 20 |
";

/// A place with a report, its document, and a correction of the difference that is wrong in it.
fn place() -> Place {
    let place = Place::new();
    place.write("in/a.txt", REPORT);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    let document = place.json("out/a.txt.json");
    let trace = &document["items"][1]["change"]["trace"];
    let correction = json!({
        "sha256": document["source"]["sha256"], "subject": "item", "field": "/change/difference/value",
        "place": { "page": null, "bytes": trace["bytes"], "box": null }, "value": 200, "by": "山田花子",
        "note": "決算書 12 頁"
    });
    write(&place, &[correction]);
    place
}

fn write(place: &Place, corrections: &[Value]) {
    let file = json!({ "schema_version": "1.0.0", "corrections": corrections });
    place.write("corrections.json", file.to_string());
}

#[test]
fn a_run_with_corrections_writes_them_into_documents_and_tables() {
    let place = place();
    let corrected = &[
        "convert",
        "in",
        "--out",
        "out",
        "--corrections",
        "corrections.json",
    ][..];
    let output = place.run(&[corrected, &["--force"]].concat());
    assert_code(&output, 0);
    assert!(
        said(&output).contains("2 held, 0 repaired, 0 failed"),
        "{}",
        said(&output)
    );
    let document = place.json("out/a.txt.json");
    let repair = &document["items"][1]["repairs"][0];
    assert_eq!(
        repair,
        &json!({
            "field": "/change/difference/value", "printed": "20", "value": 200, "rule": "correction",
            "evidence": "decided by 山田花子: 決算書 12 頁", "by": "山田花子"
        })
    );
    assert!(
        place
            .text("out/repairs.csv")
            .contains(",correction,decided by 山田花子")
    );
    assert_code(&place.run(&["validate", "out/a.txt.json", "corrections.json"]), 0);
    // A second run finds its work done; a run without them finds that it would give something else.
    let output = place.run(corrected);
    assert!(said(&output).contains("1 skipped"), "{}", said(&output));
    let output = place.run(&["convert", "in", "--out", "out"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("--force"), "{}", said(&output));
}

#[test]
fn corrections_of_changed_inputs_and_of_values_that_are_gone_are_told() {
    let place = place();
    let mut gone = place.json("corrections.json")["corrections"][0].clone();
    let mut stale = gone.clone();
    gone["place"]["bytes"] = json!([1, 2]);
    stale["sha256"] = json!("00".repeat(32));
    write(&place, &[gone, stale]);
    let output = place.run(&[
        "convert",
        "in",
        "--out",
        "new",
        "--corrections",
        "corrections.json",
    ]);
    assert_code(&output, 0);
    let said = said(&output);
    assert!(
        said.contains("1 correction is for an input that is not here or has changed (SHA-256 000000000000…)"),
        "{said}"
    );
    assert!(said.contains("no such value stands there any more"), "{said}");
    let document = place.json("new/a.txt.json");
    assert_eq!(document["warnings"][0]["code"], "correction-unmatched");
    assert_eq!(document["items"][1]["repairs"], json!([]));
}

#[test]
fn a_file_that_holds_no_corrections_is_wrong_usage_and_validate_says_where() {
    let place = place();
    place.write(
        "corrections.json",
        "{\"schema_version\": \"1.0.0\", \"corrections\": [{}]}",
    );
    let output = place.run(&[
        "convert",
        "in",
        "--out",
        "out",
        "--corrections",
        "corrections.json",
    ]);
    assert_code(&output, 2);
    assert!(
        said(&output).contains("corrections.json: no file of corrections"),
        "{}",
        said(&output)
    );
    let output = place.run(&["validate", "corrections.json"]);
    assert_code(&output, 1);
    assert!(said(&output).contains("/corrections/0"), "{}", said(&output));
}
