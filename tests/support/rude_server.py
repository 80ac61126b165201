"""A mail server that answers what a test tells it to, byte by byte if need be."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: What the server does with one line of the client: the answer, ``None`` for none at all.
Answer = Callable[[str], bytes | None]


@dataclass
class RudeServer:
    """Where it listens, and how often it was called."""

    port: int
    connections: int = 0
    lines: list[str] = field(default_factory=list)


def polite(line: str) -> bytes | None:
    """What a server without any extension answers."""
    verb = line[:4].upper()
    if verb == "DATA":
        return b"354 go on\r\n"
    return b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n"


@contextmanager
def rude_server(answer: Answer = polite, greeting: bytes = b"220 ready\r\n", drip: float = 0.0) -> Iterator[RudeServer]:
    """A server without encryption; ``drip``: seconds between the bytes of its greeting."""
    listener = socket.create_server(("localhost", 0))
    server = RudeServer(listener.getsockname()[1])

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            for byte in greeting:
                connection.sendall(bytes([byte]))
                time.sleep(drip)
            body = False
            for raw in connection.makefile("rb"):
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if body and line != ".":
                    continue
                server.lines.append(line)
                found = answer(line) if not body else answer(".")
                body = not body and line[:4].upper() == "DATA" and found is not None
                if found is not None:
                    connection.sendall(found)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listener.close()
