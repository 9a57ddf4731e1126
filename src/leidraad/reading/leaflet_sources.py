"""The shapes of leaflet files as their authors write them. Texts of conditions are not parsed here."""

import msgspec

from leidraad.model.content import Wording


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source refuses fields that it does not know."""


class SectionSource(Page, frozen=True):
    title: Wording
    bullets: bool = False
    staff: bool = False


class FieldSource(Page, frozen=True):
    label: Wording
    section: str
    item: str | None = None
    beside: str | None = None


class TermSource(Page, frozen=True):
    """A medical word with the forms in which it may stand, the one to explain first."""

    nl: list[str]
    en: list[str]
    meaning: Wording


class ParagraphSource(Page, frozen=True):
    id: str
    section: str
    text: Wording
    rules: list[str] = []
    background: list[str] = []
    source: str | None = None
    when: str | None = None
    excluded: str | None = None
    still_open: bool = False
    alone: bool = False
    unless: list[str] = []


class LeftOutSource(Page, frozen=True):
    rules: list[str]
    why: str


class LeafletSource(Page, frozen=True):
    """One file; the sections and the fields stand in the shared one."""

    sections: dict[str, SectionSource] = {}
    fields: dict[str, FieldSource] = {}
    terms: list[TermSource] = []
    paragraphs: list[ParagraphSource] = []
    left_out: list[LeftOutSource] = []
