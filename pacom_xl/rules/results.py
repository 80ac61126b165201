"""Rules 6xx: results compared with what was expected on the day of the measure. 601 to 603: team workbooks only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacom_xl.figures.kpis import kpi_expected
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import LIVE, PERCENT_UNITS
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions
from pacom_xl.rules.group_view import is_group
from pacom_xl.rules.rule_registry import Hit, rule


@dataclass(frozen=True, slots=True)
class _Measure:
    """A KPI of an action in progress, or a running objective, with its start and end."""

    row: Row
    subject: str
    detail: str | None
    indicator: str
    start: date | None
    end: date | None
    at_end: bool = False

    @property
    def expected(self) -> Decimal | None:
        """Attainment expected on the day of the value used."""
        return self.row.number("expected") if self.detail is None else kpi_expected(self.row)

    def hit(self, field: str, **params: object) -> Hit:
        """A hit on this measure."""
        return Hit(self.subject, self.detail, self.row, field, {"indicator": self.indicator, **params})


def _kpi(action: Row, row: Row) -> _Measure:
    label, at_end = row.text("label"), row["profile"] == "end"
    return _Measure(row, action.key, label, label, action.day("start"), action.day("due"), at_end)


def _objective(row: Row) -> _Measure:
    start = row.view.form("plan").day("plan_start")
    return _Measure(row, row.key, None, row.text("indicator"), start, row.day("deadline"))


def _running(view: PlanView) -> Iterator[_Measure]:
    if is_group(view):
        return
    for action in actions(view, ("in_progress",)):
        for row in action.children("kpis"):
            if row["label"]:
                yield _kpi(action, row)
    for row in view.rows("objectives"):
        deadline = row.day("deadline")
        if deadline and deadline >= view.as_of:
            yield _objective(row)


@rule(
    "PAC601",
    "warning",
    dated=True,
    title=Text(fr="Indicateur hors trajectoire", en="KPI off track"),
    message=Text(
        fr=("{code:action} « {indicator} » : {attainment:percent} atteints pour {expected:percent} attendus."),
        en=('{code:action} "{indicator}": {attainment:percent} reached versus {expected:percent} expected.'),
    ),
    fix=Text(
        fr="Vérifier le réalisé, analyser l’écart et décider une action corrective en revue ; la faire accepter "
        "(table « Dérogations ») si elle suffit.",
        en="Check the actual value, analyse the gap and decide a corrective action; have it accepted (table "
        '"Waivers") if it is enough.',
    ),
)
def off_track(view: PlanView) -> Iterator[Hit]:
    """The attainment of a KPI of an action in progress, or of a running objective, is below what was
    expected on the day it was measured by more than ``kpi_points``. A KPI of profile « En fin » expects
    nothing before the due date.

    Passes: 42 % reached, 57 % expected, 15 points.
    Fails: 24 % reached, 41 % expected.
    """
    points = view.setting("kpi_points")
    for measure in _running(view):
        attainment, measured = measure.row.number("attainment"), measure.row.day("measured_used")
        expected = measure.expected
        if attainment is not None and expected is not None and attainment < expected - points:
            yield measure.hit("actual", attainment=attainment, expected=expected, measured_on=measured)


@rule(
    "PAC602",
    "error",
    dated=True,
    title=Text(fr="Objectif non atteint", en="Objective missed"),
    message=Text(
        fr="Objectif {code:action} non atteint au {deadline} ({attainment:percent}).",
        en="Objective {code:action} missed at {deadline} ({attainment:percent}).",
    ),
    fix=Text(
        fr="Consigner le bilan, puis reporter l’échéance, ou clore l’objectif avec le groupe.",
        en="Record the outcome, then move the deadline, or close the objective with the group.",
    ),
)
def missed_objective(view: PlanView) -> Iterator[Hit]:
    """In a team's plan, the deadline of an objective is past and its attainment is under 100 %.

    Passes: deadline today; deadline past, 100 % reached; never measured.
    Fails: deadline 2026-05-31, 82 % reached, on 2026-06-15.
    """
    if is_group(view):
        return
    for row in view.rows("objectives"):
        deadline, attainment = row.day("deadline"), row.number("attainment")
        if deadline and deadline < view.as_of and attainment is not None and attainment < 1:
            yield _objective(row).hit("actual", deadline=deadline, attainment=attainment)


@rule(
    "PAC603",
    "warning",
    dated=True,
    title=Text(fr="Indicateur non mesuré", en="KPI not measured"),
    message=Text(
        fr="{code:action} « {indicator} » non mesuré depuis {days} jours.",
        en='{code:action} "{indicator}" not measured for {days} days.',
    ),
    fix=Text(
        fr="Ajouter un relevé dans « Suivi de performance » "
        "(feuille masquée ? clic droit sur un onglet, « Afficher »).",
        en="Add a reading to “Performance tracking” (hidden sheet? right-click a tab, “Unhide”).",
    ),
)
def stale_measure(view: PlanView) -> Iterator[Hit]:
    """A KPI of an action in progress, or a running objective, last measured more than
    ``measure_stale_days`` ago; or never measured that long after its start. Not before the due date for
    a KPI of profile « En fin ».

    Passes: measured 45 days ago, with 45 as threshold.
    Fails: measured 46 days ago.
    """
    limit = view.setting("measure_stale_days")
    for measure in _running(view):
        if measure.at_end and (measure.end is None or view.as_of < measure.end):
            continue
        last = measure.row.day("measured_used") or measure.start
        if last and (view.as_of - last).days > limit:
            yield measure.hit("measured_on", days=(view.as_of - last).days, last=last)


@rule(
    "PAC604",
    "warning",
    dated=True,
    title=Text(fr="Indicateur incohérent", en="Inconsistent KPI"),
    message=Text(
        fr="{code:action} « {indicator} » : valeurs incohérentes ({case}).",
        en='{code:action} "{indicator}": inconsistent values ({case}).',
    ),
    fix=Text(fr="Corriger sens, base, cible ou unité.", en="Fix direction, baseline, target or unit."),
    cases={
        "direction": Text(fr="sens contraire à la base et à la cible", en="direction against baseline and target"),
        "flat": Text(fr="cible égale à la base", en="target equal to baseline"),
        "zero": Text(fr="cible à zéro", en="target of zero"),
        "percent": Text(fr="pourcentage hors de 0 à 100 %", en="percentage outside 0 to 100%"),
        "future": Text(fr="relevé daté du futur", en="reading dated in the future"),
    },
)
def incoherent_measure(view: PlanView) -> Iterator[Hit]:
    """A KPI or an objective whose figures cannot be compared: a level to raise with a target under its
    baseline, a target equal to the baseline or to zero where attainment would divide by zero, a
    percentage outside 0 to 100 %, a reading dated in the future. Not for drafts, cancelled or
    transferred actions.

    Passes: level « Hausse », from 0.8 to 0.9.
    Fails: level « Hausse », from 0.9 to 0.8.
    """
    future = _future_readings(view)
    measures = [_kpi(action, row) for action in actions(view, LIVE) for row in action.children("kpis")]
    measures += [_objective(row) for row in view.rows("objectives")]
    for measure in measures:
        row = measure.row
        typed = row.day("measured_on")
        late = (measure.subject, measure.indicator) in future or (typed is not None and typed > view.as_of)
        case = _contradiction(row) or ("future" if late else None)
        if case:
            yield measure.hit("measured_on" if case == "future" else "target", case=case)


def _future_readings(view: PlanView) -> set[tuple[str, str]]:
    rows = view.rows("performance")
    return {
        (row.text("subject"), row.text("indicator"))
        for row in rows
        if (day := row.day("measured_on")) and day > view.as_of
    }


def _contradiction(row: Row) -> str | None:
    baseline, target, direction = row.number("baseline"), row.number("target"), row["direction"]
    is_level = (row["mode"] or row["measure_mode"]) == "level"
    if target is not None and is_level and baseline is not None and direction != "keep":
        if target == baseline:
            return "flat"
        if (target > baseline) != (direction == "up") and direction in ("up", "down"):
            return "direction"
    if target == 0 and (direction == "keep" or (not is_level and direction != "down")):
        return "zero"
    values = (row.number("baseline"), target, row.number("actual"))
    if row["unit"] in PERCENT_UNITS and any(v is not None and not 0 <= v <= 1 for v in values):
        return "percent"
    return None


@rule(
    "PAC605",
    "warning",
    dated=True,
    title=Text(fr="Terminée sans bilan", en="Done without outcome"),
    message=Text(
        fr="Action {code:action} terminée sans bilan chiffré.",
        en="Action {code:action} done without a measured outcome.",
    ),
    fix=Text(fr="Saisir la valeur finale et le bilan.", en="Enter final value and lessons."),
)
def no_outcome(view: PlanView) -> Iterator[Hit]:
    """An action done without any measured KPI, or without lessons learned.

    Passes: done, « 138 contacts » measured, lessons written.
    Fails: done, lessons empty.
    """
    for action in actions(view, ("done",)):
        measured = any(kpi["actual_used"] is not None for kpi in action.children("kpis"))
        if not measured or not action.text("lessons").strip():
            yield Hit(action.key, None, action, "lessons")
