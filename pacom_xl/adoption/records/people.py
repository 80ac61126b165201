"""Names of people in the cells of a list: several per cell, first or last name first, and their trigrams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from pacom_xl.model.text import fold, plain

_SEPARATORS = re.compile(r"[;/|\n&+,]|\s(?:et|and|avec|puis)\s", re.IGNORECASE)
#: « MODELE, Ada »: one person, last name first.
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d_a-z][^\W\d_a-zà-ÿ'’ -]+), (?P<first>[A-ZÀ-Ý][a-zà-ÿ][\w'’-]*)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: « Ada[50%] », « Ada (Ventes) »: what stands in brackets after a name.
_MORE = re.compile(r"[\[(][^\])]*[\])]")
_TITLE = re.compile(r"^(?:m|mr|mme|mlle|monsieur|madame|dr|me|mrs|ms)\.? ", re.IGNORECASE)
_EDGES = " -•*·.:"
#: Words that name services, companies and groups, not people.
_NOBODY = re.compile(
    r"\b(equipes?|services?|directions?|tous|toutes|toute|agences?|groupes?|poles?|departements?|teams?|all|everyone|"
    r"everybody|commerciaux|marketing|comptabilite|rh|dsi|dg|codir|comite|prestataires?|fournisseurs?|partenaires?|"
    r"region|siege|societe|cabinet|bureau|managers|direction generale|ventes|communication|a definir|tbd|nc|na|"
    r"aucun|personne|non defini|unassigned|non affecte|responsables?)\b"
)
_LONGEST_NAME, _MOST_WORDS = 60, 4


@dataclass
class Person:
    """A person of the list. ``trigram`` is set once all people are known."""

    full_name: str
    email: str | None = None
    role: str | None = None
    trigram: str = ""
    #: Other ways in which the list writes the name.
    spellings: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether first and last name are known."""
        return len(self.full_name.split()) > 1


@dataclass(frozen=True, slots=True)
class Named:
    """One entry of a cell: a name, its address, or the text of something that is no person."""

    name: str
    email: str | None = None
    is_person: bool = True
    #: Written otherwise in the cell.
    was: str = ""
    #: The cell says more of the person than a name and an address: « (Ventes) », « [50%] ».
    has_more: bool = False


def named_in(text: str) -> list[Named]:
    """The people named in a cell, in its order, each once."""
    found: dict[str, Named] = {}
    for part in _parts(text):
        entry = _entry(part)
        if entry.name:
            found.setdefault(_key(entry.name), entry)
    return list(found.values())


def looks_like_people(text: str) -> bool:
    """Whether a cell names at least one person and is no sentence."""
    entries = named_in(text)
    return bool(entries) and any(entry.is_person for entry in entries)


def _parts(text: str) -> Iterator[str]:
    whole = plain(text.replace("\n", " ; "))
    if _LAST_FIRST.fullmatch(whole):
        yield whole
        return
    for part in _SEPARATORS.split(text):
        bare = plain(part).strip(_EDGES)
        if bare:
            yield bare


def _entry(part: str) -> Named:
    mail = _MAIL.search(part)
    email = mail[0] if mail else None
    bare = plain(
        _MORE.sub(" ", part.replace(email or "\0", " ").replace("<", " ").replace(">", " ").replace("()", " "))
    )
    bare = _TITLE.sub("", bare).strip(_EDGES)
    if not bare and email:
        words = email.partition("@")[0].replace("_", ".").split(".")
        bare = " ".join(word.capitalize() for word in words if word.isalpha())
        return Named(bare or email, email, was=part)
    if not _is_name(bare):
        return Named(bare, email, is_person=False)
    name = _first_name_first(bare)
    return Named(name, email, was=part if name != part else "", has_more=bool(_MORE.search(part)))


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        bool(words)
        and len(text) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and not any(c.isdigit() or c in "?!=()[]%€" for c in text)
        and any(c.isalpha() for c in text)
        and not _NOBODY.search(fold(text))
        and (words[0][0].isupper() or len(words) == 1 or words[-1][0].isupper())
    )


def _first_name_first(name: str) -> str:
    """« MODELE Ada » and « MODELE, Ada » are « Ada MODELE »; anything else stays."""
    if found := _LAST_FIRST.fullmatch(name):
        return f"{found['first']} {found['last']}"
    words = name.split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and words[0] in capitals and words[-1] not in capitals and len(words) > 1:
        last = [word for word in words if word in capitals]
        return " ".join([*(word for word in words if word not in capitals), *last])
    return name


def _key(name: str) -> str:
    return " ".join(sorted(fold(name).replace("-", " ").split()))


@dataclass
class People:
    """All people of a list, collected cell by cell, then matched with one another and given trigrams."""

    _found: dict[str, Person] = field(default_factory=dict)
    _alias: dict[str, Person] = field(default_factory=dict)

    def collect(self, entry: Named, role: str | None = None) -> None:
        """Remember a person."""
        person = self._found.setdefault(_key(entry.name), Person(entry.name))
        person.email = person.email or entry.email
        person.role = person.role or role
        person.spellings.add(entry.was or entry.name)

    def settle(self) -> None:
        """Match first names and initials with the only person they can mean; give each person a trigram."""
        whole = [person for person in self._found.values() if person.is_full]
        for key, person in list(self._found.items()):
            if person.is_full:
                continue
            same = [other for other in whole if _may_mean(person.full_name, other.full_name)]
            if len(same) == 1:
                self._alias[key] = same[0]
                same[0].email = same[0].email or person.email
                same[0].role = same[0].role or person.role
                del self._found[key]
        taken: set[str] = set()
        for person in self._found.values():
            person.trigram = next(t for t in _trigrams(person.full_name) if t not in taken)
            taken.add(person.trigram)

    def find(self, name: str) -> Person:
        """The person a name means, after ``settle``."""
        key = _key(name)
        return self._alias.get(key) or self._found[key]

    def __iter__(self) -> Iterator[Person]:
        """Everybody, in the order of the list."""
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)


def _may_mean(short: str, full: str) -> bool:
    """Whether one word is the first or last name, or the initials, of a full name."""
    words = fold(full).replace("-", " ").split()
    bare = fold(short).replace(".", "")
    if bare in words:
        return True
    initials = "".join(word[0] for word in words)
    return short.isupper() and (bare == initials or bare == words[0][0] + words[-1][:2])


def _trigrams(name: str) -> Iterator[str]:
    """The trigram proposed for a name, then others that look like it, then any: Ada MODELE → AMO, AMD, AML…"""
    words = ["".join(c for c in word if "a" <= c <= "z") for word in fold(name).replace("-", " ").split()]
    words = [word for word in words if word] or ["x"]
    if len(words) == 1 and len(name) == 3 and name.isupper() and name.isascii():
        yield name
    letters = "".join(word[0] for word in words[:3]) if len(words) > 2 else words[0][0] + words[-1][:2]
    wanted = letters.upper().ljust(3, "X")[:3]
    yield wanted
    for letter in words[-1][2:].upper():
        yield wanted[:2] + letter
    for second in (wanted[1], *ascii_uppercase):
        for letter in ascii_uppercase:
            yield wanted[0] + second + letter
    for first in ascii_uppercase:
        for second in ascii_uppercase:
            for letter in ascii_uppercase:
                yield first + second + letter
