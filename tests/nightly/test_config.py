"""pacom.toml: every mistake at once, each with its line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pacom_xl.cli.samples import samples_folder
from pacom_xl.nightly.configuration.config import ConfigError, read_config


def _config(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "pacom.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _lines(tmp_path: Path, text: str) -> list[int | None]:
    with pytest.raises(ConfigError) as caught:
        read_config(_config(tmp_path, text))
    found = [re.search(r", ligne (\d+)\xa0:", problem.fr) for problem in caught.value.problems]
    return [int(place[1]) if place else None for place in found]


def test_paths_are_those_of_the_file(tmp_path: Path) -> None:
    text = 'folders = ["plans"]\nexpect = ["NO", "IF"]\nstate = "s"\n[smtp]\nhost = "h"\nca_file = "ca.pem"'
    config = read_config(_config(tmp_path, text))
    home = tmp_path.resolve()
    assert config.folders == (str(home / "plans"),)
    assert config.expect == ("NO", "IF")
    assert config.state == str(home / "s")
    assert config.smtp is not None
    assert (config.smtp.port, config.smtp.ca_file) == (587, str(home / "ca.pem"))


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = """lang = "de"
sender = "nobody"
time_zone = "Mars/Olympus"
folder = ["plans"]   # folders
[severity]
PAC401 = "grave"
PAC999 = "error"
[thresholds]
tolerance_pct = 7
[smtp]
port = 99999
user = "me"
security = "none"
password = "secret"
[[role]]
role = "manager"
email = "a@b.example"
[[role]]
role = "king"
email = "a@b.example"
"""
    assert _lines(tmp_path, text) == [1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 14, 15, 19]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("folder = 1", 1),
        ('lang = "fr"\nexpect = "NO"', 2),
        ("lang = 3", 1),
        ("lang = 'fr'\n= nothing", 2),
        ('time_zone = "../x"', 1),
        ('hour = "25:00"', 1),
        ("working_days = []", 1),
        ('smtp = "host"', 1),
        ("[limits]\nkeep_months = 0", 2),
        ("[renamed]\nA = 1", 1),
        ('sender = "a@b\\r\\nBcc: c@d"', 1),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, line: int) -> None:
    assert _lines(tmp_path, text) == [line]


def test_a_header_cannot_be_added_to_the_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(_config(tmp_path, 'sender = "a@b\\r\\nBcc: c@d"'))
    assert "\n" not in caught.value.problems[0].fr


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_config(tmp_path / "absent.toml")


def test_severities_and_thresholds_reach_the_rules(tmp_path: Path) -> None:
    config = read_config(
        _config(tmp_path, 'ignore = ["PAC6"]\n[severity]\nPAC205 = "off"\n[thresholds]\ndue_soon_days = 3')
    )
    assert config.rules.ignore == ("PAC6",)
    assert config.rules.off == ("PAC205",)
    assert config.rules.thresholds == {"due_soon_days": Decimal(3)}


def test_the_sample_configuration_is_good() -> None:
    config = read_config(samples_folder().parent / "pacom.toml")
    assert config.expect == ("NO", "IF", "SE", "SO")
    assert config.smtp is not None
