"""The changes between files, team by team: which plans are compared, and what their files add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.comparison.compare import compare
from pacom_xl.comparison.plan_change import PlanChange, PlanComparison, PlanState
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Plan, Record
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.workbook_facts import REFUSED_CODES
from pacom_xl.template.schema import Template

#: Findings about a value, not about the workbook: the value itself is among the changes.
_OF_VALUES = REFUSED_CODES | {"PAC113", "PAC115", "PAC116"}


#: Code, subject, detail and field of a finding about a workbook.
About = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class FileState:
    """One plan of a file: its cells that could not be understood, and what the reading found."""

    plan: Plan
    unread: Mapping[Cell, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    #: What ``findings`` are about; given where the findings themselves are not known.
    stored: frozenset[About] = frozenset()

    @property
    def reported(self) -> frozenset[About]:
        """Subjects of the findings of the reading."""
        return self.stored | frozenset(map(_about, self.findings))

    @property
    def state(self) -> PlanState:
        """The plan for a comparison."""
        return PlanState(self.plan, self.unread)


def file_states(readings: Sequence[Reading]) -> list[FileState]:
    """Every plan of some readings."""
    return [_state(plan, reading) for reading in readings for plan in reading.plans]


def _state(plan: Plan, reading: Reading) -> FileState:
    refused = [f for f in reading.findings if f.code in REFUSED_CODES and f.cell]
    unread = {f.cell: "" if f.value is None else str(f.value) for f in refused if f.cell}
    return FileState(plan, unread, tuple(f for f in reading.findings if f.code not in _OF_VALUES))


#: A context for the comparison of one team, which may suppress what goes wrong in it.
Attempt = Callable[[FileState], AbstractContextManager[None]]


@dataclass(frozen=True)
class TeamDiff:
    """Changes in the plan of one team."""

    comparison: PlanComparison
    words: ChangeWords
    #: Findings about the new workbook itself that the old one did not have: formulas typed over, columns lost.
    damage: Sequence[Finding]

    @property
    def changes(self) -> Sequence[PlanChange]:
        """The changes, in the order of the workbook."""
        return self.comparison.changes

    @property
    def count(self) -> int:
        """How many lines there are to read."""
        return len(self.comparison.changes) + len(self.damage)


@dataclass(frozen=True)
class Diff:
    """Changes between two sets of plans."""

    teams: Sequence[TeamDiff]
    template: Template
    as_of: date
    lang: Lang
    #: Teams that only one side has.
    only_old: Sequence[str] = ()
    only_new: Sequence[str] = ()

    @property
    def count(self) -> int:
        """Changes and damage of all teams."""
        return sum(team.count for team in self.teams)


def diff_of(
    old: Sequence[FileState],
    new: Sequence[FileState],
    template: Template,
    as_of: date,
    lang: Lang,
    attempt: Attempt = lambda _: nullcontext(),
) -> Diff:
    """Compare the plans of the same team; of two plans alone, whatever their team codes.

    ``attempt`` is entered for each new plan: what it suppresses leaves only this team out.
    """
    before = {state.plan.team: state for state in reversed(old)}
    after = {state.plan.team: state for state in reversed(new)}
    pairs = [(before[team], state) for team, state in sorted(after.items(), key=_by_team) if team in before]
    is_single = len(old) == len(new) == 1
    teams: list[TeamDiff] = []
    for former, state in [(old[0], new[0])] if is_single else pairs:
        with attempt(state):
            teams.append(_team_diff(former, state, template, as_of, lang))
    if is_single:
        return Diff(teams, template, as_of, lang)
    return Diff(teams, template, as_of, lang, _others(before, after), _others(after, before))


def diff_of_pairs(pairs: Iterable[tuple[FileState, FileState]], template: Template, as_of: date, lang: Lang) -> Diff:
    """Compare plans that were brought together, old and new, in the order of their teams."""
    ordered = sorted(pairs, key=lambda pair: pair[1].plan.team or "")
    return Diff([_team_diff(*pair, template, as_of, lang) for pair in ordered], template, as_of, lang)


def in_language(diff: Diff, lang: Lang) -> Diff:
    """The same changes in the words of another language."""
    teams = [replace(team, words=replace(team.words, lang=lang)) for team in diff.teams]
    return replace(diff, teams=teams, lang=lang)


def _by_team(entry: tuple[str | None, FileState]) -> str:
    return entry[0] or ""


def _others(some: Mapping[str | None, FileState], others: Mapping[str | None, FileState]) -> list[str]:
    return sorted(team or "?" for team in some if team not in others)


def _team_diff(old: FileState, new: FileState, template: Template, as_of: date, lang: Lang) -> TeamDiff:
    comparison = compare(old.state, new.state, template, as_of)
    days = PlanView(new.plan, template, as_of).working_days()
    words = ChangeWords.of(comparison.new.plan, template, lang, days)
    damage = [finding for finding in new.findings if _about(finding) not in old.reported]
    return TeamDiff(comparison, words, damage)


def _about(finding: Finding) -> About:
    """The subject of a finding, independent of file and place."""
    return finding.code, finding.subject if finding.cell else finding.code, finding.detail, finding.field


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one action, or of one row of another sheet."""

    #: Owner's trigram, or ``""``.
    owner: str
    #: ``ACT-NO-002 « Salon »``, ``OBJ-01 « … »``, or the name of the sheet.
    title: str
    changes: Sequence[PlanChange]


def groups(team: TeamDiff) -> Iterator[ChangeGroup]:
    """Changes by person and action; what has no owner comes first, under the names of its sheets."""
    found: dict[tuple[str, str], list[PlanChange]] = {}
    for change in team.changes:
        found.setdefault((change.owner, _title(team, change)), []).append(change)
    for (owner, title), changes in sorted(found.items(), key=lambda entry: entry[0][0]):
        yield ChangeGroup(owner, title, changes)


def _title(team: TeamDiff, change: PlanChange) -> str:
    words = team.words
    if change.action:
        record = next((r for r in _actions(team) if r.key == change.action), None)
        return words.subject(record) if record else change.action
    return words.sheet(change.row)


def _actions(team: TeamDiff) -> Iterator[Record]:
    for plan in (team.comparison.new.plan, team.comparison.old.plan):
        yield from plan.table("actions")


def person(team: TeamDiff, trigram: str) -> str:
    """``Thomas Quéré (TQU)``; the trigram alone when the team does not have the person."""
    for plan in (team.comparison.new.plan, team.comparison.old.plan):
        for record in plan.table("team"):
            if record.key == trigram and record.text("full_name"):
                return f"{record.text('full_name')} ({trigram})"
    return trigram
