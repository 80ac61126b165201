"""A plan seen at a date: rows give access to typed values and to figures in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import cast

from pacom_xl.figures.figure_registry import FIGURES, figures_of
from pacom_xl.figures.periods import QUARTERS, ZERO, month_start, months_from
from pacom_xl.model.plan import Cell, Plan, Record, Value
from pacom_xl.model.workdays import WorkingDays
from pacom_xl.template.schema import Template
from pacom_xl.values.references import named_entries

#: Valid years of a plan.
_YEARS = range(2000, 2101)


class Row:
    """One record of a view: ``row["due"]`` is a typed value, ``row["due_effective"]`` a figure."""

    __slots__ = ("_computed", "_figures", "record", "view")

    def __init__(self, view: PlanView, record: Record) -> None:
        self.view = view
        self.record = record
        self._figures = view.figures_of(record.table)
        self._computed: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        values = self.record.values
        if name in values:
            return values[name]
        figure = self._figures.get(name)
        return self.figure(figure) if figure else None

    def figure(self, name: str) -> Value:
        """The computed value ``<table>.<field>`` for this row, computed once."""
        computed = self._computed
        if name in computed:
            return computed[name]
        computed[name] = value = FIGURES[name].compute(self)
        return value

    def part(self, name: str, part: str) -> Value:
        """One part (nature key, ``T1``…``T4``, ``YYYY-MM``) of a spread figure."""
        key = f"{name}@{part}"
        if key not in self._computed:
            self._computed[key] = FIGURES[name].compute(self, part)
        return self._computed[key]

    @property
    def key(self) -> str:
        """The record's code, row id or natural key."""
        return self.record.key

    def text(self, name: str) -> str:
        """A text value, ``""`` when empty."""
        value = self[name]
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        """A date, ``None`` when empty."""
        value = self[name]
        return value if isinstance(value, date) else None

    def number(self, name: str) -> Decimal | None:
        """A number, ``None`` when empty."""
        value = self[name]
        if isinstance(value, Decimal):
            return value
        return Decimal(value) if isinstance(value, int) else None

    def amount(self, name: str) -> Decimal:
        """A number, 0 when empty, as SUM and MAX treat an empty cell."""
        value = self[name]
        if isinstance(value, Decimal):
            return value
        return Decimal(value) if isinstance(value, int) else ZERO

    def many(self, name: str) -> tuple[str, ...]:
        """A multiple value, empty when none."""
        value = self[name]
        return value if isinstance(value, tuple) else ()

    def cell(self, name: str) -> Cell | None:
        """The cell of the field; ``None`` when unknown."""
        return self.record.cell(name)

    def children(self, table: str) -> list[Row]:
        """Rows of a table of the action sheet."""
        return self.view.children(self.key, table)

    def children_with(self, table: str, name: str, value: Value) -> list[Row]:
        """Those of the rows of a table of the action sheet whose ``name`` is ``value``."""
        return self.view.children_with(self.key, table, name, value)

    @property
    def parent(self) -> Row | None:
        """The action that this row belongs to."""
        return self.view.find("actions", self.record.parent) if self.record.parent else None

    @property
    def team(self) -> str | None:
        """Team of the row: its ``team`` value in a consolidated plan, else the team of the plan."""
        return self.text("team") or self.view.plan.team if self.record.table != "team" else self.view.plan.team


def _code(row: Row) -> str:
    return (row.text("code") or row.key).casefold()


class PlanView:
    """A plan, its template and the reference date of the run.

    ``as_of`` is the reference date of every figure. ``settings`` replaces parameters of the plan (the group's
    thresholds replace the team's).
    """

    def __init__(self, plan: Plan, template: Template, as_of: date, settings: dict[str, Value] | None = None) -> None:
        self.plan = plan
        self.template = template
        self.as_of = as_of
        self.settings = settings or {}
        #: Whether this is the group's workbook, whatever its team code.
        self.of_group = False
        #: Due dates in earlier consolidations, oldest first, by team and action.
        self.earlier_due: Mapping[tuple[str | None, str], Sequence[date]] = {}
        self._working_days: dict[str | None, WorkingDays] = {}
        self._figures: dict[str, dict[str, str]] = {}
        self.forget()

    def forget(self) -> None:
        """Release the rows, which refer to this view, and their cached figures; they are built again when needed."""
        self._rows: dict[str, list[Row]] = {}
        self._codes: dict[str, dict[str, Row]] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._grouped: dict[tuple[str, str, str], dict[Value, list[Row]]] = {}
        for name in ("_objectives", "_readings", "_cash_inputs", "_cash_row", "_children"):
            self.__dict__.pop(name, None)

    def rows(self, table: str) -> list[Row]:
        """Rows of a table, in workbook order; those of ``index`` and ``calendar`` are the actions."""
        if table in ("index", "calendar"):
            table = "actions"
        if table not in self._rows:
            self._rows[table] = [Row(self, record) for record in self.plan.table(table)]
        return self._rows[table]

    def action_keys(self) -> list[str]:
        """Keys of the actions, in workbook order."""
        return [action.key for action in self.rows("actions")]

    def size(self, table: str) -> int:
        """How many rows a table has."""
        return len(self.rows(table))

    def figures_of(self, table: str) -> dict[str, str]:
        """Figures of ``table``: short name to full name. Typed fields are not included."""
        if table not in self._figures:
            known = self.template.tables.get(table)
            inputs = frozenset(field.key for field in known.inputs) if known else frozenset[str]()
            self._figures[table] = figures_of(table, inputs)
        return self._figures[table]

    def find(self, table: str, code: str) -> Row | None:
        """The first row of ``table`` with that key."""
        if table not in self._codes:
            self._codes[table] = {row.key: row for row in reversed(self.rows(table))}
        return self._codes[table].get(code)

    def shown_codes(self, table: str, codes: Sequence[str]) -> str:
        """Several codes as a cell of an action sheet shows them: with the names of their rows where this is safe."""
        return self.named_codes(table, codes) or ", ".join(codes)

    def named_codes(self, table: str, codes: Sequence[str]) -> str | None:
        """Several codes, free texts among them, with the names of their rows; ``None`` where none has a safe one."""
        of = self.template.tables.get(table)
        field = of.name_field if of else None
        rows = {code: self.find(table, code) for code in codes} if field else {}
        names = {code: row.text(field.key) if row and field else "" for code, row in rows.items()}
        return named_entries(names, (row.key for row in self.rows(table))) if any(names.values()) else None

    def find_objective(self, code: str, team: str | None) -> Row | None:
        """The last objective with that code and team: consolidated plans repeat objectives by team."""
        return self._objectives.get((team, code))

    @cached_property
    def _objectives(self) -> dict[tuple[str | None, str], Row]:
        return {(row.team, row.key): row for row in self.rows("objectives")}

    def is_duplicate(self, row: Row) -> bool:
        """Whether several rows of the table, of any team, have this code. Case is ignored, as in formulas."""
        table = row.record.table
        if table not in self._counts:
            self._counts[table] = Counter(_code(other) for other in self.rows(table))
        return self._counts[table][_code(row)] > 1

    @cached_property
    def _readings(self) -> dict[tuple[str | None, str, str], list[Row]]:
        groups: dict[tuple[str | None, str, str], list[Row]] = {}
        for row in self.rows("performance"):
            key = (row.team, row.text("subject"), row.text("indicator").lower())
            groups.setdefault(key, []).append(row)
        return groups

    def readings(self, team: str | None, subject: str, indicator: str) -> list[Row]:
        """Readings of an indicator of an objective or action, whatever their dates; case does not matter."""
        return self._readings.get((team, subject, indicator.lower()), [])

    @cached_property
    def _cash_inputs(self) -> dict[tuple[Value, Value], Decimal | None]:
        rows = reversed(self.rows("cash"))
        return {(row["item"], row["month"]): row.number("amount") for row in rows}

    def cash_input(self, item: str, month: str | None = None) -> Decimal | None:
        """Typed amount of a cash item in a month (``YYYY-MM``); thresholds and caps have no month."""
        return self._cash_inputs.get((item, month))

    def cash(self, name: str, month: str) -> Value:
        """A figure of the monthly cash table: ``view.cash("closing", "2026-03")``."""
        return self._cash_row.part(f"cash_months.{name}", month)

    @cached_property
    def _cash_row(self) -> Row:
        return Row(self, Record("cash_months", "cash_months", {}))

    @cached_property
    def _children(self) -> dict[tuple[str, str], list[Row]]:
        groups: dict[tuple[str, str], list[Row]] = {}
        for table in self.template.children("actions"):
            for row in self.rows(table.key):
                groups.setdefault((row.record.parent or "", table.key), []).append(row)
        return groups

    def children(self, code: str, table: str) -> list[Row]:
        """Rows of ``table`` that belong to action ``code``."""
        return self._children.get((code, table), [])

    def children_with(self, code: str, table: str, name: str, value: Value) -> list[Row]:
        """Those of the rows of ``table`` that belong to action ``code`` whose ``name`` is ``value``."""
        place = (code, table, name)
        if place not in self._grouped:
            groups = self._grouped[place] = {}
            for row in self.children(code, table):
                groups.setdefault(row[name], []).append(row)
        return self._grouped[place].get(value, [])

    def form(self, table: str) -> Row:
        """The single row of a form."""
        rows = self.rows(table)
        return rows[0] if rows else Row(self, Record(table, table, {}))

    def setting(self, key: str) -> Decimal:
        """A numeric parameter."""
        return Decimal(cast("int | Decimal", self.parameter(key)))

    def date_setting(self, key: str) -> date:
        """A date parameter."""
        return cast(date, self.parameter(key))

    def parameter(self, key: str) -> Value:
        """Value of a parameter: from ``settings``, else from the workbook, else the default of the template."""
        value = self.settings.get(key)
        if value is None:
            value = self.form("parameters").record.get(key)
        if value is None:
            default = self.template.by_name[f"parameters.{key}"].default
            value = Decimal(str(default)) if isinstance(default, float) else default
        return value

    def working_days(self, team: str | None = None) -> WorkingDays:
        """Working days of a team (default: the plan's): national holidays and those of its zone."""
        team = team or self.plan.team
        if team not in self._working_days:
            zones = self.holiday_zones(team)
            days = (h.day("date") for h in self.rows("holidays") if (h.text("scope") or "national") in zones)
            self._working_days[team] = WorkingDays(day for day in days if day)
        return self._working_days[team]

    def holiday_zones(self, team: str | None) -> frozenset[str]:
        """Keys of the zones whose holidays apply to a team."""
        row = self.find("teams", team) if team else None
        return frozenset({"national", row.text("holiday_zone") if row else "national"})

    @cached_property
    def months(self) -> list[str]:
        """``YYYY-MM`` of every month of the plan, from its start to its end (at most 18); else of its year.

        When the calendar ends (year 9999) before the plan does, the start is ignored.
        """
        plan = self.form("plan")
        start, end = plan.day("plan_start"), plan.day("plan_end")
        if not start or not end or end < start or start.year > _YEARS[-1]:
            year = self.plan.year or 0
            year = year if year in _YEARS else self.as_of.year
            start, end = date(year, 1, 1), date(year, 12, 31)
        return [month for month in months_from(start) if month <= f"{end.year:04d}-{end.month:02d}"]

    @cached_property
    def natures(self) -> list[str]:
        """Keys of the expense natures, in the order of Listes."""
        return [row.key for row in self.rows("natures")] or [c.key for c in self.template.choices["natures"]]

    @cached_property
    def quarter_months(self) -> dict[str, tuple[str, ...]]:
        """The three ``YYYY-MM`` of each of ``T1``…``T4``, counted from plan start."""
        months = tuple(months_from(month_start(self.months[0])))
        return {quarter: months[3 * rank : 3 * rank + 3] for rank, quarter in enumerate(QUARTERS)}
