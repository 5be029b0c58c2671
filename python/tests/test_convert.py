"""One input."""

from __future__ import annotations

import json
import os
import pickle
import threading
import time
from pathlib import Path

import pytest

import jigyo
import made
from conftest import PARKS, Jigyo


def test_a_report_has_typed_values_with_their_places(parks: Path) -> None:
    report = jigyo.convert(parks)
    row = report.items[1]
    assert (row.kind, row.name, row.departments[0].name) == ("事務事業", "児童遊園整備事業", "公園緑地課")
    assert (row.budgets[0].fiscal_year, row.budgets[0].phase, row.budgets[0].yen) == (2023, "executed", 3_200_000)
    assert row.budgets[0].trace.lines == (9, 9)
    assert row.change is not None and row.change.difference is not None
    assert row.change.difference.value == -800
    assert (row.repairs[0].printed, row.repairs[0].value) == ("8O0", -800)
    assert [check.status for check in report.checks] == ["holds", "repaired", "holds"]
    assert report.document.fiscal_year == 2023 and report.document.municipality is None
    assert report.coverage.unread == 0 and report.source.name == "parks.txt"


def test_json_is_that_of_the_command_line_to_the_byte(reports: list[Path], pdf: Path, jigyo_cli: Jigyo) -> None:
    for path in [*reports, pdf]:
        written = jigyo_cli("convert", path, "--quiet").stdout
        assert jigyo.convert(path).to_json().encode() == written, path


def test_bytes_say_the_same_as_their_file(parks: Path) -> None:
    of_file = jigyo.convert(parks)
    for content in (parks.read_bytes(), bytearray(parks.read_bytes()), memoryview(parks.read_bytes())):
        assert jigyo.convert(content, name="parks.txt") == of_file
    assert jigyo.convert(parks.read_bytes()).source.name == "bytes"
    assert jigyo.convert(str(parks), name="a/b.txt").source.name == "a/b.txt"


def test_dict_json_and_pickle_lead_back_to_the_same_report(parks: Path) -> None:
    report = jigyo.convert(parks)
    again = jigyo.Report.from_json(report.to_json())
    assert again == report and again.to_dict() == report.to_dict()
    assert pickle.loads(pickle.dumps(report)) == report
    report.to_dict()["items"].clear()
    assert len(report.to_dict()["items"]) == len(report.items) == 3


def test_values_cannot_be_changed(parks: Path) -> None:
    with pytest.raises(AttributeError):
        jigyo.convert(parks).items[0].name = "別の事業"  # type: ignore[misc]


def test_chosen_pages_alone_are_read(root: Path) -> None:
    path = root / "fixtures" / "pdf" / "over-pages--continues.pdf"
    every = jigyo.convert(path)
    assert {item.trace.page for item in every.items} >= {1, 2}
    for pages in (1, [1], "1", "1-1", range(1, 2)):
        assert {item.trace.page for item in jigyo.convert(path, pages=pages).items} == {1}, pages
    assert jigyo.convert(path, pages="2-") != every
    with pytest.raises(ValueError, match="give pages as"):
        jigyo.convert(path, pages="2-1")


def test_words_of_a_vocabulary_are_used(tmp_path: Path) -> None:
    text, words = made.ACTIVITIES.encode(), tmp_path / "words.toml"
    words.write_text(made.WORDS, encoding="utf-8")
    assert not jigyo.convert(text).items
    rows = jigyo.convert(text, vocabulary=words).items
    assert [(row.kind, row.name, row.departments[0].name) for row in rows] == [
        ("アクティビティ", "朝市の開催", "商工班"),
        ("アクティビティ", "街路灯の更新", "道路班"),
    ]


def test_errors_have_the_codes_of_the_run_report(tmp_path: Path, jigyo_cli: Jigyo) -> None:
    inputs = {
        "empty.txt": b"",
        "damaged.pdf": b"%PDF-1.7\n" + b"nothing else" * 20,
        "binary.txt": bytes(range(256)) * 4,
        "sheet.xlsx": b"PK\x03\x04" + b"[Content_Types].xml xl/workbook.xml" * 3,
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in inputs.items():
        (folder / name).write_bytes(content)
    jigyo_cli("convert", folder, "--out", tmp_path / "out")
    lines = {str(line["input"]).rpartition("/")[2]: line for line in read_lines(tmp_path / "out" / "run.jsonl")}
    assert len(lines) == len(inputs)
    for name in inputs:
        with pytest.raises(jigyo.ConversionError) as caught:
            jigyo.convert(folder / name)
        error, line = caught.value, lines[name]
        assert (error.code, error.message) == (line["code"], line["message"])
        assert error.skipped == (line["outcome"] == "skipped")
        assert error.input == str(folder / name) and str(error).startswith(error.input)
        copy = pickle.loads(pickle.dumps(error))
        assert (copy.code, copy.message, copy.input, copy.skipped) == error.args


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_what_is_no_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(jigyo.ConversionError, match="check the path") as missing:
        jigyo.convert(tmp_path / "no.pdf")
    with pytest.raises(jigyo.ConversionError, match="convert_many") as folder:
        jigyo.convert(tmp_path)
    assert missing.value.code == folder.value.code == "unreadable"


def test_wrong_arguments_are_told_before_anything_is_read(tmp_path: Path, parks: Path) -> None:
    with pytest.raises(jigyo.ConfigError, match="words.toml"):
        jigyo.convert(parks, vocabulary=tmp_path / "words.toml")
    with pytest.raises(ValueError, match="ocr"):
        jigyo.convert(parks, ocr="always")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="relative path"):
        jigyo.convert(parks, name="../parks.txt")
    with pytest.raises(ValueError, match="timeout"):
        jigyo.convert(parks, timeout=0)
    with pytest.raises(ValueError, match="EUC-JP"):
        jigyo.convert(parks, encoding="UTF-16")


def test_a_bomb_ends_at_a_limit_and_this_process_goes_on(root: Path, parks: Path) -> None:
    bomb = root / "fixtures" / "hostile" / "memory-bomb.pdf"
    with pytest.raises(jigyo.ConversionError) as caught:
        jigyo.convert(bomb, memory_limit=400 << 20)
    assert caught.value.code == "limit"
    assert "unpacked" in str(caught.value)
    assert len(jigyo.convert(parks, memory_limit=400 << 20).items) == 3


def test_a_worker_that_takes_too_long_is_ended(root: Path) -> None:
    began = time.monotonic()
    with pytest.raises(jigyo.ConversionError) as caught:
        jigyo.convert(root / "fixtures" / "hostile" / "memory-bomb.pdf", timeout=0.05, memory_limit=None)
    assert caught.value.code == "timeout" and time.monotonic() - began < 30


def test_other_threads_run_during_a_conversion(reports: list[Path]) -> None:
    turns, done = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0.001)

    jigyo.convert(reports[0])
    counter = threading.Thread(target=count)
    counter.start()
    before = turns
    jigyo.convert(reports[3])
    during = turns - before
    done.set()
    counter.join()
    assert during >= 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_has_workers_of_its_own_and_leaves_the_others(parks: Path) -> None:
    jigyo.convert(parks)
    child = os.fork()
    if child == 0:
        # Whatever happens here must not run the rest of the tests twice.
        try:
            os._exit(0 if len(jigyo.convert(parks).items) == 3 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(jigyo.convert(parks).items) == 3


def test_text_in_old_encodings_is_read(tmp_path: Path) -> None:
    path = tmp_path / "parks.txt"
    path.write_bytes(PARKS.encode("cp932"))
    report = jigyo.convert(path)
    assert report.source.encoding == "CP932" and report.items[0].name == "公園維持管理事業"
