"""``docs/reading.md`` tells the limits as they are, and the scores of the pages it leads to."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from pacom_xl.reading.many_files.read_pool import Allowance
from pacom_xl.xlsx.limits import Limits

_DOCS = Path(__file__).parents[2] / "docs"
_PAGE = (_DOCS / "reading.md").read_text(encoding="utf-8")
_FRENCH_PAGE = (_DOCS / "reading.fr.md").read_text(encoding="utf-8")


def test_the_limits_are_told_with_their_defaults() -> None:
    limits = Limits()
    sizes = {name: getattr(limits, name) // 1_000_000 for name in ("file", "part", "total")}
    for page in (_PAGE, _FRENCH_PAGE):
        listed = dict(re.findall(r"^\| `PACOM_MAX_(\w+)` \| (\d+) \|", page, re.MULTILINE))
        assert listed == {name.upper(): str(value) for name, value in (sizes | asdict(Allowance())).items()}
    assert f"{limits.cells // 1_000_000} million filled cells" in _PAGE
    assert f"{limits.tabs:,} tabs" in _PAGE
    assert limits.seconds == Allowance().seconds


def test_the_score_of_the_gauntlet_is_that_of_its_page() -> None:
    score = re.search(r"\d+ edits: .*", (_DOCS / "gauntlet.md").read_text(encoding="utf-8"))
    assert score and score[0].rstrip(".") in _PAGE
