"""Restricted unpickling: cache files are untrusted, so only plain types and named classes may be built."""

from __future__ import annotations

import io
import pickle
from typing import Any, ClassVar

#: Classes of the standard library that may be built.
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta"),
    ("decimal", "Decimal"), ("pathlib", "Path"), ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"),
    ("builtins", "frozenset"), ("builtins", "set"),
}  # fmt: skip


def plain_values(data: bytes, modules: tuple[str, ...] = ()) -> Any:
    """Unpickle ``data``. ``modules``: prefixes of the names of our modules whose classes may be built too.

    Raises ``UnpicklingError`` for any other class, and any exception of the decoder for damaged bytes.
    """
    return _RestrictedUnpickler(data, modules).load()


class _RestrictedUnpickler(pickle.Unpickler):
    #: Cache of ``find_class``: data refer to the same few classes many times.
    _known: ClassVar[dict[tuple[tuple[str, ...], str, str], type]] = {}

    def __init__(self, data: bytes, modules: tuple[str, ...]) -> None:
        super().__init__(io.BytesIO(data))
        self._modules = modules

    def find_class(self, module: str, name: str) -> object:
        key = self._modules, module, name
        if key not in self._known:
            self._known[key] = self._found(module, name)
        return self._known[key]

    def _found(self, module: str, name: str) -> type:
        # A dotted name could refer to any module that ours imports.
        if (module, name) in _PLAIN or (module.startswith(self._modules) and "." not in name):
            found: object = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
