"""The edits of the gauntlet, made by a real LibreOffice: nothing lost, nothing misread in silence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gauntlet.edits import Edit, all_edits
from tests.gauntlet.judge import Verdict, judge, line, page, write_page
from tests.support.command_line import run
from tests.support.office import suite
from tests.support.small_workbook import facts, read, write_small

#: Edits of one run of the office, well within its time on a busy machine.
_AT_ONCE = 21
_SCRIPT = Path(__file__).with_name("office_edits.py")
_PAGE = Path(__file__).parents[2] / "docs" / "gauntlet.md"
#: Close to another edit, made by ``make test-long`` only: an edit takes about a second and a half.
LATER = frozenset((
    "two rows between the title and the table", "a row typed in the first spare row", "a row hidden",
    "rows sorted, hidden column included", "a row typed below the last spare row", "a column hidden",
    "hidden columns shown", "a heading in the other language", "two headings swapped by mistake", "a tab hidden",
    "a tab duplicated", "the hidden key row of a table cleared", "the hidden sheet edited",
    "names and properties gone", "a note left at a cell", "cells merged over nothing",
    "rows inserted in an action sheet", "a tab renamed, as OpenDocument",
    "the hidden column of an action sheet deleted", "values pasted over an action sheet",
    "a total typed below the lines of a budget", "two fields of a form exchanged with their labels",
    "a row typed in the middle of a table", "a filter left on", "a column added with its heading",
    "rows sorted, visible columns only", "what is seen of two columns swapped by cutting and pasting",
    "tabs reordered", "an action sheet hidden", "a tab of one’s own", "a required tab deleted", "a heading edited",
    "the hidden column of a table cleared", "the hidden key row of a table deleted", "a percentage in an amount",
    "an amount typed as text", "a formula in error", "an action sheet renamed", "an action sheet duplicated",
    "a column inserted in an action sheet", "a column inserted, as OpenDocument", "three rows on top",
    "an empty row in the middle of a table", "a row moved up", "a column moved", "a note below the table",
    "the hidden column of an action sheet cleared", "a formula of one’s own", "an action sheet deleted",
    "an optional tab deleted", "a total of the tool’s typed over", "a tab duplicated, then the copy edited",
    "an amount that could be two",
))  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The workbook that is edited."""
    path = tmp_path / "base.xlsx"
    write_small(path)
    return path


def test_nothing_is_lost(source: Path) -> None:
    verdicts = _run(source, lambda edit: edit.name not in LATER)
    assert len(verdicts) >= 15
    assert not [(v.name, v.problems) for v in verdicts if v.problems]
    shown = _PAGE.read_text(encoding="utf-8").splitlines()
    assert not [v.name for v in verdicts if line(v) not in shown], "make test-long writes docs/gauntlet.md anew"


@pytest.mark.long
def test_nothing_is_lost_by_any_edit_and_the_page_tells_the_score(source: Path) -> None:
    verdicts = _run(source, lambda edit: True)
    write_page(_PAGE, verdicts)
    assert not [(v.name, v.problems) for v in verdicts if v.problems]
    edited = sorted(path for path in source.parent.iterdir() if path.stem.isdecimal())
    assert len(edited) == len(verdicts)
    assert not [problem for path in edited for problem in _lost_by_writing(path)]


def _lost_by_writing(path: Path) -> list[str]:
    """What ``repair`` and ``correct`` make of an edited file: every readable value of it must be in both outputs."""
    before = read(path).plan
    assert before
    problems = []
    for command in ("repair", "correct"):
        target = path.with_name(f"{command}-{path.stem}.xlsx")
        ran = run(command, path, "-o", target)
        after = read(target).plan if ran.code == 0 else None
        lost = facts(before) - facts(after) if after else facts(before)
        problems += [f"{path.name} {command}: {str(fact)[:200]}" for fact in list(lost.elements())[:3]]
    return problems


def test_the_page_tells_every_edit_and_none_is_lost(source: Path) -> None:
    names = [edit.name for edit in all_edits(read(source))]
    assert set(names) >= LATER
    shown = _PAGE.read_text(encoding="utf-8")
    rows = [row[2:-2].split(" | ") for row in shown.splitlines() if row.startswith("| ")][1:]
    verdicts = [Verdict(name, outcome) for name, outcome in rows]
    assert [v.name for v in verdicts] == names
    assert {v.outcome for v in verdicts} <= {"survived", "reported"}
    assert shown == page(verdicts)


def _run(source: Path, wanted: Callable[[Edit], bool]) -> list[Verdict]:
    chosen = [edit for edit in all_edits(read(source)) if wanted(edit)]
    files = {f"{number:02}.{edit.format}": edit for number, edit in enumerate(chosen)}
    stories = [[name, list(edit.steps)] for name, edit in files.items()]
    for start in range(0, len(stories), _AT_ONCE):
        edits = source.with_name("edits.json")
        edits.write_text(json.dumps(stories[start : start + _AT_ONCE]), encoding="utf-8")
        suite.run_macro(_SCRIPT, str(source), str(source.parent), str(edits))
    return _verdicts(source.parent, files)


def _verdicts(folder: Path, files: dict[str, Edit]) -> list[Verdict]:
    untouched = {edit.format: folder / name for name, edit in reversed(files.items()) if not edit.steps}
    contents = {form: _contents(path) for form, path in untouched.items()}
    before = read(untouched["xlsx"])
    verdicts = []
    for name, edit in files.items():
        verdict = judge(edit, before, read(folder / name))
        if edit.steps and _contents(folder / name) == contents[edit.format]:
            verdict.problems.append("the edit changed nothing in the file")
        verdicts.append(verdict)
    return verdicts


def _contents(path: Path) -> dict[str, tuple[int, int]]:
    """The parts of a file that hold its contents, each by its checksum and size."""
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename: (info.CRC, info.file_size)
            for info in archive.infolist()
            if info.filename.endswith(".xml") and not info.filename.startswith(("docProps", "meta", "settings"))
        }
