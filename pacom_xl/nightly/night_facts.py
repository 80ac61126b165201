"""Facts from which the mails of a night are made: its review, and what changed since the last run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pacom_xl.consolidation.review import Review
from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.audit import Amounts, Totals
from pacom_xl.model.collection import Collection
from pacom_xl.model.findings import Finding, Identity
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.model.text import Lang, in_line
from pacom_xl.nightly.history.moves import Moves
from pacom_xl.nightly.history.trend import Trend
from pacom_xl.nightly.mails.links import NO_LINKS, MailLinks
from pacom_xl.nightly.replies.night_replies import NightReplies
from pacom_xl.reading.workbook_facts import REFUSED_CODES
from pacom_xl.reporting.words.finding_status import NEWS, Status

#: Plans whose rows stay in memory.
_LOADED = 6


class PersonKey(NamedTuple):
    """Identity of a person. The same trigram with another address is another person."""

    trigram: str
    email: str = ""


@dataclass
class Night:
    """One night. Without statuses it is a first look: an initial state."""

    review: Review
    statuses: Mapping[Identity, Status] = field(default_factory=dict)
    #: Nothing was known before.
    first: bool = True
    #: Rows of a section the subject does not count, at most.
    rows: int = 60
    #: Time zone of the readers: workbooks say in UTC when they were saved.
    zone: str = "Europe/Paris"
    #: Addresses the rows of its mails lead to.
    links: MailLinks = NO_LINKS
    #: What changed in the plans in the last week; ``None`` when no earlier version is there.
    moves: Moves | None = None
    #: State of each team's workbook; ``None`` when none is expected by a date.
    collection: Collection | None = None
    #: Whether mails list all rows; else less urgent ones that earlier mails had are counted, not listed.
    full: bool = True
    #: How the figures move; ``None`` on a first look.
    trend: Trend | None = None
    #: Replies of owners: rows put off, links of prepared replies.
    replies: NightReplies = field(default_factory=NightReplies)
    _facts: _Facts | None = None

    def __post_init__(self) -> None:
        self._facts = self._facts or _Facts(self.review)

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.review.lang

    @property
    def year(self) -> int:
        """Year of the plans; without any plan, of the night."""
        plans = self.review.portfolio.all_plans
        return (plans[0].year if plans else None) or self.review.as_of.year

    def in_(self, lang: Lang) -> Night:
        """The same night in another language; computed facts are shared."""
        return replace(self, review=replace(self.review, lang=lang))

    @property
    def facts(self) -> _Facts:
        """Books, totals and people, computed once."""
        assert self._facts is not None
        return self._facts

    def local(self, moment: datetime) -> datetime:
        """A moment of a workbook as the readers' clocks showed it."""
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(self.zone))

    def status(self, finding: Finding) -> Status | None:
        """Status of a finding; ``None`` on a first run."""
        return self.statuses.get(finding.identity)

    def is_news(self, finding: Finding) -> bool:
        """New, worse or reopened since the last run."""
        status = self.status(finding)
        return status is not None and status.state in NEWS

    def over(self, state: str) -> list[tuple[Identity, Status]]:
        """Findings that are not in tonight's list: ``resolved`` tonight, ``not_checked``."""
        return self._by_state.get(state, [])

    @cached_property
    def _by_state(self) -> dict[str, list[tuple[Identity, Status]]]:
        found: dict[str, list[tuple[Identity, Status]]] = {}
        for key in sorted(self.statuses):
            found.setdefault(self.statuses[key].state, []).append((key, self.statuses[key]))
        return found


class ActionKey(NamedTuple):
    """An action by its team and code: its row is made when it is asked for."""

    team: str
    key: str


@dataclass
class _ActionIndex:
    """Facts about the actions of all plans, collected in one pass, plan by plan."""

    #: Actions that count, by owner, and by contributor who is not their owner.
    owned: dict[PersonKey, list[ActionKey]] = field(default_factory=dict)
    helped: dict[PersonKey, list[ActionKey]] = field(default_factory=dict)
    #: Actions completed with a known date, and those of them completed in time.
    delivered: int = 0
    on_time: int = 0


class _Facts:
    """Facts that do not depend on the reader. Rows of only a few plans are in memory at a time."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._loaded: OrderedDict[str, PlanView] = OrderedDict()

    @cached_property
    def _views(self) -> dict[str, PlanView]:
        group = self.review.portfolio.group(self.review.as_of, {})
        views = [*([group.reference] if group.reference else []), *group.views]
        return {view.plan.team or "": view for view in views}

    def view(self, team: str | None) -> PlanView:
        """The view of a team; the rows of those asked for long ago are released."""
        name = team or ""
        view = self._loaded[name] = self._views[name]
        self._loaded.move_to_end(name)
        while len(self._loaded) > _LOADED:
            self._loaded.popitem(last=False)[1].forget()
        return view

    def action(self, team: str | None, code: str) -> Row | None:
        """An action by its team and code."""
        return self.view(team).find("actions", code) if (team or "") in self._views else None

    def rows(self, keys: Iterable[ActionKey]) -> list[Row]:
        """The rows of some actions."""
        return [row for team, code in keys if (row := self.action(team, code))]

    @cached_property
    def totals(self) -> Totals:
        """Budget of the group and of each team."""
        return self.review.portfolio.totals(self.review.as_of)

    def amounts(self, plan: Plan) -> Amounts:
        """Budget of one team."""
        return self.totals.by_team.get(plan.team or "", Amounts())

    @property
    def on_time(self) -> tuple[int, int]:
        """Actions completed with a known date, and those of them completed in time, in all plans."""
        return self._index.delivered, self._index.on_time

    @property
    def owned(self) -> dict[PersonKey, list[ActionKey]]:
        """Actions that count, by owner."""
        return self._index.owned

    @property
    def helped(self) -> dict[PersonKey, list[ActionKey]]:
        """Actions that count, by contributor who is not their owner."""
        return self._index.helped

    @cached_property
    def _index(self) -> _ActionIndex:
        index = _ActionIndex()
        for team in self._views:
            view = self.view(team)
            delivered, on_time = rate_of(view)
            index.delivered += delivered
            index.on_time += on_time
            if view.plan.form("plan").get("plan_status") != "draft":
                self._note(index, view)
        return index

    def _note(self, index: _ActionIndex, view: PlanView) -> None:
        """Owners and contributors of the actions past the draft."""
        for row in view.rows("actions"):
            if row["status"] == "draft":
                continue
            key = ActionKey(view.plan.team or "", row.key)
            index.owned.setdefault(self.who(row.team, row["owner"]), []).append(key)
            for trigram in row.many("contributors"):
                if trigram != row["owner"]:
                    index.helped.setdefault(self.who(row.team, trigram), []).append(key)

    @cached_property
    def _people(self) -> dict[tuple[str | None, str], Record]:
        """People by team and trigram; without a team, the first who has the trigram, the group's list first."""
        found: dict[tuple[str | None, str], Record] = {}
        for plan in self.review.portfolio.all_plans:
            for record in plan.table("team"):
                found.setdefault((plan.team or "", record.key), record)
                found.setdefault((None, record.key), record)
        return found

    def person(self, team: str | None, trigram: object) -> Record | None:
        """The person a team means by a trigram: from its own list, else from another team's."""
        code = str(trigram or "")
        return self._people.get((team or "", code)) or self._people.get((None, code))

    def colleague(self, team: str | None, trigram: object) -> Record | None:
        """As ``person``, but only from the team's own list or the group's: other teams must not decide who gets a
        team's mail.
        """
        code, group = str(trigram or ""), self.review.portfolio.reference
        return self._people.get((team or "", code)) or (self._people.get((group.team or "", code)) if group else None)

    def name(self, team: str | None, trigram: object) -> str:
        """Full name of the person a team means, the trigram when unknown."""
        person = self.person(team, trigram)
        return str(person.get("full_name") or trigram) if person else str(trigram or "")

    def who(self, team: str | None, trigram: object) -> PersonKey:
        """The person with that code in a team; people of other teams with the same code are distinguished."""
        person = self.person(team, trigram)
        return PersonKey(str(trigram or ""), str((person and person.get("email")) or "").strip().casefold())

    @cached_property
    def shown(self) -> list[Finding]:
        """Findings that count."""
        return self.review.shown

    @cached_property
    def by_subject(self) -> dict[str, list[Finding]]:
        """Findings shown, by what they are about."""
        found: dict[str, list[Finding]] = {}
        for finding in self.shown:
            found.setdefault(finding.subject, []).append(finding)
        return found

    @cached_property
    def by_team(self) -> dict[str, list[Finding]]:
        """Findings shown, by team."""
        found: dict[str, list[Finding]] = {}
        for finding in self.shown:
            found.setdefault(finding.team or "", []).append(finding)
        return found

    @cached_property
    def _unread(self) -> dict[tuple[str, Cell], str]:
        """Typed contents of cells whose value could not be read, by team and cell."""
        return {
            (finding.team or "", finding.cell): in_line(str(finding.params.get("value") or ""))
            for finding in self.review.findings
            if finding.code in REFUSED_CODES and finding.cell
        }

    @cached_property
    def teams_with_unread(self) -> set[str]:
        """Teams with a cell whose value could not be read."""
        return {team for team, _ in self._unread}

    def typed(self, row: Row, name: str) -> str:
        """The typed content of a cell whose value could not be read; ``""`` when it is empty or was read."""
        cell = row.cell(name) if row[name] in (None, ()) else None
        return self._unread.get((row.team or "", cell), "") if cell else ""

    def action_of(self, finding: Finding) -> Row | None:
        """The action a finding is about."""
        return self.action(finding.team, finding.subject)


def rate_of(view: PlanView) -> tuple[int, int]:
    """Actions of a plan completed with a known date, and those of them completed in time."""
    rated = [n for row in view.rows("actions") if (n := row.number("on_time")) is not None]
    return len(rated), int(sum(rated))
