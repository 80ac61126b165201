"""Reading on several machines: batches of files go to the workers of a scheduler, packed readings come back.

Whatever happens to a worker, each file has one reading: a batch that does not come back is read here. What was read
here is said, with the reason, when all is read.
"""

from __future__ import annotations

import logging
import pickle
import queue
import socket
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures import TimeoutError as NotYetError
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pacom_xl.model.text import Text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reading.many_files.cluster_worker import Answer, Batch, read_batch
from pacom_xl.reading.many_files.plan_store import PlanStore
from pacom_xl.reading.many_files.read_pool import read_in_process
from pacom_xl.reading.many_files.reading_codec import Packed
from pacom_xl.reading.reading_result import Reading
from pacom_xl.storage.digests import file_digest
from pacom_xl.storage.file_places import place_of, url_of
from pacom_xl.storage.program import program_digest
from pacom_xl.template.schema import Template

#: Bytes of a batch, and files at most: a worker is busy for some seconds, and little is read twice when it ends.
_BATCH_BYTES, _BATCH_FILES = 6_000_000, 16
#: Batches sent ahead of the one that is waited for, for each worker.
_AHEAD = 2
#: Seconds between two looks at the workers, those a cluster may be without any, and those one batch may take.
_LOOK, _WITHOUT_WORKERS, _LONGEST = 2.0, 20.0, 900.0
#: Seconds to reach the scheduler, and to wait for its first worker.
_CONNECT = 10
_FIRST_WORKER = 20
#: What they log is said by ``Cluster`` in sentences.
_LOGGERS = ("distributed", "distributed.client", "tornado")

_Reason = Literal["failed", "program", "unseen", "another", "gone"]
_REASONS: dict[_Reason, Text] = {
    "failed": Text(
        "les processus du cluster se sont arrêtés en les lisant, ou n’ont pas pacom_xl",
        "the workers of the cluster ended while reading them, or lack pacom_xl",
    ),
    "program": sentence(
        "un processus du cluster a une autre version de pacom_xl : installez partout la même",
        "a worker of the cluster has another version of pacom_xl: install the same everywhere",
    ),
    "unseen": sentence(
        "les processus du cluster ne voient pas ces fichiers : donnez un dossier partagé, au même chemin partout, ou "
        "une adresse (s3://…)",
        "the workers of the cluster do not see these files: give a shared folder, at the same path everywhere, or an "
        "address (s3://…)",
    ),
    "another": sentence(
        "un processus du cluster a trouvé un autre fichier au même chemin, ou celui-ci a été enregistré entre-temps : "
        "donnez un dossier partagé",
        "a worker of the cluster found another file at the same path, or this one was saved meanwhile: give a shared "
        "folder",
    ),
    "gone": Text("le cluster ne répond plus", "the cluster does not answer any more"),
}


class ClusterError(Exception):
    """The cluster cannot be used. ``reason``: a sentence."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class Cluster:
    """Workers on other machines. ``workers``: how many are connected now, 0 when the scheduler does not answer."""

    executor: Executor
    workers: Callable[[], int]
    say: Callable[[Text], None]

    def read(self, paths: Sequence[Path], template: Template) -> Iterator[Reading]:
        """One reading per path, in the order given."""
        read_here_because: Counter[_Reason] = Counter()
        store, packed_template = PlanStore(), pickle.dumps(template, pickle.HIGHEST_PROTOCOL)
        batches = iter(_batches(paths))
        sent: deque[tuple[list[Path], Future[Answer]]] = deque()
        try:
            while sent or not read_here_because["gone"]:
                room = _AHEAD * max(1, self.workers()) + 1 - len(sent) if not read_here_because["gone"] else 0
                sent.extend((batch, self._send(batch, packed_template)) for batch in islice(batches, max(0, room)))
                if not sent:
                    break
                batch, future = sent.popleft()
                yield from self._received(batch, future, template, store, read_here_because)
            for batch in batches:
                read_here_because["gone"] += len(batch)
                yield from read_in_process(batch, template)
        finally:
            for _, future in sent:
                future.cancel()
        self._report_lost(read_here_because)

    def _send(self, batch: Sequence[Path], template: bytes) -> Future[Answer]:
        content = Batch(program_digest(), template, str(Path.cwd()), tuple(map(str, batch)))
        return self.executor.submit(read_batch, content)

    def _received(
        self,
        batch: list[Path],
        future: Future[Answer],
        template: Template,
        store: PlanStore,
        reasons: Counter[_Reason],
    ) -> Iterator[Reading]:
        """The readings of a batch: those of the worker, else made here."""
        answer = self._answer(future) if not reasons["gone"] else "gone"
        if isinstance(answer, str):
            reasons[answer] += len(batch)
            yield from read_in_process(batch, template)
            return
        for path, packed in zip(batch, answer, strict=True):
            reading = store.put(packed) if packed is not None else None
            if reading is not None and not _is_another(reading):
                yield reading
                continue
            # A missing file is reported as on one machine.
            reasons["another" if reading else "unseen"] += path.exists()
            yield from read_in_process([path], template)

    def _answer(self, future: Future[Answer]) -> list[Packed | None] | _Reason:
        """The result of a worker, or the error that kept it from answering."""
        started = seen = time.monotonic()
        while True:
            try:
                answer = future.result(_LOOK)
                return "program" if answer is None else answer
            except NotYetError:
                now = time.monotonic()
                seen = now if self.workers() else seen
                if now - seen > _WITHOUT_WORKERS or now - started > _LONGEST:
                    future.cancel()
                    return "gone"
            except CancelledError:
                return "gone"
            except Exception:  # what ended the worker, or what it lacks
                return "failed"

    def _report_lost(self, reasons: Counter[_Reason]) -> None:
        for reason, count in reasons.items():
            if count:
                self.say(
                    sentence(
                        "{files} ici : {why}.",
                        "{files} here: {why}.",
                        files=counted(count, Text("fichier lu", "file read"), Text("fichiers lus", "files read")),
                        why=_REASONS[reason],
                    )
                )


@contextmanager
def connected(address: str, say: Callable[[Text], None]) -> Iterator[Cluster]:
    """The workers of the scheduler at ``address``. Raises ``ClusterError`` when there is none or no worker."""
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ClusterError(
            sentence(
                "--scheduler demande distributed, qui n’est pas installé : faites pip install 'pacom_xl[cluster]'.",
                "--scheduler needs distributed, which is not installed: run pip install 'pacom_xl[cluster]'.",
            )
        ) from error
    try:
        _reach(address)
        client = _client(address)
    except Exception as error:  # addresses that are none, ports that are closed, hosts that are unknown
        raise ClusterError(
            sentence(
                "--scheduler {address} : aucun ordonnanceur ne répond à cette adresse. Donnez-la sous la forme "
                "tcp://serveur:8786 (tls://… quand Dask a des certificats, ici aussi), démarrez-le avec « dask "
                "scheduler », ou ôtez --scheduler.",
                "--scheduler {address}: no scheduler answers at this address. Write it as tcp://server:8786 (tls://… "
                "when Dask has certificates, here too), start one with “dask scheduler”, or leave --scheduler out.",
                address=address,
            )
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except Exception as error:
            raise ClusterError(
                sentence(
                    "--scheduler {address} : l’ordonnanceur n’a aucun processus de lecture. Démarrez-en avec « dask "
                    "worker {address} ».",
                    "--scheduler {address}: the scheduler has no worker. Start some with “dask worker {address}”.",
                    address=address,
                )
            ) from error
        yield Cluster(client.get_executor(pure=False), lambda: _count(client.nthreads), say)


def _is_another(reading: Reading) -> bool:
    """Whether a worker found another file at this path: a copy of its own, or the file before it was saved."""
    if url_of(reading.path) or not reading.sha256:
        return False
    return file_digest(place_of(reading.path)) != reading.sha256


def _client(address: str) -> Any:
    """A client of the scheduler. Raises what it raises, ``queue.Empty`` when the server is of another kind: it would
    wait for ever.
    """
    from distributed import Client

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def connect() -> None:
        try:
            answers.put(Client(address, timeout=_CONNECT, set_as_default=False))
        except Exception as error:
            answers.put(error)

    with warnings.catch_warnings():
        # A table of versions; a worker of another program is reported by itself.
        warnings.simplefilter("ignore")
        threading.Thread(target=connect, daemon=True).start()
        answer = answers.get(timeout=2 * _CONNECT)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _reach(address: str) -> None:
    """Raise ``OSError`` or ``ValueError`` at once when the address does not answer: the client would retry for a long
    time.
    """
    place = urlsplit(address)
    if not place.hostname or not place.port:
        raise ValueError(address)
    socket.create_connection((place.hostname, place.port), timeout=_CONNECT).close()


def _count(threads: Callable[[], object]) -> int:
    try:
        found = threads()
    except Exception:  # the scheduler no longer answers
        return 0
    return len(found) if isinstance(found, dict) else 0


def _batches(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """The paths in order, in batches of some megabytes."""
    batch: list[Path] = []
    size = 0
    for path in paths:
        one = _size(path)
        if batch and (size + one > _BATCH_BYTES or len(batch) >= _BATCH_FILES):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += one
    if batch:
        yield batch


def _size(path: Path) -> int:
    """Bytes of a file; those behind an address count as a usual workbook."""
    try:
        return _BATCH_BYTES // _BATCH_FILES if url_of(path) else place_of(path).stat().st_size
    except OSError:
        return 0
