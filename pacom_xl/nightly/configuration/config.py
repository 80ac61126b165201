"""Read ``pacom.toml``: folders, teams, recipients, mail server. All mistakes are reported together, with lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pacom_xl.model.problem import Problem, in_file
from pacom_xl.model.text import Text
from pacom_xl.nightly.configuration import config_values
from pacom_xl.rules.rule_settings import Config, read_rules
from pacom_xl.storage.settings import keep_valid
from pacom_xl.storage.toml_files import TomlError, parse, read_text
from pacom_xl.storage.toml_lines import line_of
from pacom_xl.template.load import TemplateError, load_template

SENDER = "pacom-xl@localhost.localdomain"
_PATHS = ("reference", "state", "publish", "consolidated", "findings")


@dataclass(frozen=True)
class Smtp:
    """The server mails are handed to. The password is never here: see ``smtp.password``."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    #: Environment variable that holds the password; the system's keyring is asked after it.
    password_env: str = "PACOM_SMTP_PASSWORD"
    #: Certificates to trust besides the system's.
    ca_file: str | None = None
    #: Seconds.
    timeout: int = 30


@dataclass(frozen=True)
class Imap:
    """The server prepared replies are read from. The password is never here, as for ``Smtp``."""

    host: str
    port: int = 993
    security: str = "tls"
    user: str | None = None
    password_env: str = "PACOM_IMAP_PASSWORD"
    ca_file: str | None = None
    #: Seconds.
    timeout: int = 30


@dataclass(frozen=True)
class Replies:
    """Prepared replies of the mails: where they go, what is read of them (``[replies]``)."""

    #: Where prepared replies are addressed to.
    address: str
    #: Folder of the mailbox they are read from.
    folder: str = "INBOX"
    #: Name the mail server signs its ``Authentication-Results`` with; replies must then pass its checks.
    authserv: str | None = None
    #: Days a proposal stays listed when the workbook does not follow it.
    keep_days: int = 30
    #: Days a row may be put off, at most.
    snooze_days: int = 31


@dataclass(frozen=True)
class Limits:
    """Upper limits of what is stored and sent."""

    #: A heavier workbook is named in the mail instead of joined to it.
    attachment_mb: int = 5
    #: Months the history is kept.
    keep_months: int = 13
    #: A finding that comes back within so many days was reopened; later it is new.
    reopened_days: int = 14
    #: Longer sections are cut, the number of rows left out is reported.
    rows_per_section: int = 60


@dataclass(frozen=True)
class LinkBases:
    """Addresses at which people open what the night publishes and reads (``[links]``)."""

    #: The folder of ``publish``, or its page.
    page: str | None = None
    #: The folder of the workbooks (the common one of ``folders``).
    workbooks: str | None = None


@dataclass(frozen=True)
class Role:
    """A reader named here instead of in the Équipe sheet."""

    role: str
    email: str
    team: str | None = None
    name: str = ""
    lang: str | None = None


@dataclass(frozen=True)
class CollectionSettings:
    """By when the teams must have sent their workbooks."""

    due: date
    #: Working days before ``due`` on which teams are reminded; negative: after it.
    remind: tuple[int, ...] = (5, 1, -1)


@dataclass(frozen=True)
class NightlyConfig:
    """The settings of a configuration with defaults filled in. Paths are absolute."""

    folders: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    lang: str | None = None
    template: str = "standard"
    reference: str | None = None
    time_zone: str = "Europe/Paris"
    hour: str = "06:30"
    working_days: tuple[str, ...] = config_values.DAYS[:5]
    #: Country whose public holidays are days off; ``""`` for none.
    holidays: str = "FR"
    #: Folder of the history, the cache, the outbox and the logs.
    state: str = "pacom-nightly"
    #: Folder of the web page.
    publish: str | None = None
    #: The consolidated workbook, written each night.
    consolidated: str | None = None
    #: Folder of the findings workbooks, in ``state`` when none is named.
    findings: str | None = None
    sender: str = SENDER
    reply_to: str | None = None
    #: Who is informed of an internal fault, and of nothing else.
    admin: str | None = None
    #: Readers of the national summary, besides the sales director.
    recipients: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    rules: Config = field(default_factory=Config)
    smtp: Smtp | None = None
    limits: Limits = field(default_factory=Limits)
    links: LinkBases = field(default_factory=LinkBases)
    #: ``None``: no workbook is expected by a date.
    collection: CollectionSettings | None = None
    replies: Replies | None = None
    imap: Imap | None = None
    #: What is joined to a manager's mail: the ``correction`` of the team's own file, or the ``findings`` workbook.
    attach: str = "correction"
    #: Old action code → new one, once somebody confirmed it: the history follows.
    renamed: Mapping[str, str] = field(default_factory=dict)
    file: str | None = None


#: Mistakes reported at once: a file with more is not a configuration.
_MOST_MISTAKES = 50


class ConfigError(Exception):
    """A configuration that cannot be used; ``problems`` holds every mistake."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("\n".join(problem.en for problem in problems))
        self.problems = problems


def read_config(path: Path) -> NightlyConfig:
    """The configuration of a file. Raises ``ConfigError`` with every mistake."""
    try:
        text = read_text(path)
        data = parse(text)
    except TomlError as error:
        raise ConfigError([in_file(path.name, error.line, error.why)]) from error
    rules, problems = _rules(data)
    mistakes = [*islice(_mistakes(data), _MOST_MISTAKES), *problems]
    if mistakes:
        found = [(line_of(text, problem.path), problem.sentence()) for problem in mistakes]
        raise ConfigError([in_file(path.name, *entry) for entry in sorted(found, key=lambda entry: entry[0] or 0)])
    return _config(data, path.resolve(), rules)


def _rules(data: Mapping[str, Any]) -> tuple[Config, list[Problem]]:
    """What the rules say of their own settings."""
    name = data.get("template", "standard")
    try:
        template = load_template(name if isinstance(name, str) else "standard")
    except TemplateError:
        # Reported where the template is opened, with its own mistakes.
        template = load_template()
    return read_rules(data, template)


def _mistakes(data: Mapping[str, Any]) -> Iterator[Problem]:
    problems: list[Problem] = []
    keep_valid(config_values.CONFIGURATION, data, problems)
    yield from problems
    yield from _wrong_server(data.get("smtp"), "smtp")
    yield from _wrong_server(data.get("imap"), "imap")
    yield from _wrong_replies(data)
    yield from _incomplete_roles(data.get("role"))
    collection = data.get("collection")
    if isinstance(collection, Mapping) and "due" not in collection:
        yield Problem("collection.due", Text("manque, ex. due = 2026-06-30", "is missing, e.g. due = 2026-06-30"))


def _wrong_server(server: object, name: str) -> Iterator[Problem]:
    if not isinstance(server, Mapping):
        return
    if "host" not in server:
        example = Text(f"manque, ex. {name}.exemple.fr", f"is missing, e.g. {name}.example.com")
        yield Problem(f"{name}.host", example)
    if server.get("security") == "none" and "user" in server:
        yield Problem(
            f"{name}.user",
            Text(
                "avec security = none, le mot de passe partirait en clair, choisissez starttls ou tls",
                "with security = none the password would be sent unencrypted, choose starttls or tls",
            ),
        )


def _wrong_replies(data: Mapping[str, Any]) -> Iterator[Problem]:
    """``[replies]`` needs an address; ``[imap]`` alone would read nothing."""
    replies, imap = data.get("replies"), data.get("imap")
    if isinstance(replies, Mapping) and "address" not in replies:
        yield Problem(
            "replies.address", Text("manque, ex. reponses@exemple.fr", "is missing, e.g. replies@example.com")
        )
    if isinstance(imap, Mapping) and not isinstance(replies, Mapping):
        why = Text("sans section [replies], aucune réponse n’est lue", "without a section [replies] no reply is read")
        yield Problem("imap", why)
    if isinstance(imap, Mapping) and "user" not in imap:
        yield Problem("imap.user", Text("manque, le nom de la boîte à lire", "is missing, the name of the mailbox"))


def _incomplete_roles(roles: object) -> Iterator[Problem]:
    for number, entry in enumerate(roles if isinstance(roles, list) else [], 1):
        if isinstance(entry, Mapping):
            needed = ("role", "email", "team") if entry.get("role") == "manager" else ("role", "email")
            for key in needed:
                if key not in entry:
                    yield Problem(f"role.{number}.{key}", Text("manque", "is missing"))


def _config(data: Mapping[str, Any], file: Path, rules: Config) -> NightlyConfig:
    folder = file.parent
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in data.items()
        if name in config_values.TOP
    }
    settings["folders"] = tuple(str(folder / entry) for entry in data.get("folders", ()))
    settings |= {name: str(folder / data[name]) for name in _PATHS if name in data}
    settings.setdefault("state", str(folder / "pacom-nightly"))
    if "smtp" in data:
        settings["smtp"] = Smtp(**_server(data["smtp"], folder, _SMTP_PORTS, "starttls"))
    if "imap" in data:
        settings["imap"] = Imap(**_server(data["imap"], folder, _IMAP_PORTS, "tls"))
    if "replies" in data:
        settings["replies"] = Replies(**data["replies"])
    return NightlyConfig(
        **settings,
        roles=tuple(Role(**entry) for entry in data.get("role", [])),
        limits=Limits(**data.get("limits", {})),
        links=LinkBases(**data.get("links", {})),
        collection=_collection(data["collection"]) if "collection" in data else None,
        **data.get("mails", {}),
        renamed=dict(data.get("renamed", {})),
        rules=rules,
        file=str(file),
    )


def _collection(data: Mapping[str, Any]) -> CollectionSettings:
    due = data["due"] if isinstance(data["due"], date) else date.fromisoformat(data["due"])
    days = {"remind": tuple(data["remind"])} if "remind" in data else {}
    return CollectionSettings(due, **days)


_SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_IMAP_PORTS = {"starttls": 143, "tls": 993, "none": 143}


def _server(data: Mapping[str, Any], folder: Path, ports: Mapping[str, int], security: str) -> dict[str, Any]:
    """The settings of a server, with an absolute path and the usual port of its ``security``."""
    settings = dict(data)
    if "ca_file" in settings:
        settings["ca_file"] = str(folder / settings["ca_file"])
    settings.setdefault("port", ports[settings.get("security", security)])
    return settings
