"""From paths and options to a review: what the commands that read share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.cli.options import Voice
from pacom_xl.cli.progress import READING, progress_bar
from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.typography import sentence
from pacom_xl.reading.many_files.discover import Input, expand
from pacom_xl.reading.many_files.read_many import read_all
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reading.templates.named_template import read_with_named
from pacom_xl.reporting.words.unusable_inputs import why_not_read, why_unusable
from pacom_xl.rules.engine import Config
from pacom_xl.template.load import TemplateError, load_template
from pacom_xl.template.sources import STANDARD

if TYPE_CHECKING:
    from pacom_xl.reading.many_files.cluster import Cluster
    from pacom_xl.template.schema import Template


def template_named(name: str | Path | None = None) -> Template:
    """A template, by default the standard one; exit code 2 with every mistake when it cannot be used."""
    try:
        return load_template(name or STANDARD)
    except TemplateError as error:
        raise RefusedError(*error.problems) from error


def read_paths(
    paths: Sequence[str],
    template: Template,
    voice: Voice,
    jobs: int | None = None,
    exclude: Iterable[Path] = (),
) -> list[Reading]:
    """Readings of the files that the paths name. Exit code 2 when there is no file."""
    return _read(_inputs(paths, exclude), template, voice, jobs)


def read_with_template(
    paths: Sequence[str],
    template: str | Path | None,
    voice: Voice,
    jobs: int | None = None,
    exclude: Iterable[Path] = (),
    scheduler: str | None = None,
) -> tuple[list[Reading], Template]:
    """The same, and the template they were read with: the one of that name or folder, else the one the files name.

    ``scheduler``: address of a cluster that reads. Exit code 2 with every mistake of the template, and when the
    cluster cannot be used.
    """
    inputs = _inputs(paths, exclude)
    with cluster_at(scheduler, voice) as cluster:
        return _read_with_template(inputs, template, voice, jobs, cluster)


def _read_with_template(
    inputs: Sequence[Input],
    template: str | Path | None,
    voice: Voice,
    jobs: int | None,
    cluster: Cluster | None,
) -> tuple[list[Reading], Template]:
    if template is not None:
        shape = template_named(template)
        return _read(inputs, shape, voice, jobs, cluster), shape
    try:
        readings, shape = read_with_named(lambda shape: _read(inputs, shape, voice, jobs, cluster), template_named())
    except TemplateError as error:
        raise RefusedError(*error.problems) from error
    if shape.name != STANDARD:
        version = f" {shape.version}" if shape.version else ""
        voice.say(
            sentence(
                "modèle des classeurs : {name}{version}",
                "template of the workbooks: {name}{version}",
                name=shape.name,
                version=version,
            )
        )
    return readings, shape


def _inputs(paths: Sequence[str], exclude: Iterable[Path]) -> list[Input]:
    inputs = expand(paths, exclude)
    if not inputs:
        raise RefusedError(
            sentence(
                "aucun classeur (.xlsx, .xlsm, .ods) dans : {paths}",
                "no workbook (.xlsx, .xlsm, .ods) in: {paths}",
                paths=", ".join(paths),
            )
        )
    return inputs


def _read(
    inputs: Sequence[Input], template: Template, voice: Voice, jobs: int | None, cluster: Cluster | None = None
) -> list[Reading]:
    with progress_bar(voice, len(inputs), READING) as progress:
        return read_all(inputs, template, jobs, progress, cluster)


@contextmanager
def cluster_at(scheduler: str | None, voice: Voice) -> Iterator[Cluster | None]:
    """The cluster of ``--scheduler``, if one is asked for. Exit code 2 when it cannot be used."""
    if scheduler is None:
        yield None
        return
    from pacom_xl.reading.many_files.cluster import ClusterError, connected

    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(connected(scheduler, voice.say))
        except ClusterError as error:
            raise RefusedError(error.reason) from error
        yield cluster


def read_reference(path: str | None, template: Template) -> Reading | None:
    """The group's workbook of ``--reference``. Exit code 2 when it cannot be read."""
    if path is None:
        return None
    reading = read_all([Input(Path(path), named=True)] if Path(path).exists() else expand([path]), template)[0]
    if reading.plan is None:
        raise RefusedError(why_not_read(reading))
    return reading


def template_of_file(path: str) -> Template:
    """The template a workbook names; the standard one when it cannot be found. Exit code 2 when it has mistakes."""
    inputs = expand([path])
    try:
        return read_with_named(lambda shape: read_all(inputs, shape), template_named())[1]
    except TemplateError as error:
        raise RefusedError(*error.problems) from error


def read_base(path: str | None, template: Template) -> Reading | None:
    """The previous consolidation of ``--base``. Exit code 2 when it is none."""
    base = read_reference(path, template)
    if base is not None and not base.leaves:
        raise RefusedError(
            sentence(
                "--base {path} : ce n’est pas un classeur consolidé ; donnez celui que le dernier « merge » a écrit.",
                "--base {path}: not a consolidated workbook; give the one the last merge wrote.",
                path=path,
            )
        )
    return base


def review_of(
    readings: Sequence[Reading],
    template: Template,
    as_of: date,
    voice: Voice,
    *,
    reference: Reading | None = None,
    expect: Iterable[str] = (),
    config: Config | None = None,
    on_conflict: str = "report",
    base: Reading | None = None,
) -> Review:
    """Consolidate and run the rules."""
    return review(
        readings,
        template,
        as_of,
        reference=reference,
        expect=expect,
        lang=voice.lang,
        config=config,
        on_conflict=on_conflict,
        base=base,
    )


def refuse_without_plan(found: Review) -> None:
    """Exit code 2 when no input remains, with what is wrong with each."""
    if problems := why_unusable(found):
        raise RefusedError(*problems)
