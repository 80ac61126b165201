"""Imports every module of rules, so that the catalogue is complete."""

from pacom_xl.rules import (
    action_budgets,
    broken_references,
    codes,
    coherence,
    consolidation_findings,
    deadlines,
    displaced_cells,
    duplicates,
    envelopes,
    fields,
    file_findings,
    generated_values,
    group_owned,
    legal,
    limits,
    reading_findings,
    reading_values,
    reply_findings,
    required,
    results,
    shown_totals,
    teams_and_group,
    uncounted,
    unseen_values,
    waivers,
)
from pacom_xl.rules.rule_registry import RULES, Rule

__all__ = ["FAMILY_MODULES", "RULES", "catalogue"]

#: The modules of rules, in the order of execution.
FAMILY_MODULES = (
    file_findings, reading_findings, displaced_cells, reading_values, unseen_values, codes, limits, fields,
    required, waivers, broken_references, coherence, generated_values, deadlines, action_budgets, envelopes,
    uncounted, shown_totals, results, consolidation_findings, group_owned, teams_and_group, duplicates, legal,
    reply_findings,
)  # fmt: skip


def catalogue() -> list[Rule]:
    """All rules, sorted by code."""
    return [RULES[code] for code in sorted(RULES)]
