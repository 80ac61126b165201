"""The changes as text: by team, person and action, one line per change."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day
from pacom_xl.model.text import Lang, Text, in_line, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.diff.diff_model import Diff, TeamDiff, groups, person
from pacom_xl.rules import messages

EFFECTS = Text("Conséquences ailleurs", "Consequences elsewhere")
DAMAGE = Text("Formules et structure du classeur", "Formulas and structure of the workbook")


def diff_text(diff: Diff) -> str:
    """The whole report, one final newline."""
    return "\n".join(line.rstrip() for line in _lines(diff)) + "\n"


def _lines(diff: Diff) -> Iterator[str]:
    same = [team for team in diff.teams if not team.count and not team.comparison.effects]
    listed = [team for team in diff.teams if len(diff.teams) == 1 or team not in same]
    for number, team in enumerate(listed):
        if number:
            yield ""
        yield from _team_lines(team, diff)
    if same and len(diff.teams) > 1:
        yield sentence(
            "Aucun changement : {teams}.",
            "No change: {teams}.",
            teams=", ".join(team.comparison.team or "?" for team in same),
        ).in_(diff.lang)
    for text in _one_sided_teams(diff):
        yield text.in_(diff.lang)


def _team_lines(team: TeamDiff, diff: Diff) -> Iterator[str]:
    yield _head(team, diff.lang).in_(diff.lang)
    owner = None
    for group in groups(team):
        if group.owner != owner:
            owner = group.owner
            if owner:
                yield ""
                yield in_line(person(team, owner))
        yield f"  {group.title}"
        yield from (f"    {team.words.sentence(change)}" for change in group.changes)
    for title, lines in (
        (EFFECTS, [text.in_(diff.lang) for text in team.comparison.effects]),
        (DAMAGE, [damage_line(finding, diff) for finding in team.damage]),
    ):
        if lines:
            yield ""
            yield title.in_(diff.lang)
            yield from (f"  {line}" for line in lines)


def damage_line(finding: Finding, diff: Diff) -> str:
    """``PAC117 · Sheet!A1: message`` of one finding about the workbook."""
    place = f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else ""
    text = messages.message(finding, diff.lang, diff.template)
    return " · ".join(filter(None, (finding.code, place, text)))


def _head(team: TeamDiff, lang: Lang) -> Text:
    old, new = team.comparison.old.plan, team.comparison.new.plan
    names = " → ".join(in_line(path_text(plan.file or "?").rpartition("/")[2]) for plan in (old, new))
    count = len(team.changes)
    counted = Text("aucun changement", "no change") if not count else _counted(count)
    on = Text(day(team.comparison.as_of, "fr"), day(team.comparison.as_of, "en"))
    return sentence(
        "{team} : {counted}, {names} (situation au {on})",
        "{team}: {counted}, {names} (as of {on})",
        team=team.comparison.team or "?",
        counted=counted,
        names=names,
        on=on,
    )


def _counted(count: int) -> Text:
    fr = "changement" if count == 1 else "changements"
    en = "change" if count == 1 else "changes"
    return Text(f"{count} {fr}", f"{count} {en}")


def _one_sided_teams(diff: Diff) -> Iterator[Text]:
    if diff.only_old:
        yield sentence(
            "Équipes absentes de la seconde version : {teams}.",
            "Teams the second version does not have: {teams}.",
            teams=", ".join(diff.only_old),
        )
    if diff.only_new:
        yield sentence(
            "Équipes absentes de la première version : {teams}.",
            "Teams the first version does not have: {teams}.",
            teams=", ".join(diff.only_new),
        )
