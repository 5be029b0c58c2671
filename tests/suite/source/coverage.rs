//! Every character goes somewhere, whatever the input.

use jigyo::recover::{Ledger, Part};
use jigyo::source::{INSERTED, Origin, Reading};
use proptest::prelude::*;

use super::show::{passages, read_bytes, read_text, show};

const FIXTURES: [&str; 5] = [
    include_str!("../../../fixtures/reports/000_60cc4e7f882508c7.txt"),
    include_str!("../../../fixtures/reports/001_3dacb80f56827af3.txt"),
    include_str!("../../../fixtures/reports/002_2ce10ac911a76b2b.txt"),
    include_str!("../../../fixtures/reports/003_0a30f17dcfe74450.txt"),
    include_str!("../../../fixtures/reports/004_4e77419d8d9911b7.txt"),
];

/// Passages and markup together are all characters, and no character is both.
fn assert_covered(reading: &Reading) {
    let canvas = &reading.canvas;
    let mut ledger = Ledger::new(canvas.text.len());
    for &(start, end) in &reading.markup {
        ledger.claim(Part::Markup, start, end);
    }
    let mut seen = vec![0_u8; canvas.text.len()];
    for &(start, end) in &reading.markup {
        seen[start as usize..end as usize].fill(1);
    }
    for passage in passages(reading) {
        for (character, at) in passage.chars().filter(|&(_, at)| at != INSERTED) {
            if !character.is_whitespace() {
                assert_eq!(
                    seen[at as usize], 0,
                    "{character} at {at} is text twice or text and markup"
                );
                seen[at as usize] = 2;
            }
        }
        ledger.claim_passage(Part::Prose, passage, canvas);
    }
    let (coverage, residue) = ledger.close(canvas);
    let unread: Vec<_> = residue
        .iter()
        .filter(|piece| piece.kind == jigyo::model::ResidueKind::Unread)
        .collect();
    assert_eq!(coverage.unread, 0, "{unread:?}");
    assert!(reading.markup.windows(2).all(|pair| pair[0].1 < pair[1].0));
}

/// A small generator with a seed, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

#[test]
fn fixtures_are_covered() {
    for text in FIXTURES {
        assert_covered(&read_text(text));
    }
}

#[test]
fn cut_fixtures_are_covered() {
    let mut random = Random(7);
    for text in FIXTURES {
        for _ in 0..12 {
            let (mut start, mut end) = (random.below(text.len()), random.below(text.len()));
            if start > end {
                std::mem::swap(&mut start, &mut end);
            }
            let cut = text.get(text.ceil_char_boundary(start)..text.ceil_char_boundary(end));
            let cut = cut.filter(|cut| !cut.trim().is_empty());
            cut.map(read_text).iter().for_each(assert_covered);
        }
    }
}

#[test]
fn lines_cut_and_shuffled_are_covered() {
    let mut random = Random(11);
    for text in FIXTURES {
        for _ in 0..6 {
            let mut lines: Vec<&str> = text.lines().collect();
            for _ in 0..lines.len() {
                let (a, b) = (random.below(lines.len()), random.below(lines.len()));
                lines.swap(a, b);
            }
            let mut damaged = String::new();
            for line in lines {
                let keep = if random.below(4) == 0 {
                    random.below(line.len())
                } else {
                    line.len()
                };
                damaged.push_str(&line[..line.ceil_char_boundary(keep)]);
                if random.below(10) > 0 {
                    damaged.push('\n');
                }
            }
            assert_covered(&read_text(&damaged));
        }
    }
}

#[test]
fn line_ends_do_not_change_the_blocks() {
    for text in FIXTURES {
        let plain = show(&read_text(text));
        assert_eq!(plain, show(&read_text(&text.replace('\n', "\r\n"))));
        assert_eq!(plain, show(&read_text(&text.replace('\n', "\r"))));
    }
}

#[test]
fn traces_of_other_encodings_lead_to_the_bytes() {
    for (encoding, name) in [(encoding_rs::SHIFT_JIS, "CP932"), (encoding_rs::EUC_JP, "EUC-JP")] {
        for text in FIXTURES {
            // What the encoding lacks is left out, so that only the encoding differs.
            let text: String = text
                .chars()
                .filter(|c| !encoding.encode(c.encode_utf8(&mut [0; 4])).2)
                .collect();
            let (bytes, ..) = encoding.encode(&text);
            let reading = read_bytes(&bytes, None).expect("a text");
            assert_eq!(reading.encoding.as_deref(), Some(name));
            let (text, ..) = encoding.decode(&bytes);
            assert_eq!(reading.canvas.text, text);
            assert_covered(&reading);
            let Origin::Text { bytes: map, .. } = &reading.canvas.origin else {
                panic!("a text has text origin");
            };
            assert_eq!(map.len(), text.len() + 1);
            for (offset, character) in text.char_indices() {
                let piece = &bytes[map[offset] as usize..map[offset + character.len_utf8()] as usize];
                assert_eq!(encoding.decode(piece).0.chars().next(), Some(character));
            }
        }
    }
}

/// Each would take minutes if anything looked ahead without a limit.
#[test]
fn repeated_markup_is_read_in_time() {
    let pieces = [
        "<table>",
        "<table>\n",
        "x\t<table>\n",
        "\t<table>\n",
        "<tr>\n\n",
        "<td>x\n",
        "<td colspan=999>",
        "x\t<p>\n",
        "<p>\n",
        "<td rowspan=99999>x",
        "<!--",
        "<!--\n",
        "<!doctype html",
        "<svg>",
        "<script>",
        "<A>",
        "<b a=\"",
        "<b a='\n",
        "&",
        "&#",
        "\\",
        "**",
        "** ",
        "__",
        "__a ",
        "_ ",
        "|",
        "|\n",
        "|a|\n",
        "|-\n",
        "\t",
        "\t\n",
        "a\t\"\n",
        "-\t-\n",
        "[Page ",
        "\u{c}",
        "\r",
        "<caption>",
        "</table>",
        "</td>\n",
        "<html><p>",
        "<h1>",
        "<table><tr><td>\n\n",
        "- ",
        "#",
        "a\n",
    ];
    for piece in pieces {
        for prefix in ["", "<html>", "前\t", "| a |\n|---|\n| "] {
            let text = format!("{prefix}{} ", piece.repeat(100_000 / piece.len()));
            if let Ok(reading) = read_bytes(text.as_bytes(), None) {
                assert!(reading.markup.len() <= text.len());
            }
        }
    }
}

/// Pieces of which markup is made, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "<td rowspan=\"3\">",
        "<th colspan=100000>",
        "</td>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<ul style=\"list-",
        "<ul style=\"x\">",
        "<li>",
        "<br/>",
        "<caption>",
        "</caption>",
        "<h2>",
        "</h2>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<",
        ">",
        "<目標：年間>",
        "<A>",
        "</A>",
        "&amp;",
        "&nbsp;",
        "&#12354;",
        "&",
        "\\_",
        "\\",
        "**",
        "__",
        "***",
        "#",
        "# ",
        "## ",
        "- ",
        "* ",
        "\t",
        "\t\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{c}",
        "|",
        "|---|---|\n",
        "---\t---\n",
        "---\n",
        "```\n",
        "\"",
        "[Page 3]\n",
        "--- page 3 ---\n",
        "{3}-----\n",
        "施策",
        "取組",
        "1,234",
        " ",
        "\u{3000}",
        "a",
        "\u{200b}",
        "\u{feff}",
        "<html>",
        "<!doctype html>\n",
        "<body>",
        "<style>",
        "<head>",
        "</head>",
        "<td",
        "=\"",
        "'",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_markup_is_covered(text in pieces()) {
        if let Ok(reading) = read_bytes(text.as_bytes(), None) {
            assert_covered(&reading);
            let crlf = text.replace("\r\n", "\n").replace('\r', "\n");
            let with_crlf = read_bytes(crlf.replace('\n', "\r\n").as_bytes(), None).expect("a text");
            prop_assert_eq!(show(&read_text(&crlf)), show(&with_crlf));
        }
    }

    #[test]
    fn any_text_is_covered(text in "\\PC*") {
        if let Ok(reading) = read_bytes(text.as_bytes(), None) {
            assert_covered(&reading);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for encoding in [None, Some("CP932"), Some("EUC-JP"), Some("UTF-8"), Some("UTF-16LE")] {
            if let Ok(reading) = read_bytes(&bytes, encoding) {
                assert_covered(&reading);
            }
        }
    }
}
