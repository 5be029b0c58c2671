//! Load rate and search latency of the database: `cargo bench --bench database -- [ROWS] [FOLDER]`.
//!
//! Writes made-up documents of a thousand rows each until there are ROWS (a million if not given), then asks a thousand
//! questions of several kinds and tells how long the slowest in a hundred took.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a benchmark has no one to hand an error to

use std::path::Path;
use std::time::Instant;

use jigyo::database::{Asked, Database, DatabaseFile};
use jigyo::japanese::Segmenter;
use jigyo::model::{Department, Item, Report, TextEntry};
use jigyo::write::RunFile;
use jigyo::write::tables::Doc;

/// What is asked: words, year, department.
type Question = dyn Fn(&mut Dice) -> (String, Option<i32>, Option<String>);

/// Rows of a document.
const ROWS_A_DOCUMENT: usize = 1_000;
const QUESTIONS: usize = 1_000;

const THINGS: [&str; 20] = [
    "公共施設",
    "公園",
    "道路",
    "橋りょう",
    "保育所",
    "図書館",
    "学校給食",
    "防災倉庫",
    "下水道",
    "児童館",
    "市民課窓口",
    "介護予防",
    "健康診査",
    "ごみ収集",
    "商店街",
    "文化財",
    "消防団",
    "統計調査",
    "広報紙",
    "選挙管理",
];
const DEEDS: [&str; 12] = [
    "再編",
    "整備",
    "維持管理",
    "運営",
    "改修",
    "推進",
    "支援",
    "相談",
    "見直し",
    "民間委託",
    "広報",
    "点検",
];
const TEXTS: [&str; 8] = [
    "指定管理者制度を導入し、利用者の声を聞きながら運営の改善を図った。",
    "区域の指定、管理の方法を定めた。",
    "公共施設等総合管理計画に基づき、施設の再編に向けて検討を進めた。",
    "地域の団体と協働して、催しを三回開いた。",
    "老朽化した設備を更新し、経費を削減した。",
    "窓口の混雑を緩和するため、予約制を試行した。",
    "前年度に引き続き、計画どおりに実施した。",
    "新しい情報システムを導入し、事務を効率化した。",
];
const OFFICES: [&str; 10] = [
    "企画政策課",
    "公園緑地課",
    "道路課",
    "健康推進課",
    "学校教育課",
    "市民課",
    "防災課",
    "環境課",
    "産業振興課",
    "総務課",
];

/// Numbers without pattern, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

fn report(document: usize, dice: &mut Dice) -> Report {
    let json = serde_json::json!({
        "schema_version": jigyo::model::SCHEMA_VERSION,
        "program": { "name": "jigyo", "version": "1", "dictionary": "d", "vocabulary": "v", "ocr": null },
        "outcome": "converted", "unread_pages": [], "warnings": [],
        "source": { "name": "a.txt", "sha256": format!("{document:064x}"), "bytes": 1, "media_type": "text/plain",
                    "encoding": "UTF-8", "pages": null, "engine": "text" },
        "document": { "title": null, "municipality": { "name": format!("第{}市", document % 200), "prefecture": null, "code": null },
                      "fiscal_year": 2014 + document / 200, "plan_period": null, "published": null,
                      "trace": { "page": null, "lines": null, "bytes": null, "box": null } },
        "sections": [], "items": [], "indicators": [], "tallies": [], "legend": [], "tables": [], "checks": [],
        "residue": [],
        "coverage": { "characters": 0, "document": 0, "sections": 0, "items": 0, "indicators": 0, "tallies": 0,
                      "legend": 0, "tables": 0, "markup": 0, "prose": 0, "furniture": 0, "unread": 0 }
    });
    let mut report: Report = serde_json::from_value(json).unwrap();
    report.items = (0..ROWS_A_DOCUMENT).map(|row| item(row, dice)).collect();
    report
}

fn item(row: usize, dice: &mut Dice) -> Item {
    let text = |dice: &mut Dice| TextEntry {
        text: format!("{}{}", dice.pick(&TEXTS), dice.pick(&TEXTS)),
        ..TextEntry::default()
    };
    Item {
        id: format!("i{row}"),
        kind: "事務事業".into(),
        name: format!("{}{}事業", dice.pick(&THINGS), dice.pick(&DEEDS)),
        departments: vec![Department {
            name: dice.pick(&OFFICES).into(),
            ..Department::default()
        }],
        texts: vec![text(dice)],
        ..Item::default()
    }
}

fn load(path: &Path, segmenter: &Segmenter, rows: usize) {
    let mut dice = Dice(1);
    let began = Instant::now();
    let mut file = Box::new(DatabaseFile::create(path, segmenter).unwrap());
    for document in 0..rows.div_ceil(ROWS_A_DOCUMENT) {
        let report = report(document, &mut dice);
        file.add(&Doc::new(&format!("{document:06}.txt"), &report))
            .unwrap();
    }
    file.finish().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(path).unwrap().len();
    println!(
        "load    {rows} rows in {seconds:.1} s, {:.0} rows a second, {} MB",
        rows as f64 / seconds,
        bytes >> 20
    );
}

/// One kind of question after the other, each with other words.
fn ask(path: &Path, segmenter: &Segmenter) {
    let database = Database::open(path).unwrap();
    let mut dice = Dice(2);
    let kinds: [(&str, &Question); 6] = [
        ("one word", &|dice| (dice.pick(&THINGS).into(), None, None)),
        ("two words", &|dice| {
            (
                format!("{} AND {}", dice.pick(&THINGS), dice.pick(&DEEDS)),
                None,
                None,
            )
        }),
        ("a phrase", &|dice| {
            (format!("{}{}", dice.pick(&THINGS), dice.pick(&DEEDS)), None, None)
        }),
        ("指定管理", &|_| ("指定管理".into(), None, None)),
        ("with a year and a department", &|dice| {
            let year = 2014 + i32::try_from(dice.below(5)).unwrap();
            (
                dice.pick(&THINGS).into(),
                Some(year),
                Some(dice.pick(&OFFICES).into()),
            )
        }),
        ("what is nowhere", &|dice| {
            (format!("{} AND 宇宙開発", dice.pick(&THINGS)), None, None)
        }),
    ];
    for (name, kind) in kinds {
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..QUESTIONS {
            let (query, year, department) = kind(&mut dice);
            let asked = Asked {
                query: &query,
                year,
                department: department.as_deref(),
                limit: 100,
                ..Asked::default()
            };
            let began = Instant::now();
            hits += database.search(segmenter, &asked).unwrap().len();
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |part: usize| times[(QUESTIONS - 1) * part / 100];
        println!(
            "search  {name}: median {:.2} ms, p99 {:.2} ms, {} rows each",
            at(50),
            at(99),
            hits / QUESTIONS
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let rows = arguments.first().map_or(1_000_000, |rows| rows.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let folder = arguments.get(1).map_or(temporary.path(), Path::new);
    let path = folder.join(jigyo::database::FILE_NAME);
    let segmenter = Segmenter::embedded().unwrap();
    if !path.exists() {
        load(&path, &segmenter, rows);
    }
    ask(&path, &segmenter);
}
