"""The history of the nightly check: one SQLite file of runs, findings and actions.

It holds no name, address or text of a person.

A run is recorded in one transaction: killed at any point, the history is that of before or of after the run.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pacom_xl.model.findings import Identity
from pacom_xl.nightly.history.action_history import KnownAction
from pacom_xl.nightly.history.finding_changes import Change, KnownFinding, sort_changes
from pacom_xl.nightly.history.history_database import (
    is_busy,
    open_file,
    put_aside,
    translating_errors,
)
from pacom_xl.nightly.history.history_rows import (
    ACTION_COLUMNS,
    PUT_ACTION,
    PUT_FINDING,
    action_of_row,
    finding_of_row,
    row_of_action,
    row_of_finding,
)
from pacom_xl.storage.atomic_files import CannotWriteError, disk_error, make_folder

#: A jump of the clock larger than this and nothing is thrown away that night.
_SANE_JUMP = 60

#: What damage makes reading raise: the file itself, its texts or what they say.
_DAMAGE = (sqlite3.DatabaseError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded run and the figures the trend is drawn from."""

    uid: str
    as_of: date
    started: str
    program: str = ""
    late: int = 0
    over: int = 0
    #: Actions completed with a known date, and those of them completed in time.
    delivered: int = 0
    on_time: int = 0
    actions: int = 0
    teams: frozenset[str] = field(default_factory=frozenset)


class History:
    """The open file. A damaged one is renamed and a new one begun: ``damaged`` is its new path.

    Every method raises ``HistoryBusyError`` when another process uses the file, ``CannotWriteError`` when the disk
    refuses; opening raises ``NewerHistoryError`` too.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.damaged: Path | None = None
        #: The file was there without any content: what it held is lost.
        self.was_empty = file.is_file() and file.stat().st_size == 0
        #: There were runs before, but no file.
        self.was_missing = False
        make_folder(file.parent)
        with translating_errors(file):
            try:
                self._open()
            except _DAMAGE as error:
                if is_busy(error) or disk_error(error):
                    raise
                self.damaged = put_aside(file)
                self._open()

    def _open(self) -> None:
        """Open the file, and read all of it: what no night could read must not stop every night from now on."""
        self._db = open_file(self.file)
        self._known: dict[Identity, KnownFinding] | None = None
        self._actions: list[KnownAction] | None = None
        try:
            for read in (self.known, self.actions, self.trend, self.last_beat, self._all_reminders):
                read()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- what is known ---------------------------------------------------------------------------------------

    def known(self) -> dict[Identity, KnownFinding]:
        """Every finding of the history."""
        if self._known is None:
            rows = self._db.execute(
                "SELECT code, team, subject, detail, since, seen, standing, resolved, level, days FROM findings"
            )
            self._known = {entry.key: entry for entry in map(finding_of_row, rows)}
        return dict(self._known)

    def last(self) -> Run | None:
        """The last run recorded."""
        return next(iter(self._runs("ORDER BY id DESC LIMIT 1")), None)

    def trend(self, count: int = 30) -> list[Run]:
        """The last runs, the oldest first; of several on one day, the last."""
        runs = {run.as_of: run for run in reversed(list(self._runs(f"ORDER BY id DESC LIMIT {count * 3}")))}
        return [runs[day] for day in sorted(runs)][-count:]

    def has(self, uid: str) -> bool:
        """Whether that run was recorded."""
        return self._db.execute("SELECT 1 FROM runs WHERE uid = ?", (uid,)).fetchone() is not None

    def runs_on(self, day: date) -> int:
        """How many runs were recorded for a date."""
        found = self._db.execute("SELECT COUNT(*) FROM runs WHERE as_of = ?", (day.isoformat(),)).fetchone()
        return int(found[0])

    def actions(self) -> list[KnownAction]:
        """Every action of any run."""
        if self._actions is None:
            self._actions = [action_of_row(row) for row in self._db.execute(f"SELECT {ACTION_COLUMNS} FROM actions")]
        return list(self._actions)

    def events(self, uid: str) -> dict[Identity, str]:
        """State of each finding that run reported."""
        rows = self._db.execute(
            "SELECT code, team, subject, detail, state FROM events JOIN findings ON findings.id = finding "
            "JOIN runs ON runs.id = run WHERE uid = ?",
            (uid,),
        )
        return {(code, team, subject, detail): state for code, team, subject, detail, state in rows}

    def reminders(self, due: date) -> dict[str, list[date]]:
        """Days on which each team was reminded of the collection by ``due``, the oldest first."""
        found: dict[str, list[date]] = {}
        for team, of, day in self._all_reminders():
            if of == due:
                found.setdefault(team, []).append(day)
        return found

    def _all_reminders(self) -> list[tuple[str, date, date]]:
        rows = self._db.execute("SELECT team, due, day FROM reminders ORDER BY day").fetchall()
        return [(str(team), date.fromisoformat(due), date.fromisoformat(day)) for team, due, day in rows]

    def _runs(self, tail: str) -> Iterator[Run]:
        query = f"SELECT id, uid, as_of, started, program, late, over, delivered, on_time, actions FROM runs {tail}"
        for number, uid, as_of, started, program, *figures in self._db.execute(query).fetchall():
            teams = self._db.execute("SELECT team FROM run_teams WHERE run = ?", (number,))
            late, over, delivered, on_time, actions = figures
            names = frozenset(team for (team,) in teams)
            yield Run(uid, date.fromisoformat(as_of), started, program, late, over, delivered, on_time, actions, names)

    # -- what is written -------------------------------------------------------------------------------------

    def record(
        self,
        run: Run,
        changes: Iterable[Change],
        actions: Iterable[KnownAction] = (),
        reminders: Iterable[tuple[str, date]] = (),
    ) -> None:
        """Add a run and what it changed: all of it, or nothing.

        ``reminders``: team and date of the collection it is reminded of.
        """
        with self._transaction() as db:
            rows = [(team, due.isoformat(), run.as_of.isoformat()) for team, due in reminders]
            db.executemany("INSERT OR IGNORE INTO reminders VALUES (?, ?, ?)", rows)
            figures = (run.late, run.over, run.delivered, run.on_time, run.actions)
            cursor = db.execute(
                "INSERT INTO runs (uid, as_of, started, program, late, over, delivered, on_time, actions) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (run.uid, run.as_of.isoformat(), run.started, run.program, *figures),
            )
            number = cursor.lastrowid
            db.executemany("INSERT INTO run_teams VALUES (?, ?)", [(number, team) for team in sorted(run.teams)])
            db.executemany(PUT_ACTION, [row_of_action(action) for action in actions])
            ordered = sort_changes(changes)
            db.executemany(PUT_FINDING, [row_of_finding(change.known) for change in ordered if change.state in _QUIET])
            for change in ordered:
                if change.state not in _QUIET:
                    finding = db.execute(f"{PUT_FINDING} RETURNING id", row_of_finding(change.known)).fetchone()[0]
                    db.execute("INSERT INTO events VALUES (?, ?, ?)", (number, finding, change.state))

    def follow(
        self, codes: Mapping[str, str], known: Mapping[Identity, KnownFinding], actions: Iterable[KnownAction] = ()
    ) -> None:
        """Give findings and actions their confirmed new codes."""
        if not codes:
            return
        with self._transaction() as db:
            db.execute("CREATE TEMP TABLE IF NOT EXISTS moved (id INTEGER PRIMARY KEY)")
            for old in codes:
                like = f"%{old}%"
                db.execute("DELETE FROM findings WHERE subject LIKE ?", (like,))
                db.execute("DELETE FROM actions WHERE code = ?", (old,))
            for entry in known.values():
                db.execute(PUT_FINDING, row_of_finding(entry))
            db.executemany(PUT_ACTION, [row_of_action(action) for action in actions if action.code in codes.values()])

    def beat(self, day: date, at: str, outcome: str) -> None:
        """Record that the job ran, with its outcome; ``at`` is an ISO time in UTC."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO beats VALUES (?, ?, ?)", (day.isoformat(), at, outcome))

    def last_beat(self) -> tuple[str, str] | None:
        """When the job last ran to its end, and what came of it."""
        query = "SELECT at, outcome FROM beats WHERE outcome <> 'fault' ORDER BY at DESC LIMIT 1"
        found = self._db.execute(query).fetchone()
        return (str(found[0]), str(found[1])) if found else None

    def purge(self, as_of: date, months: int) -> int:
        """Forget runs older than ``months`` and findings over for as long; the number of runs dropped.

        Nothing is dropped when the clock seems to have jumped.
        """
        previous = self.last()
        if previous and abs((as_of - previous.as_of).days) > _SANE_JUMP:
            return 0
        limit = _months_before(as_of, months).isoformat()
        with self._transaction() as db:
            dropped = db.execute("DELETE FROM runs WHERE as_of < ?", (limit,)).rowcount
            db.execute("DELETE FROM findings WHERE seen < ? AND standing IN ('resolved', 'replaced')", (limit,))
            db.execute("DELETE FROM actions WHERE last < ?", (limit,))
            db.execute("DELETE FROM beats WHERE day < ?", (limit,))
            db.execute("DELETE FROM reminders WHERE due < ?", (limit,))
        return int(dropped)

    def forget(self, trigram: str) -> int:
        """Drop the findings about a person; how many there were."""
        with self._transaction() as db:
            about = (trigram, trigram)
            dropped = db.execute("DELETE FROM findings WHERE subject = ? OR detail = ?", about).rowcount
            db.execute("UPDATE actions SET owner = '' WHERE owner = ?", (trigram,))
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.execute("VACUUM")
        return int(dropped)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # What was read before does not outlast a change.
        self._known = self._actions = None
        with translating_errors(self.file):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


@contextmanager
def read_only(file: Path) -> Iterator[History]:
    """A copy of a history, to look at: the file itself stays as it is. Raises what ``History`` does."""
    with tempfile.TemporaryDirectory(prefix="pacom-history-") as name:
        copy = Path(name) / file.name
        try:
            for suffix in ("", "-wal"):
                source = file.with_name(file.name + suffix)
                if source.is_file():
                    shutil.copyfile(source, copy.with_name(copy.name + suffix))
        except OSError as error:
            raise CannotWriteError(file, error) from error
        history = History(copy)
        try:
            yield history
        finally:
            history.close()


#: States that are no event.
_QUIET = (None, "ongoing")


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(max(1, years), month + 1, 1)
