"""Rules 5xx about one action: its allocation compared with planned, committed, spent and forecast amounts."""

from collections.abc import Iterator
from decimal import Decimal

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import CLOSED, ENGAGED
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, below, on
from pacom_xl.rules.rule_registry import Hit, rule

#: Differences up to one unit of currency are treated as rounding.
_ROUNDING = 1
_AMOUNTS = ("committed", "spent", "forecast")


def _over(view: PlanView, name: str) -> Iterator[Hit]:
    """Actions whose ``name`` is strictly above the allocation and its tolerance."""
    factor = 1 + view.setting("tolerance_pct")
    for action in actions(view, ENGAGED):
        allocated, amount = action.amount("allocated_used"), action.amount(name)
        if allocated > 0 and amount > allocated * factor:
            params = {name: amount, "allocated": allocated, "pct": amount / allocated - 1}
            yield on(action, "allocated", None, **params)


@rule(
    "PAC501",
    "error",
    title=Text(fr="Engagé au-dessus de l’alloué", en="Committed above allocation"),
    message=Text(
        fr="{code:action} : engagé {committed:money} pour {allocated:money} alloués (+{pct:percent}).",
        en=("{code:action}: committed {committed:money} versus {allocated:money} allocated (+{pct:percent})."),
    ),
    fix=Text(
        fr="Demander un complément de budget, ou réduire les commandes.",
        en="Ask for more budget, or reduce the orders.",
    ),
)
def committed_over(view: PlanView) -> Iterator[Hit]:
    """Committed strictly above the allocation and its tolerance. When the
    allocation is empty, the sum of the planned lines is used.

    Passes: 8 400 committed for 8 000 allocated, 5 % tolerated.
    Fails: 8 400.01.
    """
    yield from _over(view, "committed")


@rule(
    "PAC502",
    "error",
    title=Text(fr="Réalisé au-dessus de l’alloué", en="Actual above allocation"),
    message=Text(
        fr="{code:action} : réalisé {spent:money} pour {allocated:money} alloués (+{pct:percent}).",
        en="{code:action}: actual {spent:money} versus {allocated:money} allocated (+{pct:percent}).",
    ),
    fix=Text(fr="Régulariser le budget alloué et expliquer l’écart.", en="Adjust the budget and explain the gap."),
)
def spent_over(view: PlanView) -> Iterator[Hit]:
    """Spent strictly above the allocation and its tolerance.

    Passes: 16 800 spent for 16 000 allocated, 5 % tolerated.
    Fails: 18 900 spent for 16 000.
    """
    yield from _over(view, "spent")


@rule(
    "PAC503",
    "warning",
    title=Text(fr="Atterrissage au-dessus de l’alloué", en="Forecast above allocation"),
    message=Text(
        fr="{code:action} : atterrissage {forecast:money} au-dessus de l’alloué {allocated:money}.",
        en="{code:action}: forecast {forecast:money} above allocation {allocated:money}.",
    ),
    fix=Text(
        fr="Agir avant d’engager : arbitrer ou réallouer.",
        en="Act before committing: arbitrate or reallocate.",
    ),
)
def forecast_over(view: PlanView) -> Iterator[Hit]:
    """The forecast at completion is above the allocation and its tolerance. Hidden by 501 and 502.

    Passes: forecast 20 000 for 20 000.
    Fails: forecast 23 500 for 20 000.
    """
    yield from _over(view, "forecast")


@rule(
    "PAC504",
    "info",
    title=Text(fr="Dépassement toléré", en="Overrun within tolerance"),
    message=Text(
        fr="{code:action} : dépassement de {amount:money} dans la tolérance.",
        en="{code:action}: overrun of {amount:money} within tolerance.",
    ),
    fix=Text(fr="Surveiller.", en="Watch."),
)
def within_tolerance(view: PlanView) -> Iterator[Hit]:
    """The highest of committed, spent and forecast exceeds the allocation, within the tolerance.

    Passes: forecast equal to the allocation.
    Fails: 8 400 committed for 8 000, 5 % tolerated.
    """
    tolerance = view.setting("tolerance_pct")
    for action in actions(view, ENGAGED):
        allocated = action.amount("allocated_used")
        excess = max(action.amount(name) for name in _AMOUNTS) - allocated
        if 0 < excess <= allocated * tolerance:
            yield on(action, "allocated", amount=excess, allocated=allocated)


@rule(
    "PAC505",
    "error",
    title=Text(fr="Dépense sans budget", en="Spending without allocation"),
    message=Text(
        fr="{code:action} : {amount:money} engagés sans budget alloué.",
        en="{code:action}: {amount:money} committed with no allocation.",
    ),
    fix=Text(fr="Allouer un budget ou imputer ailleurs.", en="Allocate or charge elsewhere."),
)
def unfunded(view: PlanView) -> Iterator[Hit]:
    """Money committed or spent while the allocation is 0, or empty with nothing planned. Hides 501 to 504.

    Passes: allocation empty, 3 000 planned, 2 000 committed.
    Fails: allocation 0, 500 committed.
    """
    for action in actions(view, ENGAGED):
        amount = max(action.amount("committed"), action.amount("spent"))
        if amount > 0 and action.amount("allocated_used") == 0:
            yield on(action, "allocated", amount=amount)


@rule(
    "PAC506",
    "warning",
    title=Text(fr="Réalisé supérieur à l’engagé", en="Actual above committed"),
    message=Text(
        fr="{code:action} ligne « {label} » : réalisé supérieur à l’engagé.",
        en='{code:action} line "{label}": actual above committed.',
    ),
    fix=Text(fr="Saisir l’engagement correspondant.", en="Enter the commitment."),
)
def spent_above_committed(view: PlanView) -> Iterator[Hit]:
    """A budget line where more was spent than committed: committed is cumulative and includes what is
    invoiced.

    Passes: 3 200 committed, 3 200 spent.
    Fails: committed empty, 150 spent.
    """
    for action in actions(view, ENGAGED):
        for line in action.children("budget_lines"):
            if line.amount("spent") > line.amount("committed"):
                yield _line_hit(action, line, "spent", committed=line.amount("committed"), spent=line.amount("spent"))


def _line_hit(action: Row, line: Row, field: str, **params: Decimal) -> Hit:
    label = line.text("label")
    return below(action, line, field, label, label=label, **params)


@rule(
    "PAC507",
    "warning",
    title=Text(fr="Alloué différent du prévu", en="Allocated differs from planned"),
    message=Text(
        fr="{code:action} : {allocated:money} alloués, mais {planned:money} prévus.",
        en="{code:action}: {allocated:money} allocated, but {planned:money} planned.",
    ),
    fix=Text(
        fr="Ajuster les lignes, ou dire pourquoi dans « Note d’arbitrage budgétaire ».",
        en='Adjust the lines, or say why in "Why this budget".',
    ),
)
def allocation_not_planned(view: PlanView) -> Iterator[Hit]:
    """The typed allocation differs from the sum of the planned lines by more than one unit of currency, and
    no arbitration note says why.

    Passes: allocated 20 000, planned 23 500, note « Plafonné par la direction ».
    Fails: the same without a note.
    """
    for action in actions(view, ENGAGED):
        allocated, planned = action.number("allocated"), action.amount("planned")
        explained = action.text("arbitration_note").strip()
        if allocated is not None and abs(allocated - planned) > _ROUNDING and not explained:
            yield on(action, "allocated", allocated=allocated, planned=planned)


@rule(
    "PAC510",
    "warning",
    title=Text(fr="Engagements non soldés", en="Commitments not settled"),
    message=Text(
        fr="{code:action} close : {amount:money} engagés non soldés.",
        en="{code:action} closed: {amount:money} committed not settled.",
    ),
    fix=Text(fr="Solder ou annuler les commandes.", en="Settle or cancel orders."),
)
def unsettled(view: PlanView) -> Iterator[Hit]:
    """A closed action with more committed than spent, by more than one unit of currency.

    Passes: done, 5 000 committed and spent.
    Fails: cancelled, 2 700 committed, nothing spent.
    """
    for action in actions(view, CLOSED):
        amount = action.amount("committed") - action.amount("spent")
        if amount > _ROUNDING:
            yield on(action, "status", amount=amount)


@rule(
    "PAC512",
    "error",
    title=Text(fr="Montant négatif", en="Negative amount"),
    message=Text(
        fr="{code:action} : montant négatif en {cell} ({amount:money}).",
        en="{code:action}: negative amount at {cell} ({amount:money}).",
    ),
    fix=Text(
        fr="Saisir un montant positif ; un avoir diminue la ligne.",
        en="Enter a positive amount; net credit notes in the line.",
    ),
)
def negative_amount(view: PlanView) -> Iterator[Hit]:
    """A negative allocation, or a negative amount planned, committed or spent on a line.

    Passes: a credit note deducted from the line's amount.
    Fails: a line of -500 planned.
    """
    for action in actions(view, ENGAGED):
        allocated = action.number("allocated")
        if allocated is not None and allocated < 0:
            yield on(action, "allocated", "actions.allocated", amount=allocated)
        for line in action.children("budget_lines"):
            for key in ("planned", "committed", "spent"):
                if line.amount(key) < 0:
                    detail = f"budget_lines.{key} {line.text('label')}".rstrip()
                    yield below(action, line, key, detail, amount=line.amount(key))
