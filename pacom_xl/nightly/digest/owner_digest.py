"""The mail of an owner of actions: only their own actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pacom_xl.figures.plan_view import Row
from pacom_xl.model.findings import Finding
from pacom_xl.model.formats import day, short_day
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon, of_person, quoted, sentence
from pacom_xl.nightly.digest import digest_rows
from pacom_xl.nightly.digest.digest_counts import Words, counts, rows_of, with_title
from pacom_xl.nightly.digest.digest_model import Digest, Item, Link, Section
from pacom_xl.nightly.digest.digest_rows import LATE
from pacom_xl.nightly.digest.progress_section import progress_rows
from pacom_xl.nightly.digest.source_lines import source_lines
from pacom_xl.nightly.night_facts import ActionKey, Night, PersonKey
from pacom_xl.nightly.replies.reply_links import OwnerLinks

#: Rows of what to fill in, at most: the most useful first.
_FILL_IN = 5
_LAYOUT: digest_rows.Layout = (
    ("late", Text("En retard", "Overdue"), LATE),
    (
        "soon",
        Text("Bientôt dues ou à risque", "Due soon or at risk"),
        ("PAC402", "PAC403", "PAC404", "PAC406", "PAC409"),
    ),
    ("milestones", Text("Jalons manqués", "Milestones missed"), ("PAC405",)),
    ("over", Text("Budget dépassé", "Over budget"), digest_rows.OVER),
    ("budget", Text("Budget à surveiller", "Budget to watch"), ("PAC5",)),
    ("close", Text("À clôturer", "To close"), ("PAC305",)),
    ("legal", Text("Contrôles juridiques à régler", "Legal checks pending"), ("PAC8",)),
    ("sent", Text("Votre proposition, transmise", "Your proposal, passed on"), digest_rows.PROPOSALS),
)
_FILL: digest_rows.Layout = (("fill", Text("À compléter", "To fill in"), ("PAC1", "PAC2", "PAC3", "PAC6")),)
_WANTED = tuple(code for _, _, codes in (*_LAYOUT, *_FILL) for code in codes)


def for_owner(night: Night, who: PersonKey, deputy: bool = False) -> Digest | None:
    """The mail of one person, ``None`` when no action of theirs asks for anything.

    ``deputy``: somebody else reads it in their absence.
    """
    if not deputy:
        night = _with_replies(night, who)
    owned, helped = actions_of(night, who)
    mine = {(row.team or "", row.key) for row in owned}
    keys, helped_keys = keys_of(night, who)
    name, lang = night.facts.name(next(iter((*keys, *helped_keys))).team, who.trigram), night.lang
    shown, helping = _about(night, who, keys), _late(night, helped_keys)
    week = _due_this_week(night, owned)
    soon = {row.key for _, row in week}
    reported = [f for f in shown if not (f.code == "PAC402" and f.subject in soon)]
    body = [
        *digest_rows.sections(night, reported, _LAYOUT[:1]),
        *_week(night, week),
        *digest_rows.sections(night, reported, _LAYOUT[1:]),
        *_fill_in(night, reported),
        *digest_rows.sections(night, [f for f in reported if not f.code.startswith(_WANTED)], (digest_rows.OTHERS,)),
        *_contributions(night, helping, name if deputy else ""),
        *_settled(night, mine),
    ]
    if not body:
        return None
    first = name.split(" ")[0]
    rows = rows_of(body)
    about = _about_one_action(body)
    text = with_title(counts(rows, ["resolved"], words=_WORDS), *about)
    whole = with_title(counts(rows, ["resolved"], most=None, words=_WORDS), *about)
    return Digest(
        subject=f"[PAC {night.year}] {_addressed(first, deputy, lang)}{colon(lang)}{text.in_(lang)}",
        title=_title(name, night, deputy),
        lead=[
            line
            for line in (digest_rows.situation(whole, lang), _why(owned, lang, deputy), digest_rows.since_last(night))
            if line
        ],
        sections=body,
        lang=lang,
        tables=progress_rows(night, owned),
        closing=[
            *source_lines(night, {row.team or "" for row in (*owned, *helped)}),
            _scope_line(name, bool(helping), deputy, lang),
        ],
        role="owner",
        absent=first if deputy else "",
        links=() if deputy else _absence(night, who, keys),
        news=has_news_for_owner(night, who),
    )


def has_news_for_owner(night: Night, who: PersonKey) -> bool:
    """Whether the mail of a person has something new."""
    owned, helped = keys_of(night, who)
    mine = {*owned}
    settled = any(key[1:3] in mine for key, _ in night.over("resolved"))
    shown = _about(night, who, owned)
    recalled = any(night.replies.is_recalled(f, who.email) for f in shown)
    return night.first or settled or recalled or any(night.is_news(f) for f in [*shown, *_late(night, helped)])


def _with_replies(night: Night, who: PersonKey) -> Night:
    """The night with prepared replies among the links of the person's own actions.

    When the day of a row that was put off has come, unchanged rows are listed too.
    """
    owned = keys_of(night, who)[0]
    recalled = any(night.replies.is_recalled(f, who.email) for action in owned for f in _findings_of(night, action))
    return replace(night, links=night.replies.links(night.links, who.email, owned), full=night.full or recalled)


def _absence(night: Night, who: PersonKey, actions: Sequence[ActionKey]) -> tuple[Link, ...]:
    """The prepared reply « en congé jusqu’au… », to the team of the person's first action."""
    if not actions or not isinstance(night.links, OwnerLinks):
        return ()
    return night.links.of_person(actions[0].team, who.trigram, night.lang)


def _about(night: Night, who: PersonKey, actions: Iterable[ActionKey]) -> list[Finding]:
    """Findings about actions, but for those of consolidating them and those the person put off, unless worse."""
    found = [f for action in actions for f in _findings_of(night, action) if not f.code.startswith("PAC7")]
    return [f for f in found if not night.replies.is_put_off(f, who.email) or _is_worse(night, f)]


def _is_worse(night: Night, finding: Finding) -> bool:
    status = night.status(finding)
    return status is not None and status.state == "worse"


def _late(night: Night, actions: Iterable[ActionKey]) -> list[Finding]:
    return [f for action in actions for f in _findings_of(night, action) if f.code.startswith(LATE)]


def _findings_of(night: Night, action: ActionKey) -> list[Finding]:
    return [f for f in night.facts.by_subject.get(action.key, ()) if (f.team or "") == action.team]


def keys_of(night: Night, who: PersonKey) -> tuple[list[ActionKey], list[ActionKey]]:
    """Actions a person owns, and those they contribute to, of the plans that are not drafts."""
    return night.facts.owned.get(who, []), night.facts.helped.get(who, [])


def actions_of(night: Night, who: PersonKey) -> tuple[list[Row], list[Row]]:
    """The rows of ``keys_of``."""
    owned, helped = keys_of(night, who)
    return night.facts.rows(owned), night.facts.rows(helped)


def deadlines(night: Night, who: PersonKey) -> list[tuple[Row, str, date]]:
    """Coming deadlines of a person: the action, the milestone (or ``""``), the date."""
    return deadlines_of(actions_of(night, who)[0], night.review.as_of)


def deadlines_of(actions: Iterable[Row], as_of: date) -> list[tuple[Row, str, date]]:
    """Coming deadlines of open actions from ``as_of`` on: the action, the milestone (or ``""``), the date."""
    found = []
    for row in actions:
        if row["is_open"] == 1 and (due := row.day("due_effective")) and due >= as_of:
            found.append((row, "", due))
        for milestone in row.children("milestones") if row["is_open"] == 1 else ():
            on = milestone.day("due")
            if on and on >= as_of and milestone.day("done_on") is None:
                found.append((row, milestone.text("label"), on))
    return sorted(found, key=lambda entry: (entry[2], entry[0].key, entry[1]))


#: Words of an owner's subject where those of a region would be too short.
_WORDS: Words = {
    "late": (Text("action en retard", "overdue action"), Text("actions en retard", "overdue actions")),
}


def _about_one_action(body: Sequence[Section]) -> tuple[str, str]:
    """Key and action's title of a mail of one section, all shown and about one action; else empty."""
    titles = {item.action for section in body for item in section.items}
    if len(body) == len(titles) == 1 and not body[0].left_out:
        return body[0].key, titles.pop()
    return "", ""


def _addressed(name: str, deputy: bool, lang: Lang) -> str:
    """The reader's name, or who is absent."""
    return Text(f"En l’absence {of_person(name)}", f"In the absence of {name}").in_(lang) if deputy else name


def _title(name: str, night: Night, deputy: bool) -> str:
    on, lang = day(night.review.as_of, night.lang), night.lang
    if deputy:
        return f"{_addressed(name, deputy, lang)} – {on}"
    return Text(f"Vos actions – {name}, {on}", f"Your actions – {name}, {on}").in_(lang)


def _due_this_week(night: Night, owned: Sequence[Row]) -> list[tuple[date, Row]]:
    """Open actions due today or until Sunday, the first to come first."""
    as_of = night.review.as_of
    sunday = as_of + timedelta(days=6 - as_of.weekday())
    due = [
        (effective, row)
        for row in owned
        if row["is_open"] == 1 and row.amount("progress") < 1
        if (effective := row.day("due_effective")) and as_of <= effective <= sunday
    ]
    return sorted(due, key=_first)


def _week(night: Night, due: Sequence[tuple[date, Row]]) -> Iterator[Section]:
    items = [
        Item(
            _deadline(on, row, night),
            severity="warning",
            action=row.text("title"),
            links=digest_rows.action_links(night, row),
        )
        for on, row in due
    ]
    if items:
        yield Section("week", Text("Cette semaine", "This week").in_(night.lang), items)


def _first(entry: tuple[date, Row]) -> tuple[date, str]:
    return entry[0], entry[1].key


def _deadline(on: date, row: Row, night: Night) -> str:
    lang = night.lang
    today = Text("aujourd’hui", "today").in_(lang) if on == night.review.as_of else short_day(on, lang)
    title = quoted(row.text("title"), lang)
    return f"{today}{colon(lang)}{row.key} {title}"


def _fill_in(night: Night, shown: Sequence[Finding]) -> Iterator[Section]:
    yield from digest_rows.sections(replace(night, rows=_FILL_IN), shown, _FILL)


def _contributions(night: Night, late: Sequence[Finding], absent: str) -> Iterator[Section]:
    """Late actions of others that the reader, or the person they stand in for, contributes to: the line only."""
    items = [replace(digest_rows.item(night, [finding]), fix="") for finding in late]
    title = Text("Vous y contribuez, en retard", "You contribute to these, overdue")
    if absent:
        title = Text(f"{absent} y contribue, en retard", f"{absent} contributes to these, overdue")
    if items:
        yield Section("contributions", title.in_(night.lang), items)


def _settled(night: Night, mine: set[tuple[str, str]]) -> list[Section]:
    statuses = {key: status for key, status in night.statuses.items() if key[1:3] in mine}
    return digest_rows.resolved(replace(night, statuses=statuses), {key[1] for key in statuses})


def _why(owned: Sequence[Row], lang: Lang, deputy: bool) -> str:
    """The objective most of the person's open actions serve."""
    served = [code for row in owned if row["is_open"] == 1 for code in row.many("objectives")[:1]]
    if not served:
        return ""
    code = max(sorted(set(served)), key=served.count)
    objective = next((found for row in owned if (found := row.view.find("objectives", code))), None)
    label = objective.text("label") if objective else ""
    served_most = f"{code} {label}".rstrip()
    if deputy:
        return sentence("Objectif : {objective}.", "Objective: {objective}.", objective=served_most).in_(lang)
    return sentence("Votre objectif : {objective}.", "Your objective: {objective}.", objective=served_most).in_(lang)


def _scope_line(name: str, helping: bool, deputy: bool, lang: Lang) -> str:
    """The line that states whose actions this part of the mail is about."""
    if deputy:
        return Text(
            f"Cette partie ne concerne que les actions {of_person(name)}, pendant son absence.",
            f"This part is only about the actions of {name}, who is away.",
        ).in_(lang)
    if helping:
        return Text(
            "Vous ne recevez ici que vos actions et celles auxquelles vous contribuez.",
            "This holds only your own actions and those you contribute to.",
        ).in_(lang)
    return Text("Vous ne recevez ici que vos actions.", "This holds only your own actions.").in_(lang)
