"""A direct look at the parts of an .xlsx: what reading the values does not tell.

Formulas, errors, number formats, validations, comments, defined names. One pass of fast searches over the inflated
bytes; no tree is built, nothing is loaded twice, nothing in a part can make it fail.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import join, normpath

from pacom_xl.xlsx.addresses import address, column_number
from pacom_xl.xlsx.metadata import Comment, NumberFormat

_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f')
#: A whole cell with a formula, as offices spell it.
_FORMULA_CELL = re.compile(rb'<c r="([A-Z0-9]++)"[^>]*+><f[^>]*+>(?:([^<]*+)</f>)?+(?:<v>[^<]*+</v>|<v ?/>)?+</c>')
#: The same, or a run of cells that hold nothing: no group takes part in it.
_SPARED = re.compile(
    rb'<c r="(?:[A-Z]{1,3}+[1-9][0-9]*+" s="[0-9]++"/>(?:<c r="[A-Z]{1,3}+[1-9][0-9]*+" s="[0-9]++"/>)*+'
    rb'|([A-Z0-9]++)"[^>]*+><f[^>]*+>(?:([^<]*+)</f>)?+(?:<v>[^<]*+</v>|<v ?/>)?+</c>)'
)
#: A cell that does not tell its address.
_UNPLACED = re.compile(rb'<c(?: (?!r=")|>)')
#: What ends the cells of a part, and a part that ends with them.
_LAST, _ENDED = b"</sheetData>", b"</sheetData></worksheet>"
_SHOWN = rb'<c r="%s([0-9]+)"[^>]*><f(?:/>|[^>]*/>|[^>]*>[^<]*</f>)<v>([^<]+)</v>'
#: No type (a stored text has one) and no value.
_UNCACHED = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>t]*><f[^>]*>[^<]*</f>(?:<v></v>|<v ?/>)?</c>')
_ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*? t="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)', re.S)
_STYLE_OF = re.compile(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_PREFIXED = re.compile(rb"(</?)x:")
_SHEET = re.compile(rb"<(?:\w+:)?sheet ([^>]*?)/?>")
_NAME = re.compile(rb"<(?:\w+:)?definedName ([^>]*)>([^<]*)<")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship ([^>]*?)/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_SQREF = re.compile(rb'sqref="([^"]*)"')
_AREA = re.compile(rb"\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?")
#: Most columns one control is looked for in.
_WIDEST = 200
_X14 = re.compile(rb"<xm:sqref>([^<]*)</xm:sqref>")
_FORMATS = re.compile(rb'<(?:\w+:)?numFmt numFmtId="([0-9]+)" formatCode="([^"]*)"')
_XF = re.compile(rb'<(?:\w+:)?xf [^>]*?numFmtId="([0-9]+)"')
_TARGET = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]+)\$?([0-9]+)(?::\$?[A-Z]+\$?[0-9]+)?$")
_COMMENT = re.compile(rb'<(?:\w+:)?comment ref="([A-Z]+[0-9]+)"[^>]*>(.*?)</(?:\w+:)?comment>', re.S)
_TEXT = re.compile(rb"<(?:\w+:)?t(?: [^>]*)?>([^<]*)</")
#: Built-in percent formats.
_PERCENT = {9, 10}


@dataclass(frozen=True)
class SheetPart:
    """One worksheet part. Addresses are as the part spells them (``b"C18"``)."""

    data: bytes
    #: Relations of the part, by type's last word.
    related: Mapping[str, str] = field(default_factory=dict)
    #: Numbers of the cell formats that show a percentage, a currency.
    formats: Mapping[NumberFormat, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _end(self) -> int:
        """Where the cells end; controls and conditional formats follow."""
        end = self.data.rfind(_LAST)
        return end if end >= 0 else len(self.data)

    @cached_property
    def _cut(self) -> tuple[dict[bytes, bytes], bytes]:
        """Formula by cell, and the part without these cells, those that hold nothing, nor what follows the cells.

        All else stays as it is. A cell that does not tell its address stands beside the one before it: then empty
        cells stay too.
        """
        formulas, light = self._without(_SPARED)
        if _UNPLACED.search(light):
            formulas, light = self._without(_FORMULA_CELL)
        if b"><f" in light:
            formulas |= dict.fromkeys(_FORMULA.findall(light), b"")
        return formulas, light

    def _without(self, cells: re.Pattern[bytes]) -> tuple[dict[bytes, bytes], bytes]:
        pieces = cells.split(self.data[: self._end])
        formulas = dict(zip(pieces[1::3], pieces[2::3], strict=True))
        formulas.pop(None, None)
        pieces.append(_ENDED if self._end < len(self.data) else b"")
        return formulas, b"".join((*pieces[:-1:3], pieces[-1]))

    @property
    def formulas(self) -> Mapping[bytes, bytes]:
        """Formula by cell; nothing where it is told by another cell's."""
        return self._cut[0]

    @property
    def light(self) -> bytes:
        """The part with its constants alone: what people type, but for the formulas they do."""
        return self._cut[1]

    def shown(self, letters: bytes) -> list[tuple[int, str]]:
        """What the formulas of a column show: zero-based row and text."""
        found = re.findall(_SHOWN % letters, self.data)
        return [(int(row) - 1, _text(text)) for row, text in found]

    def is_uncached(self, cell: bytes) -> bool:
        """Whether a formula's value was never stored; a stored empty text is a value."""
        at = self.data.find(b'<c r="%s"' % cell)
        return at >= 0 and _UNCACHED.match(self.data, at) is not None

    @cached_property
    def errors(self) -> dict[bytes, str]:
        """Error value by address, of cells without a formula; of the others ``error_of`` tells."""
        light = self._cut[1]
        return {cell: _text(value) for cell, value in _ERROR.findall(light)} if b't="e"' in light else {}

    def error_of(self, cell: bytes) -> str | None:
        """The error a formula shows."""
        at = self.data.find(b'<c r="%s"' % cell)
        found = _ERROR.match(self.data, at) if at >= 0 else None
        return _text(found[2]) if found else None

    def shown_as(self, kind: NumberFormat, cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Those of ``cells`` that show their number so."""
        styles = self.formats.get(kind)
        for cell, style in zip(cells, self._styles(cells), strict=True) if styles else ():
            if styles and style in styles:
                yield cell

    def _styles(self, cells: Iterable[tuple[int, int]]) -> Iterator[int]:
        """The style of each cell, ``-1`` when it tells none; quick as long as they come in the order of the part."""
        formulas, light = self._cut
        at = {True: 0, False: 0}
        for cell in (address(*place) for place in cells):
            is_formula = cell in formulas
            part, start = self.data if is_formula else light, b'<c r="%s"' % cell
            place = part.find(start, at[is_formula])
            place = place if place >= 0 else part.find(start, 0, at[is_formula])
            at[is_formula] = max(at[is_formula], place)
            found = _STYLE_OF.match(part, place) if place >= 0 else None
            yield int(found[1]) if found else -1

    @cached_property
    def lists(self) -> dict[int, list[tuple[int, int]]]:
        """First and last row of every range with a drop-down list, by column."""
        tail = self.data[self._end :] or self.data
        tags = (tail[tail.rfind(b"<", 0, at) : tail.find(b">", at)] for at in _places(tail, b'type="list"'))
        found = [m for tag in tags if b"dataValidation " in tag for m in _SQREF.findall(tag)]
        found += _X14.findall(tail) if b"x14:dataValidation" in tail else []
        ranges: dict[int, list[tuple[int, int]]] = {}
        for c1, r1, c2, r2 in _AREA.findall(b" ".join(found)):
            first = column_number(c1)
            for column in range(first, min(column_number(c2 or c1), first + _WIDEST) + 1):
                ranges.setdefault(column, []).append((int(r1) - 1, int(r2 or r1) - 1))
        return ranges


class Parts:
    """The parts of one workbook, read on demand."""

    def __init__(self, read: Callable[[str], bytes], names: frozenset[str]) -> None:
        self._read, self._names = read, names
        self._sheets: dict[str, SheetPart] = {}

    def part(self, name: str) -> bytes:
        """A part's bytes, empty when there is none."""
        return self._read(name) if name in self._names else b""

    @cached_property
    def workbook(self) -> bytes:
        """The part that lists the sheets."""
        return self.part("xl/workbook.xml")

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Part by tab name, the first of a name."""
        targets = {r.get("Id", ""): r.get("Target", "") for r in _relations(self.part("xl/_rels/workbook.xml.rels"))}
        paths: dict[str, str] = {}
        for attributes in _SHEET.findall(self.workbook):
            found = _attributes(attributes)
            key = next((v for k, v in found.items() if k.endswith(":id")), "")
            if key in targets:
                target = targets[key]
                path = target.lstrip("/") if target[:1] == "/" else normpath(join("xl", target))
                paths.setdefault(found.get("name", ""), path)
        return paths

    @property
    def paths(self) -> Mapping[str, str]:
        """Part by tab, in workbook order."""
        return self._paths

    def tab_of(self, path: str) -> str:
        """The tab a part is; its path when no tab names it."""
        return next((tab for tab, part in self._paths.items() if part == path), path)

    def sheet(self, tab: str) -> SheetPart | None:
        """The part of a tab."""
        path = self._paths.get(tab)
        if path is None or path not in self._names:
            return None
        if tab not in self._sheets:
            data = self._read(path)
            self._sheets[tab] = SheetPart(_without_prefixes(data), self._related(path), self.formats)
        return self._sheets[tab]

    def look(self) -> None:
        """Look at every tab now: what is found is kept until it is asked for."""
        for tab in self._paths:
            if part := self.sheet(tab):
                _ = part.lists

    def _related(self, path: str) -> dict[str, str]:
        folder, _, name = path.rpartition("/")
        links = f"{folder}/_rels/{name}.rels"
        if links not in self._names:
            return {}
        return {
            r.get("Type", "").rpartition("/")[2]: normpath(join("/", folder, r.get("Target", ""))).lstrip("/")
            for r in _relations(self.part(links))
        }

    @cached_property
    def columns_by_name(self) -> dict[str, dict[str, int]]:
        """Column each defined name begins at, by tab then name."""
        found: dict[str, dict[str, int]] = {}
        for attributes, target in _NAME.findall(self.workbook):
            told = _attributes(attributes)
            match = _TARGET.match(_text(target))
            if match and not told.get("localSheetId"):
                tab = match[1].replace("''", "'")
                found.setdefault(tab, {})[told.get("name", "")] = column_number(match[2].encode())
        return found

    def may_name(self, name: str) -> bool:
        """Whether a name may be defined."""
        return name.encode() in self.workbook

    @cached_property
    def has_macros(self) -> bool:
        """Whether the workbook carries a program; it is never run."""
        return any(name.endswith("vbaProject.bin") for name in self._names)

    @cached_property
    def formats(self) -> dict[NumberFormat, frozenset[int]]:
        """Cell formats that show ``percent`` or ``currency``."""
        styles = self.part("xl/styles.xml")
        codes = {int(number): _text(code) for number, code in _FORMATS.findall(styles)}
        start = styles.find(b"cellXfs")
        numbers = [int(n) for n in _XF.findall(styles[start : styles.find(b"cellXfs>", start)])] if start >= 0 else []
        percent = _PERCENT | {n for n, code in codes.items() if "%" in code}
        money = {n for n, code in codes.items() if "€" in code or "$" in code.replace("[$-", "")}
        return {
            "percent": frozenset(i for i, n in enumerate(numbers) if n in percent),
            "currency": frozenset(i for i, n in enumerate(numbers) if n in money),
        }

    def comments(self) -> tuple[Comment, ...]:
        """Notes people left, in workbook order."""
        if not any("comments" in name for name in self._names):
            return ()
        found = []
        for tab in self._paths:
            part = self.sheet(tab)
            path = part.related.get("comments", "") if part else ""
            for cell, body in _COMMENT.findall(self.part(path)):
                text = "".join(_text(piece) for piece in _TEXT.findall(body)).strip()
                found.append(Comment(tab, cell.decode(), text))
        return tuple(found)


def _places(data: bytes, text: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)


def _without_prefixes(data: bytes) -> bytes:
    """The part with plain tags: some programs write ``<x:c>``."""
    start = data.find(b"sheetData")
    return _PREFIXED.sub(rb"\1", data) if data[start - 2 : start] == b"x:" else data


def _relations(data: bytes) -> list[dict[str, str]]:
    return [_attributes(found) for found in _RELATION.findall(data)]


def _attributes(data: bytes) -> dict[str, str]:
    return {_text(key): _text(value) for key, value in _ATTRIBUTE.findall(data)}


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))
