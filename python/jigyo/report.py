"""A report: everything that one input says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

from . import _native, model


class Report(model.Document):
    """Everything that one input says, checked, with the place of every value.

    Its attributes are those of the JSON document (``schemas/document.schema.json``), except that ``tables_`` are the
    tables seen in the input, while :meth:`tables` are those that jigyo makes. They are made when first asked for.
    """

    def __init__(self, document: bytes, key: str | None = None) -> None:
        self._document = document
        self._key = key

    @classmethod
    def from_json(cls, document: bytes | str, key: str | None = None) -> Report:
        """The report of a document that was written before, by the command line or :meth:`to_json`."""
        return cls(document.encode() if isinstance(document, str) else bytes(document), key)

    @cached_property
    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self._document)
        return values

    @property
    def key(self) -> str:
        """What tells it from others in tables: the name of its input, or its path below the folder given."""
        return self.source.name if self._key is None else self._key

    def to_dict(self) -> dict[str, Any]:
        """The document as plain Python objects; a new one each time."""
        values: dict[str, Any] = json.loads(self._document)
        return values

    def to_json(self) -> str:
        """The document as JSON, as the command line writes it to the byte (in UTF-8)."""
        return self._document.decode()

    def tables(self, headers: Literal["en", "ja"] = "en") -> dict[str, _native.Table]:
        """Its twelve tidy tables by name: ``items``, ``budgets``, ``checks`` …"""
        return tables([self], headers)

    def __repr__(self) -> str:
        return f"<jigyo.Report {self.key!r}: {len(self.items)} items>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return self._document == other._document and self.key == other.key

    def __hash__(self) -> int:
        return hash(self._document)

    def __reduce__(self) -> tuple[type[Report], tuple[bytes, str | None]]:
        return Report, (self._document, self._key)


def tables(reports: Iterable[Report], headers: Literal["en", "ja"] = "en") -> dict[str, _native.Table]:
    """The tidy tables of many reports together, by name; rows are told apart by ``document``."""
    return _native.tables([(report.key, report._document) for report in reports], headers)
