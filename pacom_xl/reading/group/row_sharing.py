"""Which teams each row of a consolidated workbook is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pacom_xl.model.text import fold
from pacom_xl.reading.group.stored_records import RowsOfTeams
from pacom_xl.reading.raw_records import RawRecord
from pacom_xl.template.consolidated import IDENTITIES, union_of
from pacom_xl.template.schema import Table, Template


@dataclass
class RowSharing:
    """Gives each row to the teams it comes from."""

    template: Template
    #: Teams by their folded code.
    teams: Mapping[str, str]
    #: Teams of the common rows that most teams have not.
    few: Mapping[tuple[str, str], Sequence[str]]
    rows: RowsOfTeams
    #: The table of plans, one row a team, as the form of a plan.
    _forms: dict[int, tuple[Table, Table]] = field(default_factory=dict)

    def rows_of(self, team: str) -> Iterator[tuple[RawRecord, str]]:
        """The rows of a team, with their names; of two teams with one code but for its case, only the last has rows."""
        return self.rows.of(team) if self.teams[fold(team)] == team else iter(())

    def share_out(self, raw: RawRecord) -> bool:
        """Give a row to its teams. ``False`` when it is of no team that the workbook lists."""
        table = raw.table
        if table.key == IDENTITIES:
            _, table = self._forms.setdefault(id(table), (table, replace(table, key="plan", kind="form", code=None)))
            raw = replace(raw, table=table)
        elif table.key == "plan" or table.key not in self.template.tables:
            return True
        union = union_of(self.template, table.key)
        team = str(raw.values.get("team", ""))
        row_key = str(raw.values.get(table.code, raw.row_id)) if table.code else raw.row_id
        name = table.key if table.kind == "form" else f"{team} {row_key}" if union == "listed" else row_key
        if union == "once" and (table.key, name) not in self.few:
            self.rows.add_for_all(raw, name)
            return True
        teams = self.few[table.key, name] if union == "once" else (team, *_others(raw, team))
        found = [self.teams[code] for listed in teams if (code := fold(listed)) in self.teams]
        self.rows.add(found, raw, name)
        return bool(found) or union == "once" or not _is_data(raw.table, self.template)


def _is_data(table: Table, template: Template) -> bool:
    """Whether its rows are a plan's: neither a plan's identity nor what the program writes."""
    return any(data.key == table.key for data in template.data_tables)


def _others(raw: RawRecord, team: str) -> Iterator[str]:
    listed = str(raw.values.get("teams", "")).replace(";", ",").split(",")
    return (code for part in listed if (code := part.strip()) and code != team)
