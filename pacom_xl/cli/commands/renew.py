"""``pacom-xl renew``: next year's workbooks from this year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.carried_contents import say_not_carried, to_place
from pacom_xl.cli.exit_codes import DONE, FOUND, RefusedError
from pacom_xl.cli.one_by_one import OneByOne
from pacom_xl.cli.outputs import keep_copy, make_folder, refuse_existing, refuse_same_file, say_unprotected, written
from pacom_xl.cli.pipeline import read_with_template
from pacom_xl.cli.team_files import no_year, opened
from pacom_xl.correction.repair import carried_over
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.renewal.last_year_sheet import LastYear
from pacom_xl.renewal.renew import renew
from pacom_xl.renewal.renewal_log import Renewed
from pacom_xl.reporting.diff.diff_model import FileState, file_states
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read
from pacom_xl.template.schema import Template


@click.command(
    "renew",
    cls=bilingual.Command,
    about=sentence(
        "Écrire les classeurs de l’exercice suivant : les actions en cours sont reprises avec ce qui reste de leur "
        "budget, les actions closes sont archivées, les derniers relevés deviennent les valeurs de départ. Les "
        "classeurs lus ne changent pas.",
        "Write the workbooks of the next year: running actions are carried over with what remains of their budget, "
        "closed ones are archived, last readings become baselines. The workbooks read do not change.",
    ),
    example="pacom-xl renew classeurs/ --year 2027 -d 2027/",
)
@options.paths_argument
@options.year_option(Text("L’exercice du nouveau plan.", "The year of the new plan."), required=True)
@options.directory_option(
    Text("Dossier où écrire les nouveaux classeurs.", "Folder to write the new workbooks to."), required=True
)
@options.template_option
@options.as_of_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    year: int,
    directory: Path,
    template: str | None,
    as_of: date | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks, renew each plan, write it and say what became of its actions."""
    readings, shape = read_with_template(paths, template, voice)
    job = _Job(shape, year, directory, as_of or options.today())
    rejected = [reading for reading in readings if reading.status == "rejected"]
    problems = [*map(why_not_read, rejected), *job.refused(readings)]
    plans = job.plans(readings)
    foreign = foreign_files(readings)
    if not plans:
        raise RefusedError(*problems, *foreign, Text("aucun plan à reprendre.", "no plan to renew."))
    inputs = [reading.path for reading in readings]
    for output in plans:
        refuse_same_file(output, inputs)
        refuse_existing(output, force)
    make_folder(directory)
    each = OneByOne(voice, problems)
    for output, (reading, state) in plans.items():
        with each.attempt(reading.path):
            job.write(output, reading, state, force, voice)
    for note in foreign:
        voice.say(note)
    is_unread = any(state.unread for _, state in plans.values())
    ctx.exit(each.finish() or (FOUND if is_unread else DONE))


@dataclass(frozen=True)
class _Job:
    """What the workbooks of one call have in common."""

    template: Template
    year: int
    directory: Path
    as_of: date

    def refused(self, readings: Sequence[Reading]) -> Iterator[Text]:
        """Why a file that could be read is not renewed."""
        for reading in readings:
            name = path_text(reading.path)
            if len(reading.plans) > 1 or reading.leaves:
                yield sentence(
                    "{name} : classeur consolidé ; donnez les classeurs des équipes.",
                    "{name}: consolidated workbook; give the workbooks of the teams.",
                    name=name,
                )
            elif reading.plan and reading.plan.year is None:
                yield no_year(reading.path)
            elif reading.plan and (reading.plan.year or 0) >= self.year:
                yield sentence(
                    "{name} : plan de {year}, déjà celui de l’exercice demandé ou d’un suivant.",
                    "{name}: plan of {year}, which is the year asked for or a later one.",
                    name=name,
                    year=reading.plan.year,
                )

    def plans(self, readings: Sequence[Reading]) -> dict[Path, tuple[Reading, FileState]]:
        """The workbook and the plan of each output. Exit code 2 when two workbooks are of one team."""
        usable = [
            reading
            for reading in readings
            if len(reading.plans) == 1 and not reading.leaves and 0 < (reading.plans[0].year or 0) < self.year
        ]
        states = file_states(usable)
        teams = Counter(state.plan.team for state in states)
        if twice := [team or "?" for team, count in teams.items() if count > 1]:
            raise RefusedError(
                sentence(
                    "plusieurs classeurs de l’équipe {teams} ; donnez celui qui doit être repris.",
                    "several workbooks of team {teams}; give the one to be renewed.",
                    teams=", ".join(twice),
                )
            )
        return {
            self.directory / f"PAC_{self.year}_{_file_code(state.plan.team)}.xlsx": (reading, state)
            for reading, state in zip(usable, states, strict=True)
        }

    def write(self, output: Path, reading: Reading, state: FileState, force: bool, voice: options.Voice) -> None:
        """Renew one plan, write its workbook and say what became of it."""
        former = state.plan.with_records(state.plan.records)
        renewed = renew(former, self.template, self.year, self.as_of)
        sheet = LastYear(PlanView(former, self.template, self.as_of), renewed, state.unread)
        plan = renewed.plan.with_records([*renewed.plan.records, *sheet.records()])
        file = opened(reading, self.template)
        found = replace(file.found, reading=replace(file.found.reading, plans=[plan]))
        rewritten = carried_over(found, file.data, self.template, self.as_of)
        with written(output, force) as temporary:
            temporary.write_bytes(rewritten.data)
            keep_copy(output, temporary, voice.say)
        say_unprotected(file.data, output, voice.say)
        voice.say(_summary(output, renewed, len(state.unread), to_place(rewritten)))
        say_not_carried(output, rewritten, voice)
        if self.year > (former.year or self.year) + 1:
            voice.say(_skipped(output, former.year, self.year))
        for change in sheet.changes() if voice.verbose else ():
            shown = ("subject", "changed_field", "before", "after", "why")
            voice.detail(Text(*[" | ".join(str(change[name] or "–") for name in shown)] * 2))


def _file_code(team: str | None) -> str:
    """The team code as part of a file name; a code of other signs than letters and digits loses them."""
    return "".join(c for c in team or "" if c.isalnum()) or "X"


def _skipped(output: Path, former: int | None, year: int) -> Text:
    return sentence(
        "{output} : l’exercice {year} ne suit pas {former}, celui du plan repris ; vérifiez --year.",
        "{output}: {year} is not the year after {former}, that of the plan carried over; check --year.",
        output=path_text(output),
        year=year,
        former=former,
    )


def _summary(output: Path, renewed: Renewed, unread: int, to_place: Text) -> Text:
    lost = Text("", "")
    if unread:
        lost = sentence(
            " ; non repris : {unread}",
            "; not carried over: {unread}",
            unread=counted(
                unread,
                Text("cellule non comprise", "cell that was not understood"),
                Text("cellules non comprises", "cells that were not understood"),
            ),
        )
    return sentence(
        "{output} : écrit, {carried}, {closed}, {changes} à revoir sur l’onglet « Bilan N-1 »{lost}{left}.",
        '{output}: written, {carried}, {closed}, {changes} to look at on the tab "Last year"{lost}{left}.',
        output=path_text(output),
        carried=counted(
            len(renewed.carried),
            Text("action reprise", "action carried over"),
            Text("actions reprises", "actions carried over"),
        ),
        closed=counted(len(renewed.closed), Text("close", "closed"), Text("closes", "closed")),
        changes=counted(
            len(renewed.changes),
            Text("valeur ou ligne", "value or row"),
            Text("valeurs et lignes", "values and rows"),
        ),
        lost=lost,
        left=to_place,
    )
