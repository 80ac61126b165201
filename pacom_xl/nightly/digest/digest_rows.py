"""Rows and sections of all mails: findings in order of gravity, each in the first section that lists its code."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pacom_xl.figures.periods import month_start
from pacom_xl.figures.plan_view import Row
from pacom_xl.model.findings import Finding, Identity
from pacom_xl.model.formats import day
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Lang, Text, in_line
from pacom_xl.model.typography import colon, counted, quoted, sentence
from pacom_xl.nightly.digest.digest_model import Item, Link, Section
from pacom_xl.nightly.digest.measured_values import in_values
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.finding_status import Status, chip
from pacom_xl.reporting.words.place_words import in_words, place_words, without_delimiters
from pacom_xl.rules import messages
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.template.schema import Template

#: Rules that make an action « en retard », and those that make it over budget.
LATE = ("PAC401",)
OVER = ("PAC501", "PAC502")
#: Indicators off track.
OFF_TRACK = "PAC601"
#: What owners propose by mail.
PROPOSALS = ("PAC411",)
#: Sections whose rows the subject counts are never cut.
_COUNTED = ("late", "over", "news", "resolved", "week")
#: Sections whose unchanged rows are listed in the first mails of a week only.
_LESS_URGENT = ("missing", "fill", "kpis", "targets", "people", "merging", "others")
_MONTH = re.compile(r"[1-9]\d{3}-(0[1-9]|1[0-2])")
#: The address of a cell at the end of the detail of a finding, which names its tab.
_ADDRESS = re.compile(r"(?<=\S)[! ]\$?[A-Z]{1,3}[1-9]\d*$")
#: Identity, title, beginnings of codes.
Layout = Sequence[tuple[str, Text, tuple[str, ...]]]
#: The last section: findings that no other section contains.
OTHERS = ("others", Text("À savoir", "Good to know"), ("PAC",))


def sections(
    night: Night,
    findings: Iterable[Finding],
    layout: Layout,
    by_owner: Collection[str] = (),
    beginning: Callable[[Sequence[Finding]], str] = lambda _: "",
    ending: Callable[[Sequence[Finding]], str] = lambda _: "",
) -> Iterator[Section]:
    """Put each finding into the first section that lists its code; sections without a row are left out.

    Those of ``by_owner`` are listed person by person, the first who has the gravest row. ``beginning`` and
    ``ending``: what a row says before and after its findings.
    """
    remaining = list(findings)
    for key, title, codes in layout:
        taken = [f for f in remaining if f.code.startswith(codes)]
        remaining = [f for f in remaining if not f.code.startswith(codes)]
        groups, quiet = _without_reported(night, key, _one_per_action(taken, key))
        whole = key in _COUNTED or key in by_owner
        shown = groups if whole else groups[: night.rows]
        items = [item(night, group, beginning(group), ending(group)) for group in shown]
        if key in by_owner:
            items = _person_by_person(night, groups, items)
        if items:
            section = advice_once(cut(night, Section(key, title.in_(night.lang), items), len(groups)))
            yield _with_reported(section, quiet, night.lang)
        elif quiet:
            yield _with_reported(Section(key, title.in_(night.lang), []), quiet, night.lang)


def _without_reported(night: Night, key: str, groups: list[list[Finding]]) -> tuple[list[list[Finding]], int]:
    """The rows to list, and the number of those of a less urgent section that earlier mails had and that stay as they
    were: the first mails of a week list them again.
    """
    if night.full or key not in _LESS_URGENT:
        return groups, 0
    listed = [group for group in groups if not all(_is_ongoing(night, finding) for finding in group)]
    return listed, len(groups) - len(listed)


def _is_ongoing(night: Night, finding: Finding) -> bool:
    status = night.status(finding)
    return status is not None and status.state == "ongoing"


def _with_reported(section: Section, quiet: int, lang: Lang) -> Section:
    """The section with the number of rows that are not listed again."""
    if not quiet:
        return section
    count = counted(quiet, Text("déjà signalé", "reported before"), Text("déjà signalés", "reported before")).in_(lang)
    note = Text(f"… et {count}, sans changement.", f"… and {count}, unchanged.").in_(lang)
    return replace(section, note=f"{section.note} {note}".strip(), left_out=section.left_out + quiet)


def advice_once(section: Section) -> Section:
    """Show equal advice once: above the rows when all share it, else after the last of adjacent rows that do."""
    items = section.items
    if len(items) > 1 and len({item.fix for item in items}) == 1:
        return replace(section, items=[replace(item, fix="") for item in items], advice=items[0].fix)
    pairs = zip(items, [*items[1:], Item("")], strict=True)
    shown = [
        replace(item, fix="") if (item.fix, item.owner) == (after.fix, after.owner) else item for item, after in pairs
    ]
    return replace(section, items=shown)


def _person_by_person(night: Night, groups: Sequence[Sequence[Finding]], items: Sequence[Item]) -> list[Item]:
    found: dict[str, list[Item]] = {}
    for group, item in zip(groups, items, strict=True):
        action = night.facts.action_of(group[0])
        name = night.facts.name(group[0].team, action["owner"]) if action else ""
        owner = name or _NOBODY.in_(night.lang)
        found.setdefault(owner, []).append(replace(item, owner=owner))
    return [entry for of_one in found.values() for entry in of_one]


_NOBODY = Text("Sans responsable", "Without an owner")


def cut(night: Night, section: Section, count: int | None = None) -> Section:
    """The section cut at the limit, with a line about the rows left out. ``count``: rows before the cut, default its
    own.
    """
    more = (len(section.items) if count is None else count) - night.rows
    if more <= 0 or section.key in _COUNTED:
        return section
    others = counted(more, Text("autre", "more"), Text("autres", "more")).in_(night.lang)
    note = Text(f"… et {others}, dans le rapport du contrôle.", f"… and {others}, in the report of the check.")
    return replace(section, items=section.items[: night.rows], note=note.in_(night.lang), left_out=more)


def _one_per_action(findings: list[Finding], key: str) -> list[list[Finding]]:
    """Findings row by row. An action over budget in two ways is one action over budget."""
    if key != "over":
        return [[finding] for finding in sorted(findings, key=_gravity)]
    by_action: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in findings:
        by_action.setdefault((finding.team, finding.subject), []).append(finding)
    return list(by_action.values())


def _gravity(finding: Finding) -> tuple[object, ...]:
    order = {"error": 0, "warning": 1, "info": 2}
    days = finding.params.get("days") if finding.code in LATE else 0
    return (order[finding.severity], -(days if isinstance(days, int) else 0), finding.team or "", finding.subject)


def item(night: Night, findings: Sequence[Finding], beginning: str = "", ending: str = "") -> Item:
    """One row for findings about the same action, between two texts."""
    first, lang = findings[0], night.lang
    template = night.review.template
    action = night.facts.action_of(first)
    title = action.text("title") if action else ""
    others = [_worded(night, finding, messages.message_about) for finding in findings[1:]]
    message = partial(messages.message, title=in_line(title))
    text = (in_values(night, first) if first.code == OFF_TRACK else "") or _worded(night, first, message)
    subject = subject_words(first, template, lang)
    head = f"{subject}{colon(lang)}" if not _names(text, subject, lang) else ""
    return Item(
        text=beginning + " ".join([head + text, *others]) + ending,
        fix=_worded(night, first, messages.fix),
        place="" if messages.names_its_cell(first.code) else place_words(first, template, lang),
        severity=first.severity,
        team=first.team or "",
        chip=chip(_newest(night, findings), lang),
        action=title,
        links=night.links.of_finding(first, lang),
    )


def action_links(night: Night, row: Row) -> tuple[Link, ...]:
    """Links of a row about an action, or an objective, that is about no finding."""
    return night.links.of_action(row.view.plan.team, row.key, row.view.plan.file, night.lang)


def _worded(night: Night, finding: Finding, text: Callable[[Finding, Lang, Template], str]) -> str:
    """A text of a finding with its cells in words."""
    lang, template = night.lang, night.review.template
    return without_delimiters(text(in_words(finding, template, lang), lang, template), lang)


def _names(message: str, subject: str, lang: Lang) -> bool:
    """Whether a message contains its subject: the code, both codes of a pair, or the month."""
    if _MONTH.fullmatch(subject):
        subject = re.split(r"[/ ]", day(month_start(subject), lang), maxsplit=1)[1]
    return all(part in message for part in subject.split(" / "))


def _newest(night: Night, findings: Sequence[Finding]) -> Status | None:
    """The status of the finding that changed, else of the first."""
    changed = next((finding for finding in findings if night.is_news(finding)), findings[0])
    return night.status(changed)


def news(night: Night, findings: Iterable[Finding], title: Text) -> list[Section]:
    """New, worse and reopened findings, listed first and without advice: the same finding further below has it."""
    fresh = [f for f in findings if night.is_news(f)]
    items = [replace(item(night, [f]), fix="", place="") for f in sorted(fresh, key=_gravity)]
    return [Section("news", title.in_(night.lang), items)] if items else []


def resolved(night: Night, teams: set[str], codes: tuple[str, ...] = ("PAC",)) -> list[Section]:
    """Findings resolved since the last run."""
    items = [
        Item(_history_text(night, key, status), severity="good", team=key[1])
        for key, status in night.over("resolved")
        if key[1] in teams and key[0].startswith(codes)
    ]
    title = Text("Résolu depuis le dernier contrôle", "Resolved since the last check")
    return [Section("resolved", title.in_(night.lang), items)] if items else []


def not_checked(night: Night, teams: set[str]) -> list[Section]:
    """Teams that could not be checked because their workbook is missing or cannot be read."""
    items = [
        Item(_history_text(night, key, status), severity="warning", team=key[1])
        for key, status in night.over("not_checked")
        if key[1] in teams
    ]
    title = Text("Non vérifié, faute de classeur lisible", "Not checked, for want of a readable workbook")
    return [cut(night, Section("not_checked", title.in_(night.lang), items))] if items else []


def _history_text(night: Night, key: Identity, status: Status) -> str:
    """Text for a finding of the history: its rule, its action, and the owner when it is resolved."""
    code, team, subject, detail = key
    lang = night.lang
    action = night.facts.action(team, subject)
    title = quoted(action.text("title"), lang) if action and action.text("title") else ""
    detail = _ADDRESS.sub("", detail)
    about = " ".join(part for part in (subject, title, detail if detail and "." not in detail else "") if part)
    owner = night.facts.name(team, action["owner"]) if action and status.state == "resolved" and action["owner"] else ""
    tail = f" ({owner})" if owner else ""
    if status.gone:
        tail += Text(
            ", mais l’action a disparu du classeur",
            ", but the action is no longer in the workbook",
        ).in_(lang)
    return f"{messages.title(code, lang)}{colon(lang)}{about}{tail}"


def fresh_rows(night: Night, findings: Iterable[Finding], codes: tuple[str, ...]) -> int:
    """New rows of a section that shows one row per action."""
    return len({f.subject for f in findings if f.code.startswith(codes) and night.is_news(f)})


#: Instead of a percentage, when the progress is empty or could not be read.
UNKNOWN_PROGRESS = Text("avancement inconnu", "progress unknown")


def as_typed(night: Night, row: Row, name: str) -> str:
    """The typed content of a cell whose value could not be read, in quotation marks; ``""`` when it is empty or was
    read.
    """
    typed = night.facts.typed(row, name)
    return quoted(typed, night.lang) if typed else ""


def signed(number: str) -> str:
    """A number of the program with a minus sign, which is as wide as a figure, instead of a hyphen."""
    return number.replace("-", "−")


def situation(counts_: Text, lang: Lang) -> str:
    """The counts of the mail's subject, as a sentence."""
    return sentence("Situation : {counts}.", "Where we stand: {counts}.", counts=counts_).in_(lang)


def since_last(night: Night) -> str:
    """On a first run nothing can be called new."""
    if not night.first:
        return ""
    return sentence("Premier contrôle : pas encore de comparaison.", "First check: nothing to compare with yet.").in_(
        night.lang
    )


def is_draft(plan: Plan | None) -> bool:
    """Whether the plan has the status « Projet »: it is checked, but nobody gets mails about it."""
    return plan is not None and plan.form("plan").get("plan_status") == "draft"


def has_lost_checks(night: Night, teams: set[str]) -> bool:
    """Whether findings of the last run cannot be checked tonight."""
    return any(status.news and key[1] in teams for key, status in night.over("not_checked"))
