"""Rules 2xx: required values that are missing."""

from collections.abc import Iterator

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.figures.sections import gaps
from pacom_xl.model.company_facts import ABANDONED, LIVE, OPEN, PENDING
from pacom_xl.model.text import Text
from pacom_xl.rules.action_facts import actions, on
from pacom_xl.rules.group_view import is_group
from pacom_xl.rules.rule_registry import Hit, rule

#: Least number of characters of a useful what, why or how.
SHORTEST_STORY = 20


@rule(
    "PAC201",
    "error",
    title=Text(fr="Action sans intitulé", en="Action without title"),
    message=Text(fr="Action {code:action} sans intitulé.", en="Action {code:action} has no title."),
    fix=Text(fr="Saisir l’intitulé.", en="Enter the title."),
)
def untitled(view: PlanView) -> Iterator[Hit]:
    """An action without title, whatever its status but draft.

    Passes: a draft without title.
    Fails: a planned action whose title is empty.
    """
    for action in view.rows("actions"):
        if action.record.get("status") != "draft" and not action.text("title").strip():
            yield on(action, "title")


@rule(
    "PAC202",
    "error",
    title=Text(fr="Action sans responsable", en="Action without owner"),
    message=Text(fr="Action {code} « {title} » sans responsable.", en='Action {code} "{title}" has no owner.'),
    fix=Text(fr="Désigner une seule personne de l’équipe.", en="Name exactly one team member."),
)
def unowned(view: PlanView) -> Iterator[Hit]:
    """An open or paused action without owner.

    Passes: owner TQU; a cancelled action without owner.
    Fails: an action in progress, owner empty.
    """
    for action in actions(view, PENDING):
        if not action["owner"]:
            yield on(action, "owner")


@rule(
    "PAC203",
    "error",
    title=Text(fr="Action sans échéance", en="Action without due date"),
    message=Text(fr="Action {code} « {title} » sans échéance.", en='Action {code} "{title}" has no due date.'),
    fix=Text(fr="Saisir une échéance réaliste.", en="Enter a realistic due date."),
)
def undated(view: PlanView) -> Iterator[Hit]:
    """An open or paused action without due date: never late, never on time. Hides every 4xx of the action.

    Passes: due 2026-06-30.
    Fails: a planned action, due date empty.
    """
    for action in actions(view, PENDING):
        if action.day("due") is None:
            yield on(action, "due")


@rule(
    "PAC204",
    "warning",
    title=Text(fr="Fiche incomplète", en="Incomplete action card"),
    message=Text(
        fr="Fiche {code:action} incomplète : {fields:fields}, vide ou de moins de {least} caractères.",
        en="Sheet {code:action} incomplete: {fields:fields}, empty or under {least} characters.",
    ),
    fix=Text(
        fr="Compléter quoi, pourquoi et comment, d’une phrase au moins.",
        en="Fill what, why and how, with a sentence at least.",
    ),
)
def thin_story(view: PlanView) -> Iterator[Hit]:
    """What, why or how is empty or shorter than 20 characters. Not for drafts, cancelled or transferred
    actions.

    Passes: three sentences of 20 characters or more.
    Fails: how = « À voir ».
    """
    for action in actions(view, LIVE):
        thin = [key for key in ("what", "why", "how") if len(action.text(key).strip()) < SHORTEST_STORY]
        if thin:
            yield on(action, thin[0], fields=tuple(f"actions.{key}" for key in thin), least=SHORTEST_STORY)


@rule(
    "PAC205",
    "warning",
    title=Text(fr="Action sans indicateur", en="Action without KPI"),
    message=Text(fr="Action {code:action} sans indicateur de suivi.", en="Action {code:action} has no KPI."),
    fix=Text(fr="Ajouter au moins un indicateur avec une cible.", en="Add at least one KPI with a target."),
)
def unmeasured(view: PlanView) -> Iterator[Hit]:
    """An open action without any KPI that has both an indicator and a target.

    Passes: « Contacts qualifiés », target 120.
    Fails: one KPI row, its target empty.
    """
    for action in actions(view, OPEN):
        if not any(kpi["label"] and kpi["target"] is not None for kpi in action.children("kpis")):
            yield on(action)


@rule(
    "PAC206",
    "error",
    title=Text(fr="Action terminée sans date", en="Done without completion date"),
    message=Text(
        fr="Action {code:action} terminée sans date de réalisation.",
        en="Action {code:action} is done but has no completion date.",
    ),
    fix=Text(fr="Saisir la date réelle de fin.", en="Enter the actual end date."),
)
def done_without_date(view: PlanView) -> Iterator[Hit]:
    """An action done whose completion date is empty: it counts nowhere in the on-time rate.

    Passes: done on 2026-02-25.
    Fails: done, completion date empty.
    """
    for action in actions(view, ("done",)):
        if action.day("done_on") is None:
            yield on(action, "done_on")


@rule(
    "PAC207",
    "warning",
    title=Text(fr="Motif ou réexamen manquant", en="Reason or review date missing"),
    message=Text(
        fr="Action {code:action} ({status:action_status}) sans motif ou sans date de réexamen.",
        en="Action {code:action} ({status:action_status}) is without a reason or review date.",
    ),
    fix=Text(
        fr="Indiquer le motif, le décideur et la date de réexamen.",
        en="Give reason, decider and review date.",
    ),
)
def unexplained_status(view: PlanView) -> Iterator[Hit]:
    """On hold, cancelled or transferred without reason, or on hold without review date.

    Passes: on hold, « Attente du salon », review on 2026-09-01.
    Fails: cancelled, reason empty.
    """
    for action in actions(view, ("on_hold", *ABANDONED)):
        status = action.text("status")
        if not action.text("status_reason").strip():
            yield on(action, "status_reason", status=status)
        elif status == "on_hold" and action.day("review_on") is None:
            yield on(action, "review_on", status=status)


@rule(
    "PAC208",
    "warning",
    title=Text(fr="Objectif non mesurable", en="Objective not measurable"),
    message=Text(
        fr="Objectif {code:action} non mesurable : à renseigner, {fields:fields}.",
        en="Objective {code:action} not measurable: fill {fields:fields}.",
    ),
    fix=Text(fr="Compléter selon SMART.", en="Complete it (SMART)."),
)
def vague_objective(view: PlanView) -> Iterator[Hit]:
    """An objective without indicator, target or deadline; a qualitative one without success criterion.

    Passes: « Nouveaux comptes CHR signés », 65, 2026-12-31.
    Fails: the same without target.
    """
    for objective in view.rows("objectives"):
        needed = ["indicator", "target", "deadline"]
        if objective["kind"] == "qualitative":
            needed.append("success_criteria")
        missing = [key for key in needed if objective.record.get(key) in (None, "")]
        if missing:
            yield on(objective, missing[0], fields=tuple(f"objectives.{key}" for key in missing))


@rule(
    "PAC209",
    "warning",
    title=Text(fr="Rubrique incomplète", en="Section incomplete"),
    message=Text(
        fr="Rubrique « {sheet:sheet} » incomplète : {fields:fields}.",
        en='Section "{sheet:sheet}" incomplete: {fields:fields}.',
    ),
    fix=Text(fr="Compléter la rubrique.", en="Complete the section."),
)
def empty_section(view: PlanView) -> Iterator[Hit]:
    """A section of the plan left empty: a required field of the strategy, a SWOT quadrant, the targets, the
    axes, the total of the envelope, the team, the market, the objectives, the actions. The SWOT, the team, the
    market, the objectives and the actions are each team's; the group's workbook may have none. The first sheet of a
    workbook says the same (``figures.sections``).

    Passes: at least one statement in each of the four quadrants.
    Fails: no threat in the SWOT.
    """
    for gap in gaps(view, of_group=is_group(view)):
        table, _, key = gap.fields[0].partition(".")
        detail = "quadrant" if gap.sheet == "swot" else key
        row = gap.row if gap.row is not None and gap.row.record.table == table else None
        params: dict[str, object] = {"sheet": gap.sheet, "fields": gap.fields}
        yield Hit(gap.sheet, detail, row, detail if row is not None else None, params)


@rule(
    "PAC210",
    "warning",
    dated=True,
    title=Text(fr="Pas de nouvelles de l’action", en="No news of the action"),
    message=Text(
        fr="{code:action} : pas de nouvelles depuis {days} jours.",
        en="{code:action}: no news for {days} days.",
    ),
    fix=Text(fr="Ajouter une ligne au journal de suivi.", en="Add a journal line."),
)
def silent_action(view: PlanView) -> Iterator[Hit]:
    """An action in progress whose last journal line (failing that, its start) is older than ``stale_days``.
    Lines dated after the reference date are ignored.

    Passes: last line 30 days ago, with 30 as threshold.
    Fails: last line 31 days ago.
    """
    limit = view.setting("stale_days")
    for action in actions(view, ("in_progress",)):
        days = (line.day("date") for line in action.children("journal"))
        last = max((day for day in days if day and day <= view.as_of), default=action.day("start"))
        if last and (view.as_of - last).days > limit:
            yield on(action, days=(view.as_of - last).days, last=last)
