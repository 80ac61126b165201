"""Data of the HTML page: rows of findings, filters, values of the charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pacom_xl.consolidation.review import Review
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import SEVERITIES, Finding, Severity
from pacom_xl.model.formats import money
from pacom_xl.model.text import Text, fold
from pacom_xl.reporting.check_text import SEVERITY, plural
from pacom_xl.reporting.grouping import Line, lines
from pacom_xl.reporting.labels import Names, Person
from pacom_xl.reporting.svg_charts import Bar
from pacom_xl.rules import messages

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
    title: str
    owner: Person | None
    message: str
    fix: str
    place: str
    file: str
    #: Number of findings on the row: those with the same message about several cells.
    count: int
    #: Text searched by the search box, folded.
    haystack: str
    #: Why the finding is not counted: hidden by another one, or waived.
    why: str = ""


def rows(review: Review, names: Names) -> list[PageRow]:
    """Findings that are counted, by team, subject and severity."""
    return _rows(review, names, review.shown)


def silent_rows(review: Review, names: Names) -> list[PageRow]:
    """Findings that are not counted: hidden by another finding, or waived."""
    return _rows(review, names, [f for f in review.findings if not f.counts])


def _rows(review: Review, names: Names, findings: Sequence[Finding]) -> list[PageRow]:
    merged = lines(sorted(findings, key=names.order), review.lang, review.template)
    return [_row(review, names, line) for line in merged]


def _row(review: Review, names: Names, line: Line) -> PageRow:
    finding, lang = line.first, review.lang
    owner, title, rule = names.owner(finding), names.title(finding), messages.title(finding.code, lang)
    person = f"{owner.trigram} {owner.name}" if owner else ""
    words = (finding.code, rule, finding.subject, title, person, names.team(finding.team), line.message, line.place)
    return PageRow(
        severity=finding.severity,
        severity_word=SEVERITY[finding.severity].in_(lang),
        rank=SEVERITIES.index(finding.severity),
        team=finding.team or "",
        team_label=names.team(finding.team),
        code=finding.code,
        rule=rule,
        subject=finding.subject,
        title=title,
        owner=owner,
        message=line.message,
        fix=line.fix,
        place=line.place,
        file=names.files.get(finding.team or "", ""),
        count=len(line.findings),
        # Folded one by one: all but the message are cached from other rows.
        haystack=" ".join(filter(None, map(fold, words))),
        why=_why(review, finding),
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


def axis_bars(review: Review) -> list[Bar]:
    """Allocated and spent on each axis, all teams together, and the teams' envelopes."""
    group = review.portfolio.group(review.as_of, {})
    labels: dict[str, str] = {}
    sums: dict[str, list[Decimal]] = {}
    limits: dict[str, Decimal] = {}
    for view in group.in_turn():
        for axis in view.rows("axes"):
            labels.setdefault(axis.key, axis.text("label") or axis.key)
        for axis_code, used, spent in _spending(view):
            of = sums.setdefault(axis_code, [Decimal(0), Decimal(0)])
            of[0] += used
            of[1] += spent
        for envelope in view.rows("envelope"):
            amount = envelope.number("amount")
            if envelope["dimension"] == "axis" and amount is not None:
                key = envelope.text("key")
                limits[key] = limits.get(key, Decimal(0)) + amount
    codes = [code for code in labels if code in sums or code in limits]
    return [_axis_bar(review, labels[code], sums.get(code, [Decimal(0)] * 2), limits.get(code)) for code in codes]


def _spending(view: PlanView) -> Iterator[tuple[str, Decimal, Decimal]]:
    for action in view.rows("actions"):
        if action["axis"] and action["status"] != "draft":
            yield action.text("axis"), action.amount("envelope_use"), action.amount("spent")


def _axis_bar(review: Review, label: str, sums: Sequence[Decimal], limit: Decimal | None) -> Bar:
    allocated, spent = sums
    kind = "over" if limit is not None and allocated > limit else "allocated"
    shown = money(allocated.quantize(Decimal(1)), review.lang, review.currency)
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
    """``22 erreurs, 30 alertes, 5 informations``."""
    counts = Counter(finding.severity for finding in review.shown)
    lang = review.lang
    return ", ".join((
        plural(counts["error"], Text("erreur", "error"), Text("erreurs", "errors"), lang),
        plural(counts["warning"], Text("alerte", "warning"), Text("alertes", "warnings"), lang),
        plural(counts["info"], Text("information", "note"), Text("informations", "notes"), lang),
    ))  # fmt: skip
