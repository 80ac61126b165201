"""Value lists as people type them: keys, labels in both languages, the team's own, unique beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pacom_xl.model.plan import Record
from pacom_xl.model.text import Lang, Text, fold
from pacom_xl.template.schema import Template

#: Labels by key, by list.
Labels = Mapping[str, Mapping[str, Text]]

_YES_NO = {
    **dict.fromkeys(("oui", "o", "yes", "y", "vrai", "true", "x", "1"), "yes"),
    **dict.fromkeys(("non", "n", "no", "faux", "false", "0"), "no"),
}
_SEPARATORS = re.compile(r"([,;/|\n]|\s(?:et|and)\s)", re.IGNORECASE)
#: No label has more marks than this.
_LONGEST = 12


@lru_cache(maxsize=10_000)
def tight(text: str) -> str:
    """The folded text without blanks: « Salon/événement » is « Salon / événement »."""
    return fold(text).replace(" ", "")


def labels_of(template: Template, own: Labels | None = None) -> dict[str, dict[str, Text]]:
    """Every label of a template, a workbook's ``own`` ones taking their place."""
    labels = {name: {c.key: c.label for c in entries} for name, entries in template.choices.items()}
    for name, renamed in (own or {}).items():
        labels[name] = {**labels.get(name, {}), **renamed}
    return labels


def value_lists(template: Template, lang: Lang, own: Labels | None = None) -> Mapping[str, ValueList]:
    """Every list by name. Those a workbook has as the template gives them are made once for all workbooks."""
    known = _template_lists(template, lang)
    lists = dict(known)
    for name, labels in labels_of(template, own).items():
        former = known[name].former if name in known else {}
        if labels != former:
            lists[name] = ValueList(name, lang, labels, former)
    return lists


@lru_cache(maxsize=16)
def _template_lists(template: Template, lang: Lang) -> Mapping[str, ValueList]:
    return {name: ValueList(name, lang, labels, labels) for name, labels in labels_of(template).items()}


def own_labels(records: Iterable[Record]) -> dict[str, dict[str, Text]]:
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
    """One list: ``labels`` by key, the template's or the team's own when it has one."""

    name: str
    lang: Lang
    labels: Mapping[str, Text]
    #: The template's labels, still understood when the team has others.
    former: Mapping[str, Text]

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Key by exact or tight spelling; ``""`` where two choices are spelt alike.

        The team's own label in the workbook's language wins over keys, keys over the other labels.
        """
        other: Lang = "en" if self.lang == "fr" else "fr"
        layers = [
            [(label.in_(self.lang), key) for key, label in self.labels.items()],
            [(key, key) for key in {**self.labels, **self.former}],
            [(label.in_(other), key) for key, label in self.labels.items()],
            [(text, key) for key, label in self.former.items() for text in (label.fr, label.en)],
        ]
        if self.name == "yes_no":
            layers.append(list(_YES_NO.items()))
        found: dict[str, str] = {}
        for layer in layers:
            found = _alike(layer) | found
        return found

    def key(self, text: str) -> str | None:
        """The choice spelt so; ``""`` when two are; ``None`` when none is."""
        spellings = self.spellings
        found = spellings.get(text)
        return spellings.get(tight(text)) if found is None else found

    def begun(self, text: str) -> str | None:
        """The only choice whose key or label begins so (four letters at least)."""
        start = tight(text)
        if sum(c.isalnum() for c in start) < 4:
            return None
        keys = {key for spelling, key in self.spellings.items() if spelling.startswith(start)}
        return keys.pop() or None if len(keys) == 1 else None

    def label(self, key: str) -> str:
        """How people of this workbook see a choice."""
        text = self.labels.get(key) or self.former.get(key)
        return text.in_(self.lang) if text else key

    def nearest(self, text: str) -> list[str]:
        """Labels that look like ``text``, the nearest first, at most three."""
        from difflib import get_close_matches

        close = get_close_matches(tight(text), self.spellings, n=8, cutoff=0.5)
        return list(dict.fromkeys(self.label(key) for near in close if (key := self.spellings[near])))[:3]

    def split(self, text: str) -> list[str]:
        """Entries of a multiple value. Labels may hold separators: the longest known one is taken."""
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
