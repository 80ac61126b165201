"""At a terminal the mapping is confirmed before anything is written."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from tests.adoption.lists import xlsx


def _at_a_terminal(words: list[str], answer: bytes) -> tuple[int, str]:
    """Exit code and screen of the program in a terminal of its own, where somebody types ``answer``."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "pacom_xl", *words])
    screen, answered = b"", False
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        screen += piece
        if not answered and b"[O/n]" in screen:
            os.write(terminal, answer)
            answered = True
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen.decode(errors="replace")


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 2), (b"\n", 0), (b"oui\n", 0)])
def test_the_mapping_is_confirmed(tmp_path: Path, answer: bytes, code: int) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": "Action | Qui\nRelancer | Ada MODELE"})
    out = tmp_path / "o.xlsx"
    words = ["adopt", str(file), "-o", str(out), "--team", "NO", "--lang", "fr"]
    ended, screen = _at_a_terminal(words, answer)
    assert ended == code, screen
    assert out.exists() == (code == 0)
    assert (tmp_path / "o.mapping.toml").exists()
