"""On a cluster of Spark: two executors in processes of their own on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.dataset
import pyarrow.parquet
import pytest

import made
from conftest import Jigyo

if "JIGYO_REQUIRE_TOOLS" not in os.environ:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("skipped: Java missing", allow_module_level=True)

import pyspark  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from jigyo import batches  # noqa: E402
from jigyo import spark as lake  # noqa: E402

pytestmark = pytest.mark.spark

MADE = 1000


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Made reports, those that ship with the project, PDFs, and what fails."""
    folder = tmp_path_factory.mktemp("spark") / "入力 1"
    made.write(folder, MADE)
    shutil.copytree(root / "fixtures" / "reports", folder / "reports")
    (folder / "pdf").mkdir()
    for path in (root / "fixtures" / "pdf").glob("*.pdf"):
        shutil.copy(path, folder / "pdf")
    shared = os.environ.get("JIGYO_SHARED")
    for path in sorted(Path(shared, "real").rglob("*.pdf"))[:20] if shared else ():
        shutil.copy(path, folder / "pdf")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / "sheet.xlsx").write_bytes(b"PK\x03\x04" + b"[Content_Types].xml xl/workbook.xml" * 3)
    return folder


def single(jigyo_cli: Jigyo, inputs: Path, out: Path) -> None:
    """The same on one machine."""
    done = jigyo_cli("convert", inputs, "--out", out, "--format", "json,parquet", "--headers", "en", "--jobs", "2", "-q")
    assert done.returncode in (0, 1), done.stderr.decode()


def rows(path: Path) -> pyarrow.Table:
    """The rows of a data set, those of a document in their order."""
    return pyarrow.dataset.dataset(path, format="parquet", partitioning=None).to_table()


def in_order(table: pyarrow.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: str(row["document"]))


def assert_same(out: Path, machine: Path) -> None:
    """The lake has the rows of the single machine, and the reason of each input that has none."""
    for name in batches.TABLES:
        stored = pyarrow.parquet.read_table(machine / f"{name}.parquet")
        found = rows(out / name)
        # No row, no file, and nothing that could tell the columns.
        if stored.num_rows == found.num_rows == 0:
            continue
        assert found.schema.names == stored.schema.names and found.schema.types == stored.schema.types, name
        assert found.num_rows == stored.num_rows, name
        assert in_order(found) == in_order(stored), name
    lines = {line["input"]: line for line in map(json.loads, (machine / "run.jsonl").open(encoding="utf-8"))}
    outcomes = {row["input"].rpartition("入力 1/")[2]: row for row in rows(out / "outcomes").to_pylist()}
    below = {name.rpartition("入力 1/")[2]: line for name, line in lines.items()}
    assert outcomes.keys() == below.keys()
    for name, row in outcomes.items():
        line = below[name]
        same = ["sha256", "outcome", "code", "message", "pages", "items", "checks", "unread_characters"]
        if row["document"] is None:
            same = same[:4]
            assert line["output"] is None
        assert [row[column] for column in same] == [line[column] for column in same], name
    for row in rows(out / "json").to_pylist():
        assert row["json"] == (machine / f"{row['document']}.json").read_text(encoding="utf-8")


def executors(spark: SparkSession) -> list[int]:
    """Processes of this session's executors."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"--app-id" in words and spark.sparkContext.applicationId.encode() in words:
                found.append(int(entry.name))
    return found


def kill_an_executor(spark: SparkSession, killed: list[int], done: threading.Event) -> None:
    """Kills one as soon as some tasks are done and others are not."""
    tracker = spark.sparkContext.statusTracker()
    while not done.wait(0.05):
        for number in tracker.getActiveStageIds():
            stage = tracker.getStageInfo(number)
            if stage is not None and stage.numTasks > 4 and 2 <= stage.numCompletedTasks < stage.numTasks:
                killed.append(executors(spark)[0])
                os.kill(killed[0], signal.SIGKILL)
                return


def test_the_lake_is_that_of_one_machine_though_an_executor_is_killed(
    spark: SparkSession, inputs: Path, tmp_path: Path, jigyo_cli: Jigyo
) -> None:
    out, machine = tmp_path / "lake", tmp_path / "machine"
    killed: list[int] = []
    done = threading.Event()
    killer = threading.Thread(target=kill_an_executor, args=(spark, killed, done))
    killer.start()
    try:
        summary = lake.convert(spark, str(inputs), out=str(out))
    finally:
        done.set()
        killer.join()
    assert killed, "nothing was killed"
    single(jigyo_cli, inputs, machine)
    assert_same(out, machine)
    assert summary.converted >= MADE and (summary.failed, summary.skipped) == (2, 1)
    folders = {path.name for path in (out / "items").glob("report_municipality_code=*")}
    assert "report_municipality_code=132225" in folders
    assert list((out / "items").glob("report_municipality_code=132225/report_fiscal_year=2021/*.parquet"))

    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert lake.convert(spark, str(inputs), out=str(out)) == lake.Summary()
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before

    # One changes its year and so its folder, one is new, one that failed is there now; nothing else is done.
    (inputs / "000" / "00000.txt").write_text(made.report(0).replace("令和", "平成2"), encoding="utf-8")
    (inputs / "new.txt").write_text(made.report(MADE), encoding="utf-8")
    (inputs / "empty.txt").write_text(made.report(MADE + 1), encoding="utf-8")
    assert lake.convert(spark, str(inputs), out=str(out)) == lake.Summary(converted=3)
    single(jigyo_cli, inputs, tmp_path / "machine2")
    assert_same(out, tmp_path / "machine2")


def test_a_run_that_was_stopped_goes_on(
    spark: SparkSession, inputs: Path, tmp_path: Path, jigyo_cli: Jigyo, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, out = tmp_path / "入力 1", tmp_path / "lake"
    shutil.copytree(inputs / "001", few)
    lake.convert(spark, str(few), out=str(out))
    # The driver dies while it makes the folders of a second run.
    (few / "00100.txt").write_text(made.report(7777), encoding="utf-8")
    make, seen = lake._Lake._make, []

    def dying(self: Any, name: str, *more: Any) -> None:
        seen.append(name)
        if name == "checks":
            raise OSError("no driver any more")
        make(self, name, *more)

    with monkeypatch.context() as patched:
        patched.setattr(lake._Lake, "_make", dying)
        with pytest.raises(OSError, match="no driver"):
            lake.convert(spark, str(few), out=str(out))
    assert len(seen) > 3
    # Another one dies while it converts.
    (out / "_runs" / "run=000003").mkdir()
    assert lake.convert(spark, str(few), out=str(out)) == lake.Summary()
    single(jigyo_cli, few, tmp_path / "machine")
    assert_same(out, tmp_path / "machine")


def test_options_reach_the_machines_that_do_the_work(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(made.ACTIVITIES, encoding="utf-8")
    words = tmp_path / "words.toml"
    words.write_text(made.WORDS, encoding="utf-8")
    out = tmp_path / "lake"
    lake.convert(spark, str(tmp_path / "in" / "*.txt"), out=str(out))
    assert rows(out / "outcomes").to_pylist()[0]["items"] == 0
    # With other words it is another conversion.
    assert lake.convert(spark, str(tmp_path / "in" / "*.txt"), out=str(out), vocabulary=words).converted == 1
    [row] = rows(out / "outcomes").to_pylist()
    assert (row["document"], row["items"]) == ("a.txt", 2)


def test_other_engines_call_the_same_function(root: Path) -> None:
    path = root / "fixtures" / "reports" / "000_60cc4e7f882508c7.txt"
    files = {"input": [str(path), "torn.pdf"], "name": ["a/b.txt", "torn.pdf"], "content": [path.read_bytes(), b"%PDF-1"]}
    done = batches.Batches.of()(pyarrow.table(files))
    assert done.schema == batches.SCHEMA
    first, second = done.to_pylist()
    assert (first["document"], first["outcome"], first["report_municipality_code"]) == ("a/b.txt", "converted", "132225")
    assert len(first["items_rows"]) == first["items"] > 10 and first["items_rows"][0]["document"] == "a/b.txt"
    items = pyarrow.Table.from_struct_array(done["items_rows"].combine_chunks().flatten())
    assert items.column_names == batches.TABLES["items"].names and items.num_rows == first["items"]
    assert (second["document"], second["outcome"], second["code"]) == (None, "failed", "damaged")
