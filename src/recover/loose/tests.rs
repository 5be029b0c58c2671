use super::recover;
use crate::model::Engine;
use crate::recover::{Draft, Ledger};
use crate::source::{Block, Canvas, Line, LineStart, LineStyle, Origin, Passage, Reading};
use crate::vocabulary::Vocabulary;

/// Each line a line, nothing else: enough for plain text layers.
fn read(text: &str) -> Reading {
    let mut blocks = Vec::new();
    let mut lines = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        lines.push(LineStart {
            offset: u32::try_from(offset).unwrap(),
        });
        let range = offset..offset + line.len();
        blocks.push(if line.trim().is_empty() {
            Block::Blank
        } else {
            Block::Line(Line {
                text: Passage::of_canvas(text, range.clone()).trim(),
                style: LineStyle::Plain,
            })
        });
        offset = range.end + 1;
    }
    Reading {
        canvas: Canvas {
            text: text.to_owned(),
            origin: Origin::Text {
                bytes: Vec::new(),
                shift: 0,
                lines,
            },
        },
        blocks,
        markup: Vec::new(),
        furniture: Vec::new(),
        media_type: "text/plain".into(),
        encoding: Some("UTF-8".into()),
        pages: None,
        engine: Engine::Text,
        page_engines: None,
        unread_pages: Vec::new(),
        warnings: Vec::new(),
    }
}

fn draft_of(text: &str) -> Option<(Draft, Ledger, Canvas)> {
    let reading = read(text);
    let mut ledger = Ledger::new(text.len());
    let draft = recover(&reading, &Vocabulary::base().unwrap(), &mut ledger)?;
    Some((draft, ledger, reading.canvas))
}

fn report(name: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/reports/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

const PLAN: &str = "004_4e77419d8d9911b7.txt";

/// `JIGYO_DUMP=out.json` (and `JIGYO_INPUT=file`) writes what is found, for the scorer.
#[test]
fn dump_for_the_scorer() {
    let Ok(out) = std::env::var("JIGYO_DUMP") else {
        return;
    };
    let text = std::env::var("JIGYO_INPUT")
        .map_or_else(|_| report(PLAN), |file| std::fs::read_to_string(file).unwrap());
    let Some((draft, ledger, canvas)) = draft_of(&text) else {
        std::fs::write(out, "{}").unwrap();
        return;
    };
    let (coverage, residue) = ledger.close(&canvas);
    let json = serde_json::json!({
        "document": {"municipality": null, "fiscal_year": null, "published": null},
        "sections": draft.sections, "items": draft.items, "indicators": draft.indicators,
        "warnings": draft.warnings, "coverage": coverage, "residue": residue,
        "statements": draft.statements.iter().map(|s| format!("{s:?}")).collect::<Vec<_>>(),
    });
    std::fs::write(out, serde_json::to_string_pretty(&json).unwrap()).unwrap();
}
