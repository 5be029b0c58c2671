"""The part of the package that is written in Rust."""

from collections.abc import Sequence
from os import PathLike
from typing import Any, final

__all__ = ["SCHEMA_VERSION", "VERSION", "Converter", "Table", "Written", "find", "main", "name_of", "tables"]

SCHEMA_VERSION: str
VERSION: str

@final
class Converter:
    """Worker processes that convert with one configuration."""

    def __new__(
        cls,
        worker: Sequence[str],
        *,
        vocabularies: Sequence[str | PathLike[str]],
        corrections: Sequence[str | PathLike[str]],
        memory_limit: int | None,
        timeout: float,
    ) -> Converter: ...
    def program(self) -> str:
        """What makes the documents: program, dictionary and vocabulary with their versions."""
    def convert(
        self,
        source: bytes | bytearray | str | PathLike[str],
        name: str,
        *,
        password: str | None,
        pages: Sequence[str],
        ocr: str,
        encoding: str | None,
        cross_check: bool,
    ) -> Written:
        """Converts a file or bytes; the interpreter is free meanwhile, and an interrupt ends the wait."""

@final
class Written:
    """A document and what a run tells of it."""

    @property
    def document(self) -> bytes:
        """The document: JSON as the command line writes it."""
    def numbers(self) -> dict[str, int | None]:
        """What the run's report counts, by its names."""

@final
class Table:
    """A table of typed columns, which hands itself over to any library that takes Arrow.

    ``pandas.DataFrame.from_arrow(table)``, ``polars.DataFrame(table)``, ``pyarrow.table(table)`` and DuckDB's
    ``SELECT … FROM table`` take it without a copy. Its columns are those of the Parquet files of the command line;
    the data dictionary tells what each means, and so does the metadata of each column.
    """

    @property
    def name(self) -> str:
        """Its English name, such as ``items``."""
    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
    @property
    def num_rows(self) -> int:
        """Number of rows."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> Any:
        """The columns, for libraries that take Arrow."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
        """The rows, for libraries that take Arrow; may be called any number of times."""

def find(
    paths: Sequence[str | PathLike[str]],
) -> list[tuple[str, str, str, str | None, tuple[str, str] | None]]:
    """The inputs below ``paths``, sorted by key, each once: key, name, name for messages, path or code and message."""

def name_of(path: str | PathLike[str]) -> str:
    """What the document of a file calls it: its name, with bytes that are no UTF-8 escaped."""

def tables(documents: Sequence[tuple[str, bytes]], headers: str) -> dict[str, Table]:
    """All tables of ``documents``, pairs of key and JSON, by their names."""

def main(arguments: Sequence[str], worker: Sequence[str]) -> int:
    """Runs the command line and returns its exit code; ``worker`` starts workers."""
