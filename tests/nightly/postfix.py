"""A real Postfix on loopback, from a configuration of its own: STARTTLS required, mail kept in one Maildir a person.

It needs Debian's ``postfix`` and root, as its master process does; the machine's own service is neither used nor
touched.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme

from pacom_xl.nightly.configuration.config import Smtp

DOMAIN = "valmorane.example"
#: Seconds for Postfix to start, and for a mail it accepted to reach its Maildir.
_PATIENCE = 30.0
_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""
_SETTINGS = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtputf8_enable = no
message_size_limit = {size}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = texthash:{home}/people
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {home}/key.pem
smtpd_tls_session_cache_database =
"""


@dataclass
class PostOffice:
    """A running Postfix, and the Maildirs it fills."""

    home: Path
    port: int
    ca_file: str
    #: It asks for no password.
    user: str = ""

    def config(self, **changes: Any) -> Smtp:
        """The settings to reach it."""
        given: dict[str, Any] = {"host": "localhost", "port": self.port, "ca_file": self.ca_file, "timeout": 20}
        return Smtp(**(given | changes))

    def delivered(self, address: str, count: int = 1) -> list[bytes]:
        """The mails in somebody's Maildir, once there are ``count``; as Postfix stored them, its headers on top."""
        folder = self.home / "mail" / address / "new"
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            found = sorted(folder.glob("*")) if folder.is_dir() else []
            if len(found) >= count and self.is_idle():
                return [path.read_bytes() for path in found]
            time.sleep(0.1)
        raise AssertionError((self.home / "log").read_text(encoding="utf-8", errors="replace")[-2000:])

    def is_idle(self) -> bool:
        """Whether nothing waits in its queue."""
        folders = [self.home / "queue" / name for name in ("incoming", "active", "deferred", "maildrop")]
        return not any(path.is_file() for folder in folders for path in folder.rglob("*"))


@contextmanager
def post_office(people: Iterable[str], *, size: int = 30_000_000) -> Iterator[PostOffice]:
    """A running Postfix that knows ``people`` and nobody else, and takes mails of ``size`` bytes at most."""
    home = Path(tempfile.mkdtemp(prefix="pacom-postfix-"))
    # Its processes give root up and must still reach their folders.
    home.chmod(0o755)
    try:
        office = PostOffice(home, _free_port(), str(home / "ca.pem"))
        _configure(office, people, size)
        _postfix(office, "start")
        try:
            _wait_for(office)
            yield office
        finally:
            _postfix(office, "stop")
    finally:
        shutil.rmtree(home)


def _configure(office: PostOffice, people: Iterable[str], size: int) -> None:
    home, owner = office.home, pwd.getpwnam("postfix")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(office.ca_file)
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(home / "key.pem"))
    for name in ("queue", "data", "mail"):
        (home / name).mkdir()
    for name in ("data", "mail"):
        os.chown(home / name, owner.pw_uid, owner.pw_gid)
    settings = {"home": home, "size": size, "domain": DOMAIN, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (home / "main.cf").write_text(_SETTINGS.format(**settings), encoding="ascii")
    (home / "master.cf").write_text(_SERVICES.format(port=office.port), encoding="ascii")
    (home / "people").write_text("".join(f"{person} {person}/\n" for person in people), encoding="ascii")


def _postfix(office: PostOffice, order: str) -> None:
    command = ["postfix", "-c", str(office.home), order]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    log = office.home / "log"
    told = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
    assert done.returncode == 0, f"{done.stdout}{done.stderr}{told}"


def _wait_for(office: PostOffice) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", office.port), timeout=5) as line:
                assert line.recv(100).startswith(b"220 ")
                return
        except ConnectionRefusedError:
            assert time.monotonic() < end, "Postfix does not answer"
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
