"""Conversion on Spark, where one machine is too small: from folders of reports to a lake of Parquet data sets.

``convert(spark, "path/to/pdfs", out="path/to/lake")`` writes, below ``out``,

- one data set a table (``items``, ``budgets`` …), with the rows and columns that the command line writes to Parquet, in
  folders by ``report_municipality_code`` and ``report_fiscal_year`` of the report,
- ``outcomes``: a row an input, also for those that have no document, and ``json``: the documents themselves,
- ``_runs``: what each run converted, from which all of these are made.

A run is first written to ``_runs`` as a whole; only then the folders that it touches are made anew from ``_runs``. So
nothing that happens in between – a machine or the driver that dies – loses or doubles a row: the same call goes on.
``docs/scaling.md`` tells more. Needs ``pyspark`` 3.5 or newer (a classic session, not Spark Connect).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow
from pyspark import inheritable_thread_target
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .batches import OUTCOMES, SCHEMA, TABLES, Batches
from .conversion import several

PARTITION = ["report_municipality_code", "report_fiscal_year"]
"""Columns by which the data sets are cut into folders; null where the report does not say."""

_PARTITION_SCHEMA = T.StructType(
    [T.StructField(PARTITION[0], T.StringType()), T.StructField(PARTITION[1], T.LongType())]
)
# What may go better next time with the same bytes.
_PASSING = ["crashed", "memory-limit", "timeout", "worker"]


@dataclass(frozen=True)
class Summary:
    """What a run came to: inputs by outcome. Those that were up to date are not looked at again and not counted."""

    converted: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0


def convert(
    spark: SparkSession, path: str | Iterable[str], out: str, *, force: bool = False, **options: Any
) -> Summary:
    """Converts all files below ``path`` (a folder, file or pattern, or several) that are new or changed.

    An input is known by its path, and done again when its content, the version of jigyo or an option changed, or when its
    worker process died or took too long last time. One that fails is a row of ``outcomes``, never a failed stage. Inputs that
    are not there any more stay in the lake.

    One driver at a time may write to ``out``.

    :param force: do all inputs again.
    :param options: those of :func:`jigyo.convert`; vocabularies and corrections are files of the driver.
    """
    batches = Batches.of(**options)
    lake = _Lake(spark, out.rstrip("/"))
    lake.drop_unfinished()
    number = lake.next_run()
    todo = _todo(spark, [str(one) for one in several(path)], lake, None if force else batches.made_by)
    with _conf(spark, "spark.sql.execution.arrow.maxRecordsPerBatch", "1"):
        # One file at a time: a batch holds its bytes, and a book of scans may be a hundred million.
        converted = todo.mapInArrow(_Mapped(batches, lake.bases(path)), _spark_schema(SCHEMA))
        converted.write.mode("overwrite").parquet(lake.run(number))
    counts = {row["outcome"]: row["count"] for row in lake.read([number]).groupBy("outcome").count().collect()}
    if not counts:
        lake.delete(lake.run(number))
    lake.bring_up_to_date()
    return Summary(**counts)


class _Mapped:
    """What Spark calls where the files are."""

    def __init__(self, batches: Batches, bases: list[str]) -> None:
        self.batches = batches
        self.bases = bases

    def __call__(self, files: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in files:
            inputs = batch.column("input")
            names = pyarrow.array([self.name(input.as_py()) for input in inputs], pyarrow.string())
            columns = {"input": inputs, "name": names, "content": batch.column("content")}
            yield from self.batches(pyarrow.table(columns)).to_batches()

    def name(self, input: str) -> str:
        """The path below the folder given: key of the document, as on the command line."""
        base = max((base for base in self.bases if input.startswith(f"{base}/")), key=len, default=None)
        return input.rpartition("/")[2] if base is None else input[len(base) + 1 :]


def _todo(spark: SparkSession, paths: list[str], lake: _Lake, made_by: str | None) -> DataFrame:
    """The files that are to be converted: input and content."""
    read = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(paths)
    files = read.select(F.col("path").alias("input"), "content")
    # Spark passes over files without bytes; here they have an outcome like all others.
    empty = [(path, bytearray()) for path in lake.empty_files(paths)]
    if empty:
        files = files.union(spark.createDataFrame(empty, "input string, content binary"))
    files = files.withColumn("sha256", F.sha2("content", 256))
    if made_by is not None and lake.runs():
        settled = F.col("code").isNull() | ~F.col("code").isin(_PASSING)
        known = lake.current(lake.newest()).where(settled & (F.col("made_by") == made_by))
        files = files.join(F.broadcast(known.select("input", "sha256")), ["input", "sha256"], "left_anti")
    return files.select("input", "content")


class _Lake:
    """The folders below ``out``."""

    def __init__(self, spark: SparkSession, out: str) -> None:
        self.spark = spark
        self.out = out
        self.jvm: Any = spark.sparkContext._jvm
        self.hadoop: Any = spark.sparkContext._jsc.hadoopConfiguration()

    def _path(self, path: str) -> Any:
        return self.jvm.org.apache.hadoop.fs.Path(path)

    def _system(self, path: str) -> Any:
        return self._path(path).getFileSystem(self.hadoop)

    def delete(self, path: str) -> None:
        self._system(path).delete(self._path(path), True)

    def files(self, pattern: str) -> list[str]:
        """What agrees with a pattern of Hadoop."""
        found = self._system(pattern).globStatus(self._path(pattern))
        return [status.getPath().toString() for status in found or ()]

    def empty_files(self, paths: list[str]) -> list[str]:
        """Files without bytes below these, hidden ones as Spark knows them left out."""
        found = []
        for path in paths:
            system = self._system(path)
            for status in system.globStatus(self._path(path)) or ():
                top = status.getPath()
                below = system.listFiles(top, True)
                while below.hasNext():
                    file = below.next()
                    if file.getLen() == 0:
                        name = file.getPath().toString()
                        if not re.search(r"/[._]", name[len(top.getParent().toString()) :]):
                            found.append(name)
        return found

    def bases(self, path: str | Iterable[str]) -> list[str]:
        """The folders given, as Spark writes them in the paths of files."""
        qualified = [self._system(one).makeQualified(self._path(one)).toString() for one in map(str, several(path))]
        # Of a pattern, what stands before it.
        fixed = [one if not set("*?[{") & set(one) else re.split(r"[*?\[{]", one)[0].rpartition("/")[0] for one in qualified]
        return [one.rstrip("/") for one in fixed]

    def run(self, number: int) -> str:
        return f"{self.out}/_runs/run={number:06}"

    def _numbers(self, mark: str) -> list[int]:
        found = self.files(f"{self.out}/_runs/run=*{mark}")
        return sorted(int(path.partition("/_runs/run=")[2].partition("/")[0]) for path in found)

    def runs(self) -> list[int]:
        """Runs that are there as a whole."""
        return self._numbers("/_SUCCESS")

    def drop_unfinished(self) -> None:
        """Takes away what a run that was stopped while it converted has left."""
        for number in set(self._numbers("")) - set(self.runs()):
            self.delete(self.run(number))

    def next_run(self) -> int:
        return max(self.runs(), default=0) + 1

    def read(self, runs: list[int]) -> DataFrame:
        """What these runs converted, with the number of the run."""
        schema = T.StructType([*_spark_schema(SCHEMA), T.StructField("run", T.IntegerType())])
        places = [self.run(number) for number in runs]
        return self.spark.read.schema(schema).option("basePath", f"{self.out}/_runs").parquet(*places)

    def newest(self) -> DataFrame:
        """Each input with the last run that converted it."""
        return self.read(self.runs()).groupBy("input").agg(F.max("run").alias("run"))

    def current(self, newest: DataFrame) -> DataFrame:
        """The last word about each input."""
        return self.read(self.runs()).join(F.broadcast(newest), ["input", "run"])

    def bring_up_to_date(self) -> None:
        """Makes the folders anew that runs have touched since they were last made."""
        runs, done = self.runs(), set(self._numbers("/_applied"))
        pending = [number for number in runs if number not in done]
        if not pending:
            return
        touched = self._touched(pending) if done else None
        newest = self.newest().persist()
        make = inheritable_thread_target(self.spark)(self._make)
        try:
            # Side by side: each by itself is too small to keep a cluster busy.
            with ThreadPoolExecutor(4, "jigyo") as executor:
                made = [executor.submit(make, name, touched, newest) for name in [*TABLES, "json", "outcomes"]]
                for one in made:
                    one.result()
        finally:
            newest.unpersist()
        for number in pending:
            mark = f"{self.run(number)}/_applied"
            self._system(mark).create(self._path(mark), True).close()

    def _touched(self, pending: list[int]) -> list[tuple[str | None, int | None]]:
        """The folders in which inputs of these runs stand now or stood before."""
        every = self.read(self.runs()).select("input", "run", *PARTITION)
        changed = every.where(F.col("run").isin(pending)).select("input").distinct()
        rows = every.join(F.broadcast(changed), "input", "left_semi").select(*PARTITION).distinct().collect()
        return [(row[0], row[1]) for row in rows]

    def _make(self, name: str, touched: list[tuple[str | None, int | None]] | None, newest: DataFrame) -> None:
        """Makes one data set anew: all of it, or the folders touched."""
        current = self.current(newest)
        if touched is None:
            stale = self.files(f"{self.out}/{name}/*/*/*")
        else:
            wanted = self.spark.createDataFrame(touched, _PARTITION_SCHEMA)
            same = [current[column].eqNullSafe(wanted[column]) for column in PARTITION]
            current = current.join(F.broadcast(wanted), same, "left_semi")
            folders = {f"{self.out}/{name}/{_folder(*partition)}" for partition in touched}
            stale = [path for folder in sorted(folders) for path in self.files(f"{folder}/*")]
        rows, order = _rows(current, name)
        (
            rows.hint("rebalance", *PARTITION)
            .sortWithinPartitions(*PARTITION, *order)
            .drop("_n")
            .write.mode("overwrite")
            .option("partitionOverwriteMode", "dynamic")
            .partitionBy(*PARTITION)
            .parquet(f"{self.out}/{name}")
        )
        # A folder that has rows was replaced with its files; one that has none any more was left as it was.
        for path in stale:
            self.delete(path)


def _rows(current: DataFrame, name: str) -> tuple[DataFrame, list[str]]:
    """The rows of a data set with the columns of its folders, and the columns that order them."""
    if name == "outcomes":
        return current.select(*OUTCOMES.names, *PARTITION), ["input"]
    if name == "json":
        return current.where("json IS NOT NULL").select("document", "sha256", "json", *PARTITION), ["document"]
    exploded = current.select(F.posexplode(f"{name}_rows").alias("_n", "_row"), *PARTITION)
    return exploded.select("_row.*", "_n", *PARTITION), ["document", "_n"]


def _folder(code: str | None, year: int | None) -> str:
    parts = zip(PARTITION, (code, year), strict=True)
    return "/".join(f"{name}={'__HIVE_DEFAULT_PARTITION__' if value is None else value}" for name, value in parts)


def _spark_schema(schema: pyarrow.Schema) -> T.StructType:
    return T.StructType([T.StructField(field.name, _spark_type(field.type)) for field in schema])


def _spark_type(kind: pyarrow.DataType) -> T.DataType:
    if pyarrow.types.is_list(kind):
        return T.ArrayType(_spark_type(kind.value_type))
    if pyarrow.types.is_struct(kind):
        return T.StructType([T.StructField(field.name, _spark_type(field.type)) for field in kind.fields])
    plain = {"string": T.StringType(), "int64": T.LongType(), "double": T.DoubleType(), "bool": T.BooleanType()}
    return plain[str(kind)]


@contextmanager
def _conf(spark: SparkSession, key: str, value: str) -> Iterator[None]:
    """A setting of the session for a while."""
    before = spark.conf.get(key, None)
    spark.conf.set(key, value)
    try:
        yield
    finally:
        if before is None:
            spark.conf.unset(key)
        else:
            spark.conf.set(key, before)
