"""What changed between two versions of a workbook, as ``pacom-xl diff`` says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pacom_xl.browser.page_messages import Page, RefusedWorkError, show_lines
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import counted
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.diff.diff_model import diff_of, file_states
from pacom_xl.reporting.diff.diff_sides import not_comparable, order_notes
from pacom_xl.reporting.diff.diff_text import diff_text
from pacom_xl.reporting.diff.diff_workbook import write_diff
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read
from pacom_xl.template.schema import Template

_CHANGES = Text("Changements.xlsx", "Changes.xlsx")


def compared_workbooks(readings: Sequence[Reading], template: Template, as_of: date, lang: Lang, page: Page) -> None:
    """Compare two readings, the older first; show the changes, and write them as a workbook.

    Raises ``RefusedWorkError``.
    """
    old, new = file_states(readings[:1]), file_states(readings[1:])
    if not old or not new:
        problems = [why_not_read(reading) for reading in readings if not reading.plans and reading.reason]
        raise RefusedWorkError(
            *problems,
            Text("il faut un plan de chaque côté pour comparer.", "a plan on each side is needed to compare."),
        )
    if problem := not_comparable(old, new):
        raise RefusedWorkError(problem)
    diff = diff_of(old, new, template, as_of, lang)
    output = Path(_CHANGES.in_(lang))
    page.progress("writing", 0, 1, output.name)
    write_diff(diff, output)
    changes = counted(diff.count, Text("changement", "change"), Text("changements", "changes"))
    notes = [*foreign_files(readings), *order_notes(readings[:1], readings[1:])]
    show_lines(page, Text(f"{changes.fr}.", f"{changes.en}."), lang, diff_text(diff).splitlines(), notes)
    page.file("changes", output.name)
