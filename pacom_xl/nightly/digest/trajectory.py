"""Objectives off track, region by region, in measured and expected values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import counted, quoted
from pacom_xl.nightly.digest.digest_model import Item, Section
from pacom_xl.nightly.digest.digest_rows import action_links, cut
from pacom_xl.nightly.digest.measured_values import measured_values
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.labels import team_label
from pacom_xl.rules import messages

_TITLE = Text("Objectifs hors trajectoire", "Objectives off track")
_OFF_TRACK = (
    Text("objectif hors trajectoire", "objective off track"),
    Text("objectifs hors trajectoire", "objectives off track"),
)


def off_track(night: Night, plans: Sequence[Plan]) -> Iterator[Section]:
    """One row per objective whose trajectory is red, the region with most of them first.

    They are counted as on the first sheet of the consolidated workbook.
    """
    facts, found = OverviewFacts(), []
    for plan in plans:
        rows = night.facts.view(plan.team).rows("objectives")
        for row in rows:
            facts.add_objective(row)
        team = plan.team or ""
        red = [row for row in rows if row["rag_key"] == "red"]
        head = _head(team_label(plan, team, night.lang), len(red), facts.objective_count[team], night.lang)
        found.append([_item(night, row, team, head) for row in red])
    items = [item for of_team in sorted(found, key=len, reverse=True) for item in of_team]
    if items:
        advice = messages.rule_fix("PAC601", night.lang)
        yield cut(night, Section("trajectory", _TITLE.in_(night.lang), items, advice=advice))


def _head(region: str, red: int, every: int, lang: Lang) -> str:
    words = counted(red, *_OFF_TRACK).in_(lang)
    return Text(f"{region}, {words} sur {every}", f"{region}, {words} of {every}").in_(lang)


def _item(night: Night, row: Row, team: str, head: str) -> Item:
    lang = night.lang
    name = quoted(row.text("indicator") or row.text("label"), lang)
    values = measured_values(row, lang, night.review.currency)
    links = action_links(night, row)
    return Item(f"{row.key} {name}{values}", severity="error", team=team, owner=head, links=links)
