"""The ending of ``-o`` says the form of a result; a name that says another one, or none, is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import run

REFUSED = [
    ("export {plan} -o name", "-o name\u00a0: le nom n’a pas d’extension"),
    ("export {plan} -o .", "-o .\u00a0: le nom n’a pas d’extension"),
    ("export {plan} -o name.doc", "format inconnu «\u00a0.doc\u00a0»"),
    ("check {plan} -o r.pdf", "format inconnu «\u00a0.pdf\u00a0»"),
    ("check {plan} -o r.csv", "donnez un nom en .txt, .json, .html, .xlsx"),
    ("check {plan} -o r.xlsx --format json", "ne va pas avec --format json"),
    ("check {plan} -o r.ods --format text", "donnez un nom en .txt"),
    ("check {plan} -o r.json --format xlsx", "donnez un nom en .xlsx"),
    ("diff {plan} other.xlsx -o d.html", "format inconnu «\u00a0.html\u00a0»"),
    ("merge {plan} -o g.json", "le nom du classeur doit finir par .xlsx"),
    ("merge {plan} -o g", "le nom du classeur doit finir par .xlsx"),
    ("merge {plan} -o g.txt --split-by parent", "le nom du classeur doit finir par .xlsx"),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSED, ids=[call for call, _ in REFUSED])
def test_a_name_that_says_no_form_is_refused(
    call: str, sentence: str, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*(str(company / "NO.xlsx") if word == "{plan}" else word for word in call.split()))
    assert ran.code == 2 and sentence in ran.err, ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["-o r", "-o r.log", "-o r.md", "-o r.log --format json", "-o r --format html"])
def test_texts_have_any_name_of_a_text(
    words: str, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("check", company / "NO.xlsx", "--fail-on", "never", *words.split())
    assert ran.code == 0 and len(list(tmp_path.iterdir())) == 1, ran.err
