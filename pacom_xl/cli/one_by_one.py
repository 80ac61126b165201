"""The files of one call, taken one after the other: what goes wrong with one of them costs only itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pacom_xl.cli.exit_codes import DONE, FAULT, IN_PART, RefusedError, is_of_output, write_log
from pacom_xl.cli.options import Voice
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.os_reasons import os_reason

_NOTHING_DONE = Text("rien n’a été écrit.", "nothing was written.")


class OneByOne:
    """Collects what goes wrong with single files, and says it when all of them were tried."""

    def __init__(self, voice: Voice, problems: Iterable[Text] = ()) -> None:
        self._voice = voice
        #: One sentence for each file that could not be used or written.
        self.problems = list(problems)
        self._faults: list[Exception] = []
        self._done = 0

    @contextmanager
    def attempt(self, path: Path) -> Iterator[None]:
        """Run the block about one file. Refusals, errors of the disk and faults of the program end the block only."""
        try:
            yield
        except RefusedError as error:
            self.problems += error.problems
        except BrokenPipeError:
            raise
        except OSError as error:
            if is_of_output(error):
                raise
            self.problems.append(
                sentence("{path} : {why}.", "{path}: {why}.", path=path_text(path), why=os_reason(error))
            )
        except Exception as error:  # a fault of the program about this file: the others are written
            self._faults.append(error)
            self.problems.append(_fault_of(path))
        else:
            self._done += 1

    def finish(self, *, is_done: bool = False) -> int:
        """Say every problem. Returns the exit code: 0, 3 when files were left out, 2 or 4 when nothing was done.

        ``is_done``: there is a result, though no block about a file ended well.
        """
        self._log_faults()
        is_done = is_done or self._done > 0
        if not is_done and not self._faults:
            raise RefusedError(*(self.problems or [_NOTHING_DONE]))
        for problem in self.problems:
            click.echo(problem.in_(self._voice.lang), err=True)
        if not is_done:
            return FAULT
        return IN_PART if self.problems else DONE

    def _log_faults(self) -> None:
        """Write the details of the faults to the log file, and name it."""
        if not self._faults:
            return
        several = ExceptionGroup("faults of one call", self._faults)
        log = write_log(several if len(self._faults) > 1 else self._faults[0])
        if log is not None:
            self.problems.append(
                sentence(
                    "Les détails sont dans {log}. Merci de les joindre à votre signalement.",
                    "The details are in {log}. Please join them to your report.",
                    log=path_text(log),
                )
            )


def _fault_of(path: Path) -> Text:
    return sentence(
        "{path} : défaut interne du programme, ce classeur a été laissé de côté ; il n’est pas modifié.",
        "{path}: internal fault of the program, this workbook was left out; it is not changed.",
        path=path_text(path),
    )
