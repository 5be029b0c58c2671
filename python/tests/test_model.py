"""The classes say what the schema says."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from pathlib import Path
from typing import Any

import jigyo
from jigyo import model


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if dataclasses.is_dataclass(value):
        fields = {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        # What the JSON leaves out instead of writing null.
        absent = {"corrections", "options", "page_engines", "by"}
        return {name: it for name, it in fields.items() if it is not None or name not in absent}
    if isinstance(value, tuple):
        return [plain(it) for it in value]
    return value


def test_the_classes_are_made_from_the_schema(root: Path) -> None:
    path = root / "python" / "tools" / "model_from_schema.py"
    spec = importlib.util.spec_from_file_location("model_from_schema", path)
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    committed = (root / "python" / "jigyo" / "model.py").read_text(encoding="utf-8")
    assert tool.model() == committed, "out of date: python python/tools/model_from_schema.py"
    installed = Path(str(model.__file__)).read_text(encoding="utf-8")
    assert installed == committed, "the installed package is not this one"


def test_attributes_hold_all_that_the_json_holds(reports: list[Path], pdf: Path) -> None:
    for path in [*reports, pdf]:
        report = jigyo.convert(path)
        values = report.to_dict()
        read = {
            name: plain(getattr(report, "tables_" if name == "tables" else name))
            for name in values
        }
        assert read == values, path


def test_every_attribute_of_the_schema_has_words(root: Path) -> None:
    schema = json.loads((root / "schemas" / "document.schema.json").read_text(encoding="utf-8"))
    for name in schema["properties"]:
        attribute = getattr(jigyo.Report, "tables_" if name == "tables" else name)
        assert attribute.__doc__, name
    for part in ("Item", "Budget", "Check", "Trace"):
        assert getattr(model, part).__doc__ == schema["$defs"][part]["description"].replace("`", "``")
