"""What can go wrong."""

from __future__ import annotations


class JigyoError(Exception):
    """Base of all errors of this package."""


class ConfigError(JigyoError, ValueError):
    """A vocabulary, a file of corrections or a program that was asked for cannot be used."""


class ConversionError(JigyoError):
    """An input has no report.

    ``code`` and ``message`` are those that the command line writes into ``run.jsonl``: ``docs/batch.md`` lists the
    codes. Options that a message names as ``--password`` are keywords here: ``password``.
    """

    code: str
    """Stable reason, such as ``empty``, ``encrypted``, ``damaged``, ``limit``, ``timeout``, ``crashed``."""
    message: str
    """The same for a person, with the way out."""
    input: str
    """The input's path or name."""
    skipped: bool
    """Whether it is of a known format that is not read, and counts as skipped instead of failed."""

    def __init__(self, code: str, message: str, input: str, skipped: bool = False) -> None:
        super().__init__(code, message, input, skipped)
        self.code = code
        self.message = message
        self.input = input
        self.skipped = skipped

    def __str__(self) -> str:
        return f"{self.input}: {self.message}"
