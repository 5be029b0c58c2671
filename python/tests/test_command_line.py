"""``python -m jigyo`` is the command line."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import jigyo
from conftest import Jigyo


def test_commands_and_exit_codes_are_those_of_the_program(parks: Path, tmp_path: Path, jigyo_cli: Jigyo) -> None:
    version = jigyo_cli("--version")
    assert version.returncode == 0 and version.stdout.decode().startswith(f"jigyo {jigyo.__version__}\n")
    assert jigyo.SCHEMA_VERSION in version.stdout.decode()
    done = jigyo_cli("convert", parks, "--out", tmp_path / "out")
    assert done.returncode == 0 and "1 file: 1 converted" in done.stderr.decode()
    assert jigyo_cli("validate", tmp_path / "out" / "parks.txt.json").returncode == 0
    assert jigyo_cli("convert", tmp_path / "no.txt").returncode == 1
    wrong = jigyo_cli("convert", "--no-such-option")
    assert wrong.returncode == 2 and b"Usage: jigyo convert" in wrong.stderr


def test_the_script_of_the_package_does_the_same(parks: Path) -> None:
    script = Path(sys.executable).parent / "jigyo"
    written = subprocess.run([script, "convert", parks], capture_output=True, check=True).stdout
    assert written.decode() == jigyo.convert(parks).to_json()


def test_the_package_is_typed_and_has_the_version_of_the_program() -> None:
    assert metadata.version("jigyo") == jigyo.__version__
    assert (Path(jigyo.__file__).parent / "py.typed").exists()


def test_a_module_in_the_current_folder_does_not_get_into_workers(parks: Path, tmp_path: Path) -> None:
    if sys.version_info < (3, 11):
        return
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "jigyo.py").write_text("raise SystemExit('a stranger')\n", encoding="utf-8")
    program = f"import sys; sys.path.pop(0); import jigyo; print(len(jigyo.convert({str(parks)!r}).items))"
    said = subprocess.run([sys.executable, "-c", program], cwd=elsewhere, capture_output=True, check=False)
    assert said.stdout.decode().strip() == "3", said.stderr.decode()
