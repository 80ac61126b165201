"""The program as a library: read, check, merge. Nothing here prints, and nothing raises on what workbooks hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.consolidation.portfolio import Portfolio, consolidate
from pacom_xl.consolidation.review import Review, review
from pacom_xl.reading.many_files.discover import expand
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.templates.named_template import read_with_named, template_of
from pacom_xl.template.load import load_template

if TYPE_CHECKING:
    from pacom_xl.model.text import Lang
    from pacom_xl.template.schema import Template

Paths = str | Path | Iterable[str | Path]


def read(paths: Paths, *, template: str | Path | None = None, jobs: int | None = 1) -> list[Reading]:
    """One reading per workbook: files, folders, patterns. Without ``plans``, ``reason`` says why.

    ``template``: a name or a folder; by default the one the workbooks name, found in ``PACOM_TEMPLATES``, beside them
    or in them. Raises ``TemplateError`` for a template with mistakes.
    """
    several: Sequence[str | Path] = [paths] if isinstance(paths, (str, Path)) else list(paths)
    inputs = expand(several)
    if template is not None:
        return read_all(inputs, load_template(template), jobs)
    return read_with_named(lambda shape: read_all(inputs, shape, jobs), load_template())[0]


def check(readings: Sequence[Reading], as_of: date, *, template: str | Path | None = None, lang: Lang = "fr") -> Review:
    """Every rule on what was read, at one date: ``review.findings``."""
    return review(readings, _template(readings, template), as_of, lang=lang)


def merge(
    readings: Sequence[Reading],
    *,
    template: str | Path | None = None,
    on_conflict: str = "report",
    reference: Reading | None = None,
    base: Reading | None = None,
) -> Portfolio:
    """The plans together: ``portfolio.merged()``, ``.all_conflicts``, ``.changes``, ``.totals(date)``, ``.frames()``.

    ``reference``: the group's workbook. ``base``: the previous consolidation; one of another year or company is not
    compared with, and ``portfolio.base_problem`` says why. ``readings`` are not changed.
    """
    return consolidate(readings, _template(readings, template), reference, on_conflict=on_conflict, base=base)


def _template(readings: Sequence[Reading], template: str | Path | None) -> Template:
    return template_of(readings) if template is None else load_template(template)
