"""Every edit of the gauntlet, by one LibreOffice, in one run: nothing lost, nothing misread in silence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.gauntlet.edits import Edit, all_edits
from tests.gauntlet.judge import Verdict, judge, write_page
from tests.gauntlet.sample import read, write_small
from tests.office import suite

#: Edits of one run of the office, well within its time on a busy machine.
_AT_ONCE = 20
_SCRIPT = Path(__file__).with_name("office_edits.py")
_PAGE = Path(__file__).parents[2] / "docs" / "gauntlet.md"


def test_nothing_is_lost(tmp_path: Path) -> None:
    source = tmp_path / "base.xlsx"
    write_small(source)
    files = {f"{number:02}.{edit.format}": edit for number, edit in enumerate(all_edits(read(source)))}
    stories = [[name, list(edit.steps)] for name, edit in files.items()]
    for start in range(0, len(stories), _AT_ONCE):
        edits = tmp_path / "edits.json"
        edits.write_text(json.dumps(stories[start : start + _AT_ONCE]), encoding="utf-8")
        suite.run_macro(_SCRIPT, str(source), str(tmp_path), str(edits))
    verdicts = _verdicts(tmp_path, files)
    assert len(verdicts) >= 40
    write_page(_PAGE, verdicts)
    assert not [(v.name, v.problems) for v in verdicts if v.problems]


def _verdicts(folder: Path, files: dict[str, Edit]) -> list[Verdict]:
    untouched = {edit.format: folder / name for name, edit in reversed(files.items()) if not edit.steps}
    before = read(untouched["xlsx"])
    verdicts = []
    for name, edit in files.items():
        verdict = judge(edit, before, read(folder / name))
        if edit.steps and _contents(folder / name) == _contents(untouched[edit.format]):
            verdict.problems.append("the edit changed nothing in the file")
        verdicts.append(verdict)
    return verdicts


def _contents(path: Path) -> dict[str, bytes]:
    """The parts of a file that hold its contents."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.endswith(".xml") and not name.startswith(("docProps", "meta", "settings"))
        }
