"""Names of teams, actions and people for a report, indexed once so that each look-up is constant time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import SEVERITIES, Finding
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import Lang, in_line

#: Tables whose rows can be the subject of a finding, and the field with the row's name.
_NAMED = (
    ("actions", "title"), ("objectives", "label"), ("axes", "label"), ("targets", "label"), ("offers", "label"),
    ("segmentation", "label"), ("team", "full_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """The owner of an action."""

    trigram: str
    name: str


class Names:
    """Index of the names of teams, actions and people."""

    def __init__(self, review: Review) -> None:
        self.lang = review.lang
        self.template = review.template
        self.teams: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self._place: dict[str | None, int] = {}
        self._titles: dict[tuple[str | None, str], str] = {}
        self._owners: dict[tuple[str | None, str], Person] = {}
        for plan in review.portfolio.all_plans:
            self._add(plan)

    def _add(self, plan: Plan) -> None:
        team = plan.team
        self._place.setdefault(team, len(self._place))
        if team:
            self.teams.setdefault(team, team_label(plan, team, self.lang))
            self.files.setdefault(team, in_line(Path(plan.file).name) if plan.file else "")
        for table, field in _NAMED:
            for record in plan.table(table):
                self._titles.setdefault((team, record.key), in_line(str(record.get(field) or "")))
        people = {record.key: record for record in plan.table("team")}
        for action in plan.table("actions"):
            if owner := str(action.get("owner") or ""):
                self._owners.setdefault((team, action.key), Person(owner, _person_name(people.get(owner), owner)))

    def team(self, code: str | None) -> str:
        """``Nord-Ouest (NO)``; the code alone when the team has no name."""
        return self.teams.get(code or "", code or "")

    def title(self, finding: Finding) -> str:
        """Title of the finding's subject; ``""`` when it has none."""
        return self._titles.get((finding.team, finding.subject), "")

    def owner(self, finding: Finding) -> Person | None:
        """Owner of the action the finding is about; ``None`` when it is about something else."""
        return self._owners.get((finding.team, finding.subject))

    def order(self, finding: Finding) -> tuple[object, ...]:
        """Sort key: team (in the order of the workbooks), subject, severity, code."""
        place = self._place.get(finding.team, len(self._place))
        return (place, finding.team or "", finding.subject, SEVERITIES.index(finding.severity), finding.code)


def company_of(review: Review) -> str:
    """« Cafés Valmorane – 2026 »; ``""`` when no plan names its company."""
    for plan in review.portfolio.all_plans:
        if company := plan.form("plan").get("company"):
            return in_line(str(company) + (f" – {plan.year}" if plan.year else ""))
    return ""


def team_label(plan: Plan | None, team: str, lang: Lang) -> str:
    """``Nord-Ouest (NO)``: the name of a team as the list of teams has it, else its code."""
    for record in plan.table("teams") if plan else ():
        if record.key == team and (label := record.get(lang) or record.get("fr")):
            return in_line(f"{label} ({team})")
    return team


def _person_name(record: Record | None, trigram: str) -> str:
    return in_line(str(record.get("full_name") or "")) or trigram if record else trigram
