"""Every rule, loaded: the one import the engine and the messages need."""

from pacom_xl.rules import (
    budget,
    codes,
    coherence,
    deadlines,
    duplicates,
    envelopes,
    fields,
    legal,
    merging,
    performance,
    portfolio,
    reference,
    references,
    structure,
    waivers,
)
from pacom_xl.rules.registry import RULES, Rule

__all__ = ["FAMILY_MODULES", "RULES", "catalogue"]

#: The modules that hold the rules, in the order they run.
FAMILY_MODULES = (
    structure, codes, fields, waivers, references, coherence, deadlines, budget, envelopes, performance,
    merging, reference, portfolio, duplicates, legal,
)  # fmt: skip


def catalogue() -> list[Rule]:
    """Every rule, by code."""
    return [RULES[code] for code in sorted(RULES)]
