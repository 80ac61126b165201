"""Labels of choices in a plan: as its own lists have them, else as the template does."""

from __future__ import annotations

from pacom_xl.figures.plan_view import PlanView, Row


def nature_label(view: PlanView, key: str) -> str:
    """Label of an expense nature in the plan's language; its key when unknown."""
    return _label(view, "natures", key, view.find("natures", key))


def choice_label(view: PlanView, name: str, key: str) -> str:
    """Label of a choice of the value list ``name`` in the plan's language; its key when unknown."""
    row = next((row for row in view.rows("choices") if (row["list"], row["key"]) == (name, key)), None)
    return _label(view, name, key, row)


def _label(view: PlanView, name: str, key: str, row: Row | None) -> str:
    if row is None:
        return view.template.choice_label(name, key).in_(view.plan.lang)
    return row.text(view.plan.lang) or row.text("fr") or key
