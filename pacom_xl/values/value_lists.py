"""Value lists: find the choice for a typed key, a label in either language, a team's label, or a unique prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pacom_xl.model.plan import Record
from pacom_xl.model.text import Lang, Text, fold
from pacom_xl.template.schema import Template

#: List name to key to label.
Labels = Mapping[str, Mapping[str, Text]]

#: Spellings of yes and no besides the labels, folded.
YES_NO = {
    **dict.fromkeys(("oui", "o", "yes", "y", "vrai", "true", "x", "1"), "yes"),
    **dict.fromkeys(("non", "n", "no", "faux", "false", "0"), "no"),
}
_SEPARATORS = re.compile(r"([,;/|\n]|\s(?:et|and)\s)", re.IGNORECASE)
#: Most separators within a label.
_LONGEST = 12


@lru_cache(maxsize=10_000)
def tight(text: str) -> str:
    """The folded text without blanks, so that « Salon/événement » equals « Salon / événement »."""
    return fold(text).replace(" ", "")


def labels_of(template: Template, changed: Labels | None = None) -> dict[str, dict[str, Text]]:
    """Labels of a template, replaced by those of the workbook (``changed``)."""
    labels = {name: {c.key: c.label for c in entries} for name, entries in template.choices.items()}
    for name, renamed in (changed or {}).items():
        labels[name] = {**labels.get(name, {}), **renamed}
    return labels


def value_lists(template: Template, lang: Lang, changed: Labels | None = None) -> Mapping[str, ValueList]:
    """Value lists by name. Lists that the workbook does not change are cached for all workbooks."""
    known = _template_lists(template, lang)
    lists = dict(known)
    for name, labels in labels_of(template, changed).items():
        former = known[name].former if name in known else {}
        if labels != former:
            lists[name] = ValueList(name, lang, labels, former)
    return lists


@lru_cache(maxsize=16)
def _template_lists(template: Template, lang: Lang) -> Mapping[str, ValueList]:
    return {name: ValueList(name, lang, labels, labels) for name, labels in labels_of(template).items()}


def workbook_labels(records: Iterable[Record]) -> dict[str, dict[str, Text]]:
    """Labels of the ``choices`` and ``natures`` records of a workbook."""
    labels: dict[str, dict[str, Text]] = {}
    for record in records:
        values = record.values
        name = {"choices": values.get("list"), "natures": "natures"}.get(record.table)
        key, fr, en = values.get("key"), values.get("fr"), values.get("en")
        if isinstance(name, str) and isinstance(key, str) and (fr or en):
            labels.setdefault(name, {})[key] = Text(str(fr or en), str(en or fr))
    return labels


@dataclass(frozen=True)
class ValueList:
    """One list. ``labels``: label by key, from the workbook where it has one, else from the template."""

    name: str
    lang: Lang
    labels: Mapping[str, Text]
    #: Labels of the template, accepted even where the workbook has other labels.
    former: Mapping[str, Text]

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Key by exact or tight spelling; ``""`` where two choices have the same.

        Labels of the workbook in its language come first, then keys, then the other labels.
        """
        other: Lang = "en" if self.lang == "fr" else "fr"
        layers = [
            [(label.in_(self.lang), key) for key, label in self.labels.items()],
            [(key, key) for key in {**self.labels, **self.former}],
            [(label.in_(other), key) for key, label in self.labels.items()],
            [(text, key) for key, label in self.former.items() for text in (label.fr, label.en)],
        ]
        if self.name == "yes_no":
            layers.append(list(YES_NO.items()))
        found: dict[str, str] = {}
        for layer in layers:
            found = _alike(layer) | found
        return found

    def key(self, text: str) -> str | None:
        """Key of the choice with this spelling; ``""`` when several have it; ``None`` when none has."""
        spellings = self.spellings
        found = spellings.get(text)
        return spellings.get(tight(text)) if found is None else found

    def begun(self, text: str) -> str | None:
        """Key of the only choice whose key or label begins with ``text`` (at least four letters)."""
        start = tight(text)
        if sum(c.isalnum() for c in start) < 4:
            return None
        keys = {key for spelling, key in self.spellings.items() if spelling.startswith(start)}
        return keys.pop() or None if len(keys) == 1 else None

    def label(self, key: str) -> str:
        """Label of a choice in this workbook."""
        text = self.labels.get(key) or self.former.get(key)
        return text.in_(self.lang) if text else key

    def nearest(self, text: str) -> list[str]:
        """At most three labels similar to ``text``, nearest first."""
        from difflib import get_close_matches

        close = get_close_matches(tight(text), self.spellings, n=8, cutoff=0.5)
        return list(dict.fromkeys(self.label(key) for near in close if (key := self.spellings[near])))[:3]

    def split(self, text: str) -> list[str]:
        """Entries of a multiple value. Labels may contain separators: the longest known label wins."""
        parts = _SEPARATORS.split(text)
        entries: list[str] = []
        at = 0
        while at < len(parts):
            ends = range(min(len(parts), at + 2 * _LONGEST + 1), at, -2)
            end = next((end for end in ends if self.key("".join(parts[at:end]).strip())), at + 1)
            entries.append("".join(parts[at:end]).strip())
            at = end + 1
        return [entry for entry in entries if entry]


def _alike(layer: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text, key in layer:
        for spelling in (text, tight(text)):
            found[spelling] = key if found.get(spelling, key) == key else ""
    return found
