"""How worker processes are started."""

from __future__ import annotations

import sys


def command() -> list[str]:
    """The command that starts a worker: this package's command line in an interpreter of its own.

    It does not look for modules in the current folder, which may be anybody's.
    """
    safe = ["-P"] if sys.version_info >= (3, 11) else []
    return [sys.executable, *safe, "-m", "jigyo", "worker"]
