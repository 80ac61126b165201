"""The plans of the sample company, from the installed package or the checkout."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text
from pacom_xl.template.schema import Template

#: The group first, then its regions.
TEAMS = ("GR", "NO", "IF", "SE", "SO")


def samples_folder() -> Path:
    """In the installed package, else beside a checkout. Exit code 2 when it is nowhere."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "samples", package.parent / "samples"):
        if (folder / "valmorane").is_dir():
            return folder / "valmorane"
    raise RefusedError(Text("données d’exemple introuvables.", "sample data not found."))


def sample_plans(template: Template) -> list[Plan]:
    """The five plans of the sample company."""
    folder = samples_folder()
    plans = []
    for team in TEAMS:
        file = folder / f"{team}.json"
        found, problems = plans_from_data(load_data_file(file), template, file.name)
        if problems:
            raise RefusedError(*problems)
        plans += found
    return plans
