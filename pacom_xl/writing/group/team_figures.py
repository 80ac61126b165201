"""Figures of each team, for the summary of a consolidated workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Value

#: Figures by team: the column counted or summed, and what it must hold.
COUNTS = {"late": ("flag_key", "late"), "at_risk": ("at_risk_key", "yes"), "to_close": ("flag_key", "to_close")}
SUMS = {"allocated": "envelope_use", "committed": "committed", "spent": "spent", "forecast": "forecast"}


@dataclass
class TeamFigures:
    """Figures of the teams on the summary."""

    #: By team and column.
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    #: Teams that sent a workbook, or have an action, an envelope or an objective.
    present: set[str] = field(default_factory=set)
    #: Of the group's envelope, by what it is for.
    envelopes: dict[str, Decimal] = field(default_factory=dict)

    def is_listed(self, team: str) -> bool:
        """Whether a team has a line: it has a plan, and the group has actions."""
        return team in self.present and (team != GROUP_TEAM or bool(self.values.get((team, "actions"))))

    @classmethod
    def of_teams(cls, teams: Iterable[str]) -> TeamFigures:
        """Figures of teams that sent a workbook, which may be empty."""
        sent = set(teams)
        nothing = _of_actions(()) | {"envelope": Decimal(0)}
        return cls({(team, key): value for team in sent for key, value in nothing.items()}, sent)

    def add(self, part: PlanView) -> None:
        """The figures of the teams of a part."""
        actions, envelopes = _by_team(part.rows("actions")), _by_team(part.rows("envelope"))
        teams = dict.fromkeys((*actions, *envelopes, *_by_team(part.rows("objectives"))))
        self.present.update(teams)
        for team in teams:
            figures = _of_actions(actions.get(team, ())) | {"envelope": _total_envelope(envelopes.get(team, ()))}
            self.values |= {(team, key): value for key, value in figures.items()}
        for row in envelopes.get(GROUP_TEAM, ()):
            key = row.text("key")
            self.envelopes[key] = self.envelopes.get(key, Decimal(0)) + row.amount("amount")


def _by_team(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.text("team"), []).append(row)
    return found


def _of_actions(actions: Sequence[Row]) -> dict[str, Value]:
    rated = [n for action in actions if (n := action.number("on_time")) is not None]
    counts = {key: sum(a.figure(f"calendar.{n}") == wanted for a in actions) for key, (n, wanted) in COUNTS.items()}
    sums = {key: sum((a.amount(name) for a in actions), Decimal(0)) for key, name in SUMS.items()}
    rate = sum(rated, Decimal(0)) / len(rated) if rated else None
    return {"actions": len(actions), **counts, **sums, "on_time_rate": rate}


def _total_envelope(envelopes: Iterable[Row]) -> Decimal:
    return sum((row.amount("amount") for row in envelopes if row["dimension"] == "total"), Decimal(0))
