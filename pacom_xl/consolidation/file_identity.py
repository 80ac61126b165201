"""Identify the plan of each file: duplicates, versions, aggregates, other years, currencies or companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pacom_xl.consolidation.aggregates import without_aggregates
from pacom_xl.consolidation.candidates import Candidate, Identified, identity_finding
from pacom_xl.consolidation.versions import choose_versions, reject_copy
from pacom_xl.model.audit import SourceStatus
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import Text, fold, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading

#: What all plans of a consolidation must share.
_COMMON = ("plan_year", "currency", "company")


def identify(readings: Sequence[Reading], reference: Reading | None = None, on_conflict: str = "report") -> Identified:
    """Decide which plans count. A duplicate counts once; of two versions of one workbook the latest counts;
    of two different workbooks of one team neither does, unless ``on_conflict`` says ``newest``.
    """
    if reference:
        readings = _with_reference(readings, reference)
    ordered = sorted(readings, key=lambda r: (r.path.name, r.sha256, str(r.path)))
    whole = without_aggregates(ordered)
    leaves = [r for r in whole if r.status in ("read", "partial")]
    contained = {id(old): new for old, new in zip(ordered, whole, strict=True) if new is not old}
    result = Identified(
        [candidate for reading in leaves for candidate in _candidates(reading)],
        [r for r in whole if r.status not in ("read", "partial") or not r.plans],
        contained=contained,
    )
    if reference:
        _reject_other_references(result, reference)
    _reject_duplicates(result)
    _reject_misfits(result, reference.plan if reference else None)
    choose_versions(result, on_conflict)
    result.candidates.sort(key=_team_order(result))
    return result


def _candidates(reading: Reading) -> Iterator[Candidate]:
    status: SourceStatus = "partial" if reading.status == "partial" else "read"
    for number, plan in enumerate(reading.plans):
        leaf = reading.leaves[number] if number < len(reading.leaves) else None
        yield Candidate(reading, plan, leaf.status if leaf and status == "read" else status, leaf=leaf)


def _with_reference(readings: Sequence[Reading], reference: Reading) -> list[Reading]:
    """The reference among the others, once, for the group's plan only: other plans that it holds do not count."""
    others = [r for r in readings if r is not reference and r.sha256 != reference.sha256]
    return [*others, replace(reference, plans=reference.plans[:1], leaves=reference.leaves[:1], contains=())]


def _reject_other_references(result: Identified, reference: Reading) -> None:
    """The reference is named by the caller: any other group workbook among the inputs gives way to it."""
    name = path_text(reference.path.name)
    for candidate in result.candidates:
        if candidate.plan.team == GROUP_TEAM and candidate.plan is not reference.plan:
            candidate.status = "superseded"
            candidate.reason = sentence("la référence groupe est {name}", "the group reference is {name}", name=name)


def _reject_duplicates(result: Identified) -> None:
    first: dict[str, Candidate] = {}
    for candidate in filter(lambda c: c.counted, result.candidates):
        original = first.setdefault(candidate.content, candidate)
        if original is candidate:
            continue
        reject_copy(result, candidate, original)


def _reject_misfits(result: Identified, reference: Plan | None) -> None:
    counted = [c for c in result.candidates if c.counted]
    anchor = reference or next((c.plan for c in counted if c.plan.team == GROUP_TEAM), None)
    for key in _COMMON:
        expected = _expected(key, anchor, [c for c in counted if c.counted])
        for candidate in counted:
            value = candidate.common(key)
            if not candidate.counted or value is None or _same(value, expected):
                continue
            candidate.status = "left_out"
            candidate.reason = sentence(
                "{field} : {value} au lieu de {expected}",
                "{field}: {value} instead of {expected}",
                field=_NAMES[key],
                value=value,
                expected=expected,
            )
            params = {
                "team": candidate.plan.team,
                "field": f"plan.{key}",
                "value": value,
                "expected": expected,
            }
            finding = identity_finding("PAC703", candidate, candidate.plan.team or candidate.name, params, key)
            result.findings.append(finding)


_NAMES = {
    "plan_year": Text("exercice", "plan year"),
    "currency": Text("devise", "currency"),
    "company": Text("entreprise", "company"),
}


def _expected(key: str, anchor: Plan | None, candidates: list[Candidate]) -> Value:
    """What the group's workbook says, else what most say (ties to the first by name of file)."""
    if anchor:
        value = anchor.form("plan").get(key)
        return anchor.year if key == "plan_year" and value is None else value
    values = [c.common(key) for c in candidates if c.common(key) is not None]
    counts = Counter(fold(str(value)) for value in values)
    return max(values, key=lambda value: counts[fold(str(value))], default=None)


def _same(value: Value, expected: Value) -> bool:
    return expected is None or fold(str(value)) == fold(str(expected))


def _team_order(result: Identified) -> Callable[[Candidate], tuple[object, ...]]:
    listed = [record.key for c in result.candidates[:1] for record in c.plan.table("teams")]

    def key(candidate: Candidate) -> tuple[object, ...]:
        team = candidate.plan.team or "~"
        return (
            team != GROUP_TEAM,
            listed.index(team) if team in listed else len(listed),
            team,
            candidate.name,
        )

    return key


def missing_teams(plans: Iterable[Plan], expected: Iterable[str]) -> list[str]:
    """Teams that should be there and are not, as they were asked for."""
    present = {plan.team for plan in plans}
    return [team for team in dict.fromkeys(expected) if team not in present]
