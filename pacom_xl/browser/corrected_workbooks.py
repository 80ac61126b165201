"""Each team's own workbook with its findings at their cells, as ``pacom-xl correct`` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pacom_xl.browser.review_outputs import Output
from pacom_xl.consolidation.review import Review, review
from pacom_xl.correction.correct import correct
from pacom_xl.model.text import Lang, Text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_reader import read_open
from pacom_xl.rules.rule_settings import Config
from pacom_xl.template.schema import Template

_ENDING = Text("_a_corriger", "_to_correct")


@dataclass(frozen=True)
class Correction:
    """Settings that all corrections of one run share."""

    template: Template
    as_of: date
    #: Whether ``as_of`` is written into the workbooks, so that they stay as they were checked.
    frozen: bool
    lang: Lang
    config: Config
    reference: Reading | None = None

    def outputs(self, readings: Iterable[Reading]) -> Iterator[Output]:
        """One output for each workbook of one team; consolidated ones are left out."""
        taken: set[str] = set()
        for reading in readings:
            is_group = self.reference is not None and reading.path == self.reference.path
            if reading.plan is None or reading.leaves or len(reading.plans) > 1 or is_group:
                continue
            name = free_name(reading.path, _ENDING.in_(self.lang), taken)
            yield Output("corrected", name, partial(self._write, reading.path))

    def _write(self, source: Path, target: Path) -> Path:
        found = read_open(source, self.template)
        corrected = correct(found, source.read_bytes(), self.template, self.as_of, self._check, frozen=self.frozen)
        final = target if corrected.way == "own" else target.with_suffix(".xlsx")
        final.write_bytes(corrected.data)
        return final

    def _check(self, reading: Reading) -> Review:
        return review(
            [reading],
            self.template,
            self.as_of,
            reference=self.reference,
            lang=self.lang,
            config=self.config,
        )


def free_name(source: Path, ending: str, taken: set[str]) -> str:
    """The name of the output: that of the source with an ending, numbered when it is in ``taken``, which gets it."""
    stem, suffix = f"{source.stem}{ending}", source.suffix.lower()
    number = 1
    while (name := f"{stem}{f'_{number}' if number > 1 else ''}{suffix}") in taken:
        number += 1
    taken.add(name)
    return name
