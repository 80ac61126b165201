"""One run at a time: a lock the system releases when the process ends, however it ends."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from pacom_xl.storage.atomic_files import CannotWriteError, make_folder

#: What a file system without locks answers.
NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL)


class BusyError(Exception):
    """Another process holds the lock."""


@contextmanager
def only_run(file: Path) -> Iterator[None]:
    """Hold the lock for the block. Raises ``BusyError`` at once when another process has it, ``CannotWriteError``
    when the file cannot be made.

    On a file system without locks a file beside it, removed at the end, says which process runs; one left by a
    process of this machine that has ended does not count.
    """
    make_folder(file.parent)
    try:
        lock = _acquired(file)
    except Timeout as error:
        raise BusyError from error
    except OSError as error:
        raise CannotWriteError(file, error) from error
    try:
        yield
    finally:
        lock.release()


def _acquired(file: Path) -> BaseFileLock:
    """The lock, held. Raises ``Timeout``, ``OSError``."""
    lock: BaseFileLock = FileLock(file, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        lock = SoftFileLock(file.with_name(f"{file.name}.pid"))
        lock.acquire(blocking=False)
    return lock
