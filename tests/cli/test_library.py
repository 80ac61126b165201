"""The library in a program of somebody else's: it reads from several threads and leaves the interpreter as it was."""

from __future__ import annotations

import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pacom_xl
from tests.support.small_workbook import facts, write_small


def _settings() -> tuple[object, ...]:
    return (
        sys.getswitchinterval(), sys.getrecursionlimit(), gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(),
    )  # fmt: skip


def test_reading_from_threads_changes_no_setting_of_the_interpreter(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("NO.xlsx", "copie.xlsx")]
    for file in files:
        write_small(file)
    before = _settings()
    with ThreadPoolExecutor(2) as threads:
        readings = list(threads.map(pacom_xl.read, files))
    assert _settings() == before
    plans = [reading.plan for read in readings for reading in read]
    assert plans[0] and plans[1]
    assert facts(plans[0]) == facts(plans[1])


def test_importing_the_library_changes_no_setting_either() -> None:
    code = "import sys, gc; x = sys.getswitchinterval(), gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()\n"
    code += "import pacom_xl; pacom_xl.read\n"
    code += "assert x == (sys.getswitchinterval(), gc.isenabled(), gc.get_threshold(), gc.get_freeze_count())"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_process_is_forked() -> None:
    """A fork would carry open databases into the child."""
    package = Path(pacom_xl.__file__).parent
    texts = {file: file.read_text(encoding="utf-8") for file in package.rglob("*.py")}
    assert len(texts) > 300
    forks = ("os.fork", "import multiprocessing", "from multiprocessing", "ProcessPoolExecutor", "preexec_fn")
    assert not [file.name for file, text in texts.items() if any(word in text for word in forks)]
