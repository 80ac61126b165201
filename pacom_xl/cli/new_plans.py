"""The plans ``new`` writes: blank for a team, or from a data file."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pacom_xl.cli import language
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.pipeline import template_named
from pacom_xl.cli.teams_file import TeamRow
from pacom_xl.exchange.plan_json import DataFileError, load_data_file, plans_from_data
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang, Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.template.find import find_on_disk
from pacom_xl.template.load import TemplateError
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_plan import blank_plan

_NAMESPACE = uuid.UUID("0b6f7f3a-6f0a-4d6e-9d0f-53a6a4a55d21")


def team_code(team: str | None) -> str:
    """The team code that ``--team`` gives. Exit code 2 when it is not two to four letters."""
    code = (team or "").strip().upper()
    if not (2 <= len(code) <= 4 and code.isascii() and code.isalpha()):
        raise RefusedError(
            Text(
                "donnez le code de l’équipe avec --team, deux à quatre lettres, par exemple NO.",
                "give the team code with --team, two to four letters, for instance NO.",
            )
        )
    return code


@dataclass(frozen=True)
class Blank:
    """Settings that all blank plans of one call share."""

    template: Template
    year: int
    actions: int
    lang: Lang

    def plan(self, row: TeamRow, rows: Sequence[TeamRow]) -> Plan:
        """The blank plan of a team; ``rows``: all teams, which it lists."""
        teams = [(other.code, other.label or other.code) for other in rows]
        plan = blank_plan(
            self.template,
            team=row.code,
            label=row.label,
            year=self.year,
            lang=self.lang,
            actions=self.actions,
            teams=teams,
        )
        return self._with_manager(plan, row) if row.manager else plan

    def _with_manager(self, plan: Plan, row: TeamRow) -> Plan:
        trigram = _trigram(row.manager)
        person = Record(
            "team",
            trigram,
            {
                "trigram": trigram,
                "team_code": row.code,
                "active": "yes",
                "language": self.lang,
                "full_name": row.manager,
                "email": row.email or None,
                "role": "regional_manager",
            },
        )
        records = [r.with_values({"manager": trigram}) if r.table == "plan" else r for r in plan.records]
        return plan.with_records([*records, person])


def _trigram(name: str) -> str:
    """First letter of the first name, first two of the last: Gaël Le Floc'h → GLF."""
    words = ["".join(c for c in word if "a" <= c <= "z") for word in fold(name).replace("-", " ").split()]
    words = [word for word in words if word] or ["x"]
    letters = "".join(word[0] for word in words[:3]) if len(words) > 2 else words[0][0] + words[-1][:2]
    return letters.upper().ljust(3, "X")[:3]


def template_of_data(data: Path) -> Template:
    """The template a data file names, found beside it or in ``PACOM_TEMPLATES``; else the standard one."""
    content = _loaded(data)
    plans = content.get("plans", [content]) if isinstance(content, Mapping) else content
    first = plans[0] if isinstance(plans, list) and plans else None
    name = first.get("template") if isinstance(first, Mapping) else None
    try:
        found = find_on_disk(name, "", [data.resolve().parent]) if isinstance(name, str) else None
    except TemplateError as error:
        raise RefusedError(*error.problems) from error
    return found or template_named()


def from_data(data: Path, template: Template, team: str | None, year: int | None) -> Plan:
    """The one plan of the file, or that of ``team``. Exit code 2 with every mistake of the file.

    A plan that names no language is in that of ``--lang``, else in French.
    """
    plans, problems = plans_from_data(_loaded(data), template, data.name, language.requested() or "fr")
    if problems:
        raise RefusedError(*problems)
    wanted = [plan for plan in plans if team is None or plan.team == team.upper()]
    if len(wanted) != 1:
        raise RefusedError(
            sentence(
                "{file} : choisissez un plan avec --team parmi {codes}.",
                "{file}: choose one plan with --team among {codes}.",
                file=data.name,
                codes=", ".join(str(plan.team) for plan in plans) or "–",
            )
        )
    (plan,) = wanted
    if year is not None and plan.year != year:
        raise RefusedError(
            sentence(
                "{file} : ces données sont de l’année {found}, pas {year} ; ôtez --year, ou changez « year » et les "
                "dates dans le fichier. Pour l’exercice suivant d’un classeur : pacom-xl renew.",
                '{file}: these data are of the year {found}, not {year}; leave --year out, or change "year" and the '
                "dates in the file. For the next year of a workbook: pacom-xl renew.",
                file=data.name,
                found=plan.year or "?",
                year=year,
            )
        )
    return plan


def _loaded(data: Path) -> object:
    try:
        return load_data_file(data)
    except DataFileError as error:
        raise RefusedError(error.problem) from error


def workbook_id_of(data: Path, team: str | None) -> str:
    """Workbook id of one team of a data file: the same data give the same workbook, each team its own."""
    return str(uuid.uuid5(_NAMESPACE, f"{hashlib.sha256(data.read_bytes()).hexdigest()} {team or ''}"))
