"""Rules 3xx about contradictions between statuses, dates and people."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.company_facts import ENGAGED, LIVE, OPEN, PENDING
from pacom_xl.model.text import Text, fold
from pacom_xl.rules.action_facts import actions, below, on, wrong_dates
from pacom_xl.rules.rule_registry import Hit, rule

#: Detects typing mistakes only: a name, an at sign, a domain with a dot, no blank.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@rule(
    "PAC305",
    "warning",
    title=Text(fr="Action à clôturer", en="Action to close"),
    message=Text(
        fr="Action {code:action} à 100 % mais non clôturée.", en="Action {code:action} is at 100% but not closed."
    ),
    fix=Text(fr="Passer en « Terminée », saisir la date et le bilan.", en="Set to done, enter date and lessons."),
)
def to_close(view: PlanView) -> Iterator[Hit]:
    """An open action at 100 %: its status was not changed to done. It is not late.

    Passes: in progress at 99 %; done at 100 %.
    Fails: in progress at 100 %.
    """
    for action in actions(view, OPEN):
        if action.amount("progress") >= 1:
            yield on(action, "status")


@rule(
    "PAC306",
    "warning",
    title=Text(fr="Statut et avancement en désaccord", en="Status and progress disagree"),
    message=Text(
        fr=("Statut « {status:action_status} » et avancement {progress:percent} incohérents ({code:action})."),
        en='Status "{status:action_status}" and progress {progress:percent} disagree ({code:action}).',
    ),
    fix=Text(fr="Corriger l’un ou l’autre.", en="Fix one of them."),
)
def status_against_progress(view: PlanView) -> Iterator[Hit]:
    """Done under 100 %, or planned with some progress. An empty progress is PAC212, one not understood PAC105 or
    PAC114: neither is 0 %.

    Passes: planned at 0 %; done at 100 %.
    Fails: done at 80 %; planned at 10 %.
    """
    for action in actions(view, ("done", "planned")):
        status, progress = action.text("status"), action.number("progress")
        if progress is not None and (progress < 1 if status == "done" else progress > 0):
            yield on(action, "progress", status=status, progress=progress)


@rule(
    "PAC307",
    "error",
    dated=True,
    title=Text(fr="Dates incohérentes", en="Inconsistent dates"),
    message=Text(
        fr="Dates incohérentes pour {code:action} : {case}.", en="Inconsistent dates for {code:action}: {case}."
    ),
    fix=Text(fr="Corriger les dates.", en="Fix the dates."),
    cases={
        "start_after_due": Text(fr="début {start} après l’échéance {due}", en="start {start} after due date {due}"),
        "done_before_start": Text(
            fr="fin {done_on} avant le début {start}", en="completion {done_on} before start {start}"
        ),
        "done_in_future": Text(fr="fin {done_on} dans le futur", en="completion {done_on} in the future"),
    },
)
def impossible_dates(view: PlanView) -> Iterator[Hit]:
    """The dates of the action contradict each other: start after due date, completion before start or in the future.
    Hides the milestones' order and every 4xx of the action; PAC401 is not produced.

    Passes: start and due date the same day.
    Fails: start 2026-07-01, due 2026-06-01.
    """
    for action in actions(view, ENGAGED):
        if case := wrong_dates(action):
            field = "start" if case == "start_after_due" else "done_on"
            start, due, done_on = (action.day(key) for key in ("start", "due", "done_on"))
            yield on(action, field, case=case, start=start, due=due, done_on=done_on)


@rule(
    "PAC308",
    "warning",
    title=Text(fr="Jalon mal placé", en="Misplaced milestone"),
    message=Text(
        fr="Jalon « {label} » de {code:action} {case}.",
        en='Milestone "{label}" of {code:action} {case}.',
    ),
    fix=Text(
        fr="Changer la date du jalon, ou l’ordre des jalons.",
        en="Change the date of the milestone, or the order of the milestones.",
    ),
    cases={
        "after_due": Text(fr="après l’échéance de l’action", en="after the due date of the action"),
        "order": Text(fr="avant un jalon placé plus haut", en="before a milestone above it"),
    },
)
def misplaced_milestone(view: PlanView) -> Iterator[Hit]:
    """A milestone dated earlier than one above it, or after the action's due date. Before the start is
    allowed: preparation. Not for drafts, cancelled or transferred actions.

    Passes: milestones of 13/03, 24/04 and 12/06, due 12/06.
    Fails: a milestone of 15/06 for an action due 12/06.
    """
    for action in actions(view, LIVE):
        due, latest = action.day("due"), date.min
        for milestone in action.children("milestones"):
            day = milestone.day("due")
            if not day:
                continue
            if day < latest or (due and day > due):
                label = milestone.text("label")
                case = "after_due" if due and day > due else "order"
                yield below(action, milestone, "due", label, label=label, due=day, case=case)
            latest = max(latest, day)


@rule(
    "PAC309",
    "warning",
    title=Text(fr="Dates hors de l’exercice", en="Dates outside the plan year"),
    message=Text(
        fr="{code:action} : {case} hors de l’exercice {year}.", en="{code:action}: {case} outside plan year {year}."
    ),
    fix=Text(
        fr="Ramener ces dates dans l’exercice : scinder l’action, ou la reporter sur l’autre exercice, que pacom-xl "
        "renew prépare.",
        en="Bring these dates into the plan year: split the action, or move it to the other year, which pacom-xl "
        "renew prepares.",
    ),
    levels={"partly": "warning", "outside": "error"},
    cases={
        "start": Text(fr="début {start}", en="start {start}"),
        "due": Text(fr="échéance {due}", en="due date {due}"),
        "both": Text(fr="début {start} et échéance {due}", en="start {start} and due date {due}"),
    },
)
def outside_plan_year(view: PlanView) -> Iterator[Hit]:
    """Start or due date outside the plan's period: a warning when one is, an error when both are.

    Passes: 2026-01-01 to 2026-12-31 in a plan of that year.
    Fails: due 2027-01-15 (partly); 2027-01-04 to 2027-01-15 (outside).
    """
    plan = view.form("plan")
    first, last = plan.day("plan_start") or date.min, plan.day("plan_end") or date.max
    for action in actions(view, ENGAGED):
        days = {key: action.day(key) for key in ("start", "due")}
        out = [key for key, day in days.items() if day and not first <= day <= last]
        if out:
            both = len(out) == 2
            yield on(
                action,
                out[0],
                None if both else out[0],
                level="outside" if both else "partly",
                case="both" if both else out[0],
                year=view.plan.year,
                **days,
            )


@rule(
    "PAC310",
    "warning",
    title=Text(fr="Responsable surchargé", en="Owner overloaded"),
    message=Text(
        fr="{person} pilote {n} actions ouvertes (maximum {max}).",
        en="{person} owns {n} open actions (max {max}).",
    ),
    fix=Text(fr="Réaffecter ou étaler des actions.", en="Reassign or spread actions."),
)
def overloaded(view: PlanView) -> Iterator[Hit]:
    """A person owns more open actions than own capacity, by default ``max_open_actions``. Contributions do
    not count.

    Passes: 5 open actions, capacity empty.
    Fails: 4 open actions, capacity 3.
    """
    counts = Counter(action.text("owner") for action in actions(view, OPEN) if action["owner"])
    for trigram, n in counts.items():
        person = view.find("team", trigram)
        capacity = person.number("capacity") if person else None
        limit = view.setting("max_open_actions") if capacity is None else capacity
        if n > limit:
            yield Hit(
                trigram,
                None,
                person,
                "capacity",
                {"person": _name(person, trigram), "n": n, "max": int(limit)},
            )


def _name(person: Row | None, trigram: str) -> str:
    return (person.text("full_name") if person else "") or trigram


@rule(
    "PAC311",
    "error",
    title=Text(fr="Personne injoignable ou inactive", en="Person unreachable or inactive"),
    message=Text(fr="{person} : {case}.", en="{person}: {case}."),
    fix=Text(fr="Corriger l’onglet Équipe.", en="Fix the Team sheet."),
    cases={
        "missing": Text(fr="courriel absent", en="missing e-mail"),
        "malformed": Text(fr="courriel invalide ({email})", en="invalid e-mail ({email})"),
        "duplicate": Text(fr="courriel déjà attribué ({email})", en="e-mail already taken ({email})"),
        "inactive": Text(
            fr="personne inactive, responsable d’une action ouverte", en="inactive owner of an open action"
        ),
    },
)
def unreachable(view: PlanView) -> Iterator[Hit]:
    """The plan's manager, or the owner of an open or paused action or that owner's manager, has a missing,
    malformed or shared e-mail; or an inactive person owns an open action. An unknown trigram is PAC301.

    Passes: an inactive person who owns nothing.
    Fails: an owner whose e-mail is empty.
    """
    mails = Counter(fold(row.text("email")) for row in view.rows("team") if row["active"] != "no")
    owners = {action.text("owner") for action in actions(view, OPEN)}
    for trigram in sorted(_answerable(view)):
        person = view.find("team", trigram)
        if not person:
            continue
        inactive = person["active"] == "no" and trigram in owners
        if case := "inactive" if inactive else _mail_case(person.text("email"), mails):
            field = "active" if inactive else "email"
            name = _name(person, trigram)
            yield Hit(trigram, None, person, field, {"person": name, "email": person.text("email"), "case": case})


def _answerable(view: PlanView) -> set[str]:
    people = {action.text("owner") for action in actions(view, PENDING)}
    rows = (view.find("team", trigram) for trigram in people)
    people |= {row.text("manager") for row in rows if row}
    return (people | {view.form("plan").text("manager")}) - {""}


def _mail_case(email: str, mails: Counter[str]) -> str | None:
    if not email.strip():
        return "missing"
    if not _EMAIL.fullmatch(email.strip()):
        return "malformed"
    return "duplicate" if mails[fold(email)] > 1 else None


@rule(
    "PAC312",
    "warning",
    title=Text(fr="Action plus longue que son objectif", en="Action ends after its objective"),
    message=Text(
        fr="{code:action} se termine après l’échéance de {objective}.",
        en="{code:action} ends after the deadline of {objective}.",
    ),
    fix=Text(fr="Avancer l’action ou changer d’objectif.", en="Bring the action forward or change objective."),
)
def outlives_objective(view: PlanView) -> Iterator[Hit]:
    """The action's due date is later than the deadline of its main (first) objective. Not for drafts,
    cancelled or transferred actions.

    Passes: due 2026-12-31, deadline 2026-12-31.
    Fails: due 2026-12-31, deadline 2026-09-30.
    """
    for action in actions(view, LIVE):
        code, due = action.text("main_objective"), action.day("due")
        objective = view.find("objectives", code)
        deadline = objective.day("deadline") if objective else None
        if due and deadline and deadline < due:
            yield on(action, "due", code, objective=code, due=due, deadline=deadline)
