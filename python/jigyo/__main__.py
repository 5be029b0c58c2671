"""The command line: ``python -m jigyo``."""

from __future__ import annotations

import sys

from . import _native, worker


def run() -> int:
    """Runs the command line and returns its exit code."""
    return _native.main(sys.argv[1:], worker.command())


if __name__ == "__main__":
    sys.exit(run())
