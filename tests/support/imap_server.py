"""An IMAP server in this process: a mailbox with one folder, TLS with a test certificate, a password."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import trustme

from pacom_xl.nightly.configuration.config import Imap

USER, PASSWORD = "reponses@valmorane.example", "b0îte"


@dataclass
class Mailbox:
    """The mails of the server by UID, what it was asked, and how it misbehaves."""

    port: int = 0
    ca_file: str = ""
    folder: str = "INBOX"
    validity: int = 7
    mails: dict[int, tuple[date, bytes]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    #: Commands answered with NO.
    refused: frozenset[str] = frozenset()
    #: Commands after which the connection is cut.
    cut: frozenset[str] = frozenset()

    def config(self, **changes: Any) -> Imap:
        """Configuration to connect to the server."""
        settings: dict[str, Any] = {
            "host": "localhost", "port": self.port, "user": USER, "ca_file": self.ca_file, "timeout": 5,
        }  # fmt: skip
        return Imap(**(settings | changes))

    def put(self, data: bytes, day: date) -> None:
        """Deliver a mail."""
        self.mails[max(self.mails, default=0) + 1] = (day, data)


@contextmanager
def imap_server(folder: Path) -> Iterator[Mailbox]:
    """A running server (TLS from the first byte)."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    box = Mailbox(ca_file=str(folder / "imap-ca.pem"))
    authority.cert_pem.write_to_path(box.ca_file)
    listener = socket.create_server(("localhost", 0))
    box.port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(connection, context, box), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield box
    finally:
        listener.close()


def _serve(connection: socket.socket, context: ssl.SSLContext, box: Mailbox) -> None:
    with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
        stream = secure.makefile("rwb")

        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"* OK ready")
        for raw in stream:
            tag, _, command = raw.decode("utf-8").rstrip("\r\n").partition(" ")
            name = command.removeprefix("UID ").split(" ")[0].upper()
            box.commands.append(command if name != "AUTHENTICATE" else name)
            if name in box.cut:
                return
            if name in box.refused:
                say(f"{tag} NO refused".encode())
                continue
            if name == "AUTHENTICATE":
                say(b"+ ")
                given = base64.b64decode(stream.readline()).decode("utf-8")
                say(f"{tag} {'OK' if given == f'{chr(0)}{USER}{chr(0)}{PASSWORD}' else 'NO'} done".encode())
                continue
            for line in _answers(name, command, box):
                say(line)
            say(f"{tag} OK done".encode())
            if name == "LOGOUT":
                return


def _answers(name: str, command: str, box: Mailbox) -> Iterator[bytes]:
    if name == "CAPABILITY":
        yield b"* CAPABILITY IMAP4rev1 AUTH=PLAIN"
    elif name == "EXAMINE":
        yield f"* {len(box.mails)} EXISTS".encode()
        yield f"* OK [UIDVALIDITY {box.validity}] valid".encode()
    elif name == "SEARCH":
        first = re.search(r"UID (\d+):\*", command)
        # As real servers: the range n:* holds the last mail whatever n is.
        found = [uid for uid in box.mails if not first or uid >= int(first[1]) or uid == max(box.mails)]
        yield b"* SEARCH " + " ".join(map(str, found)).encode()
    elif name == "FETCH":
        uid = int(command.split(" ")[2])
        day, data = box.mails[uid]
        stamp = f"{day.day:2d}-{day:%b-%Y} 08:15:00 +0000"
        head = f'* 1 FETCH (UID {uid} INTERNALDATE "{stamp}" BODY[]<0> {{{len(data)}}}'
        yield head.encode() + b"\r\n" + data + b")"
