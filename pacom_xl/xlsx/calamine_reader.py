"""The cells of every tab, parsed by python-calamine: ahead of us, where there is a processor to spare.

The library lets go of the interpreter while it parses, so that half of the reading goes on beside the other half.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import threading
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from pacom_xl.xlsx.archive import stored

#: Seconds after which the interpreter changes hands; the usual ones are as long as ten tabs take.
_TURN = 0.0001

#: Cells of a tab, by row.
Row = Sequence[Any]
Rows = Sequence[Row]
Parsed = Iterator[tuple[str, Rows]]
if TYPE_CHECKING:
    _Queue = SimpleQueue[tuple[str, CalamineSheet] | BaseException | None]


@contextmanager
def parsed_tabs(parts: Mapping[str, bytes], only: Container[str] | None = None) -> Iterator[Parsed]:
    """Name and rows of each worksheet (``only`` some) of the workbook made of ``parts``, in its order.

    Parsing begins at once. Taking one raises what the library raises, panics included, when it cannot make sense of
    the file.
    """
    if not can_run_ahead():
        yield _rows(_sheets(parts, only))
        return
    queue: _Queue = SimpleQueue()
    thread = threading.Thread(target=_put_all, args=(parts, only, queue), daemon=True)
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    thread.start()
    try:
        yield _rows(_taken(queue))
    finally:
        thread.join()
        sys.setswitchinterval(turn)


def can_run_ahead() -> bool:
    """Whether a processor is free: those of a pool are all at work."""
    return multiprocessing.parent_process() is None and (os.cpu_count() or 1) > 1


def _sheets(parts: Mapping[str, bytes], only: Container[str] | None) -> Iterator[tuple[str, CalamineSheet]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(stored(parts)))
    for info in workbook.sheets_metadata:
        if info.typ == SheetTypeEnum.WorkSheet and (only is None or info.name in only):
            yield info.name, workbook.get_sheet_by_name(info.name)


def _rows(sheets: Iterator[tuple[str, CalamineSheet]]) -> Parsed:
    return ((name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets)


def _put_all(parts: Mapping[str, bytes], only: Container[str] | None, queue: _Queue) -> None:
    try:
        for found in _sheets(parts, only):
            queue.put(found)
        queue.put(None)
    except BaseException as error:  # raised again where the tabs are taken
        queue.put(error)


def _taken(queue: _Queue) -> Iterator[tuple[str, CalamineSheet]]:
    while found := queue.get():
        if isinstance(found, BaseException):
            raise found
        yield found
