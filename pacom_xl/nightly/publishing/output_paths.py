"""Paths of the files of a night, those that earlier nights wrote, and the names a configuration must not use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.mails.links import base_address
from pacom_xl.nightly.publishing.code_file_names import as_file_name
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reporting.program_outputs import is_program_output, is_program_page
from pacom_xl.storage.atomic_files import is_special

_FINDINGS = Text("PAC_Constats", "PAC_Findings")
_CORRECTION = Text("PAC_A_corriger", "PAC_To_correct")


class OutputPaths:
    """Paths of the files a configuration asks for."""

    def __init__(self, config: NightlyConfig, state: StateFolder) -> None:
        self._config, self._state = config, state

    def group(self, day: date) -> Path:
        """The consolidated workbook."""
        return Path(self._config.consolidated or self._state.folder / f"PAC_{day.year}_Groupe.xlsx")

    @property
    def findings_folder(self) -> Path:
        """Folder of the findings workbooks."""
        return Path(self._config.findings or self._state.folder)

    def findings(self, lang: Lang) -> Path:
        """The findings workbook of all teams."""
        return self.findings_folder / f"{_FINDINGS.in_(lang)}.xlsx"

    def team_findings(self, team: str, lang: Lang) -> Path:
        """The findings workbook of one team."""
        return self.findings_folder / f"{_FINDINGS.in_(lang)}_{as_file_name(team)}.xlsx"

    def team_correction(self, team: str, lang: Lang) -> Path | None:
        """The path of the corrected workbook of a team; ``None`` when workbooks of findings are configured."""
        if self._config.attach != "correction":
            return None
        return self._state.folder / f"{_CORRECTION.in_(lang)}_{as_file_name(team)}.xlsx"

    @property
    def page(self) -> Path | None:
        """The web page, when one is wanted."""
        return Path(self._config.publish) / "index.html" if self._config.publish else None

    @property
    def page_address(self) -> str:
        """The address at which readers open the page; ``""`` when the configuration has none."""
        return base_address(self._config.links.page or "") or ""

    def earlier(self, day: date) -> list[Path]:
        """Workbooks that earlier nights wrote: never inputs."""
        found = [self.group(day), *self.findings_folder.glob(f"{_FINDINGS.fr}*.xlsx")]
        found += self.findings_folder.glob(f"{_FINDINGS.en}*.xlsx")
        # A corrected workbook holds the plan of its team: it must not count as a second version of it.
        corrected = [
            path for name in (_CORRECTION.fr, _CORRECTION.en) for path in self._state.folder.glob(f"{name}_*.xlsx")
        ]
        return [*(path for path in found if is_program_output(path)), *corrected]

    def refused(self, day: date, inputs: Iterable[Path]) -> list[Text]:
        """Why an output may not be written where the configuration says: an input, or a file that is not ours."""
        read = {path.resolve() for path in inputs}
        named = [Path(file) for file in (self._config.file, self._config.reference) if file]
        read |= {path.resolve() for path in named}
        wanted = {"consolidated": self.group(day), "findings": self.findings(self._config_lang)}
        problems = [
            _not_ours(name, path) for name, path in wanted.items() if not _may_write(path, read, is_program_output)
        ]
        if self.page and not _may_write(self.page, read, is_program_page):
            problems.append(_not_ours("publish", self.page))
        return problems

    @property
    def _config_lang(self) -> Lang:
        return "en" if self._config.lang == "en" else "fr"


def _may_write(path: Path, read: set[Path], is_own: Callable[[Path], bool]) -> bool:
    return path.resolve() not in read and not is_special(path) and (not path.is_file() or is_own(path))


def _not_ours(name: str, path: Path) -> Text:
    shown = path_text(path)
    return sentence(
        "{name} : {shown} n’a pas été écrit par pacom_xl comme résultat ; "
        "choisissez un autre nom dans la configuration, ou déplacez ce fichier.",
        "{name}: {shown} was not written by pacom_xl as a result; "
        "choose another name in the configuration, or move that file.",
        name=name,
        shown=shown,
    )
