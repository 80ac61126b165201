"""Sentences for what a mail server does, without an address: they go to logs."""

from __future__ import annotations

import smtplib
import ssl

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import Imap, Smtp
from pacom_xl.storage.os_reasons import os_reason

NO_TLS = Text(
    "le serveur ne propose pas de chiffrement, rien n’est envoyé en clair",
    "the server offers no encryption, nothing is sent unencrypted",
)
NOT_A_MAIL = Text(
    "ce fichier n’est pas un courriel lisible, il est mis de côté dans outbox/damaged",
    "this file is not a readable mail, it was moved to outbox/damaged",
)
TOO_SLOW = Text(
    "serveur trop lent, les courriels restants attendent le prochain passage",
    "server too slow, the other mails wait for the next run",
)

_UNKNOWN_ISSUER = Text("émetteur inconnu", "unknown issuer")
_SELF_SIGNED = Text("signé par lui-même", "self-signed")
_OTHER_HOST = Text("établi pour une autre machine", "made out for another host")
#: Reasons of OpenSSL, by its code (X509_V_ERR_…).
_CERTIFICATES = {
    9: Text("pas encore valable", "not yet valid"),
    10: Text("expiré", "expired"),
    18: _SELF_SIGNED,
    19: _SELF_SIGNED,
    20: _UNKNOWN_ISSUER,
    21: _UNKNOWN_ISSUER,
    62: _OTHER_HOST,
    64: _OTHER_HOST,
}


def in_words(error: Exception) -> Text:
    """A sentence for an error of a server or about a mail."""
    if isinstance(error, smtplib.SMTPException):
        return _smtp_in_words(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _CERTIFICATES.get(error.verify_code, Text(f"code {error.verify_code}", error.verify_message))
        return Text(
            f"certificat du serveur non reconnu ({why.fr}), voir smtp.ca_file",
            f"server certificate not trusted ({why.en}), see smtp.ca_file",
        )
    if isinstance(error, ssl.SSLError):
        return Text("chiffrement impossible avec ce serveur", "encryption with this server failed")
    if isinstance(error, TimeoutError):
        return Text("le serveur ne répond pas", "the server does not answer")
    if isinstance(error, UnicodeError):
        return Text("nom de serveur incorrect, voir smtp.host", "wrong name of a server, see smtp.host")
    why = os_reason(error) if isinstance(error, OSError) else Text(type(error).__name__, type(error).__name__)
    return Text(f"serveur injoignable ({why.fr})", f"server cannot be reached ({why.en})")


def _smtp_in_words(error: smtplib.SMTPException) -> Text:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()), (0, b""))
        return Text(f"destinataire refusé par le serveur ({code})", f"recipient refused by the server ({code})")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Text(
            "utilisateur ou mot de passe refusé, vérifiez smtp.user et le mot de passe",
            "user or password refused, check smtp.user and the password",
        )
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Text("connexion coupée par le serveur", "connection dropped by the server")
    if isinstance(error, smtplib.SMTPResponseException):
        return Text(f"refusé par le serveur ({error.smtp_code})", f"refused by the server ({error.smtp_code})")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Text("le serveur ne sait pas faire ce qui est demandé", "not supported by the server")
    return Text("réponse du serveur incompréhensible", "the server's answer cannot be understood")


def no_password(smtp: Smtp | Imap, service: str) -> Text:
    """A sentence: no password was found, and where it is looked for."""
    return sentence(
        "mot de passe absent : variable {password_env}, ou trousseau (service {service})",
        "password missing: variable {password_env}, or keyring (service {service})",
        password_env=smtp.password_env,
        service=service,
    )
