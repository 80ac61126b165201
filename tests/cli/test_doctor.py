"""``pacom-xl doctor``: what is wrong, and what to do."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.nightly.doctor import installation_checks
from pacom_xl.nightly.history.run_history import History
from pacom_xl.storage.run_lock import only_run
from tests.support.command_line import run
from tests.support.mail_server import PASSWORD, USER, mail_server

SAMPLES = Path(__file__).parents[2] / "samples" / "valmorane"


def examined(*words: str | Path) -> dict[str, dict[str, Any]]:
    """The checks by what they are about."""
    ran = run("doctor", "--format", "json", "--lang", "en", *words)
    checks = json.loads(ran.out)["checks"]
    assert ran.code == int(any(check["state"] == "error" for check in checks))
    assert all(check["fix"] or check["state"] == "ok" or check["found"] == "no night yet" for check in checks)
    return {check["about"]: check for check in checks}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration that is right, without a mail server."""
    (tmp_path / "plans").mkdir()
    shutil.copy(SAMPLES / "PAC_2026_NO.xlsx", tmp_path / "plans")
    file = tmp_path / "pacom.toml"
    file.write_text('folders = ["plans"]\nstate = "state"\nsender = "pac@valmorane.example"\n', encoding="utf-8")
    return file


def test_an_installation_in_order() -> None:
    checks = examined()
    assert {check["state"] for check in checks.values()} <= {"ok", "note"}
    assert {"Program", "Libraries", "Template standard", "Time zone Europe/Paris", "Temporary files"} <= set(checks)


def test_in_words_and_in_french() -> None:
    ran = run("doctor", "--lang", "fr")
    assert ran.code == 0 and ran.out.endswith("Rien à réparer.\n")
    assert "✓ Modèle standard\xa0: 1, " in ran.out


def test_an_old_and_an_absent_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation_checks, "requires", lambda name: ["click>=99", "nowhere>=1", 'x; extra == "y"'])
    check = examined()["Libraries"]
    assert check["state"] == "error" and "click " in check["found"] and "nowhere: –" in check["found"]


def test_templates_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "template.toml").write_text('extends = "standard"\nnoise = 1\n', encoding="utf-8")
    monkeypatch.setenv("PACOM_TEMPLATES", f"{tmp_path}:{tmp_path / 'nowhere'}")
    checks = examined()
    assert checks[f"Template {tmp_path / 'ours'}"]["state"] == "error"
    assert "template check" in checks[f"Template {tmp_path / 'ours'}"]["fix"]
    assert checks["Templates of PACOM_TEMPLATES"]["state"] == "error"


def test_a_configuration_in_order(config: Path) -> None:
    checks = examined("--config", config)
    assert checks["Folder plans"] == {"about": "Folder plans", "state": "ok", "found": "1\xa0workbook", "fix": None}
    assert checks["Mail server"]["state"] == "note" and checks["History"]["state"] == "note"


def test_every_mistake_of_a_configuration(tmp_path: Path) -> None:
    file = tmp_path / "pacom.toml"
    file.write_text('folder = ["x"]\nhour = "25:99"\n', encoding="utf-8")
    ran = run("doctor", "--config", file)
    assert ran.code == 1
    assert sum(line.startswith("✗ Configuration") for line in ran.out.splitlines()) == 2
    assert run("doctor", "--config", tmp_path / "nowhere.toml").code == 1


def test_folders_and_the_groups_workbook(config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace('"plans"', '"plans", "empty", "nowhere"')
    config.write_text(text + 'reference = "GR.xlsx"\n', encoding="utf-8")
    (config.parent / "empty").mkdir()
    checks = examined("--config", config)
    assert [checks[about]["state"] for about in ("Folder empty", "Folder nowhere", "Group’s workbook")] == ["error"] * 3


def test_a_server_that_does_not_answer(config: Path) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write('[smtp]\nhost = "localhost"\nport = 1\nsecurity = "none"\ntimeout = 2\n')
    check = examined("--config", config)["Mail server"]
    assert check["state"] == "error" and "localhost:1" in check["found"] and "firewall" in check["fix"]


def test_a_server_that_answers_gets_no_mail(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(config.parent) as room, config.open("a", encoding="utf-8") as file:
        file.write(f'[smtp]\nhost = "localhost"\nport = {room.port}\nuser = "{USER}"\nca_file = "ca.pem"\n')
        file.flush()
        monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
        right = examined("--config", config)["Mail server"]
        monkeypatch.setenv("PACOM_SMTP_PASSWORD", "wrong")
        wrong = examined("--config", config)["Mail server"]
    assert right["state"] == "ok" and room.received == []
    assert wrong["state"] == "error" and "password refused" in wrong["found"]


def test_a_night_that_runs_and_one_long_ago(config: Path) -> None:
    state = config.parent / "state"
    history = History(state / "history.sqlite")
    history.beat(date(2026, 1, 2), f"{date.today() - timedelta(days=30)}T04:30:00+00:00", "done")
    history.close()
    with only_run(state / "lock"):
        checks = examined("--config", config)
    assert checks["Lock"]["state"] == "warning" and "running" in checks["Lock"]["found"]
    assert checks["History"]["state"] == "warning" and "schedule" in checks["History"]["fix"]


def test_a_damaged_history_stays_as_it_is(config: Path) -> None:
    file = config.parent / "state" / "history.sqlite"
    file.parent.mkdir()
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE findings (x TEXT)")
    data = file.read_bytes()
    assert examined("--config", config)["History"]["state"] in ("warning", "error")
    assert file.read_bytes() == data


def test_a_later_history_and_waiting_mails(config: Path) -> None:
    state = config.parent / "state"
    (state / "outbox").mkdir(parents=True)
    (state / "outbox" / "mail.eml").write_bytes(b"To: a@b.example\r\n\r\ntext")
    with sqlite3.connect(state / "history.sqlite") as database:
        database.execute("PRAGMA user_version = 999")
    checks = examined("--config", config)
    assert checks["History"]["state"] == "error" and "later version" in checks["History"]["found"]
    assert checks["Waiting mails"]["found"] == "1\xa0mail" and "outbox send" in checks["Waiting mails"]["fix"]
