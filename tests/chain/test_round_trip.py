"""Any plan written to a workbook is read back as the same plan, in French and in English."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Field, Table
from pacom_xl.writing.blank_plan import completed
from pacom_xl.writing.team_workbook import write_workbook
from tests.chain.samples import differences, read, values
from tests.support.sample_company import AS_OF, TEMPLATE, sample_plan

#: Words people type, with everything that makes text hard: accents, quotes, signs that look like formulas or lists.
_WORDS = (
    "Élodie", "l’Île", "d'Yeu", "=1+1", "+33 6", "-5 %", "@SUM", "12/06/2026", "1 234,56", "naïve", "œuvre", "« ici »",
    "a;b", "NA", "NO", "ON", "<b>", "&amp;", "100%", "日本", "e\u0301te\u0301", "#REF!", "—", "[swot]", "x" * 300,
)  # fmt: skip
#: Not these alone: a dash and "NA" are empty cells, anchors are refused (PAC125, ``tests/reading/test_typed_values``).
_TEXTS = (
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: text not in ("—", "NA") and set(text.split(" ")) != {"[swot]"})
)
#: A plan is large and slow to write: the failing one is shown as it was found.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def _decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=places, allow_nan=False, allow_infinity=False)


def _values(field: Field) -> st.SearchStrategy[Value]:
    base = field.type.base
    if field.key == "full_name":
        # A reference may name a person by the full name: nobody is called like a code.
        return _TEXTS.map(lambda text: f"Mme {text}")
    simple: dict[str, st.SearchStrategy[Value]] = {
        "money": _decimals("-999999999", "999999999", 2),
        "number": _decimals("-9999999", "9999999", 4),
        "percent": _decimals("0", "1", 4),
        "integer": st.integers(-(10**9), 10**9),
        "date": _DATES,
        "month": st.dates(date(2024, 1, 1), date(2028, 12, 31)).map(lambda d: f"{d:%Y-%m}"),
        "email": st.just("prenom.nom@valmorane.example"),
        "long_text": st.tuples(_TEXTS, _TEXTS).map("\n".join),
    }
    if base in simple:
        return simple[base]
    if base.endswith("enum"):
        keys = st.sampled_from([c.key for c in TEMPLATE.choices[field.type.choices or ""]])
        return st.lists(keys, min_size=1, unique=True).map(tuple) if field.type.multiple else keys
    if field.type.is_ref or base == "code":
        codes = st.sampled_from(["NO", "NA", "ON", "OBJ-01", "AX1", "ACT-NA-001", "TQU"])
        return st.lists(codes, min_size=1, unique=True).map(tuple) if field.type.multiple else codes
    return _TEXTS


def _record(table: Table, key: str, parent: str | None = None) -> st.SearchStrategy[Record]:
    """Any fields may be empty, but for one that makes the row a row."""
    always = table.natural_key[-1:]
    found = {f.key: _values(f) if f.key in always else st.none() | _values(f) for f in table.inputs}
    if table.code:
        found[table.code] = st.just(key)
    return st.fixed_dictionaries(found).map(lambda drawn: Record(table.key, key, drawn, parent))


def _rows(table: Table, parents: tuple[str | None, ...]) -> st.SearchStrategy[list[Record]]:
    """One to three rows for each parent; keys as the tool numbers them."""
    numbers = iter(range(1, 100))
    several = []
    for parent in parents:
        keys = [f"{table.key}#{next(numbers)}" if not table.code else f"C{next(numbers)}" for _ in range(2)]
        several += [_record(table, key, parent) for key in keys]
    return st.tuples(*several).map(list)


@st.composite
def plans(draw: st.DrawFn, lang: Lang) -> Plan:
    """A plan with every table of the template filled at random."""
    actions = ("ACT-NA-001", "ACT-NA-002")
    records: list[Record] = []
    for table in TEMPLATE.data_tables:
        if table.key in ("choices", "natures", "plan", "cash", "parameters"):
            continue
        if table.key == "actions":
            records += [draw(_record(table, code)) for code in actions]
        elif table.kind == "form":
            records.append(draw(_record(table, table.key)))
        else:
            records += draw(_rows(table, actions if table.parent else (None,)))
    identity: dict[str, Value] = {
        "company": draw(_TEXTS),
        "team_code": draw(st.sampled_from(["NO", "NA", "ON"])),
        "plan_year": 2026,
        "plan_start": date(2026, 1, 1),
        "plan_end": date(2026, 12, 31),
        "currency": "EUR",
        "plan_version": "V1",
    }
    records.append(Record("plan", "plan", identity))
    team = str(identity["team_code"])
    return completed(Plan(team, 2026, lang, TEMPLATE.name, TEMPLATE.version, records), TEMPLATE)


def _same_after_writing(plan: Plan) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan.xlsx"
        write_workbook(plan, TEMPLATE, out, as_of=AS_OF)
        after = read(out)
    assert (after.team, after.year, after.lang) == (plan.team, plan.year, plan.lang)
    assert differences(_composed(plan), _composed(after)) == {}


def _composed(plan: Plan) -> dict[tuple[str, str | None, str], dict[str, object]]:
    """Values with texts in composed Unicode, which reading gives and a plan need not."""
    import unicodedata

    return {
        place: {k: unicodedata.normalize("NFC", v) if isinstance(v, str) else v for k, v in found.items()}
        for place, found in values(plan).items()
    }


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_any_plan_comes_back_the_same(lang: Lang) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
    @given(plans(lang))
    def check(plan: Plan) -> None:
        _same_after_writing(plan)

    check()


@pytest.mark.long
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_many_plans_come_back_the_same(lang: Lang) -> None:
    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
    @given(plans(lang))
    def check(plan: Plan) -> None:
        _same_after_writing(plan)

    check()


@pytest.mark.parametrize("team", ["GR", "NO", "IF", "SE", "SO"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sample_comes_back_the_same(team: str, lang: Lang, tmp_path: Path) -> None:
    plan = sample_plan(team)
    out = tmp_path / "plan.xlsx"
    write_workbook(plan, TEMPLATE, out, as_of=AS_OF, lang=lang)
    after = read(out)
    assert after.lang == lang
    assert differences(values(plan), values(after)) == {}
