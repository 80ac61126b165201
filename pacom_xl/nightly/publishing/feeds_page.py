"""The calendars people may subscribe to, as a folded part of the page."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.publishing.calendar_feeds import FOLDER, Feed, Feeds

_TITLE = Text("Agendas à suivre", "Calendars to subscribe to")
_LEAD = Text(
    "Copier l’adresse d’un lien, puis l’ajouter dans l’agenda comme « agenda à partir d’une adresse » : il suit les "
    "échéances chaque nuit.",
    "Copy the address of a link and add it as a calendar from the web: it follows the deadlines every night.",
)


def feeds_part(feeds: Feeds, lang: Lang) -> str:
    """Links to all calendars, those of teams first; ``""`` without any."""
    wanted = [*feeds.teams.values(), *feeds.people.values()]
    if not wanted:
        return ""
    links = "".join(f"<li>{_link(feed)}</li>" for feed in wanted)
    return (
        f'<details class="card" id="calendars"><summary>{escape(_TITLE.in_(lang))}</summary>'
        f"<p>{escape(_LEAD.in_(lang))}</p><ul>{links}</ul></details>"
    )


def _link(feed: Feed) -> str:
    return f'<a href="{FOLDER}/{escape(quote(feed.file))}">{escape(feed.label)}</a>'
