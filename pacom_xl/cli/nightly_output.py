"""What a night leaves besides its mails: consolidated workbook, findings workbook, web page, log."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pacom_xl import __version__
from pacom_xl.cli.ending import RefusedError
from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.cli.outputs import make_folder, write_text, written
from pacom_xl.consolidation.review import Review
from pacom_xl.core.text import NBSP, Lang, Text
from pacom_xl.nightly.config import SENDER, NightlyConfig
from pacom_xl.nightly.history import Run
from pacom_xl.nightly.letters import write_whole
from pacom_xl.nightly.run import Outcome, State, send
from pacom_xl.reporting import mail
from pacom_xl.reporting.mail import Attachment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOGS_KEPT = 400


class Publisher:
    """Writes the files of the night. What cannot be written is told, and the mails go all the same."""

    def __init__(self, settings: NightlyConfig, state: State) -> None:
        self.settings = settings
        self.state = state
        self.problems: list[Text] = []
        #: Some workbook was not the one of the last night.
        self.changed = True

    def outputs(self, day: date) -> list[Path]:
        """Workbooks of earlier nights: never inputs."""
        return [self._group(day), self._findings]

    def publish(self, review: Review, trend: Sequence[Run], news: bool) -> tuple[list[Attachment], tuple[str, ...]]:
        """Write everything; what to join to the national summary, and where the files are.

        Where no workbook and no finding changed, the workbooks of the last night stay, with their date.
        """
        group = self._group(review.as_of)
        outputs: dict[Path, Callable[[], None]] = {
            group: lambda: write_group_workbook(review, group, True, frozen=True),
            self._findings: lambda: self._write_findings(review),
        }
        fresh = self.changed or news
        there = [path for path, write in outputs.items() if (path.is_file() and not fresh) or self._try(write)]
        links = [*map(str, there)]
        if self.settings.publish and self._try(lambda: self._write_page(review, trend)):
            links.append(str(Path(self.settings.publish) / "index.html"))
        return self._joined(there), tuple(links)

    def _group(self, day: date) -> Path:
        return Path(self.settings.consolidated or self.state.folder / f"PAC_{day.year}_Groupe.xlsx")

    @property
    def _findings(self) -> Path:
        return self.state.folder / "PAC_Constats.xlsx"

    def _joined(self, paths: Sequence[Path]) -> list[Attachment]:
        """Files that fit under the limit together, in the order given."""
        room = self.settings.limits.attachment_mb * 1_000_000
        joined = []
        for path in paths:
            size = path.stat().st_size
            if size <= room:
                joined.append(Attachment(path.name, path.read_bytes(), _XLSX))
                room -= size
        return joined

    def _write_findings(self, review: Review) -> None:
        from pacom_xl.reporting.xlsx import write_findings

        with written(self._findings, force=True) as out:
            write_findings(review, out, self._findings)

    def _write_page(self, review: Review, trend: Sequence[Run]) -> None:
        from pacom_xl.nightly.trend import trend_section
        from pacom_xl.reporting.html import page

        folder = Path(self.settings.publish or "")
        make_folder(folder)
        text, section = page(review), trend_section(trend, review.lang)
        # After the drawings of the day, before the table: the first section of the page is its filters.
        head, mark, tail = text.partition("<section") if "<section" in text else text.partition("</body>")
        write_text(folder / "index.html", f"{head}{section}\n{mark}{tail}", force=True)

    def _try(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except (RefusedError, OSError) as error:
            said = error.format_message() if isinstance(error, RefusedError) else str(error.strerror or error)
            self.problems.append(Text(said, said))
            return False
        return True


def write_log(state: State, outcome: Outcome, problems: Sequence[Text], lang: Lang) -> None:
    """One page about the run, without names, addresses or trigrams."""
    state.logs.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    text = "\n".join(line.in_(lang) for line in _log_lines(outcome, problems)) + "\n"
    for name in (f"{outcome.review.as_of:%Y-%m-%d}-{stamp}.txt", "latest.txt"):
        write_whole(state.logs / name, text.encode("utf-8"))
    for old in sorted(state.logs.glob("2*.txt"))[:-_LOGS_KEPT]:
        old.unlink(missing_ok=True)


def _log_lines(outcome: Outcome, problems: Sequence[Text]) -> list[Text]:
    review, delivery = outcome.review, outcome.delivery
    states = Counter(change.state for change in outcome.changes if change.state)
    roles = Counter("owner" if letter.digest.role == "owner" else letter.digest.role for letter in outcome.done)
    told = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    mails = ", ".join(f"{role} {count}" for role, count in sorted(roles.items()))
    lines = [
        Text(f"pacom_xl {__version__}", f"pacom_xl {__version__}"),
        Text(f"Date de référence{NBSP}: {review.as_of}", f"Reference date: {review.as_of}"),
        *(_source_line(source.path, source.status, source.team) for source in review.portfolio.sources),
        Text(
            f"Équipes absentes{NBSP}: {', '.join(review.portfolio.missing_teams) or '–'}",
            f"Missing teams: {', '.join(review.portfolio.missing_teams) or '–'}",
        ),
        Text(f"Constats{NBSP}: {told or '–'}", f"Findings: {told or '–'}"),
        Text(f"Courriels{NBSP}: {mails or '–'}", f"Mails: {mails or '–'}"),
        Text(f"Sans destinataire{NBSP}: {len(outcome.left)}", f"Without a reader: {len(outcome.left)}"),
        Text(
            f"Envoyés{NBSP}: {delivery.sent}, en attente{NBSP}: {delivery.waiting}",
            f"Sent: {delivery.sent}, waiting: {delivery.waiting}",
        ),
    ]
    return [*lines, *problems, *delivery.problems]


def _source_line(path: str, status: str, team: str | None) -> Text:
    name = Path(path).name
    return Text(f"  {name}{NBSP}: {status} ({team or '–'})", f"  {name}: {status} ({team or '–'})")


def mail_fault(error: Exception, settings: NightlyConfig, state: State) -> None:
    """Tell the administrator of a fault of the program; nobody else hears of it."""
    recipient = mail.address("", settings.admin or "")
    if recipient is None:
        return
    sender = mail.address("pacom_xl", settings.sender) or Address("pacom_xl", addr_spec=SENDER)
    now = datetime.now(UTC)
    text = EmailMessage(policy=SMTP)
    text["Subject"] = Text("[PAC] Erreur interne du contrôle de nuit", "[PAC] Internal fault of the nightly check").in_(
        "en" if settings.lang == "en" else "fr"
    )
    text["From"], text["To"], text["Date"] = sender, recipient, now
    text["Message-ID"] = f"<{now:%Y%m%d%H%M%S%f}.fault@{sender.domain}>"
    text["Auto-Submitted"] = "auto-generated"
    trace = "".join(traceback.format_exception(error))
    text.set_content(f"pacom_xl {__version__}\n\n{trace}", charset="utf-8", cte="quoted-printable")
    try:
        outbox = state.outbox
        write_whole(outbox.folder / f"{now:%Y%m%d-%H%M%S%f}-fault.eml", text.as_bytes())
        send(outbox, settings, only_due=True)
    except OSError:
        # The fault itself is about to be told on the screen and in the program's log.
        return
