"""Limit the bytes of a mail by shortening its parts: mail programs cut longer bodies at any place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import counted
from pacom_xl.nightly.digest.digest_model import Digest, Section, Table

#: Bytes of the text and the HTML of a mail together, encoded: below 100 kB with its headers.
MOST_BYTES = 92_000
#: Rows of a section or a table, tried one after the other; the two most urgent sections have twice as many.
_ROWS = (40, 30, 24, 18, 14, 11, 8, 6, 5, 4, 3, 2, 1)
_URGENT = 2
#: From so many parts on, the least urgent ones are brief rather than all of them cut to less than ``_FEWEST`` rows.
_MANY_PARTS, _FEWEST = 5, 4
#: Bytes set aside for each part but the first, for the places of its files.
_PLACES_BYTES = 500
#: Mails of so few rows are light.
_FEW_ROWS = 40
#: Workbooks listed one by one at the end of a mail that is too long.
_MOST_FILES = 12
_OTHERS = Text("autre", "more"), Text("autres", "more")


def fitted(digests: Sequence[Digest], size: Callable[[Sequence[Digest]], int], read: Collection[str]) -> list[Digest]:
    """The parts of a mail, or as many of their rows as fit ``MOST_BYTES``; what is left out is stated in words.

    ``size``: bytes of the parts. ``read``: the lines at their ends about workbooks that count.
    """
    if sum(map(_rows, digests)) <= _FEW_ROWS or size(digests) <= MOST_BYTES:
        return list(digests)
    room = MOST_BYTES - _PLACES_BYTES * (len(digests) - 1)
    for most in _ROWS if len(digests) < _MANY_PARTS else _ROWS[: _ROWS.index(_FEWEST) + 1]:
        shorter = [_shorter(digest, most, read) for digest in digests]
        if size(shorter) <= room:
            return shorter
    return _with_brief_parts(shorter, size, room)


def _with_brief_parts(digests: Sequence[Digest], size: Callable[[Sequence[Digest]], int], room: int) -> list[Digest]:
    """The most urgent parts as they are, the others brief: as many as must be. The first one is never brief."""
    shorter = list(digests)
    for part in sorted(range(1, len(digests)), key=lambda part: (_urgency(digests[part]), -part)):
        shorter[part] = _brief(digests[part])
        if size(shorter) <= room:
            break
    return shorter


def _urgency(digest: Digest) -> tuple[bool, int]:
    """A reader's own actions come before teams, teams with more errors before others."""
    errors = sum(item.severity == "error" for section in digest.sections for item in section.items)
    return digest.role == "owner", errors


def _brief(digest: Digest) -> Digest:
    """Its title, its counts, and in words how much is left out."""
    rows = sum(section.count for section in digest.sections)
    note = counted(rows, Text("ligne", "line"), Text("lignes", "lines"))
    text = Text(f"{note.fr}, dans le classeur de cette équipe.", f"{note.en}, in the workbook of this team.")
    return replace(digest, brief=True, note=text.in_(digest.lang), sections=[], tables=[], closing=[])


def _rows(digest: Digest) -> int:
    return (
        sum(len(section.items) for section in digest.sections)
        + sum(len(table.rows) for table in digest.tables)
        + len(digest.closing)
    )


def _shorter(digest: Digest, most: int, read: Collection[str]) -> Digest:
    return replace(
        digest,
        sections=[
            _shorter_section(section, most * 2 if rank < _URGENT else most, digest.lang)
            for rank, section in enumerate(digest.sections)
        ],
        tables=[_shorter_table(table, most, digest.lang) for table in digest.tables],
        closing=_files(digest.closing, digest.lang, read),
    )


def _shorter_section(section: Section, most: int, lang: Lang) -> Section:
    more = len(section.items) - most
    if more <= 0:
        return section
    left_out = section.left_out + more
    note = counted(left_out, *_OTHERS)
    text = Text(f"… et {note.fr}, dans le classeur des constats.", f"… and {note.en}, in the workbook of findings.")
    return replace(section, items=section.items[:most], left_out=left_out, note=text.in_(lang))


def _shorter_table(table: Table, most: int, lang: Lang) -> Table:
    """The rows with the most problems, in their order, and the total row."""
    last = len(table.rows) - 1 if table.total else len(table.rows)
    more = last - most
    if more <= 0:
        return table
    worst = sorted(range(last), key=lambda row: -_weight(table, row))[:most]
    shown = [*sorted(worst), *range(last, len(table.rows))]
    place = {row: rank for rank, row in enumerate(shown)}
    note = _teams_left_out(more) if table.total else _rows_left_out(more)
    return replace(
        table,
        rows=[table.rows[row] for row in shown],
        flagged=frozenset((place[row], column) for row, column in table.flagged if row in place),
        note=" ".join(part for part in (table.note, note.in_(lang)) if part),
    )


def _teams_left_out(more: int) -> Text:
    teams = counted(more, Text("autre équipe", "more team"), Text("autres équipes", "more teams"))
    return Text(f"… et {teams.fr}, dans le classeur consolidé.", f"… and {teams.en}, in the consolidated workbook.")


def _rows_left_out(more: int) -> Text:
    rows = counted(more, Text("autre ligne", "more row"), Text("autres lignes", "more rows"))
    return Text(f"… et {rows.fr}, dans le classeur de l’équipe.", f"… and {rows.en}, in the workbook of the team.")


def _weight(table: Table, row: int) -> int:
    """The number of limits a row exceeds, and its counts shown in red."""
    flagged = sum(of == row for of, _ in table.flagged)
    counts = (table.rows[row][column] for column in table.alarms)
    return 100 * flagged + sum(int(value) for value in counts if value.isdecimal())


def _files(lines: Sequence[str], lang: Lang, read: Collection[str]) -> list[str]:
    """The workbooks that do not count, then how many do; all of them when they are few."""
    number = sum(line in read for line in lines)
    if number <= _MOST_FILES:
        return list(lines)
    others = [line for line in lines if line not in read]
    count = counted(number, Text("classeur lu", "workbook read"), Text("classeurs lus", "workbooks read"))
    text = Text(f"{count.fr}, listés dans le classeur consolidé.", f"{count.en}, listed in the consolidated workbook.")
    return [*others, text.in_(lang)]
