"""What `correct` and `repair` cannot do is a sentence, nothing is half-written, inputs are untouched."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import msoffcrypto
import pytest

from pacom_xl.consolidation.review import review
from pacom_xl.nightly.publishing.not_correctable import NotCorrectableError
from pacom_xl.nightly.publishing.team_corrections import write_correction
from pacom_xl.template.load import templates_folder
from tests.support.command_line import run, write_sample
from tests.support.small_workbook import AS_OF, TEMPLATE, facts, read, write_small

COMMANDS = ("correct", "repair")
#: First bytes of an encrypted workbook, and of one that bears a sensitivity label.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of workbooks that cannot be corrected or repaired, by what is wrong with each."""
    folder = tmp_path_factory.mktemp("inputs")
    encrypted, cut, empty = folder / "chiffre.xlsx", folder / "coupe.xlsx", folder / "vide.xlsx"
    encrypted.write_bytes(_OLE)
    write_small(cut)
    cut.write_bytes(cut.read_bytes()[:40_000])
    empty.touch()
    company, group = folder / "autre_modele.xlsx", folder / "groupe.xlsx"
    template = templates_folder() / "example_company"
    assert run("new", "-o", company, "--team", "NO", "--year", "2026", "--template", template).code == 0
    assert run("merge", write_sample(folder, "NO")[0], "-o", group).code == 0
    return {"encrypted": encrypted, "cut": cut, "empty": empty, "template": company, "group": group}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("encrypted", "mot de passe"),
        ("cut", "coupe.xlsx"),
        ("empty", "vide.xlsx"),
        ("template", "autre_modele.xlsx"),
        ("group", "consolidé"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    command: str, name: str, said: str, inputs: dict[str, Path], tmp_path: Path
) -> None:
    path = inputs[name]
    before, listed = path.read_bytes(), sorted(path.parent.iterdir())
    ran = run(command, path, "-o", tmp_path / "out.xlsx", "--template", "standard", "--lang", "fr")
    assert (ran.code, said in ran.err, "Traceback" in ran.err) == (2, True, False), ran.err
    assert list(tmp_path.iterdir()) == []
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_under_another_name_of_the_input_is_refused(command: str, tmp_path: Path) -> None:
    source, other = tmp_path / "NO.xlsx", tmp_path / "autre.xlsx"
    write_small(source)
    other.symlink_to(source)
    before = source.read_bytes()
    for output in (other, tmp_path / "x" / ".." / "NO.xlsx"):
        ran = run(command, source, "-o", output, "--force", "--lang", "fr")
        assert (ran.code, "lu par cette commande" in ran.err) == (2, True), ran.err
    assert source.read_bytes() == before and sorted(tmp_path.iterdir()) == [source, other]


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_moment_nothing_is_half_written(command: str, tmp_path: Path) -> None:
    source = tmp_path / "NO.xlsx"
    write_small(source)
    before, plan = source.read_bytes(), read(source).plan
    assert plan
    chance, whole = random.Random(command), 0
    start = time.monotonic()
    assert run(command, source, "-o", tmp_path / "whole.xlsx").code == 0
    longest = 1.5 * (time.monotonic() - start) + 1
    for number in range(20):
        target = tmp_path / f"out{number}.xlsx"
        words = [command, str(source), "-o", str(target), "-q"]
        process = subprocess.Popen([sys.executable, "-m", "pacom_xl", *words], start_new_session=True)
        try:
            process.wait(chance.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert source.read_bytes() == before
        if target.exists():
            whole += 1
            assert zipfile.ZipFile(target).testzip() is None
            written = read(target).plan
            assert written and facts(written) == facts(plan)
    others = {path.name for path in tmp_path.iterdir()} - {
        "NO.xlsx",
        "whole.xlsx",
        *(f"out{n}.xlsx" for n in range(20)),
    }
    assert all(name.startswith(".pacom-") for name in others), others
    assert whole


def test_a_workbook_with_a_password_is_opened_and_its_output_said_to_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, closed, target = tmp_path / "sound.xlsx", tmp_path / "NO.xlsx", tmp_path / "out.xlsx"
    write_small(sound)
    with sound.open("rb") as source, closed.open("wb") as file:
        msoffcrypto.OfficeFile(source).encrypt("secret", file)
    monkeypatch.setenv("PACOM_PASSWORD", "secret")
    ran = run("correct", closed, "-o", target, "--lang", "fr")
    assert ran.code == 0 and "fichier de l’équipe, cellules marquées" in ran.out
    assert "écrit sans le mot de passe" in ran.err
    # No copy without the password goes into a mail.
    reading = read(closed)
    assert reading.plan
    found = review([reading], TEMPLATE, AS_OF, lang="fr")
    with pytest.raises(NotCorrectableError, match="password"):
        write_correction(found, reading.plan, tmp_path / "mail.xlsx")
    assert not (tmp_path / "mail.xlsx").exists()
    monkeypatch.delenv("PACOM_PASSWORD")
    assert read(target).plan
