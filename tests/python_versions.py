"""Import, demonstration and reading tests with each Python of this machine: ``python -m tests.python_versions``.

Interpreters are those on the path and those of pyenv, the newest of each minor version. What runs with each is in
``.venv-pythons``. The exit code is 1 when one of them fails; versions that are not there are named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_FOLDER = _PROJECT / ".venv-pythons"
#: Versions that setup.cfg names.
MINORS = (11, 12, 13, 14)
_TESTS = ("tests/test_imports.py", "tests/reading")


def main() -> int:
    """Try each version; the exit code."""
    found = pythons()
    results = {minor: _tried(minor, found[minor]) if minor in found else "not on this machine" for minor in MINORS}
    for minor, result in results.items():
        print(f"Python 3.{minor}: {result}")
    return 1 if any(result.startswith("failed") for result in results.values()) else 0


def pythons() -> dict[int, Path]:
    """The newest interpreter of each minor version of Python 3 on this machine."""
    found: dict[int, tuple[tuple[int, ...], Path]] = {}
    for python in _candidates():
        version = _version(python)
        if version[:1] == (3,) and version > found.get(version[1], ((), python))[0]:
            found[version[1]] = version, python
    return {minor: python for minor, (_, python) in found.items()}


def _candidates() -> Iterator[Path]:
    for minor in MINORS:
        if path := shutil.which(f"python3.{minor}"):
            yield Path(path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from pyenv.glob("versions/3.*/bin/python3")


def _version(python: Path) -> tuple[int, ...]:
    """``(3, 12, 1)``; empty when it does not start: pyenv has commands of versions that are not chosen."""
    said = subprocess.run([python, "--version"], capture_output=True, text=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def _tried(minor: int, python: Path) -> str:
    version = ".".join(map(str, _version(python)))
    started = time.monotonic()
    folder = _FOLDER / f"3.{minor}"
    own = folder / "bin" / "python"
    commands: list[list[str | Path]] = [
        [python, "-m", "venv", folder],
        [own, "-m", "pip", "install", "--quiet", "-e", ".[test]"],
        [own, "-c", "import pacom_xl.library, pacom_xl.cli"],
        [folder / "bin" / "pacom-xl", "demo", folder / "demo", "--force", "--quiet"],
        [own, "-m", "pytest", "-q", *_TESTS],
    ]
    for command in commands:
        print("+", *command, flush=True)
        if subprocess.run(command, cwd=_PROJECT).returncode:
            return f"failed ({version}): {' '.join(map(str, command))}"
    return f"passed ({version}) in {time.monotonic() - started:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
