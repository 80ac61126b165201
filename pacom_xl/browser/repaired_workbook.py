"""A damaged or older workbook written again with the current template, as ``pacom-xl repair`` writes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pacom_xl.browser.corrected_workbooks import free_name
from pacom_xl.browser.page_messages import Page, RefusedWorkError, show_lines
from pacom_xl.correction.repair import repair
from pacom_xl.correction.reports import repaired_lines
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_open
from pacom_xl.reporting.words.unusable_inputs import why_not_read
from pacom_xl.template.schema import Template

_ENDING = Text("_repare", "_repaired")


def repaired_workbook(
    reading: Reading, template: Template, as_of: date, lang: Lang, page: Page, *, frozen: bool
) -> None:
    """Write the workbook of a reading again and show what became of everything. Raises ``RefusedWorkError``.

    ``frozen``: ``as_of`` is written into the workbook instead of following the calendar.
    """
    source = reading.path
    if reading.leaves or len(reading.plans) > 1:
        raise RefusedWorkError(
            sentence(
                "{path} : classeur consolidé ; choisissez le classeur d’une équipe.",
                "{path}: a consolidated workbook; choose the workbook of one team.",
                path=path_text(source),
            )
        )
    if reading.plan is None:
        raise RefusedWorkError(why_not_read(reading))
    output = Path(free_name(source.with_suffix(".xlsx"), _ENDING.in_(lang), {source.name}))
    page.progress("writing", 0, 1, output.name)
    repaired = repair(read_open(source, template), source.read_bytes(), template, as_of, frozen=frozen)
    output.write_bytes(repaired.data)
    summary, *lines = repaired_lines(repaired, source, output, template, lang)
    show_lines(page, Text(summary, summary), lang, lines)
    page.file("repaired", output.name)
