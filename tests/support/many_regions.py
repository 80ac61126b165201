"""The sample company with other numbers of regions, other names, or without what it has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pacom_xl.cli.samples import samples_folder
from pacom_xl.consolidation.review import Review, review
from pacom_xl.exchange.plan_json import plans_from_data
from pacom_xl.model.text import Lang
from pacom_xl.reading.reading_result import Reading
from tests.support.drafts import Change, edited
from tests.support.sample_company import AS_OF, TEMPLATE

#: Regions with long names.
REGIONS = {
    "AA": "Auvergne-Rhône-Alpes et Bourgogne", "BB": "Bretagne", "CC": "Centre-Val de Loire", "DD": "Corse",
    "EE": "Grand Est", "FF": "Hauts-de-France", "HH": "Normandie", "II": "Nouvelle-Aquitaine", "JJ": "Occitanie",
    "KK": "Pays de la Loire", "LL": "Provence-Alpes-Côte d’Azur", "MM": "Outre-mer (Antilles, Réunion)",
    "NN": "Alsace", "OO": "Bourgogne", "PP": "Franche-Comté", "QQ": "Limousin", "RR": "Savoie",
}  # fmt: skip
_MODELS = ("NO", "IF", "SE", "SO")


@cache
def _text(team: str) -> str:
    return (samples_folder() / f"{team}.json").read_text(encoding="utf-8")


def region_reading(team: str, code: str, names: Iterable[tuple[str, str]], change: Change | None = None) -> Reading:
    """The plan of a sample team as that of another region, in a company of the regions ``names``."""
    text = _text(team)
    if team != "GR":
        text = text.replace(f'"{team}"', f'"{code}"').replace(f"-{team}-", f"-{code}-")
    plans, problems = plans_from_data(json.loads(text), TEMPLATE, code)
    assert not problems

    def with_regions(plan: object) -> None:
        rows = plan.table("teams")  # type: ignore[attr-defined]
        for row in rows:
            if row.key != "GR":
                plan.records.remove(row)  # type: ignore[attr-defined]
        for key, name in names:
            row = type(rows[0])("teams", key, {"code": key, "fr": name, "en": name, "holiday_zone": "national"})
            plan.records.append(row)  # type: ignore[attr-defined]
        if change:
            change(plan)  # type: ignore[arg-type]

    path = Path(f"{code}.xlsx")
    plan = edited(plans[0].with_head(file=str(path), workbook_id=f"id-{code}"), with_regions)
    return Reading(path, "read", plans=[plan], sha256=f"sha-{code}", workbook_id=plan.workbook_id)


def company(
    count: int, *, lang: Lang = "fr", missing: Iterable[str] = (), change: Change | None = None, group: bool = True
) -> Review:
    """A company of ``count`` regions, ``missing`` of which sent nothing; without the group's workbook on demand."""
    names = list(REGIONS.items())[:count]
    absent = tuple(missing)
    readings = [region_reading("GR", "GR", names, change)] if group else []
    for rank, (code, _) in enumerate(names):
        if code not in absent:
            readings.append(region_reading(_MODELS[rank % len(_MODELS)], code, names, change))
    expect = [code for code, _ in names] if absent else []
    return review(readings, TEMPLATE, AS_OF, lang=lang, expect=expect)
