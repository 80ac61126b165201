"""A real LibreOffice for the tests: hard recalculation, PDF, edits through its scripting bridge.

The programs are required: a test that asks for one fails when it is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from release.programs import BRIDGE_PYTHONS

_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_PROFILE = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
_LOAD, _L10N = "/org.openoffice.Office.Calc/Formula/Load", "/org.openoffice.Setup/L10N"
#: Seconds one call may take on a busy machine.
_TIMEOUT = 600
#: A script for LibreOffice that makes listed edits.
EDITOR = Path(__file__).with_name("uno_edit.py")
#: What the office's trace holds when it aborts in an idle timer, and how often a script is tried.
_IDLE_ABORT, _ATTEMPTS = "SvpSalInstance::CheckTimeout", 3


def soffice() -> str:
    """The LibreOffice program. Raises ``RuntimeError`` when there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        raise RuntimeError("LibreOffice is needed by this test: make programs")
    return found


def profile(locale: str = "fr-FR") -> Path:
    """A private profile that recalculates every formula on loading."""
    folder = Path(tempfile.mkdtemp(prefix="pacom-office-"))
    (folder / "user").mkdir()
    settings = [(_LOAD, "OOXMLRecalcMode", "0"), (_LOAD, "ODFRecalcMode", "0"), (_L10N, "ooSetupSystemLocale", locale)]
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in settings)
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    return folder


def convert(path: Path, to: str, folder: Path, locale: str = "fr-FR") -> Path:
    """``path`` opened, recalculated and saved as ``to`` (an extension) in ``folder``."""
    return convert_all([path], to, folder, locale)[0]


def convert_all(paths: Sequence[Path], to: str, folder: Path, locale: str = "fr-FR") -> list[Path]:
    """The same of several files, by one run of the office."""
    home = profile(locale)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            [
                soffice(),
                f"-env:UserInstallation={home.as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=_TIMEOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return [folder / f"{path.stem}.{to.partition(':')[0]}" for path in paths]


def run_macro(script: Path, *arguments: str) -> None:
    """Run a script with the system's Python, which has the UNO bridge (the virtual environment's has not).

    LibreOffice 7.4 without a screen aborts in an idle timer now and then on a busy machine, at any step: the script is
    run anew, with a new profile, when the office itself ended. A fault of the script or of the workbook ends the test.
    """
    python = next((p for p in BRIDGE_PYTHONS if Path(p).exists()), None)
    if python is None:
        raise RuntimeError("the system's Python with python3-uno is needed by this test (see README, Tests)")
    for attempt in range(_ATTEMPTS):
        home = profile()
        try:
            done = subprocess.run(
                [python, str(script), soffice(), home.as_uri(), *arguments],
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
            )
        finally:
            shutil.rmtree(home, ignore_errors=True)
        if not done.returncode:
            return
        if _IDLE_ABORT not in done.stderr or attempt == _ATTEMPTS - 1:
            raise RuntimeError(done.stderr[-2000:])


def edited(source: Path, edits: list[list[Any]], folder: Path) -> tuple[Path, Path]:
    """``source`` after some edits (see ``uno_edit``), as it was saved, and recalculated once more."""
    target = saved(source, edits, folder)
    return target, convert(target, "xlsx", folder / "again")


def saved(source: Path, edits: list[list[Any]], folder: Path) -> Path:
    """``source`` after some edits (see ``uno_edit``), as the office that made them saved it."""
    script, target = folder / "edits.json", folder / "edited.xlsx"
    script.write_text(json.dumps(edits), encoding="utf-8")
    run_macro(EDITOR, str(source), str(target), str(script))
    return target
