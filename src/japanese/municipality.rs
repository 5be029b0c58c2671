//! Municipalities with their codes (全国地方公共団体コード), found in text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::characters::{is_kana, is_kanji};

/// `code,prefecture,name` a line, by code; the name of a prefecture itself is empty.
const TABLE: &str = include_str!("../../data/municipalities.csv");

/// A prefecture, city, town, village, special ward, or ward of a designated city (with the city's name in front).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Full name; of a prefecture its own.
    pub name: &'static str,
    /// Prefecture.
    pub prefecture: &'static str,
    /// Six digits with the check digit.
    pub code: &'static str,
}

impl Place {
    /// Whether it is a prefecture.
    #[must_use]
    pub fn is_prefecture(&self) -> bool {
        self.name == self.prefecture
    }
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The name, as [`Municipalities::lookup`] takes it.
    pub name: &'static str,
}

/// The code table.
#[derive(Debug)]
pub struct Municipalities {
    by_name: HashMap<&'static str, Vec<Place>>,
    longest: usize,
}

static EMBEDDED: LazyLock<Municipalities> = LazyLock::new(|| Municipalities::of_table(TABLE));

impl Municipalities {
    /// The table in the binary, indexed at first use.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn of_table(table: &'static str) -> Self {
        let mut by_name: HashMap<&'static str, Vec<Place>> = HashMap::new();
        for line in table.lines() {
            let mut fields = line.split(',');
            let (Some(code), Some(prefecture), Some(name)) = (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let name = if name.is_empty() { prefecture } else { name };
            by_name.entry(name).or_default().push(Place {
                name,
                prefecture,
                code,
            });
        }
        let longest = by_name
            .values()
            .flatten()
            .map(|place| place.name.chars().count())
            .max()
            .unwrap_or(0);
        Municipalities { by_name, longest }
    }

    /// All places of this name by code: several for names that places share, none for an unknown one.
    #[must_use]
    pub fn lookup(&self, name: &str) -> &[Place] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The only place of this name, or the one of them whose prefecture is given.
    #[must_use]
    pub fn resolve(&self, name: &str, prefecture: Option<&str>) -> Option<&Place> {
        let places = self.lookup(name);
        match (places, prefecture) {
            ([only], None) => Some(only),
            (_, Some(prefecture)) => places.iter().find(|place| place.prefecture == prefecture),
            _ => None,
        }
    }

    /// Every name in the text, in order and without overlaps: of names that overlap the longest, then the first.
    ///
    /// A name of two characters does not count right behind another kanji or kana (the end of a longer name), except behind
    /// a prefecture or 郡; nor does a word that only looks like a name (市場, 区分 right behind it).
    #[must_use]
    pub fn find_all(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        // Starts of the characters so far, for walking back.
        let mut starts: Vec<usize> = Vec::new();
        for (offset, character) in text.char_indices() {
            starts.push(offset);
            if !matches!(character, '市' | '町' | '村' | '区' | '県' | '府' | '都' | '道') {
                continue;
            }
            let end = offset + character.len_utf8();
            let reach = starts.len().saturating_sub(self.longest);
            let Some(mention) = starts
                .get(reach..)
                .unwrap_or_default()
                .iter()
                .find_map(|&start| self.mention(text, start..end))
            else {
                continue;
            };
            while found
                .last()
                .is_some_and(|last| last.range.start >= mention.range.start)
            {
                found.pop();
            }
            if found
                .last()
                .is_none_or(|last| last.range.end <= mention.range.start)
            {
                found.push(mention);
            }
        }
        found
    }

    fn mention(&self, text: &str, range: Range<usize>) -> Option<Mention> {
        let (name, _) = self.by_name.get_key_value(text.get(range.clone())?)?;
        let before = text.get(..range.start)?;
        let after = text.get(range.end..)?.chars().next();
        let inside_word = before
            .chars()
            .next_back()
            .is_some_and(|c| is_kanji(c) || is_kana(c));
        let known_before = before.ends_with('郡')
            || self.ends_with_prefecture(before)
            || before.ends_with(['の', 'は', 'と', 'や', 'が', 'を', 'に', 'で', '旧', '元']);
        let looks_alike = match name.chars().next_back() {
            Some('市') => matches!(after, Some('場' | '街')),
            Some('区') => matches!(after, Some('分' | '域' | '画' | '間')),
            Some('道') => matches!(after, Some('路')),
            _ => false,
        };
        let short = name.chars().count() <= 2;
        // 市民プール is the people's, whatever character stands before it.
        let people = short && after == Some('民');
        let part_of_word = people || short && inside_word && !known_before;
        (!looks_alike && !part_of_word).then_some(Mention { range, name })
    }

    fn ends_with_prefecture(&self, before: &str) -> bool {
        [3, 4].iter().any(|&count| {
            let start = before
                .char_indices()
                .rev()
                .take(count)
                .last()
                .map_or(0, |(offset, _)| offset);
            self.lookup(before.get(start..).unwrap_or_default())
                .iter()
                .any(Place::is_prefecture)
        })
    }
}

/// Check digit of a code's first five digits; `None` unless they are five digits.
#[must_use]
pub fn check_digit(five: &str) -> Option<u32> {
    let digits: Vec<u32> = five.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    let sum: u32 = digits
        .iter()
        .zip([6, 5, 4, 3, 2])
        .map(|(digit, weight)| digit * weight)
        .sum();
    (digits.len() == 5).then_some((11 - sum % 11) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented places, so that no real one is built into the program.
    const INVENTED: &str = "990001,架空県,\n990101,架空県,架橋市\n990102,架空県,架橋市空区\n990110,架空県,空市\n\
                            990120,架空県,東架橋市\n990130,架空県,双葉野市\n980130,夢想県,双葉野市\n990140,架空県,東架村\n";

    fn names(text: &str) -> Vec<&'static str> {
        let table = Municipalities::of_table(INVENTED);
        table.find_all(text).into_iter().map(|m| m.name).collect()
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(names("東架橋市の計画と架橋市の計画"), ["東架橋市", "架橋市"]);
        assert_eq!(
            names("架空県架橋市、架橋市空区"),
            ["架空県", "架橋市", "架橋市空区"]
        );
        let text = "第2期 架橋市民";
        let found = Municipalities::of_table(INVENTED).find_all(text);
        assert_eq!(&text[found[0].range.clone()], "架橋市");
    }

    #[test]
    fn names_inside_other_words_do_not_count() {
        for text in [
            "遠空市",
            "空市場",
            "本市",
            "市町村",
            "都道府県",
            "特別区",
            "",
            "市",
        ] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(names("架空県空市"), ["架空県", "空市"]);
        assert_eq!(names("令和5年度 空市"), ["空市"]);
    }

    #[test]
    fn shared_names_have_several_places() {
        let table = Municipalities::of_table(INVENTED);
        let codes: Vec<&str> = table.lookup("双葉野市").iter().map(|place| place.code).collect();
        assert_eq!(codes, ["990130", "980130"]);
        assert_eq!(table.resolve("双葉野市", None), None);
        assert_eq!(
            table.resolve("双葉野市", Some("夢想県")).map(|place| place.code),
            Some("980130")
        );
        assert_eq!(
            table.resolve("架橋市", None).map(|place| place.prefecture),
            Some("架空県")
        );
        assert!(table.lookup("無名市").is_empty());
    }

    #[test]
    fn every_code_of_the_table_has_its_check_digit() {
        let table = Municipalities::embedded();
        let (mut places, mut prefectures) = (0, 0);
        for line in TABLE.lines() {
            let code = line.split(',').next().unwrap();
            let (five, last) = code.split_at(5);
            assert_eq!(
                check_digit(five).map(|digit| digit.to_string()).as_deref(),
                Some(last),
                "{line}"
            );
            places += 1;
            prefectures += usize::from(five.ends_with("000"));
        }
        assert_eq!((places, prefectures), (1963, 47));
        assert_eq!(table.by_name.values().map(Vec::len).sum::<usize>(), 1963);
        assert_eq!(check_digit("1300"), None);
    }

    #[test]
    fn every_name_of_the_table_is_found_where_it_stands_alone() {
        let table = Municipalities::embedded();
        for line in TABLE.lines() {
            let name = line.rsplit(',').find(|field| !field.is_empty()).unwrap();
            let found = table.find_all(name);
            assert_eq!(found.first().map(|mention| mention.name), Some(name));
            assert_eq!(found.len(), 1);
        }
    }
}
