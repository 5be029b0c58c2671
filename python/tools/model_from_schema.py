"""Writes jigyo/model.py from the JSON Schema of a document, so that the classes cannot differ from the contract.

Run it after the schema changed: ``python python/tools/model_from_schema.py``. A test compares the two.
"""

from __future__ import annotations

import json
import keyword
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "document.schema.json"
MODEL = ROOT / "python" / "jigyo" / "model.py"

HEAD = '''"""The parts of a report as classes, made from its JSON Schema by tools/model_from_schema.py: do not edit.

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
'''

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
# Names that mean something else in Python.
RENAMED = {"Warning": "ReportWarning"}


def name_of(reference: str) -> str:
    name = reference.rpartition("/")[2]
    return RENAMED.get(name, name)


def hint(schema: dict[str, Any]) -> str:
    """The type of a value."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if "anyOf" in schema:
        return " | ".join(hint(choice) for choice in schema["anyOf"])
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return " | ".join(hint({**schema, "type": kind}) for kind in kinds)
    if kinds == "null":
        return "None"
    if kinds == "array":
        item = hint(schema["items"])
        length = schema.get("maxItems")
        return f"tuple[{', '.join([item] * length)}]" if length else f"tuple[{item}, ...]"
    if kinds == "object":
        return f"dict[str, {hint(schema['additionalProperties'])}]"
    return SCALARS.get(str(kinds), "Any")


def docstring(text: str, indent: str) -> str:
    text = text.replace("[`SCHEMA_VERSION`]", "``SCHEMA_VERSION``").replace("`", "``").replace("````", "``")
    return f'{indent}"""{text}"""'


def maker(schema: dict[str, Any], aliases: set[str]) -> str | None:
    """What makes the Python value of a JSON value; None where it is the same."""
    if "$ref" in schema:
        name = name_of(schema["$ref"])
        return None if name in aliases else f"{name}._of"
    if schema.get("type") == "array":
        item = maker(schema["items"], aliases)
        return f"lambda values: tuple(map({item}, values))" if item else "tuple"
    return None


def made(schema: dict[str, Any], value: str, aliases: set[str]) -> str:
    """The expression that makes a field of the JSON value that the expression ``value`` gives."""
    choices = schema.get("anyOf") or [{**schema, "type": kind} for kind in as_list(schema.get("type"))] or [schema]
    [known] = [choice for choice in choices if choice.get("type") != "null"]
    make = maker(known, aliases)
    if make is None:
        return value
    if len(choices) > 1:
        return f"_optional({make}, {value})"
    if make.startswith("lambda"):
        return f"tuple(map({make.partition('map(')[2].rpartition(', values')[0]}, {value}))"
    return f"{make}({value})"


def as_list(kinds: Any) -> list[Any]:
    return kinds if isinstance(kinds, list) else []


def slots(schema: dict[str, Any], reserved: tuple[str, ...] = ()) -> list[tuple[str, str, dict[str, Any], bool]]:
    """The fields: name in Python, name in JSON, schema, whether it is always there."""
    required = schema.get("required", [])
    optional = [name for name in schema["properties"] if name not in required]
    taken = {*keyword.kwlist, *reserved}
    return [
        (f"{name}_" if name in taken else name, name, schema["properties"][name], name in required)
        for name in [*required, *optional]
    ]


def value_of(name: str, described: dict[str, Any], required: bool) -> str:
    if required:
        return f'values["{name}"]'
    fallback = left_out(described)
    return f'values.get("{name}")' if fallback == "None" else f'values.get("{name}", {fallback})'


def left_out(described: dict[str, Any]) -> str:
    """What a field is where the JSON leaves it out."""
    if described.get("default") == []:
        return "()"
    return "False" if described.get("type") == "boolean" else "None"


def part(name: str, schema: dict[str, Any], aliases: set[str]) -> list[str]:
    """A class."""
    lines = ["@dataclass(frozen=True, slots=True)", f"class {name}:"]
    lines += [docstring(schema.get("description", name), "    "), ""]
    arguments = []
    for slot, key, described, required in slots(schema):
        default = "" if required else f" = {left_out(described)}"
        lines.append(f"    {slot}: {hint(described)}{default}")
        if "description" in described:
            lines.append(docstring(described["description"], "    "))
        arguments.append(f"            {made(described, value_of(key, described, required), aliases)},")
    lines += ["", "    @classmethod", f"    def _of(cls, values: _Values) -> {name}:"]
    return [*lines, "        return cls(", *arguments, "        )"]


def alias(name: str, schema: dict[str, Any]) -> list[str]:
    """A type that is a choice of words or a plain value."""
    about = schema.get("description", name)
    if "oneOf" not in schema:
        return [f"{name}: TypeAlias = {hint(schema)}", docstring(about, "")]
    choices = [(choice["const"], choice.get("description", "")) for choice in schema["oneOf"]]
    lines = [f"{name}: TypeAlias = Literal["]
    lines += [f"    {json.dumps(word, ensure_ascii=False)},  # {meaning}" for word, meaning in choices]
    return [*lines, "]", docstring(about, "")]


def document(schema: dict[str, Any], aliases: set[str]) -> list[str]:
    """The whole, whose fields are made when they are first asked for."""
    lines = ["class Document:", docstring(schema["description"], "    "), ""]
    lines += ["    @cached_property", "    def _values(self) -> _Values:", "        raise NotImplementedError"]
    for slot, key, described, required in slots(schema, reserved=("tables",)):
        lines += ["", "    @cached_property", f"    def {slot}(self) -> {hint(described)}:"]
        lines.append(docstring(described["description"], "        "))
        if made(described, "", aliases):
            lines.append("        values = self._values")
            lines.append(f"        return {made(described, value_of(key, described, required), aliases)}")
        else:
            lines.append(f"        value: {hint(described)} = self.{value_of(key, described, required).replace('values', '_values')}")
            lines.append("        return value")
    return lines


def model() -> str:
    """The text of the module."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    parts = {RENAMED.get(name, name): part for name, part in schema["$defs"].items()}
    aliases = {name for name, described in parts.items() if described.get("type") != "object"}
    # An alias is looked at when the module is loaded and comes before what uses it.
    texts = [alias(name, parts[name]) for name in parts if name in aliases]
    texts += [part(name, parts[name], aliases) for name in parts if name not in aliases]
    texts.append(document(schema, aliases))
    return HEAD + "".join("\n\n" + "\n".join(lines) + "\n" for lines in texts)


if __name__ == "__main__":
    MODEL.write_text(model(), encoding="utf-8")
