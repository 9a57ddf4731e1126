"""The page that lies beside exported files: what each is, of which edition, with the safety words."""

from leidraad.exchange.cql import library_name
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content

_WORDS = {
    "about": (
        "Elk bestand is een bibliotheek in CQL die alleen parameters leest: één per gegeven. Laat een parameter weg "
        "als het gegeven onbekend is. Per regel zijn er definities van de voorwaarden en van de status.",
        "Each file is a CQL library that reads parameters only: one for each data item. Leave a parameter out when "
        "the item is unknown. Each rule has defines of its conditions and of its status.",
    ),
    "columns": ("| bestand | editie | status | sha256 |", "| file | edition | status | sha256 |"),
}


def readme(content: Content) -> str:
    """Return the page in Markdown, Dutch first, for every loaded guideline."""
    return "\n\n".join(["# Leidraad, CQL", *(_part(content, language) for language in LANGUAGES)]) + "\n"


def _part(content: Content, language: str) -> str:
    phrases, at = Phrases(language, content.items), LANGUAGES.index(language)
    rows = [
        f"| `{library_name(g)}.cql`: {phrases.of(g.title)} | {g.edition} | {phrases[g.status]} | `{g.sha256}` |"
        for g in content.guidelines
    ]
    table = "\n".join([_WORDS["columns"][at], "| --- | --- | --- | --- |", *rows])
    return "\n\n".join([phrases.of(SAFETY), _WORDS["about"][at], table])
