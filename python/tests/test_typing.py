"""The types hold: the package by itself, its stubs against what is built, and a user's program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

USER = """
import jigyo

def names(path: str) -> list[str]:
    report = jigyo.convert(path, pages=[1, 2], ocr="off")
    total: int | None = report.items[0].budgets[0].yen
    reveal_type(report.items[0].trace.lines)
    return [item.name for item in report.items] + [str(total)]

def wrong(path: str) -> int:
    return jigyo.convert(path).items[0].name
"""


def run(*arguments: str, cwd: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_package_holds_under_strict_rules(root: Path, tmp_path: Path) -> None:
    config = str(root / "python" / "pyproject.toml")
    code, said = run("mypy", "--config-file", config, "--cache-dir", str(tmp_path), "-p", "jigyo", cwd=tmp_path)
    assert code == 0, said


def test_the_stubs_are_those_of_the_built_module(tmp_path: Path) -> None:
    code, said = run("mypy.stubtest", "jigyo._native", cwd=tmp_path)
    assert code == 0, said


def test_a_users_program_is_checked(tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    code, said = run("mypy", "--strict", "user.py", cwd=tmp_path)
    assert code == 1 and "Found 1 error" in said, said
    assert 'Revealed type is "tuple[int, int] | None"' in said, said
    assert 'Incompatible return value type (got "str", expected "int")' in said, said
