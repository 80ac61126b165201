"""Progress on a terminal, while reading and while writing; nothing in a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pacom_xl.cli import group_output, progress
from pacom_xl.cli.options import Voice
from pacom_xl.model.progress import Progress
from pacom_xl.model.text import Lang, Text
from tests.support.command_line import AS_OF, run


class Terminal(io.StringIO):
    """Standard error connected to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("lang", "shown"), [("fr", "Écriture ("), ("en", "Writing (")])
def test_a_bar_has_count_and_rate(lang: Lang, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.progress_bar(Voice(lang), 4, progress.WRITING) as report:
        assert report
        report(2, 4)
        report(4, 4)
    text = terminal.getvalue()
    assert shown in text and "/s)" in text and "4/4" in text


def test_short_work_and_pipes_have_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress.progress_bar(Voice("fr"), 4, progress.READING) as report:
        assert report
        report(4, 4)
    assert terminal.getvalue() == ""
    with progress.progress_bar(Voice("fr", quiet=True), 4, progress.READING) as report:
        assert report is None
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.progress_bar(Voice("fr"), 4, progress.READING) as report:
        assert report is None


def test_the_consolidated_workbook_reports_what_is_written(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[tuple[int, int]] = []

    @contextmanager
    def bar(voice: Voice, total: int, work: Text) -> Iterator[Progress]:
        yield lambda done, of: reported.append((done, of))

    monkeypatch.setattr(group_output, "progress_bar", bar)
    assert run("merge", company / "NO.xlsx", "-o", tmp_path / "g.xlsx", "--as-of", AS_OF).code == 0
    assert reported == [(1, 1)]
