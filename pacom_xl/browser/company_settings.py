"""Settings of a company in its page, as the program in the page reads them: template, group's workbook, thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pacom_xl.model.text import Lang
from pacom_xl.reading.many_files.discover import Input
from pacom_xl.reading.many_files.in_process import InProcess
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules.rule_settings import Config, read_rules
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD

#: The file of the settings in their archive.
SETTINGS = "settings.json"


@dataclass(frozen=True)
class CompanySettings:
    """Settings of a page. Paths are those of the browser's own file system."""

    lang: Lang | None = None
    time_zone: str = "Europe/Paris"
    expect: tuple[str, ...] = ()
    #: The keys of ``pacom.toml`` that the rules read.
    rules: Mapping[str, Any] = field(default_factory=dict)
    #: Name or folder of the template; ``None``: the one the workbooks name.
    template: str | None = None
    #: The group's workbook.
    reference: Path | None = None

    @cached_property
    def blank_template(self) -> Template:
        """The template of new workbooks."""
        return load_template(self.template or STANDARD)

    def rules_for(self, template: Template) -> Config:
        """The rules' settings: the configuration's over the template's; thresholds the template lacks are left out."""
        company, _ = read_rules(template.rules, template)
        configured, _ = read_rules(self.rules, template)
        config, known = configured.over(company), template.tables["parameters"].by_key
        return replace(config, thresholds={key: value for key, value in config.thresholds.items() if key in known})

    def reference_reading(self, template: Template) -> Reading | None:
        """The group's workbook, read with ``template``."""
        if self.reference is None:
            return None
        executor = InProcess(template, lambda path: None)
        return read_all([Input(self.reference, named=True)], template, executor=executor)[0]


def load_settings(folder: Path) -> CompanySettings:
    """The settings of a page (``settings_archive``), unpacked in a folder."""
    data = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    template, reference = data["template"], data["reference"]
    return CompanySettings(
        lang=data["lang"],
        time_zone=data["time_zone"],
        expect=tuple(data["expect"]),
        rules=data["rules"],
        template=str(folder / template) if template and "/" in template else template,
        reference=folder / reference if reference else None,
    )
