"""Append-only buffer of bytes that spills to an anonymous temporary file, which the system removes at the end."""

from __future__ import annotations

import os
import tempfile
from typing import IO


class SpillBuffer:
    """Append-only bytes, read by position. Several processes may read at the same time."""

    def __init__(self, in_memory: int) -> None:
        """``in_memory``: number of bytes up to which no file is used."""
        self._memory: bytearray | None = bytearray()
        self._limit = in_memory
        self._file: IO[bytes] | None = None
        self._end = 0

    def add(self, data: bytes) -> tuple[int, int]:
        """Append ``data``. Returns its start and end."""
        if self._memory is not None:
            self._memory += data
            if len(self._memory) > self._limit:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed with the buffer)
                self._write(self._memory)
                self._memory = None
        else:
            self._write(data)
        start, self._end = self._end, self._end + len(data)
        return start, self._end

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to ``end``."""
        if self._memory is not None:
            return bytes(self._memory[start:end])
        parts = []
        while start < end and (part := self._read(start, end - start)):
            parts.append(part)
            start += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Release the temporary file."""
        if self._file:
            self._file.close()

    def _write(self, data: bytes | bytearray) -> None:
        assert self._file is not None
        self._file.seek(0, os.SEEK_END)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _read(self, start: int, size: int) -> bytes:
        assert self._file is not None
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, start)
        self._file.seek(start)
        return self._file.read(size)
