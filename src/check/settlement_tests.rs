use super::run;
use crate::model::{Budget, CheckStatus, Figure, Item};
use crate::recover::Draft;

/// A row with these amounts, in yen.
fn settled(amounts: &[(&str, &str)]) -> Draft {
    let budget = |(label, printed): &(&str, &str)| Budget {
        label: (*label).into(),
        value: printed
            .replace(',', "")
            .replace('△', "-")
            .parse()
            .ok()
            .map(Figure),
        unit: Some("円".into()),
        printed: (*printed).into(),
        ..Budget::default()
    };
    Draft {
        items: vec![Item {
            id: "i1".into(),
            kind: "事務事業".into(),
            budgets: amounts.iter().map(budget).collect(),
            ..Item::default()
        }],
        ..Draft::default()
    }
}

fn endings(amounts: &[(&str, &str)]) -> Vec<(CheckStatus, String, String)> {
    let mut draft = settled(amounts);
    let checks = run(&mut draft);
    checks
        .into_iter()
        .map(|check| (check.status, check.printed, check.computed))
        .collect()
}

const GRANTS: [(&str, &str); 6] = [
    ("当初予算額", "20,000,000"),
    ("補正予算額", "△1,500,000"),
    ("前年度繰越額", "0"),
    ("流用額", "500,000"),
    ("予備費充用額", "0"),
    ("予算現額", "19,000,000"),
];

#[test]
fn grants_and_uses_both_add_up_to_the_budget_as_it_stood() {
    let uses = [
        ("支出済額", "18,300,000"),
        ("翌年度繰越額", "300,000"),
        ("不用額", "400,000"),
    ];
    let statuses: Vec<CheckStatus> = endings(&[&GRANTS[..], &uses].concat())
        .into_iter()
        .map(|(status, ..)| status)
        .collect();
    assert_eq!(statuses, [CheckStatus::Holds, CheckStatus::Holds]);
}

#[test]
fn uses_that_do_not_add_up_fail_with_both_numbers() {
    let uses = [
        ("支出済額", "18,300,000"),
        ("翌年度繰越額", "300,000"),
        ("不用額", "740,000"),
    ];
    let failed: Vec<_> = endings(&[&GRANTS[..], &uses].concat())
        .into_iter()
        .filter(|(status, ..)| *status == CheckStatus::Fails)
        .collect();
    let [(_, printed, computed)] = failed.as_slice() else {
        panic!("{failed:?}")
    };
    assert_eq!((printed.as_str(), computed.as_str()), ("19,000,000", "19340000"));
}

#[test]
fn nothing_is_compared_where_a_use_is_not_printed() {
    assert_eq!(
        endings(&[
            ("予算現額", "19,000,000"),
            ("支出済額", "18,300,000"),
            ("不用額", "400,000")
        ]),
        []
    );
}
