//! A report against reviewed answers: what is missing, wrong or made up, a line each.

use std::collections::{BTreeMap, BTreeSet};

use jigyo::japanese::nfkc_string;
use regex::Regex;
use serde_json::Value;

/// The entries of an array, none where there is no array.
pub fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

/// The text of a field, empty where there is none.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn norm(text: &str) -> String {
    static TAGS: std::sync::LazyLock<Regex> =
        std::sync::LazyLock::new(|| Regex::new(r"</?(?:b|sup|p|ul|li|br|table|tr|td)\b[^>]*>").unwrap());
    let plain = nfkc_string(text);
    let without = TAGS.replace_all(&plain, "");
    let unified = without.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '•' => '・',
        '〇' => '○',
        '～' | '〜' => '~',
        '‹' => '<',
        '›' => '>',
        other => other,
    });
    unified.collect()
}

fn loose(text: &str) -> String {
    let dropped = "・,、。()（）<>〈〉:-‐―─—－";
    norm(text)
        .chars()
        .filter(|&c| !dropped.contains(c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn number_key(value: &Value) -> Option<String> {
    let plain = norm(value.as_str()?).to_lowercase();
    let plain = plain.trim_matches(['(', ')', '.']).replace("no", "");
    let parts = plain.trim_matches('.').split(['-', 'ー', '‐']).map(|part| {
        part.parse::<u64>()
            .map_or_else(|_| part.to_owned(), |number| number.to_string())
    });
    let key = parts.collect::<Vec<_>>().join("-");
    (!key.is_empty()).then_some(key)
}

fn last_part(key: &str) -> &str {
    key.rsplit('-').next().unwrap_or(key)
}

/// Likeness of two texts by their longest common pieces, 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    2.0 * matching(&a, &b) as f64 / (a.len() + b.len()) as f64
}

fn matching(a: &[char], b: &[char]) -> usize {
    let (mut best, mut before) = ((0, 0, 0), vec![0; b.len() + 1]);
    for (i, x) in a.iter().enumerate() {
        let mut now = vec![0; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            if x == y {
                now[j + 1] = before[j] + 1;
                if now[j + 1] > best.2 {
                    best = (i + 1, j + 1, now[j + 1]);
                }
            }
        }
        before = now;
    }
    let (i, j, length) = best;
    match length {
        0 => 0,
        _ => length + matching(&a[..i - length], &b[..j - length]) + matching(&a[i..], &b[j..]),
    }
}

/// Whether the answer calls a field uncertain: it is then neither asked for nor held against.
fn uncertain(gold: &Value, field: &str) -> bool {
    list(gold, "uncertain")
        .iter()
        .filter_map(Value::as_str)
        .any(|named| {
            named == field
                || named.starts_with(&format!("{field}."))
                || named.starts_with(&format!("{field}["))
                || field.starts_with(&format!("{named}."))
        })
}

fn names(gold: &Value) -> Vec<&str> {
    let mut names = vec![text(gold, "name")];
    for field in ["name_variants", "name_also_accept"] {
        names.extend(list(gold, field).iter().filter_map(Value::as_str));
    }
    names.extend([text(gold, "name_in_overview"), text(gold, "row_name")]);
    if text(gold, "number").ends_with("-1") {
        names.push(text(gold, "parent_name"));
    }
    names.retain(|name| !name.is_empty());
    names
}

fn set<'a>(values: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    values.into_iter().filter_map(Value::as_str).map(norm).collect()
}

fn same_number(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        (a, b) => a.is_none() && b.is_none(),
    }
}

const GRADES: [&str; 5] = ["S", "A", "B", "C", "D"];

fn grade_counts(counts: &Value) -> BTreeMap<String, i64> {
    let counts = counts.as_object().into_iter().flatten();
    let counts = counts.filter_map(|(grade, count)| Some((norm(grade), count.as_i64()?)));
    counts
        .filter(|(grade, _)| GRADES.contains(&grade.as_str()))
        .collect()
}

/// Compares a report (as JSON) with the answers; empty when nothing differs.
pub fn differences(gold: &Value, report: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        report,
        log: Vec::new(),
    };
    comparison.document(gold);
    comparison.rows(gold);
    comparison.groups(gold);
    comparison.indicators(gold);
    comparison.tallies(gold);
    comparison.log
}

struct Comparison<'a> {
    report: &'a Value,
    log: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn path(&self, id: &Value) -> Vec<&'a Value> {
        let sections = list(self.report, "sections");
        let mut path: Vec<&Value> = Vec::new();
        let mut next = id;
        while let Some(section) = sections
            .iter()
            .find(|section| !next.is_null() && &section["id"] == next)
        {
            if path.len() > 50 {
                break;
            }
            path.push(section);
            next = &section["parent"];
        }
        path.reverse();
        path
    }

    fn document(&mut self, gold: &Value) {
        let document = &self.report["document"];
        let municipality = &document["municipality"]["name"];
        let pairs = [
            ("municipality", municipality),
            ("fiscal_year", &document["fiscal_year"]),
            ("published", &document["published"]),
        ];
        for (field, have) in pairs {
            let want = &gold["document"][field];
            if have != want {
                self.log.push(format!("document.{field}: {have}, not {want}"));
            }
        }
    }

    fn rows(&mut self, gold: &Value) {
        let answers = list(gold, "items");
        let kinds: BTreeSet<String> = answers.iter().map(|answer| norm(text(answer, "kind"))).collect();
        let of_kind = |row: &Value| kinds.contains(&norm(text(row, "kind")));
        let rows = list(self.report, "items")
            .iter()
            .filter(|row| of_kind(row) || row["parent"].is_null());
        let rows: Vec<&'a Value> = rows.collect();
        let pairs = self.pairs(answers, &rows);
        for (at, row) in rows.iter().enumerate() {
            if !pairs.values().any(|&paired| paired == at) && (of_kind(row) || text(row, "kind").is_empty()) {
                self.log.push(format!(
                    "row not in the report: {} {} {}",
                    text(row, "kind"),
                    row["number"],
                    text(row, "name")
                ));
            }
        }
        for (at, answer) in answers.iter().enumerate() {
            let tag = format!(
                "{} {} {}",
                text(answer, "kind"),
                text(answer, "number"),
                text(answer, "name")
            );
            match pairs.get(&at) {
                Some(&row) => self.row(&tag, answer, rows[row]),
                None => self.log.push(format!("row missing: {tag}")),
            }
        }
    }

    /// Which row answers to which, best first: by name, kind, number, outline and place.
    fn pairs(&self, answers: &[Value], rows: &[&'a Value]) -> BTreeMap<usize, usize> {
        let row_names: Vec<String> = rows.iter().map(|row| loose(text(row, "name"))).collect();
        let paths: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                self.path(&row["section"])
                    .iter()
                    .map(|section| loose(text(section, "name")))
                    .collect()
            })
            .collect();
        let mut candidates = Vec::new();
        for (at, answer) in answers.iter().enumerate() {
            let wanted: Vec<String> = names(answer).into_iter().map(loose).collect();
            let outline: Vec<String> = list(answer, "hierarchy")
                .iter()
                .map(|level| loose(text(level, "name")))
                .collect();
            let number = number_key(&answer["number"]);
            for (row_at, row) in rows.iter().enumerate() {
                let mut score = wanted
                    .iter()
                    .map(|name| likeness(name, &row_names[row_at]))
                    .fold(0.0, f64::max);
                if score < 0.72 {
                    continue;
                }
                let kind = text(answer, "kind");
                if kind != "参考" && norm(kind) != norm(text(row, "kind")) {
                    score -= 0.3;
                }
                if let (Some(want), Some(have)) = (&number, number_key(&row["number"])) {
                    let same = *want == have || last_part(want) == have;
                    score += if same { 0.5 } else { -0.25 };
                }
                let found = |name: &&String| paths[row_at].iter().any(|has| likeness(has, name) > 0.8);
                score += 0.4 * outline.iter().filter(found).count() as f64 / outline.len().max(1) as f64;
                let place = |at: usize, of: usize| at as f64 / of.max(1) as f64;
                let distance = (place(at, answers.len()) - place(row_at, rows.len())).abs();
                candidates.push((score, distance, at, row_at));
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        let mut pairs = BTreeMap::new();
        for (_, _, at, row) in candidates {
            if !pairs.contains_key(&at) && !pairs.values().any(|&used| used == row) {
                pairs.insert(at, row);
            }
        }
        pairs
    }

    fn row(&mut self, tag: &str, gold: &Value, row: &Value) {
        let name = loose(text(row, "name"));
        if !uncertain(gold, "name") && !names(gold).into_iter().any(|want| loose(want) == name) {
            self.log.push(format!("{tag}: name {}", row["name"]));
        }
        if let Some(want) = number_key(&gold["number"]) {
            let have = number_key(&row["number"]);
            let other = number_key(&gold["number_in_overview"]);
            let known = have
                .as_deref()
                .is_some_and(|have| have == want || have == last_part(&want));
            if !known && (other.is_none() || have != other) {
                self.log.push(format!("{tag}: number {}", row["number"]));
            }
        }
        self.outline(tag, gold, row);
        self.departments(tag, gold, row);
        self.budgets(tag, gold, row);
        self.evaluations(tag, gold, row);
        if !uncertain(gold, "flags") {
            let want = set(list(gold, "flags"));
            let mut have = set(list(row, "flags"));
            have.retain(|flag| flag != "数値目標" && flag != "(数値目標)");
            if have != want {
                self.log.push(format!("{tag}: flags {have:?}, not {want:?}"));
            }
        }
        self.texts(tag, gold, row);
        self.sub_rows(tag, gold, row);
    }

    fn outline(&mut self, tag: &str, gold: &Value, row: &Value) {
        let path = self.path(&row["section"]);
        for level in list(gold, "hierarchy")
            .iter()
            .filter(|_| !uncertain(gold, "hierarchy"))
        {
            let (word, name) = (norm(text(level, "level")), loose(text(level, "name")));
            if !path
                .iter()
                .any(|has| loose(text(has, "name")) == name && norm(text(has, "level")) == word)
            {
                let has: Vec<_> = path
                    .iter()
                    .map(|has| format!("{} {}", has["level"], has["name"]))
                    .collect();
                self.log.push(format!(
                    "{tag}: outline lacks {} {} (has {has:?})",
                    text(level, "level"),
                    text(level, "name")
                ));
            }
        }
    }

    fn departments(&mut self, tag: &str, gold: &Value, row: &Value) {
        if uncertain(gold, "departments") {
            return;
        }
        let (within, without): (Vec<_>, Vec<_>) = list(row, "departments")
            .iter()
            .partition(|department| !department["within"].is_null());
        let have = set(without.into_iter().map(|department| &department["name"]));
        let fields = [
            "departments",
            "departments_alternative",
            "departments_in_overview",
        ];
        let wanted: Vec<_> = fields
            .iter()
            .filter(|&&field| field == "departments" || !list(gold, field).is_empty())
            .map(|field| set(list(gold, field)))
            .collect();
        if !wanted.contains(&have) {
            self.log
                .push(format!("{tag}: departments {have:?}, not {wanted:?}"));
        }
        let have = set(within.into_iter().map(|department| &department["name"]));
        let want = set(list(gold, "departments_in_parentheses"));
        if have != want {
            self.log.push(format!(
                "{tag}: departments in parentheses {have:?}, not {want:?}"
            ));
        }
    }

    fn budgets(&mut self, tag: &str, gold: &Value, row: &Value) {
        let whole: Vec<_> = list(row, "budgets")
            .iter()
            .filter(|budget| budget["part_of"].is_null())
            .collect();
        for want in list(gold, "budget") {
            let mut same = whole
                .iter()
                .filter(|have| have["fiscal_year"] == want["fiscal_year"])
                .peekable();
            let unstated = want["amount"].is_null() && same.peek().is_none();
            let unit = norm(text(want, "unit"));
            let found = same.any(|have| {
                same_number(&have["value"], &want["amount"])
                    && (want["amount"].is_null() || norm(text(have, "unit")) == unit)
            });
            if !unstated && !found {
                let have: Vec<_> = whole
                    .iter()
                    .map(|have| (&have["fiscal_year"], &have["value"]))
                    .collect();
                self.log.push(format!(
                    "{tag}: budget {} {}, have {have:?}",
                    want["fiscal_year"], want["amount"]
                ));
            }
        }
        for odd in &whole {
            if !list(gold, "budget")
                .iter()
                .any(|want| want["fiscal_year"] == odd["fiscal_year"])
            {
                self.log.push(format!(
                    "{tag}: budget that no column has: {} {}",
                    odd["fiscal_year"], odd["value"]
                ));
            }
        }
        let change = &row["change"];
        let difference = &change["difference"]["value"];
        for (field, have) in [
            ("difference", difference),
            ("ratio_percent", &change["ratio_percent"]),
        ] {
            let asked = !gold["difference"].is_null() || gold.get("difference").is_some();
            let right = if asked {
                same_number(have, &gold[field]) || uncertain(gold, field)
            } else {
                have.is_null()
            };
            if !right {
                self.log
                    .push(format!("{tag}: {field} {have}, not {}", gold[field]));
            }
        }
    }

    fn evaluations(&mut self, tag: &str, gold: &Value, row: &Value) {
        if uncertain(gold, "evaluations") {
            return;
        }
        for want in list(gold, "evaluations") {
            let label = text(want, "label");
            let same: Vec<&Value> = list(row, "evaluations")
                .iter()
                .filter(|have| have["fiscal_year"] == want["fiscal_year"])
                .filter(|have| label.is_empty() || loose(text(have, "label")) == loose(label))
                .map(|have| &have["grade"])
                .collect();
            let right = same.contains(&&want["grade"]) || (want["grade"].is_null() && same.is_empty());
            if !right {
                self.log.push(format!(
                    "{tag}: grade {} {}, have {same:?}",
                    want["fiscal_year"], want["grade"]
                ));
            }
        }
        for have in list(row, "evaluations") {
            let asked = list(gold, "evaluations")
                .iter()
                .any(|want| want["fiscal_year"] == have["fiscal_year"]);
            if !asked && GRADES.contains(&norm(text(have, "grade")).as_str()) {
                self.log.push(format!(
                    "{tag}: grade that the report does not print: {} {}",
                    have["fiscal_year"], have["grade"]
                ));
            }
        }
    }

    fn texts(&mut self, tag: &str, gold: &Value, row: &Value) {
        for (label, start) in gold["texts"].as_object().into_iter().flatten() {
            if uncertain(gold, &format!("texts.{label}")) || uncertain(gold, &format!("text_lengths.{label}"))
            {
                continue;
            }
            let have = text_under(row, label);
            let Some(start) = start.as_str() else {
                if have.is_some_and(|have| !norm(have).is_empty()) {
                    self.log
                        .push(format!("{tag}: text {label} should be empty, is {have:?}"));
                }
                continue;
            };
            let Some(have) = have else {
                let labels: Vec<_> = list(row, "texts").iter().map(|text| &text["label"]).collect();
                self.log
                    .push(format!("{tag}: text {label} is not there (there are {labels:?})"));
                continue;
            };
            let found = loose(have);
            let printed = text(&gold["texts_ocr"], label);
            let starts_so = [start, printed]
                .into_iter()
                .filter(|start| !start.is_empty())
                .any(|start| {
                    let want = loose(start);
                    let begin: String = found.chars().take(want.chars().count()).collect();
                    likeness(&begin, &want) >= 0.9
                });
            let length = norm(have).chars().count() as f64;
            let want = gold["text_lengths"][label].as_f64();
            if !starts_so {
                let begin: String = have.chars().take(30).collect();
                self.log
                    .push(format!("{tag}: text {label} starts {begin:?}, not {start:?}"));
            } else if want.is_some_and(|want| (length - want).abs() > f64::max(6.0, 0.06 * want)) {
                self.log.push(format!(
                    "{tag}: text {label} has {length} characters, not {want:?}"
                ));
            }
        }
    }

    fn sub_rows(&mut self, tag: &str, gold: &Value, row: &Value) {
        if list(gold, "initiatives").is_empty() {
            return;
        }
        let mut rows: Vec<&Value> = list(self.report, "items")
            .iter()
            .filter(|sub| sub["parent"] == row["id"])
            .collect();
        for want in list(gold, "initiatives") {
            let name = loose(text(want, "name"));
            let like = |sub: &Value| likeness(&loose(text(sub, "name")), &name);
            let best = (0..rows.len())
                .rev()
                .max_by(|&a, &b| like(rows[a]).total_cmp(&like(rows[b])));
            let best = best.filter(|&at| {
                like(rows[at]) > 0.9
                    || uncertain(want, "name")
                    || loose(text(rows[at], "name")).contains(&name)
            });
            match best {
                Some(at) => {
                    let sub = rows.remove(at);
                    self.texts(&format!("{tag} / {}", text(want, "name")), want, sub);
                }
                None => self
                    .log
                    .push(format!("{tag}: sub-row missing: {}", text(want, "name"))),
            }
        }
        for row in rows {
            self.log
                .push(format!("{tag}: sub-row not in the report: {}", text(row, "name")));
        }
    }

    fn groups(&mut self, gold: &Value) {
        for group in list(gold, "groups") {
            let name = loose(text(group, "name"));
            let level = norm(text(group, "level"));
            let above = loose(text(group, "parent"));
            let named: Vec<&Value> = list(self.report, "sections")
                .iter()
                .filter(|section| {
                    loose(text(section, "name")) == name && norm(text(section, "level")) == level
                })
                .collect();
            let under = |section: &&&Value| {
                let path = self.path(&section["id"]);
                let mut names = path.iter().map(|section| loose(text(section, "name")));
                names.any(|name| !name.is_empty() && above.contains(&name))
            };
            let exact: Vec<&Value> = named.iter().filter(under).copied().collect();
            let chosen = if exact.is_empty() { named } else { exact };
            let grades: Vec<&Value> = chosen
                .iter()
                .flat_map(|section| list(section, "evaluations"))
                .collect();
            for want in list(group, "evaluations")
                .iter()
                .filter(|want| !want["grade"].is_null())
            {
                let mut same = grades
                    .iter()
                    .filter(|have| have["fiscal_year"] == want["fiscal_year"]);
                if !same.any(|have| have["grade"] == want["grade"]) {
                    self.log.push(format!(
                        "group {}: grade {} {}",
                        text(group, "name"),
                        want["fiscal_year"],
                        want["grade"]
                    ));
                }
            }
        }
    }

    fn indicators(&mut self, gold: &Value) {
        for indicator in list(gold, "indicators") {
            let name = loose(text(indicator, "name"));
            let named = list(self.report, "indicators").iter().filter(|have| {
                let has = loose(text(have, "name"));
                likeness(&has, &name) > 0.85 || (name.chars().count() > 5 && has.contains(&name))
            });
            let values: Vec<&Value> = named.flat_map(|have| list(have, "values")).collect();
            let unit = text(indicator, "unit");
            let notes = !list(indicator, "uncertain")
                .iter()
                .any(|field| field.to_string().contains("qualifier"));
            for want in list(indicator, "values")
                .iter()
                .filter(|want| want["placeholder"].is_null())
            {
                let tag = format!(
                    "indicator {} {} {}",
                    text(indicator, "name"),
                    want["period"],
                    want["role"]
                );
                let same: Vec<&&Value> = values
                    .iter()
                    .filter(|have| {
                        want["fiscal_year"].is_null() || have["fiscal_year"] == want["fiscal_year"]
                    })
                    .filter(|have| {
                        have["role"] == want["role"] || (want["role"] != "target" && have["role"] != "target")
                    })
                    .collect();
                if !same.iter().any(|have| same_amount(have, want, unit)) {
                    self.log
                        .push(format!("{tag}: {}, have {values:?}", want["value"]));
                    continue;
                }
                for (field, gold_field) in [("qualifier", "qualifier"), ("alternate", "alt")] {
                    let note = &want[gold_field];
                    let asked = !note.is_null() && (notes || field == "alternate");
                    let equal = |have: &&&&Value| {
                        have[field] == *note || (note.is_number() && same_number(&have[field], note))
                    };
                    if asked && !same.iter().any(|have| equal(&have)) {
                        self.log.push(format!("{tag}: {field} is not {note}"));
                    }
                }
            }
        }
    }

    fn tallies(&mut self, gold: &Value) {
        let wanted: Vec<_> = list(gold, "counts")
            .iter()
            .map(|count| grade_counts(&count["values"]))
            .collect();
        let found: Vec<_> = list(self.report, "tallies")
            .iter()
            .map(|tally| grade_counts(&tally["counts"]))
            .collect();
        for want in wanted.iter().filter(|want| !want.is_empty()) {
            let agrees = |have: &BTreeMap<String, i64>| {
                let same = have.iter().filter(|(grade, _)| want.contains_key(*grade));
                same.count() == want.len() && want.iter().all(|(grade, count)| have.get(grade) == Some(count))
            };
            if !found.iter().any(agrees) {
                self.log.push(format!("tally missing: {want:?}, have {found:?}"));
            }
        }
        for have in found.iter().filter(|have| !wanted.is_empty() && !have.is_empty()) {
            if !wanted
                .iter()
                .any(|want| have.iter().all(|(grade, count)| want.get(grade) == Some(count)))
            {
                self.log
                    .push(format!("tally that the report does not print: {have:?}"));
            }
        }
    }
}

fn text_under<'a>(row: &'a Value, label: &str) -> Option<&'a str> {
    let want = loose(label);
    let mut best: Option<(f64, &str)> = None;
    for entry in list(row, "texts") {
        let has = loose(text(entry, "label"));
        if has == want {
            return Some(text(entry, "text"));
        }
        let mut like = likeness(&has, &want);
        if !has.is_empty() && (want.contains(&has) || has.contains(&want)) {
            like = like.max(0.86);
        }
        if like >= 0.75 && best.is_none_or(|(before, _)| like > before) {
            best = Some((like, text(entry, "text")));
        }
    }
    best.map(|(_, text)| text)
}

/// The same figure, or the same amount of money in another unit (rounded to thousands where those are asked for).
fn same_amount(have: &Value, want: &Value, unit: &str) -> bool {
    let (Some(value), Some(wanted)) = (have["value"].as_f64(), want["value"].as_f64()) else {
        return have["value"].is_null() && want["value"].is_null();
    };
    let scale = |unit: &str| match norm(unit).as_str() {
        "千円" => 1e3,
        "万円" => 1e4,
        "百万円" => 1e6,
        "億円" => 1e8,
        _ => 1.0,
    };
    (value - wanted).abs() < 1e-6
        || (norm(unit) == "千円" && (value * scale(text(have, "unit")) - wanted * scale(unit)).abs() < 1e3)
}

#[test]
fn a_difference_is_seen() {
    let gold = serde_json::json!({"document": {}, "items": [{"kind": "事業", "name": "公園管理", "departments": ["公園課"],
        "budget": [{"fiscal_year": 2023, "amount": 5, "unit": "円"}], "texts": {"概要": "公園を直す"}, "text_lengths": {"概要": 5}}]});
    let right = serde_json::json!({"document": {}, "items": [{"id": "i1", "kind": "事業", "name": "公園管理",
        "departments": [{"name": "公園課", "within": null}], "budgets": [{"fiscal_year": 2023, "value": 5, "unit": "円"}],
        "texts": [{"label": "概要", "text": "公園を直す"}]}]});
    assert_eq!(differences(&gold, &right), Vec::<String>::new());
    for (place, wrong) in [
        ("/items/0/name", "公園管埋"),
        ("/items/0/departments/0/name", "公営課"),
        ("/items/0/budgets/0/value", "6"),
        ("/items/0/texts/0/text", "道路を直す"),
    ] {
        let mut report = right.clone();
        *report.pointer_mut(place).unwrap() = serde_json::from_str(wrong).unwrap_or_else(|_| wrong.into());
        assert!(!differences(&gold, &report).is_empty(), "{place}");
    }
}
