"""Rules 5xx about the whole plan: envelope and its breakdown, payment schedules, cash."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import ENGAGED
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, below
from pacom_xl.rules.group_view import Group, is_group
from pacom_xl.rules.rule_registry import Hit, also_portfolio, rule

#: Table with the labels of the keys of each envelope dimension.
_NAMED_IN = {"axis": "axes", "nature": "natures"}


@rule(
    "PAC508",
    "error",
    title=Text(fr="Enveloppe dépassée", en="Budget exceeded"),
    message=Text(
        fr=(
            "{dimension:envelope_dimension} « {label} » : {allocated:money} alloués pour une "
            "enveloppe de {envelope:money}."
        ),
        en=('{dimension:envelope_dimension} "{label}": {allocated:money} allocated for a budget of {envelope:money}.'),
    ),
    fix=Text(fr="Réallouer entre actions ou revoir l’enveloppe.", en="Reallocate or revise the budget."),
)
def envelope_exceeded(view: PlanView) -> Iterator[Hit]:
    """In a team's plan, the amounts of the actions charged to an axis, a nature or a quarter exceed its envelope.
    Cancelled and transferred actions are charged what they spent, drafts nothing. Without envelope, no limit.

    Passes: 30 000 taken from an axis of 30 000; a nature without envelope.
    Fails: 30 000.01.
    """
    if is_group(view):
        return
    for row in view.rows("envelope"):
        amount, used = row.number("amount"), row.amount("allocated")
        dimension = row.text("dimension")
        if dimension in ("axis", "nature", "quarter") and amount is not None and used > amount:
            params = {
                "dimension": dimension,
                "label": _label(view, row),
                "allocated": used,
                "envelope": amount,
            }
            yield Hit(row.text("key"), None, row, "amount", params)


def _label(view: PlanView, row: Row) -> str:
    key = row.text("key")
    named = view.find(_NAMED_IN.get(row.text("dimension"), ""), key)
    text = named.text("label") or named.text(view.plan.lang) if named else ""
    return f"{key} {text}" if text and named and "label" in named.record.values else text or key


@rule(
    "PAC509",
    "error",
    title=Text(fr="Ventilation de l’enveloppe fausse", en="Budget split wrong"),
    message=Text(
        fr="Enveloppe {team} : {case} {sum:money} pour un total de {total:money}.",
        en="Budget {team}: {case} {sum:money} for a total of {total:money}.",
    ),
    fix=Text(fr="Corriger la ventilation.", en="Fix the breakdown."),
    cases={
        "axes": Text(fr="axes et réserve", en="focus areas and reserve"),
        "natures": Text(fr="natures de dépense", en="expense natures"),
        "quarters": Text(fr="trimestres", en="quarters"),
        "allocated": Text(fr="alloué aux actions", en="allocated to actions"),
    },
)
def envelope_breakdown(view: PlanView) -> Iterator[Hit]:
    """The axes and the reserve do not add up to the total; or the natures, the quarters or what the actions
    take add up to more than the total.

    Passes: total 100, axes 90, reserve 10; natures 80 of 100.
    Fails: total 100, axes 95, reserve 10.
    """
    rows = [row for row in view.rows("envelope") if row.number("amount") is not None]
    total = next((row for row in rows if row["dimension"] == "total"), None)
    if total is None:
        return
    whole = total.amount("amount")
    for case, parts in (("axes", "axis"), ("natures", "nature"), ("quarters", "quarter")):
        amounts = [row.amount("amount") for row in rows if row["dimension"] == parts]
        if case == "axes":
            wrong = sum(amounts) + _reserve(rows) != whole if amounts else False
            amounts.append(_reserve(rows))
        else:
            wrong = sum(amounts) > whole
        if wrong:
            yield _broken(total, case, sum(amounts, Decimal(0)))
    if total.amount("allocated") > whole:
        yield _broken(total, "allocated", total.amount("allocated"))


def _reserve(rows: list[Row]) -> Decimal:
    return sum((row.amount("amount") for row in rows if row["dimension"] == "reserve"), Decimal(0))


def _broken(total: Row, case: str, amount: Decimal) -> Hit:
    return Hit("total", case, total, "amount", {"case": case, "sum": amount, "total": total.amount("amount")})


@rule(
    "PAC511",
    "warning",
    dated=True,
    title=Text(fr="Trésorerie à revoir", en="Cash to review"),
    message=Text(fr="Trésorerie : {case}.", en="Cash: {case}."),
    fix=Text(fr="Corriger l’échéancier ou étaler les paiements.", en="Fix the schedule or spread payments."),
    cases={
        "schedule": Text(
            fr="{code:action}, ligne « {label} », échéancier de {sum:money} pour {planned:money} prévus",
            en='{code:action}, line "{label}", schedule of {sum:money} for {planned:money} planned',
        ),
        "cap": Text(
            fr="{amount:money} à payer en {month:month} pour un plafond de {limit:money}",
            en="{amount:money} to pay in {month:month} for a cap of {limit:money}",
        ),
        "threshold": Text(
            fr="solde de {amount:money} fin {month:month}, seuil {limit:money}, plus bas {lowest:money}",
            en="balance of {amount:money} end of {month:month}, below {limit:money}, lowest {lowest:money}",
        ),
    },
)
def cash_trouble(view: PlanView) -> Iterator[Hit]:
    """The payment schedule of a line does not add up to what is planned; from the reference month on, a
    month's payments are above the cap; for the first such month, the closing balance is below the
    threshold. A group workbook without actions is judged with the teams' payments.

    Passes: a line of 9 500 paid in two instalments of 4 750; a line without schedule.
    Fails: a line of 9 500 with one instalment of 4 750.
    """
    for action in actions(view, ENGAGED):
        yield from _unbalanced(action)
    if not is_group(view) or view.rows("actions"):
        yield from cash_limits(view)


def _unbalanced(action: Row) -> Iterator[Hit]:
    scheduled: dict[Decimal, Decimal] = {}
    for row in action.children("schedule"):
        number = row.amount("line")
        scheduled[number] = scheduled.get(number, Decimal(0)) + row.amount("amount")
    for line in action.children("budget_lines"):
        total = scheduled.get(line.amount("number"))
        if total is not None and total != line.amount("planned"):
            label = line.text("label")
            params = {"label": label, "sum": total, "planned": line.amount("planned")}
            yield below(action, line, "planned", label, case="schedule", **params)


def cash_limits(view: PlanView, payers: Iterable[PlanView] | None = None) -> Iterator[Hit]:
    """Months whose payments by ``payers`` (default: its own) break the cap or the threshold that ``view`` sets; its
    own closing balance already counts its own payments.
    """
    cap, threshold = view.cash_input("monthly_cap"), view.cash_input("threshold")
    if cap is None and threshold is None:
        return
    payments = _payments([view] if payers is None else payers)
    now = f"{view.as_of:%Y-%m}"
    balances: dict[str, Decimal] = {}
    elsewhere = Decimal(0)
    for month in view.months:
        paid = payments.get(("cash_out_plan", month), Decimal(0))
        if payers is not None:
            elsewhere += payments.get(("vat_recoverable", month), Decimal(0)) - paid
        closing = view.cash("closing", month)
        if isinstance(closing, Decimal) and month >= now:
            balances[month] = closing + elsewhere
        if cap is not None and month >= now and paid > cap:
            yield _cash_hit(view, month, "cap", "monthly_cap", amount=paid, limit=cap)
    low = [month for month, balance in balances.items() if threshold is not None and balance < threshold]
    if low and threshold is not None:
        lowest = min(balances.values())
        yield _cash_hit(view, low[0], "threshold", "threshold", amount=balances[low[0]], limit=threshold, lowest=lowest)


def _payments(views: Iterable[PlanView]) -> dict[tuple[str, str], Decimal]:
    """Payments and refunds of the views, by figure and month."""
    found: dict[tuple[str, str], Decimal] = {}
    for view in views:
        for key in product(("cash_out_plan", "vat_recoverable"), view.months):
            value = view.cash(*key)
            if isinstance(value, Decimal):
                found[key] = found.get(key, Decimal(0)) + value
    return found


def _cash_hit(view: PlanView, month: str, case: str, item: str, **params: Decimal) -> Hit:
    row = next((row for row in view.rows("cash") if row["item"] == item), None)
    return Hit(month, case, row, "amount", {"case": case, "month": month, **params})


@also_portfolio("PAC511")
def group_cash_trouble(group: Group) -> Iterator[Hit]:
    """The teams' payments together against the cap and the threshold of the group's workbook."""
    if group.reference and not group.reference.rows("actions"):
        yield from cash_limits(group.reference, group.in_turn())
