"""The loaded guidelines as CQL: a library for each, and a page that says what they are. Writes no file."""

from leidraad.exchange.cql import library_name, to_library
from leidraad.explaining.phrases import Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Guideline


def export_cql(content: Content) -> dict[str, str]:
    """Return the text of each file by its name; every library carries edition, status, digest and safety words."""
    phrases = Phrases("en", content.items)
    return {
        f"{library_name(g)}.cql": to_library(content, library_name(g), (g,), _header(g, phrases))
        for g in content.guidelines
    }


def _header(guideline: Guideline, phrases: Phrases) -> list[str]:
    return [
        guideline.title.en,
        f"{guideline.id}, {phrases['edition']} {guideline.edition}: {phrases[guideline.status]}",
        f"sha256 {guideline.sha256}",
        SAFETY.en,
        SAFETY.nl,
        "",
    ]
