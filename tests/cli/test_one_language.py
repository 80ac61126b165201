"""What any command prints or writes is in one language: the other's words do not appear."""

from __future__ import annotations

import json
import re
import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pacom_xl.cli import COMMANDS
from tests.support.command_line import run

#: Words of one language that are none of the other, nor of file formats, options, names or the sample's data.
_ENGLISH_WORDS = """the of with not is are was from waiting read written found missing this that these which has have
been cannot must should when where file files folder workbook workbooks sheet team teams rule rules warning warnings
error errors unknown expected usage choose instead invalid value values such directory line lines"""
_FRENCH_WORDS = """le la les des du une est sont pas avec sans dans pour par sur ce cette ces qui que fichier fichiers
dossier classeur classeurs feuille équipe équipes modèle alerte alertes erreur erreurs inconnu inconnue attendu attendue
absente ligne lignes valeur valeurs écrit lu lus manque trouvé"""
ENGLISH, FRENCH = frozenset(_ENGLISH_WORDS.split()), frozenset(_FRENCH_WORDS.split())
#: Values of options and settings, which are the same in both languages.
_CODES = re.compile(
    r"«[^»]*»|\"[^\"]*\"|'[^']*'|\[[^\]]*\]|--?[\w-]+(?: [\w./,|-]+)?|\S*[/\\._]\S*|\([a-z]+\)|^ +[a-z]+  "
    r"|\b(?:error|warning|info|never|text|json|html|xlsx|report|newest|reference|standard)\b|PAC\d+",
    re.MULTILINE,
)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-zà-ÿœ]+", _CODES.sub(" ", text).lower())) - COMMANDS.keys()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with things to be refused."""
    folder = tmp_path_factory.mktemp("place")
    for name, text in {
        "bad.json": '{"team": }', "bad.yaml": "a: [1\n", "twice.json": '{"team":"NO","team":"IF"}',
        "wrong.json": '{"team":"NO","year":"x","records":[{"table":"actions","values":{"title":3,"due":"demain"}},7]}',
        "bad.toml": "a = [\n", "wrong.toml": "lang = 'de'\nsmtp = 3\nother = 1\n[severity]\nPAC401 = 'x'\n",
        "teams.csv": "code;ville\nNO;x\n", "wrong.csv": "code;label\nN0RD;x\nNO;\n", "latin.toml": "é",
        "text.xlsx": "code;label\n", "empty.xlsx": "", "state.toml": "state = 'state'\n",
    }.items():  # fmt: skip
        encoding = "latin-1" if name.startswith("latin") else "utf-8"
        (folder / name).write_text(text, encoding=encoding)
    for name, text in {"a": "colours = 3\n", "b": 'hide = ["axes", "x"]\n[rules]\nignore = ["PAC9"]\n'}.items():
        (folder / name).mkdir()
        (folder / name / "template.toml").write_text(f'name = "{name}"\nextends = "standard"\n{text}', encoding="utf-8")
    return folder


CALLS = """
chek
template
outbox
nightly
rules
rules PAC4
rules PAC999
rules PAC118
rules PAC701
template list
template check a
template check b
template check none
template show none
new
new -o x.txt --team AA
new -o a
new -o x.xlsx
new -o x.xlsx --team AA --without axes
new --teams none.csv -d w
new --teams teams.csv -d w
new --teams wrong.csv -d w
new --teams text.xlsx -d w
new -o x.xlsx --data none.json
new -o x.xlsx --data bad.json
new -o x.xlsx --data bad.yaml
new -o x.xlsx --data twice.json
new -o x.xlsx --data wrong.json
new -o x.xlsx --data bad.json --label x
new -o none/x.xlsx --team AA --year 2027
new -o x.xlsx --team AA --reference empty.xlsx
new --year 3
new --actions x
new --annee 3
new --as-of demain
new --only x
new -o
check
check none.xlsx
check text.xlsx
check empty.xlsx
check a
check x --format docx
check x --format xlsx
check x --config none.toml
check x --config bad.toml
check x --config wrong.toml
check x --config latin.toml
check x --select XYZ
check x --jobs 0
check x --template none
check x --template a
check x -o a
merge x
merge x -o a
merge text.xlsx -o g.xlsx
merge x -o g.xlsx --scheduler h
merge x -o g.xlsx --base y
export x
export x -o o.doc
export none.xlsx -o o.json
nightly x
nightly --config bad.toml --dry-run m
nightly status --config state.toml
nightly schedule --config state.toml
nightly status --max-age x --config y
outbox list --config state.toml
outbox send --config none.toml
outbox list
""".strip().split("\n")


@pytest.mark.parametrize("call", ["", *CALLS])
@pytest.mark.parametrize(("lang", "foreign"), [("fr", ENGLISH), ("en", FRENCH)])
def test_refusals_are_in_one_language(
    place: Path, lang: str, foreign: frozenset[str], call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    ran = run("--lang", lang, *call.split())
    assert ran.code != 4, ran.err
    assert _words(ran.out + ran.err) & foreign == set(), ran.out + ran.err


def test_results_in_french_have_no_english_word(company: Path, tmp_path: Path) -> None:
    as_of = ("--as-of", "2026-10-01")
    outputs = [
        run("check", company, *as_of, "-v"),
        run("merge", company, "-o", tmp_path / "g.xlsx", *as_of),
        run("check", tmp_path / "g.xlsx", *as_of),
        run("export", company, "-o", tmp_path / "e.json"),
        run("template", "show", "standard"),
        run("demo", tmp_path / "demo"),
    ]
    for ran in outputs:
        assert _words(ran.out + ran.err) & ENGLISH == set()


def test_results_in_english_have_no_french_word(tmp_path: Path) -> None:
    book = tmp_path / "AA.xlsx"
    words = ("--lang", "en")
    outputs = [
        run("new", "-o", book, "--team", "AA", "--label", "A", "--year", "2027", "--actions", "2", *words),
        run("check", book, "--as-of", "2027-10-01", "-v", *words),
        run("merge", book, "-o", tmp_path / "g.xlsx", "--as-of", "2027-10-01", *words),
        run("export", book, "-o", tmp_path / "e.json", *words),
        run("template", "show", "standard", *words),
    ]
    for ran in outputs:
        assert _words(ran.out + ran.err) & FRENCH == set()


#: What is the same in both languages, or a name of the sample company.
_NAMES = re.compile(
    r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>|&[a-z]+;|\S+@\S+|https?:\S+|\bPlan hôtels\b", re.DOTALL
)


def _text_of(file: Path) -> str:
    """What people read in a page, a mail, a log or a table."""
    data = file.read_bytes()
    if file.suffix == ".eml":
        mail = message_from_bytes(data, policy=policy.default)
        parts = [part.get_content() for part in mail.walk() if part.get_content_type() in ("text/plain", "text/html")]
        return _NAMES.sub(" ", "\n".join([str(mail["Subject"]), *parts]))
    return _NAMES.sub(" ", data.decode("utf-8-sig"))


NIGHT = """lang = {lang!r}
folders = ["plans"]
state = "state"
publish = "page"
time_zone = "UTC"
sender = "a@example.com"
recipients = ["b@example.com"]
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
"""


def _night(folder: Path, lang: str) -> list[str]:
    """What a night says, writes and sends, and what is said of it afterwards; its mail server does not answer."""
    config = folder / "pacom.toml"
    config.write_text(NIGHT.format(lang=lang), encoding="utf-8")
    options = ("--config", config, "--lang", lang)
    calls = [run("nightly", "--as-of", "2026-10-01", *options)]
    calls += [run("nightly", "status", *options), run("outbox", "list", *options)]
    files = [folder / "state" / "logs" / "latest.txt", *(folder / "page").glob("*.html")]
    files += sorted((folder / "state" / "outbox").rglob("*.eml"))[:3]
    assert {file.suffix for file in files} == {".txt", ".html", ".eml"}
    return [*(ran.out + ran.err for ran in calls), *map(_text_of, files)]


def _tables(folder: Path, lang: str) -> list[str]:
    """Headings and choices of every table as people read them, without what teams typed."""
    run("export", folder / "plans", "-o", folder / "tables.csv", "--headings", "labels", "--lang", lang)
    tables = list((folder / "tables.csv").glob("*.csv"))
    assert len(tables) > 20
    return [_text_of(file).partition("\n")[0] for file in tables]


def test_a_night_and_tables_in_french_have_no_english_word(company: Path, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    shutil.copy(next(company.glob("*NO*.xlsx")), tmp_path / "plans")
    for text in [*_night(tmp_path, "fr"), *_tables(tmp_path, "fr")]:
        assert _words(text) & ENGLISH == set(), text[:3000]
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text), text[:3000]


def test_a_night_and_tables_in_english_have_no_french_word(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    action = {"title": "Trade fair", "status": "in_progress", "start": "2026-02-02", "due": "2026-05-29"}
    plan = {"team": "AA", "year": 2026, "records": [{"table": "actions", "key": "ACT-AA-001", "values": action}]}
    (tmp_path / "AA.json").write_text(json.dumps(plan), encoding="utf-8")
    ran = run("new", "-o", tmp_path / "plans" / "AA.xlsx", "--data", tmp_path / "AA.json", "--lang", "en")
    assert ran.code == 0, ran.err
    for text in [*_night(tmp_path, "en"), *_tables(tmp_path, "en")]:
        assert _words(text) & FRENCH == set(), text[:3000]


def test_an_adopted_list_is_reported_with_dates_of_the_language(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text(
        "Action;Responsable;Début;Échéance\nSalon;Anne Morel;mars 2026;mi-juin 2026\n", encoding="utf-8"
    )
    ran = run("adopt", tmp_path / "liste.csv", "-o", tmp_path / "AA.xlsx", "--team", "AA", "--year", "2026", "--yes")
    assert ran.code == 0 and "Échéance = 15/06/2026" in ran.out + ran.err, ran
    assert not re.search(r"\d{4}-\d\d-\d\d", ran.out + ran.err), ran
