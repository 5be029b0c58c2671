//! Other reports out of a shipped one: names, words, years and figures changed in text and answers alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use crate::answers::{list, text};

/// A small generator with a seed, so that a failure can be repeated.
pub struct Random(pub u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for at in (1..values.len()).rev() {
            values.swap(at, self.below(at + 1));
        }
    }
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Municipality,
    Departments,
    Words,
    Years,
    Amounts,
}

pub const ALL: [Kind; 5] = [
    Kind::Municipality,
    Kind::Departments,
    Kind::Words,
    Kind::Years,
    Kind::Amounts,
];

/// What projects are about: words that no label is made of, changed one for another of the same length.
const WORDS: [&str; 48] = [
    "防災", "健康", "環境", "保育", "学校", "公園", "道路", "介護", "医療", "税務", "図書", "広報", "職員",
    "研修", "窓口", "電子", "申請", "情報", "公共", "施設", "民間", "企業", "地域", "観光", "文化", "教育",
    "福祉", "高齢", "児童", "清掃", "業務", "庁舎", "会議", "補助", "徴収", "債権", "手続", "財産", "住民",
    "市税", "保険", "料金", "技術", "効率", "資源", "災害", "安全", "育成",
];
/// Words that the reports do not know.
const OTHER_WORDS: [&str; 16] = [
    "港湾", "農業", "林業", "漁業", "温泉", "鉄道", "航空", "牧場", "工芸", "音楽", "演劇", "植物", "動物",
    "気象", "海岸", "山林",
];
const STEMS_OF_TWO: [&str; 20] = [
    "港湾", "農政", "林務", "水産", "商工", "用地", "建築", "住宅", "統計", "契約", "検査", "調達", "法務",
    "広聴", "国際", "交流", "青年", "緑地", "河川", "耕地",
];
const STEMS_OF_THREE: [&str; 8] = [
    "文化財",
    "国際化",
    "農林業",
    "商工業",
    "自治会",
    "温泉郷",
    "再開発",
    "区画線",
];
const ENDINGS: [&str; 7] = ["事務局", "センター", "担当", "課", "室", "部", "局"];

/// A mutation: the same for a text and its answers.
pub struct Mutation {
    words: BTreeMap<String, String>,
    pattern: Option<Regex>,
    years: i32,
    amounts: bool,
    random: Random,
}

impl Mutation {
    pub fn new(kinds: &[Kind], seed: u64, gold: &Value, source: &str) -> Self {
        let mut random = Random::new(seed);
        let mut words = BTreeMap::new();
        for kind in kinds {
            match kind {
                Kind::Municipality => municipality(gold, &mut random, &mut words),
                Kind::Departments => departments(gold, &mut random, source, &mut words),
                Kind::Words => compounds(gold, &mut random, &mut words),
                Kind::Years | Kind::Amounts => {}
            }
        }
        let mut keys: Vec<&String> = words.keys().collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.chars().count()));
        // Blanks, line ends and marks of emphasis may stand inside a printed word.
        let spaced = |key: &&String| {
            let letters: Vec<String> = key.chars().map(|c| regex::escape(&c.to_string())).collect();
            letters.join(r"(?:[ \u{3000}\n]|</?b>)*")
        };
        let pattern = keys.iter().map(spaced).collect::<Vec<_>>().join("|");
        let years = if kinds.contains(&Kind::Years) {
            [1, 2, 3, -1][random.below(4)]
        } else {
            0
        };
        Mutation {
            pattern: (!keys.is_empty()).then(|| Regex::new(&pattern).unwrap()),
            words,
            years,
            amounts: kinds.contains(&Kind::Amounts),
            random,
        }
    }

    /// The text and its answers, changed.
    pub fn apply(mut self, source: &str, gold: &Value) -> (String, Value) {
        let mut gold = gold.clone();
        let mut changed = source.to_owned();
        if self.amounts {
            changed = self.amounts(&changed, &mut gold);
        }
        (self.text(&changed), self.answers(&gold))
    }

    /// A text with words and years changed.
    pub fn text(&self, source: &str) -> String {
        let shifted = shift_years(source, self.years);
        let Some(pattern) = &self.pattern else {
            return shifted;
        };
        let replaced = pattern.replace_all(&shifted, |found: &Captures| {
            let key: String = without_marks(&found[0]);
            let mut letters = self.words[&key].chars();
            let mut out = String::new();
            let mut mark = false;
            for c in found[0].chars() {
                mark |= c == '<';
                match mark || c.is_whitespace() {
                    true => out.push(c),
                    false => out.extend(letters.next()),
                }
                mark &= c != '>';
            }
            out.extend(letters);
            out
        });
        replaced.into_owned()
    }

    fn answers(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(values) => values.iter().map(|value| self.answers(value)).collect(),
            Value::Object(fields) => {
                let changed = fields.iter().map(|(key, value)| {
                    let value = match (key.as_str(), value.as_i64(), value.as_str()) {
                        ("fiscal_year" | "report_year", Some(year), _) => {
                            (year + i64::from(self.years)).into()
                        }
                        ("published", _, Some(date)) => self.date(date).into(),
                        _ => self.answers(value),
                    };
                    (self.text(key), value)
                });
                Value::Object(changed.collect())
            }
            other => other.clone(),
        }
    }

    fn date(&self, date: &str) -> String {
        let (year, rest) = date.split_at(4);
        format!("{}{rest}", year.parse::<i32>().unwrap() + self.years)
    }

    /// Other amounts in rows of two amounts, difference and ratio that keep their laws; damaged rows stay.
    fn amounts(&mut self, source: &str, gold: &mut Value) -> String {
        let row = Regex::new(r"\t([0-9,]+)\t([0-9,]+)\t((?:▲ ?)?[0-9,]+)\t([0-9,]+\.[0-9])\t").unwrap();
        let random = &mut self.random;
        let items = gold["items"].as_array_mut().unwrap();
        let mut used = BTreeSet::new();
        let replaced = row.replace_all(source, |found: &Captures| {
            let number = |text: &str| {
                text.replace([',', ' '], "")
                    .replace('▲', "-")
                    .parse::<f64>()
                    .unwrap()
            };
            let (now, before) = (number(&found[1]), number(&found[2]));
            let ratio = |now: f64, before: f64| (now / before * 1000.0).round() / 10.0;
            let lawful = now > 0.0
                && before > 0.0
                && (now - before - number(&found[3])).abs() < 1e-6
                && (ratio(now, before) - number(&found[4])).abs() < 0.11;
            let item = items.iter().position(|item| {
                item["budget"][0]["amount"].as_f64() == Some(now)
                    && item["budget"][1]["amount"].as_f64() == Some(before)
            });
            let Some(item) = item.filter(|item| lawful && used.insert(*item)) else {
                return found[0].to_owned();
            };
            let (mut a, mut b) = (0, 0);
            // No ratio whose last digit depends on how the office rounds.
            while a == b || (f64::from(a) / f64::from(b) * 1000.0).fract() - 0.5 >= 0.0 {
                let range = |value: f64| (value / 2.0) as usize + 2;
                a = i32::try_from(range(now) + random.below(3 * range(now))).unwrap();
                b = i32::try_from(range(before) + random.below(3 * range(before))).unwrap();
            }
            let answer = &mut items[item];
            answer["budget"][0]["amount"] = a.into();
            answer["budget"][1]["amount"] = b.into();
            answer["difference"] = (a - b).into();
            let percent = ratio(f64::from(a), f64::from(b));
            answer["ratio_percent"] = percent.into();
            let sign = if a < b { "▲ " } else { "" };
            let (a_text, b_text, difference) = (grouped(a), grouped(b), grouped((a - b).abs()));
            format!("\t{a_text}\t{b_text}\t{sign}{difference}\t{percent:.1}\t")
        });
        replaced.into_owned()
    }
}

fn without_marks(text: &str) -> String {
    let plain = text.replace("<b>", "").replace("</b>", "");
    plain.chars().filter(|c| !c.is_whitespace()).collect()
}

fn grouped(number: i32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn municipality(gold: &Value, random: &mut Random, words: &mut BTreeMap<String, String>) {
    let Some(name) = gold["document"]["municipality"].as_str() else {
        return;
    };
    let table = fs::read_to_string(crate::fixture::folder().join("../data/municipalities.csv")).unwrap();
    let names: Vec<&str> = table.lines().filter_map(|line| line.split(',').nth(2)).collect();
    let length = name.chars().count();
    let fit = |other: &&str, length: usize| {
        let once = names.iter().filter(|name| name == &other).count() == 1;
        let kanji = other.chars().all(jigyo::japanese::is_kanji);
        other.chars().count() == length && other.ends_with('市') && *other != name && once && kanji
    };
    let fitting = |length| {
        names
            .iter()
            .copied()
            .filter(|other| fit(other, length))
            .collect::<Vec<&str>>()
    };
    // Few names are long.
    let fitting = Some(fitting(length))
        .filter(|names| names.len() > 2)
        .unwrap_or_else(|| fitting(3));
    let (old, new) = (stem(name), stem(fitting[random.below(fitting.len())]));
    words.insert(old.into(), new.into());
    // A misread first letter stays one.
    if old == "狛江" {
        words.insert("泊江".into(), format!("泊{}", new.chars().next_back().unwrap()));
    }
}

fn stem(name: &str) -> &str {
    name.strip_suffix('市').unwrap()
}

fn departments(gold: &Value, random: &mut Random, source: &str, words: &mut BTreeMap<String, String>) {
    let fields = [
        "departments",
        "departments_in_parentheses",
        "departments_alternative",
        "departments_in_overview",
    ];
    let owners = list(gold, "items").iter().chain(list(gold, "groups"));
    let names: BTreeSet<&str> = owners
        .flat_map(|owner| fields.iter().flat_map(|field| list(owner, field)))
        .filter_map(Value::as_str)
        .filter(|name| !["関係", "各", "所管"].iter().any(|word| name.contains(word)))
        .collect();
    let mut taken = BTreeSet::new();
    for name in names {
        let Some(ending) = ENDINGS
            .iter()
            .find(|ending| name.ends_with(**ending) && name != **ending)
        else {
            continue;
        };
        let old = name.strip_suffix(ending).unwrap();
        for _ in 0..100 {
            let new = format!("{}{ending}", renamed(old, random));
            if !source.contains(&new) && taken.insert(new.clone()) {
                words.insert(name.into(), new);
                break;
            }
        }
    }
}

/// Other words for the runs of kanji in a department's name.
fn renamed(stem: &str, random: &mut Random) -> String {
    let runs = Regex::new(r"\p{Han}{2,}").unwrap();
    let replaced = runs.replace_all(stem, |run: &Captures| {
        let mut left = run[0].chars().count();
        let mut out = String::new();
        while left > 0 {
            let three = left == 3 || (left > 4 && left % 2 == 1);
            let part = match three {
                true => STEMS_OF_THREE[random.below(STEMS_OF_THREE.len())],
                false => STEMS_OF_TWO[random.below(STEMS_OF_TWO.len())],
            };
            left -= part.chars().count();
            out.push_str(part);
        }
        out
    });
    replaced.into_owned()
}

fn compounds(gold: &Value, random: &mut Random, words: &mut BTreeMap<String, String>) {
    let vocabulary = include_str!("../../src/vocabulary/base.toml");
    let mut labels = BTreeSet::new();
    for item in list(gold, "items") {
        labels.insert(text(item, "kind").to_owned());
        labels.extend(
            item["texts"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(label, _)| label.clone()),
        );
    }
    let free =
        |word: &&&str| !vocabulary.contains(**word) && !labels.iter().any(|label| label.contains(**word));
    let changed: Vec<&str> = WORDS.iter().filter(free).copied().collect();
    let mut others: Vec<&str> = changed.iter().chain(&OTHER_WORDS).copied().collect();
    random.shuffle(&mut others);
    // 幼児学校・保育課 would be two names: what stands before ・ must not end like an institution.
    let joined = |word: &str| {
        let names = list(gold, "items")
            .iter()
            .flat_map(|item| list(item, "departments"));
        let mut parts = names
            .filter_map(Value::as_str)
            .filter_map(|name| name.split_once('・'));
        parts.any(|(before, _)| before.ends_with(word))
    };
    let institution = |other: &str| other.ends_with(['園', '校', '館', '所', '場']);
    while changed
        .iter()
        .zip(&others)
        .any(|(old, new)| joined(old) && institution(new))
    {
        random.shuffle(&mut others);
    }
    words.extend(
        changed
            .iter()
            .zip(&others)
            .map(|(old, new)| ((*old).to_owned(), (*new).to_owned())),
    );
}

static ERA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(令\s?和|平\s?成|昭和|\b[RH])([ \u{3000}\n]*)([0-9０-９]{1,2}|元)((?:[~～〜・、\-－―][0-9０-９]{1,2})*)",
        r"([ \u{3000}\n]*年)?|([0-9０-９]+)([ \u{3000}\n]*年度)"
    ))
    .unwrap()
});
static WESTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b((?:19|20)[0-9]{2})(\)?年)").unwrap());
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new("[0-9０-９]{1,2}").unwrap());

/// Years of eras and of the western calendar, `by` later; those after `2019` are of the era 令和.
fn shift_years(source: &str, by: i32) -> String {
    if by == 0 {
        return source.to_owned();
    }
    let shifted = ERA.replace_all(source, |found: &Captures| {
        if let Some(bare) = found.get(6) {
            // The year of an era that stands before, as in 令和5年度から8年度.
            let year = digits(bare.as_str()).filter(|_| bare.as_str().chars().count() < 3);
            let wide = bare.as_str().starts_with(|c: char| ('０'..='９').contains(&c));
            let year = year.map_or(bare.as_str().to_owned(), |year| printed(year + by, wide));
            return format!("{year}{}", &found[7]);
        }
        let name: String = found[1].chars().filter(|c| !c.is_whitespace()).collect();
        let first = match name.as_str() {
            "令和" | "R" => 2018,
            "平成" | "H" => 1988,
            _ => 1925,
        };
        let year = first + digits(&found[3]).unwrap_or(1) + by;
        let (new_name, start) = match year {
            2019.. => ("令和", 2018),
            1989.. => ("平成", 1988),
            _ => ("昭和", 1925),
        };
        let new_name = match (name.as_str(), new_name) {
            (same, new) if same == new => found[1].to_owned(),
            ("R" | "H", "令和") => "R".into(),
            ("R" | "H", _) => "H".into(),
            (_, new) => new.into(),
        };
        let wide = found[3].starts_with(|c: char| ('０'..='９').contains(&c));
        let year = if year - start == 1 && !new_name.is_ascii() {
            "元".into()
        } else {
            printed(year - start, wide)
        };
        let mut rest = found[4].to_owned();
        if found.get(5).is_some() {
            let further = |one: &Captures| {
                let wide = one[0].starts_with(|c: char| ('０'..='９').contains(&c));
                printed(digits(&one[0]).unwrap() + by, wide)
            };
            rest = NUMBER.replace_all(&rest, further).into_owned();
        }
        format!(
            "{new_name}{}{year}{rest}{}",
            &found[2],
            found.get(5).map_or("", |end| end.as_str())
        )
    });
    let shifted = WESTERN.replace_all(&shifted, |found: &Captures| {
        format!("{}{}", found[1].parse::<i32>().unwrap() + by, &found[2])
    });
    shifted.into_owned()
}

fn digits(text: &str) -> Option<i32> {
    jigyo::japanese::nfkc_string(text).parse().ok()
}

fn printed(number: i32, wide: bool) -> String {
    let number = number.to_string();
    match wide {
        true => number
            .bytes()
            .map(|digit| char::from_u32('０' as u32 + u32::from(digit - b'0')).unwrap())
            .collect(),
        false => number,
    }
}

#[test]
fn years_pass_from_era_to_era() {
    assert_eq!(
        shift_years("平成30年度、令和元年、R3・4年度から８年度、２０", 2),
        "令和2年度、令和3年、R5・6年度から１０年度、２０"
    );
    assert_eq!(
        shift_years("令和元年度 令 和 ９年 (2019)年", -1),
        "平成30年度 令 和 ８年 (2018)年"
    );
}
