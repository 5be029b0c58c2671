"""What the tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PARKS = """\
令和5年度 事務事業評価報告書

施策1 公園の充実

（単位：千円）
| 事務事業名 | 担当課 | 令和5年度決算額 | 令和4年度決算額 | 増減額 |
|---|---|---|---|---|
| 公園維持管理事業 | 公園緑地課 | 12,500 | 12,000 | 500 |
| 児童遊園整備事業 | 公園緑地課 | 3,200 | 4,000 | 8O0 |
| 街路樹管理事業 | 道路課 | 900 | 700 | 200 |
"""

Jigyo = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def reports() -> list[Path]:
    """The reports that ship with the project."""
    return sorted((ROOT / "fixtures" / "reports").glob("*.txt"))


@pytest.fixture(scope="session")
def pdf() -> Path:
    """A PDF with tables."""
    return ROOT / "fixtures" / "pdf" / "unruled--columns.pdf"


@pytest.fixture
def parks(tmp_path: Path) -> Path:
    """A small report."""
    path = tmp_path / "parks.txt"
    path.write_text(PARKS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def jigyo_cli(tmp_path_factory: pytest.TempPathFactory) -> Jigyo:
    """The command line of the package, run from a folder that has nothing to do with it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    def run(*arguments: str | os.PathLike[str], **more: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "jigyo", *map(os.fspath, arguments)]
        return subprocess.run(command, capture_output=True, cwd=elsewhere, check=False, **more)  # type: ignore[call-overload,no-any-return]

    return run
