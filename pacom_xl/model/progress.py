"""Type of the function that long work calls to report its progress."""

from __future__ import annotations

from collections.abc import Callable

#: Called with how many parts are done, and how many there are.
Progress = Callable[[int, int], None]
