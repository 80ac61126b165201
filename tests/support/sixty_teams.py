"""A company of many small teams that differ from one another, in memory."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang
from tests.support.drafts import Change, Draft
from tests.support.many_regions import region_reading
from tests.support.sample_company import AS_OF, TEMPLATE

_TOWNS = ("Amiens", "Brest", "Caen", "Dijon", "Évreux", "Fréjus", "Gap", "Hyères", "Istres", "Laval")
_WORK = ("Salon des métiers", "Tournée des détaillants", "Offre de rentrée", "Club clients", "Refonte du tarif")
_MODELS = ("NO", "IF", "SE", "SO")


def codes(count: int) -> list[tuple[str, str]]:
    """Code and name of each team."""
    return [(f"T{n:02d}", f"Agence de {_TOWNS[n % 10]} {n // 10 + 1}") for n in range(count)]


def small_company(count: int, lang: Lang = "fr") -> Review:
    """``count`` teams of three to seven actions each, no two alike, and the group."""
    names = codes(count)
    readings = [region_reading("GR", "GR", names)]
    for rank, (code, name) in enumerate(names):
        readings.append(region_reading(_MODELS[rank % 4], code, names, _different(rank, name)))
    return review(readings, TEMPLATE, AS_OF, lang=lang)


def _different(rank: int, name: str) -> Change:
    """Other titles, dates and amounts for each team, and fewer actions."""
    chosen = random.Random(rank)

    def change(plan: Draft) -> None:
        actions = plan.table("actions")
        for action in actions[chosen.randint(3, 7) :]:
            plan.remove(action)
        for action in plan.table("actions"):
            action.values.update(_other_values(plan, chosen, name))

    return change


def _other_values(plan: Draft, chosen: random.Random, name: str) -> dict[str, Value]:
    people = [record.key for record in plan.table("team")]
    return {
        "title": f"{chosen.choice(_WORK)} – {name} n° {chosen.randint(1, 999)}",
        "due": AS_OF + timedelta(days=chosen.randint(-40, 90)),
        "start": date(2026, 1, 5) + timedelta(days=chosen.randint(0, 60)),
        "allocated": Decimal(chosen.randint(2, 40) * 500),
        "owner": chosen.choice(people),
    }
