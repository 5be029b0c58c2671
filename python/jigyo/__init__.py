"""Recovers the item tables of Japanese municipal project reports, with a trace for every value.

>>> import jigyo
>>> report = jigyo.convert("report.pdf")                        # doctest: +SKIP
>>> [(item.name, item.budgets[0].yen) for item in report.items]  # doctest: +SKIP
>>> polars.DataFrame(report.tables()["items"])                  # doctest: +SKIP

What the names mean is told in the data dictionary and by the docstrings of :mod:`jigyo.model`, which mirror the JSON
that the command line writes. ``python -m jigyo`` is that command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _native

if TYPE_CHECKING:
    from ._native import Table as Table
    from .conversion import Conversion as Conversion
    from .conversion import convert as convert
    from .conversion import convert_many as convert_many
    from .errors import ConfigError as ConfigError
    from .errors import ConversionError as ConversionError
    from .errors import JigyoError as JigyoError
    from .report import Report as Report
    from .report import tables as tables

__version__: str = _native.VERSION
SCHEMA_VERSION: str = _native.SCHEMA_VERSION
"""Version of the output's shape; changes whenever a name is dropped or given another meaning."""

__all__ = [
    "SCHEMA_VERSION",
    "ConfigError",
    "Conversion",
    "ConversionError",
    "JigyoError",
    "Report",
    "Table",
    "convert",
    "convert_many",
    "tables",
]

_PLACES = {
    "ConfigError": "errors",
    "Conversion": "conversion",
    "ConversionError": "errors",
    "JigyoError": "errors",
    "Report": "report",
    "Table": "_native",
    "convert": "conversion",
    "convert_many": "conversion",
    "tables": "report",
}


def __getattr__(name: str) -> object:
    # A worker process begins by importing this package and needs none of these: they are loaded when first used.
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
