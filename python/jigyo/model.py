"""The parts of a report as classes, made from its JSON Schema by tools/model_from_schema.py: do not edit.

Fields are named as in the JSON; one whose name Python or :class:`jigyo.Report` needs has ``_`` behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias, TypeVar

_T = TypeVar("_T")
_Values: TypeAlias = dict[str, Any]


def _optional(make: Callable[[Any], _T], value: Any) -> _T | None:
    return None if value is None else make(value)


CheckRule: TypeAlias = Literal[
    "difference",  # This year minus last year is the printed difference.
    "ratio",  # The printed ratio is the quotient of the printed amounts.
    "sum",  # Parts add up to a printed total.
    "tally",  # Printed counts of grades equal the grades of the rows.
    "count",  # A printed number of rows equals the rows found.
    "numbering",  # Numbers of siblings run without gap or repetition.
    "contents",  # A list of contents or overview says the same as the body.
    "duplicate",  # A second place that repeats a row says the same.
]
"""Which law a check applies."""


CheckStatus: TypeAlias = Literal[
    "holds",  # The law holds on the printed figures.
    "repaired",  # It holds after exactly one possible repair, which `repairs` shows.
    "fails",  # It does not hold and nothing was changed.
    "undecidable",  # More than one repair would satisfy it: the printed values stand.
]
"""How a check ended."""


Engine: TypeAlias = Literal[
    "text",  # The input was text.
    "pdf-text",  # The text layer of a PDF.
    "ocr",  # Optical character recognition.
]
"""What turned the input into characters."""


Figure: TypeAlias = float
"""A printed number. Written to JSON without a fraction when it has none, so that 4686 stays ``4686``."""


IndicatorRole: TypeAlias = Literal[
    "actual",  # 実績.
    "target",  # 目標.
    "baseline",  # 基準, 策定時, 時点値.
    "current",  # 現状.
    "plan",  # 計画.
    "peer",  # Others for comparison (26市平均, 類似団体).
]
"""What a value of an indicator states."""


OcrChoice: TypeAlias = Literal[
    "off",  # None.
    "force",  # All.
]
"""A choice of the pages that are read by character recognition."""


Outcome: TypeAlias = Literal[
    "converted",  # All of it.
    "partial",  # Some pages could not be read.
]
"""How far the input was read."""


Phase: TypeAlias = Literal[
    "executed",  # 決算.
    "approved",  # 当初予算.
    "adjusted",  # 補正後, 予算現額.
    "proposed",  # 要求, 見込.
]
"""Stage of an amount, as in the Fiscal Data Package."""


Qualifier: TypeAlias = Literal[
    "以下",  # At most (以下, 以内, 超えない範囲).
    "以上",  # At least (以上, 下回らない範囲).
]
"""以上 or 以下, by meaning."""


RatioKind: TypeAlias = Literal[
    "of_previous",  # This year in percent of last year (前年度比 76.7).
    "growth",  # Growth over last year (伸率 −23.3).
]
"""What a printed ratio compares."""


ReadAs: TypeAlias = Literal[
    "items",  # Rows or sheets.
    "indicators",  # Indicators.
    "tallies",  # Counts of grades.
    "legend",  # Meanings of grades.
    "outline",  # Headings.
]
"""What was made of a table."""


ResidueKind: TypeAlias = Literal[
    "prose",  # Running text.
    "furniture",  # Page numbers, running heads, contents, rules.
    "unread",  # What no parser understood.
]
"""Kind of residue."""


UnreadReason: TypeAlias = Literal[
    "no-text-layer",  # An image without text.
    "unmapped-glyphs",  # Glyphs whose characters the file does not tell.
    "implausible-text",  # Characters that no Japanese text would have.
    "limit",  # A limit was reached.
]
"""Why a page could not be read."""


@dataclass(frozen=True, slots=True)
class Budget:
    """One printed amount."""

    label: str
    """Printed name of the amount (事業費, 予算額 …)."""
    part_of: str | None
    """Label of the total that this is a part or funding source of."""
    fiscal_year: int | None
    """Fiscal year, western."""
    phase: Phase | None
    """Stage; null where not said."""
    value: Figure | None
    """The number in the printed unit; null for a printed dash."""
    unit: str | None
    """Printed unit (千円 …)."""
    yen: int | None
    """The amount in yen."""
    share_percent: Figure | None
    """構成比, percent."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Budget:
        return cls(
            values["label"],
            values["part_of"],
            values["fiscal_year"],
            values["phase"],
            values["value"],
            values["unit"],
            values["yen"],
            values["share_percent"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """Change against the year before as the report prints it."""

    difference: Difference | None
    """増減額."""
    ratio_percent: Figure | None
    """前年度比 or 伸率, percent."""
    ratio_kind: RatioKind | None
    """What the ratio compares."""
    trace: Trace
    """Where the cells stand."""

    @classmethod
    def _of(cls, values: _Values) -> Change:
        return cls(
            _optional(Difference._of, values["difference"]),
            values["ratio_percent"],
            values["ratio_kind"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One application of a law, made only where every figure that it needs is printed."""

    rule: CheckRule
    """The law."""
    subject: str
    """Id of the row, tally or section that it is about, or ``document``."""
    status: CheckStatus
    """How it ended."""
    printed: str
    """What the report prints."""
    computed: str
    """What the law gives."""
    places: tuple[Trace, ...]
    """Where the compared figures stand."""

    @classmethod
    def _of(cls, values: _Values) -> Check:
        return cls(
            values["rule"],
            values["subject"],
            values["status"],
            values["printed"],
            values["computed"],
            tuple(map(Trace._of, values["places"])),
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose otherwise than usual about reading this input, as far as the document depends on it."""

    cross_check: bool = False
    """Whether the characters of all pages were compared with those that a second reader sees."""
    encoding: str | None = None
    """Encoding that was forced."""
    max_glyphs: int | None = None
    """Most glyphs of a page."""
    max_nesting: int | None = None
    """Most tables within tables."""
    ocr: OcrChoice | None = None
    """Which pages were read by character recognition."""
    pages: str | None = None
    """Pages that were read, as ``1-3,7-``."""

    @classmethod
    def _of(cls, values: _Values) -> Choices:
        return cls(
            values.get("cross_check", False),
            values.get("encoding"),
            values.get("max_glyphs"),
            values.get("max_nesting"),
            values.get("ocr"),
            values.get("pages"),
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of non-blank characters by what became of them; the parts add up to ``characters``."""

    characters: int
    document: int
    sections: int
    items: int
    indicators: int
    tallies: int
    legend: int
    tables: int
    markup: int
    prose: int
    furniture: int
    unread: int

    @classmethod
    def _of(cls, values: _Values) -> Coverage:
        return cls(
            values["characters"],
            values["document"],
            values["sections"],
            values["items"],
            values["indicators"],
            values["tallies"],
            values["legend"],
            values["tables"],
            values["markup"],
            values["prose"],
            values["furniture"],
            values["unread"],
        )


@dataclass(frozen=True, slots=True)
class Department:
    """A department (課) in charge."""

    name: str
    """Its name."""
    within: str | None
    """The collective entry (関係各課) in whose parentheses it stands."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Department:
        return cls(
            values["name"],
            values["within"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed difference."""

    value: Figure | None
    """The number in the printed unit."""
    unit: str | None
    """Printed unit."""
    yen: int | None
    """The difference in yen."""

    @classmethod
    def _of(cls, values: _Values) -> Difference:
        return cls(
            values["value"],
            values["unit"],
            values["yen"],
        )


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts about the report as a whole; null where the text does not say."""

    title: str | None
    """Title."""
    municipality: Municipality | None
    """The municipality that reports."""
    fiscal_year: int | None
    """The year whose results are reported, western; null for a plan of several years."""
    plan_period: PlanPeriod | None
    """Years of the plan."""
    published: str | None
    """``2022-07`` or ``2025-12-16``."""
    trace: Trace
    """Where these stand."""

    @classmethod
    def _of(cls, values: _Values) -> DocumentFacts:
        return cls(
            values["title"],
            _optional(Municipality._of, values["municipality"]),
            values["fiscal_year"],
            _optional(PlanPeriod._of, values["plan_period"]),
            values["published"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One grade."""

    label: str
    """Printed label (個別評価, 評価, 方向性 …)."""
    fiscal_year: int | None
    """The year that is graded."""
    grade: str | None
    """The grade or the chosen words; null for a printed dash."""
    printed: str
    """The cell as printed."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Evaluation:
        return cls(
            values["label"],
            values["fiscal_year"],
            values["grade"],
            values["printed"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Indicator:
    """指標: a named quantity with values over time."""

    id: str
    """``k1``, ``k2`` … in reading order."""
    number: str | None
    """Number as printed."""
    name: str
    """Name without unit."""
    unit: str | None
    """Printed unit."""
    owners: tuple[str, ...]
    """Ids of the sections or items that it belongs to."""
    texts: tuple[TextEntry, ...]
    """Explanations under their labels."""
    repairs: tuple[Repair, ...]
    """Repairs of its values."""
    values: tuple[IndicatorValue, ...]
    """Values in printed order."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Indicator:
        return cls(
            values["id"],
            values["number"],
            values["name"],
            values["unit"],
            tuple(values["owners"]),
            tuple(map(TextEntry._of, values["texts"])),
            tuple(map(Repair._of, values["repairs"])),
            tuple(map(IndicatorValue._of, values["values"])),
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One value of an indicator."""

    label: str
    """Printed heading of the value (令和6年度末目標値)."""
    fiscal_year: int | None
    """Fiscal year, western."""
    role: IndicatorRole
    """What it states."""
    value: Figure | None
    """The number; null for a dash or placeholder."""
    unit: str | None
    """Its unit."""
    printed: str
    """The value as printed."""
    qualifier: Qualifier | None
    """Bound, by meaning."""
    alternate: Figure | None
    """A second figure in parentheses."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> IndicatorValue:
        return cls(
            values["label"],
            values["fiscal_year"],
            values["role"],
            values["value"],
            values["unit"],
            values["printed"],
            values["qualifier"],
            values["alternate"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A row of an item table, or a sheet."""

    id: str
    """``i1``, ``i2`` … in reading order."""
    section: str | None
    """Id of the innermost section it stands in."""
    parent: str | None
    """Id of the row above, for a row under a row that has cells of its own."""
    repeats: str | None
    """Id of the row that this one says again."""
    kind: str
    """The document's own word for such a row (事務事業, 取組項目 …)."""
    number: str | None
    """Number as printed, NFKC, circled digits as digits."""
    name: str
    """Name, flags taken out."""
    departments: tuple[Department, ...]
    """Departments in printed order."""
    budgets: tuple[Budget, ...]
    """Printed amounts, one entry a figure."""
    change: Change | None
    """Change against the year before; null where nothing is printed."""
    evaluations: tuple[Evaluation, ...]
    """Grades, one entry a label and year."""
    flags: tuple[str, ...]
    """Marks such as 新規 and 再掲."""
    texts: tuple[TextEntry, ...]
    """Every other column under its printed label."""
    repairs: tuple[Repair, ...]
    """Repairs of this row's values."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Item:
        return cls(
            values["id"],
            values["section"],
            values["parent"],
            values["repeats"],
            values["kind"],
            values["number"],
            values["name"],
            tuple(map(Department._of, values["departments"])),
            tuple(map(Budget._of, values["budgets"])),
            _optional(Change._of, values["change"]),
            tuple(map(Evaluation._of, values["evaluations"])),
            tuple(values["flags"]),
            tuple(map(TextEntry._of, values["texts"])),
            tuple(map(Repair._of, values["repairs"])),
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a grade means."""

    grade: str
    """The grade as in evaluations."""
    meaning: str
    """Its printed meaning."""
    scope: str | None
    """Label of the grades that it explains."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> LegendEntry:
        return cls(
            values["grade"],
            values["meaning"],
            values["scope"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality."""

    name: str
    """Full name, as the code table has it."""
    prefecture: str | None
    """Null where several places share the name and the text does not say."""
    code: str | None
    """Six digits, 全国地方公共団体コード."""

    @classmethod
    def _of(cls, values: _Values) -> Municipality:
        return cls(
            values["name"],
            values["prefecture"],
            values["code"],
        )


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """First and last fiscal year of a plan."""

    from_: int
    """First year."""
    to: int
    """Last year."""

    @classmethod
    def _of(cls, values: _Values) -> PlanPeriod:
        return cls(
            values["from"],
            values["to"],
        )


@dataclass(frozen=True, slots=True)
class Program:
    """The program and its data."""

    name: str
    """``jigyo``."""
    version: str
    """Version of the program."""
    dictionary: str
    """Name and version of the segmentation dictionary."""
    vocabulary: str
    """Version of the vocabulary, with a hash of what the user added."""
    ocr: str | None
    """OCR program and version, when it was used."""
    corrections: str | None = None
    """Hash of the corrections that were given for this input; absent where there were none."""
    options: Choices | None = None
    """Choices about reading this input; absent where all was as usual."""

    @classmethod
    def _of(cls, values: _Values) -> Program:
        return cls(
            values["name"],
            values["version"],
            values["dictionary"],
            values["vocabulary"],
            values["ocr"],
            values.get("corrections"),
            _optional(Choices._of, values.get("options")),
        )


@dataclass(frozen=True, slots=True)
class Repair:
    """A printed value that was changed because one answer remained."""

    field: str
    """JSON pointer to the value within the entity that carries this repair, as ``/budgets/1/value``."""
    printed: str
    """The form that the input has there, to the letter."""
    value: Any
    """The value now in the field."""
    rule: str
    """The law or second place that decided, as ``difference``, ``ratio``, ``contents``; ``correction`` for a person."""
    evidence: str
    """Why no other answer remains, for a person."""
    by: str | None = None
    """The person who decided, of a correction."""

    @classmethod
    def _of(cls, values: _Values) -> Repair:
        return cls(
            values["field"],
            values["printed"],
            values["value"],
            values["rule"],
            values["evidence"],
            values.get("by"),
        )


@dataclass(frozen=True, slots=True)
class Residue:
    """Text that became nothing else."""

    kind: ResidueKind
    """Why it is here."""
    text: str
    """Word for word."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Residue:
        return cls(
            values["kind"],
            values["text"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the outline that carries rows (施策, 基本方針, 取組項目 …)."""

    id: str
    """``s1``, ``s2`` … in reading order."""
    parent: str | None
    """Id of the section above."""
    level: str | None
    """The document's own word for the level, without 名, 名称, 番号; null where none is printed."""
    number: str | None
    """Number as printed, NFKC."""
    name: str
    """Name without number and level word."""
    departments: tuple[Department, ...]
    """Departments printed for the section as a whole."""
    evaluations: tuple[Evaluation, ...]
    """Grades of the section as a whole."""
    texts: tuple[TextEntry, ...]
    """Narrative cells of the section."""
    repairs: tuple[Repair, ...]
    """Repairs of this section's values."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Section:
        return cls(
            values["id"],
            values["parent"],
            values["level"],
            values["number"],
            values["name"],
            tuple(map(Department._of, values["departments"])),
            tuple(map(Evaluation._of, values["evaluations"])),
            tuple(map(TextEntry._of, values["texts"])),
            tuple(map(Repair._of, values["repairs"])),
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Source:
    """The input file."""

    name: str
    """Path below the folder given, or the name given."""
    sha256: str
    """SHA-256 of the bytes, hex."""
    bytes: int
    """Length."""
    media_type: str
    """Media type found by looking at the bytes."""
    encoding: str | None
    """Character encoding; null for PDFs."""
    pages: int | None
    """Number of pages; null where the input has none."""
    engine: Engine
    """What read it."""
    page_engines: tuple[Engine, ...] | None = None
    """Engine a page, only where pages differ."""

    @classmethod
    def _of(cls, values: _Values) -> Source:
        return cls(
            values["name"],
            values["sha256"],
            values["bytes"],
            values["media_type"],
            values["encoding"],
            values["pages"],
            values["engine"],
            _optional(tuple, values.get("page_engines")),
        )


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A table as seen."""

    id: str
    """``t1``, ``t2`` … in reading order."""
    rows: tuple[tuple[str, ...], ...]
    """Texts slot by slot; a merged cell's text at its first slot."""
    spans: tuple[TableSpan, ...]
    """Merged cells."""
    read_as: ReadAs | None
    """What was made of it; null when nothing was."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> TableRecord:
        return cls(
            values["id"],
            tuple(map(tuple, values["rows"])),
            tuple(map(TableSpan._of, values["spans"])),
            values["read_as"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class TableSpan:
    """A merged cell."""

    row: int
    """First row, 0-based."""
    column: int
    """First column, 0-based."""
    rows: int
    """Rows covered."""
    columns: int
    """Columns covered."""

    @classmethod
    def _of(cls, values: _Values) -> TableSpan:
        return cls(
            values["row"],
            values["column"],
            values["rows"],
            values["columns"],
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """A printed count of grades."""

    id: str
    """``y1``, ``y2`` … in reading order."""
    what: str
    """Label of the grades counted."""
    fiscal_year: int | None
    """Year of the grades counted."""
    section: str | None
    """Section that it counts; null for the whole document."""
    counts: dict[str, int]
    """Count a grade."""
    repairs: tuple[Repair, ...]
    """Repairs of its counts."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> Tally:
        return cls(
            values["id"],
            values["what"],
            values["fiscal_year"],
            values["section"],
            values["counts"],
            tuple(map(Repair._of, values["repairs"])),
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A narrative cell under its printed label."""

    label: str | None
    """Printed label; several header rows joined by ／, upper first."""
    text: str
    """The text, markup removed, one line a list entry or paragraph."""
    trace: Trace
    """Where it stands."""

    @classmethod
    def _of(cls, values: _Values) -> TextEntry:
        return cls(
            values["label"],
            values["text"],
            Trace._of(values["trace"]),
        )


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a thing stands in the input: its first piece, and in ``more`` the others (scattered cells, page breaks)."""

    page: int | None
    """Page, 1-based; null where the input has no pages."""
    lines: tuple[int, int] | None
    """First and last line, 1-based and inclusive; null for PDFs."""
    bytes: tuple[int, int] | None
    """Half-open range of bytes in the file as given; null for PDFs."""
    box: tuple[float, float, float, float] | None
    """``[x0, y0, x1, y1]`` in PDF points on the page as displayed, origin top left; null for text."""
    more: tuple[Trace, ...]
    """The other pieces, in reading order; these have no ``more`` of their own."""

    @classmethod
    def _of(cls, values: _Values) -> Trace:
        return cls(
            values["page"],
            _optional(tuple, values["lines"]),
            _optional(tuple, values["bytes"]),
            _optional(tuple, values["box"]),
            tuple(map(Trace._of, values["more"])),
        )


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read."""

    page: int
    """1-based."""
    why: UnreadReason
    """The reason."""

    @classmethod
    def _of(cls, values: _Values) -> UnreadPage:
        return cls(
            values["page"],
            values["why"],
        )


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """A recoverable oddity."""

    code: str
    """Stable code, as ``tally-mismatch``."""
    message: str
    """For a person."""
    trace: Trace
    """Where."""

    @classmethod
    def _of(cls, values: _Values) -> ReportWarning:
        return cls(
            values["code"],
            values["message"],
            Trace._of(values["trace"]),
        )


class Document:
    """Everything that one input says: the JSON document."""

    @cached_property
    def _values(self) -> _Values:
        raise NotImplementedError

    @cached_property
    def schema_version(self) -> str:
        """``SCHEMA_VERSION``."""
        value: str = self._values["schema_version"]
        return value

    @cached_property
    def program(self) -> Program:
        """What made this file."""
        values = self._values
        return Program._of(values["program"])

    @cached_property
    def outcome(self) -> Outcome:
        """Whether all pages were read."""
        value: Outcome = self._values["outcome"]
        return value

    @cached_property
    def unread_pages(self) -> tuple[UnreadPage, ...]:
        """Pages that could not be read."""
        values = self._values
        return tuple(map(UnreadPage._of, values["unread_pages"]))

    @cached_property
    def warnings(self) -> tuple[ReportWarning, ...]:
        """Recoverable oddities."""
        values = self._values
        return tuple(map(ReportWarning._of, values["warnings"]))

    @cached_property
    def source(self) -> Source:
        """The input."""
        values = self._values
        return Source._of(values["source"])

    @cached_property
    def document(self) -> DocumentFacts:
        """Facts about the report as a whole."""
        values = self._values
        return DocumentFacts._of(values["document"])

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The outline that carries rows."""
        values = self._values
        return tuple(map(Section._of, values["sections"]))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The rows."""
        values = self._values
        return tuple(map(Item._of, values["items"]))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Named quantities over time."""
        values = self._values
        return tuple(map(Indicator._of, values["indicators"]))

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """Printed counts of grades."""
        values = self._values
        return tuple(map(Tally._of, values["tallies"]))

    @cached_property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What the grades mean."""
        values = self._values
        return tuple(map(LegendEntry._of, values["legend"]))

    @cached_property
    def tables_(self) -> tuple[TableRecord, ...]:
        """Every table seen."""
        values = self._values
        return tuple(map(TableRecord._of, values["tables"]))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Laws applied."""
        values = self._values
        return tuple(map(Check._of, values["checks"]))

    @cached_property
    def residue(self) -> tuple[Residue, ...]:
        """Text outside all of the above, word for word."""
        values = self._values
        return tuple(map(Residue._of, values["residue"]))

    @cached_property
    def coverage(self) -> Coverage:
        """Where every character went."""
        values = self._values
        return Coverage._of(values["coverage"])
