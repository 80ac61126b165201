"""Actions that their team's workbook no longer has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import fold


def disappeared(plans: Sequence[Plan], base: Base) -> Iterator[Finding]:
    """PAC709: action codes of the last consolidation that their team's workbook has no more."""
    actions = base.template.tables["actions"]
    for plan in plans:
        before = base.plans.get(plan.team)
        known = {action.key for action in plan.table("actions")}
        old = [a for a in before.table("actions") if not base.was_added(actions, a)] if before else []
        fresh = [action for action in plan.table("actions") if action.key not in {a.key for a in old}]
        for action in old:
            if action.key not in known:
                candidate = next((new.key for new in fresh if _may_be(action, new)), None)
                params = {"code": action.key, "date": base.day, "candidate": candidate}
                yield Finding("PAC709", subject=action.key, team=plan.team, file=plan.file, params=params)


def _may_be(old: Record, new: Record) -> bool:
    """The same action under another code: same title, or same owner and start."""
    if fold(str(old.get("title") or "")) == fold(str(new.get("title") or "")) and old.get("title"):
        return True
    return old.get("owner") == new.get("owner") and old.get("start") == new.get("start") is not None
