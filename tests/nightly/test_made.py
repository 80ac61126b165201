"""What a night keeps of what it made: good for the same things only, never worse than making it again."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pacom_xl.nightly.made import Made
from pacom_xl.storage.derived_cache import mark_of
from pacom_xl.template.schema import Template
from tests.support.sample_company import TEMPLATE

ONE, OTHER = mark_of(b"one"), mark_of(b"other")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that keeps one thing."""
    with Made(tmp_path / "state" / "made-rows.sqlite", TEMPLATE) as made:
        assert made.get(ONE) is None
        made.put(ONE, b"made of one")
    return tmp_path / "state" / "made-rows.sqlite"


def _kept(file: Path, mark: bytes = ONE, template: Template = TEMPLATE) -> bytes | None:
    with Made(file, template) as made:
        return made.get(mark)


def test_what_was_made_is_there_the_next_night(file: Path) -> None:
    assert _kept(file) == b"made of one"
    assert _kept(file) == b"made of one"


def test_what_was_made_of_other_things_is_not_taken(file: Path) -> None:
    assert _kept(file, OTHER) is None


def test_another_template_or_program_begins_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _kept(file, template=replace(TEMPLATE, version="2")) is None
    with Made(file, TEMPLATE) as made:
        made.put(ONE, b"made again")
    monkeypatch.setattr(made, "program_mark", lambda: "another")
    assert _kept(file) is None


def test_what_a_night_does_not_ask_for_is_dropped(file: Path) -> None:
    with Made(file, TEMPLATE) as made:
        made.put(OTHER, b"made of the other")
    assert _kept(file, OTHER) == b"made of the other"
    assert _kept(file) is None


def test_what_is_still_good_stays_though_nobody_asks_for_it(file: Path) -> None:
    with Made(file, TEMPLATE) as made:
        made.keep(ONE)
        made.keep(OTHER)
    assert _kept(file) == b"made of one"
    assert _kept(file, OTHER) is None


def test_a_night_that_fails_leaves_what_was_there(file: Path) -> None:
    with pytest.raises(OSError, match="full"), Made(file, TEMPLATE) as made:
        made.put(OTHER, b"made of the other")
        raise OSError("full")
    assert _kept(file) == b"made of one"


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_begun_again(file: Path, damage: bytes) -> None:
    file.write_bytes(damage)
    with Made(file, TEMPLATE) as made:
        assert made.get(ONE) is None
        made.put(ONE, b"made again")
    assert _kept(file) == b"made again"


@pytest.mark.parametrize("change", ["data = x'00'", "data = digest", "digest = data", "data = 'text'", "data = 1"])
def test_damaged_things_are_not_taken(file: Path, change: str) -> None:
    with sqlite3.connect(file) as db:
        db.execute(f"UPDATE made SET {change}")
    db.close()
    assert _kept(file) is None


def test_any_byte_may_be_wrong(file: Path) -> None:
    data = file.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 200)):
        file.write_bytes(data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :])
        assert _kept(file) in (b"made of one", None)


def test_a_file_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder belongs")
    with Made(tmp_path / "state" / "made-rows.sqlite", TEMPLATE) as made:
        made.put(ONE, b"made of one")
        assert made.get(ONE) is None
