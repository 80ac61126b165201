"""What commands say at their end: where results are, what is long, what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pacom_xl.model.text import Text
from pacom_xl.reading.many_files import read_many
from pacom_xl.reading.reading_result import Reading
from tests.support.command_line import AS_OF, run


def test_merge_says_where_it_wrote(company: Path, tmp_path: Path) -> None:
    output = tmp_path / "group.xlsx"
    ran = run("merge", company / "NO.xlsx", "-o", output, "--as-of", AS_OF)
    assert f"{output}\u00a0: écrit." in ran.err
    assert run("merge", company / "NO.xlsx", "-o", output, "--as-of", AS_OF, "--force", "-q").err == ""


@pytest.mark.parametrize("name", ["r.json", "r.html", "r.xlsx", "r.txt"])
def test_check_takes_the_format_from_the_name_of_the_output(company: Path, tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    ran = run("check", company / "NO.xlsx", "-o", output, "--as-of", AS_OF, "--fail-on", "never")
    assert ran.code == 0, ran.err
    head = output.read_bytes()[:200]
    if name == "r.json":
        assert json.loads(output.read_text(encoding="utf-8"))["schema"] == "pacom-check/1"
    assert {"r.json": b"{", "r.html": b"<!", "r.xlsx": b"PK", "r.txt": b"Nord"}[name] in head


def test_a_long_result_ends_with_a_summary_by_rule(company: Path) -> None:
    ran = run("check", company, "--as-of", "2026-12-01", "--fail-on", "never")
    end = ran.out[ran.out.index("Par contrôle\u00a0:") :].splitlines()
    report = json.loads(run("check", company, "--as-of", "2026-12-01", "--fail-on", "never", "--format", "json").out)
    counts = {line.split()[0]: int(line.split()[1]) for line in end if line.startswith("  PAC")}
    assert counts == report["summary"]["by_code"]
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert "pacom-xl rules PAC401" in ran.out and "-o constats.html" in ran.out


def test_a_short_result_has_no_summary_by_rule(company: Path) -> None:
    ran = run("check", company / "NO.xlsx", "--as-of", AS_OF, "--select", "PAC401", "--fail-on", "never")
    assert "Par contrôle" not in ran.out


@pytest.mark.long
def test_the_demonstration_keeps_what_it_replaces(tmp_path: Path) -> None:
    assert run("demo", tmp_path, "-q").code == 0
    workbooks = tmp_path / "classeurs"
    assert run("demo", tmp_path, "-q", "--force").code == 0
    assert not list(workbooks.glob("*.bak"))
    other = (workbooks / "PAC_2026_SO.xlsx").read_bytes()
    (workbooks / "PAC_2026_NO.xlsx").write_bytes(other)
    ran = run("demo", tmp_path, "--force")
    (copy,) = workbooks.glob("*.bak")
    assert copy.read_bytes() == other and "l’ancien est conservé" in ran.err


@pytest.mark.parametrize(("lost", "code"), [pytest.param(1, 3, marks=pytest.mark.long), (5, 2)])
def test_the_demonstration_fails_when_it_cannot_read_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int, code: int
) -> None:
    whole = read_many.read_all

    def read_all(*args: object, **options: object) -> list[Reading]:
        readings = whole(*args, **options)  # type: ignore[arg-type]
        why = Text("feuille illisible", "unreadable sheet")
        return [Reading(r.path, "rejected", why) if n < lost else r for n, r in enumerate(readings)]

    monkeypatch.setattr("pacom_xl.cli.commands.demo.read_all", read_all)
    ran = run("demo", tmp_path / "demo")
    assert ran.code == code
    assert "feuille illisible" in ran.err
