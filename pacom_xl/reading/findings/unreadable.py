"""Findings about whole files: unreadable ones (PAC118) and files of other programs (PAC103)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Text, path_text
from pacom_xl.storage.file_places import url_of
from pacom_xl.storage.remote_reasons import NOTHING_THERE
from pacom_xl.xlsx import decryption, limits, package
from pacom_xl.xlsx.archive import PROTECTED

#: Cases of PAC118 by reason. A reason that is not listed is that of a damaged file.
_CASES: dict[Text, str] = {
    PROTECTED: "protected",
    decryption.WRONG: "protected",
    decryption.NO_LIBRARY: "protected",
    package.EMPTY: "empty",
    package.MISSING: "missing",
    NOTHING_THERE: "missing",
    package.UNREADABLE: "busy",
    package.NOT_A_FILE: "missing",
    package.OLD_FORMAT: "format",
    package.WEB_PAGE: "format",
    package.TEXT_FILE: "format",
    limits.TOO_BIG: "too_big",
}


def _case(reason: Text) -> str:
    is_slow = reason == limits.too_long(limits.Limits.of_environment().seconds)
    return "too_big" if is_slow else _CASES.get(reason, "damaged")


def case_of_input(path: Path, problem: Text) -> str:
    """The case of PAC118 for a path that is not opened, or an address that cannot be read."""
    if problem in _CASES:
        return _CASES[problem]
    if url_of(path):
        return "address"
    if path.is_dir():
        return "busy"
    return "format" if path.exists() else "missing"


def unreadable(path: Path, reason: Text, case: str | None = None) -> Finding:
    """PAC118 about a file. ``case``: a case of the rule, for a reason that depends on the file."""
    name = path_text(path.name)
    params = {"file": name, "reason": reason, "case": case or _case(reason), "level": "named"}
    return Finding("PAC118", name, file=path_text(path), params=params)


def not_recognised(path: Path, version: str | None = None) -> Finding:
    """PAC103 about a file of others, or one made with a template ``version`` newer than this program."""
    name = path_text(path.name)
    params = {"file": name, "version": version, "case": "newer" if version else "foreign", "level": "named"}
    return Finding("PAC103", name, file=path_text(path), params=params)


def found_in_folder(finding: Finding) -> Finding:
    """The same finding for a file found in a folder, not named: it is listed and does not change the exit code."""
    return replace(finding, params={**finding.params, "level": "met"})
