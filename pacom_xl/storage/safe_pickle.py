"""Bytes made plain values again, and nothing else: what is kept in a file may have been changed by anybody."""

from __future__ import annotations

import io
import pickle
from typing import Any, ClassVar

#: What may be made of the standard library.
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta"),
    ("decimal", "Decimal"), ("pathlib", "Path"), ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"),
    ("builtins", "frozenset"), ("builtins", "set"),
}  # fmt: skip


def plain_values(data: bytes, own: tuple[str, ...] = ()) -> Any:
    """What was pickled. ``own``: beginnings of the names of our modules whose classes may be made too.

    Raises ``UnpicklingError`` for any other class, and whatever damaged bytes make the decoder raise.
    """
    return _Plain(data, own).load()


class _Plain(pickle.Unpickler):
    #: Classes that may be made, by what asks for them: a thousand parts ask for the same few.
    _known: ClassVar[dict[tuple[tuple[str, ...], str, str], type]] = {}

    def __init__(self, data: bytes, own: tuple[str, ...]) -> None:
        super().__init__(io.BytesIO(data))
        self._own = own

    def find_class(self, module: str, name: str) -> object:
        asked = self._own, module, name
        if asked not in self._known:
            self._known[asked] = self._found(module, name)
        return self._known[asked]

    def _found(self, module: str, name: str) -> type:
        # A name with a dot leads on from one of our modules to any other.
        if (module, name) in _PLAIN or (module.startswith(self._own) and "." not in name):
            found: object = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
