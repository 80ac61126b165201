"""A real Dovecot on loopback over the Maildirs of a Postfix, from a configuration of its own: IMAP over TLS.

It needs Debian's ``dovecot-imapd`` and root, as its master process does; the machine's own service is not touched.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pacom_xl.nightly.configuration.config import Imap
from tests.nightly.postfix import PostOffice

PASSWORD = "b0îte-aux-réponses"
#: Seconds for Dovecot to start.
_PATIENCE = 30.0
_SETTINGS = """\
protocols = imap
base_dir = {home}/run
log_path = {home}/dovecot.log
ssl = required
ssl_cert = <{home}/key.pem
ssl_key = <{home}/key.pem
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=postfix gid=postfix home={home}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
"""


@contextmanager
def imap_office(office: PostOffice, user: str) -> Iterator[Imap]:
    """Settings to reach the mailbox of ``user`` at a running Dovecot."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    file = office.home / "dovecot.conf"
    (office.home / "run").mkdir()
    file.write_text(_SETTINGS.format(home=office.home, port=port, password=PASSWORD), encoding="utf-8")
    process = subprocess.Popen(["dovecot", "-F", "-c", str(file)], stdin=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Imap("localhost", port, user=user, ca_file=office.ca_file, timeout=20)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except ConnectionRefusedError:
            assert process.poll() is None and time.monotonic() < end, "Dovecot does not answer"
            time.sleep(0.1)
