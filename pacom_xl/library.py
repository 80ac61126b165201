"""The program as a library: read, check, merge. Nothing here prints, and nothing raises on what workbooks hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.review import Review, review
from pacom_xl.reading.discover import expand
from pacom_xl.reading.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.template.load import load_template

if TYPE_CHECKING:
    from pacom_xl.model.text import Lang

Paths = str | Path | Iterable[str | Path]


def read(paths: Paths, *, template: str | Path = "standard", jobs: int | None = 1) -> list[Reading]:
    """One reading per workbook: files, folders, patterns. Without ``plans``, ``reason`` says why."""
    several: Sequence[str | Path] = [paths] if isinstance(paths, (str, Path)) else list(paths)
    return read_all(expand(several), load_template(template), jobs)


def check(readings: Sequence[Reading], as_of: date, *, template: str | Path = "standard", lang: Lang = "fr") -> Review:
    """Every rule on what was read, at one date: ``review.findings``."""
    return review(readings, load_template(template), as_of, lang=lang)


def merge(readings: Sequence[Reading], *, template: str | Path = "standard", on_conflict: str = "report") -> Portfolio:
    """The plans together: ``portfolio.merged()``, ``.all_conflicts``, ``.totals(date)``, ``.frames()``."""
    return consolidate(readings, load_template(template), on_conflict=on_conflict)
