"""The sender of a reply, and the results of the mail server's checks: DKIM, SPF and DMARC (RFC 8601)."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_DOMAIN = re.compile(r"(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.IGNORECASE)


def sender_of(mail: EmailMessage) -> str:
    """The only address a mail is from, casefolded; ``""`` when it names none, or several."""
    found = mail.get_all("From") or []
    addresses: Any = getattr(found[0], "addresses", ()) if len(found) == 1 else ()
    return str(addresses[0].addr_spec).casefold() if len(addresses) == 1 and "@" in addresses[0].addr_spec else ""


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a program wrote the mail: an out-of-office answer, a bounce, a list."""
    submitted = str(mail.get("Auto-Submitted") or "no").split(";")[0].strip().casefold()
    precedence = str(mail.get("Precedence") or "").strip().casefold()
    return (
        submitted != "no"
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or mail.get_content_type() == "multipart/report"
        or str(mail.get("Return-Path") or "").strip() == "<>"
    )


def is_authentic(mail: EmailMessage, sender: str, authserv: str | None) -> bool:
    """Whether the mail server's checks speak for the sender.

    ``authserv``: the name it signs its results with; its first header must hold a pass for the sender's domain.
    Without it, results in any header count against the mail, none of them for it: a sender can write them too.
    """
    headers = [_COMMENT.sub("", str(value)) for value in mail.get_all("Authentication-Results") or []]
    if authserv is None:
        return not any(_fails(value) for value in headers)
    of_server = next((value for value in headers if _server(value) == authserv.casefold()), None)
    return of_server is not None and not _fails(of_server) and _passes(of_server, sender.rpartition("@")[2])


def _server(value: str) -> str:
    first = value.strip().split(";")[0].split()
    return first[0].casefold() if first else ""


def _results(value: str) -> list[tuple[str, str, str]]:
    """Method, result and domain of each check in a header."""
    found = []
    for part in value.split(";")[1:]:
        if check := _RESULT.match(part.strip()):
            domain = _DOMAIN.search(part)
            found.append((check[1].casefold(), check[2].casefold(), domain[1].casefold().rstrip(".") if domain else ""))
    return found


def _fails(value: str) -> bool:
    """DMARC failed; or, without its result, SPF or DKIM failed and neither passed."""
    results = _results(value)
    by_dmarc = {result for method, result, _ in results if method == "dmarc"}
    if by_dmarc & {"fail", "pass"}:
        return "fail" in by_dmarc
    found = {result for _, result, _ in results}
    return bool(found & {"fail", "softfail", "permerror"}) and "pass" not in found


def _passes(value: str, domain: str) -> bool:
    """Whether a check passed for the sender's domain, or for the domain it belongs to."""
    return any(
        result == "pass" and "." in found and (domain == found or domain.endswith(f".{found}"))
        for _, result, found in _results(value)
    )
