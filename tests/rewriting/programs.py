"""Programs that are neither Excel nor LibreOffice, saving a workbook again. All are required by the tests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_HERE = Path(__file__).parent
#: Seconds a program may take on a busy machine.
_PATIENCE = 300


def rewritten(program: str, source: Path, target: Path) -> Path:
    """``source`` opened and saved as ``target`` by gnumeric, or by a program of ``rewrite.js``.

    Raises ``RuntimeError`` when the program is missing or wrote nothing.
    """
    command = _gnumeric() if program == "gnumeric" else [*_node(), program]
    done = subprocess.run(
        [*command, str(source), str(target)], capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode or not target.exists():
        raise RuntimeError(f"{program}: {done.stderr[-1000:]}")
    return target


def _gnumeric() -> list[str]:
    found = shutil.which("ssconvert")
    if not found:
        raise RuntimeError("ssconvert is needed by this test: make programs")
    return [found]


def _node() -> list[str]:
    found = shutil.which("node")
    if not found or not (_HERE / "node_modules").is_dir():
        raise RuntimeError("node and the packages of tests/rewriting are needed by this test: make programs")
    return [found, str(_HERE / "rewrite.js")]
