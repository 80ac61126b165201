"""``pacom-xl page``: what it refuses, and pages made from pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.tool_page import PYODIDE, tool_page

MOST_BYTES = 17_000_000


def test_the_page_is_small_and_the_same_each_time(tmp_path: Path) -> None:
    data = tool_page().read_bytes()
    assert len(data) <= MOST_BYTES
    again = tmp_path / "page.html"
    assert run("page", "-o", again, "--runtime", tool_page()).code == 0
    assert again.read_bytes() == data


def test_the_page_has_no_address_and_no_connection(tmp_path: Path) -> None:
    text = tool_page().read_text(encoding="utf-8")
    assert "connect-src 'none'" in text and "default-src 'none'" in text
    assert "http://" not in text and text.count("https://") == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("-o", "page.txt"), "doit finir par .html"),
        (("-o", "p.html", "--runtime", "nowhere"), "nowhere\u00a0: illisible (le fichier ou le dossier n’existe pas)"),
        (("-o", "p.html", "--template", "nowhere"), "ni un modèle fourni"),
        (("-o", "p.html", "--reference", "nowhere.xlsx"), "introuvable"),
        (("-o", "p.html", "--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_refused_with_a_sentence(
    words: tuple[str, ...], part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("page", *words)
    assert ran.code == 2 and part in ran.err
    assert list(tmp_path.iterdir()) == []


def test_another_version_of_pyodide_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for file in PYODIDE.iterdir():
        if file.name.endswith((".mjs", ".wasm", ".zip")):
            (folder / file.name).write_bytes(file.read_bytes() + (b" " if file.name == "pyodide.mjs" else b""))
    ran = run("page", "-o", tmp_path / "p.html", "--runtime", folder)
    assert ran.code == 2 and "pyodide.mjs n’est pas celui de Pyodide" in ran.err


def test_without_npm_the_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ran = run("page", "-o", tmp_path / "p.html")
    assert ran.code == 2 and "Installez Node.js" in ran.err and "--runtime" in ran.err
