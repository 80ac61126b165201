"""``merge --split-by parent``: the plans of each parent region in a workbook of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.teams_file import read_teams
from pacom_xl.consolidation.review import Review
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading

#: Field of the list of teams that a company's template may have.
_PARENT = "parent"
#: Characters that no file system refuses in a name.
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def parents_of(found: Review, teams_file: Path | None, notice: Callable[[Text], None]) -> dict[str, list[str]]:
    """The teams of each parent region, in the order of ``teams_file``, else of the list of teams of the workbooks.

    The group's own workbook belongs to no region. Exit code 2 when a team that was read has no parent region.
    """
    known = _in_file(teams_file, notice) if teams_file else _in_workbooks(found)
    teams = [plan.team or "" for plan in found.portfolio.plans]
    alone = sorted(team for team in teams if not known.get(team))
    if alone:
        raise RefusedError(_without_parent(alone))
    parents: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for team, parent in known.items():
        if team in teams:
            parents.setdefault(names.setdefault(fold(parent), parent), []).append(team)
    _refuse_one_name(parents)
    return parents


def _in_file(path: Path, notice: Callable[[Text], None]) -> Mapping[str, str]:
    return {row.code: row.parent for row in read_teams(path, notice)}


def _in_workbooks(found: Review) -> Mapping[str, str]:
    """What the list of teams of each plan says, the group's first."""
    parents: dict[str, str] = {}
    for plan in found.portfolio.all_plans:
        for row in plan.table("teams"):
            if parent := row.text(_PARENT):
                parents.setdefault(row.key, parent)
    return parents


def output_of(output: Path, parent: str) -> Path:
    """``group-Ouest.xlsx`` for ``group.xlsx`` and the region « Ouest »."""
    return output.with_name(f"{output.stem}-{_file_name(parent)}{output.suffix}")


def _file_name(parent: str) -> str:
    return _NOT_IN_NAMES.sub("_", parent).strip("._") or "_"


def is_of(reading: Reading, teams: Collection[str]) -> bool:
    """Whether a file has a plan of these teams, or is the group's own workbook."""
    return any(plan.team in teams or plan.team == GROUP_TEAM for plan in reading.plans)


def only_teams(reading: Reading, teams: Collection[str]) -> Reading:
    """The reading with the plans of these teams and of the group: a consolidated workbook may have those of others."""
    if all(plan.team in teams or plan.team == GROUP_TEAM for plan in reading.plans):
        return reading
    plans = [plan for plan in reading.plans if plan.team in teams or plan.team == GROUP_TEAM]
    leaves = tuple(leaf for leaf in reading.leaves if leaf.team in teams or leaf.team == GROUP_TEAM)
    findings = [f for f in reading.findings if f.team is None or f.team in teams or f.team == GROUP_TEAM]
    return replace(reading, plans=plans, leaves=leaves, findings=findings)


def _refuse_one_name(parents: Mapping[str, object]) -> None:
    """Exit code 2 when two regions would be written into one file."""
    names: dict[str, str] = {}
    for parent in parents:
        other = names.setdefault(fold(_file_name(parent)), parent)
        if other != parent:
            raise RefusedError(
                sentence(
                    "les régions « {one} » et « {two} » donneraient le même nom de fichier ; renommez l’une d’elles.",
                    'the regions "{one}" and "{two}" would give the same file name; rename one of them.',
                    one=other,
                    two=parent,
                )
            )


def _without_parent(teams: Collection[str]) -> Text:
    return sentence(
        "--split-by parent : région mère inconnue pour {teams}. Donnez avec --teams une liste des équipes qui a une "
        "colonne « parent » (code ; libellé ; parent).",
        "--split-by parent: no parent region is known for {teams}. Give with --teams a list of teams with a column "
        '"parent" (code, label, parent).',
        teams=", ".join(teams),
    )
