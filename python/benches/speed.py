"""What Python and Spark cost on top of jigyo: ``python python/benches/speed.py [FILES]``.

In an environment with the package built by the profile ``release`` (and pyspark, or the second part is left out). Made-up
reports of realistic size are converted by the command line, by ``convert_many`` and on Spark, each with two at a time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import jigyo  # noqa: E402
import made  # noqa: E402

SMALL = "令和5年度 事務事業評価報告書\n\n事務事業名\t担当課\n健診事業\t健康課\n".encode()
LARGEST = Path(__file__).resolve().parents[2] / "fixtures" / "reports" / "003_0a30f17dcfe74450.txt"


def median(call: Callable[[], object], times: int) -> float:
    """Milliseconds of a call, in the middle of so many."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def calls() -> None:
    """What a call costs, and what becomes of its result."""
    began = time.perf_counter()
    jigyo.convert(SMALL)
    print(f"| first call: loads the package's parts, starts a worker | {(time.perf_counter() - began) * 1000:.0f} ms |")
    print(f"| a report of two lines | {median(lambda: jigyo.convert(SMALL), 300):.2f} ms |")
    largest = LARGEST.read_bytes()
    report = jigyo.convert(largest)
    characters = report.coverage.characters
    print(f"| a report of {characters:,} characters | {median(lambda: jigyo.convert(largest), 15):.1f} ms |")
    print(f"| its {len(report.items)} items as objects | {median(lambda: fresh(report).items, 15):.1f} ms |")
    print(f"| its twelve tables as Arrow | {median(report.tables, 15):.1f} ms |")


def fresh(report: jigyo.Report) -> jigyo.Report:
    return jigyo.Report.from_json(report.to_json())


def command_line(inputs: Path, out: Path) -> None:
    command = [sys.executable, "-m", "jigyo", "convert", inputs, "--out", out, "--jobs", "2", "-q", "--format", "json,parquet"]
    subprocess.run(command, check=True)


def many(inputs: Path) -> None:
    reports = [conversion.result() for conversion in jigyo.convert_many(inputs, jobs=2)]
    jigyo.tables(sorted(reports, key=lambda report: report.key))


def seconds(what: str, files: int, call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    taken = time.perf_counter() - began
    print(f"| {what} | {taken:.1f} | {taken / files * 1000:.1f} |", flush=True)
    return taken


def on_spark(inputs: Path, out: Path, files: int) -> None:
    import pyspark
    from pyspark.sql import SparkSession

    from jigyo import spark as lake

    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.ui.showConsoleProgress", "false")
    began = time.perf_counter()
    session = builder.getOrCreate()
    session.range(10).mapInArrow(lambda batches: batches, "id long").count()
    print(f"| Spark: start of two executors and their Python | {time.perf_counter() - began:.1f} | |", flush=True)
    make = lake._Lake.bring_up_to_date
    tables = 0.0

    def timed(self: lake._Lake) -> None:
        nonlocal tables
        began = time.perf_counter()
        make(self)
        tables += time.perf_counter() - began

    lake._Lake.bring_up_to_date = timed  # type: ignore[method-assign]
    whole = seconds("Spark: in all", files, lambda: lake.convert(session, str(inputs), out=str(out)))
    print(f"| of it conversion | {whole - tables:.1f} | {(whole - tables) / files * 1000:.1f} |")
    print(f"| of it the fourteen data sets | {tables:.1f} | {tables / files * 1000:.1f} |")
    seconds("Spark: again, nothing to be done", files, lambda: lake.convert(session, str(inputs), out=str(out)))
    session.stop()


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| call | time |\n| --- | ---: |")
    calls()
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder, "in")
        made.write(inputs, files)
        print(f"\n| {files} reports, two at a time | seconds | milliseconds a report |\n| --- | ---: | ---: |")
        seconds("`jigyo convert --jobs 2`", files, lambda: command_line(inputs, Path(folder, "out")))
        seconds("`jigyo.convert_many(jobs=2)` and `jigyo.tables`", files, lambda: many(inputs))
        try:
            import pyspark  # noqa: F401
        except ImportError:
            return
        on_spark(inputs, Path(folder, "lake"), files)


if __name__ == "__main__":
    main()
