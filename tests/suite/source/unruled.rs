//! Sheets of OCR programs that tell no ruling lines: only white space parts their cells.

use jigyo::ReadOptions;
use jigyo::source::read;

use super::show::show;
use crate::fixture::CONVERTER;

/// Words with their left edges and tops (points), ten points high.
const HEAD: [(&str, u32, u32); 12] = [
    ("事務事業名", 45, 80),
    ("ひとり暮らし見守り", 135, 80),
    ("事業番号", 305, 80),
    ("0412", 395, 80),
    ("担当課", 45, 102),
    ("高齢福祉課", 135, 102),
    ("会計", 305, 102),
    ("一般会計", 395, 102),
    ("事業の目的", 45, 124),
    ("ひとり暮らしの方が安心して暮らせるようにする。", 135, 124),
    ("事業の内容", 45, 146),
    ("協力員が週に一度、電話または訪問で様子を確かめる。", 135, 146),
];

/// Labels at the left of their columns, figures at the right.
const COSTS: [(&str, u32, u32); 12] = [
    ("区分（千円）", 45, 206),
    ("令和３年度決算", 195, 206),
    ("令和４年度決算", 315, 206),
    ("令和５年度決算", 435, 206),
    ("事業費", 45, 228),
    ("5,120", 280, 228),
    ("5,340", 400, 228),
    ("5,610", 520, 228),
    ("一般財源", 45, 250),
    ("2,620", 280, 250),
    ("2,840", 400, 250),
    ("3,010", 520, 250),
];

fn hocr(words: &[(&str, u32, u32)]) -> String {
    let mut lines = String::new();
    for (text, x, y) in words {
        let width: f64 = text.chars().map(|c| if c.is_ascii() { 5.0 } else { 10.0 }).sum();
        let pixels = [
            f64::from(*x),
            f64::from(*y),
            f64::from(*x) + width,
            f64::from(*y) + 10.0,
        ];
        let bbox = pixels
            .map(|value| format!("{}", (value * 300.0 / 72.0).round()))
            .join(" ");
        lines += &format!("<span class='ocr_line' title='bbox {bbox}'>{text}</span>\n");
    }
    format!("<html><body><div class='ocr_page' title='bbox 0 0 2479 3508'>\n{lines}</div></body></html>")
}

#[test]
fn labels_far_apart_share_no_cell_and_tables_below_each_other_are_two() {
    let words = [HEAD.as_slice(), &COSTS].concat();
    let reading = read(hocr(&words).as_bytes(), &ReadOptions::default()).expect("a readable file");
    let mut blocks = show(&reading);
    blocks.retain(|block| block.starts_with('['));
    assert_eq!(
        blocks,
        [
            "[事務事業名│ひとり暮らし見守り│事業番号│0412⏎担当課│高齢福祉課│会計│一般会計⏎\
             事業の目的│ひとり暮らしの方が安心して暮らせるようにする。│<│⏎\
             事業の内容│協力員が週に一度、電話または訪問で様子を確かめる。│<│]",
            "[区分（千円）│令和３年度決算│令和４年度決算│令和５年度決算⏎事業費│5,120│5,340│5,610⏎\
             一般財源│2,620│2,840│3,010]"
        ]
    );
}

#[test]
fn figures_at_the_right_stand_under_the_heads_at_the_left_of_their_columns() {
    let words = [HEAD.as_slice(), &COSTS].concat();
    let report = CONVERTER
        .convert("x.hocr", hocr(&words).as_bytes(), &ReadOptions::default())
        .expect("a readable file");
    let [item] = report.items.as_slice() else {
        panic!("{:?}", report.items);
    };
    let costs: Vec<(Option<i32>, Option<i64>)> = item
        .budgets
        .iter()
        .filter(|budget| budget.part_of.is_none())
        .map(|budget| (budget.fiscal_year, budget.yen))
        .collect();
    let years = [(2021, 5_120_000), (2022, 5_340_000), (2023, 5_610_000)];
    assert_eq!(costs, years.map(|(year, yen)| (Some(year), Some(yen))));
    assert_eq!(
        (item.name.as_str(), item.departments.len()),
        ("ひとり暮らし見守り", 1)
    );
}
