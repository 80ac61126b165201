"""Results of replies: open proposals, rows put off, mails already read. One JSON file in the state folder.

It holds texts and trigrams of people: ``forget`` drops those of a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from pacom_xl.nightly.replies.received_mails import Position
from pacom_xl.storage.atomic_files import write_bytes

#: ``unclear``: from the owner, but without a date that can be read.
ProposalKind = Literal["done", "postponed", "away", "unclear"]
#: Mails remembered, to be read once.
_MOST_READ = 5000


@dataclass(frozen=True)
class Proposal:
    """A proposal of the owner of an action, until the workbook follows it or it is too old."""

    kind: ProposalKind
    team: str
    #: Code of the action, or trigram of the person.
    subject: str
    #: Trigram of the sender.
    owner: str
    received: date
    #: The date proposed; ``None`` when unclear.
    on: date | None = None
    #: The reason, or what was typed when it is unclear.
    text: str = ""


@dataclass(frozen=True)
class Snooze:
    """A row that a person does not want in mails before a day."""

    anchor: str
    owner: str
    email: str
    until: date


@dataclass(frozen=True)
class ReplyState:
    """The content of the file."""

    position: Position = field(default_factory=Position)
    proposals: tuple[Proposal, ...] = ()
    snoozed: tuple[Snooze, ...] = ()
    #: Digests of the mails read.
    read: tuple[str, ...] = ()

    def without(self, trigram: str) -> ReplyState:
        """The state without anything of a person."""
        return replace(
            self,
            proposals=tuple(entry for entry in self.proposals if trigram not in (entry.owner, entry.subject)),
            snoozed=tuple(entry for entry in self.snoozed if entry.owner != trigram),
        )


def load(file: Path) -> tuple[ReplyState, Path | None]:
    """The state of a file, empty when there is none; the new path of a damaged one, which is put aside."""
    try:
        return _state(json.loads(file.read_text(encoding="utf-8"))), None
    except FileNotFoundError:
        return ReplyState(), None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return ReplyState(), file


def put_aside(file: Path) -> Path:
    """Rename a damaged file, never over an older one. Raises ``OSError``."""
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    return file.replace(aside)


def save(file: Path, state: ReplyState) -> None:
    """Write the state. Raises ``CannotWriteError``."""
    data = asdict(replace(state, read=state.read[-_MOST_READ:]))
    text = json.dumps(data, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
    write_bytes(file, text.encode("utf-8", "backslashreplace"))
    file.chmod(0o600)


def forget_replies(file: Path, trigram: str) -> None:
    """Drop what a file holds of a person. Raises ``CannotWriteError``."""
    state, _ = load(file)
    if (without := state.without(trigram)) != state:
        save(file, without)


def _state(data: Mapping[str, Any]) -> ReplyState:
    return ReplyState(
        position=Position(int(data["position"]["validity"]), int(data["position"]["last"])),
        proposals=tuple(map(_proposal, data["proposals"])),
        snoozed=tuple(map(_snooze, data["snoozed"])),
        read=tuple(map(str, data["read"])),
    )


def _proposal(data: Mapping[str, Any]) -> Proposal:
    if data["kind"] not in get_args(ProposalKind):
        raise ValueError(data["kind"])
    on = date.fromisoformat(data["on"]) if data["on"] else None
    texts = {name: str(data[name]) for name in ("team", "subject", "owner", "text")}
    return Proposal(kind=data["kind"], received=date.fromisoformat(data["received"]), on=on, **texts)


def _snooze(data: Mapping[str, Any]) -> Snooze:
    texts = {name: str(data[name]) for name in ("anchor", "owner", "email")}
    return Snooze(until=date.fromisoformat(data["until"]), **texts)
