"""What the rules of a workbook found, taken again while nothing they look at changed.

Most rules do not look at the date: what they find of a workbook is the same night after night. What the others find
holds for one day, and for what earlier runs saw.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from sys import intern

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.storage.derived_cache import Memo, mark_of
from pacom_xl.storage.safe_pickle import plain_values

#: What the rules that look at the date find in a view, or those that do not.
Check = Callable[[PlanView, bool], Iterable[Finding]]
#: The one class of ours that a parameter of a finding may be of.
_OWN = ("pacom_xl.model.text",)


def checked(view: PlanView, check: Check, memo: Memo | None) -> Iterator[Finding]:
    """What ``check`` finds in a view, by code, for a ``memo`` of this program and template; of a plan without a mark
    nothing is kept.
    """
    found = [finding for dated in (False, True) for finding in _checked(view, check, dated, memo)]
    yield from sorted(found, key=attrgetter("code"))


def _checked(view: PlanView, check: Check, dated: bool, memo: Memo | None) -> Iterable[Finding]:
    if memo is None or view.plan.content_digest is None:
        return check(view, dated)
    mark = _mark(view, view.plan.content_digest, dated)
    known = _unpacked(memo.get(mark), mark)
    if known is None:
        known = list(check(view, dated))
        memo.put(mark, _packed(known, mark))
    return known


def _mark(view: PlanView, content: bytes, dated: bool) -> bytes:
    """Of all that the rules look at. The year stands for a plan that does not say its own."""
    looked_at: list[object] = [view.of_group, sorted(view.settings.items()), view.as_of.year]
    if dated:
        looked_at += [view.as_of, [_seen(view, action.team, action.key) for action in view.rows("actions")]]
    return mark_of(content, repr(looked_at).encode())


def _seen(view: PlanView, team: str | None, action: str) -> list[str]:
    return [day.isoformat() for day in view.earlier_due.get((team, action), ())]


def _packed(findings: Iterable[Finding], mark: bytes) -> bytes:
    """Findings as the rules make them, before anything is settled, and what tells that they are those of ``mark``."""
    rows = [
        (f.code, f.subject, f.detail, f.team, f.file, f.cell and tuple(f.cell), f.field, f.value, dict(f.params))
        for f in findings
    ]
    return zlib.compress(pickle.dumps((mark, rows), 5), 1)


def _unpacked(data: bytes | None, mark: bytes) -> list[Finding] | None:
    """The findings that were packed; ``None`` when anything is odd."""
    if data is not None:
        with suppress(Exception):  # whatever damaged bytes make the decoder raise: the rules are asked again
            of, rows = plain_values(zlib.decompress(data), _OWN)
            return [_finding(*row) for row in rows] if of == mark else None
    return None


def _finding(
    code: str,
    subject: str,
    detail: str | None,
    team: str | None,
    file: str | None,
    cell: tuple[str, int, int] | None,
    field: str | None,
    value: object,
    params: dict[str, object],
) -> Finding:
    place, about = Cell(*cell) if cell else None, intern(field) if field else None
    named = {intern(name): given for name, given in params.items()}
    return Finding(intern(code), subject, detail, team, file, place, about, value, named)
