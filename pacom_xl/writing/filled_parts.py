"""A workbook with gaps for the names of its team, found by comparing two workbooks that differ in these names only.

Both were written with signs in the place of names (``team_disguise``). XML elements that are the same in both, signs
included, are the same for every team: the signs are gaps. Elements that are the same once names stand for signs are of
the list of teams or people. A cell that refers to different texts of the string table refers to a name. With any other
difference there is no filling: ``NotAlikeError``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import NamedTuple

from pacom_xl.writing.team_disguise import LONGEST, SIGNS, Names, Role

_STRINGS = "xl/sharedStrings.xml"
_ALL_SIGNS = "".join(SIGNS.values())
_ROLES = {sign: role for role, sign in SIGNS.items()}
_SIGN, _REPEATED = re.compile(f"([{_ALL_SIGNS}])"), re.compile(rf"([{_ALL_SIGNS}])\1+")
_ELEMENT, _STRING = re.compile("(?=<)"), re.compile("<si>(.*?)</si>", re.DOTALL)
#: A cell whose value is the number of a text of the string table.
_TEXT_CELL, _NUMBER = re.compile('<c [^>]*t="s">'), re.compile(r"<v>([0-9]+)")
#: Names that stand anywhere, being letters, digits and dashes; others stand in the text of these elements only.
_ANYWHERE: tuple[Role, ...] = ("code", "id", "trigram")
_WORD = re.compile("[A-Za-z0-9-]+")
_TEXTS = re.compile("<(t|v|c:v|dc:title|vt:lpwstr)[ >]")


class NotAlikeError(Exception):
    """The workbook of a team cannot be made by filling gaps."""


class Written(NamedTuple):
    """A workbook written with placeholders, and the names they replace."""

    workbook: bytes
    names: Names


class _Gap(NamedTuple):
    """The place of a name, or of its number among the texts of the workbook."""

    role: Role
    is_number: bool = False


_Pieces = list[str | _Gap]


class FilledParts:
    """The parts of a workbook, with gaps. Raises ``NotAlikeError`` when the two workbooks are not alike."""

    def __init__(self, one: Written, other: Written) -> None:
        a, b = _Opened(one), _Opened(other)
        if list(a.parts) != list(b.parts):
            raise NotAlikeError
        self._infos = a.infos
        self._parts = [_pieces(a, b, a.parts[name], b.parts[name]) for name in a.parts]
        texts = [_pieces(a, b, *pair) for pair in zip(a.texts, b.texts, strict=True)]
        #: Numbers of the texts all teams have, and the texts with gaps by their numbers.
        self._common_texts = {"".join(map(str, text)): n for n, text in enumerate(texts) if not _has_gap(text)}
        self._team_texts = {n: text for n, text in enumerate(texts) if _has_gap(text)}
        if len(self._common_texts) + len(self._team_texts) < len(texts):
            raise NotAlikeError

    def filled(self, names: Names) -> bytes:
        """The workbook of the team of these names. Raises ``NotAlikeError`` when a name needs the writer."""
        if not all(_is_plain(role, name) for role, name in names.items()):
            raise NotAlikeError
        values: dict[_Gap, str] = {_Gap(role): escape(name, quote=False) for role, name in names.items()}
        team_texts = {_filled(text, values): number for number, text in self._team_texts.items()}
        if len(team_texts) < len(self._team_texts) or not team_texts.keys().isdisjoint(self._common_texts):
            # A text stands in the string table once: the numbers of those behind it would be others.
            raise NotAlikeError
        numbers = self._common_texts | team_texts
        for role in names:
            values[_Gap(role, True)] = str(numbers.get(f"<t>{values[_Gap(role)]}</t>", ""))
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            for info, pieces in zip(self._infos, self._parts, strict=True):
                file.writestr(_info(info), _filled(pieces, values).encode("utf-8", "surrogateescape"))
        return archive.getvalue()


class _Opened:
    """The parts of a workbook as text, each run of a sign as one sign."""

    def __init__(self, written: Written) -> None:
        with zipfile.ZipFile(BytesIO(written.workbook)) as archive:
            self.infos = archive.infolist()
            self.parts = {info.filename: _text(archive.read(info)) for info in self.infos}
        self.texts = _STRING.findall(self.parts[_STRINGS])
        self._names = {SIGNS[role]: escape(name, quote=False) for role, name in written.names.items()}

    def real(self, element: str) -> str:
        """The element with names in the place of signs."""
        return _SIGN.sub(lambda match: self._names[match[0]], element)

    def role(self, element: str) -> Role | None:
        """The name whose number among the texts an element is."""
        number = _NUMBER.fullmatch(element)
        text = self.texts[int(number[1])] if number and int(number[1]) < len(self.texts) else ""
        return _ROLES.get(text.removeprefix("<t>").removesuffix("</t>"))


def _text(part: bytes) -> str:
    # A picture is no UTF-8: its bytes go through unchanged.
    return _REPEATED.sub(r"\1", part.decode("utf-8", "surrogateescape"))


def _pieces(a: _Opened, b: _Opened, one: str, other: str) -> _Pieces:
    """The common content of two parts: texts and gaps in turn."""
    if one == other and not _SIGN.search(one):
        return [one]
    pieces: _Pieces = []
    text: list[str] = []
    for piece in _compared(a, b, _ELEMENT.split(one), _ELEMENT.split(other)):
        if isinstance(piece, str):
            text.append(piece)
        else:
            pieces += ["".join(text), piece]
            text = []
    return [*pieces, "".join(text)]


def _compared(a: _Opened, b: _Opened, one: Sequence[str], other: Sequence[str]) -> Iterator[str | _Gap]:
    if len(one) != len(other):
        raise NotAlikeError
    before = ""
    for first, second in zip(one, other, strict=True):
        if first == second:
            yield from _with_gaps(first) if _SIGN.search(first) else (first,)
        elif (real := a.real(first)) == b.real(second):
            yield real
        elif _TEXT_CELL.fullmatch(before) and (role := a.role(first)) and role == b.role(second):
            yield from ("<v>", _Gap(role, True))
        else:
            raise NotAlikeError
        before = first


def _with_gaps(element: str) -> Iterator[str | _Gap]:
    start = element.find(">")
    for part in _SIGN.split(element):
        role = _ROLES.get(part)
        if role and role not in _ANYWHERE and (element.index(part) < start or not _TEXTS.match(element)):
            raise NotAlikeError
        yield _Gap(role) if role else part


def _has_gap(pieces: _Pieces) -> bool:
    return any(isinstance(piece, _Gap) for piece in pieces)


def _filled(pieces: _Pieces, values: dict[_Gap, str]) -> str:
    return "".join([piece if isinstance(piece, str) else values[piece] for piece in pieces])


def _info(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A new entry like that of the writer."""
    new = zipfile.ZipInfo(info.filename, info.date_time)
    new.compress_type, new.external_attr, new.create_system = info.compress_type, info.external_attr, info.create_system
    return new


def _is_plain(role: Role, name: str) -> bool:
    """Whether a name stands in XML and in cached values as any other: no number, error value, odd space or control."""
    if len(name) > LONGEST or (role in _ANYWHERE and not _WORD.fullmatch(name)):
        return False
    try:
        float(name)
    except ValueError:
        return name.isprintable() and " ".join(name.split()) == name and not name.startswith("#") and "_x" not in name
    return False
