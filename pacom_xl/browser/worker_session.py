"""The requests of the page's worker: check, repair and compare workbooks, write new ones.

The worker puts files into a folder of the browser's memory and calls ``Session.run`` there; results go back to it
through ``Page``. Nothing here knows JavaScript, so that tests run the same code without a browser.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pacom_xl.browser.adopted_list import ListRequest, adopted_list
from pacom_xl.browser.company_settings import CompanySettings, load_settings
from pacom_xl.browser.compared_workbooks import compared_workbooks
from pacom_xl.browser.corrected_workbooks import Correction
from pacom_xl.browser.new_workbooks import blank_workbook, sample_workbooks
from pacom_xl.browser.page_messages import Page, RefusedWorkError, show_lines
from pacom_xl.browser.page_texts import TEXTS
from pacom_xl.browser.repaired_workbook import repaired_workbook
from pacom_xl.browser.review_outputs import Output, outputs_of
from pacom_xl.consolidation.review import Review, review
from pacom_xl.consolidation.undecided_totals import undecided_totals
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.many_files.discover import Input, expand
from pacom_xl.reading.many_files.in_process import InProcess
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.templates.named_template import read_with_named
from pacom_xl.reporting.check_text import summary_line
from pacom_xl.reporting.merge_text import totals_rows
from pacom_xl.reporting.words.conflict_words import conflict_line
from pacom_xl.reporting.words.file_statuses import FILE_STATUSES
from pacom_xl.reporting.words.unusable_inputs import why_unusable
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD

#: Seconds of reading that one file may take: Python in a browser is two to three times slower than elsewhere.
_SECONDS = "30"
#: Modules that are imported in functions.
_LOADED_LATE = ("jinja2", "rapidfuzz.fuzz", "pacom_xl.reading.workbook_reader", "pacom_xl.writing.group.group_workbook")


class Session:
    """The program in one worker, with the settings of the page."""

    def __init__(self, settings: CompanySettings) -> None:
        os.environ.setdefault("PACOM_MAX_SECONDS", _SECONDS)
        self.settings = settings

    def run(self, request: str, page: Page) -> None:
        """Do what ``request`` asks, JSON with an ``action``; the paths in it are relative to the current folder."""
        data = json.loads(request)
        lang: Lang = "en" if data["lang"] == "en" else "fr"
        work: dict[str, Callable[[Mapping[str, Any], Lang, Page], None]] = {
            "blank": self._blank,
            "sample": self._sample,
            "check": self._check,
            "repair": self._repair,
            "diff": self._diff,
            "adopt": self._adopt,
        }
        try:
            work[data["action"]](data, lang, page)
        except RefusedWorkError as refused:
            show_lines(page, TEXTS["nothing_written"], lang, notes=refused.problems)

    def _sample(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        for name in sample_workbooks(lang, page.progress):
            page.file("sample", name)

    def _repair(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        (reading,), template = self._readings(_inputs(data["files"], data["stopped"]), page)
        as_of, frozen = _as_of(data)
        repaired_workbook(reading, template, as_of, lang, page, frozen=frozen)

    def _diff(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        readings, template = self._readings(_inputs(data["files"], data["stopped"]), page)
        compared_workbooks(readings, template, _as_of(data)[0], lang, page)

    def _adopt(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        name, *mapping = data["files"]
        if name in data["stopped"]:
            raise RefusedWorkError(TEXTS[f"stopped_{data['stopped'][name]}"])
        page.progress("reading", 1, 1, name)
        team, year = str(data["team"]).upper() or None, int(data["year"]) if data["year"] else None
        request = ListRequest(Path(name), Path(mapping[0]) if mapping else None, team, str(data["label"]), year)
        as_of, frozen = _as_of(data)
        adopted_list(request, self.settings.blank_template, as_of, lang, page, frozen=frozen)

    def _blank(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        template = self.settings.blank_template
        name = blank_workbook(data, template, self.settings.reference_reading(template), lang)
        page.file("blank", name)

    def _check(self, data: Mapping[str, Any], lang: Lang, page: Page) -> None:
        inputs = _inputs(data["files"], data["stopped"])
        readings, template = self._readings(inputs, page)
        page.progress("checking", len(inputs), len(inputs), "")
        as_of, frozen = _as_of(data)
        reference, config = self.settings.reference_reading(template), self.settings.rules_for(template)
        found = review(
            readings, template, as_of, reference=reference, expect=self.settings.expect, lang=lang, config=config
        )
        page.result(json.dumps(_shown(found), ensure_ascii=False))
        if not found.portfolio.all_plans:
            return
        # A workbook that goes back to its team follows the calendar again, unless another day was asked for.
        correction = Correction(template, as_of, frozen, lang, config, reference)
        _write([*outputs_of(found, date.fromisoformat(data["today"])), *correction.outputs(readings)], lang, page)

    def _readings(self, inputs: Sequence[Input], page: Page) -> tuple[list[Reading], Template]:
        def read(template: Template) -> list[Reading]:
            executor = InProcess(template, _starting(inputs, page))
            return read_all(inputs, template, executor=executor)

        if self.settings.template is not None:
            return read(self.settings.blank_template), self.settings.blank_template
        return read_with_named(read, load_template())


def _as_of(data: Mapping[str, Any]) -> tuple[date, bool]:
    """The date asked for, and whether it is another than today: then workbooks keep it."""
    as_of = date.fromisoformat(data["as_of"])
    return as_of, as_of != date.fromisoformat(data["today"])


def open_session(folder: str) -> Session:
    """The session of a page whose settings are unpacked in ``folder``.

    What the program loads only when it is used is loaded now, while people choose their files.
    """
    session = Session(load_settings(Path(folder)))
    for module in _LOADED_LATE:
        importlib.import_module(module)
    load_template(session.settings.template or STANDARD)
    return session


def _write(outputs: Sequence[Output], lang: Lang, page: Page) -> None:
    """Write the files of a check. One that fails through a fault of the program costs only itself."""
    for rank, output in enumerate(outputs):
        page.progress("writing", rank, len(outputs), output.name)
        try:
            path = output.write(Path(output.name))
        except Exception as error:
            page.problem(_fault(output.name, error).in_(lang))
        else:
            page.file(output.kind, path.name)


def _fault(name: str, error: Exception) -> Text:
    return sentence(
        "{name} n’a pas pu être écrit, erreur interne du programme à signaler ({error})",
        "{name} could not be written, internal fault of the program, please report it ({error})",
        name=name,
        error=f"{type(error).__name__}: {error}",
    )


def _starting(inputs: Sequence[Input], page: Page) -> Callable[[Path], object]:
    """Informs the page before each file is read."""
    order = {entry.path: rank for rank, entry in enumerate(inputs, 1)}
    return lambda path: page.progress("reading", order.get(path, 0), len(inputs), path_text(path))


def _inputs(files: Sequence[str], stopped: Mapping[str, str]) -> list[Input]:
    """The files to read; those that ended a worker before (``stopped``: ``time`` or ``memory``) are not opened."""
    problems = {name: TEXTS[f"stopped_{why}"] for name, why in stopped.items()}
    return [
        Input(entry.path, named=True, problem=problems.get(path_text(entry.path), entry.problem))
        for entry in expand(files)
    ]


def _shown(found: Review) -> dict[str, Any]:
    """What the page shows of a review, in its language."""
    lang, portfolio = found.lang, found.portfolio
    several = len(portfolio.all_plans) > 1
    return {
        "summary": summary_line(found),
        "problems": [problem.in_(lang) for problem in why_unusable(found)],
        "files": _files(found),
        "missing": [_missing(team).in_(lang) for team in portfolio.missing_teams],
        "totals": _totals(found) if several else [],
        "conflicts": [conflict_line(c, found.template, lang) for c in portfolio.all_conflicts] if several else None,
    }


def _totals(found: Review) -> list[list[str]]:
    return totals_rows(found, found.portfolio.totals(found.as_of), undecided_totals(found.portfolio, found.as_of))


def _files(found: Review) -> list[dict[str, str]]:
    """Each file with its team, its status and why it is not counted in full."""
    lang = found.lang
    counted = {source.path: source for source in found.portfolio.sources if not source.leaf}
    rows = []
    for reading in found.readings:
        source = counted.get(str(reading.path))
        status = source.status if source else reading.status
        reason = (source.reason if source else None) or reading.reason
        rows.append(
            {
                "name": path_text(reading.path.name),
                "team": ", ".join(plan.team or "?" for plan in reading.plans),
                "status": status,
                "status_text": FILE_STATUSES[status].in_(lang),
                "reason": reason.in_(lang) if reason else "",
            }
        )
    return rows


def _missing(team: str) -> Text:
    return sentence("Équipe attendue absente : {team}", "Expected team missing: {team}", team=team)
