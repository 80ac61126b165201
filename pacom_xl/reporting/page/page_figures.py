"""Key figures of the HTML page: late actions, overruns, budget, objectives and cash, collected in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.consolidation.review import Review
from pacom_xl.figures.calendar import days_late
from pacom_xl.figures.group.line_figures import overspent
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model import palette
from pacom_xl.model.formats import MONTH_NAMES, money, percent
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.words.labels import Names

ZERO = Decimal(0)
#: Most objectives, and most regions beside one another, in the table of objectives.
MOST_OBJECTIVES, MOST_REGIONS = 12, 12


@dataclass
class TeamFigures:
    """Figures of one team."""

    code: str
    label: str
    actions: int = 0
    late: int = 0
    days: int = 0
    overspent: int = 0
    excess: Decimal = ZERO
    on_time: int = 0
    rated: int = 0
    committed: Decimal = ZERO
    forecast: Decimal = ZERO
    envelope: Decimal = ZERO
    #: By code of the objective: attainment and key of the trajectory.
    objectives: dict[str, tuple[Decimal | None, str]] = field(default_factory=dict)

    @property
    def off_track(self) -> int:
        """Number of objectives off track."""
        return sum(key == "red" for _, key in self.objectives.values())


@dataclass
class PageFigures:
    """Figures of all teams."""

    teams: list[TeamFigures] = field(default_factory=list)
    #: Names of the objectives by code.
    objectives: dict[str, str] = field(default_factory=dict)
    #: Payments of all teams by month.
    cash: dict[str, Decimal] = field(default_factory=dict)
    cap: Decimal | None = None
    group_envelope: Decimal = ZERO
    #: By axis: its label, amounts allocated and spent, sum of the teams' envelopes.
    axes: dict[str, str] = field(default_factory=dict)
    spending: dict[str, list[Decimal]] = field(default_factory=dict)
    limits: dict[str, Decimal] = field(default_factory=dict)

    def sum_of(self, name: str) -> Decimal:
        """Sum of an amount over the teams."""
        return sum((Decimal(getattr(team, name)) for team in self.teams), ZERO)

    @property
    def envelope(self) -> Decimal:
        """The group's envelope, else the sum of those of the teams."""
        return self.group_envelope or self.sum_of("envelope")


def collect(review: Review, names: Names) -> PageFigures:
    """Figures of the plans of a review, one plan in memory at a time."""
    figures, group = PageFigures(), review.portfolio.group(review.as_of, {})
    for view in group.in_turn():
        _add_team(figures, view, names)
    reference = group.reference
    if reference is not None:
        figures.cap = reference.cash_input("monthly_cap")
        figures.group_envelope = _total(reference)
        named = {row.text("code"): _name(row) for row in reference.rows("objectives") if row.text("code")}
        figures.objectives = {code: named.get(code, name) for code, name in figures.objectives.items()}
    return figures


def _add_team(figures: PageFigures, view: PlanView, names: Names) -> None:
    code = view.plan.team or ""
    team = TeamFigures(code, names.team(code).removesuffix(f" ({code})"))
    figures.teams.append(team)
    for action in view.rows("actions"):
        _add_action(team, action)
    team.envelope = _total(view)
    for row in view.rows("objectives"):
        if code := row.text("code"):
            figures.objectives.setdefault(code, _name(row))
            team.objectives[code] = (row.number("attainment"), row.text("rag_key"))
    for month in view.months:
        paid = view.cash("cash_out_plan", month)
        figures.cash[month] = figures.cash.get(month, ZERO) + (paid if isinstance(paid, Decimal) else ZERO)
    _add_axes(figures, view)


def _add_action(team: TeamFigures, action: Row) -> None:
    team.actions += 1
    team.committed += action.amount("committed")
    team.forecast += action.amount("forecast")
    if action["flag_key"] == "late":
        team.late += 1
        team.days = max(team.days, days_late(action))
    if overspent(action):
        team.overspent += 1
        team.excess += action.amount("committed") - action.amount("allocated_used")
    if (on_time := action.number("on_time")) is not None:
        team.rated += 1
        team.on_time += int(on_time)


def _add_axes(figures: PageFigures, view: PlanView) -> None:
    for axis in view.rows("axes"):
        figures.axes.setdefault(axis.key, axis.text("label") or axis.key)
    for action in view.rows("actions"):
        if action["axis"] and action["status"] != "draft":
            sums = figures.spending.setdefault(action.text("axis"), [ZERO, ZERO])
            sums[0] += action.amount("envelope_use")
            sums[1] += action.amount("spent")
    for envelope in view.rows("envelope"):
        amount = envelope.number("amount")
        if envelope["dimension"] == "axis" and amount is not None:
            key = envelope.text("key")
            figures.limits[key] = figures.limits.get(key, ZERO) + amount


def _total(view: PlanView) -> Decimal:
    return sum((row.amount("amount") for row in view.rows("envelope") if row["dimension"] == "total"), ZERO)


def _name(row: Row) -> str:
    return row.text("indicator") or row.text("label") or row.text("code")


# -- tiles -------------------------------------------------------------------------------------------------------


def coming(figures: PageFigures, review: Review) -> dict[str, Decimal]:
    """Payments by month, from that of the date on."""
    return {month: paid for month, paid in figures.cash.items() if month >= f"{review.as_of:%Y-%m}"}


def month_name(month: str, lang: Lang) -> str:
    """« juin » for ``2026-06``."""
    return MONTH_NAMES[lang][int(month[5:7]) - 1]


# -- tables ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReachedCell:
    """A cell of the table of objectives."""

    text: str
    tone: str


def objective_rows(figures: PageFigures, lang: Lang) -> list[tuple[str, list[ReachedCell]]]:
    """Name of each objective, and what each team has reached of it."""
    rows = []
    for code, name in list(figures.objectives.items())[:MOST_OBJECTIVES]:
        cells = [_reached_cell(*team.objectives.get(code, (None, "")), lang) for team in figures.teams[:MOST_REGIONS]]
        rows.append((name, cells))
    return rows


def _reached_cell(reached: Decimal | None, key: str, lang: Lang) -> ReachedCell:
    tone = palette.TRAJECTORIES.get(key)
    if reached is None:
        return ReachedCell("–", "grey")
    shown = percent(reached, lang, 0).replace("-", "−")
    return ReachedCell(f"{tone.symbol} {shown}" if tone else shown, key if tone else "grey")


def budget_rows(figures: PageFigures, review: Review) -> list[tuple[str, list[str], bool]]:
    """Label, amounts (committed, forecast, envelope, left) and whether it is over; the sum of the teams last."""
    lang, currency = review.lang, review.currency

    def row(label: str, amounts: Sequence[Decimal]) -> tuple[str, list[str], bool]:
        remaining = amounts[2] - amounts[1]
        shown = [
            money(a.quantize(Decimal(1), ROUND_HALF_UP), lang, currency).replace("-", "−")
            for a in (*amounts, remaining)
        ]
        return label, shown, remaining < 0

    rows = [row(team.label, (team.committed, team.forecast, team.envelope)) for team in figures.teams]
    total = Text("Total", "Total").in_(lang)
    names = ("committed", "forecast", "envelope")
    return [*rows, row(total, [figures.sum_of(name) for name in names])] if rows else []


def cash_title() -> Text:
    """Title of the chart of payments."""
    return Text("Décaissements TTC par mois", "Cash-out incl. VAT by month")


def group_envelope_line(figures: PageFigures, review: Review) -> str:
    """« Enveloppe groupe : 499 500 € ; enveloppes régionales : +6 000 € »; ``""`` without an envelope of the group."""
    if not figures.group_envelope:
        return ""
    gap = figures.sum_of("envelope") - figures.group_envelope
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    return sentence(
        "Enveloppe groupe : {limit} ; écart des enveloppes régionales : {gap}.",
        "Group envelope: {limit}; difference of the regional envelopes: {gap}.",
        limit=money(figures.group_envelope, review.lang, review.currency),
        gap=sign + money(abs(gap), review.lang, review.currency),
    ).in_(review.lang)


def months(figures: PageFigures) -> Iterator[tuple[str, Decimal]]:
    """Payments by month, in order."""
    yield from sorted(figures.cash.items())
