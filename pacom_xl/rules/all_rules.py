"""Every rule, loaded: the one import the engine and the messages need."""

from pacom_xl.rules import (
    action_budgets,
    broken_references,
    codes,
    coherence,
    consolidation_findings,
    deadlines,
    duplicates,
    envelopes,
    fields,
    group_owned,
    legal,
    reading_findings,
    results,
    teams_and_group,
    waivers,
)
from pacom_xl.rules.rule_registry import RULES, Rule

__all__ = ["FAMILY_MODULES", "RULES", "catalogue"]

#: The modules that hold the rules, in the order they run.
FAMILY_MODULES = (
    reading_findings, codes, fields, waivers, broken_references, coherence, deadlines, action_budgets, envelopes,
    results, consolidation_findings, group_owned, teams_and_group, duplicates, legal,
)  # fmt: skip


def catalogue() -> list[Rule]:
    """Every rule, by code."""
    return [RULES[code] for code in sorted(RULES)]
