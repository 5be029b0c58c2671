"""Conversion for engines that distribute work: a function from Arrow batches of files to Arrow batches of outcomes.

Spark (:mod:`jigyo.spark`), Ray Data, Dask and others call it where the files are. Each file ends in exactly one row, with
its document as JSON and its rows of every table inside, or with the reason why there is none.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow

from . import _native
from . import conversion as _conversion
from .conversion import MEMORY_LIMIT, TIMEOUT, Files, Ocr, Options, Pages
from .errors import ConversionError
from .report import tables

NUMBERS = (
    "pages", "items", "checks", "unread_characters", "peak_memory_bytes",
    "checks_holds", "checks_repaired", "checks_fails", "checks_undecidable",
)  # fmt: skip
"""What is counted in a document: columns of whole numbers."""

OUTCOMES = pyarrow.schema(
    [
        pyarrow.field("input", pyarrow.string()),
        pyarrow.field("document", pyarrow.string()),
        pyarrow.field("sha256", pyarrow.string()),
        pyarrow.field("outcome", pyarrow.string()),
        pyarrow.field("code", pyarrow.string()),
        pyarrow.field("message", pyarrow.string()),
        *(pyarrow.field(name, pyarrow.int64()) for name in NUMBERS),
        pyarrow.field("seconds", pyarrow.float64()),
        pyarrow.field("made_by", pyarrow.string()),
    ]
)
"""How an input ended: the columns of ``run.csv``, with the key of its document and what made it."""

TABLES = {
    name: pyarrow.schema([pyarrow.field(field.name, field.type) for field in pyarrow.schema(table)])
    for name, table in tables([]).items()
}
"""The columns of each table."""


def _rows_of(schema: pyarrow.Schema) -> pyarrow.DataType:
    return pyarrow.list_(pyarrow.field("element", pyarrow.struct(list(schema))))


SCHEMA = pyarrow.schema(
    [
        *OUTCOMES,
        pyarrow.field("report_municipality_code", pyarrow.string()),
        pyarrow.field("report_fiscal_year", pyarrow.int64()),
        pyarrow.field("json", pyarrow.string()),
        *(pyarrow.field(f"{name}_rows", _rows_of(schema)) for name, schema in TABLES.items()),
    ]
)
"""What becomes of a file: its outcome, municipality code and fiscal year of the report, the document as JSON, and its rows of
each table as a list (``items_rows`` …)."""


@dataclass(frozen=True)
class Batches:
    """Converts batches of files; sent to the machines that do the work, it takes its vocabularies along.

    Called with a batch or table that has the columns ``input`` (a path, for messages), ``name`` (key of the document:
    the path below the folder given) and ``content``, it returns a table of :data:`SCHEMA`: a row a file, in their order.
    """

    options: Options
    made_by: str
    files: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(
        cls,
        *,
        password: str | None = None,
        pages: Pages | None = None,
        ocr: Ocr = "auto",
        vocabulary: Files | None = None,
        corrections: Files | None = None,
        encoding: str | None = None,
        cross_check: bool = False,
        timeout: float = TIMEOUT,
        memory_limit: int | None = MEMORY_LIMIT,
    ) -> Batches:
        """With the options of :func:`jigyo.convert`, checked here and not on other machines."""
        asked = _conversion.options(
            password, pages, ocr, vocabulary, corrections, encoding, cross_check, timeout, memory_limit
        )
        program = asked.converter().program()
        files = tuple((path, Path(path).read_bytes()) for path in (*asked.vocabulary, *asked.corrections))
        # What decides a document besides its input; time and memory only decide whether there is one.
        deciding = (asked.pages, asked.ocr, asked.encoding, asked.cross_check, [content for _, content in files])
        digest = hashlib.sha256(repr(deciding).encode()).hexdigest()
        return cls(asked, f"{program} {digest[:12]}", files)

    def __call__(self, batch: pyarrow.RecordBatch | pyarrow.Table) -> pyarrow.Table:
        options = self._options_here()
        columns = [batch.column(name) for name in ("input", "name", "content")]
        rows = [
            self._row(options, input.as_py(), name.as_py(), content.as_py())
            for input, name, content in zip(*columns, strict=True)
        ]
        return pyarrow.concat_tables(rows) if rows else SCHEMA.empty_table()

    def _options_here(self) -> Options:
        """The options with paths of this machine."""
        if not self.files:
            return self.options
        places = [_placed(Path(path).name, content) for path, content in self.files]
        count = len(self.options.vocabulary)
        return replace(self.options, vocabulary=tuple(places[:count]), corrections=tuple(places[count:]))

    def _row(self, options: Options, input: str, name: str, content: bytes) -> pyarrow.Table:
        began = time.monotonic()
        values: dict[str, Any] = {
            "input": input,
            "sha256": hashlib.sha256(content).hexdigest(),
            "made_by": self.made_by,
        }
        made: dict[str, _native.Table] = {}
        try:
            written = options.written(content, name)
        except ConversionError as error:
            outcome = "skipped" if error.skipped else "failed"
            values |= {"outcome": outcome, "code": error.code, "message": error.message}
        else:
            made = _native.tables([(name, written.document)], "en")
            [facts] = pyarrow.table(made["documents"]).to_pylist()
            values |= {
                **written.numbers(),
                "document": name,
                "outcome": facts["outcome"],
                "report_municipality_code": facts["municipality_code"],
                "report_fiscal_year": facts["fiscal_year"],
                "json": written.document.decode(),
            }
        values["seconds"] = round(time.monotonic() - began, 3)
        columns = [
            _list_of(made.get(field.name.removesuffix("_rows")), field.type)
            if pyarrow.types.is_list(field.type)
            else pyarrow.array([values.get(field.name)], field.type)
            for field in SCHEMA
        ]
        return pyarrow.Table.from_arrays(columns, schema=SCHEMA)


def _list_of(table: _native.Table | None, kind: pyarrow.DataType) -> pyarrow.Array:
    """All rows of a table as one list, without making Python objects of them."""
    if table is None:
        return pyarrow.nulls(1, kind)
    fields = [kind.value_type.field(index) for index in range(kind.value_type.num_fields)]
    batches = pyarrow.table(table).to_batches()
    parts = [pyarrow.StructArray.from_arrays(batch.columns, fields=fields) for batch in batches]
    rows = pyarrow.concat_arrays(parts) if parts else pyarrow.array([], kind.value_type)
    return pyarrow.ListArray.from_arrays(pyarrow.array([0, len(rows)], pyarrow.int32()), rows, type=kind)


def _placed(name: str, content: bytes) -> str:
    """A file of this machine with this content, written when it is not there yet."""
    folder = Path(tempfile.gettempdir()) / f"jigyo-{os.getuid() if hasattr(os, 'getuid') else 0}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()}-{name}"
    if not path.exists() or path.read_bytes() != content:
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        aside.write_bytes(content)
        aside.replace(path)
    return str(path)
