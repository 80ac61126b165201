"""``new --reference``: blank plans that begin with what the group has decided."""

from __future__ import annotations

from pacom_xl.cli.options import Voice
from pacom_xl.cli.pipeline import read_reference
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Template
from pacom_xl.writing.blank_from_group import count_copied, with_group


def group_plan(reference: str | None, template: Template, voice: Voice) -> Plan | None:
    """The plan of the group's team in the workbook, else its first. Exit code 2 when the file cannot be read."""
    reading = read_reference(reference, template)
    if reading is None:
        return None
    plan = next((plan for plan in reading.plans if plan.team == GROUP_TEAM), reading.plans[0])
    who = f"plan {plan.team or '?'} {plan.year or '?'}"
    sheets, rows = count_copied(plan, template)
    voice.say(
        sentence(
            "{reference} : {who}, {sheets} feuilles reprises, {rows} lignes.",
            "{reference}: {who}, {sheets} sheets taken over, {rows} rows.",
            reference=reference,
            who=who,
            sheets=sheets,
            rows=rows,
        )
    )
    if noticed := len(reading.findings):
        voice.say(
            sentence(
                "{reference} : {noticed} constats à la lecture, voir pacom-xl check {reference}",
                "{reference}: {noticed} findings while reading, see pacom-xl check {reference}",
                reference=reference,
                noticed=noticed,
            )
        )
    return plan


def with_group_sections(plan: Plan, group: Plan, template: Template) -> Plan:
    """The blank plan with the group's sections; the manager named in the list of teams stays, once."""
    whole = with_group(plan, group, template)
    for person in plan.table("team"):
        whole = _managed(whole, person)
    return whole


def _managed(plan: Plan, person: Record) -> Plan:
    """Use the person of the group's list with the same address, even if the trigram made from the name differs."""
    people = plan.table("team")
    same = next((r for r in people if r.get("email") and r.get("email") == person.get("email")), None)
    if same is None:
        taken = {r.key for r in people}
        trigram = next(t for t in _trigrams(person.key) if t not in taken)
        same = Record("team", trigram, {**person.values, "trigram": trigram})
        plan = plan.with_records([*plan.records, same])
    identity = plan.form("plan")
    others = [r for r in plan.records if r.table != "plan"]
    return plan.with_records([identity.with_values({"manager": same.key}), *others])


def _trigrams(wanted: str) -> list[str]:
    """The trigram wanted, then those with another last letter."""
    return [wanted, *(wanted[:2] + chr(letter) for letter in range(ord("A"), ord("Z") + 1))]
