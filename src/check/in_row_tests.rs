use super::run;
use crate::model::{Budget, Check, CheckStatus, Figure, Item};
use crate::recover::Draft;

/// Funds with what they held, what was added and taken, and what they hold.
fn funds(rows: &[[f64; 4]]) -> Draft {
    let labels = ["前年度末現在高", "積立額", "取崩額", "年度末現在高"];
    let amount = |(label, value): (&str, &f64)| Budget {
        label: label.into(),
        value: Some(Figure(*value)),
        unit: Some("円".into()),
        printed: value.to_string(),
        exact: true,
        ..Budget::default()
    };
    let item = |(number, values): (usize, &[f64; 4])| Item {
        id: format!("i{number}"),
        kind: "基金".into(),
        budgets: labels.into_iter().zip(values).map(amount).collect(),
        ..Item::default()
    };
    Draft {
        items: rows.iter().enumerate().map(item).collect(),
        ..Draft::default()
    }
}

fn ended(checks: &[Check], status: CheckStatus) -> Vec<&str> {
    let own = checks.iter().filter(|check| check.status == status);
    own.map(|check| check.subject.as_str()).collect()
}

const ROWS: [[f64; 4]; 5] = [
    [900.0, 50.0, 20.0, 930.0],
    [400.0, 0.0, 35.0, 365.0],
    [120.0, 7.0, 0.0, 127.0],
    [660.0, 12.0, 3.0, 669.0],
    [80.0, 9.0, 1.0, 88.0],
];

#[test]
fn a_law_that_all_rows_keep_is_checked_in_each() {
    let checks = run(&mut funds(&ROWS));
    assert_eq!(ended(&checks, CheckStatus::Holds), ["i0", "i1", "i2", "i3", "i4"]);
}

#[test]
fn the_row_that_breaks_the_law_of_the_others_fails_and_keeps_its_figures() {
    let mut rows = ROWS;
    rows[3][3] = 659.0;
    let mut draft = funds(&rows);
    let checks = run(&mut draft);
    assert_eq!(ended(&checks, CheckStatus::Fails), ["i3"]);
    assert_eq!(draft.items[3].budgets[3].value, Some(Figure(659.0)));
    assert!(draft.items[3].repairs.is_empty());
}

#[test]
fn figures_that_only_some_rows_relate_by_chance_show_no_law() {
    let rows = [
        [900.0, 50.0, 20.0, 930.0],
        [400.0, 10.0, 35.0, 365.0],
        [120.0, 7.0, 10.0, 127.0],
        [660.0, 12.0, 3.0, 669.0],
    ];
    assert!(run(&mut funds(&rows)).is_empty());
}

#[test]
fn a_row_that_is_far_from_the_law_of_the_others_was_never_under_it() {
    let mut rows = ROWS;
    rows[3] = [660.0, 12.0, 3.0, 4210.0];
    let checks = run(&mut funds(&rows));
    assert_eq!(ended(&checks, CheckStatus::Holds), ["i0", "i1", "i2", "i4"]);
    assert!(ended(&checks, CheckStatus::Fails).is_empty());
}

#[test]
fn two_digits_that_changed_places_break_the_law() {
    let mut rows = ROWS;
    rows[0][3] = 390.0;
    let checks = run(&mut funds(&rows));
    assert_eq!(ended(&checks, CheckStatus::Fails), ["i0"]);
}
