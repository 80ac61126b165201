"""2xx: what must be filled in."""

import pytest

from tests.rules.checking import Case, about, action, both_ways, found, rows, verify

STORY = dict.fromkeys(("what", "why", "how"), "Une phrase assez longue pour dire.")
OBJECTIVE = "code | label | kind | indicator | target | deadline"

CASES = [
    Case(
        "PAC201",
        action(status="draft", title=""),
        action(status="planned", title=""),
        field="actions.title",
        cell="actions!C2",
    ),
    Case("PAC202", action(owner="TQU"), action(owner=""), field="actions.owner", cell="actions!C2"),
    Case(
        "PAC202",
        action(status="done", owner=""),
        action(status="on_hold", owner=""),
        why="paused",
        field="actions.owner",
        cell="actions!C2",
    ),
    Case("PAC203", action(due="2026-06-30"), action(due=""), field="actions.due", cell="actions!C2"),
    Case(
        "PAC203",
        action(status="cancelled", due=""),
        action(status="on_hold", due=""),
        why="paused",
        field="actions.due",
        cell="actions!C2",
    ),
    Case("PAC204", action(**STORY), action(**STORY | {"how": "À voir"}), field="actions.how", cell="actions!E2"),
    Case("PAC204", action(status="cancelled"), action(status="done"), why="status", field="actions.what", cell=None),
    Case(
        "PAC205",
        action() + rows("kpis", "label | target", "Contacts | 120"),
        action() + rows("kpis", "label | target", "Contacts | "),
        field=None,
        cell=None,
    ),
    Case(
        "PAC206",
        action(status="done", done_on="2026-06-01"),
        action(status="done", done_on=""),
        field="actions.done_on",
        cell="actions!C2",
    ),
    Case(
        "PAC206",
        action(status="done", done_on="2026-12-01"),
        action(status="done"),
        why="future is PAC307",
        field="actions.done_on",
        cell=None,
    ),
    Case(
        "PAC207",
        action(status="cancelled", status_reason="Salon annulé"),
        action(status="cancelled"),
        field="actions.status_reason",
        cell=None,
    ),
    Case(
        "PAC207",
        action(status="on_hold", status_reason="Attente", review_on="2026-09-01"),
        action(status="on_hold", status_reason="Attente", review_on=""),
        field="actions.review_on",
        why="review date",
        cell="actions!D2",
    ),
    Case(
        "PAC208",
        rows("objectives", OBJECTIVE, "OBJ-01 | Signer | quantitative | Comptes | 65 | 2026-12-31"),
        rows("objectives", OBJECTIVE, "OBJ-01 | Signer | quantitative | Comptes |  | 2026-12-31"),
        subject="OBJ-01",
        field="objectives.target",
        cell="objectives!E2",
    ),
    Case(
        "PAC208",
        rows("objectives", OBJECTIVE, "OBJ-01 | Signer | quantitative | Comptes | 65 | 2026-12-31"),
        rows("objectives", OBJECTIVE, "OBJ-01 | Signer | qualitative | Comptes | 65 | 2026-12-31"),
        subject="OBJ-01",
        why="qualitative",
        field="objectives.success_criteria",
        cell=None,
    ),
    Case("PAC210", action(start="2026-05-16"), action(start="2026-05-15"), why="no journal", field=None, cell=None),
    Case(
        "PAC210",
        action(start="2026-01-01") + rows("journal", "date", "2026-05-16"),
        action(start="2026-01-01") + rows("journal", "date", "2026-05-15", "2026-07-01"),
        why="future line ignored",
        field=None,
        cell=None,
    ),
]


@both_ways(CASES)
def test_required(case: Case) -> None:
    verify(case)


def test_thin_story_names_every_field() -> None:
    (finding,) = found(action(**STORY | {"what": "", "why": "court"}), "PAC204")
    assert finding.params["fields"] == ("actions.what", "actions.why")


FULL = (
    rows("strategy", "vision | global_strategy | sales_strategy", "Une vision | Une stratégie | Des ventes")
    + rows(
        "swot",
        "code | quadrant",
        "SWO-01 | strength",
        "SWO-02 | weakness",
        "SWO-03 | opportunity",
        "SWO-04 | threat",
    )
    + rows("targets", "code", "CIB-01")
    + rows("axes", "code", "AX1")
    + rows("envelope", "dimension | amount", "total | 1000")
    + rows("team", "trigram", "TQU")
    + rows("market", "topic", "Cafés")
    + rows("objectives", "code", "OBJ-01")
    + action(title="Une action")
)


def test_sections_all_filled() -> None:
    assert found(FULL, "PAC209") == []


@pytest.mark.parametrize(
    ("change", "subject", "detail"),
    [
        (("Une vision", ""), "strategy", "vision"),
        (("threat", "strength"), "swot", "quadrant"),
        (("# targets\ncode\nCIB-01", ""), "targets", "code"),
        (("# axes\ncode\nAX1", ""), "axes", "code"),
        (("total | 1000", "total | "), "envelope", "amount"),
        (("# team\ntrigram\nTQU", ""), "team", "trigram"),
        (("# market\ntopic\nCafés", ""), "market", "topic"),
        (("# objectives\ncode\nOBJ-01", ""), "objectives", "code"),
        (("Une action", ""), "index", "title"),
    ],
)
def test_section_left_empty(change: tuple[str, str], subject: str, detail: str) -> None:
    assert about(found(FULL.replace(*change), "PAC209")) == [(subject, detail)]
