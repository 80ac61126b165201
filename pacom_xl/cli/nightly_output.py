"""What a night leaves besides its mails: consolidated workbook, findings workbook, web page, log."""

from __future__ import annotations

import gc
import hashlib
import re
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pacom_xl import __version__
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.group_output import late_of, write_portfolio
from pacom_xl.cli.meanwhile import Meanwhile
from pacom_xl.cli.outputs import make_folder, write_text, written
from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.consolidation.review import Review
from pacom_xl.model.audit import Late
from pacom_xl.model.text import NBSP, Lang, Text
from pacom_xl.nightly import mail_message
from pacom_xl.nightly.config import SENDER, NightlyConfig
from pacom_xl.nightly.history import Run
from pacom_xl.nightly.mails import Enclose, Enclosure, write_whole
from pacom_xl.nightly.night_run import Outcome, State, send
from pacom_xl.nightly.recipients import Duty
from pacom_xl.nightly.smtp_delivery import Delivery
from pacom_xl.reporting.team_extract import TeamExtracts
from pacom_xl.rules import messages

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOGS_KEPT = 400
#: From this number of plans on, the group's workbook is made by a process of its own.
WORTH_A_PROCESS = 8
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
        #: Some workbook, a setting or the program was not the one of the last night.
        self.changed = True
        #: The making of the group's workbook, and whether it is there.
        self._making: Meanwhile[Late] | None = None
        self._there = True

    def outputs(self, day: date) -> list[Path]:
        """Workbooks of earlier nights: never inputs."""
        return [
            self._group(day),
            *self._folder.glob(f"{_FINDINGS.fr}*.xlsx"),
            *self._folder.glob(f"{_FINDINGS.en}*.xlsx"),
        ]

    def begin(self, portfolio: Portfolio, day: date) -> None:
        """Begin what is made anew whether or not there is news."""
        if self.changed or not self._group(day).is_file():
            self._begin(portfolio, day)

    def publish(self, review: Review, trend: Sequence[Run], news: bool) -> Enclose:
        """Write what is for all; what goes with each mail. The workbook of the group is there after ``finish`` only.

        Where nothing they are made from and no finding changed, the workbooks of the last night stay, with their date.
        """
        group, findings = self._group(review.as_of), self._findings(review.lang)
        fresh = self.changed or news
        if fresh and self._making is None:
            self._begin(review.portfolio, review.as_of)
        messages.cache_texts(review.findings, review.lang, review.template)
        if self._making:
            self._making.tell(late_of(review))
        others = []
        if (findings.is_file() and not fresh) or self._try(lambda: self._write_findings(review, findings)):
            others.append(Enclosure(_ALL_FINDINGS, findings, _XLSX))
        if self.settings.publish and self._try(lambda: self._write_page(review, trend)):
            others.append(Enclosure(_PAGE, Path(self.settings.publish) / "index.html"))

        teams = TeamExtracts(review)

        def enclose(duty: Duty, lang: Lang) -> list[Enclosure]:
            if duty.role != "director":
                return self._of_team(teams, duty, lang)
            return [Enclosure(_GROUP, group, _XLSX), *others] if self.finish() else others

        return enclose

    def written(self, day: date, lang: Lang) -> list[Path]:
        """Where the files for all are."""
        page = [Path(self.settings.publish) / "index.html"] if self.settings.publish else []
        return [self._group(day), self._findings(lang), *page]

    def finish(self) -> bool:
        """Whether the workbook of the group is there; returns when it is, or cannot be."""
        if self._making:
            self._there, self._making = self._try(self._making.wait), None
        return self._there

    def _begin(self, portfolio: Portfolio, day: date) -> None:
        """Have the workbook of the group made, by a process of its own when there are plans enough."""
        # Plans stay to the end of the night: no collection has to look at them again. Both processes tell conflicts.
        gc.freeze()
        _ = portfolio.all_conflicts
        group = self._group(day)

        def write(late: Callable[[], Late]) -> None:
            write_portfolio(portfolio, group, True, as_of=day, late=late)

        self._making = Meanwhile(write, apart=len(portfolio.plans) >= WORTH_A_PROCESS)

    def _of_team(self, teams: TeamExtracts, duty: Duty, lang: Lang) -> list[Enclosure]:
        """The findings of one team for its manager; nothing for an owner."""
        if duty.plan is None:
            return []
        path = self._folder / f"{_FINDINGS.in_(lang)}_{_as_file_name(duty.name)}.xlsx"
        own = teams.of_team(duty.plan, lang)
        written_ = self._try(lambda: self._write_findings(own, path))
        return [Enclosure(_TEAM_FINDINGS, path, _XLSX)] if written_ else []

    def _group(self, day: date) -> Path:
        return Path(self.settings.consolidated or self.state.folder / f"PAC_{day.year}_Groupe.xlsx")

    def _findings(self, lang: Lang) -> Path:
        return self._folder / f"{_FINDINGS.in_(lang)}.xlsx"

    @property
    def _folder(self) -> Path:
        """Of the findings workbooks."""
        return Path(self.settings.findings or self.state.folder)

    def _write_findings(self, review: Review, path: Path) -> None:
        from pacom_xl.reporting.findings_workbook import write_findings

        make_folder(path.parent)
        with written(path, force=True) as out:
            write_findings(review, out, path)

    def _write_page(self, review: Review, trend: Sequence[Run]) -> None:
        from pacom_xl.nightly.trend_chart import trend_section
        from pacom_xl.reporting.page.html_page import page

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


def write_log(state: State, day: date, lines: Sequence[Text], lang: Lang) -> None:
    """One page about the run, without names, addresses or trigrams."""
    state.logs.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    text = "\n".join(line.in_(lang) for line in lines) + "\n"
    for name in (f"{day:%Y-%m-%d}-{stamp}.txt", "latest.txt"):
        write_whole(state.logs / name, text.encode("utf-8"))
    for old in sorted(state.logs.glob("2*.txt"))[:-_LOGS_KEPT]:
        old.unlink(missing_ok=True)


def found_lines(review: Review, states: Mapping[str, int], roles: Mapping[str, int], unsent: int) -> list[Text]:
    """What was read and found, and who is told: ``states`` of findings, ``roles`` of readers."""
    told = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    mails = ", ".join(f"{role} {count}" for role, count in sorted(roles.items()))
    return [
        Text(f"pacom_xl {__version__}", f"pacom_xl {__version__}"),
        Text(f"Date de référence{NBSP}: {review.as_of}", f"Reference date: {review.as_of}"),
        *(_source_line(source.path, source.status, source.team) for source in review.portfolio.sources),
        Text(
            f"Équipes absentes{NBSP}: {', '.join(review.portfolio.missing_teams) or '–'}",
            f"Missing teams: {', '.join(review.portfolio.missing_teams) or '–'}",
        ),
        Text(f"Constats{NBSP}: {told or '–'}", f"Findings: {told or '–'}"),
        Text(f"Courriels{NBSP}: {mails or '–'}", f"Mails: {mails or '–'}"),
        Text(f"Sans destinataire{NBSP}: {unsent}", f"Without a reader: {unsent}"),
    ]


def outcome_lines(outcome: Outcome) -> list[Text]:
    """The log of a night up to its mails."""
    states = Counter[str](change.state for change in outcome.changes if change.state)
    roles = Counter(letter.digest.role for letter in outcome.done)
    return found_lines(outcome.review, states, roles, len(outcome.left))


def delivery_lines(delivery: Delivery, problems: Sequence[Text]) -> list[Text]:
    """The end of the log."""
    sent = Text(
        f"Envoyés{NBSP}: {delivery.sent}, en attente{NBSP}: {delivery.waiting}",
        f"Sent: {delivery.sent}, waiting: {delivery.waiting}",
    )
    return [sent, *problems, *delivery.problems]


def _source_line(path: str, status: str, team: str | None) -> Text:
    name = Path(path).name
    return Text(f"  {name}{NBSP}: {status} ({team or '–'})", f"  {name}: {status} ({team or '–'})")


def mail_fault(error: Exception, settings: NightlyConfig, state: State) -> None:
    """Tell the administrator of a fault of the program; nobody else hears of it."""
    recipient = mail_message.address("", settings.admin or "")
    if recipient is None:
        return
    sender = mail_message.address("pacom_xl", settings.sender) or Address("pacom_xl", addr_spec=SENDER)
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
