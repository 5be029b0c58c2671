"""Tables as Arrow: the same rows and types as in Parquet, in every library, without a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import jigyo
from conftest import Jigyo

NAMES = [
    "documents", "sections", "items", "departments", "budgets", "evaluations", "texts", "indicators",
    "indicator_values", "tallies", "checks", "repairs",
]  # fmt: skip


@pytest.fixture(scope="module")
def all_reports(reports: list[Path], pdf: Path) -> list[jigyo.Report]:
    return [jigyo.convert(path) for path in sorted([*reports, pdf], key=lambda path: path.name)]


@pytest.mark.parametrize("headers", ["en", "ja"])
def test_tables_are_those_of_the_parquet_files(
    headers: Any, all_reports: list[jigyo.Report], reports: list[Path], pdf: Path, jigyo_cli: Jigyo, tmp_path: Path
) -> None:
    jigyo_cli("convert", *reports, pdf, "--out", tmp_path, "--format", "json,parquet", "--headers", headers)
    made = jigyo.tables(all_reports, headers)
    assert list(made) == NAMES
    for name, table in made.items():
        stored = pyarrow.parquet.read_table(tmp_path / f"{name}.parquet")
        taken = pyarrow.table(table)
        assert taken.schema.equals(stored.schema), name
        assert taken.equals(stored), name
        assert table.num_rows == len(table) == stored.num_rows and table.column_names == stored.column_names
    assert sum(len(table) for table in made.values()) > 1000


def test_libraries_see_the_same_values(all_reports: list[jigyo.Report]) -> None:
    items = all_reports[0].tables()["items"]
    expected = [item.name for item in all_reports[0].items]
    yen = [row["budget_yen"] for row in pyarrow.table(items).to_pylist()]
    assert len(expected) > 20 and any(yen)
    assert pyarrow.table(items)["name"].to_pylist() == expected
    frame = polars.DataFrame(items)
    assert frame["name"].to_list() == expected and frame["budget_yen"].to_list() == yen
    data = pandas.DataFrame.from_arrow(items)
    assert data["name"].tolist() == expected and data["countable"].dtype == bool
    rows = duckdb.sql("SELECT name, budget_yen FROM items").fetchall()
    assert rows == list(zip(expected, yen, strict=True))
    total = duckdb.sql("SELECT count(*) FROM items WHERE countable").fetchone()
    assert total is not None and total[0] <= len(expected)


def test_nothing_is_copied_on_the_way(all_reports: list[jigyo.Report]) -> None:
    table = all_reports[0].tables()["items"]
    addresses = [
        [buffer.address for buffer in pyarrow.table(table)[column].chunk(0).buffers() if buffer is not None]
        for column in ("name", "name", "page")
    ]
    assert addresses[0] == addresses[1] != addresses[2]


def test_columns_carry_what_the_data_dictionary_says(all_reports: list[jigyo.Report]) -> None:
    schema = pyarrow.schema(all_reports[0].tables()["items"])
    metadata = schema.field("budget_yen").metadata
    assert metadata[b"unit"] == b"JPY" and metadata[b"heading"].decode() == "金額（円）"
    assert metadata[b"description"]


def test_an_empty_table_has_its_columns() -> None:
    tables = jigyo.convert("ただの文章です。\n".encode(), name="words.txt").tables()
    assert len(tables["items"]) == 0 and pyarrow.table(tables["items"]).schema.field("budget_yen").type == "int64"
    assert polars.DataFrame(tables["items"]).columns == tables["items"].column_names
    assert len(tables["documents"]) == 1 and repr(tables["items"]) == "<jigyo.Table items: 0 rows, 28 columns>"


def test_what_is_no_document_is_told(all_reports: list[jigyo.Report]) -> None:
    with pytest.raises(ValueError, match="x.json: not a document"):
        jigyo.Report.from_json('{"items": []}', key="x.json").tables()
    with pytest.raises(ValueError, match="headers"):
        all_reports[0].tables("de")  # type: ignore[arg-type]
