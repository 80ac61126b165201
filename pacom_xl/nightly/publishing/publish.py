"""The files of a night besides its mails: consolidated workbook, findings workbooks, web page.

A workbook whose content would be the same as last time is not written again, and keeps its date. Its content is
decided by the workbooks read, the settings, the program and which findings there are (not by how many days late
they are by now). The result store remembers which content each file has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from pacom_xl.consolidation.review import Review
from pacom_xl.model.collection import Collection
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day as shown_day
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.history.run_history import Run
from pacom_xl.nightly.mails.links import folder_address
from pacom_xl.nightly.mails.night_mails import Enclose, Enclosure
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.publishing.calendar_feeds import Feeds
from pacom_xl.nightly.publishing.not_correctable import NotCorrectableError
from pacom_xl.nightly.publishing.output_paths import OutputPaths
from pacom_xl.nightly.publishing.sent_corrections import SentCorrections
from pacom_xl.nightly.recipients.recipients import Recipient, Subscription
from pacom_xl.nightly.team_results import StoredLedgers
from pacom_xl.reporting.team_extract import TeamExtracts
from pacom_xl.reporting.words.disk_messages import cannot_write
from pacom_xl.rules import messages
from pacom_xl.storage.atomic_files import CannotWriteError, make_folder, replacing, write_bytes
from pacom_xl.storage.digests import digest_of
from pacom_xl.storage.result_store import ResultStore

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GROUP = Text("Classeur consolidé", "Consolidated workbook")
_ALL_FINDINGS = Text("Constats", "Findings")
_TEAM_CORRECTION = Text("Votre classeur, constats marqués", "Your workbook, findings marked")
_TEAM_FINDINGS = Text("Constats de votre équipe", "Findings of your team")
_FEED = Text("Agenda à suivre", "Calendar to subscribe to")
_PAGE = Text("Page du contrôle", "Page of the check")


def _instead(why: Text) -> Text:
    """Name of the findings workbook when it takes the place of the corrected one."""
    return sentence(
        "Constats de votre équipe (votre classeur n’a pas pu être marqué : {why})",
        "Findings of your team (your workbook could not be marked: {why})",
        why=why,
    )


def _sent_before(on: date) -> Text:
    """Name of the findings workbook when the reader got the corrected one with an earlier mail."""
    return sentence(
        "Constats de votre équipe (votre classeur n’a pas changé depuis le {on}, où il vous a été envoyé avec ses "
        "constats marqués)",
        "Findings of your team (your workbook has not changed since {on}, when it was sent to you with its findings "
        "marked)",
        on=Text(shown_day(on, "fr"), shown_day(on, "en")),
    )


def _rewritten(why: Text) -> Text:
    """Name of a corrected workbook that is not the team's own file."""
    return sentence(
        "Votre classeur, réécrit ({why}), constats marqués",
        "Your workbook, written again ({why}), findings marked",
        why=why,
    )


def _no_correction(team: str, why: Text) -> Text:
    return sentence(
        "équipe {team} : classeur corrigé non écrit ({why}) ; le classeur des constats est joint à sa place.",
        "team {team}: no corrected workbook was written ({why}); the workbook of findings is attached instead.",
        team=team,
        why=why,
    )


class Publisher:
    """Writes the files of a night. What cannot be written is in ``problems``; the mails go all the same."""

    def __init__(self, paths: OutputPaths, store: ResultStore, sent: SentCorrections | None = None) -> None:
        self.paths = paths
        #: Corrected workbooks that go with mails; completed as they are written.
        self.sent = sent or SentCorrections()
        self.problems: list[Text] = []
        self._store = store

    def publish(self, night: Night, trend: Sequence[Run]) -> Enclose:
        """Write the files for all; returns what gives the files that go with each part of a mail."""
        review, collection = night.review, night.collection
        shared: list[Enclosure] = []
        group, findings = self.paths.group(review.as_of), self.paths.findings(review.lang)
        content = _content(review)
        messages.cache_texts(review.findings, review.lang, review.template)
        of_group = digest_of(content, collection.shown_in_workbooks) if content and collection else content
        if self._write_once(group, of_group, lambda path: self._write_group(review, path, group, collection)):
            shared.append(Enclosure(_GROUP, group, _XLSX))
        if self._write_once(findings, content, lambda path: _write_findings(review, path, findings)):
            shared.append(Enclosure(_ALL_FINDINGS, findings, _XLSX))
        page = self.paths.page
        feeds = self._write_feeds(Feeds(night, page)) if page else None
        if page and self._try(lambda: _write_page(night, trend, page, feeds)):
            shared.append(Enclosure(_PAGE, page, address=self.paths.page_address))
        teams = TeamExtracts(review)

        def enclose(recipient: Recipient, subscription: Subscription) -> list[Enclosure]:
            if subscription.role == "director":
                return shared
            return [*self._of_team(teams, recipient, subscription), *self._feed_of(feeds, subscription)]

        return enclose

    def _write_feeds(self, feeds: Feeds) -> Feeds | None:
        """The calendars beside the page; ``None`` when the disk refuses them."""
        return feeds if self._try(lambda: self.problems.extend(feeds.write())) else None

    def planned(self, night: Night) -> Enclose:
        """The paths ``publish`` would write, for a rehearsal; nothing is written."""
        review, page = night.review, self.paths.page
        feeds = Feeds(night, page) if page else None
        shared = [
            Enclosure(_GROUP, self.paths.group(review.as_of)),
            Enclosure(_ALL_FINDINGS, self.paths.findings(review.lang)),
            *([Enclosure(_PAGE, page, address=self.paths.page_address)] if page else []),
        ]
        teams = TeamExtracts(review)

        def enclose(recipient: Recipient, subscription: Subscription) -> list[Enclosure]:
            if subscription.role == "director":
                return shared
            return [*self._planned_of_team(teams, recipient, subscription), *self._feed_of(feeds, subscription)]

        return enclose

    def _feed_of(self, feeds: Feeds | None, subscription: Subscription) -> list[Enclosure]:
        """The calendar of the person or team a part of a mail is about."""
        if feeds is None or subscription.role not in ("manager", "owner"):
            return []
        path = feeds.path_of(subscription.who, subscription.name)
        base = folder_address(self.paths.page_address)
        address = f"{base}{path.parent.name}/{quote(path.name)}" if path and base else ""
        return [Enclosure(_FEED, path, address=address)] if path else []

    def _planned_of_team(
        self, teams: TeamExtracts, recipient: Recipient, subscription: Subscription
    ) -> list[Enclosure]:
        """As ``_of_team``, without writing: a correction is computed because the mail states how it was made."""
        from pacom_xl.nightly.publishing.team_corrections import why_rewritten

        plan, lang, label = subscription.plan, recipient.lang, _TEAM_FINDINGS
        if plan is None:
            return []
        correction = self.paths.team_correction(subscription.name, lang)
        if correction and (on := self.sent.earlier(recipient, teams.of_team(plan, lang))):
            label = _sent_before(on)
        elif correction:
            try:
                why = why_rewritten(teams.of_team(plan, lang), plan)
                return [Enclosure(_rewritten(why) if why else _TEAM_CORRECTION, correction)]
            except NotCorrectableError as error:
                label = _instead(error.why)
        return [Enclosure(label, self.paths.team_findings(subscription.name, lang))]

    def _of_team(self, teams: TeamExtracts, recipient: Recipient, subscription: Subscription) -> list[Enclosure]:
        """The findings of one team for its manager; nothing for an owner."""
        plan, lang, label = subscription.plan, recipient.lang, _TEAM_FINDINGS
        if plan is None:
            return []
        review = teams.of_team(plan, lang)
        correction = self.paths.team_correction(subscription.name, lang)
        if correction and (on := self.sent.earlier(recipient, review)):
            label = _sent_before(on)
        elif correction:
            try:
                if written := self._correction(review, plan, correction):
                    self.sent.note(recipient, review)
                return written
            except NotCorrectableError as error:
                label = _instead(error.why)
                self.problems += [_no_correction(subscription.name, error.why)] if error.is_fault else []
        path = self.paths.team_findings(subscription.name, lang)
        is_there = self._write_once(path, _content(review), lambda to: _write_findings(review, to, path))
        return [Enclosure(label, path, _XLSX)] if is_there else []

    def _correction(self, review: Review, plan: Plan, path: Path) -> list[Enclosure]:
        """The corrected workbook of a team; nothing when the disk refuses it. Raises ``NotCorrectableError``."""
        from pacom_xl.nightly.publishing.team_corrections import write_correction

        content, rewritten = _content(review), path_text(path).encode()

        def write(to: Path) -> None:
            why = write_correction(review, plan, to)
            self._store.put(digest_of(b"rewritten", rewritten), json.dumps(why and [why.fr, why.en]).encode())

        if not self._write_once(path, content, write):
            return []
        why = json.loads(self._store.get(digest_of(b"rewritten", rewritten)) or b"null")
        return [Enclosure(_rewritten(Text(*why)) if why else _TEAM_CORRECTION, path, _XLSX)]

    def _write_once(self, path: Path, content: bytes | None, write: Callable[[Path], None]) -> bool:
        """Whether the file is there with this content: written now, or by an earlier night and untouched since."""
        key = digest_of(b"output", path_text(path).encode(), content or b"")
        if content and (before := self._store.get(key)) and before == _signature(path):
            return True

        def replace() -> None:
            make_folder(path.parent)
            with replacing(path) as temporary:
                write(temporary)

        if not self._try(replace):
            return False
        self._store.put(key, _signature(path))
        return True

    def _write_group(self, review: Review, path: Path, opened_at: Path, collection: Collection | None) -> None:
        from pacom_xl.reporting.consolidated_workbook import write_consolidated

        ledgers = StoredLedgers(self._store)
        write_consolidated(review, path, opened_at, row_ledgers=ledgers, collection=collection)

    def _try(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except CannotWriteError as error:
            self.problems.append(cannot_write(error))
            return False
        return True


def _signature(path: Path) -> bytes:
    """Size and modification time of a file, which any edit changes."""
    try:
        stat = path.stat()
    except OSError:
        return b"none"
    return f"{stat.st_size} {stat.st_mtime_ns}".encode()


def _content(review: Review) -> bytes | None:
    """Digest of what a workbook of this review shows, its date aside; ``None`` when a plan's content is not known."""
    plans = [plan.content_digest for plan in review.portfolio.all_plans]
    if not all(plans):
        return None
    portfolio = review.portfolio
    shown = [
        review.lang,
        review.as_of.year,
        [(source.path, source.status, source.sha256, source.reason) for source in portfolio.sources],
        portfolio.missing_teams,
        portfolio.expected,
        [(used.field.key, used.value, used.origin, used.teams) for used in review.thresholds],
        [_identity(finding) for finding in review.findings],
    ]
    return digest_of(*(plan or b"" for plan in plans), repr(shown).encode("utf-8", "surrogateescape"))


def _identity(finding: Finding) -> tuple[object, ...]:
    level = finding.params.get("level")
    return (*finding.identity, finding.severity, finding.hidden_by, finding.waived_by, level)


def _write_findings(review: Review, path: Path, opened_at: Path) -> None:
    from pacom_xl.reporting.findings_workbook import write_findings

    write_findings(review, path, opened_at)


def _write_page(night: Night, trend: Sequence[Run], path: Path, feeds: Feeds | None) -> None:
    from pacom_xl.nightly.collection.collection_page import collection_section
    from pacom_xl.nightly.publishing.feeds_page import feeds_part
    from pacom_xl.nightly.publishing.trend_chart import trend_section
    from pacom_xl.reporting.page.html_page import page
    from pacom_xl.reporting.page.moves_section import moves_section

    review, lang = night.review, night.review.lang
    text, section = page(review, path), trend_section(trend, lang)
    section += collection_section(night.collection, lang) if night.collection else ""
    if feeds:
        text = text.replace("</main>", f"{feeds_part(feeds, lang)}\n</main>", 1)
    # After the drawings of the day, before the table: the first section of the page is its filters.
    head, separator, tail = text.partition("<section") if "<section" in text else text.partition("</body>")
    moves = night.moves
    if moves and (changes := moves_section(moves.diff, moves.since, lang)):
        section = f"{section}\n{changes}"
    make_folder(path.parent)
    write_bytes(path, f"{head}{section}\n{separator}{tail}".encode("utf-8", "backslashreplace"))
