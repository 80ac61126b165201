"""The tests of the rules notice most changes of the rules; ``docs/mutation.md`` says how many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import mutation

SOURCE = '''"""A module."""
from pacom_xl.model.text import Text

@rule("PAC999", "error", title=Text(fr="1 < 2", en=""))
def check(book):
    """Passes: 1 < 2."""
    for row in book:
        if row > 3 and not row.done:
            yield row + 1
'''


def test_changes_are_in_the_code_and_not_in_the_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = tmp_path / "pacom_xl" / "rules" / "sample.py"
    module.parent.mkdir(parents=True)
    module.write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(mutation, "ROOT", tmp_path)
    mutants = list(mutation.mutants_of("pacom_xl.rules.sample"))
    assert sorted(mutant.what for mutant in mutants) == [
        "1 + 1", "3 + 1", "Add swapped", "And swapped", "Gt made GtE [0]", "condition false", "condition true",
        "not dropped", "rule check removed", "yield dropped",
    ]  # fmt: skip
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        compile(mutant.source, "sample", "exec")


def test_the_written_score_is_above_the_bar() -> None:
    text = (mutation.ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    found = re.search(r"\*\*(\d+) of (\d+) changes noticed", text)
    assert found
    assert int(found[1]) / int(found[2]) >= mutation.BAR


@pytest.mark.long
def test_the_tests_notice_changes_of_the_rules() -> None:
    assert mutation.main(["--jobs", "2"]) == 0
