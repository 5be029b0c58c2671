//! Small made-up tables of other shapes, and the parts by themselves.

use super::super::department::Register;
use super::super::header::{Role, labels_of};
use super::super::strip::{overlap, starts_with_bullet, strips};
use super::{draft_of, said};
use crate::source::{self, Passage};
use crate::vocabulary::Vocabulary;

/// Rows numbered through, no headings with numbers, one narrative column, titles before the tables.
const NUMBERED_THROUGH: &str = "\
行政改革実施計画

基本方針1 健全な財政運営

番号 事業名 事業概要 所管課

1
窓口改善事業

・窓口の待ち時間を減らすため、予約制を
導入する。

市民課

2
使用料の見直し事業

・公の施設の使用料を見直す。
・減免の基準を見直す。

財政課
施設管理課

3 公用車の削減事業

・公用車を共用とし、台数を減らす。

総務課

基本方針2 人材の育成

番号 事業名 事業概要 所管課

4
職員研修の充実

・研修の体系を見直し、若手の職員の育成に
力を入れる。

人事課

5
採用方法の見直し

・採用試験の時期を早め、民間経験者の枠を
広げる。

人事課
";

#[test]
fn rows_numbered_through_stand_under_the_title_before_their_table() {
    let (draft, ledger, canvas) = draft_of(NUMBERED_THROUGH).unwrap();
    let rows = said(&draft);
    let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
    assert_eq!(rows[1].departments, ["財政課", "施設管理課"]);
    assert_eq!(
        rows[1].texts[0].1,
        "・公の施設の使用料を見直す。\n・減免の基準を見直す。"
    );
    assert_eq!(rows[2].path, ["基本方針 1 健全な財政運営"]);
    assert_eq!(rows[3].path, ["基本方針 2 人材の育成"]);
    assert_eq!(draft.items[0].kind, "事業");
    assert_eq!(ledger.close(&canvas).0.unread, 0);
}

#[test]
fn too_little_or_no_table_is_none() {
    assert!(draft_of("題名だけ").is_none());
    assert!(draft_of("取組目的 取組概要 担当\n").is_none());
    assert!(draft_of(&"本文だけの文書です。\n".repeat(40)).is_none());
}

#[test]
fn headers_are_labels_and_nothing_else() {
    let words = Vocabulary::base().unwrap();
    let roles =
        |line: &str| labels_of(line, &words).map(|labels| labels.iter().map(|l| l.role).collect::<Vec<_>>());
    assert_eq!(
        roles("取組目的 取組概要 担当"),
        Some(vec![Role::Text, Role::Text, Role::Department])
    );
    assert_eq!(roles("実施項目項目番号"), Some(vec![Role::Level, Role::Number]));
    assert_eq!(roles("担当課が取り組む"), None);
    assert_eq!(roles(&"目標".repeat(4000)), None);
}

#[test]
fn a_dot_parts_departments_only_where_both_sides_are_some() {
    let words = Vocabulary::base().unwrap();
    let reading = source::read("1 2 窓口 財政課\n".as_bytes(), &crate::ReadOptions::default()).unwrap();
    let register = Register::learn(&strips(&reading), &words);
    let names = |cell: &str| {
        let named = register.read(&Passage::of_canvas(cell, 0..cell.len()))?;
        Some(
            named
                .iter()
                .map(|part| part.name.as_str().to_owned())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(names("保育・幼稚園課").unwrap(), ["保育・幼稚園課"]);
    assert_eq!(names("総務課・財政課").unwrap(), ["総務課", "財政課"]);
    assert_eq!(
        names("関係各課（市民課、税務課）").unwrap(),
        ["関係各課", "市民課", "税務課"]
    );
    assert_eq!(names("総務課／関係各課").unwrap(), ["総務課", "関係各課"]);
    assert!(names("各課における課題").is_none());
    assert!(names("公園").is_none());
}

#[test]
fn small_measures() {
    assert!(starts_with_bullet("〇「計画」を改定する。"));
    assert!(!starts_with_bullet("○○%"));
    assert!(overlap("窓口の改善", "窓口の改善を図る") > 0.99);
    assert!(overlap("", "窓口") < 0.01);
}
