"""Compare the findings of a night with the history: states of findings, figures of the run, news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from pacom_xl import __version__
from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Identity
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.digest.digest_rows import LATE, OVER
from pacom_xl.nightly.history.action_history import ActionHistory
from pacom_xl.nightly.history.finding_changes import Change, KnownFinding, RunFindings, compare, is_news, renamed
from pacom_xl.nightly.history.run_history import History, Run
from pacom_xl.nightly.mails.links import mail_links
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.replies.night_replies import NO_REPLIES, NightReplies
from pacom_xl.reporting.words.finding_status import Status, days_between


def action_history(history: History | None, config: NightlyConfig) -> ActionHistory:
    """The actions of earlier nights, for the rules that ask what changed."""
    return ActionHistory.of(history.actions() if history else (), config.renamed)


def compared(
    review: Review,
    history: History | None,
    config: NightlyConfig,
    actions: ActionHistory,
    replies: NightReplies = NO_REPLIES,
) -> tuple[Night, list[Change]]:
    """The night and the change of each finding, compared with the history, which is not changed."""
    before = renamed(history.known().values(), config.renamed) if history else {}
    last = history.last() if history else None
    tonight = RunFindings(
        review.as_of,
        review.shown,
        hidden=frozenset(f.identity for f in review.findings if not f.counts),
        checked=_checked(review, last),
        first=last is None,
        backwards=last is not None and review.as_of < last.as_of,
        reopened_days=config.limits.reopened_days,
    )
    changes = compare(before, tonight)
    statuses = _statuses(review, changes, before, actions)
    night = Night(
        review,
        {} if last is None else statuses,
        first=last is None,
        rows=config.limits.rows_per_section,
        zone=config.time_zone,
        links=mail_links(config.links.page, config.links.workbooks, config.folders),
        replies=replies,
    )
    return night, changes


def read_teams(review: Review) -> frozenset[str]:
    """Teams whose whole workbook was read and counts."""
    return frozenset(s.team for s in review.portfolio.sources if s.status == "read" and s.team)


def _checked(review: Review, last: Run | None) -> Callable[[Identity], bool]:
    """Whether what a finding is about was read tonight; about several teams, all of them must have been."""
    read = read_teams(review)
    everybody = last is None or last.teams <= read

    def checked(key: Identity) -> bool:
        team, subject = key[1], key[2]
        if " / " in subject:
            parts = {part.split("-")[1] for part in subject.split(" / ") if part.count("-") >= 2}
            return parts <= read if parts else everybody
        return team in read if team else everybody

    return checked


def _statuses(
    review: Review, changes: Sequence[Change], before: Mapping[Identity, KnownFinding], actions: ActionHistory
) -> dict[Identity, Status]:
    present = {(plan.team, record.key) for plan in review.portfolio.all_plans for record in plan.table("actions")}
    statuses = {}
    for change in changes:
        if change.state is None:
            continue
        _, team, subject, _ = change.key
        gone = (team, subject) in actions.known and (team, subject) not in present
        days = days_between(change.known.since, review.as_of)
        if change.state != "not_checked" or change.known.standing == "unchecked":
            statuses[change.key] = Status(change.state, days, gone, is_news(change, before))
    return statuses


def run_of(night: Night, uid: str) -> Run:
    """The figures of a run, for the history."""
    review = night.review
    late = {(f.team, f.subject) for f in review.shown if f.code.startswith(LATE)}
    over = {(f.team, f.subject) for f in review.shown if f.code.startswith(OVER)}
    delivered, on_time = night.facts.on_time
    return Run(
        uid=uid,
        as_of=review.as_of,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        program=__version__,
        late=len(late),
        over=len(over),
        delivered=delivered,
        on_time=on_time,
        actions=review.actions,
        teams=read_teams(review),
    )
