"""Many inputs."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

import jigyo
from conftest import Jigyo


@pytest.fixture
def folder(tmp_path: Path, reports: list[Path], parks: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    shutil.copy(parks, folder / "a" / "parks.txt")
    shutil.copy(parks, folder / "b" / "parks.txt")
    shutil.copy(reports[0], folder)
    (folder / "empty.txt").write_bytes(b"")
    (folder / ".hidden.txt").write_text("隠れ", encoding="utf-8")
    return folder


def test_each_input_ends_once_with_a_report_or_an_error(folder: Path, reports: list[Path]) -> None:
    ended = {conversion.key: conversion for conversion in jigyo.convert_many(folder, jobs=2)}
    assert sorted(ended) == [reports[0].name, "a/parks.txt", "b/parks.txt", "empty.txt"]
    assert ended["a/parks.txt"].result().key == "a/parks.txt"
    assert ended["a/parks.txt"].result().source.name == "a/parks.txt"
    failed = ended["empty.txt"]
    assert failed.report is None and failed.error is not None and failed.error.code == "empty"
    with pytest.raises(jigyo.ConversionError, match="empty"):
        failed.result()


def test_keys_and_documents_are_those_of_the_command_line(folder: Path, tmp_path: Path, jigyo_cli: Jigyo) -> None:
    shutil.copy(folder / "a" / "parks.txt", folder / "100%25 です.txt")
    shutil.copy(folder / "a" / "parks.txt", os.fsdecode(os.fsencode(folder) + b"/\x8e\x96\x8b\xc6.txt"))
    for given in ([folder], [folder / "a" / "parks.txt", folder / "b" / "parks.txt"]):
        out = tmp_path / f"out{len(given)}"
        jigyo_cli("convert", *given, "--out", out)
        lines = [json.loads(line) for line in (out / "run.jsonl").read_text(encoding="utf-8").splitlines()]
        documents = {}
        for path in out.rglob("*.txt.json"):
            [name] = [line["output"] for line in lines if line["output"] and same_name(line["output"], path, out)]
            documents[name] = path.read_text(encoding="utf-8")
        made = {f"{one.key}.json": one.report.to_json() for one in jigyo.convert_many(given) if one.report}
        assert made == documents and len(made) > 1


def same_name(output: str, path: Path, out: Path) -> bool:
    """Whether a line of run.jsonl, where bytes that are no UTF-8 stand as %8E, means this file."""
    below = os.fsencode(path.relative_to(out))
    return re.sub(rb"%([0-9A-F]{2})", lambda code: bytes([int(code[1], 16)]), output.encode()) == below


def test_a_single_file_is_named_as_by_the_command_line(folder: Path, jigyo_cli: Jigyo) -> None:
    for name in (b"100%25.txt", b"\x8e\x96\x8b\xc6.txt", "事業 1.txt".encode()):
        path = os.fsdecode(os.fsencode(folder) + b"/" + name)
        shutil.copy(folder / "a" / "parks.txt", path)
        assert jigyo.convert(path).to_json().encode() == jigyo_cli("convert", path, "-q").stdout


def test_progress_counts_to_the_end(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    ended = list(jigyo.convert_many(folder, jobs=2, progress=lambda done, total: seen.append((done, total))))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)] and len(ended) == 4


def test_a_missing_file_is_an_error_of_its_own(parks: Path, tmp_path: Path) -> None:
    ended = {one.input: one for one in jigyo.convert_many([parks, tmp_path / "no.txt"])}
    assert ended[str(parks)].report is not None
    error = ended[str(tmp_path / "no.txt")].error
    assert error is not None and error.code == "unreadable"


def test_the_loop_can_be_left_early(folder: Path) -> None:
    for conversion in jigyo.convert_many(folder, jobs=1):
        assert conversion.key
        break
    assert len(list(jigyo.convert_many(folder, jobs=1))) == 4


def test_wrong_arguments_are_told_at_once(folder: Path) -> None:
    with pytest.raises(ValueError, match="jobs"):
        jigyo.convert_many(folder, jobs=0)
    with pytest.raises(jigyo.ConfigError, match="no.toml"):
        jigyo.convert_many(folder, vocabulary="no.toml")


def test_nothing_found_is_nothing_done(tmp_path: Path) -> None:
    assert list(jigyo.convert_many(tmp_path)) == []
