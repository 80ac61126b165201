"""Whatever people type, the rules answer and every finding can be told."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.text import LANGS
from pacom_xl.rules import engine, messages
from pacom_xl.rules.group_view import Group
from tests.support.any_plan import odd_plan
from tests.support.plan_text import AS_OF, TEMPLATE


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_odd_plans_raise_nothing(seed: int) -> None:
    pick = random.Random(seed)
    reference, *views = (PlanView(odd_plan(team, pick), TEMPLATE, AS_OF) for team in ("GR", "NO", "IF"))
    findings = engine.run(Group(views, AS_OF, reference, ("NO", "SO")))
    assert findings
    for finding in findings:
        assert all("{" not in messages.message(finding, lang, TEMPLATE) for lang in LANGS)
