use super::*;

fn years(text: &str) -> Vec<(i32, YearKind)> {
    fiscal_years(text).into_iter().map(|m| (m.year, m.kind)).collect()
}

fn dates(text: &str) -> Vec<(i32, Option<u8>, Option<u8>)> {
    fiscal_years(text)
        .into_iter()
        .map(|m| (m.year, m.month, m.day))
        .collect()
}

#[test]
fn fiscal_years_of_every_spelling() {
    for text in [
        "令和5年度",
        "令和５年度",
        "令和 5 年度",
        "令 和 5 年 度",
        "R5年度",
        "Ｒ５年度",
        "R 5 年度",
        "2023年度",
        "令和5(2023)年度",
        "令和５（２０２３）年度",
        "2023(令和5)年度",
        "令和5年度（2023年度）",
        "2023年度(令和5年度)",
        "令和五年度",
    ] {
        assert_eq!(years(text), [(2023, YearKind::FiscalYear)], "{text}");
        assert_eq!(fiscal_years(text)[0].range, 0..text.len(), "{text}");
    }
}

#[test]
fn every_era_counts_from_its_first_year() {
    for (text, year) in [
        ("令和元年度", 2019),
        ("平成31年度", 2019),
        ("平成 2 0 年度", 2008),
        ("昭和63年", 1988),
        ("大正15年", 1926),
        ("明治元年", 1868),
        ("H30", 2018),
        ("S60年度", 1985),
    ] {
        assert_eq!(years(text).first().map(|pair| pair.0), Some(year), "{text}");
    }
}

#[test]
fn dates_keep_month_and_day() {
    for text in [
        "令和５年１２月16日",
        "令和 5 年 12 月 16 日",
        "R5.12.16",
        "2023年12月16日",
        "2023/12/16",
        "2023-12-16",
        "令和5(2023)年12月16日",
    ] {
        assert_eq!(dates(text), [(2023, Some(12), Some(16))], "{text}");
    }
    assert_eq!(dates("令和7(2025)年12月"), [(2025, Some(12), None)]);
    assert_eq!(dates("(R6.2時点想定)"), [(2024, Some(2), None)]);
    assert_eq!(dates("平成 20 年 11 月 4 日"), [(2008, Some(11), Some(4))]);
}

#[test]
fn a_month_belongs_to_its_april_to_march_year() {
    assert_eq!(fiscal_years("令和6年3月")[0].fiscal_year(), 2023);
    assert_eq!(fiscal_years("令和6年4月1日")[0].fiscal_year(), 2024);
    assert_eq!(fiscal_year_of_date(2024, 3), 2023);
}

#[test]
fn later_parts_of_ranges_and_lists_take_the_era_of_the_first() {
    use YearKind::FiscalYear;
    for (text, expected) in [
        ("令和5～7年度", vec![2023, 2025]),
        ("令和6年度～15年度", vec![2024, 2033]),
        ("令和5・6年度", vec![2023, 2024]),
        ("令和3年度、4年度及び5年度", vec![2021, 2022, 2023]),
        ("2023～27年度", vec![2023, 2027]),
        ("2023-2027年度", vec![2023, 2027]),
        ("R5-7年度", vec![2023, 2025]),
        ("令和3年度から令和6年度まで", vec![2021, 2024]),
    ] {
        let found = years(text);
        assert_eq!(
            found,
            expected.iter().map(|&y| (y, FiscalYear)).collect::<Vec<_>>(),
            "{text}"
        );
    }
    let ends: Vec<bool> = fiscal_years("令和3年度～令和6年度、7年度")
        .iter()
        .map(|m| m.range_end)
        .collect();
    assert_eq!(ends, [false, true, false]);
}

#[test]
fn the_end_of_a_year_is_seen() {
    let found = &fiscal_years("令和6年度末目標値")[0];
    assert!(found.suffix_end && found.kind == YearKind::FiscalYear);
    assert_eq!(&"令和6年度末目標値"[found.range.clone()], "令和6年度末");
}

#[test]
fn a_letter_and_number_alone_is_a_year_for_recent_eras_only() {
    assert_eq!(years("R9"), [(2027, YearKind::Year)]);
    assert_eq!(years("R9 年 度 の 取 組"), [(2027, YearKind::FiscalYear)]);
    for text in ["S3", "T4", "M1", "R2-D2", "CR5", "A4", "R 9-9", "PR5"] {
        assert_eq!(years(text), [], "{text}");
    }
}

#[test]
fn figures_are_no_years() {
    for text in [
        "2023",
        "2,023年",
        "12345年",
        "2023人",
        "第2023号",
        "令和",
        "平成の合併",
        "5年度",
        "100.2023年",
    ] {
        assert_eq!(years(text), [], "{text}");
    }
    assert_eq!(years("令和5年度、10人"), [(2023, YearKind::FiscalYear)]);
    assert_eq!(years("令和5、10人"), [(2023, YearKind::Year)]);
}

#[test]
fn one_year_said_twice_is_the_only_year() {
    assert_eq!(
        only_year("令和5年度（2023年度）の実績（令和5年度末）").map(|m| m.year),
        Some(2023)
    );
    assert_eq!(only_year("令和5年度と令和6年度"), None);
}
