"""Rules 4xx: late actions and approaching deadlines. Days late are calendar days from the effective due date."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from pacom_xl.figures.actions import is_missed
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import OPEN, PENDING
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, below, on, wrong_dates
from pacom_xl.rules.rule_registry import Hit, rule


def _under_way(view: PlanView) -> Iterator[Row]:
    """Open actions with work left; one whose status is empty or not understood counts as open."""
    return (
        action
        for action in view.rows("actions")
        if action.record.get("status") in (*OPEN, None) and action.amount("progress") < 1
    )


@rule(
    "PAC401",
    "error",
    dated=True,
    title=Text(fr="Action en retard", en="Action overdue"),
    message=Text(
        fr="{code} « {title} » en retard de {days} j (échéance {due}).",
        en='{code} "{title}" is {days} d overdue (due {due}).',
    ),
    fix=Text(
        fr="Clôturer, ou convenir d’une nouvelle échéance et la justifier au journal.",
        en="Close it, or agree a new due date and justify it.",
    ),
    levels={"normal": "error", "critical": "error"},
)
def overdue(view: PlanView) -> Iterator[Hit]:
    """An open action under 100 % whose effective due date is past. Due today is not late; a due date on a
    day off counts on the next working day. Critical when late by more than ``critical_late_days``.

    Passes: due 2026-06-15, on 2026-06-15.
    Fails: due 2026-06-12, progress 80 %, on 2026-06-15 (3 days).
    """
    critical = view.setting("critical_late_days")
    for action in _under_way(view):
        effective = action.day("due_effective")
        if effective is None or effective >= view.as_of or wrong_dates(action):
            continue
        days = (view.as_of - effective).days
        yield on(
            action,
            "due",
            days=days,
            working_days=view.working_days(action.team).after(effective, view.as_of),
            due=action.day("due"),
            level="critical" if days > critical else "normal",
        )


@rule(
    "PAC402",
    "warning",
    dated=True,
    title=Text(fr="Échéance proche", en="Due soon"),
    message=Text(fr="{code} « {title} » à échéance le {due} ({case}).", en='{code} "{title}" due {due} ({case}).'),
    fix=Text(fr="Terminer, ou prévenir votre responsable régional.", en="Finish, or tell your manager."),
    cases={
        "today": Text(fr="aujourd’hui", en="today"),
        "soon": Text(fr="{days} j ouvrés", en="{days} working days"),
        "one_day": Text(fr="1 j ouvré", en="1 working day"),
    },
)
def due_soon(view: PlanView) -> Iterator[Hit]:
    """An open action under 100 %, not late, with at most ``due_soon_days`` working days left: 0 is due
    today.

    Passes: 6 working days left, with 5 as threshold.
    Fails: due 2026-06-22, on 2026-06-15 (5 working days).
    """
    limit = view.setting("due_soon_days")
    for action in _under_way(view):
        effective, remaining = action.day("due_effective"), action.number("working_days_left")
        if effective and remaining is not None and view.as_of <= effective and remaining <= limit:
            case = "today" if effective == view.as_of else "one_day" if remaining == 1 else "soon"
            yield on(action, "due", days=int(remaining), due=action.day("due"), case=case)


@rule(
    "PAC403",
    "warning",
    dated=True,
    title=Text(fr="Avancement insuffisant", en="Behind schedule"),
    message=Text(
        fr="{code:action} : {progress:percent} réalisés pour {expected:percent} attendus.",
        en="{code:action}: {progress:percent} done versus {expected:percent} expected.",
    ),
    fix=Text(fr="Mettre à jour l’avancement ou renforcer l’action.", en="Update progress or add resources."),
)
def behind(view: PlanView) -> Iterator[Hit]:
    """An action in progress whose linear progress expected today exceeds its progress by more than
    ``lag_points``. An empty progress is PAC212, one not understood PAC105 or PAC114: neither is 0 %.

    Passes: 80 % expected, 60 % done, with 20 points.
    Fails: 62 % expected, 20 % done.
    """
    limit = view.setting("lag_points")
    for action in actions(view, ("in_progress",)):
        expected, progress = action.number("expected_progress"), action.number("progress")
        if expected is not None and progress is not None and expected - progress > limit:
            yield on(action, "progress", progress=progress, expected=expected)


@rule(
    "PAC404",
    "warning",
    dated=True,
    title=Text(fr="Démarrage en retard", en="Late start"),
    message=Text(fr="{code:action} devait débuter le {start}.", en="{code:action} should have started on {start}."),
    fix=Text(
        fr="Démarrer l’action (« En cours »), ou repousser son début.", en="Mark as in progress, or move the start."
    ),
)
def late_start(view: PlanView) -> Iterator[Hit]:
    """A planned action whose start is past.

    Passes: planned, starting today.
    Fails: planned, start 2026-06-01, on 2026-06-15.
    """
    for action in actions(view, ("planned",)):
        start = action.day("start")
        if start and start < view.as_of:
            yield on(action, "start", start=start)


@rule(
    "PAC405",
    "warning",
    dated=True,
    title=Text(fr="Jalon non atteint", en="Milestone missed"),
    message=Text(
        fr="{code:action} : jalon « {label} » attendu le {due} non atteint.",
        en='{code:action}: milestone "{label}" due {due} not reached.',
    ),
    fix=Text(fr="Cocher le jalon, ou changer sa date.", en="Tick or reschedule the milestone."),
)
def missed_milestone(view: PlanView) -> Iterator[Hit]:
    """An open action with a milestone dated before the reference date and not reached. PAC401 hides the
    milestone whose date is the action's due date.

    Passes: a milestone dated today; one reached late.
    Fails: « 12 premières animations », 2026-05-29, no completion.
    """
    for action in actions(view, OPEN):
        for milestone in action.children("milestones"):
            if is_missed(milestone):
                label = milestone.text("label")
                yield below(action, milestone, "due", label, label=label, due=milestone.day("due"))


@rule(
    "PAC406",
    "warning",
    dated=True,
    title=Text(fr="Réexamen attendu", en="Review due"),
    message=Text(fr="{code:action} suspendue : {case}.", en="{code:action} on hold: {case}."),
    fix=Text(fr="Reprendre, replanifier ou annuler.", en="Resume, replan or cancel."),
    cases={
        "review": Text(fr="réexamen attendu le {review}", en="review was due {review}"),
        "due": Text(fr="échéance {due} dépassée", en="due date {due} has passed"),
    },
)
def review_due(view: PlanView) -> Iterator[Hit]:
    """An action on hold whose review date is reached, or whose due date passed meanwhile.

    Passes: on hold, review tomorrow, due next month.
    Fails: on hold, review today.
    """
    for action in actions(view, ("on_hold",)):
        review, due, effective = action.day("review_on"), action.day("due"), action.day("due_effective")
        if review and review <= view.as_of:
            yield on(action, "review_on", review=review, due=due, case="review")
        elif effective and effective < view.as_of:
            yield on(action, "due", review=review, due=due, case="due")


@rule(
    "PAC407",
    "info",
    dated=True,
    title=Text(fr="Terminée en retard", en="Completed late"),
    message=Text(fr="{code:action} terminée avec {days} j de retard.", en="{code:action} completed {days} d late."),
    fix=Text(
        fr="Rien à corriger ; compte dans le taux de respect des délais.",
        en="Nothing to fix; counts in on-time rate.",
    ),
)
def done_late(view: PlanView) -> Iterator[Hit]:
    """An action done after its effective due date. A completion date in the future is PAC307 only.

    Passes: due Saturday 2026-08-15, done on Monday 17.
    Fails: due 2026-04-30, done on 2026-05-11 (11 days).
    """
    for action in actions(view, ("done",)):
        effective, done_on = action.day("due_effective"), action.day("done_on")
        if effective and done_on and effective < done_on <= view.as_of:
            yield on(action, "done_on", days=(done_on - effective).days, done_on=done_on, due=action.day("due"))


@rule(
    "PAC408",
    "info",
    dated=True,
    title=Text(fr="Échéance non ouvrée", en="Due on a day off"),
    message=Text(
        fr="{code:action} : échéance {due} non ouvrée, reportée au {effective}.",
        en="{code:action}: due {due} is not a working day, counted as {effective}.",
    ),
    fix=Text(fr="Choisir un jour ouvré si besoin.", en="Choose a working day if needed."),
)
def due_on_day_off(view: PlanView) -> Iterator[Hit]:
    """The due date of an open action, not passed yet, is a weekend or a holiday of the team: it counts on
    the next working day.

    Passes: due Monday 2026-08-17.
    Fails: due Saturday 2026-08-15, effective Monday 17.
    """
    for action in actions(view, OPEN):
        due, effective = action.day("due"), action.day("due_effective")
        if due and effective and due != effective and view.as_of <= effective:
            yield on(action, "due", due=due, effective=effective)


@rule(
    "PAC409",
    "warning",
    dated=True,
    title=Text(fr="Reports répétés", en="Postponed repeatedly"),
    message=Text(
        fr="{code:action} reportée {n} fois ({initial} → {due}).",
        en="{code:action} postponed {n} times ({initial} → {due}).",
    ),
    fix=Text(
        fr="Revoir le périmètre ou arrêter l’action, et faire accepter la décision (table « Dérogations »).",
        en='Re-scope or stop the action, and have the decision accepted (table "Waivers").',
    ),
)
def postponed(view: PlanView) -> Iterator[Hit]:
    """The due date was postponed twice or more: rows of the table of postponements dated up to the
    reference date, and changes seen from one consolidation to the next. A change that both sources report counts
    once. Actions that are over, given up or handed on were decided.

    Passes: one postponement; two, one of them dated in the future; two of a cancelled action.
    Fails: two postponements, on 2026-03-20 and 2026-05-11.
    """
    for action in actions(view, PENDING):
        written = [row for row in action.children("reschedules") if (day := row.day("date")) and day <= view.as_of]
        seen = _seen_moves(action, {row.day("to") for row in written})
        if len(written) + len(seen) >= 2:
            known = [*(row.day("from") for row in written), *seen, action.day("due_initial")]
            initial = min(filter(None, known), default=None)
            yield on(action, "due", n=len(written) + len(seen), initial=initial, due=action.day("due"))


def _seen_moves(action: Row, written: set[date | None]) -> list[date]:
    """Due dates of earlier consolidations that were replaced by a later date without a row of postponement."""
    dates = [*action.view.earlier_due.get((action.team, action.key), ()), action.day("due")]
    return [old for old, new in pairwise(dates) if old and new and new > old and new not in written]
