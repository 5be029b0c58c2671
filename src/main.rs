//! The `jigyo` command.
fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().unwrap_or_default();
    let bytes = std::fs::read(&file).unwrap_or_default();
    if let Ok(converter) = jigyo::Converter::new(&jigyo::Config::default()) {
        match converter.convert(&file, &bytes, &jigyo::ReadOptions::default()) {
            Ok(report) => println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default()),
            Err(error) => eprintln!("{error}"),
        }
    }
}
