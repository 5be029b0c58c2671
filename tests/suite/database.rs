//! The database of an output folder: what it holds, how it grows, what a killed run leaves, and search.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value as Json;

use super::other_programs::{assert_ran, has, installed, python_with, script};
use super::program::{Place, assert_code, said};

const REPORTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports");

fn report(year: u32, rows: &[(&str, &str, &str)]) -> String {
    let mut text = format!("令和{year}年度 事務事業評価報告書\n\n狛江市\n\n施策1 公園の充実\n\n");
    text.push_str("| 事務事業名 | 担当課 | 評価 | 説明 |\n|---|---|---|---|\n");
    for (name, department, what) in rows {
        text.push_str(&format!("| {name} | {department} | A | {what} |\n"));
    }
    text
}

fn converted(place: &Place, input: &str) -> std::process::Output {
    place.run(&[
        "convert",
        input,
        "--out",
        "out",
        "--quiet",
        "--headers",
        "en",
        "--format",
        "json,csv,sqlite",
    ])
}

fn database(place: &Place) -> Connection {
    Connection::open_with_flags(place.path("out/jigyo.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// All rows of a table or query, in order.
fn rows(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let text = |row: &Vec<Value>| match &row[0] {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    rows(connection, sql).iter().map(text).collect()
}

/// Everything that the tables say, whatever the order in which it came.
fn dump(connection: &Connection) -> Vec<String> {
    let tables = texts(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name != 'entries'",
    );
    let mut dump = Vec::new();
    for table in tables {
        let mut lines: Vec<String> = rows(connection, &format!("SELECT * FROM {table}"))
            .iter()
            .map(|row| format!("{table} {row:?}"))
            .collect();
        lines.sort();
        dump.extend(lines);
    }
    dump
}

/// Neither the file nor its search index contradicts itself.
fn assert_sound(place: &Place) {
    // Setting right what a killed run left needs the right to write.
    let connection = Connection::open(place.path("out/jigyo.sqlite")).unwrap();
    assert_eq!(texts(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(
        rows(&connection, "PRAGMA foreign_key_check"),
        Vec::<Vec<Value>>::new()
    );
    connection
        .execute(
            "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)",
            [],
        )
        .unwrap();
}

fn search(place: &Place, arguments: &[&str]) -> Vec<Json> {
    let arguments = [&["search", "out/jigyo.sqlite", "--json"], arguments].concat();
    let output = place.run(&arguments);
    assert_code(&output, 0);
    let text = String::from_utf8(output.stdout).unwrap();
    // Whatever is asked, what is printed keeps its promise.
    place.write("hits.jsonl", text.as_bytes());
    assert_code(&place.run(&["validate", "hits.jsonl"]), 0);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn names(hits: &[Json]) -> Vec<&str> {
    hits.iter().map(|hit| hit["name"].as_str().unwrap()).collect()
}

#[test]
fn tables_hold_what_the_csv_files_hold_typed() {
    let place = Place::new();
    assert_code(&converted(&place, REPORTS), 0);
    assert_sound(&place);
    let connection = database(&place);
    let mut cells = 0;
    for file in place
        .files("out")
        .iter()
        .filter(|file| file.ends_with(".csv") && *file != "run.csv")
    {
        let table = file.trim_end_matches(".csv");
        let text = place.text(&format!("out/{file}"));
        let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(
            texts(
                &connection,
                &format!("SELECT name FROM pragma_table_info('{table}')")
            ),
            headings
        );
        let stored = rows(&connection, &format!("SELECT * FROM {table} ORDER BY rowid"));
        let records: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(records.len(), stored.len(), "{table}");
        for (record, row) in records.iter().zip(&stored) {
            for ((cell, value), heading) in record.iter().zip(row).zip(&headings) {
                let cell = cell.strip_prefix('\'').unwrap_or(cell);
                let same = match value {
                    Value::Null => cell.is_empty(),
                    Value::Integer(number) => {
                        cell == number.to_string() || cell == (["false", "true"][usize::from(*number == 1)])
                    }
                    Value::Real(number) => cell.parse() == Ok(*number),
                    Value::Text(text) => cell == text,
                    Value::Blob(_) => false,
                };
                assert!(same, "{table}.{heading}: {cell:?} is not {value:?}");
                cells += 1;
            }
        }
    }
    assert!(cells > 10_000, "{cells}");
    // Columns say what they mean in the file itself.
    let undescribed =
        "SELECT count(*) FROM items WHERE (SELECT count(*) FROM columns WHERE table_name = 'items') < 25";
    assert_eq!(rows(&connection, undescribed), [[Value::Integer(0)]]);
}

#[test]
fn the_view_of_latest_budgets_agrees_with_the_columns_of_items() {
    let place = Place::new();
    assert_code(&converted(&place, REPORTS), 0);
    let connection = database(&place);
    let differing = "SELECT count(*) FROM items_with_latest_budget AS v JOIN items USING (document, item)
        WHERE v.yen IS NOT items.budget_yen OR v.label IS NOT items.budget_label OR v.phase IS NOT items.budget_phase
           OR v.budget_fiscal_year IS NOT items.budget_fiscal_year";
    assert_eq!(rows(&connection, differing), [[Value::Integer(0)]]);
    let counts = "SELECT (SELECT count(*) FROM items_with_latest_budget) = (SELECT count(*) FROM items),
        (SELECT count(yen) FROM items_with_latest_budget) > 0";
    assert_eq!(
        rows(&connection, counts),
        [[Value::Integer(1), Value::Integer(1)]]
    );
}

#[test]
fn grades_of_one_thing_stand_together_over_years_and_namesakes_stay_apart() {
    let place = Place::new();
    place.write(
        "in/2022.txt",
        report(
            4,
            &[
                ("公園維持管理事業", "公園課", "草刈り"),
                ("その他の事業", "公園課", "相談"),
            ],
        ),
    );
    let two = [
        ("公園維持管理事業", "公園課", "草刈り"),
        ("その他の事業", "公園課", "相談"),
        ("その他の事業", "道路課", "清掃"),
    ];
    place.write("in/2023.txt", report(5, &two));
    assert_code(&converted(&place, "in"), 0);
    let connection = database(&place);
    let series = "SELECT name, count(*) AS years, group_concat(year) FROM grades_over_years GROUP BY series ORDER BY name, series";
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        rows(&connection, series),
        [
            [text("その他の事業"), Value::Integer(1), text("2022")],
            [text("その他の事業"), Value::Integer(1), text("2023")],
            [text("その他の事業"), Value::Integer(1), text("2023")],
            [text("公園維持管理事業"), Value::Integer(2), text("2022,2023")],
        ]
    );
}

#[test]
fn the_same_run_again_changes_no_byte_and_a_changed_input_replaces_its_rows() {
    let place = Place::new();
    place.write("in/a.txt", report(5, &[("公園事業", "公園課", "花壇の手入れ")]));
    place.write("in/b.txt", report(5, &[("道路事業", "道路課", "街灯の点検")]));
    assert_code(&converted(&place, "in"), 0);
    let bytes = || std::fs::read(place.path("out/jigyo.sqlite")).unwrap();
    let before = bytes();
    assert_code(&converted(&place, "in"), 0);
    assert!(bytes() == before, "a run that changes nothing wrote");

    place.write("in/a.txt", report(5, &[("緑地事業", "公園課", "樹木の剪定")]));
    let output = place.run(&[
        "convert",
        "in",
        "--out",
        "out",
        "--force",
        "--quiet",
        "--headers",
        "en",
        "--format",
        "json,csv,sqlite",
    ]);
    assert_code(&output, 0);
    assert_sound(&place);
    assert_eq!(
        texts(&database(&place), "SELECT name FROM items ORDER BY name"),
        ["緑地事業", "道路事業"]
    );
    assert_eq!(names(&search(&place, &["花壇"])), Vec::<&str>::new());
    assert_eq!(names(&search(&place, &["剪定"])), ["緑地事業"]);
}

#[test]
fn it_grows_from_run_to_run_and_a_moved_input_is_not_counted_twice() {
    let place = Place::new();
    place.write("one/a.txt", report(4, &[("公園事業", "公園課", "手入れ")]));
    place.write("two/b.txt", report(5, &[("道路事業", "道路課", "点検")]));
    assert_code(&converted(&place, "one"), 0);
    assert_code(&converted(&place, "two"), 0);
    let documents = || {
        texts(
            &database(&place),
            "SELECT document FROM documents ORDER BY document",
        )
    };
    assert_eq!(documents(), ["a.txt", "b.txt"]);
    std::fs::rename(place.path("one/a.txt"), place.path("two/moved.txt")).unwrap();
    assert_code(&converted(&place, "two"), 0);
    assert_sound(&place);
    assert_eq!(documents(), ["b.txt", "moved.txt"]);
    assert_eq!(names(&search(&place, &["公園事業"])), ["公園事業"]);
}

#[test]
fn runs_one_after_the_other_come_to_what_one_run_comes_to() {
    let place = Place::new();
    for name in ["in/a.txt", "in/b.txt", "in/c.txt"] {
        place.write(name, report(5, &[(&format!("{name}の事業"), "公園課", name)]));
    }
    for name in ["in/c.txt", "in/a.txt", "in/b.txt"] {
        assert_code(&converted(&place, name), 0);
    }
    let piecemeal = dump(&database(&place));
    let other = Place::new();
    for name in ["in/a.txt", "in/b.txt", "in/c.txt"] {
        other.write(name, place.text(name));
    }
    assert_code(&converted(&other, "in"), 0);
    assert_eq!(dump(&database(&other)), piecemeal);
}

#[test]
fn words_are_found_as_words() {
    let place = Place::new();
    let rows = [
        ("施設運営事業", "企画調整課", "指定管理者制度を導入した。"),
        ("看板事業", "道路課", "業者を指定し、管理を任せた。"),
        ("区域事業", "道路課", "区域の指定。管理の徹底。"),
        ("公共施設再編事業", "企画政策課", "計画を定めた。"),
        ("学校事業", "学校課", "公共施設の再編に合わせて改修した。"),
    ];
    place.write("in/a.txt", report(5, &rows));
    assert_code(&converted(&place, "in"), 0);
    let found = |arguments: &[&str]| -> Vec<String> {
        names(&search(&place, arguments))
            .iter()
            .map(|name| (*name).to_owned())
            .collect()
    };
    assert_eq!(found(&["指定管理"]), ["施設運営事業"]);
    assert_eq!(found(&["指定 管理"]), ["施設運営事業", "看板事業", "区域事業"]);
    assert_eq!(found(&["公共施設 AND 再編"]), ["公共施設再編事業", "学校事業"]);
    assert_eq!(found(&["公共施設 NOT 改修"]), ["公共施設再編事業"]);
    assert_eq!(found(&["改修 OR 「業者」"]), ["看板事業", "学校事業"]);
    assert_eq!(found(&["公共施設", "--department", "学校課"]), ["学校事業"]);
    assert_eq!(
        found(&["公共施設", "--year", "2023", "--municipality", "狛江市"]).len(),
        2
    );
    assert_eq!(found(&["公共施設", "--year", "2022"]).len(), 0);
    assert_eq!(
        found(&["公共施設", "--municipality", "132195", "--limit", "1"]).len(),
        1
    );
    // What a column of the index says is no word of the row.
    assert_eq!(found(&["狛江"]).len(), 0);
}

#[test]
fn hits_tell_their_place_and_the_text_around() {
    let place = Place::new();
    place.write(
        "in/a.txt",
        report(
            5,
            &[(
                "施設運営事業",
                "企画調整課",
                "令和5年度から指定管理者制度を導入した。",
            )],
        ),
    );
    assert_code(&converted(&place, "in"), 0);
    let output = place.run(&["search", "out/jigyo.sqlite", "指定管理"]);
    assert_code(&output, 0);
    let line = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        line,
        "a.txt:9: 事務事業 施設運営事業 ［企画調整課］ 令和5年度から指定管理者制度を導入した。\n"
    );
    let hit = &search(&place, &["施設運営"])[0];
    assert_eq!(hit["excerpt"], Json::Null);
    assert_eq!(
        (&hit["line"], &hit["what"], &hit["fiscal_year"]),
        (&9.into(), &"item".into(), &2023.into())
    );
}

#[test]
fn a_hit_that_breaks_its_schema_is_told() {
    let place = Place::new();
    place.write("in/a.txt", report(5, &[("公園事業", "緑地課", "剪定をした。")]));
    assert_code(&converted(&place, "in"), 0);
    let hit = search(&place, &["剪定"]).swap_remove(0);
    for (name, wrong) in [("what", Json::from("table")), ("line", Json::from("9"))] {
        let mut hit = hit.clone();
        hit[name] = wrong;
        place.write("hits.jsonl", hit.to_string().as_bytes());
        let output = place.run(&["validate", "hits.jsonl"]);
        assert_code(&output, 1);
        assert!(
            said(&output).contains(&format!("hits.jsonl:1: /{name}")),
            "{}",
            said(&output)
        );
    }
}

#[test]
fn what_cannot_be_asked_says_why() {
    let place = Place::new();
    place.write("in/a.txt", report(5, &[("公園事業", "公園課", "手入れ")]));
    assert_code(&converted(&place, "in"), 0);
    place.write(
        "other.sqlite",
        "not a database at all, only some words that are long enough to be one".repeat(20),
    );
    let cases: [(&[&str], i32, &str); 5] = [
        (
            &["out/jigyo.sqlite", "公園 AND"],
            2,
            "words are missing at the end",
        ),
        (&["out/jigyo.sqlite", "、"], 2, "no words to search for"),
        (&["out/none.sqlite", "公園"], 1, "no such file"),
        (&["other.sqlite", "公園"], 1, "not a SQLite database"),
        (&["out/jigyo.sqlite", "\"公園"], 2, "no partner"),
    ];
    for (arguments, code, message) in cases {
        let output = place.run(&[&["search"], arguments].concat());
        assert_code(&output, code);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(message), "{said}");
    }
}

#[test]
fn a_file_of_somebody_else_in_its_place_is_not_touched() {
    let place = Place::new();
    place.write("in/a.txt", report(5, &[("公園事業", "公園課", "手入れ")]));
    std::fs::create_dir_all(place.path("out")).unwrap();
    let theirs = Connection::open(place.path("out/jigyo.sqlite")).unwrap();
    theirs
        .execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);")
        .unwrap();
    drop(theirs);
    let output = converted(&place, "in");
    assert_code(&output, 1);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("jigyo.sqlite") && said.contains("move it away"),
        "{said}"
    );
    assert_eq!(
        texts(&database(&place), "SELECT name FROM sqlite_schema"),
        ["theirs"]
    );
}

#[test]
#[cfg(unix)]
fn a_run_killed_in_the_middle_of_a_write_leaves_the_last_whole_state() {
    let place = Place::new();
    place.write("one/a.txt", report(4, &[("公園事業", "公園課", "手入れ")]));
    assert_code(&converted(&place, "one"), 0);
    let whole = dump(&database(&place));
    // Enough that the transaction does not fit into SQLite's memory and runs over into the file.
    let words =
        "公共施設の再編と指定管理者制度の導入、街路樹の剪定、花壇の手入れ、児童遊園の点検。".repeat(400);
    for n in 0..16 {
        let names: Vec<String> = (0..10).map(|row| format!("第{n}の{row}事業")).collect();
        let rows: Vec<(&str, &str, &str)> = names
            .iter()
            .map(|name| (name.as_str(), "公園課", words.as_str()))
            .collect();
        place.write(format!("two/{n}.txt"), report(5, &rows));
    }
    // Documents first, so that the time to be killed in is that of the database.
    assert_code(
        &place.run(&["convert", "two", "--out", "out", "--quiet", "--format", "json"]),
        0,
    );
    let mut run = place.command();
    run.args([
        "convert",
        "two",
        "--out",
        "out",
        "--quiet",
        "--format",
        "json,sqlite",
    ]);
    let mut run = run.stderr(Stdio::null()).spawn().unwrap();
    let journal = place.path("out/jigyo.sqlite-journal");
    let began = Instant::now();
    while !journal.exists() && run.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(120), "no transaction began");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_millis(100));
    assert!(
        run.try_wait().unwrap().is_none(),
        "the run ended before it could be killed"
    );
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(journal.exists(), "killed outside of the transaction");

    assert_eq!(names(&search(&place, &["公園事業"])), ["公園事業"]);
    assert_sound(&place);
    assert_eq!(dump(&database(&place)), whole);
    assert_code(
        &place.run(&[
            "convert",
            "two",
            "--out",
            "out",
            "--quiet",
            "--format",
            "json,sqlite",
        ]),
        0,
    );
    assert_sound(&place);
    assert_eq!(
        rows(&database(&place), "SELECT count(*) FROM documents"),
        [[Value::Integer(17)]]
    );
}

#[test]
fn datasette_shows_tables_views_and_search() {
    let datasette = installed("venv/bin/datasette");
    if !has(&datasette, &["--version"]) {
        return;
    }
    let place = Place::new();
    assert_code(&converted(&place, REPORTS), 0);
    let get = |path: &str| -> Json {
        let output = Command::new(&datasette)
            .arg(place.path("out/jigyo.sqlite"))
            .args(["--get", path])
            .output()
            .unwrap();
        serde_json::from_str(&assert_ran(&output)).unwrap()
    };
    let expected = rows(&database(&place), "SELECT count(*) FROM items")[0][0].clone();
    let tables = get("/jigyo.json");
    let items = tables["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["name"] == "items")
        .unwrap();
    assert_eq!(Value::Integer(items["count"].as_i64().unwrap()), expected);
    assert_eq!(tables["views"].as_array().unwrap().len(), 3);
    assert!(
        !get("/jigyo/items_with_latest_budget.json?yen__notblank=1&_size=5")["rows"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let sql = "/jigyo.json?sql=select+e.id+from+search+join+entries+e+on+e.entry=search.rowid+where+search+match+%27%22%E6%8C%87%E5%AE%9A+%E7%AE%A1%E7%90%86%22%27";
    assert!(get(sql)["rows"].as_array().unwrap().len() > 3);
}

#[test]
fn duckdb_reads_it_equal_to_the_csv() {
    let Some(python) = python_with("duckdb, duckdb_extension_sqlite_scanner") else {
        return;
    };
    let place = Place::new();
    assert_code(&converted(&place, REPORTS), 0);
    let before = std::fs::read(place.path("out/jigyo.sqlite")).unwrap();
    let output = Command::new(python)
        .arg(script("database.py"))
        .arg(place.path("out"))
        .output()
        .unwrap();
    assert!(assert_ran(&output).contains("rows equal"));
    assert!(
        std::fs::read(place.path("out/jigyo.sqlite")).unwrap() == before,
        "reading changed it"
    );
    assert!(Path::new(REPORTS).is_dir());
}
