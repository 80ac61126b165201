"""What a night leaves besides its mails: consolidated workbook, findings workbook, web page, log."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
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
from pacom_xl.nightly.letters import Enclose, Enclosure, write_whole
from pacom_xl.nightly.people import Duty
from pacom_xl.nightly.run import Outcome, State, send
from pacom_xl.reporting import mail
from pacom_xl.reporting.one_team import of_team

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOGS_KEPT = 400
_FINDINGS = Text("PAC_Constats", "PAC_Findings")
_GROUP = Text("Classeur consolidé", "Consolidated workbook")
_ALL_FINDINGS = Text("Constats", "Findings")
_TEAM_FINDINGS = Text("Constats de votre équipe", "Findings of your team")
_PAGE = Text("Page du contrôle", "Page of the check")


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
        return [
            self._group(day),
            *self._folder.glob(f"{_FINDINGS.fr}*.xlsx"),
            *self._folder.glob(f"{_FINDINGS.en}*.xlsx"),
        ]

    def publish(self, review: Review, trend: Sequence[Run], news: bool) -> Enclose:
        """Write what is for all; what goes with each mail.

        Where no workbook and no finding changed, the workbooks of the last night stay, with their date.
        """
        group, findings = self._group(review.as_of), self._folder / f"{_FINDINGS.in_(review.lang)}.xlsx"
        outputs: dict[Path, Callable[[], None]] = {
            group: lambda: write_group_workbook(review, group, True, frozen=True),
            findings: lambda: self._write_findings(review, findings),
        }
        fresh = self.changed or news
        there = [path for path, write in outputs.items() if (path.is_file() and not fresh) or self._try(write)]
        of_all = [Enclosure(_GROUP if path == group else _ALL_FINDINGS, path, _XLSX) for path in there]
        if self.settings.publish and self._try(lambda: self._write_page(review, trend)):
            of_all.append(Enclosure(_PAGE, Path(self.settings.publish) / "index.html"))
        return lambda duty, lang: of_all if duty.role == "director" else self._of_team(review, duty, lang)

    def _of_team(self, review: Review, duty: Duty, lang: Lang) -> list[Enclosure]:
        """The findings of one team for its manager; nothing for an owner."""
        if duty.plan is None:
            return []
        path = self._folder / f"{_FINDINGS.in_(lang)}_{_as_file_name(duty.name)}.xlsx"
        own = of_team(replace(review, lang=lang), duty.plan)
        written_ = self._try(lambda: self._write_findings(own, path))
        return [Enclosure(_TEAM_FINDINGS, path, _XLSX)] if written_ else []

    def _group(self, day: date) -> Path:
        return Path(self.settings.consolidated or self.state.folder / f"PAC_{day.year}_Groupe.xlsx")

    @property
    def _folder(self) -> Path:
        """Of the findings workbooks."""
        return Path(self.settings.findings or self.state.folder)

    def _write_findings(self, review: Review, path: Path) -> None:
        from pacom_xl.reporting.xlsx import write_findings

        make_folder(path.parent)
        with written(path, force=True) as out:
            write_findings(review, out, path)

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


def _as_file_name(team: str) -> str:
    """A team code as part of a file name; two codes never share one."""
    bare = re.sub(r"[^\w-]", "_", team)
    return bare if bare == team else f"{bare}-{hashlib.sha256(team.encode()).hexdigest()[:8]}"


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
