"""Anchors of the HTML page: the same for a finding or an action on every day and in every language."""

from __future__ import annotations

import hashlib

from pacom_xl.model.findings import Identity

#: Hexadecimal digits of an anchor: enough for the findings of a thousand workbooks.
_DIGITS = 14


def finding_anchor(identity: Identity) -> str:
    """``c`` and a digest of the identity of a finding, which holds no value, date or cell."""
    return "c" + _digest(*identity)


def action_anchor(team: str | None, code: str) -> str:
    """``a`` and a digest of a team and an action: the first row of the page about it."""
    return "a" + _digest(team or "", code)


def _digest(*parts: str) -> str:
    whole = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(whole).hexdigest()[:_DIGITS]
