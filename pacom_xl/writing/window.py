"""The zoom at which a sheet opens, so that its whole width is on the screen of a small laptop."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

#: Pixels of columns that a window of 1366 pixels shows at full size. LibreOffice draws columns an eighth wider than
#: Excel and has a bar of buttons at the right; the number is that of LibreOffice, counted in Excel's pixels.
_ROOM = 1160
#: Below this many percent letters are too small to be read.
_LEAST = 70
#: Excel's pixels of a digit and beside the text of a cell.
_DIGIT, _PADDING = 7, 5


def fit_window(worksheet: Worksheet, pixels: float) -> None:
    """Open a sheet of that width at the largest zoom that shows all of it, full size at most."""
    worksheet.set_zoom(window_zoom(pixels))


def window_zoom(pixels: float) -> int:
    """That zoom, in percent."""
    return max(_LEAST, min(100, int(100 * _ROOM / pixels)))


def pixels_of(widths: Iterable[float]) -> float:
    """Pixels of columns of the given widths, in characters."""
    return sum(int(width * _DIGIT + _PADDING) for width in widths)
