"""Imports every module of figures, so that ``figure_registry.FIGURES`` is complete."""

from __future__ import annotations

from pacom_xl.figures import (  # noqa: F401
    actions,
    budget,
    calendar,
    cash,
    dashboard,
    envelope,
    index,
    kpis,
    objectives,
    performance,
    plan_identity,
)
from pacom_xl.figures.figure_registry import FIGURES

__all__ = ["FIGURES"]
