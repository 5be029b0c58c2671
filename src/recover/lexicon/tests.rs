//! What is turned away before it is looked up must not be a label.

use std::collections::BTreeSet;

use crate::japanese::Segmenter;
use crate::vocabulary::Vocabulary;

use super::{Lexicon, Role};
use crate::recover::departments;

fn role(text: &str, learned: &[&str], more: &str) -> Option<Role> {
    let mut words = Vocabulary::base().unwrap();
    words.extend(more).unwrap();
    let segmenter = Segmenter::embedded().unwrap();
    let learned: BTreeSet<String> = learned.iter().map(|&label| label.to_owned()).collect();
    Lexicon::new(&words, &segmenter, learned).label(text)
}

#[test]
fn a_figure_is_a_label_only_where_the_document_or_the_user_says_so() {
    assert_eq!(role("１，２３４", &[], ""), None);
    assert_eq!(role("△ 12.5", &[], ""), None);
    assert_eq!(role("１０", &["10"], ""), Some(Role::Text));
    assert_eq!(
        role("10", &[], "[labels]\ndepartment = [\"10\"]"),
        Some(Role::Department)
    );
    assert_eq!(role("R5", &[], ""), Some(Role::Period));
}

#[test]
fn the_last_letter_turns_away_what_is_no_department_and_nothing_else() {
    let mut words = Vocabulary::base().unwrap();
    words.extend("[departments]\nendings = [\"お世話係ﾊ\"]").unwrap();
    for name in [
        "財政課",
        "財政課、",
        "財 政 課 ",
        "関係各課（財政課・税務課）",
        "公園お世話係ハ",
    ] {
        assert!(departments::looks_like(name, &words), "{name}");
    }
    for other in ["公園の清掃", "1,234", "財政課に聞く", " "] {
        assert!(!departments::looks_like(other, &words), "{other}");
    }
}
