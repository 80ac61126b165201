"""Whose plan each file is: duplicates, versions, aggregates, other years, currencies or companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pacom_xl.consolidation.candidates import Candidate, Identified, identity_finding
from pacom_xl.model.audit import Conflict, ConflictValue, SourceStatus
from pacom_xl.model.plan import Plan, Value
from pacom_xl.model.text import NARROW_NBSP, NBSP, Text, fold, path_text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.group_view import GROUP_TEAM
from pacom_xl.template.consolidated import WAS_GIVEN

#: What all plans of a consolidation must share.
_COMMON = ("plan_year", "currency", "company")


def identify(readings: Sequence[Reading], reference: Reading | None = None, on_conflict: str = "report") -> Identified:
    """Decide which plans count. A duplicate counts once; of two versions of one workbook the latest counts;
    of two different workbooks of one team neither does, unless ``on_conflict`` says ``newest``.
    """
    if reference:
        readings = _with_reference(readings, reference)
    ordered = sorted(readings, key=lambda r: (r.path.name, r.sha256, str(r.path)))
    leaves = _without_aggregates(ordered)
    result = Identified(
        [candidate for reading in leaves for candidate in _candidates(reading)],
        [r for r in ordered if r.status not in ("read", "partial") or not r.plans],
    )
    if reference:
        _leave_other_references(result, reference)
    _leave_duplicates(result)
    _leave_misfits(result, reference.plan if reference else None)
    _leave_versions(result, on_conflict)
    result.candidates.sort(key=_team_order(result))
    return result


def _candidates(reading: Reading) -> Iterator[Candidate]:
    status: SourceStatus = "partial" if reading.status == "partial" else "read"
    for number, plan in enumerate(reading.plans):
        leaf = reading.leaves[number] if number < len(reading.leaves) else None
        yield Candidate(reading, plan, leaf.status if leaf and status == "read" else status, leaf=leaf)


def _without_aggregates(readings: Sequence[Reading]) -> list[Reading]:
    """The leaves win: a consolidated workbook given along with one of its own sources is ``contained``."""
    marks = {mark for r in readings for mark in (r.sha256, r.workbook_id) if mark}
    leaves = []
    for reading in readings:
        own = {reading.sha256, reading.workbook_id}
        if reading.status in ("read", "partial") and (set(reading.contains) - own) & marks:
            reading.status = "contained"
            reading.reason = _contained(reading, readings)
        if reading.status in ("read", "partial"):
            leaves.append(reading)
    return leaves


def _contained(reading: Reading, readings: Sequence[Reading]) -> Text:
    """With the teams that only the consolidated workbook has: they are not counted, and that must be seen."""
    given = {plan.team for r in readings if r is not reading and r.status != "contained" for plan in r.plans}
    alone = ", ".join(sorted(str(plan.team) for plan in reading.plans if plan.team not in given))
    more = Text(
        f"{NARROW_NBSP}; non fourni par ailleurs, donc non compté{NBSP}: {alone}",
        f"; not given otherwise, so not counted: {alone}",
    )
    return Text(
        "classeur consolidé dont une source est fournie aussi" + (more.fr if alone else ""),
        "consolidated workbook, one of its sources is given too" + (more.en if alone else ""),
    )


def _with_reference(readings: Sequence[Reading], reference: Reading) -> list[Reading]:
    """The reference among the others, once, for its group plan only: what it contains is not its business here."""
    others = [r for r in readings if r is not reference and r.sha256 != reference.sha256]
    return [*others, replace(reference, plans=reference.plans[:1], leaves=reference.leaves[:1], contains=())]


def _leave_other_references(result: Identified, reference: Reading) -> None:
    """The reference is named by the caller: any other group workbook among the inputs gives way to it."""
    name = path_text(reference.path.name)
    for candidate in result.candidates:
        if candidate.plan.team == GROUP_TEAM and candidate.plan is not reference.plan:
            candidate.status = "superseded"
            candidate.reason = Text(f"la référence groupe est {name}", f"the group reference is {name}")


def _leave_duplicates(result: Identified) -> None:
    first: dict[str, Candidate] = {}
    for candidate in filter(lambda c: c.counted, result.candidates):
        original = first.setdefault(candidate.content, candidate)
        if original is candidate:
            continue
        _leave_copy(result, candidate, original)


def _leave_copy(result: Identified, candidate: Candidate, original: Candidate) -> None:
    candidate.status = "duplicate"
    candidate.reason = Text(f"copie de {original.name}", f"copy of {original.name}")
    params = {"file": candidate.name, "same_as": original.name}
    result.findings.append(identity_finding("PAC702", candidate, candidate.name, params))


def _leave_misfits(result: Identified, reference: Plan | None) -> None:
    counted = [c for c in result.candidates if c.counted]
    anchor = reference or next((c.plan for c in counted if c.plan.team == GROUP_TEAM), None)
    for key in _COMMON:
        expected = _expected(key, anchor, [c for c in counted if c.counted])
        for candidate in counted:
            value = candidate.common(key)
            if not candidate.counted or value is None or _same(value, expected):
                continue
            candidate.status = "left_out"
            candidate.reason = Text(
                f"{_NAMES[key].fr}{NBSP}: {value} au lieu de {expected}",
                f"{_NAMES[key].en}: {value} instead of {expected}",
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
    said = [c.common(key) for c in candidates if c.common(key) is not None]
    counts = Counter(fold(str(value)) for value in said)
    return max(said, key=lambda value: counts[fold(str(value))], default=None)


def _same(value: Value, expected: Value) -> bool:
    return expected is None or fold(str(value)) == fold(str(expected))


def _leave_versions(result: Identified, on_conflict: str) -> None:
    teams: dict[tuple[str | None, int | None], list[Candidate]] = {}
    for candidate in result.candidates:
        if candidate.counted and candidate.plan.team:
            teams.setdefault((candidate.plan.team, candidate.plan.year), []).append(candidate)
    for versions in teams.values():
        latest_first = sorted(versions, key=lambda c: c.age, reverse=True) if len(versions) > 1 else []
        different = _without_copies(result, latest_first)
        if len(different) > 1:
            _settle(result, different, on_conflict)


def _without_copies(result: Identified, versions: list[Candidate]) -> list[Candidate]:
    """A file saved again without any change has other bytes and the same contents: it counts once too."""
    kept: dict[object, Candidate] = {}
    for candidate in versions:
        original = kept.setdefault((candidate.workbook_id, _contents(candidate.plan)), candidate)
        if original is not candidate:
            _leave_copy(result, candidate, original)
    return list(kept.values())


def _contents(plan: Plan) -> object:
    beside = ("team", "source_file", "source_cell", WAS_GIVEN, "ref_date_forced")
    skipped = ("guide", "meta")
    return tuple(
        (
            r.table,
            r.key,
            r.parent,
            tuple((k, v) for k, v in sorted(r.values.items()) if v is not None and k not in beside),
        )
        for r in plan.records
        if r.table not in skipped
    )


def _settle(result: Identified, versions: list[Candidate], on_conflict: str) -> None:
    """``versions``: from the latest. Only versions of one same workbook have a latest, unless the caller wants one."""
    first, second = versions[:2]
    ids = {c.workbook_id for c in versions}
    same = len(ids) == 1 and None not in ids
    kept = first if (same or on_conflict == "newest") and first.age > second.age else None
    for candidate in versions:
        if candidate is not kept:
            candidate.status = "superseded" if kept else "left_out"
            candidate.reason = _beaten(kept, next(c for c in versions if c is not candidate))
            result.left_out += [(candidate, kept)] if kept else []
    team = first.plan.team or ""
    values = tuple(ConflictValue(c.name, c.plan.team, path_text(c.reading.path)) for c in versions)
    chosen = kept.name if kept else None
    undecided = on_conflict == "newest" and kept is None
    reason = Text("version et date d’enregistrement égales", "equal version and date saved") if undecided else None
    result.conflicts.append(Conflict("plan", team, "", values, chosen, _policy(same, kept), reason))
    for other in versions[1:]:
        params = {"team": team, "file_a": first.described, "file_b": other.described, "chosen": chosen}
        result.findings.append(identity_finding("PAC701", other, team, params))


def _policy(same: bool, kept: Candidate | None) -> str:
    return "report" if kept is None else "latest" if same else "newest"


def _beaten(kept: Candidate | None, other: Candidate) -> Text:
    if kept:
        return Text(f"version antérieure à {kept.name}", f"older version than {kept.name}")
    return Text(
        f"autre classeur pour la même équipe{NBSP}: {other.name}",
        f"another workbook of the same team: {other.name}",
    )


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
