"""Configuration of the rules: severities, rules switched off, selection by code, thresholds.

select = ["PAC4", "PAC5"]
ignore = ["PAC304"]

[severity]
PAC205 = "off"
"PAC401.critical" = "error"

[thresholds]
tolerance_pct = 0.03
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, cast

from pacom_xl.model.findings import SEVERITIES, Finding, Severity
from pacom_xl.model.plan import Value
from pacom_xl.model.problem import Problem
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.rules.all_rules import RULES
from pacom_xl.storage.settings import wrong
from pacom_xl.template.schema import Field, Template
from pacom_xl.values.json_values import UnfitError, from_json

_OFF = "off"
_SECTION = Text("une section est attendue", "a section is expected")
#: Highest threshold that is not a share, when its field sets no bound.
_MOST = 10_000
#: Names listed in full when none resembles what was written.
_LISTED = 20
_CHOICES = (*SEVERITIES, _OFF)


@dataclass(frozen=True, slots=True)
class Config:
    """Findings a run shows, and their severities."""

    #: Codes or code prefixes to show; empty for all.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: Severity by code, or by code and level: ``PAC401``, ``PAC401.critical``.
    severities: Mapping[str, Severity] = field(default_factory=dict)
    #: Codes, or codes and levels, that are switched off.
    off: tuple[str, ...] = ()
    #: Parameters that replace those of every workbook.
    thresholds: Mapping[str, Value] = field(default_factory=dict)

    def is_off(self, finding: Finding) -> bool:
        """Whether the finding's rule, or its level of the rule, is switched off. Such a finding hides no other."""
        level = f"{finding.code}.{finding.params.get('level')}"
        return level in self.off or (finding.code in self.off and level not in self.severities)

    def is_selected(self, code: str) -> bool:
        """Whether findings of that code are selected and not ignored."""
        return (not self.select or code.startswith(self.select)) and not (self.ignore and code.startswith(self.ignore))

    def severity(self, finding: Finding) -> Severity:
        """The configured severity of its level, else of its code, else the catalogue's."""
        level = finding.params.get("level")
        for key in (f"{finding.code}.{level}", finding.code):
            if key in self.severities:
                return self.severities[key]
        rule = RULES.get(finding.code)
        if rule is None:
            return finding.severity
        return rule.levels.get(level, rule.severity) if isinstance(level, str) else rule.severity

    def over(self, base: Config) -> Config:
        """Put this configuration on top of ``base``: its entries win, those of ``base`` apply elsewhere."""
        configured = {*self.severities, *self.off}
        return replace(
            self,
            select=self.select or base.select,
            ignore=(*base.ignore, *self.ignore),
            severities={k: v for k, v in base.severities.items() if k not in configured} | dict(self.severities),
            off=(*(code for code in base.off if code not in configured), *self.off),
            thresholds={**base.thresholds, **self.thresholds},
        )


def read_rules(data: Mapping[str, Any], template: Template) -> tuple[Config, list[Problem]]:
    """Read the keys ``select``, ``ignore``, ``severity`` and ``thresholds`` of a TOML file; ignore other keys.

    Returns the configuration and every mistake found.
    """
    problems: list[Problem] = []
    selected = {name: tuple(_prefixes(name, data.get(name, ()), problems)) for name in ("select", "ignore")}
    severities = dict(_severities(data.get("severity", {}), problems))
    return Config(
        severities={code: cast(Severity, value) for code, value in severities.items() if value != _OFF},
        off=tuple(code for code, value in severities.items() if value == _OFF),
        thresholds=dict(_thresholds(data.get("thresholds", {}), template, problems)),
        **selected,
    ), problems


def _prefixes(name: str, raw: object, problems: list[Problem]) -> Iterator[str]:
    for entry in raw if isinstance(raw, (list, tuple)) else [raw]:
        prefix = str(entry).strip().upper()
        if prefix and any(code.startswith(prefix) for code in RULES):
            yield prefix
        else:
            problems.append(Problem(name, _unknown(str(entry), RULES, "contrôle", "rule")))


def _severities(raw: object, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Pairs of code (or ``code.level``) and severity. TOML reads an unquoted ``PAC401.critical`` as a nested table."""
    if not isinstance(raw, Mapping):
        problems.append(Problem("severity", _SECTION))
        return
    for name, value in raw.items():
        nested = isinstance(value, Mapping)
        entries = {f"{name}.{level}": s for level, s in value.items()} if nested else {name: value}
        for entry, severity in entries.items():
            code, _, level = str(entry).partition(".")
            code = code.strip().upper()
            if problem := _severity_problem(code, level, severity):
                problems.append(Problem(f"severity.{entry}", problem))
            else:
                yield f"{code}.{level}" if level else code, str(severity)


def _severity_problem(code: str, level: str, severity: object) -> Text | None:
    if code not in RULES:
        return _unknown(code, RULES, "contrôle", "rule")
    if level and level not in RULES[code].levels:
        return _unknown(level, RULES[code].levels, "niveau", "level")
    if severity not in _CHOICES:
        names = ", ".join(_CHOICES)
        return wrong(f"l’un de {names} est attendu", f"one of {names} is expected", severity)
    return None


def _thresholds(raw: object, template: Template, problems: list[Problem]) -> Iterator[tuple[str, Value]]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("thresholds", _SECTION))
        return
    known = template.tables["parameters"].by_key
    for key, value in raw.items():
        if key not in known:
            problems.append(Problem(f"thresholds.{key}", _unknown(str(key), known, "seuil", "threshold")))
            continue
        try:
            yield key, _within(known[key], value)
        except UnfitError as error:
            problems.append(Problem(f"thresholds.{key}", error.problem))


def _within(field_: Field, raw: object) -> Value:
    """The value of a threshold. Raises ``UnfitError`` for a wrong type, a value out of bounds or a negative one."""
    value = from_json(field_, raw, ())
    if value is None:
        raise UnfitError(Text("la valeur est vide", "the value is empty"))
    low, high = field_.min or 0, field_.max or (1 if field_.type.base == "percent" else _MOST)
    if isinstance(value, (int, Decimal)) and not low <= value <= high:
        raise UnfitError(
            Text(f"{raw} n’est pas compris entre {low} et {high}", f"{raw} is not between {low} and {high}")
        )
    return value


def _unknown(found: str, known: Iterable[str], fr: str, en: str) -> Text:
    """``found`` (a ``fr`` or ``en`` in words) is not among ``known``; name the nearest one, or list a few."""
    names = list(known)
    near = get_close_matches(found, names, 1, 0.5)
    listed = f" ({', '.join(names)})" if len(names) <= _LISTED else ""
    ask = sentence(" (vouliez-vous dire {name} ?)", " (did you mean {name}?)", name=near[0]) if near else listed
    return sentence(
        f"{fr} « {{found}} » inconnu{{hint}}",
        f'unknown {en} "{{found}}"{{hint}}',
        found=found,
        hint=ask,
    )
