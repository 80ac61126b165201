"""« Ce qui a bougé »: the changes of a week that a director should know, one row each."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.comparison.plan_change import PlanChange
from pacom_xl.model.formats import day
from pacom_xl.model.text import Text
from pacom_xl.model.typography import colon, counted, sentence
from pacom_xl.nightly.digest.digest_model import Item, Section
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.diff.diff_model import ChangeGroup, TeamDiff, groups, in_language

#: Fields of an action and of an objective that a director reads about even without a consequence.
_TELLING = {
    "actions": ("status", "due", "priority", "owner", "allocated"),
    "objectives": ("target", "actual", "deadline", "owner", "weight"),
    "envelope": ("amount",),
}
_OTHERS = (Text("autre changement", "other change"), Text("autres changements", "other changes"))


def week_changes(night: Night) -> list[Section]:
    """The section, in the reader's language; none without an earlier version or when nothing of weight changed."""
    if night.moves is None:
        return []
    diff = in_language(night.moves.diff, night.lang)
    drafts = {plan.team for plan in night.review.portfolio.plans if plan.form("plan").get("plan_status") == "draft"}
    found = [item for team in diff.teams if team.comparison.team not in drafts for item in _items(team)]
    if not found:
        return []
    shown = found[: night.rows]
    on = Text(day(night.moves.since, "fr"), day(night.moves.since, "en"))
    title = sentence("Ce qui a bougé depuis le {day}", "What has moved since {day}", day=on)
    others = night.moves.count - len(shown)
    return [Section("moves", title.in_(night.lang), shown, _not_shown(others, night) if others > 0 else "")]


def _not_shown(count: int, night: Night) -> str:
    """The number of changes that are not shown, and the command that lists them."""
    assert night.moves
    return sentence(
        "et {others} : pacom-xl diff --since {day} --config pacom.toml",
        "and {others}: pacom-xl diff --since {day} --config pacom.toml",
        others=counted(count, *_OTHERS),
        day=night.moves.since.isoformat(),
    ).in_(night.lang)


def _items(team: TeamDiff) -> Iterator[Item]:
    for group in groups(team):
        for change in group.changes:
            if _matters(change):
                yield _item(team, group, change)
    for effect in team.comparison.effects:
        yield Item(effect.in_(team.words.lang), severity="warning", team=team.comparison.team)


def _matters(change: PlanChange) -> bool:
    if change.consequences or change.kind == "renamed":
        return True
    if change.kind in ("added", "removed"):
        return change.table in ("actions", "objectives")
    return change.field in _TELLING.get(change.table, ())


def _item(team: TeamDiff, group: ChangeGroup, change: PlanChange) -> Item:
    text = f"{group.title}{colon(team.words.lang)}{team.words.sentence(change)}"
    return Item(text, team=team.comparison.team, severity="warning" if change.consequences else "info")
