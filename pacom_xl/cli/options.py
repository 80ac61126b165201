"""Options several commands share, and what they mean."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from pacom_xl.cli import language
from pacom_xl.model.text import NBSP, Lang, Text

TIME_ZONE = "Europe/Paris"


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help shows."""
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a clear sentence when it is none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value.strip(), "%Y-%m-%d").date()
        except ValueError:
            sentence = Text(
                f"«{NBSP}{value}{NBSP}» n’est pas une date\u202f; écrivez AAAA-MM-JJ, par exemple 2026-06-15.",
                f'"{value}" is not a date; write YYYY-MM-DD, for instance 2026-06-15.',
            )
            self.fail(sentence.in_(language.current()), param, ctx)


@dataclass(frozen=True)
class Voice:
    """How to speak during a run."""

    lang: Lang
    quiet: bool = False
    verbose: bool = False

    def say(self, text: Text) -> None:
        """A line on standard error, unless told to be quiet."""
        if not self.quiet:
            click.echo(text.in_(self.lang), err=True)

    def detail(self, text: Text) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            click.echo(text.in_(self.lang), err=True)


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang``, ``-q`` and ``-v``; the command receives them as ``voice``."""

    @click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of what people read.")
    @click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more.")
    @functools.wraps(function)
    def command(*args: Any, lang: str | None, quiet: bool, verbose: bool, **options: Any) -> Any:
        return function(*args, voice=Voice(language.settle(lang), quiet, verbose), **options)

    return command


as_of_option = click.option("--as-of", type=Day(), help="Date every figure is computed at (default: today).")
force_option = click.option("--force", is_flag=True, help="Replace an existing output.")
paths_argument = click.argument("paths", metavar="PATH...", nargs=-1, required=True)


def teams_list(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``NO,IF`` → ``("NO", "IF")``."""
    return tuple(part.strip().upper() for part in (value or "").replace(";", ",").split(",") if part.strip())


def codes_list(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``PAC4,PAC501`` given once or several times → code prefixes."""
    parts = ",".join(values).replace(";", ",").split(",")
    return tuple(part.strip().upper() for part in parts if part.strip())


def today(zone: str = TIME_ZONE) -> date:
    """The date in the configured time zone."""
    return datetime.now(ZoneInfo(zone)).date()
