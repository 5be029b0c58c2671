"""Converting one input, or many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from . import _native, worker
from .errors import ConversionError
from .report import Report

PathLike: TypeAlias = "str | os.PathLike[str]"
Pages: TypeAlias = "str | int | Iterable[int]"
Files: TypeAlias = "PathLike | Iterable[PathLike]"
Ocr: TypeAlias = Literal["auto", "off", "force"]

MEMORY_LIMIT = 2 << 30
"""Most address space of the process that reads an input, in bytes, unless the caller says otherwise."""
TIMEOUT = 60.0
"""Most seconds for an input unless the caller says otherwise; 10 more for each page that is recognised."""


@dataclass(frozen=True)
class Options:
    """How inputs are read: the keywords of :func:`convert`, checked."""

    password: str | None = None
    pages: tuple[str, ...] = ()
    ocr: Ocr = "auto"
    vocabulary: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    encoding: str | None = None
    cross_check: bool = False
    timeout: float = TIMEOUT
    memory_limit: int | None = MEMORY_LIMIT

    def converter(self) -> _native.Converter:
        """The workers for these options; those of this process when there are some already."""
        return _converter(self.vocabulary, self.corrections, self.memory_limit, self.timeout)

    def written(self, source: PathLike | bytes, name: str) -> _native.Written:
        """The document of one input."""
        return self.converter().convert(
            source,
            name,
            password=self.password,
            pages=self.pages,
            ocr=self.ocr,
            encoding=self.encoding,
            cross_check=self.cross_check,
        )


@lru_cache(maxsize=8)
def _converter(
    vocabulary: tuple[str, ...],
    corrections: tuple[str, ...],
    memory_limit: int | None,
    timeout: float,
) -> _native.Converter:
    return _native.Converter(
        worker.command(),
        vocabularies=vocabulary,
        corrections=corrections,
        memory_limit=memory_limit,
        timeout=timeout,
    )


def options(
    password: str | None,
    pages: Pages | None,
    ocr: Ocr,
    vocabulary: Files | None,
    corrections: Files | None,
    encoding: str | None,
    cross_check: bool,
    timeout: float,
    memory_limit: int | None,
) -> Options:
    """The keywords of :func:`convert` in one form."""
    if isinstance(pages, int):
        pages = [pages]
    ranges = pages.split(",") if isinstance(pages, str) else [str(page) for page in pages or ()]
    return Options(
        password=password,
        pages=tuple(ranges),
        ocr=ocr,
        vocabulary=tuple(os.fspath(path) for path in several(vocabulary)),
        corrections=tuple(os.fspath(path) for path in several(corrections)),
        encoding=encoding,
        cross_check=cross_check,
        timeout=timeout,
        memory_limit=memory_limit,
    )


def several(paths: Files | None) -> Sequence[PathLike]:
    """One path, several or none as a list."""
    if paths is None:
        return []
    return [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)


def convert(
    path_or_bytes: PathLike | bytes | bytearray | memoryview,
    *,
    name: str | None = None,
    password: str | None = None,
    pages: Pages | None = None,
    ocr: Ocr = "auto",
    vocabulary: Files | None = None,
    corrections: Files | None = None,
    encoding: str | None = None,
    cross_check: bool = False,
    timeout: float = TIMEOUT,
    memory_limit: int | None = MEMORY_LIMIT,
) -> Report:
    """Converts one report: a PDF, text or HTML file, or its bytes.

    The input is read in a worker process with limits of time and memory, which is kept for the next one: nothing that
    it contains harms this process. Other threads run meanwhile.

    :param name: what the report calls its input (``source.name``) and tables their document; the file's name if not
        given, ``bytes`` for bytes.
    :param password: of an encrypted PDF.
    :param pages: pages of a PDF to read, from 1: a number, numbers, or ranges as in ``"3-10,14,20-"``.
    :param ocr: which pages of PDFs are read by character recognition: ``auto`` (those whose own text cannot be used),
        ``off`` or ``force``.
    :param vocabulary: files (TOML) with words that extend the vocabulary.
    :param corrections: files (JSON) that the review page saved.
    :param encoding: of a text, when it is not to be detected: UTF-8, CP932 or EUC-JP.
    :param cross_check: compare the characters of all pages of PDFs with what a second reader sees.
    :param timeout: most seconds; 10 more for each page that is recognised.
    :param memory_limit: most address space of the worker process, in bytes; ``None`` for no limit.
    :raises ConversionError: when there is no report; its ``code`` tells why.
    :raises ConfigError: when a vocabulary or file of corrections cannot be used, or Tesseract is asked for and missing.
    """
    asked = options(password, pages, ocr, vocabulary, corrections, encoding, cross_check, timeout, memory_limit)
    if isinstance(path_or_bytes, (bytes, bytearray, memoryview)):
        return Report(asked.written(bytes(path_or_bytes), name or "bytes").document)
    path = os.fspath(path_or_bytes)
    if os.path.isdir(path):
        raise ConversionError("unreadable", "a folder: jigyo.convert_many converts what is in it", path)
    try:
        return Report(asked.written(path, name or _native.name_of(path)).document)
    except ConversionError as error:
        raise ConversionError(error.code, error.message, path, error.skipped) from None


@dataclass(frozen=True)
class Conversion:
    """How one input of :func:`convert_many` ended: with a report or with an error."""

    input: str
    """Its path."""
    key: str
    """What tells it from the others in tables: its path below the folder given."""
    report: Report | None
    error: ConversionError | None

    def result(self) -> Report:
        """The report; raises the error where there is none."""
        if self.report is None:
            raise self.error or AssertionError("neither report nor error")
        return self.report


def convert_many(
    paths: Files,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    password: str | None = None,
    pages: Pages | None = None,
    ocr: Ocr = "auto",
    vocabulary: Files | None = None,
    corrections: Files | None = None,
    encoding: str | None = None,
    cross_check: bool = False,
    timeout: float = TIMEOUT,
    memory_limit: int | None = MEMORY_LIMIT,
) -> Iterator[Conversion]:
    """Converts files and all that is in folders; yields how each ended, as soon as it did.

    An input that fails is a :class:`Conversion` with an error, and the others go on. Inputs are found and named as by
    the command line. Ending the loop early ends the work.

    :param jobs: inputs converted at a time; one a processor if not given.
    :param progress: is called after each input with the number of those that ended and of all.

    The other keywords are those of :func:`convert`.
    """
    asked = options(password, pages, ocr, vocabulary, corrections, encoding, cross_check, timeout, memory_limit)
    if jobs is not None and jobs < 1:
        raise ValueError("jobs: give 1 or more")
    asked.converter()
    found = _native.find(several(paths))
    return _conversions(found, asked, jobs or os.cpu_count() or 1, progress)


_Found: TypeAlias = "tuple[str, str, str, str | None, tuple[str, str] | None]"


def _conversions(
    found: list[_Found],
    asked: Options,
    jobs: int,
    progress: Callable[[int, int], object] | None,
) -> Iterator[Conversion]:
    executor = ThreadPoolExecutor(jobs, "jigyo")
    waiting = iter(found)
    running: set[Future[Conversion]] = set()
    done = 0
    try:
        while True:
            # A few more than can run at a time: enough to keep the workers busy, few enough to hold in memory.
            while len(running) < 2 * jobs and (next_one := next(waiting, None)) is not None:
                running.add(executor.submit(_conversion, next_one, asked))
            if not running:
                return
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                done += 1
                if progress is not None:
                    progress(done, len(found))
                yield future.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _conversion(found: _Found, asked: Options) -> Conversion:
    key, name, shown, path, refusal = found
    try:
        if path is None:
            code, message = refusal or ("unreadable", "not found: check the path")
            raise ConversionError(code, message, shown)
        return Conversion(shown, key, Report(asked.written(path, name).document, key), None)
    except ConversionError as error:
        return Conversion(shown, key, None, ConversionError(error.code, error.message, shown, error.skipped))
