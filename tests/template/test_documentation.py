"""The pages about company templates: what they show works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.model.problem import Problem
from pacom_xl.storage.settings import keep_valid
from pacom_xl.storage.toml_files import parse
from pacom_xl.template.load import load_template
from pacom_xl.template.template_settings import MIGRATIONS

_DOCS = Path(__file__).parents[2] / "docs"
_PICTURE = _DOCS.parent / "workbook_templates" / "example_company" / "logo.png"


@pytest.mark.parametrize("page", ["template.fr.md", "template.en.md"])
def test_the_template_of_the_page_is_sound(page: str, tmp_path: Path) -> None:
    text = (_DOCS / page).read_text(encoding="utf-8")
    head, sheet, steps = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "template.toml").write_text(head, encoding="utf-8")
    (tmp_path / "13-actions.toml").write_text(sheet, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(_PICTURE.read_bytes())
    template = load_template(tmp_path)
    keys = list(template.tables["actions"].by_key)
    assert keys.index("port") == keys.index("segment") + 1
    problems: list[Problem] = []
    assert len(keep_valid(MIGRATIONS, parse(steps), problems)["step"]) == 4 and problems == []
    assert template.left_out == {"market_study", "animation"} and template.rules["ignore"] == ["PAC210"]
