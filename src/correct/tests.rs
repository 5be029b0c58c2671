use serde_json::{Value, json};

use super::*;
use crate::model::{CheckStatus, Report};
use crate::{Config, Converter, ReadOptions};

const TEXT: &str = "\
令和5年度 事務事業評価報告書

施策1 公園の充実

（単位：千円）
| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 |
|---|---|---|---|---|
| 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 |
| 緑化推進事業 | 公園緑地課 | 4,686 | 2,443 | 2,213 |
| 街路樹管理事業 | 道路課 | 900 | 700 | 20 |
";

/// The report with these corrections, each given by the row it means, a field and a value.
fn corrected(corrections: &[(usize, &str, Value)]) -> Report {
    with(|report, sha256| {
        corrections
            .iter()
            .map(|(row, field, value)| Correction {
                sha256: sha256.to_owned(),
                subject: Subject::Item,
                place: Place::of(&trace_of(&report.items[*row], field)),
                field: (*field).to_owned(),
                value: value.clone(),
                by: "山田".to_owned(),
                note: None,
            })
            .collect()
    })
}

fn trace_of(item: &crate::model::Item, field: &str) -> Trace {
    match Field::parse(field) {
        Some(Field::Budget(at)) => item.budgets[at].trace.clone(),
        Some(Field::Difference) => item.change.clone().unwrap().trace,
        Some(Field::Department(at)) => item.departments[at].trace.clone(),
        _ => item.trace.clone(),
    }
}

fn with(make: impl FnOnce(&Report, &str) -> Vec<Correction>) -> Report {
    let convert = |converter: &Converter| {
        converter
            .convert("a.txt", TEXT.as_bytes(), &ReadOptions::default())
            .unwrap()
    };
    let mut converter = Converter::new(&Config::default()).unwrap();
    let before = convert(&converter);
    let file = CorrectionFile {
        schema_version: SCHEMA_VERSION.to_owned(),
        corrections: make(&before, &before.source.sha256),
    };
    let text = serde_json::to_string(&file).unwrap();
    converter.corrections_mut().add(&text).unwrap();
    convert(&converter)
}

#[test]
fn a_corrected_amount_is_in_yen_says_who_decided_and_is_checked_anew() {
    let report = corrected(&[(2, "/change/difference/value", json!(200))]);
    let row = &report.items[2];
    let change = row.change.as_ref().unwrap().difference.as_ref().unwrap();
    assert_eq!(change.yen, Some(200_000));
    let [repair] = &row.repairs[..] else {
        panic!("{:?}", row.repairs)
    };
    assert_eq!(
        (
            repair.rule.as_str(),
            repair.printed.as_str(),
            repair.by.as_deref()
        ),
        ("correction", "20", Some("山田"))
    );
    assert_eq!(repair.field, "/change/difference/value");
    let check = report
        .checks
        .iter()
        .find(|check| check.subject == row.id)
        .unwrap();
    assert_eq!(check.status, CheckStatus::Holds);
}

#[test]
fn a_check_never_changes_what_a_person_decided() {
    // 4,686 − 2,443 is 2,243: with the difference fixed, one of the amounts must give way or the check fails; the
    // corrected value stands in either case.
    for value in [2_213, 5, 99] {
        let report = corrected(&[
            (1, "/change/difference/value", json!(value)),
            (1, "/budgets/0/value", json!(4_686)),
            (1, "/budgets/1/value", json!(2_443)),
        ]);
        let row = &report.items[1];
        let difference = row.change.as_ref().unwrap().difference.as_ref().unwrap();
        assert_eq!(difference.value.unwrap().0, f64::from(value));
        assert!(
            row.repairs.iter().all(|repair| repair.rule == RULE),
            "{:?}",
            row.repairs
        );
        let check = report
            .checks
            .iter()
            .find(|check| check.subject == row.id)
            .unwrap();
        assert_eq!(check.status, CheckStatus::Fails);
    }
}

#[test]
fn a_dash_and_texts_can_be_decided() {
    let report = corrected(&[
        (0, "/budgets/1/value", Value::Null),
        (0, "/name", json!("公園維持事業")),
        (0, "/departments/0/name", json!("公園課")),
    ]);
    let row = &report.items[0];
    assert_eq!((row.budgets[1].value, row.budgets[1].yen), (None, None));
    assert_eq!(row.name, "公園維持事業");
    assert_eq!(row.departments[0].name, "公園課");
}

#[test]
fn a_position_that_moved_is_found_by_its_place() {
    let report = with(|report, sha256| {
        vec![Correction {
            sha256: sha256.to_owned(),
            place: Place::of(&report.items[1].budgets[1].trace),
            // As if a version of the program had listed the amounts in another order.
            field: "/budgets/7/value".to_owned(),
            value: json!(1),
            by: "山田".to_owned(),
            ..Correction::default()
        }]
    });
    assert_eq!(report.items[1].budgets[1].yen, Some(1_000));
    assert_eq!(report.items[1].repairs[0].field, "/budgets/1/value");
}

#[test]
fn a_correction_that_finds_nothing_or_does_not_fit_is_a_warning_and_changes_nothing() {
    let plain = with(|_, _| Vec::new());
    let report = with(|report, sha256| {
        let trace = &report.items[0].budgets[0].trace;
        let one = |place: Place, field: &str, value: Value| Correction {
            sha256: sha256.to_owned(),
            place,
            field: field.to_owned(),
            value,
            by: "山田".to_owned(),
            ..Correction::default()
        };
        vec![
            one(Place::default(), "/budgets/0/value", json!(1)),
            one(Place::of(trace), "/budgets/0/value", json!("千")),
            one(Place::of(trace), "/trace/page", json!(1)),
        ]
    });
    let codes: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(
        codes,
        ["correction-unmatched", "correction-invalid", "correction-invalid"]
    );
    assert_eq!(report.items, plain.items);
}

#[test]
fn of_two_decisions_about_one_value_the_later_counts() {
    let report = corrected(&[
        (0, "/budgets/0/value", json!(1)),
        (0, "/budgets/0/value", json!(12_501)),
    ]);
    assert_eq!(report.items[0].budgets[0].yen, Some(12_501_000));
    let by_person = |repair: &&crate::model::Repair| repair.rule == RULE;
    assert_eq!(report.items[0].repairs.iter().filter(by_person).count(), 1);
}

#[test]
fn every_field_is_read_from_the_pointer_that_it_writes() {
    let fields = [
        Field::Name,
        Field::Number,
        Field::Department(1),
        Field::Budget(2),
        Field::Difference,
        Field::Ratio,
        Field::Grade(0),
        Field::Text(3),
        Field::Value(4),
        Field::Count("A/~B".to_owned()),
    ];
    for field in fields {
        assert_eq!(Field::parse(&field.pointer()), Some(field));
    }
    for pointer in [
        "",
        "name",
        "/name/1",
        "/budgets/x/value",
        "/budgets/1/yen",
        "/a/b/c/d",
    ] {
        assert_eq!(Field::parse(pointer), None, "{pointer}");
    }
}

#[test]
fn boxes_meet_when_they_cover_most_of_each_other_on_the_same_page() {
    let trace = |page: u32, bbox: [f64; 4]| Trace {
        page: Some(page),
        bbox: Some(bbox),
        ..Trace::default()
    };
    let place = Place::of(&trace(2, [10.0, 10.0, 30.0, 20.0]));
    assert!(place.meets(&trace(2, [10.4, 9.8, 31.0, 20.1])));
    assert!(!place.meets(&trace(3, [10.0, 10.0, 30.0, 20.0])));
    assert!(!place.meets(&trace(2, [28.0, 10.0, 48.0, 20.0])));
}
