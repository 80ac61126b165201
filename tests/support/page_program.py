"""The program as the page holds it, unpacked in a folder and run by this Python with nothing else installed."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from pacom_xl.browser.program_archive import program_archive
from pacom_xl.cli.samples import samples_folder
from tests.support.command_line import AS_OF

#: Runs one request with the modules of the archive and of Python itself, as the worker does.
PROGRAM = """
import sys
program, settings, request = sys.argv[1:]
sys.path.insert(0, program)
from pacom_xl.browser.worker_session import open_session

class Page:
    def progress(self, step, done, total, name):
        print(f"{step} {done}/{total} {name}")
    def result(self, data):
        print(f"result {data}")
    def problem(self, text):
        print(f"problem {text}")
    def file(self, kind, name):
        print(f"file {kind} {name}")

open_session(settings).run(request, Page())
"""


def unpacked_program(folder: Path) -> Path:
    """The archive of the page's program, unpacked in ``folder``."""
    with zipfile.ZipFile(BytesIO(program_archive(samples_folder()))) as archive:
        archive.extractall(folder)
    return folder


def settings_in(folder: Path, packed: bytes) -> Path:
    """The settings of a page, unpacked below ``folder``."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        archive.extractall(folder / "settings")
    return folder / "settings"


def ask(program: Path, settings: Path, folder: Path, **request: Any) -> list[str]:
    """The lines of one request, answered in ``folder``."""
    data = {"lang": "fr", "as_of": AS_OF, "today": AS_OF, "stopped": {}} | request
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", PROGRAM, str(program), str(settings), json.dumps(data)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()
