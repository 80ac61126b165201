"""The whole tool in one HTML page, built once for all tests of a process."""

from __future__ import annotations

import json
import tempfile
import time
from functools import lru_cache
from pathlib import Path

from tests.support.browser import Browser
from tests.support.command_line import run

ROOT = Path(__file__).resolve().parents[2]
#: The npm package of Pyodide, as ``npm ci --prefix page`` installs it.
PYODIDE = ROOT / "page" / "node_modules" / "pyodide"
#: Names of the files the page offers.
LINKS = "[...document.querySelectorAll('#downloads a')].map(link => link.download)"
STATUS = "document.getElementById('status').textContent"
#: Seconds for the page to load Python on a busy machine, and for one piece of work.
LOADING, WORKING = 180, 120


@lru_cache(maxsize=1)
def tool_page() -> Path:
    """The page without a company's settings."""
    assert PYODIDE.is_dir(), "these tests need Pyodide: npm ci --prefix page"
    path = Path(tempfile.mkdtemp(prefix="pacom-page-")) / "l’outil été.html"
    ran = run("page", "-o", path, "--runtime", PYODIDE)
    assert ran.code == 0, ran.err
    return path


def open_page(browser: Browser, page: Path) -> None:
    """Open a page and wait until its Python is ready."""
    browser.open(page)
    browser.run("document.querySelector('[data-lang=fr]').click()")
    browser.wait(f"{STATUS} === 'Prêt.'", LOADING)


def wait_for_end(browser: Browser) -> str:
    """Wait until the page has done what it was asked; returns what it says, with ordinary spaces."""
    browser.wait("document.getElementById('working').hidden", WORKING)
    said: str = browser.run(STATUS)
    return said.replace("\xa0", " ")


def save_all(browser: Browser, folder: Path) -> dict[str, bytes]:
    """Every file the page offers, saved to a new folder by clicking its link."""
    folder.mkdir()
    browser.download_to(folder)
    names: list[str] = browser.run(LINKS)
    for name in names:
        browser.click(f"#downloads a[download={json.dumps(name)}]")
        until = time.monotonic() + 30
        while not _is_whole(folder / name):
            assert time.monotonic() < until, name
            browser.run("1")
            time.sleep(0.05)
    return {name: (folder / name).read_bytes() for name in names}


def _is_whole(file: Path) -> bool:
    """Whether a download has ended: the browser reserves the name with an empty file and writes another one first."""
    return file.exists() and file.stat().st_size > 0 and not list(file.parent.glob("*.crdownload"))
