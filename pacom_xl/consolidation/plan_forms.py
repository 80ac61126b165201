"""The plans' identity forms in the consolidated plan: the group's first, then each team's."""

from __future__ import annotations

from collections.abc import Sequence

from pacom_xl.consolidation.shared_tables import file_name
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record, Value

#: From the weakest: the group's plan is no stronger than its weakest part.
_STATUSES = ("draft", "revised", "validated", "closed")
#: What all teams share.
_SHARED = ("company", "plan_year", "plan_start", "plan_end", "currency", "sponsor")


def plan_forms(plans: Sequence[Plan], has_reference: bool) -> list[Record]:
    """One form per plan. ``has_reference``: the first plan is the group's; else a form is made for the group."""
    forms = [
        Record(r.table, r.key, {"source_file": file_name(p), **r.values, "team": p.team}, r.parent, r.origin)
        for p in plans
        for r in p.table("plan")[:1]
    ]
    if not forms:
        return []
    head, others = (forms[0], forms[1:]) if has_reference else (_group_form(forms[0]), forms)
    return [head.with_values({"plan_status": _weakest(forms)}), *others]


def _group_form(form: Record) -> Record:
    """Without a group workbook: the values that all teams share, without a manager or a version."""
    values: dict[str, Value] = {key: form.get(key) for key in _SHARED}
    return Record("plan", "plan", values | {"team_code": GROUP_TEAM, "team": GROUP_TEAM, "plan_version": "V1"})


def _weakest(forms: Sequence[Record]) -> Value:
    known = [str(form.get("plan_status")) for form in forms if form.get("plan_status") in _STATUSES]
    return min(known, key=_STATUSES.index, default=None)
