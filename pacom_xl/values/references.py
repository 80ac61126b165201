"""Match codes and names of people as typed with those that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.values.outcome import Outcome, understood

_RUNS = re.compile(r"[a-z]+|[0-9]+")
#: Between a code and the name of its row, as lists show them: « AX4 – Grandes surfaces ».
NAMED = " – "
_NAMED = re.compile(r"\s+[-–—−]\s+")
_ENTRY_NAMED = re.compile(r"(?:^|[,;/|\n])\s*\S{1,25}\s+[-–—−]\s")
_SEPARATORS = re.compile(r"([,;/|\n]|\s(?:et|and)\s)", re.IGNORECASE)
#: Separators no name has that is shown in a cell of several.
_STRONG = re.compile(r"[;|\x00-\x1f]")
#: Separators between entries that may be free text.
_BETWEEN_TEXTS = (",", ";", "|", "\n")
#: Between the entries of a cell of several « code – name ».
BETWEEN = " ; "
#: Most separators within the name of a row.
_LONGEST = 12
#: Letters of the longest name that is shown in a cell of several.
_LONGEST_NAME = 100


@dataclass(frozen=True)
class CodeBook:
    """Codes a reference may have, and other spellings of each (name and e-mail of a person)."""

    codes: frozenset[str]
    #: Names and e-mails by code.
    names: Mapping[str, tuple[str, ...]]
    #: Names of rows by code, folded: what lists show after the code. Teams have one in each language.
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: How the template says that codes are spelt.
    patterns: tuple[str, ...] = ()

    @classmethod
    def build(
        cls,
        codes: Iterable[str],
        names: Mapping[str, Iterable[str]] | None = None,
        labels: Mapping[str, Iterable[str]] | None = None,
    ) -> CodeBook:
        """Build a code book from codes; ``names``: other spellings by code; ``labels``: names of rows by code."""
        others = {code: tuple(filter(None, spellings)) for code, spellings in (names or {}).items()}
        folded = {code: tuple(map(fold, names)) for code, names in (labels or {}).items()}
        return cls(frozenset(codes) | others.keys(), others, folded)

    @classmethod
    def of(cls, plan: Plan, template: Template, tables: Iterable[str]) -> CodeBook:
        """The codes of ``tables`` (those of a ``FieldType``) in a plan; ``any``: every table with codes."""
        wanted = set(tables)
        if "any" in wanted:
            wanted = {table.key for table in template.data_tables if table.code}
        records = [record for name in sorted(wanted) for record in plan.table(name)]
        people = {record.key: _names(record) for record in records if record.table == "team"}
        labels = {record.key: found for record in records if (found := _labels(record, template))}
        book = cls.build((record.key for record in records if record.key), people, labels)
        return replace(book, patterns=tuple(_patterns(template, wanted)))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Code by loose spelling; ``""`` where two codes have the same."""
        found: dict[str, str] = {}
        pairs = [(loose(code), code) for code in self.codes]
        pairs += [
            (spelling, code) for code, names in self.names.items() for name in names for spelling in _orders(name)
        ]
        for spelling, code in pairs:
            found[spelling] = code if found.get(spelling, code) == code else ""
        return found

    def find(self, text: str) -> str | None:
        """The code with this spelling; ``None`` when there is none or several."""
        if text in self.codes:
            return text
        spellings = self._spellings
        key = loose(text)
        return (key and spellings.get(key)) or spellings.get(fold(text)) or None

    def find_named(self, text: str) -> tuple[str, bool] | None:
        """The code of « code – name », and whether the name is that of its row today; ``None`` for other texts.

        A name that is the one of another row, or a code itself, contradicts the code: nothing is found then.
        """
        match = _NAMED.search(text)
        code = self.find(text[: match.start()]) if match else None
        if match is None or code is None:
            return None
        name = fold(text[match.end() :])
        if name in self.labels.get(code, ()):
            return code, True
        return None if self._is_label(name) or self.find(name) else (code, False)

    def missing_code(self, text: str) -> str | None:
        """The code of « code – name » when nothing has this code or this name: the row was deleted."""
        match = _NAMED.search(text)
        if match is None or self.find(text[: match.start()]):
            return None
        code, name = text[: match.start()], text[match.end() :]
        if self._is_label(fold(name)) or self.find(name):
            return None
        return code if any(re.fullmatch(pattern, code) for pattern in self.patterns) else None

    def _is_label(self, name: str) -> bool:
        """Whether a folded text is the name of a row."""
        return any(name in names for names in self.labels.values())

    def entries(self, text: str, *, with_texts: bool = False) -> list[str]:
        """The entries of a cell with several « code – name »; names may contain separators: the longest one wins.

        A name its row no longer has goes up to the next code, or the next separator that stands in no name.
        ``with_texts``: entries may be free text; a text that begins with no code is a single one, and after a code
        « et » and « / » part no texts.
        """
        if with_texts and not self._begins_with_code(text):
            return [text]
        parts = _SEPARATORS.split(text)
        found: list[str] = []
        at = 0
        while at < len(parts):
            ends = range(min(len(parts), at + 2 * _LONGEST + 1), at, -2)
            named = (end for end in ends if (self.find_named("".join(parts[at:end]).strip()) or ("", False))[1])
            end = next(named, 0) or self._end_of_former_name(parts, at)
            if with_texts and end == at + 1 and not self._is_entry(parts[at].strip()):
                end = self._end_of_text(parts, at)
            found.append("".join(parts[at:end]).strip())
            at = end + 1
        return [entry for entry in found if entry]

    def _end_of_former_name(self, parts: list[str], at: int) -> int:
        """Where the entry that begins at ``at`` ends, the name of whose row is another one today."""
        end = at + 1
        if not self._begins_with_code(parts[at]):
            return end
        while end + 1 < len(parts) and not _STRONG.search(parts[end]) and not self._is_entry(parts[end + 1].strip()):
            end += 2
        return end

    def _end_of_text(self, parts: list[str], at: int) -> int:
        """Where the free text that begins at ``at`` ends: at a comma, a stronger separator or before a code."""
        end = at + 1
        while end + 1 < len(parts) and parts[end] not in _BETWEEN_TEXTS and not self._is_entry(parts[end + 1].strip()):
            end += 2
        return end

    def _begins_with_code(self, part: str) -> bool:
        """Whether a part is the code of a row, there or gone, and the beginning of a name."""
        return bool(self.find_named(part.strip()) or self.missing_code(part.strip()))

    def _is_entry(self, part: str) -> bool:
        """Whether a part is a code, or begins with one."""
        is_code = self.find(part) or any(re.fullmatch(pattern, part) for pattern in self.patterns)
        return bool(is_code) or self._begins_with_code(part)


def named_entries(names: Mapping[str, str], codes: Iterable[str]) -> str | None:
    """The text of a cell with several codes, each with the name of its row; ``None`` where they could not be separated.

    ``names``: names by code, empty for codes without row; ``codes``: those of the table, which no part of a name is.
    """
    if any(_STRONG.search(name) or len(name) > _LONGEST_NAME for name in names.values()):
        return None
    taken = {loose(code) for code in codes}
    parts = (part for name in names.values() for part in _SEPARATORS.split(name))
    if any(loose(piece) in taken for part in parts for piece in (part, *_NAMED.split(part)) if piece.strip(" ,;/|")):
        return None
    return BETWEEN.join(f"{code}{NAMED}{name}" if name else code for code, name in names.items())


def _patterns(template: Template, tables: Iterable[str]) -> Iterator[str]:
    """The patterns of the codes of tables."""
    for table in (template.tables[name] for name in tables if name in template.tables):
        if table.code and (pattern := table.by_key[table.code].pattern):
            yield pattern


def is_named(text: str) -> bool:
    """Whether an entry of a text may be a code with the name of its row."""
    return _ENTRY_NAMED.search(text) is not None


def resolve_reference(text: str, codes: CodeBook) -> Outcome:
    """The code in a text: exact spelling, with the name of its row, or loose spelling (PAC113).

    An unknown code is returned as typed, or without the name of a row that is gone, and without finding: the rule
    about unknown references reports it.
    """
    if text in codes.codes:
        return Outcome(text)
    if named := codes.find_named(text):
        return Outcome(named[0]) if named[1] else understood(named[0])
    code = codes.find(text)
    return understood(code) if code else Outcome(codes.missing_code(text) or text)


@lru_cache(maxsize=4000)
def loose(code: str) -> str:
    """A code without case, separators and leading zeros: ``act no 2`` and ``ACT-NO-002`` give ``actno2``.

    Neighbouring numbers stay apart: ``AX1-12`` is not ``AX11-2``.
    """
    out = ""
    for run in _RUNS.findall(fold(code)):
        out += ("." if out[-1:].isdigit() and run.isdigit() else "") + (
            run.lstrip("0") or run[:1] if run.isdigit() else run
        )
    return out


def _orders(name: str) -> set[str]:
    """Spellings of a full name, with its first or last word in front; an e-mail is not changed."""
    words = fold(name).split()
    return {fold(name), " ".join(words[1:] + words[:1]), " ".join(words[-1:] + words[:-1])}


def _labels(record: Record, template: Template) -> tuple[str, ...]:
    name = template.tables[record.table].name_field
    keys = () if name is None else ("fr", "en") if name.key == "fr" else (name.key,)
    return tuple(value for key in keys if isinstance(value := record.get(key), str) and value)


def _names(record: Record) -> tuple[str, ...]:
    values = (record.get("full_name"), record.get("email"))
    return tuple(value for value in values if isinstance(value, str))
