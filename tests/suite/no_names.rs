//! Recovery knows no municipality.

use std::fs;
use std::path::Path;

fn sources(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, files),
            false => files.push(path),
        }
    }
}

#[test]
fn no_municipality_is_named_in_the_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("data/municipalities.csv")).unwrap();
    let long = |name: &&str| name.chars().count() >= 3 && name.ends_with(['市', '町', '村', '区']);
    let names: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split(',').nth(2))
        .filter(long)
        .collect();
    assert!(names.len() > 1500);
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    files.retain(|path| {
        path.extension().is_some_and(|end| end == "rs") || path.ends_with("vocabulary/base.toml")
    });
    assert!(files.len() > 50);
    let mut found = Vec::new();
    for path in files {
        for (at, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let named = names.iter().filter(|name| line.contains(**name));
            found.extend(named.map(|name| format!("{}:{}: {name}", path.display(), at + 1)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
