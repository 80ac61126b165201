"""pacom.toml: every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pacom_xl.nightly.config import ConfigError, read_config


def _config(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "pacom.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_paths_are_those_of_the_file(tmp_path: Path) -> None:
    config = read_config(_config(tmp_path, 'folders = ["plans"]\nexpect = ["NO", "IF"]\nlang = "en"'))
    assert config.folders == (str(tmp_path.resolve() / "plans"),)
    assert config.expect == ("NO", "IF")
    assert config.lang == "en"


def test_every_mistake_is_told(tmp_path: Path) -> None:
    text = 'lang = "de"\nsender = "nobody"\ntime_zone = "Mars/Olympus"\n[severity]\nPAC401 = "grave"\n'
    with pytest.raises(ConfigError) as caught:
        read_config(_config(tmp_path, text))
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("text", ["folder = 1", 'expect = "NO"', "lang = 3", "= nothing", 'time_zone = "../x"'])
def test_wrong_settings(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        read_config(_config(tmp_path, text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_config(tmp_path / "absent.toml")
