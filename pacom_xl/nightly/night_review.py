"""The workbooks of a night, read and reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.history.action_history import ActionHistory
from pacom_xl.nightly.incremental_reading import file_digests, read_incrementally
from pacom_xl.nightly.publishing.output_paths import OutputPaths
from pacom_xl.nightly.replies.night_replies import NO_REPLIES, NightReplies
from pacom_xl.nightly.team_results import TeamResults
from pacom_xl.reading.many_files.cluster import Cluster
from pacom_xl.reading.many_files.discover import Input, expand
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.templates.common_template import common_template
from pacom_xl.reporting.words.unusable_inputs import why_not_read, why_unusable
from pacom_xl.rules.engine import undated_findings
from pacom_xl.rules.rule_settings import Config, read_rules
from pacom_xl.template.load import TemplateError, load_template
from pacom_xl.template.schema import Template
from pacom_xl.template.sources import STANDARD


class NightRefusedError(Exception):
    """The night cannot be done: wrong configuration or no usable input. ``problems`` says why, for people."""

    def __init__(self, *problems: Text) -> None:
        super().__init__("\n".join(problem.en for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class NightRequest:
    """The parameters of one night."""

    #: Folders and files to read.
    folders: tuple[str, ...]
    config: NightlyConfig
    day: date
    #: Language of pages, workbooks for all, and logs.
    lang: Lang = "fr"
    #: The machines that read, if not this one.
    cluster: Cluster | None = None


@dataclass(frozen=True)
class NightInputs:
    """The workbooks of a night, read. ``reference``: the group's workbook, when the configuration names one."""

    readings: list[Reading]
    reference: Reading | None


def template_of(config: NightlyConfig) -> Template:
    """The template of a configuration. Raises ``NightRefusedError`` with every mistake in it."""
    try:
        return load_template(config.template)
    except TemplateError as error:
        raise NightRefusedError(*error.problems) from error


def template_of_night(request: NightRequest, paths: OutputPaths) -> Template:
    """The template of the configuration; where it names none, the one most of the workbooks name."""
    template = template_of(request.config)
    if request.config.template != STANDARD:
        return template
    try:
        return common_template(expand(request.folders, exclude=paths.earlier(request.day)), template) or template
    except TemplateError as error:
        raise NightRefusedError(*error.problems) from error


def read_night(
    request: NightRequest, template: Template, paths: OutputPaths, results: TeamResults | None = None
) -> NightInputs:
    """Read every workbook, those that did not change from ``results``. Raises ``NightRefusedError`` when there is
    none, when the reference cannot be read, or when an output would replace a file that is not ours.
    """
    inputs = expand(request.folders, exclude=paths.earlier(request.day))
    if problems := paths.refused(request.day, [entry.path for entry in inputs]):
        raise NightRefusedError(*problems)
    if not inputs:
        raise NightRefusedError(_no_workbook(request.folders))
    reference = _reference_input(request.config)
    wanted = inputs if reference is None else [*(i for i in inputs if not _same(i, reference)), reference]
    readings = (
        read_incrementally(wanted, file_digests(wanted), template, results, executor=request.cluster)
        if results
        else read_all(wanted, template, executor=request.cluster)
    )
    if reference is None:
        return NightInputs(readings, None)
    of_reference = readings[-1]
    if of_reference.plan is None:
        raise NightRefusedError(why_not_read(of_reference))
    among = any(_same(entry, reference) for entry in inputs)
    return NightInputs(readings if among else readings[:-1], of_reference)


def _reference_input(config: NightlyConfig) -> Input | None:
    if config.reference is None:
        return None
    path = Path(config.reference)
    return Input(path, named=True) if path.is_file() else next(iter(expand([path])), Input(path, named=True))


def _same(entry: Input, other: Input) -> bool:
    return entry.path.resolve() == other.path.resolve()


def review_night(
    request: NightRequest,
    inputs: NightInputs,
    template: Template,
    actions: ActionHistory,
    results: TeamResults | None = None,
    replies: NightReplies = NO_REPLIES,
) -> Review:
    """The review of a night, with the findings that depend on earlier nights. Raises ``NightRefusedError`` without any
    plan.
    """
    found = review(
        inputs.readings,
        template,
        request.day,
        reference=inputs.reference,
        expect=request.config.expect,
        lang=request.lang,
        config=_rules(request.config, template),
        earlier_due=actions.due_dates(inputs.readings),
        also=lambda portfolio: [*actions.disappeared(portfolio), *replies.findings(portfolio)],
        undated=results.undated_findings if results else undated_findings,
    )
    if problems := why_unusable(found):
        raise NightRefusedError(*problems)
    return found


def _rules(config: NightlyConfig, template: Template) -> Config:
    """The rules' settings: the configuration's over the template's; thresholds the template does not know are left."""
    company, problems = read_rules(template.rules, template)
    if problems:
        raise NightRefusedError(*(problem.sentence() for problem in problems))
    rules, known = config.rules.over(company), template.tables["parameters"].by_key
    return replace(rules, thresholds={key: value for key, value in rules.thresholds.items() if key in known})


def _no_workbook(folders: Sequence[str]) -> Text:
    names = ", ".join(map(path_text, folders))
    return sentence(
        "aucun classeur (.xlsx, .xlsm, .ods) dans : {names}",
        "no workbook (.xlsx, .xlsm, .ods) in: {names}",
        names=names,
    )
