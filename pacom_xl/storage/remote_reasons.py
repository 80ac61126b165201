"""Why an address cannot be read or written, in both languages: each service has its own errors and words."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.os_reasons import has_os_reason, os_reason

#: The library of a service, by scheme.
_LIBRARIES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("abfs", "abfss", "az"), "adlfs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    **dict.fromkeys(("http", "https"), "aiohttp"),
    "smb": "smbprotocol",
}
#: Their errors, by the names of their classes: the libraries are not imported for this.
_REFUSED = (
    *("AuthenticationException", "PasswordRequiredException", "BadAuthenticationType", "ClientAuthenticationError"),
    *("NoCredentialsError", "PartialCredentialsError"),
)
_UNKNOWN_SERVER = ("BadHostKeyException",)
_CONNECTION = (
    *("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError", "HTTPClientError"),
    *("NoValidConnectionsError", "SSHException", "ChannelException"),
    *("ServiceRequestError", "ServiceResponseError", "ClientConnectorError", "ServerDisconnectedError"),
)
_LOGGERS = ("paramiko", "botocore", "aiobotocore", "s3fs", "azure", "asyncio")

PASSWORD_IN_ADDRESS = sentence(
    "une adresse ne contient pas de mot de passe, que chacun lirait dans les rapports : donnez-le dans "
    "~/.config/fsspec/conf.json, ou utilisez une clé",
    "an address holds no password, which everybody would read in the reports: give it in ~/.config/fsspec/conf.json, "
    "or use a key",
)
#: Why an address is not read where nothing is.
NOTHING_THERE = Text("rien à cette adresse", "nothing at this address")
TOO_SLOW = sentence(
    "le serveur de cette adresse est trop lent : vérifiez le réseau, puis relancez",
    "the server of this address is too slow: check the network, then run the command again",
)
_NO_FOLDER = sentence(
    "le dossier ou l’espace (bucket) n’existe pas : créez-le, ou donnez une autre adresse",
    "the folder or bucket does not exist: create it, or give another address",
)


def quiet_libraries() -> None:
    """Keep tracebacks that libraries log from the terminal when the program has no log of its own."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def library_missing(url: str) -> Text:
    """Which library to install to use an address."""
    scheme = url.partition("://")[0]
    return sentence(
        "{scheme}:// demande une bibliothèque de plus : faites pip install 'pacom_xl[cluster]' {library}",
        "{scheme}:// needs one more library: run pip install 'pacom_xl[cluster]' {library}",
        scheme=scheme,
        library=_LIBRARIES.get(scheme, "").strip(),
    )


def why_not_read(url: str, error: Exception) -> Text:
    """Why an address cannot be read."""
    return NOTHING_THERE if isinstance(error, FileNotFoundError) else _why(url, error)


def why_not_written(url: str, error: Exception) -> Text:
    """Why nothing can be written at an address."""
    return _NO_FOLDER if isinstance(error, FileNotFoundError) else _why(url, error)


def is_connection_fault(error: Exception) -> bool:
    """Whether a server did not answer or was cut off: the same will happen to the next file."""
    if isinstance(error, FileNotFoundError | PermissionError) or _is_refused(error) or _is_unknown_server(error):
        return False
    lost = (ConnectionError, TimeoutError, socket.gaierror, EOFError)
    return (
        any(isinstance(one, lost) for one in _chain(error))
        or _is_one_of(error, _CONNECTION)
        or "Socket is closed" in str(error)
    )


def _why(url: str, error: Exception) -> Text:
    what = _words_of(error)
    if _is_unknown_server(error):
        return sentence(
            "ce serveur n’est pas celui de ~/.ssh/known_hosts, ou n’y est pas ({what}) : connectez-vous une fois avec "
            "la commande sftp, et vérifiez sa clé avec son administrateur",
            "this server is not the one of ~/.ssh/known_hosts, or is not in it ({what}): connect to it once with the "
            "command sftp, and check its key with its administrator",
            what=what,
        )
    if isinstance(error, PermissionError) or _is_refused(error):
        return sentence(
            "accès refusé ({what}) : vérifiez l’identifiant, la clé ou le mot de passe de ce service, et les droits "
            "sur cette adresse",
            "access denied ({what}): check the user, key or password of this service, and the rights at this address",
            what=what,
        )
    if is_connection_fault(error):
        return sentence(
            "le serveur ne répond pas ({what}) : vérifiez l’adresse et le réseau, puis relancez",
            "the server does not answer ({what}): check the address and the network, then run the command again",
            what=what,
        )
    if "Protocol not known" in str(error):
        scheme = url.partition("://")[0]
        return sentence(
            "{scheme}:// n’est pas connu : s3://, abfs://, sftp:// le sont",
            "{scheme}:// is not known: s3://, abfs://, sftp:// are",
            scheme=scheme,
        )
    return sentence(
        "adresse illisible ({what}) : vérifiez l’adresse et vos droits",
        "this address cannot be used ({what}): check the address and your rights",
        what=what,
    )


def _words_of(error: Exception) -> Text:
    """What the system says, else the first line of what the service says."""
    for one in _chain(error):
        if isinstance(one, OSError) and not isinstance(one, PermissionError) and has_os_reason(one):
            return os_reason(one)
    line = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return Text(line, line)


def _is_refused(error: Exception) -> bool:
    # paramiko has no class of its own for a user without any key, Azure none for a wrong one.
    message = str(error)
    return _is_one_of(error, _REFUSED) or "No authentication methods" in message or "failed to authenticate" in message


def _is_unknown_server(error: Exception) -> bool:
    return _is_one_of(error, _UNKNOWN_SERVER) or "not found in known_hosts" in str(error)


def _is_one_of(error: Exception, names: tuple[str, ...]) -> bool:
    return any(cls.__name__ in names for one in _chain(error) for cls in type(one).__mro__)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it was raised from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
