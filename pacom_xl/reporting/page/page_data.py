"""Data of the HTML page: rows of findings, filters, values of the charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import SEVERITIES, Finding, Severity
from pacom_xl.model.formats import money
from pacom_xl.model.text import NBSP, Text, fold
from pacom_xl.reporting.grouping import Line, lines
from pacom_xl.reporting.page import page_figures
from pacom_xl.reporting.page.page_figures import PageFigures
from pacom_xl.reporting.page_anchors import action_anchor, finding_anchor
from pacom_xl.reporting.svg_charts import Bar, Column
from pacom_xl.reporting.words.labels import Names, Person
from pacom_xl.reporting.words.place_words import place_words
from pacom_xl.reporting.words.severity_words import SEVERITY_TASKS
from pacom_xl.rules import messages
from pacom_xl.rules.subject_words import is_row_key, subject_words

LATE, CRITICAL = "PAC401", "critical"


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of the table of findings."""

    severity: Severity
    severity_word: str
    rank: int
    team: str
    team_label: str
    code: str
    rule: str
    subject: str
    #: The subject as people call it.
    about: str
    title: str
    owner: Person | None
    message: str
    fix: str
    place: str
    #: The same in words, and the address of the file it is in; ``""`` when unknown.
    where: str
    link: str
    file: str
    #: Number of findings on the row: those with the same message about several cells.
    count: int
    #: Text searched by the search box, folded.
    haystack: str
    #: Why the finding is not counted: hidden by another one, or waived.
    why: str = ""
    #: Anchors links lead to: of its findings, and of its subject on the first row about it. Unique in the page.
    anchors: tuple[str, ...] = ()


#: Address of the file of a finding, as the page links to it; ``""`` for no link.
FileLink = Callable[[str], str]


def rows(review: Review, names: Names, link: FileLink) -> list[PageRow]:
    """Findings that are counted, by subject: subjects with the most serious findings first."""
    return _rows(review, names, review.shown, link, set())


def silent_rows(review: Review, names: Names) -> list[PageRow]:
    """Findings that are not counted: hidden by another finding, or waived."""
    return _rows(review, names, [f for f in review.findings if not f.counts], lambda _: "")


def _rows(
    review: Review, names: Names, findings: Sequence[Finding], link: FileLink, used: set[str] | None = None
) -> list[PageRow]:
    """``used``: anchors the page has already, to be added to; ``None`` for rows without anchors."""
    worst = _worst(findings)

    def order(finding: Finding) -> tuple[object, ...]:
        return (worst[finding.team, finding.subject], *names.order(finding))

    merged = lines(sorted(findings, key=order), review.lang, review.template)
    return [_row(review, names, line, link, _anchors(line, used) if used is not None else ()) for line in merged]


def _anchors(line: Line, used: set[str]) -> tuple[str, ...]:
    """The anchors of a row that the page does not have yet."""
    wanted = (
        *(finding_anchor(finding.identity) for finding in line.findings),
        action_anchor(line.first.team, line.first.subject),
    )
    fresh = tuple(dict.fromkeys(anchor for anchor in wanted if anchor not in used))
    used.update(fresh)
    return fresh


def _worst(findings: Sequence[Finding]) -> Mapping[tuple[str | None, str], int]:
    """Rank of the most serious finding of each subject of a team."""
    worst: dict[tuple[str | None, str], int] = {}
    for finding in findings:
        key, rank = (finding.team, finding.subject), SEVERITIES.index(finding.severity)
        worst[key] = min(worst.get(key, rank), rank)
    return worst


def _about(review: Review, finding: Finding, title: str) -> str:
    """The subject as people call it: a code as it is, else the sheet it is about."""
    template, field = review.template, review.template.by_name.get(finding.field or "")
    if title or field is None or is_row_key(finding.subject, template):
        return subject_words(finding, template, review.lang)
    table = template.tables[field.table]
    if table.code or table.key == "actions" or table.parent:
        return finding.subject
    sheet = template.sheet_of(field.table)
    if finding.subject in (sheet.key, table.key, "total"):
        return sheet.label.in_(review.lang)
    return f"{sheet.label.in_(review.lang)} · {_named(finding, review)}"


def _named(finding: Finding, review: Review) -> str:
    """A month with its name; anything else as messages have it."""
    subject = finding.subject
    if re.fullmatch(r"\d{4}-\d\d", subject):
        return f"{page_figures.month_name(subject, review.lang)} {subject[:4]}"
    return subject_words(finding, review.template, review.lang)


def _row(review: Review, names: Names, line: Line, link: FileLink, anchors: tuple[str, ...]) -> PageRow:
    finding, lang = line.first, review.lang
    owner, title, rule = names.owner(finding), names.title(finding), messages.title(finding.code, lang)
    person = f"{owner.trigram} {owner.name}" if owner else ""
    words = (finding.code, rule, finding.subject, title, person, names.team(finding.team), line.message, line.place)
    return PageRow(
        severity=finding.severity,
        severity_word=SEVERITY_TASKS[finding.severity].in_(lang),
        rank=SEVERITIES.index(finding.severity),
        team=finding.team or "",
        team_label=names.team(finding.team),
        code=finding.code,
        rule=rule,
        subject=finding.subject,
        about=_about(review, finding, title),
        title=title,
        owner=owner,
        message=line.message,
        fix=line.fix,
        place=line.place,
        where=place_words(finding, review.template, lang) if len(line.findings) == 1 else line.place,
        link=link(finding.file) if finding.file else "",
        file=names.files.get(finding.team or "", ""),
        count=len(line.findings),
        # Folded one by one: all but the message are cached from other rows.
        haystack=" ".join(filter(None, map(fold, words))),
        why=_why(review, finding),
        anchors=anchors,
    )


def _why(review: Review, finding: Finding) -> str:
    if finding.hidden_by:
        return Text(f"dit par {finding.hidden_by}", f"told by {finding.hidden_by}").in_(review.lang)
    if finding.waived_by:
        by = finding.waived_by
        return Text(f"dérogation accordée par {by}", f"waiver granted by {by}").in_(review.lang)
    return ""


def late_bars(review: Review, names: Names) -> list[Bar]:
    """Late actions of each team, critical ones drawn over the others, most late actions first."""
    late = [finding for finding in review.shown if finding.code == LATE]
    total = Counter(finding.team for finding in late)
    critical = Counter(finding.team for finding in late if finding.params.get("level") == CRITICAL)
    teams = [plan.team for plan in review.portfolio.plans]
    ordered = sorted(teams, key=lambda team: -total[team])
    return [_late_bar(review, names.team(team), total[team], critical[team]) for team in ordered]


def _late_bar(review: Review, label: str, total: int, critical: int) -> Bar:
    text = Text(f"dont {critical} critique{'s' if critical > 1 else ''}", f"{critical} critical").in_(review.lang)
    parts = (("late", Decimal(total)), ("critical", Decimal(critical)))
    return Bar(label, parts, f"{total}, {text}" if critical else str(total))


def axis_bars(review: Review, figures: PageFigures) -> list[Bar]:
    """Allocated and spent on each axis, all teams together, and the teams' envelopes."""
    spending, limits = figures.spending, figures.limits
    codes = [code for code in figures.axes if code in spending or code in limits]
    nothing = [Decimal(0)] * 2
    return [_axis_bar(review, figures.axes[code], spending.get(code, nothing), limits.get(code)) for code in codes]


def cash_columns(review: Review, figures: PageFigures) -> list[Column]:
    """Payments by month: past, to come, and the coming peak where it is above the cap. The peak has its amount."""
    coming, lang = page_figures.coming(figures, review), review.lang
    peak = max(coming, key=lambda month: coming[month], default="")
    columns, months = [], [month for month, _ in page_figures.months(figures)]
    # On a phone there is room for every second name only; the peak has its name.
    named = {month for at, month in enumerate(months) if (at - (months.index(peak) if peak else 0)) % 2 == 0}
    for month, paid in page_figures.months(figures):
        is_above = month == peak and figures.cap is not None and paid > figures.cap
        kind = "elapsed" if month not in coming else "peak" if is_above else "coming"
        shown_amount = money(paid.quantize(Decimal(1), ROUND_HALF_UP), lang, review.currency)
        text = shown_amount if month == peak and paid else ""
        columns.append(Column(page_figures.month_name(month, lang) if month in named else "", kind, paid, text))
    return columns if any(column.value for column in columns) else []


def _axis_bar(review: Review, label: str, sums: Sequence[Decimal], limit: Decimal | None) -> Bar:
    allocated, spent = sums
    kind = "over" if limit is not None and allocated > limit else "allocated"
    shown = money(allocated.quantize(Decimal(1), ROUND_HALF_UP), review.lang, review.currency)
    return Bar(label, ((kind, allocated), ("spent", spent)), shown, limit)


def choices(table: Sequence[PageRow]) -> dict[str, list[tuple[str, str, int]]]:
    """For each filter, its choices: value, label, number of findings."""
    teams = _counts(table, lambda row: (row.team, row.team_label or "—"))
    owners = _counts(table, lambda row: (row.owner.trigram, row.owner.name) if row.owner else ("-", "—"))
    rules = _counts(table, lambda row: (row.code, f"{row.code} {row.rule}"))
    severities = _counts(table, lambda row: (row.severity, row.severity_word))
    by_label = sorted(owners, key=lambda owner: (owner[0] == "-", fold(owner[1])))
    return {
        "severity": [(*key, severities[key]) for key in sorted(severities, key=lambda k: SEVERITIES.index(k[0]))],
        "team": [(key[0] or "-", key[1], teams[key]) for key in teams],
        "owner": [(*key, owners[key]) for key in by_label],
        "rule": [(*key, rules[key]) for key in sorted(rules)],
    }


def _counts(table: Sequence[PageRow], key: Callable[[PageRow], tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Number of findings by ``key``, in the order of the rows."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in table:
        counts[key(row)] += row.count
    return counts


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Number of findings of one rule and severity."""

    code: str
    title: str
    severity: Severity
    severity_word: str
    count: int


def by_rule(table: Sequence[PageRow]) -> list[RuleCount]:
    """Number of findings of each rule, most serious and most frequent first."""
    counts: Counter[tuple[str, str, Severity, str]] = Counter()
    for row in table:
        counts[row.code, row.rule, row.severity, row.severity_word] += row.count
    found = [RuleCount(*key, count) for key, count in counts.items()]
    return sorted(found, key=lambda rule: (SEVERITIES.index(rule.severity), -rule.count, rule.code))


def headline(review: Review) -> str:
    """``22 à corriger, 30 à regarder, 5 à savoir``."""
    counts = Counter(finding.severity for finding in review.shown)
    return ", ".join(f"{counts[severity]}{NBSP}{SEVERITY_TASKS[severity].in_(review.lang)}" for severity in SEVERITIES)
