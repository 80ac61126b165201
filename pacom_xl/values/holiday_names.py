"""Names of public holidays in the languages of workbooks: one day has one meaning, however the workbook names it.

Blank workbooks are written with the names in their language. Where rows of two workbooks are compared or copied, names
that the program wrote are replaced by those of the other language; names that people typed stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import LANGS, Lang

#: The table of holidays, and the zone of those of the whole country.
HOLIDAYS, NATIONAL = "holidays", "national"
#: Zones of holidays, and the subdivision of the country that has them.
_ZONES = {NATIONAL: None, "alsace_moselle": "57"}
_LANGUAGES = {"fr": "fr", "en": "en_US"}


@lru_cache(maxsize=64)
def holiday_names(year: int, lang: Lang) -> Mapping[tuple[str, date], str]:
    """Name of every holiday of a year by zone and day: national ones, then those that a zone has besides."""
    import holidays

    found: dict[tuple[str, date], str] = {}
    for zone, subdivision in _ZONES.items():
        days = holidays.country_holidays("FR", subdiv=subdivision, years=year, language=_LANGUAGES[lang])
        for day, name in sorted(days.items()):
            if (NATIONAL, day) not in found:
                found[zone, day] = name
    return MappingProxyType(found)


def with_holidays_in(lang: Lang, plan: Plan) -> Plan:
    """A plan whose holidays have the names of ``lang``, where the program wrote those of another language."""
    return plan.with_records(
        [in_language(record, lang) if record.table == HOLIDAYS else record for record in plan.records]
    )


def plans_in_one_language(table: str, plans: Sequence[Plan]) -> Sequence[Plan]:
    """Plans whose holidays have the names of the first plan's language, where the plans' languages differ.

    They then hold the rows of that table only.
    """
    if table != HOLIDAYS or len({plan.lang for plan in plans}) < 2:
        return plans
    lang = plans[0].lang
    return [plan.with_records([in_language(record, lang) for record in plan.table(table)]) for plan in plans]


def in_language(record: Record, lang: Lang) -> Record:
    """A row of holidays with the name the program writes in ``lang``, when it has such a name in another language."""
    day, zone, label = record.get("date"), record.get("scope") or NATIONAL, record.get("label")
    if not isinstance(day, date) or not isinstance(zone, str):
        return record
    others = [holiday_names(day.year, other).get((zone, day)) for other in LANGS if other != lang]
    name = holiday_names(day.year, lang).get((zone, day))
    return record.with_values({"label": name}) if name and label in others else record
