"""Completion by TAB where click lacks it: PowerShell, and helps with a comma in fish.

``_PACOM_XL_COMPLETE=powershell_source`` prints the script.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, ClassVar

from click.shell_completion import CompletionItem, FishComplete, ShellComplete, add_completion_class

_SCRIPT = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:COMP_WORDS = ($commandAst.CommandElements | ForEach-Object { $_.ToString() }) -join "`n"
    $env:COMP_INCOMPLETE = $wordToComplete
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $type, $value, $help = $_ -split "`t", 3
        if ($type -eq "file" -or $type -eq "dir") {
            Get-ChildItem -Path "$wordToComplete*" -Directory:($type -eq "dir") | ForEach-Object {
                $path = Resolve-Path -Relative -LiteralPath $_.FullName
                [System.Management.Automation.CompletionResult]::new($path, $_.Name, "ProviderItem", $_.Name)
            }
        } else {
            $text = if ($help) { $help } else { $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $text)
        }
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_INCOMPLETE, Env:%(complete_var)s -ErrorAction SilentlyContinue
}
"""


@add_completion_class
class FishCompleteWhole(FishComplete):
    """click's completion for fish. Its script cuts each help at the first comma; this one divides a line once."""

    source_template: ClassVar[str] = FishComplete.source_template.replace('split ","', 'split -m 1 ","')


@add_completion_class
class PowerShellComplete(ShellComplete):
    """The script PowerShell runs once, and the answer to each TAB: one suggestion a line, tab-separated."""

    name = "powershell"
    source_template = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        """The complete words after the name of the program, and the word being typed."""
        incomplete = os.environ.get("COMP_INCOMPLETE", "")
        words = [word for word in os.environ.get("COMP_WORDS", "").split("\n") if word][1:]
        if incomplete and words and words[-1] == incomplete:
            words.pop()
        return words, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Kind, value and help."""
        return f"{item.type}\t{item.value}\t{' '.join((item.help or '').split())}"


def without_messages(program: Callable[[], Any]) -> Any:
    """Call ``program`` for a TAB. An error prints nothing and gives exit code 1: somebody is typing on that line.

    Errors are, for instance, a call without the variables that the script of the shell sets.
    """
    try:
        return program()
    except Exception:
        sys.exit(1)
