"""Workbooks of a fictional company whose teams all differ, for benchmarks and long tests.

Every team has its own number of actions (5 to 40), texts, amounts, dates, budget lines, milestones, payments and
readings, drawn from a random generator seeded with the team's code: the same code gives the same workbook. What a
group decides for all its teams (strategy, axes, legal points, lists) is that of the sample company.
"""

from __future__ import annotations

import itertools
import json
import random
import string
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.cli.samples import samples_folder
from pacom_xl.exchange.plan_json import plans_from_data
from pacom_xl.model.plan import Plan
from pacom_xl.template.load import load_template
from pacom_xl.writing.team_workbook import write_workbook

AS_OF = date(2026, 6, 15)
#: Least and greatest number of actions of a team, unless other bounds are asked for.
ACTIONS = (5, 40)
_YEAR_START = date(2026, 1, 1)
#: The team of the sample whose group sections every team shares.
_MODEL = "NO"
#: Tables of the sample that are replaced by the team's own rows.
_OWN_TABLES = frozenset(
    (
        "actions", "milestones", "budget_lines", "schedule", "kpis", "risks", "legal_checks", "journal", "performance",
        "offers", "online", "reviews", "animation", "reschedules",
    )
)  # fmt: skip
_VERBS = (
    "Relancer", "Conquérir", "Visiter", "Équiper", "Former", "Fidéliser", "Démarcher", "Inviter", "Auditer",
    "Référencer", "Animer", "Négocier", "Prospecter", "Accompagner", "Reconquérir", "Présenter", "Déployer",
)  # fmt: skip
_OBJECTS = (
    "les hôtels indépendants", "les brasseries", "les cantines d’entreprise", "les grossistes", "les épiceries fines",
    "les campings", "les collectivités", "les coffee shops", "les boulangeries", "les comités d’entreprise",
    "les traiteurs", "les offices de tourisme", "les ports de plaisance", "les cavistes", "les écoles hôtelières",
    "les clients perdus", "les comptes dormants", "les centrales d’achat",
)  # fmt: skip
_PLACES = (
    "de Vannes", "de Colmar", "du bassin annécien", "de la côte d’Opale", "de Béziers", "du Vercors", "de Limoges",
    "de la presqu’île", "du Pays basque", "de Troyes", "de l’Allier", "de Saint-Étienne", "du Cotentin", "de Nîmes",
    "de l’Avesnois", "de Dijon", "du Luberon", "de Chartres",
)  # fmt: skip
_DETAILS = (
    "avec une offre d’essai de quinze jours", "en binôme avec le service technique", "par une tournée hebdomadaire",
    "grâce à un argumentaire par cible", "après un appel de qualification", "avec un kit de démonstration",
    "sur la base du fichier mis à jour en janvier", "en visant les décideurs", "avec un prix d’appel",
    "au rythme de douze rendez-vous par semaine", "en s’appuyant sur les clients référents",
)  # fmt: skip
_LABELS = (
    "Location", "Déplacements", "Échantillons", "Impression", "Prestation", "Publicité locale", "Cadeaux clients",
    "Formation", "Stand", "Agence", "Matériel de démonstration", "Envoi de courriers",
)  # fmt: skip
_STATUSES = ("planned", "in_progress", "in_progress", "in_progress", "done", "draft", "on_hold", "cancelled")
#: Tables where the people of the team are named; elsewhere it is this person of the group.
_TEAM_TABLES = _OWN_TABLES | {"plan", "team", "objectives"}
_GROUP_PERSON = "HCA"
#: Number of the first trigram of a team's people: ``JAA``.
_FIRST_TRIGRAM = 9 * 26**2
_NATURES = ("shows", "media", "ads", "pos_material", "tasting", "travel", "services", "training", "tools")


def team_codes() -> Iterator[str]:
    """Team codes that the sample company does not use: ``ZAA``, ``ZAB`` … ``ZZZ``, ``YAA`` …"""
    for letters in itertools.product(reversed(string.ascii_uppercase), string.ascii_uppercase, string.ascii_uppercase):
        yield "".join(letters)


def make_company(folder: Path, count: int, actions: tuple[int, int] = ACTIONS) -> None:
    """Write ``count`` workbooks into ``folder``, one per team, named ``CODE.xlsx``; existing files are left alone.

    ``actions``: least and greatest number of actions of a team.
    """
    for code in itertools.islice(team_codes(), count):
        if not (folder / f"{code}.xlsx").exists():
            write_team(folder, code, actions=actions)


def write_team(folder: Path, code: str, edition: int = 0, actions: tuple[int, int] = ACTIONS) -> None:
    """Write the workbook of one team; another ``edition`` has one more action, other amounts and other progress."""
    template = load_template()
    plan = team_plan(code, edition, actions)
    write_workbook(plan, template, folder / f"{code}.xlsx", as_of=AS_OF, frozen=True, workbook_id=f"bench-{code}")


def team_plan(code: str, edition: int = 0, actions: tuple[int, int] = ACTIONS) -> Plan:
    """The plan of one team; another ``edition`` has one more action, other amounts and other progress."""
    source = (samples_folder() / f"{_MODEL}.json").read_text(encoding="utf-8")
    source = source.replace(f"ACT-{_MODEL}-", f"ACT-{code}-").replace(f'"{_MODEL}"', f'"{code}"')
    data = json.loads(source)
    described = data["plans"][0]
    _rename_people(described["records"], code)
    draw = random.Random(code)
    own = list(_own_rows(code, described["records"], draw, edition, actions))
    shared = [record for record in described["records"] if record["table"] not in _OWN_TABLES]
    for record in shared:
        _vary(record, draw)
    described["records"] = [*shared, *own]
    (plan,), mistakes = plans_from_data(data, load_template(), code)
    if mistakes:
        raise ValueError(mistakes)
    return plan


def _rename_people(records: list[dict[str, Any]], code: str) -> None:
    """Give the people of the team trigrams that no other team uses."""
    own = [record for record in records if record["table"] == "team" and record["values"]["team_code"] == code]
    number = next(n for n, letters in enumerate(team_codes()) if letters == code)
    first, taken = number * len(own), frozenset(r["key"] for r in records if r["table"] == "team")
    trigrams = dict(zip((r["key"] for r in own), _free_trigrams(taken)[first:], strict=False))
    # What the group decides names the people of its own team, in every workbook alike.
    decided = dict.fromkeys(trigrams, _GROUP_PERSON)
    for record in records:
        renamed = trigrams if record["table"] in _TEAM_TABLES else decided
        record["key"] = trigrams.get(record["key"], record["key"])
        for name, value in record["values"].items():
            if isinstance(value, str):
                record["values"][name] = renamed.get(value, value)
            elif isinstance(value, list):
                record["values"][name] = [renamed.get(part, part) for part in value]
    for record in own:
        record["values"]["email"] = f"{record['key'].lower()}@valmorane.example"
        record["values"]["full_name"] += f" {record['key'].title()}"


@lru_cache(maxsize=4)
def _free_trigrams(taken: frozenset[str]) -> list[str]:
    """Trigrams from ``JAA`` on that nobody of the sample company has."""
    return [letters for letters in map(_letters, range(_FIRST_TRIGRAM, 26**3)) if letters not in taken]


def _letters(number: int) -> str:
    """Three capital letters that stand for a number below 17,576."""
    return "".join(string.ascii_uppercase[number // 26**place % 26] for place in (2, 1, 0))


def _vary(record: dict[str, Any], draw: random.Random) -> None:
    """Give the team its own figures in the tables every team has: objectives and envelope."""
    values = record["values"]
    if record["table"] == "objectives" and values["target"]:
        values["target"] = round(values["target"] * draw.uniform(0.5, 1.5), 2)
        values["actual"] = round(values["target"] * draw.uniform(0.1, 0.9), 2)
        values["measured_on"] = str(_YEAR_START + timedelta(days=draw.randrange(90, 160)))
    elif record["table"] == "envelope" and values["amount"]:
        values["amount"] = round(values["amount"] * draw.uniform(0.4, 2.5), -2)
    elif record["table"] == "swot":
        values["statement"] = _sentence(draw)


def _own_rows(
    code: str, records: list[dict[str, Any]], draw: random.Random, edition: int, actions: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    """Actions with all that hangs from them."""
    models = [record for record in records if record["table"] == "actions"]
    people = [r["key"] for r in records if r["table"] == "team" and r["values"]["team_code"] == code]
    count = draw.randint(*actions)
    for number in range(1, count + 1 + (edition > 0)):
        action = f"ACT-{code}-{number:03}"
        model = models[draw.randrange(len(models))]["values"]
        changed = random.Random(f"{action} {edition}") if edition and number % 7 == 1 else draw
        yield from _action(action, model, people, draw, changed)


def _action(
    code: str, model: dict[str, Any], people: list[str], draw: random.Random, changed: random.Random
) -> Iterator[dict[str, Any]]:
    start = _YEAR_START + timedelta(days=draw.randrange(0, 240))
    due = start + timedelta(days=draw.randrange(5, 110))
    status = draw.choice(_STATUSES)
    lines = [_budget_line(number, draw, changed) for number in range(1, draw.randint(1, 8) + 1)]
    values = dict(model) | {
        "code": code,
        "title": f"{draw.choice(_VERBS)} {draw.choice(_OBJECTS)} {draw.choice(_PLACES)}",
        "status": status,
        "priority": draw.choice(("P1", "P2", "P3")),
        "owner": draw.choice(people),
        "contributors": draw.sample(people, draw.randint(0, min(3, len(people)))),
        "progress": 1 if status == "done" else round(changed.random() * 0.9, 2),
        "what": _sentence(draw),
        "why": _sentence(draw),
        "how": _sentence(draw),
        "start": str(start),
        "due": str(due),
        "done_on": str(due - timedelta(days=draw.randrange(0, 5))) if status == "done" and due < AS_OF else None,
        "allocated": sum(line["planned"] for line in lines) + draw.choice((0, 0, 200, -150)),
        "transferred_to": None,
    }
    yield {"table": "actions", "key": code, "parent": None, "values": values}
    yield from (_child("budget_lines", code, n, line) for n, line in enumerate(lines, 1))
    yield from _children(code, start, due, lines, people, draw)


def _budget_line(number: int, draw: random.Random, changed: random.Random) -> dict[str, Any]:
    planned = draw.randrange(200, 9000, 50)
    committed = round(planned * changed.choice((0, 0.5, 1, 1, 1.15)), 2)
    return {
        "number": number, "label": f"{draw.choice(_LABELS)} {draw.randrange(1, 99)}", "nature": draw.choice(_NATURES),
        "vat_rate": draw.choice((0.2, 0.1)), "planned": planned, "committed": committed,
        "spent": round(committed * changed.choice((0, 0.4, 1)), 2), "forecast_forced": None, "closed": "no",
    }  # fmt: skip


def _children(
    code: str, start: date, due: date, lines: list[dict[str, Any]], people: list[str], draw: random.Random
) -> Iterator[dict[str, Any]]:
    span = (due - start).days
    days = sorted(draw.randrange(span + 1) for _ in range(draw.randint(1, 6)))
    for number, planned in enumerate((start + timedelta(days=day) for day in days), 1):
        done = str(planned + timedelta(days=draw.randrange(-3, 8))) if planned < AS_OF and draw.random() < 0.7 else None
        row = {"number": number, "label": _sentence(draw)[:60], "due": str(planned), "done_on": done}
        yield _child("milestones", code, number, row)
    payments = itertools.count(1)
    for line in lines:
        deposit = draw.choice((0, 0, line["planned"] // 3))
        for month, amount in (
            (start.month, deposit),
            (due.month if due.year == 2026 else 12, line["planned"] - deposit),
        ):
            if amount:
                row = {"line": line["number"], "month": f"2026-{month:02}", "amount": amount}
                yield _child("schedule", code, next(payments), row)
    for number in range(1, draw.randint(1, 4)):
        row = {"label": _sentence(draw)[:60], "probability": draw.randint(1, 3), "impact": draw.randint(1, 3)}
        yield _child("risks", code, number, row | {"mitigation": _sentence(draw)})
    for number in range(1, draw.randint(1, 6)):
        day = str(start + timedelta(days=draw.randrange(0, 60)))
        row = {"date": day, "author": draw.choice(people), "text": _sentence(draw), "decision": _sentence(draw)}
        yield _child("journal", code, number, row)


def _child(table: str, parent: str, number: int, values: dict[str, Any]) -> dict[str, Any]:
    return {"table": table, "key": f"{table}#{number}", "parent": parent, "values": values}


def _sentence(draw: random.Random) -> str:
    """A sentence of its own, with a figure that makes equal ones rare."""
    return (
        f"{draw.choice(_VERBS)} {draw.choice(_OBJECTS)} {draw.choice(_PLACES)} {draw.choice(_DETAILS)}, "
        f"objectif {draw.randrange(5, 400)} contacts."
    )
