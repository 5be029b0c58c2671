use calamine::{Data, Reader, Xlsx, open_workbook};

use super::*;
use crate::model::{Budget, Check, CheckRule, CheckStatus, Figure, Item, Report, SCHEMA_VERSION};

fn report(rows: usize) -> Report {
    let json = serde_json::json!({
        "schema_version": SCHEMA_VERSION,
        "program": { "name": "jigyo", "version": "1", "dictionary": "d", "vocabulary": "v", "ocr": null },
        "outcome": "converted", "unread_pages": [], "warnings": [],
        "source": { "name": "a.txt", "sha256": "00", "bytes": 1, "media_type": "text/plain", "encoding": "UTF-8",
                    "pages": null, "engine": "text" },
        "document": { "title": null, "municipality": null, "fiscal_year": null, "plan_period": null,
                      "published": null, "trace": { "page": null, "lines": null, "bytes": null, "box": null } },
        "sections": [], "items": [], "indicators": [], "tallies": [], "legend": [], "tables": [], "checks": [],
        "residue": [],
        "coverage": { "characters": 0, "document": 0, "sections": 0, "items": 0, "indicators": 0, "tallies": 0,
                      "legend": 0, "tables": 0, "markup": 0, "prose": 0, "furniture": 0, "unread": 0 }
    });
    let mut report: Report = serde_json::from_value(json).unwrap();
    report.items = (1..=rows)
        .map(|n| Item {
            id: format!("i{n}"),
            name: format!("事業{n}"),
            ..Item::default()
        })
        .collect();
    report
}

fn written(report: &Report, sheet_rows: u32) -> (tempfile::TempDir, Xlsx<std::io::BufReader<std::fs::File>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jigyo.xlsx");
    let mut file = Box::new(WorkbookFile::with_sheets_of(&path, Headers::Japanese, sheet_rows).unwrap());
    file.add(&Doc::new("a.txt", report)).unwrap();
    file.finish().unwrap();
    let workbook = open_workbook(&path).unwrap();
    (folder, workbook)
}

fn cells(workbook: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = workbook.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn rows_that_a_sheet_cannot_hold_go_to_further_sheets_which_the_first_one_names() {
    let (_folder, mut workbook) = written(&report(5), 3);
    let names = workbook.sheet_names();
    assert_eq!(
        names.iter().filter(|name| name.starts_with("事業一覧")).count(),
        3
    );
    let rows = |sheet: &str, workbook: &mut _| {
        let cells = cells(workbook, sheet);
        assert_eq!(cells[0][1], Data::String("行".into()), "{sheet} has its headings");
        cells[1..]
            .iter()
            .map(|row| row[1].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("事業一覧", &mut workbook), ["i1", "i2"]);
    assert_eq!(rows("事業一覧 (2)", &mut workbook), ["i3", "i4"]);
    assert_eq!(rows("事業一覧 (3)", &mut workbook), ["i5"]);
    let cover = cells(&mut workbook, "説明");
    let told = cover
        .iter()
        .any(|row| row.contains(&Data::String("事業一覧 (3)".into())));
    assert!(told, "{cover:?}");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_the_first_sheet_says_so() {
    let mut report = report(1);
    report.items[0].name = "長".repeat(40_000);
    let (_folder, mut workbook) = written(&report, SHEET_ROWS);
    let name = cells(&mut workbook, "事業一覧")[1][8].to_string();
    assert_eq!(name.encode_utf16().count(), CELL_TEXT);
    assert!(name.ends_with('…'));
    let cover = format!("{:?}", cells(&mut workbook, "説明"));
    assert!(cover.contains("1個のセルは"), "{cover}");
}

#[test]
fn amounts_are_numbers_and_texts_that_look_like_formulas_are_texts() {
    let mut report = report(1);
    report.items[0].name = "=1+1".into();
    report.items[0].budgets = vec![Budget {
        label: "事業費".into(),
        value: Some(Figure(-42_317.0)),
        yen: Some(-42_317_000),
        ..Budget::default()
    }];
    let (_folder, mut workbook) = written(&report, SHEET_ROWS);
    let row = &cells(&mut workbook, "事業一覧")[1];
    assert_eq!(row[8], Data::String("=1+1".into()));
    assert_eq!(row[13], Data::Float(-42_317_000.0));
    assert!(workbook.worksheet_formula("事業一覧").unwrap().is_empty());
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let mut report = report(2);
    report.checks = vec![Check {
        rule: CheckRule::Difference,
        subject: "i1".into(),
        status: CheckStatus::Fails,
        printed: "20".into(),
        computed: "200".into(),
        places: Vec::new(),
    }];
    let (one, _) = written(&report, SHEET_ROWS);
    let (two, _) = written(&report, SHEET_ROWS);
    let bytes = |folder: &tempfile::TempDir| std::fs::read(folder.path().join("jigyo.xlsx")).unwrap();
    assert_eq!(bytes(&one), bytes(&two));
}
