"""Consolidated workbooks among the inputs: beside one of their own sources they do not count, the source does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading

#: What names an input: the hash of its bytes, or its workbook id and team.
_Name = tuple[str, str | None]


def without_aggregates(readings: Sequence[Reading]) -> list[Reading]:
    """``readings``; a consolidated workbook is ``contained`` when one of its sources is among them."""
    names = {name for reading in readings for name in _names(reading)}
    contained = {
        id(reading)
        for reading in readings
        if reading.status in ("read", "partial") and (set(_parts(reading)) - set(_names(reading))) & names
    }
    teams = {plan.team for reading in readings if id(reading) not in contained for plan in reading.plans}
    return [
        replace(reading, status="contained", reason=_reason(reading, teams)) if id(reading) in contained else reading
        for reading in readings
    ]


def uncounted_teams(readings: Iterable[Reading], counted: Iterable[str | None]) -> list[str]:
    """Teams of contained workbooks that no other input gives."""
    teams = {plan.team for reading in readings if reading.status == "contained" for plan in reading.plans}
    return sorted(str(team) for team in teams - set(counted) if team)


def _names(reading: Reading) -> Iterator[_Name]:
    """A team's workbook is named with its team: workbooks of older versions made from one data file share their id."""
    if reading.sha256:
        yield reading.sha256, None
    if reading.workbook_id:
        of_one = len(reading.plans) == 1 and not reading.leaves
        yield reading.workbook_id, reading.plans[0].team if of_one else None


def _parts(reading: Reading) -> Iterator[_Name]:
    """The sources of a consolidated workbook, and the consolidated workbooks they came through."""
    if not reading.contains:
        return
    known = set[str]()
    for leaf in reading.leaves:
        known |= {leaf.sha256, leaf.workbook_id or ""}
        yield leaf.sha256, None
        if leaf.workbook_id:
            yield leaf.workbook_id, leaf.team
    yield from ((source, None) for source in reading.contains if source not in known)


def _reason(reading: Reading, teams: set[str | None]) -> Text:
    """With the teams that only the consolidated workbook has: they are not counted, and that must be seen."""
    alone = ", ".join(sorted(str(plan.team) for plan in reading.plans if plan.team not in teams))
    more = sentence(
        " ; non fourni par ailleurs, donc non compté : {alone}",
        "; found nowhere else, so not counted: {alone}",
        alone=alone,
    )
    return Text(
        "classeur consolidé dont une source est fournie aussi" + (more.fr if alone else ""),
        "consolidated workbook beside one of its own sources" + (more.en if alone else ""),
    )
