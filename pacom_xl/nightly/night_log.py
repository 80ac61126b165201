"""The log of a night: one page without names, addresses or trigrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from pacom_xl import __version__
from pacom_xl.consolidation.review import Review
from pacom_xl.model import formats
from pacom_xl.model.text import LANGS, Lang, Text, in_line, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.delivery.smtp import Delivery
from pacom_xl.nightly.history.finding_changes import Change
from pacom_xl.nightly.mails.night_mails import MailSummary
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reporting.words.file_statuses import FILE_STATUSES
from pacom_xl.reporting.words.finding_status import STATE_WORDS, State
from pacom_xl.storage.atomic_files import make_folder, write_bytes

_Name = TypeVar("_Name", bound=str)
#: Pages that stay; older ones are removed.
_PAGES = 400
_ROLES = {
    "direction": Text("direction", "management"),
    "owner": Text("responsables d’action", "action owners"),
}


def write_log(state: StateFolder, as_of: date, lines: Iterable[Text], lang: Lang) -> None:
    """Write the page of a run, and ``latest.txt``. Raises ``CannotWriteError``."""
    make_folder(state.logs)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    text = "".join(f"{in_line(line.in_(lang), 2000)}\n" for line in lines).encode("utf-8", "backslashreplace")
    for name in (f"{as_of:%Y-%m-%d}-{stamp}.txt", "latest.txt"):
        write_bytes(state.logs / name, text)
    for old in sorted(state.logs.glob("2*.txt"))[:-_PAGES]:
        with suppress(OSError):
            old.unlink(missing_ok=True)


def outcome_lines(
    review: Review, changes: Sequence[Change], mails: Sequence[MailSummary], without_address: int
) -> list[Text]:
    """Lines about workbooks read, findings, and mails written."""
    states = Counter[State](change.state for change in changes if change.state)
    roles = Counter[str](mail.role for mail in mails)
    missing = ", ".join(review.portfolio.missing_teams) or "–"
    return [
        _same(f"pacom_xl {__version__}"),
        sentence("Date de référence : {as_of}", "Reference date: {as_of}", as_of=_day(review.as_of)),
        *(_source_line(source.path, source.status, source.team) for source in review.portfolio.sources),
        sentence("Équipes absentes : {missing}", "Missing teams: {missing}", missing=missing),
        sentence("Constats : {counted}", "Findings: {counted}", counted=_counted(states, STATE_WORDS)),
        sentence("Courriels : {counted}", "Mails: {counted}", counted=_counted(roles, _ROLES)),
        sentence(
            "Sans destinataire : {without_address}",
            "Without a recipient: {without_address}",
            without_address=without_address,
        ),
    ]


def delivery_lines(delivery: Delivery, problems: Sequence[Text]) -> list[Text]:
    """The end of the log."""
    sent = sentence(
        "Envoyés : {sent}, en attente : {waiting}, refusés : {refused}",
        "Sent: {sent}, waiting: {waiting}, refused: {refused}",
        sent=delivery.sent,
        waiting=delivery.waiting,
        refused=delivery.refused,
    )
    return [sent, *problems, *delivery.problems]


def _day(day: date) -> Text:
    return Text(formats.day(day, "fr"), formats.day(day, "en"))


def _counted(counts: Counter[_Name], words: Mapping[_Name, Text]) -> Text:
    """``new 2, ongoing 3``, in words people know; a name that has none, such as a team, stays as it is."""
    named = sorted(counts.items())
    fr, en = (
        ", ".join(f"{words[name].in_(lang) if name in words else name} {count}" for name, count in named) or "–"
        for lang in LANGS
    )
    return Text(fr, en)


def _source_line(path: str, status: str, team: str | None) -> Text:
    return sentence(
        "  {name} : {status} ({team})",
        "  {name}: {status} ({team})",
        name=path_text(Path(path).name),
        status=FILE_STATUSES[status],
        team=team or "–",
    )


def _same(text: str) -> Text:
    return Text(text, text)
