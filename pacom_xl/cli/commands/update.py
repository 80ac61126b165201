"""``pacom-xl update``: what the group has decided since, pushed into filled workbooks as new files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from pacom_xl.cli import bilingual, options
from pacom_xl.cli.bilingual import option
from pacom_xl.cli.carried_contents import say_not_carried, to_place
from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.one_by_one import OneByOne
from pacom_xl.cli.outputs import keep_copy, make_folder, refuse_existing, refuse_same_file, say_unprotected, written
from pacom_xl.cli.pipeline import read_reference, read_with_template
from pacom_xl.cli.team_files import no_year, opened
from pacom_xl.comparison.change_words import ChangeWords
from pacom_xl.consolidation.three_way.base import Base
from pacom_xl.correction.repair import repair
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.company_facts import GROUP_TEAM
from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text, fold, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.renewal.group_update import UpdateChange, update_plan
from pacom_xl.renewal.update_words import update_line
from pacom_xl.reporting.words.unusable_inputs import foreign_files, why_not_read
from pacom_xl.template.schema import Template


@click.command(
    "update",
    cls=bilingual.Command,
    about=sentence(
        "Porter dans des classeurs déjà remplis ce que le groupe a décidé depuis : rubriques du groupe, sa part des "
        "objectifs, parts et enveloppes, listes, nouveau modèle. Des fichiers neufs sont écrits ; aucune saisie d’une "
        "équipe ne change.",
        "Push what the group has decided since into filled workbooks: its sections, its part of the objectives, "
        "shares and envelopes, lists, a new template. New files are written; nothing a team typed changes.",
    ),
    example="pacom-xl update classeurs/ --reference PAC_2026_GR.xlsx -d envoi/",
)
@options.paths_argument
@option(
    "--reference",
    type=click.Path(),
    required=True,
    about=sentence(
        "Le classeur du groupe, ou le classeur consolidé où le groupe a fixé les parts des équipes.",
        "The group’s workbook, or the consolidated workbook in which the group set the teams’ shares.",
    ),
)
@options.directory_option(
    Text("Dossier où écrire les classeurs mis à jour.", "Folder to write the updated workbooks to."), required=True
)
@options.template_option
@options.as_of_option
@options.force_option
@options.speaking
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    reference: str,
    directory: Path,
    template: str | None,
    as_of: date | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Read the workbooks and the group's, write each updated workbook and list its differences."""
    readings, shape = read_with_template(paths, template, voice)
    group = _group(reference, shape)
    problems = [problem for reading in readings if (problem := _problem(reading, group))]
    usable = [reading for reading in readings if _can_be_updated(reading, group)]
    foreign = foreign_files(readings)
    if not usable:
        raise RefusedError(
            *problems, *foreign, Text("aucun classeur d’équipe à mettre à jour.", "no team’s workbook to update.")
        )
    outputs = _outputs(usable, directory)
    for output in outputs:
        refuse_same_file(output, [reference, *(reading.path for reading in readings)])
        refuse_existing(output, force)
    make_folder(directory)
    each = OneByOne(voice, problems)
    for output, reading in outputs.items():
        with each.attempt(reading.path):
            _update(reading, group, shape, output, as_of, force, voice)
    for note in foreign:
        voice.say(note)
    ctx.exit(each.finish())


@dataclass(frozen=True)
class _Group:
    """The group's plan, and the consolidated workbook it comes from when it is one."""

    plan: Plan
    base: Base | None
    reading: Reading


def _group(path: str, template: Template) -> _Group:
    """The group's plan in the reference. Exit code 2 when the file is a team's workbook."""
    reading = read_reference(path, template)
    assert reading is not None
    plan = next((plan for plan in reading.plans if plan.team == GROUP_TEAM), None)
    if plan is None and not reading.leaves:
        raise RefusedError(
            sentence(
                "--reference {path} : classeur de l’équipe {team}, pas celui du groupe (équipe GR).",
                "--reference {path}: workbook of team {team}, not the group’s (team GR).",
                path=path_text(path),
                team=(reading.plan.team if reading.plan else None) or "?",
            )
        )
    if (plan or reading.plans[0]).year is None:
        raise RefusedError(no_year(reading.path))
    base = Base.of(reading, template, {}) if reading.leaves else None
    return _Group(plan or reading.plans[0], base, reading)


def _is_group(reading: Reading, group: _Group) -> bool:
    """Whether a workbook among the teams' is the group's own."""
    return reading.plan is not None and reading.plan.team == GROUP_TEAM and not reading.leaves


def _can_be_updated(reading: Reading, group: _Group) -> bool:
    """Whether the file is a team's workbook that nothing keeps from being updated."""
    is_plan = reading.plan is not None and not reading.leaves and not _is_group(reading, group)
    return is_plan and _problem(reading, group) is None


def _problem(reading: Reading, group: _Group) -> Text | None:
    """Why a file cannot be updated; ``None`` when it can, and for the group's own workbook."""
    name = path_text(reading.path)
    if reading.status == "foreign":
        return None
    if reading.leaves or len(reading.plans) > 1:
        if reading.path.resolve() == group.reading.path.resolve():
            return None
        return sentence(
            "{name} : classeur consolidé ; donnez les classeurs des équipes.",
            "{name}: consolidated workbook; give the workbooks of the teams.",
            name=name,
        )
    if reading.plan is None:
        return why_not_read(reading)
    if reading.plan.year is None:
        return no_year(reading.path)
    if reading.plan.year != group.plan.year:
        return sentence(
            "{name} : plan de {year}, le groupe est de {group}. Pour changer d’exercice : pacom-xl renew.",
            "{name}: plan of {year}, the group’s is of {group}. To change the year: pacom-xl renew.",
            name=name,
            year=reading.plan.year,
            group=group.plan.year,
        )
    return _other_company(name, reading.plan, group.plan)


def _other_company(name: str, plan: Plan, group: Plan) -> Text | None:
    ours, theirs = plan.form("plan").text("company"), group.form("plan").text("company")
    if not ours or not theirs or fold(ours) == fold(theirs):
        return None
    return sentence(
        "{name} : plan de « {ours} », le groupe est « {theirs} ».",
        '{name}: plan of "{ours}", the group is "{theirs}".',
        name=name,
        ours=ours,
        theirs=theirs,
    )


def _outputs(readings: Sequence[Reading], directory: Path) -> dict[Path, Reading]:
    """An output for each workbook, of the same name. Exit code 2 when two have one name."""
    outputs: dict[Path, Reading] = {}
    for reading in readings:
        if reading.plan is None:
            continue
        path = directory / f"{reading.path.stem}.xlsx"
        if path in outputs:
            raise RefusedError(
                sentence(
                    "deux classeurs du nom de {name} ; mettez-les à jour dans deux dossiers.",
                    "two workbooks of the name {name}; update them into two folders.",
                    name=path_text(path.name),
                )
            )
        outputs[path] = reading
    return outputs


def _update(
    reading: Reading,
    group: _Group,
    template: Template,
    output: Path,
    as_of: date | None,
    force: bool,
    voice: options.Voice,
) -> None:
    """Write one updated workbook and list what differs from the filled one."""
    file = opened(reading, template)
    data, found = file.data, file.found
    filled = found.reading.plan
    assert filled is not None
    updated = update_plan(filled, group.plan, template, group.base)
    found = replace(found, reading=replace(found.reading, plans=[updated.plan]))
    day = as_of or options.today()
    rewritten = repair(found, data, template, day, frozen=False)
    with written(output, force) as temporary:
        temporary.write_bytes(rewritten.data)
        keep_copy(output, temporary, voice.say)
    say_unprotected(data, output, voice.say)
    voice.say(_summary(output, updated.changes, to_place(rewritten)))
    say_not_carried(output, rewritten, voice)
    words = ChangeWords.of(filled, template, voice.lang, PlanView(filled, template, day).working_days())
    for change in updated.changes if not voice.quiet else ():
        click.echo(f"  {update_line(change, words)}")


def _summary(output: Path, changes: Sequence[UpdateChange], to_place: Text) -> Text:
    count = {kind: sum(change.kind == kind for change in changes) for kind in ("changed", "added", "stays")}
    return sentence(
        "{output} : écrit, {changed}, {added}, {stays}{left}.",
        "{output}: written, {changed}, {added}, {stays}{left}.",
        output=path_text(output),
        left=to_place,
        changed=counted(
            count["changed"],
            Text("valeur du groupe", "value of the group"),
            Text("valeurs du groupe", "values of the group"),
        ),
        added=counted(count["added"], Text("ligne ajoutée", "row added"), Text("lignes ajoutées", "rows added")),
        stays=counted(
            count["stays"],
            Text("écart de l’équipe conservé", "difference of the team kept"),
            Text("écarts de l’équipe conservés", "differences of the team kept"),
        ),
    )
