//! Sniffing and encodings.

use jigyo::Failure;

use super::show::{passages, read_bytes, read_text, show};

fn unsupported(bytes: &[u8]) -> String {
    match read_bytes(bytes, None) {
        Err(Failure::Unsupported { format, .. }) => format,
        other => panic!("{other:?}"),
    }
}

#[test]
fn known_formats_are_named_with_the_way_out() {
    assert_eq!(unsupported(b"PK\x03\x04....xl/workbook.xml"), "Excel workbook");
    assert_eq!(unsupported(b"PK\x03\x04....word/document.xml"), "Word document");
    assert_eq!(unsupported(b"PK\x03\x04....a.txt"), "ZIP archive");
    assert_eq!(
        unsupported(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..W\0o\0r\0k\0b\0o\0o\0k\0"),
        "Excel workbook"
    );
    assert_eq!(
        unsupported(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
        "Word document"
    );
    assert_eq!(unsupported(b"\x89PNG\r\n\x1a\n\0\0"), "PNG image");
    assert_eq!(unsupported(b"\x1f\x8b\x08\0"), "gzip file");
    assert_eq!(unsupported(b"\x1b$B;\\:v\x1b(B\n"), "ISO-2022-JP text");
    let message = read_bytes(b"PK\x03\x04....xl/workbook.xml", None)
        .expect_err("no text")
        .to_string();
    assert!(message.contains("tab-separated"), "{message}");
}

#[test]
fn pdfs_are_recognised_behind_other_bytes() {
    let page = format!("<html>{}</html>\n%PDF-1.4\n1 0 obj <<>>", " ".repeat(3000));
    for bytes in [&b"%PDF-1.7\n1 0 obj"[..], b"\n\njunk %PDF-1.4\n", page.as_bytes()] {
        let failure = read_bytes(bytes, None).expect_err("a PDF cut to its first bytes");
        assert!(matches!(failure, Failure::Damaged { .. }), "{failure:?}");
    }
    assert_eq!(show(&read_text("`%PDF-` で始まる")), ["`%PDF-` で始まる"]);
}

#[test]
fn nothing_and_junk_are_refused() {
    assert_eq!(read_bytes(b"", None).expect_err("empty"), Failure::Empty);
    assert_eq!(
        read_bytes("\u{feff} \n　\r\n".as_bytes(), None).expect_err("blank"),
        Failure::Empty
    );
    assert_eq!(
        read_bytes(b"\x7fELF\0\0\0\0\0\0", None).expect_err("junk"),
        Failure::Binary { offset: 4 }
    );
    let junk: Vec<u8> = (0..2000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80)
        .collect();
    assert!(matches!(read_bytes(&junk, None), Err(Failure::Binary { .. })));
}

#[test]
fn byte_order_marks_shift_the_trace() {
    let reading = read_text("\u{feff}施策\n指標");
    assert_eq!(reading.encoding.as_deref(), Some("UTF-8"));
    let passage = passages(&reading)[1];
    let trace = reading.canvas.trace(&passage.ranges(&reading.canvas.text));
    assert_eq!((trace.lines, trace.bytes), (Some([2, 2]), Some([10, 16])));
}

#[test]
fn utf_16_is_read_by_its_mark_or_by_name() {
    let text = "施策\t1\r\n指標\t2";
    for (mark, big) in [(&[0xff, 0xfe], false), (&[0xfe, 0xff], true)] {
        let units = text.encode_utf16().flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        });
        let bytes: Vec<u8> = mark.iter().copied().chain(units).collect();
        let reading = read_bytes(&bytes, None).expect("a text");
        assert_eq!(show(&reading), ["[施策│1⏎指標│2]"]);
        let trace = reading.canvas.trace(&[(0, 6)]);
        assert_eq!(trace.bytes, Some([2, 6]));
        let name = if big { "UTF-16BE" } else { "UTF-16LE" };
        assert_eq!(reading.encoding.as_deref(), Some(name));
        assert_eq!(
            show(&read_bytes(&bytes[2..], Some(name)).expect("a text")),
            ["[施策│1⏎指標│2]"]
        );
    }
}

#[test]
fn short_texts_are_told_apart() {
    for text in [
        "施策",
        "基本事業名 行政改革の推進",
        "ガス会計",
        "(単位：千円)",
        "評価 Ａ",
    ] {
        let (sjis, ..) = encoding_rs::SHIFT_JIS.encode(text);
        let (euc, ..) = encoding_rs::EUC_JP.encode(text);
        for (bytes, name) in [(sjis, "CP932"), (euc, "EUC-JP")] {
            let reading = read_bytes(&bytes, None).expect(text);
            assert_eq!(
                (reading.encoding.as_deref(), &*reading.canvas.text),
                (Some(name), text)
            );
        }
    }
}

#[test]
fn a_few_bytes_that_do_not_decode_warn() {
    let text = "施策の一覧と事業の評価をまとめた報告書\n".repeat(3);
    let (mut bytes, ..) = encoding_rs::SHIFT_JIS.encode(&text);
    bytes.to_mut().insert(text.chars().count() / 3 * 2 - 1, 0xff);
    let reading = read_bytes(&bytes, None).expect("a text");
    assert_eq!(reading.encoding.as_deref(), Some("CP932"));
    assert_eq!(reading.canvas.text.matches('\u{fffd}').count(), 1);
    assert_eq!(reading.warnings.len(), 1);
    assert_eq!(reading.warnings[0].code, "undecodable-bytes");
    assert_eq!(reading.warnings[0].trace.lines, Some([2, 2]));
    let mut utf8 = text.into_bytes();
    utf8.truncate(utf8.len() - 3);
    let reading = read_bytes(&utf8, None).expect("a text");
    assert_eq!(
        (reading.encoding.as_deref(), reading.warnings.len()),
        (Some("UTF-8"), 1)
    );
}

#[test]
fn a_forced_encoding_must_fit() {
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("a\n施策");
    for label in ["CP932", "shift_jis", "sjis", "Windows-31J", "MS932"] {
        assert_eq!(
            read_bytes(&sjis, Some(label)).expect(label).canvas.text,
            "a\n施策"
        );
    }
    let failure = read_bytes(&sjis, Some("UTF-8")).expect_err("not UTF-8");
    assert_eq!(
        failure,
        Failure::Encoding {
            encoding: "UTF-8".into(),
            line: 2
        }
    );
    let unknown = read_bytes(&sjis, Some("klingon")).expect_err("unknown");
    assert_eq!(unknown.code(), "encoding");
    assert!(unknown.to_string().contains("klingon"));
}
