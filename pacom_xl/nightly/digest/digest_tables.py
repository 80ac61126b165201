"""Tables of the mails: regions side by side for the director, axes for a regional manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from pacom_xl.figures.periods import ZERO
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.formats import money, short_day
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.nightly.digest.digest_model import Section, Table
from pacom_xl.nightly.digest.digest_rows import signed
from pacom_xl.nightly.digest.unread_amounts import Typed, together, unread_amounts, with_typed
from pacom_xl.nightly.night_facts import Night, rate_of
from pacom_xl.reporting.words.labels import team_label

_ACTIVITY = (
    Text("Actions", "Actions"),
    Text("En retard", "Overdue"),
    Text("À risque", "At risk"),
    Text("À clôturer", "To close"),
    Text("Dépassements", "Over budget"),
    Text("Terminées à temps", "Done on time"),
    Text("Fichier du", "File of"),
)
_BUDGET = (
    Text("Enveloppe", "Budget"),
    Text("Alloué", "Allocated"),
    Text("Engagé", "Committed"),
    Text("Réalisé", "Spent"),
    Text("Atterrissage", "Forecast"),
)
_FIGURES = ("envelope_use", "committed", "spent", "forecast")


def activity(night: Night, plans: Sequence[Plan], body: Sequence[Section]) -> Table:
    """Actions by region: late, at risk, to close, over budget; deadlines kept; date of the file."""
    rows = Counter((item.team, section.key) for section in body for item in section.items)
    lines, rates = [], []
    for plan in plans:
        rates.append(rate_of(_view(night, plan)))
        lines.append(_activity_line(night, plan, rows, rates[-1]))
    totals = [str(sum(int(line[n]) for line in lines)) for n in range(1, 6)]
    whole = (sum(rated for rated, _ in rates), sum(on_time for _, on_time in rates))
    last = [_GROUP.in_(night.lang), *totals, _rate(whole), ""]
    heads = ["", *(word.in_(night.lang) for word in _ACTIVITY)]
    return Table(heads, [*lines, last], wide=frozenset({1, 4, 7}), alarms=frozenset({2, 5}), total=True)


_GROUP = Text("Groupe", "Group")


def _activity_line(night: Night, plan: Plan, rows: Counter[tuple[str, str]], rate: tuple[int, int]) -> list[str]:
    team, lang = plan.team or "", night.lang
    actions = _view(night, plan).rows("actions")
    saved = night.review.portfolio.saved_on.get(team)
    counts = (
        len(actions),
        rows[team, "late"],
        sum(row["at_risk_key"] == "yes" for row in actions),
        sum(row["flag_key"] == "to_close" for row in actions),
        rows[team, "over"],
    )
    on = short_day(night.local(saved).date(), lang) if saved else "–"
    return [team_label(plan, team, lang), *map(str, counts), _rate(rate), on]


def _view(night: Night, plan: Plan) -> PlanView:
    return night.facts.view(plan.team)


def _rate(rate: tuple[int, int]) -> str:
    rated, on_time = rate
    return f"{on_time}/{rated}" if rated else "–"


def budget(night: Night, plans: Sequence[Plan]) -> Table:
    """Budget by region, from the envelope to the forecast."""
    lines: list[tuple[str, _Amounts]] = []
    typed: list[Typed] = []
    for plan in plans:
        amounts, view = night.facts.amounts(plan), _view(night, plan)
        value = _envelope(view, "total")
        figures = [value, amounts.allocated, amounts.committed, amounts.spent, amounts.forecast]
        lines.append((team_label(plan, plan.team or "", night.lang), figures))
        typed.append(unread_amounts(night, view, _counted_actions(view), "total"))
    all_, values = night.facts.totals, [amounts[0] for _, amounts in lines]
    # An envelope that is not known makes that of the group unknown, not smaller.
    whole = sum((value for value in values if value is not None), ZERO) if None not in values else None
    lines.append((_GROUP.in_(night.lang), [whole, all_.allocated, all_.committed, all_.spent, all_.forecast]))
    return _budget_table(night, lines, [*typed, together(typed)], total=True)


def _counted_actions(view: PlanView) -> list[Row]:
    return [row for row in view.rows("actions") if row["status"] != "draft"]


def axes(night: Night, plan: Plan) -> list[Table]:
    """A region's budget by axis: its envelope, what uses it, what is committed, spent and forecast."""
    view = _view(night, plan)
    lines: list[tuple[str, _Amounts]] = []
    typed: list[Typed] = []
    for axis in view.rows("axes"):
        actions = [row for row in _counted_actions(view) if row["axis"] == axis.key]
        value = _envelope(view, "axis", axis.key)
        sums = [sum((row.amount(name) for row in actions), ZERO) for name in _FIGURES]
        if actions or value:
            lines.append((f"{axis.key} {axis.text('label')}".rstrip(), [value, *sums]))
            typed.append(unread_amounts(night, view, actions, "axis", axis.key))
    return [_budget_table(night, lines, typed)] if lines else []


#: An envelope, which may be unknown, then the amounts of ``_BUDGET`` that follow it.
_Amounts = Sequence[Decimal | None]
#: Columns of a budget table that may not exceed the envelope: committed and forecast.
_LIMITED = (3, 5)
_ABOVE = Text(f"▲{NBSP}au-dessus de l’enveloppe", f"▲{NBSP}above the budget")


def _budget_table(
    night: Night, lines: Sequence[tuple[str, _Amounts]], typed: Sequence[Typed], total: bool = False
) -> Table:
    """Amounts above the envelope of their line have a sign, and are flagged; those not read are shown as typed."""
    lang, currency = night.lang, night.review.currency
    flagged = frozenset(
        (row, column)
        for row, (_, amounts) in enumerate(lines)
        for column in _LIMITED
        if _exceeds(amounts[column - 1], amounts[0])
    )
    shown = [[name, *(_amount(amount, lang, currency) for amount in amounts)] for name, amounts in lines]
    for row, column in flagged:
        shown[row][column] = f"▲{NBSP}{shown[row][column]}"
    shown = [[name, *map(with_typed, amounts, texts)] for (name, *amounts), texts in zip(shown, typed, strict=True)]
    heads = ["", *(word.in_(lang) for word in _BUDGET)]
    note = _ABOVE.in_(lang) if flagged else ""
    return Table(heads, shown, wide=frozenset({2, 4}), total=total, flagged=flagged, note=note)


def _exceeds(amount: Decimal | None, envelope: Decimal | None) -> bool:
    return amount is not None and envelope is not None and amount > envelope


def _amount(amount: Decimal | None, lang: Lang, currency: str) -> str:
    return signed(money(amount, lang, currency)) if amount else "–"


def _envelope(view: PlanView, dimension: str, key: str | None = None) -> Decimal | None:
    """The envelope of a line; ``None`` when it has none, or one that is no number."""
    rows = (r for r in view.rows("envelope") if r["dimension"] == dimension and (key is None or r.text("key") == key))
    values = [row.number("amount") for row in rows]
    return sum((value for value in values if value is not None), ZERO) if values and None not in values else None
