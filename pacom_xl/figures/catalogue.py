"""Every figure: importing this module fills ``registry.FIGURES``."""

from __future__ import annotations

from pacom_xl.figures import (
    actions,
    budget,
    calendar,
    cash,
    dashboard,
    envelope,
    index,
    kpis,
    lists,
    objectives,
    performance,
)
from pacom_xl.figures.registry import FIGURES

__all__ = [
    "FIGURES",
    "actions",
    "budget",
    "calendar",
    "cash",
    "dashboard",
    "envelope",
    "index",
    "kpis",
    "lists",
    "objectives",
    "performance",
]
