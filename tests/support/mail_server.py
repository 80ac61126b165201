"""An SMTP server in this process: STARTTLS with a test certificate, AUTH, refusals on demand."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pacom_xl.nightly.configuration.config import Smtp

USER, PASSWORD = "pac@valmorane.example", "s3cret"


@dataclass
class Mailroom:
    """Mails received by the server, and its behaviour."""

    port: int = 0
    ca_file: str = ""
    user: str = USER
    received: list[bytes] = field(default_factory=list)
    #: Recipients refused with 550.
    refused: set[str] = field(default_factory=set)
    #: Answer to DATA instead of 250.
    data_answer: Callable[[bytes], str | None] = lambda _: None
    passwords: list[bytes] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def config(self, **changes: Any) -> Smtp:
        """Configuration to connect to the server."""
        given: dict[str, Any] = {
            "host": "localhost", "port": self.port, "security": "starttls", "user": USER,
            "ca_file": self.ca_file, "timeout": 10,
        }  # fmt: skip
        return Smtp(**(given | changes))

    def messages(self) -> list[EmailMessage]:
        """The mails received, parsed."""
        parsed = [email.message_from_bytes(data, policy=email.policy.default) for data in self.received]
        return [message for message in parsed if isinstance(message, EmailMessage)]

    def ids(self) -> list[str]:
        """Message-ID of every accepted mail."""
        return [str(message["Message-ID"]) for message in self.messages()]

    # -- what aiosmtpd calls ---------------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse some."""
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, unless told to answer something else."""
        data = envelope.content if isinstance(envelope.content, bytes) else b""
        answer = self.data_answer(data)
        if answer is not None:
            if answer == "drop":
                transport: Any = server.transport
                transport.abort()
                return "421 bye"
            return answer
        with self.lock:
            self.received.append(data)
        return "250 OK"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        """One user, one password."""
        assert isinstance(data, LoginPassword)
        self.passwords.append(data.password)
        known = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=known, handled=known)


class _AnyPort(Controller):
    """Listens on a free port, known once the server is up: the controller's own check needs it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    folder: Path, *, size: int = 30_000_000, tls: bool = True, name: str = "localhost"
) -> Iterator[Mailroom]:
    """A running server; ``name``: host name in its certificate."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    room = Mailroom(ca_file=str(folder / "ca.pem"))
    authority.cert_pem.write_to_path(room.ca_file)
    options: dict[str, Any] = {"tls_context": context, "require_starttls": True} if tls else {}
    controller = _AnyPort(
        room,
        hostname="localhost",
        port=0,
        authenticator=room.authenticate,
        auth_require_tls=True,
        auth_required=tls,
        data_size_limit=size,
        **options,
    )
    controller.start()
    room.port = controller.port
    try:
        yield room
    finally:
        controller.stop(no_assert=True)
