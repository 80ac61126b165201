"""Figures of the calendar, whose rows are the actions: effective due date, days left, situation, risk."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.figures.figure_registry import blank, figure, label_of, one_of
from pacom_xl.figures.periods import TINY, expected_progress
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.company_facts import ABANDONED
from pacom_xl.model.palette import STATUS_OF_SITUATION, STATUSES
from pacom_xl.model.plan import Value

#: Statuses that determine the situation.
_AS_THEY_ARE = ("draft", "on_hold", *ABANDONED)


def has_valid_dates(action: Row) -> bool:
    """Whether the start is not after the due date; a missing date is accepted."""
    start, due = action.day("start"), action.day("due")
    return start is None or due is None or start <= due


def is_late(action: Row) -> bool:
    """Whether the action is open, under 100 %, with valid dates and an effective due date before the reference date."""
    due = action.day("due_effective")
    if due is None or action["is_open"] != 1 or action.amount("progress") >= 1:
        return False
    return has_valid_dates(action) and action.view.as_of > due


def days_late(action: Row) -> int:
    """Calendar days since the effective due date; 0 when not late."""
    due = action.day("due_effective")
    return (action.view.as_of - due).days if due and is_late(action) else 0


def _same(name: str) -> Callable[[Row], Value]:
    return lambda action: action[name]


for _name in ("title", "due", "kpi_attainment"):
    figure(f"calendar.{_name}", f"{{index.{_name}}}")(_same(_name))
_OWNER = "INDEX({team.full_name[]},MATCH({index.owner_code},{team.trigram[]},0))"
figure("calendar.allocated", "{index.allocated}")(_same("allocated_used"))


@figure(
    "calendar.owner",
    f'IF({{index.owner_code}}="","",IFERROR(IF({_OWNER}="",{{index.owner_code}},{_OWNER}),{{index.owner_code}}))',
)
def _owner(action: Row) -> Value:
    """The name of the person, as narrow columns show it; the code alone where there is none."""
    code = action.text("owner")
    person = action.view.find("team", code) if code else None
    return (person.text("full_name") if person else "") or code or None


@figure("calendar.code", blank("{index.code}"))
def _code(action: Row) -> Value:
    return action.key


@figure("calendar.due_effective", 'IF(ISNUMBER({due}),WORKDAY({due}-1,1,TeamHolidays),"")')
def _due_effective(action: Row) -> Value:
    due = action.day("due")
    return action.view.working_days(action.team).same_or_next(due) if due else None


@figure(
    "calendar.working_days_left",
    'IF(NOT(ISNUMBER({due_effective})),"",IF({due_effective}=DateRef,0,IF({due_effective}>DateRef,'
    "NETWORKDAYS(DateRef+1,{due_effective},TeamHolidays),-NETWORKDAYS({due_effective}+1,DateRef,TeamHolidays))))",
)
def _working_days_left(action: Row) -> Value:
    due = action.day("due_effective")
    return action.view.working_days(action.team).after(action.view.as_of, due) if due else None


@figure(
    "calendar.days_left",
    'IF(OR(NOT(ISNUMBER({due_effective})),{index.is_closed}=1),"",{due_effective}-DateRef)',
)
def _days_left(action: Row) -> Value:
    due = action.day("due_effective")
    return (due - action.view.as_of).days if due and action["is_closed"] != 1 else None


@figure(
    "calendar.expected_progress",
    'IF(COUNT({index.start},{due})<2,"",IF({due}<={index.start},"",'
    "MAX(0,MIN(1,(DateRef-{index.start})/({due}-{index.start})))))",
)
def _expected_progress(action: Row) -> Value:
    return expected_progress(action.day("start"), action.day("due"), action.view.as_of)


@figure(
    "calendar.progress_gap",
    'IF(COUNT({expected_progress})=0,"",N({index.progress})-{expected_progress})',
)
def _progress_gap(action: Row) -> Value:
    expected = action.number("expected_progress")
    return None if expected is None else action.amount("progress") - expected


@figure("calendar.variance", "{index.forecast}-{index.allocated}")
def _variance(action: Row) -> Value:
    return action.amount("forecast") - action.amount("allocated_used")


#: A completion date after the reference date is ignored.
_DONE_KNOWN = "AND(COUNT({index.done_on},{due_effective})=2,N({index.done_on})<=DateRef)"
_LAGS = (
    'IF(AND({index.status_key}="in_progress",ISNUMBER({progress_gap})),ROUND(N({progress_gap})+lag_points,9)<0,FALSE)'
)
#: An action whose milestones or progress lag behind is at risk, not on time.
_RUNNING = f'IF(OR({{index.missed_milestones}}>0,{_LAGS}),"at_risk","on_time")'
_DEADLINE = (
    'IF(DateRef>{due_effective},"late",IF(DateRef={due_effective},"due_today",'
    'IF({working_days_left}<=due_soon_days,"due_soon",' + _RUNNING + ")))"
)


def _delivered_late(action: Row) -> bool | None:
    done, due = action.day("done_on"), action.day("due_effective")
    if done is None or due is None or done > action.view.as_of:
        return None
    return done > due


@figure(
    "calendar.flag_key",
    'IF({index.fiche_missing}=1,"fiche_missing",IF(SUMPRODUCT(--({index.code[]}={code}))>1,"duplicate_code",'
    f'IF(AND({{index.status_key}}="draft",{{index.title}}="",{{due}}=""),"",'
    f"IF({one_of('{index.status_key}', *_AS_THEY_ARE)},{{index.status_key}},"
    f'IF({{index.status_key}}="done",IF({_DONE_KNOWN},IF({{index.done_on}}>{{due_effective}},"done_late","done"),"done"),'
    'IF(N({index.progress})>=1,"to_close",IF(NOT(ISNUMBER({due})),"no_due_date",'
    'IF(AND(ISNUMBER({index.start}),N({index.start})>{due}),"invalid_dates",'
    f"{_DEADLINE}))))))))",
)
def _flag_key(action: Row) -> Value:
    if action.view.is_duplicate(action):
        return "duplicate_code"
    status = action["status"]
    if status == "draft" and not action.text("title") and action["due"] is None:
        return None
    if status in _AS_THEY_ARE:
        return status
    if status == "done":
        return "done_late" if _delivered_late(action) else "done"
    return _open_situation(action)


def _open_situation(action: Row) -> str:
    as_of, due = action.view.as_of, action.day("due_effective")
    if action.amount("progress") >= 1:
        return "to_close"
    if due is None:
        return "no_due_date"
    if not has_valid_dates(action):
        return "invalid_dates"
    if as_of >= due:
        return "late" if as_of > due else "due_today"
    soon = action.amount("working_days_left") <= action.view.setting("due_soon_days")
    if soon:
        return "due_soon"
    return "at_risk" if action.amount("missed_milestones") > 0 or lags(action) else "on_time"


@figure("calendar.flag", label_of("situation", "{flag_key}"))
def _flag(action: Row) -> Value:
    return action["flag_key"]


_OUT_OF_RISK = (
    f"OR({{index.is_open}}=0,N({{index.progress}})>=1,{one_of('{flag_key}', 'late', 'no_due_date', 'invalid_dates')})"
)


@figure(
    "calendar.at_risk_key",
    f'IF({_OUT_OF_RISK},"no",IF(OR({one_of("{flag_key}", "due_today", "due_soon")},'
    f'{{index.missed_milestones}}>0,{_LAGS}),"yes","no"))',
)
def _at_risk_key(action: Row) -> Value:
    if action["is_open"] != 1 or action.amount("progress") >= 1:
        return "no"
    flag = action["flag_key"]
    if flag in ("late", "no_due_date", "invalid_dates"):
        return "no"
    risky = flag in ("due_today", "due_soon") or action.amount("missed_milestones") > 0 or lags(action)
    return "yes" if risky else "no"


def lags(action: Row) -> bool:
    """Whether the action is in progress and behind linear progress by more than ``lag_points``."""
    gap = action.number("progress_gap")
    if action["status"] != "in_progress" or gap is None:
        return False
    return gap + action.view.setting("lag_points") <= -TINY


@figure("calendar.at_risk", label_of("yes_no", "{at_risk_key}"))
def _at_risk(action: Row) -> Value:
    return action["at_risk_key"]


@figure(
    "calendar.on_time",
    f'IF({{index.status_key}}<>"done","",IF({_DONE_KNOWN},IF({{index.done_on}}<={{due_effective}},1,0),""))',
)
def _on_time(action: Row) -> Value:
    late = _delivered_late(action)
    return None if action["status"] != "done" or late is None else int(not late)


#: Symbol of the status of each situation, for people who do not tell colours apart.
SHAPES = {situation: STATUSES[status].symbol for situation, status in STATUS_OF_SITUATION.items()}


def _shape_formula() -> str:
    groups: dict[str, list[str]] = {}
    for key, shape in SHAPES.items():
        groups.setdefault(shape, []).append(key)
    tests = [f'IF({one_of("{flag_key}", *keys)},"{shape}",' for shape, keys in groups.items()]
    return "".join(tests) + '""' + ")" * len(tests)


@figure("calendar.shape", _shape_formula())
def _shape(action: Row) -> Value:
    return SHAPES.get(action.text("flag_key"))


@figure("calendar.late_days", 'IF({flag_key}="late",DateRef-{due_effective},0)')
def _late_days(action: Row) -> Value:
    return days_late(action) if action["flag_key"] == "late" else 0


@figure("calendar.overrun", "IF({index.is_live}=1,MAX(0,ROUND({variance},0)),0)")
def _overrun(action: Row) -> Value:
    """Overrun rounded to whole units, for ranking."""
    if action["is_live"] != 1:
        return 0
    return max(0, int(action.amount("variance").quantize(Decimal(1), ROUND_HALF_UP)))
