"""The way of one amount, from its cell to the mail of the sales director: how many modules handle it in between.

A module is on the way when one of its functions receives the amount or returns it: as a number, in a text, or in an
object that has it among its own parts (a dictionary of values, a finding). Objects that hold records or whole tables
do not count. What a night writes beside the mail (workbooks, page, attachments) is another way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import pacom_xl
from pacom_xl.model.plan import Plan, Record
from pacom_xl.nightly.configuration.config import read_config
from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.job import run_night
from pacom_xl.nightly.night_review import NightRequest
from pacom_xl.nightly.publishing.publish import Publisher
from pacom_xl.writing.team_workbook import write_workbook
from tests.nightly.mails_read import body_of
from tests.support.sample_company import TEMPLATE, few_actions, sample_plan

#: An amount that nothing else in the plan equals, as the mail shows it, and the action it is allocated to.
AMOUNT, SHOWN, ACTION = 14_903, "14 903", "ACT-NO-001"
#: Other actions of its axis: totals are other amounts.
OTHERS = ("ACT-NO-002",)
MOST_MODULES = 30
DAY = date(2026, 6, 15)
PACKAGE = f"{Path(pacom_xl.__file__).parent}/"
_SPACES = str.maketrans("\u202f\xa0", "  ")


def _holds(value: object, depth: int = 1) -> bool:
    """Whether a value is the amount, a text that shows it, or an object that has it among its parts."""
    if isinstance(value, str):
        return str(AMOUNT) in value or SHOWN in value.translate(_SPACES)
    if isinstance(value, (int, float, Decimal)):
        return value == AMOUNT
    return depth > 0 and any(_holds(part, depth - 1) for part in _parts(value))


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from value
    elif is_dataclass(value):
        yield from (getattr(value, field.name, None) for field in fields(value))
    else:
        yield from getattr(value, "__dict__", {}).values()


def _arguments(frame: FrameType) -> Iterator[object]:
    code, values = frame.f_code, frame.f_locals
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return (values[name] for name in names if name in values and name != "self")


@contextmanager
def _modules_with_the_amount() -> Iterator[set[str]]:
    """Modules of the package one of whose functions receives or returns the amount, until the mails are written."""
    found: set[str] = set()
    modules: dict[CodeType, str] = {}

    def watch(frame: FrameType, event: str, result: Any) -> None:
        code = frame.f_code
        if event not in ("call", "return"):
            return
        module = modules.get(code)
        if module is None:
            module = modules[code] = code.co_filename.removeprefix(PACKAGE) if PACKAGE in code.co_filename else ""
        if not module or module in found:
            return
        if any(map(_holds, _arguments(frame))) if event == "call" else _holds(result):
            found.add(module)
        if event == "return" and code is Outbox.stage.__code__:
            sys.setprofile(None)

    sys.setprofile(watch)
    try:
        yield found
    finally:
        sys.setprofile(None)


def _plan() -> Plan:
    """The plan of a team with one action, over its budget; nobody but the director has an address."""

    def changed(record: Record) -> Record:
        values = {"allocated": Decimal(AMOUNT)} if record.key == ACTION and record.table == "actions" else {}
        return replace(record, values={**record.values, **({"email": None} if record.table == "team" else values)})

    plan = few_actions(sample_plan("NO"), ACTION, *OTHERS)
    return plan.with_records(map(changed, plan.records))


def test_the_way_of_an_amount_to_the_mail_of_the_director_is_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publisher, "publish", lambda *_: lambda *_: ())
    write_workbook(_plan(), TEMPLATE, tmp_path / "NO.xlsx", as_of=DAY, workbook_id="id-NO")
    config = tmp_path / "pacom.toml"
    config.write_text('folders = ["."]\nsender = "a@a.example"\nstate = "state"\nrecipients = ["b@a.example"]\n')
    settings = read_config(config)
    with _modules_with_the_amount() as modules:
        result = run_night(NightRequest(settings.folders, settings, DAY))
    (file,) = (tmp_path / "state").glob("outbox/**/*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert result.review is not None and any(finding.code == "PAC501" for finding in result.review.shown)
    assert SHOWN in body_of(mail, "plain").translate(_SPACES)
    assert {"xlsx/cell_contents.py", "nightly/mails/mail_message.py"} <= modules
    assert len(modules) <= MOST_MODULES, sorted(modules)
