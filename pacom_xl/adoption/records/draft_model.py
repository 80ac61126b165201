"""Draft of an action of a list: its values with their cells, before they are converted to records."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.mapping.column_mapping import Mapping
from pacom_xl.adoption.mapping.vocabulary import TARGETS, heading_words
from pacom_xl.adoption.records import lenient_dates
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.adoption.records.people import People
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import colon, sentence
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context

NO_FIELD = sentence("colonne sans équivalent dans le classeur", "a column the workbook has no field for")
MORE_VALUES = sentence("l’action a déjà une valeur dans ce champ", "the action has a value in this field already")
BLANK = sentence("vide une fois les espaces retirés", "empty once blanks are removed")
LONGEST_LABEL = 80
#: Headings equal to the label of the target field: they are not repeated in its text.
_OWN_HEADINGS = {
    "what": (
        "description", "descriptif", "detail", "details", "contenu", "description de l'action", "card description",
    ),
    "why": ("pourquoi", "why", "justification"),
    "how": ("comment", "how", "modalites", "modalites de mise en oeuvre"),
    "lessons": ("bilan", "enseignements", "lessons learned", "lessons"),
}  # fmt: skip


@dataclass
class SourcedValue:
    """A value and the cells it comes from."""

    value: Value
    sources: list[Source] = field(default_factory=list)


@dataclass
class Draft:
    """One action: single fields, paragraphs of long texts, and the rows of its tables."""

    code: str
    fields: dict[str, SourcedValue] = field(default_factory=dict)
    paragraphs: dict[str, list[SourcedValue]] = field(default_factory=dict)
    #: Trigrams of everybody the action names, the owner among them.
    people: list[SourcedValue] = field(default_factory=list)
    lines: list[dict[str, SourcedValue]] = field(default_factory=list)
    milestones: list[dict[str, SourcedValue]] = field(default_factory=list)
    kpis: list[dict[str, SourcedValue]] = field(default_factory=list)
    axis: SourcedValue | None = None


@dataclass(frozen=True)
class DraftInputs:
    """What the conversion of cells depends on: template, context, mapping, people and account."""

    template: Template
    context: Context
    mapping: Mapping
    account: Account
    people: People
    year: int
    lang: Lang
    #: By sheet and column: whether plain percentages are points, order of numeric dates.
    points: dict[tuple[str, int], bool] = field(default_factory=dict)
    orders: dict[tuple[str, int], lenient_dates.DateOrder | None] = field(default_factory=dict)
    previous_codes: list[str] = field(default_factory=list)
    #: Headings of amounts that say neither « HT » nor « TTC ».
    unsure_of_vat: dict[str, None] = field(default_factory=dict)

    def label(self, target: str) -> str:
        """The label of a target, as shown to people."""
        return TARGETS[target].label.in_(self.lang)


@dataclass(frozen=True)
class DraftWriter:
    """Puts values on a draft, leaves cells and notes fixes in its name."""

    inputs: DraftInputs
    draft: Draft

    def list_leftover(self, source: Source, reason: Text, text: str | None = None) -> None:
        """List the cell on the sheet « À replacer »."""
        self.inputs.account.list_leftover(source, reason, self.draft.code, text)

    def fix(self, source: Source, key: str, taken: str, why: Text, table: str = "actions") -> None:
        """Record a value that differs from the typed one. In text files, where every cell is text, numbers and dates
        are not recorded.
        """
        if not (why is lenient.AS_TEXT and self.inputs.account.list_file.read_as):
            self.inputs.account.fix(source, Spot(table, self.draft.code, key), taken, why)

    def add_text(self, key: str, source: Source, text: str, *, labelled: bool = True) -> None:
        """Add a paragraph to a long text, after its heading when that is not the field's own label."""
        bare = text.strip()
        if not bare:
            self.list_leftover(source, BLANK)
            return
        plain = not labelled or not source.heading or heading_words(source.heading) in _OWN_HEADINGS.get(key, ())
        shown = bare if plain else f"{source.heading.strip(' :*')}{colon(self.inputs.lang)}{bare}"
        paragraphs = self.draft.paragraphs.setdefault(key, [])
        same = next((sourced for sourced in paragraphs if sourced.value == shown), None)
        if same:
            same.sources.append(source)
        else:
            paragraphs.append(SourcedValue(shown, [source]))


def plain_number(value: Value) -> str:
    """A value as text, an amount without zeros at its end."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
