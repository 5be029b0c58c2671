use std::fs;

use serde_json::{Value, json};

use super::program::{Place, assert_code};

/// A place whose one document says this: written by the program, then given rows.
fn with_rows(change: impl FnOnce(&mut Value)) -> Place {
    let place = Place::with(&["in/a.txt"]);
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    place.edit("out/a.txt.json", |document| {
        for part in ["sections", "items", "indicators", "tallies", "checks"] {
            document[part] = json!([]);
        }
        change(document);
    });
    place
}

fn trace(line: u32) -> Value {
    json!({ "page": null, "lines": [line, line], "bytes": null, "box": null, "more": [] })
}

fn item(id: &str, name: &str) -> Value {
    json!({
        "id": id, "section": null, "parent": null, "repeats": null, "kind": "事務事業", "number": null, "name": name,
        "departments": [], "budgets": [], "change": null, "evaluations": [], "flags": [], "texts": [], "repairs": [],
        "trace": trace(7)
    })
}

fn budget(label: &str, part_of: Value, year: i32, phase: &str, yen: Value) -> Value {
    json!({
        "label": label, "part_of": part_of, "fiscal_year": year, "phase": phase, "value": yen, "unit": "円",
        "yen": yen, "share_percent": null, "trace": trace(8)
    })
}

/// The table as records of English name to cell.
fn records(place: &Place, table: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let output = place.run(&["convert", "in", "--out", "out", "--headers", "en"]);
    assert_code(&output, 0);
    let text = place.text(&format!("out/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|record| record.unwrap()).collect()
}

#[test]
fn files_begin_with_a_byte_order_mark_and_lines_end_with_crlf() {
    let place = with_rows(|document| document["items"] = json!([item("i1", "一\n二,\"三\"")]));
    assert_code(&place.run(&["convert", "in", "--out", "out"]), 0);
    let bytes = fs::read(place.path("out/items.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    assert!(bytes.ends_with(b"\r\n"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains(",\"一\n二,\"\"三\"\"\","), "{text}");
    assert_eq!(text.matches("\r\n").count(), 2);
}

#[test]
fn items_have_the_columns_of_the_contract_in_both_languages() {
    let place = with_rows(|_| {});
    let header = |headers| {
        assert_code(
            &place.run(&["convert", "in", "--out", "out", "--headers", headers]),
            0,
        );
        place
            .text("out/items.csv")
            .trim_start_matches('\u{feff}')
            .trim_end()
            .to_owned()
    };
    assert_eq!(
        header("en"),
        "document,item,municipality,municipality_code,fiscal_year,section_path,kind,number,name,departments,\
         budget_label,budget_phase,budget_fiscal_year,budget_yen,previous_yen,difference_yen,ratio_percent,\
         grade_label,grade_fiscal_year,grade,flags,countable,failed_checks,page,line,section,parent,repeats"
    );
    assert_eq!(
        header("ja"),
        "文書,行,自治体,自治体コード,年度,体系,種別,番号,名称,担当,金額の種類,段階,金額の年度,金額（円）,前年度（円）,\
         増減（円）,前年度比（%）,評価の種類,評価の年度,評価,印,集計対象,要確認,頁,行番号,体系の行,上位の行,再掲元の行"
    );
}

#[test]
fn a_row_of_items_says_the_newest_amount_and_grade() {
    let place = with_rows(|document| {
        document["document"]["municipality"] =
            json!({ "name": "甲市", "prefecture": "乙県", "code": "012345" });
        document["document"]["fiscal_year"] = json!(2023);
        let section = |id: &str, parent: Value, number: Value, name: &str| {
            json!({
                "id": id, "parent": parent, "level": "施策", "number": number, "name": name, "departments": [],
                "evaluations": [], "texts": [], "repairs": [], "trace": trace(1)
            })
        };
        document["sections"] = json!([
            section("s1", json!(null), json!("1"), "上"),
            section("s2", json!("s1"), json!(null), "下")
        ]);
        let mut one = item("i1", "一");
        one["section"] = json!("s2");
        one["departments"] = json!([
            { "name": "関係各課", "within": null, "trace": trace(7) },
            { "name": "市民課", "within": "関係各課", "trace": trace(7) }
        ]);
        one["budgets"] = json!([
            budget("事業費", json!(null), 2022, "executed", json!(1000)),
            budget("事業費", json!(null), 2023, "approved", json!(1900)),
            budget("事業費", json!(null), 2023, "executed", json!(2000)),
            budget("国庫支出金", json!("事業費"), 2024, "executed", json!(5)),
        ]);
        one["change"] = json!({
            "difference": { "value": 1000, "unit": "円", "yen": 1000 }, "ratio_percent": -23.3,
            "ratio_kind": "growth", "trace": trace(7)
        });
        let grade = |year: i32, grade: &str| json!({ "label": "評価", "fiscal_year": year, "grade": grade, "printed": grade, "trace": trace(9) });
        one["evaluations"] = json!([grade(2022, "B"), grade(2023, "A")]);
        one["flags"] = json!(["新規", "再掲"]);
        let mut two = item("i2", "二");
        two["parent"] = json!("i1");
        let mut three = item("i3", "三");
        three["repeats"] = json!("i2");
        document["items"] = json!([one, two, three]);
        let check = |status: &str| json!({ "rule": "difference", "subject": "i1", "status": status, "printed": "1", "computed": "2", "places": [trace(7)] });
        document["checks"] = json!([check("fails"), check("holds")]);
    });
    let rows = records(&place, "items");
    let expected = [
        ("document", "a.txt"),
        ("item", "i1"),
        ("municipality", "甲市"),
        ("municipality_code", "012345"),
        ("fiscal_year", "2023"),
        ("section_path", "1 上 > 下"),
        ("kind", "事務事業"),
        ("name", "一"),
        ("departments", "関係各課／市民課"),
        ("budget_label", "事業費"),
        ("budget_phase", "executed"),
        ("budget_fiscal_year", "2023"),
        ("budget_yen", "2000"),
        ("previous_yen", "1000"),
        ("difference_yen", "1000"),
        ("ratio_percent", "76.7"),
        ("grade_label", "評価"),
        ("grade_fiscal_year", "2023"),
        ("grade", "A"),
        ("flags", "新規／再掲"),
        ("countable", "false"),
        ("failed_checks", "1"),
        ("page", ""),
        ("line", "7"),
    ];
    for (name, value) in expected {
        assert_eq!(rows[0][name], value, "{name}");
    }
    assert_eq!(
        (rows[1]["countable"].as_str(), rows[2]["countable"].as_str()),
        ("true", "false")
    );
    let budgets = records(&place, "budgets");
    assert_eq!(budgets.len(), 4);
    assert_eq!(
        (budgets[3]["owner"].as_str(), budgets[3]["n"].as_str()),
        ("i1", "4")
    );
    assert_eq!(budgets[3]["part_of"], "事業費");
    assert_eq!(records(&place, "departments")[1]["within"], "関係各課");
    assert_eq!(records(&place, "documents")[0]["checks_fails"], "1");
}

#[test]
fn no_cell_runs_as_a_formula_and_numbers_stay_numbers() {
    let names = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "'x"];
    let place = with_rows(|document| {
        let mut items: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(index, name)| item(&format!("i{index}"), name))
            .collect();
        items[0]["budgets"] = json!([budget("差", json!(null), 2023, "executed", json!(-5))]);
        document["items"] = json!(items);
    });
    let rows = records(&place, "items");
    for (row, name) in rows.iter().zip(names) {
        assert_eq!(row["name"], format!("'{name}"));
    }
    assert_eq!(rows[0]["budget_yen"], "-5");
}

#[test]
fn every_tally_has_a_row_a_grade() {
    let place = with_rows(|document| {
        document["tallies"] = json!([{
            "id": "y1", "what": "評価", "fiscal_year": 2023, "section": null, "counts": { "A": 29, "B": 23 },
            "repairs": [], "trace": trace(3)
        }]);
    });
    let rows = records(&place, "tallies");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (
            rows[1]["grade"].as_str(),
            rows[1]["count"].as_str(),
            rows[1]["n"].as_str()
        ),
        ("B", "23", "2")
    );
}

#[test]
fn the_data_package_describes_every_file_and_heading() {
    let place = with_rows(|_| {});
    for headers in ["ja", "en"] {
        assert_code(
            &place.run(&["convert", "in", "--out", "out", "--headers", headers]),
            0,
        );
        let package = place.json("out/datapackage.json");
        let resources = package["resources"].as_array().unwrap();
        let mut described: Vec<&str> = resources
            .iter()
            .map(|one| one["path"].as_str().unwrap())
            .collect();
        described.sort_unstable();
        let mut files = place.files("out");
        files.retain(|file| file.ends_with(".csv"));
        assert_eq!(described, files);
        for resource in resources {
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let names: Vec<&str> = fields
                .iter()
                .map(|field| field["name"].as_str().unwrap())
                .collect();
            let text = place.text(&format!("out/{}", resource["path"].as_str().unwrap()));
            let header = text.trim_start_matches('\u{feff}').lines().next().unwrap();
            assert_eq!(names.join(","), header);
        }
    }
}
