"""The code blocks of a document as steps, applied to a copy of the project.

A step is a sentence and the fenced block after it: ``Append to `path`:``, ``Create `path`:``,
``In `path`, after `line`, add:`` or ``In `path`, replace `line` with:``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STEP = re.compile(
    r"^(?:Append to `(?P<append>[^`]+)`|Create `(?P<create>[^`]+)`"
    r"|In `(?P<in>[^`]+)`, (?P<verb>after|replace) `(?P<line>[^`\n]+)`(?:, add| with)):\n\n"
    r"```\w*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COPIED = ("pacom_xl", "workbook_templates", "samples", "tests")


@dataclass(frozen=True)
class Step:
    """One change of a file. ``line`` is the line to find, for ``after`` and ``replace``."""

    verb: str
    path: str
    code: str
    line: str = ""

    def apply(self, folder: Path) -> None:
        """Change the file in a copy of the project."""
        path = folder / self.path
        if self.verb == "create":
            assert not path.exists(), f"{self.path} is there already"
            path.write_text(self.code, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        if self.verb == "append":
            between = "\n\n" if path.suffix == ".py" else "\n"
            path.write_text(text + between + self.code, encoding="utf-8")
            return
        assert text.count(f"{self.line}\n") == 1, f"{self.path}: {self.line!r} is not there once"
        added = self.line + "\n" + self.code if self.verb == "after" else self.code
        path.write_text(text.replace(f"{self.line}\n", added), encoding="utf-8")


def steps(document: Path, heading: str) -> list[Step]:
    """The steps of one section, up to the next heading of the same level."""
    section = document.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return list(_steps(section))


def _steps(section: str) -> Iterator[Step]:
    for found in _STEP.finditer(section):
        verb = found["verb"] or ("append" if found["append"] else "create")
        path = found["append"] or found["create"] or found["in"]
        yield Step(verb, path, found["code"], found["line"] or "")


def copy_project(folder: Path) -> Path:
    """A copy of the package, its templates, samples and tests."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run_python(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy; ``pacom_xl`` is the copied package."""
    # What the first run compiles serves the next ones, whatever the environment says.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPATH": str(folder), "LC_ALL": "fr_FR.UTF-8"}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
