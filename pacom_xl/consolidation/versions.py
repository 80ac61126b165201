"""Several workbooks of one team and year: copies, versions of one workbook, or workbooks that compete."""

from __future__ import annotations

from pacom_xl.consolidation.candidates import Candidate, Identified, identity_finding
from pacom_xl.model.audit import Conflict, ConflictValue
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.template.consolidated import READ_FINGERPRINT


def choose_versions(result: Identified, on_conflict: str) -> None:
    """Decide which workbook of each team and year counts."""
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
    """A file saved or written again without any change has other bytes and the same contents: it counts once."""
    different: dict[object, Candidate] = {}
    for candidate in versions:
        original = different.setdefault(_contents(candidate.plan), candidate)
        if original is not candidate:
            reject_copy(result, candidate, original)
    return list(different.values())


def _contents(plan: Plan) -> object:
    beside = ("team", "source_file", "source_cell", READ_FINGERPRINT, "ref_date_forced")
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
    """Choose among ``versions``, the latest first. Only versions of one same workbook have a latest, unless the caller
    asks for the newest.
    """
    first, second = versions[:2]
    ids = {c.workbook_id for c in versions}
    same = len(ids) == 1 and None not in ids
    counted = first if (same or on_conflict == "newest") and first.age > second.age else None
    for candidate in versions:
        if candidate is not counted:
            candidate.status = "superseded" if counted else "left_out"
            candidate.reason = _beaten(counted, next(c for c in versions if c is not candidate))
            if counted:
                result.left_out.append((candidate, counted))
    team = first.plan.team or ""
    values = tuple(ConflictValue(c.name, c.plan.team, path_text(c.reading.path)) for c in versions)
    chosen = counted.name if counted else None
    undecided = on_conflict == "newest" and counted is None
    reason = Text("version et date d’enregistrement égales", "equal version and date saved") if undecided else None
    result.conflicts.append(Conflict("plan", team, "", values, chosen, _policy(same, counted), reason))
    for other in versions[1:]:
        case = "chosen" if counted else _tie(first, second, same=same)
        params = {"team": team, "file_a": first.described, "file_b": other.described, "chosen": chosen, "case": case}
        result.findings.append(identity_finding("PAC701", other, team, params))


def _tie(first: Candidate, second: Candidate, *, same: bool) -> str:
    """Why none of several versions counts, as a case of PAC701. ``same``: they are of one workbook."""
    if not same and first.age > second.age:
        return "other_workbook"
    return "same_date" if first.saved_on and second.saved_on else "no_date"


def _policy(same: bool, counted: Candidate | None) -> str:
    return "report" if counted is None else "latest" if same else "newest"


def _beaten(counted: Candidate | None, other: Candidate) -> Text:
    if counted:
        return sentence("version antérieure à {name}", "older version than {name}", name=counted.name)
    return sentence(
        "autre classeur pour la même équipe : {name}", "another workbook of the same team: {name}", name=other.name
    )


def reject_copy(result: Identified, candidate: Candidate, original: Candidate) -> None:
    """``candidate`` holds what ``original`` holds: it does not count (PAC702)."""
    candidate.status = "duplicate"
    candidate.reason = sentence("copie de {name}", "copy of {name}", name=original.name)
    params = {"file": candidate.name, "same_as": original.name}
    result.findings.append(identity_finding("PAC702", candidate, candidate.name, params))
