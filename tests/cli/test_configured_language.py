"""``lang`` of ``pacom.toml`` is the language of every command that reads the file, unless ``--lang`` says another."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pacom_xl.nightly.history.run_history import History
from pacom_xl.nightly.state_folder import StateFolder
from tests.support.command_line import AS_OF, run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "pacom.toml"
    file.write_text('lang = "en"\nfolders = ["plans"]\nstate = "state"\ntime_zone = "UTC"\n', encoding="utf-8")
    return file


CALLS = [
    ("check {plan} --fail-on never --as-of " + AS_OF, "On 2026-06-15", "Au 15/06/2026"),
    ("nightly status", "no run recorded", "aucun passage enregistré"),
    ("nightly schedule --cron", "# To install", "# Pour installer"),
    ("nightly schedule --systemd", "Nightly check", "Contrôle de nuit"),
    ("nightly schedule --windows", "Nightly check", "Contrôle de nuit"),
    ("outbox list", "waiting: 0", "en attente\u00a0: 0"),
]


@pytest.mark.parametrize(("call", "english", "french"), CALLS, ids=[call for call, _, _ in CALLS])
def test_the_configuration_gives_the_language(
    call: str, english: str, french: str, company: Path, config: Path
) -> None:
    words = [str(company / "NO.xlsx") if word == "{plan}" else word for word in call.split()]
    ran = run(*words, "--config", config)
    assert english in ran.out + ran.err, ran
    ran = run(*words, "--config", config, "--lang", "fr")
    assert french in ran.out + ran.err, ran


def test_a_configuration_that_cannot_be_read_is_refused_in_the_language_of_the_machine(tmp_path: Path) -> None:
    file = tmp_path / "pacom.toml"
    file.write_text('lang = "en"\nfolders = [\n', encoding="utf-8")
    ran = run("check", "x", "--config", file)
    assert ran.code == 2 and "écriture TOML incorrecte" in ran.err


@pytest.mark.parametrize(("lang", "shown"), [("fr", "15/06/2026 à 04:30 (UTC)"), ("en", "2026-06-15 04:30 (UTC)")])
def test_dates_are_written_as_in_the_language(lang: str, shown: str, config: Path) -> None:
    state = StateFolder(config.parent / "state")
    state.folder.mkdir()
    with closing(History(state.history)) as history:
        history.beat(date(2026, 6, 15), "2026-06-15T04:30:00+00:00", "done")
    assert shown in run("nightly", "status", "--config", config, "--lang", lang).out


@pytest.mark.parametrize(("word", "meant"), [("stauts", "status"), ("etat", "status"), ("schedul", "schedule")])
def test_a_misspelt_job_does_not_start_a_night(word: str, meant: str, config: Path) -> None:
    ran = run("nightly", word, "--config", config)
    assert ran.code == 2 and f"nightly {meant}" in ran.err, ran.err
    assert not (config.parent / "state").exists()
