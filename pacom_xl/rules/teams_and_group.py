"""Rules 7xx that compare teams with the group: envelopes, targets, transfers, missing workbooks."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE, OPEN
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, on
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.rule_registry import Hit, portfolio_rule


def _envelopes(view: PlanView) -> dict[str, Row]:
    """Envelope rows with an amount, by axis code or ``total``."""
    return {
        "total" if row["dimension"] == "total" else row.text("key"): row
        for row in view.rows("envelope")
        if row["dimension"] in ("total", "axis") and row.number("amount") is not None
    }


@portfolio_rule(
    "PAC705",
    "error",
    title=Text(fr="Enveloppes régionales trop élevées", en="Team budgets too high"),
    message=Text(
        fr="Enveloppes régionales {sum:money} > enveloppe groupe {group:money} ({scope}).",
        en="Team budgets {sum:money} > group budget {group:money} ({scope}).",
    ),
    fix=Text(fr="Arbitrer entre régions.", en="Arbitrate between regions."),
)
def envelopes_above_group(group: Group) -> Iterator[Hit]:
    """The teams' envelopes, in total or on one axis, add up to more than the group's.

    Passes: 4 × 125 000 for 500 000.
    Fails: 505 500 for 499 500.
    """
    if not group.reference:
        return
    sums: dict[str, Decimal] = {}
    for view in group.in_turn():
        for key, row in _envelopes(view).items():
            sums[key] = sums.get(key, Decimal(0)) + row.amount("amount")
    for key, row in _envelopes(group.reference).items():
        total = sums.get(key, Decimal(0))
        if total > row.amount("amount"):
            scope = group.reference.find("axes", key)
            params = {
                "sum": total,
                "group": row.amount("amount"),
                "scope": scope.text("label") if scope else key,
            }
            yield Hit(key, None, row, "amount", params)


@portfolio_rule(
    "PAC706",
    "warning",
    title=Text(fr="Cibles régionales insuffisantes", en="Team targets too low"),
    message=Text(
        fr="Objectif {code:action} : cibles régionales {sum} < cible groupe {group}.",
        en="Objective {code:action}: team targets {sum} < group target {group}.",
    ),
    fix=Text(
        fr="Relever des cibles régionales ou revoir la cible groupe.",
        en="Raise team targets or revise group target.",
    ),
)
def targets_below_group(group: Group) -> Iterator[Hit]:
    """The teams' targets of an objective, summed or averaged by weight as its aggregation says, fall short
    of the group's; in the direction of the objective. Not checked while an expected team is missing.

    Passes: 65 + 80 + 65 + 50 for 260.
    Fails: 65 + 80 + 65 for 260, all expected teams present.
    """
    if not group.reference or set(group.expected) - {view.plan.team for view in group.views}:
        return
    targets: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for view in group.in_turn():
        for code in {row.key for row in view.rows("objectives")}:
            row = view.find("objectives", code)
            if row and row.number("target") is not None:
                targets.setdefault(code, []).append((row.amount("target"), row.amount("weight")))
    for objective in group.reference.rows("objectives"):
        wanted = objective.number("target")
        reached = _aggregated(objective.text("aggregation"), targets.get(objective.key, []))
        if wanted is None or reached is None:
            continue
        if reached > wanted if objective["direction"] == "down" else reached < wanted:
            yield on(objective, "target", sum=reached, group=wanted)


def _aggregated(how: str, targets: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Aggregate of (target, weight) pairs: sum, or mean by weight."""
    weights = sum((weight for _, weight in targets), Decimal(0))
    if how == "sum" and targets:
        return sum((target for target, _ in targets), Decimal(0))
    if how == "weighted_mean" and weights > 0:
        return sum((target * weight for target, weight in targets), Decimal(0)) / weights
    return None


@portfolio_rule(
    "PAC708",
    "error",
    title=Text(fr="Transfert sans accueil", en="Transfer not received"),
    message=Text(fr="{code:action} transférée : {case}.", en="{code:action} transferred: {case}."),
    fix=Text(
        fr="Créer l’action d’accueil avec « reprise de {code} ».",
        en='Create the receiving action "taken from {code}".',
    ),
    cases={
        "not_received": Text(fr="aucune action d’accueil chez {team}", en="no receiving action in {team}"),
        "both_open": Text(
            fr="encore ouverte ici et reprise par {receiver}",
            en="still open here and taken over by {receiver}",
        ),
    },
)
def transfer_not_received(group: Group) -> Iterator[Hit]:
    """A transferred action that no live action of the receiving team names as its origin; or an action taken
    over while the original is still open. Not checked when the receiving team's workbook is missing. An action
    taken from its own code goes on from last year's plan.

    Passes: ACT-SO-003 transferred to NO, ACT-NO-014 taken from ACT-SO-003.
    Fails: ACT-SO-003 transferred to NO, nothing in NO.
    """
    takers: dict[str, list[_Receiver]] = {}
    for view in group.in_turn():
        for action in actions(view, LIVE):
            # An action that names itself continues last year's plan (``renew``): it was not transferred.
            if (origin := action.text("taken_from")) and origin != action.key:
                takers.setdefault(origin, []).append(_Receiver(action.key, action.team, action.text("status")))
    present = {view.plan.team for view in group.views}
    for view in group.in_turn():
        for action in actions(view, ("transferred",)):
            team = _receiver(action)
            received = any(receiver.team == team or not team for receiver in takers.get(action.key, ()))
            if not received and (not team or team in present):
                yield on(action, "transferred_to", case="not_received", team=team)
        for action in actions(view, OPEN):
            if receiver := next((receiver for receiver in takers.get(action.key, ()) if receiver.status in OPEN), None):
                yield on(action, "status", case="both_open", receiver=receiver.key)


class _Receiver(NamedTuple):
    """An action that names the action it was transferred from."""

    key: str
    team: str | None
    status: str


def _receiver(action: Row) -> str:
    """Team code of ``transferred_to``, which is a team or an action."""
    target = action.text("transferred_to")
    return target.split("-")[1] if target.count("-") == 2 else target


@portfolio_rule(
    "PAC710",
    "warning",
    title=Text(fr="Classeur absent ou ancien", en="Workbook missing or old"),
    message=Text(fr="Classeur de l’équipe {team} {case}.", en="Workbook of team {team} {case}."),
    fix=Text(fr="Relancer le responsable régional.", en="Chase the regional manager."),
    cases={
        "missing": Text(fr="absent", en="missing"),
        "old": Text(fr="non mis à jour depuis {days} jours", en="not updated for {days} days"),
    },
)
def missing_workbook(group: Group) -> Iterator[Hit]:
    """An expected team sent no workbook, or one last saved more than ``file_stale_days`` ago.

    Passes: saved 10 days ago, with 10 as threshold.
    Fails: SO expected, no workbook of SO.
    """
    views = {view.plan.team: view for view in group.views}
    for team in group.expected:
        view, saved = views.get(team), group.saved_on.get(team)
        if view is None:
            yield Hit(team, None, None, None, {"team": team, "days": None, "case": "missing"})
        elif saved and (days := (group.as_of - saved.date()).days) > view.setting("file_stale_days"):
            yield Hit(team, None, view.form("plan"), None, {"team": team, "days": days, "case": "old"})
