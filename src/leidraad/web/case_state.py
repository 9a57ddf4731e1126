"""The case of the page: hidden in it, and saved and opened as a file by the user. Nothing of it stays here."""

import datetime
from collections.abc import Mapping
from typing import Any

import msgspec

from leidraad.actions.advise import refuse_contradictions
from leidraad.diagnostics import Span, wrong
from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.advice import plain
from leidraad.model.content import Content, Guideline, Item
from leidraad.reading.text_file import Sent, read_text
from leidraad.records.case import read_json
from leidraad.records.facts import to_facts
from leidraad.records.read import read_facts

FORMAT = "1"
MARK = "leidraad"  # the field by which a saved case is known
FRESH_DAYS = 14


class Edition(msgspec.Struct, frozen=True):
    """Which edition of a guideline an advice was worked out with."""

    edition: str
    sha256: str


class Opened(msgspec.Struct, frozen=True):
    """What a saved file says of the advice that was shown when it was saved."""

    saved_on: datetime.date
    evaluated_on: datetime.date
    editions: dict[str, Edition]


class SavedCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A saved file. `leidraad` is the version of this format."""

    leidraad: str
    saved_on: datetime.date
    evaluated_on: datetime.date
    editions: dict[str, Edition]
    case: dict[str, Any]


class CaseState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the page carries: the facts as given, the questions skipped, how it is filled in, from which file."""

    case: dict[str, Any] = {}
    skipped: tuple[str, ...] = ()
    form: bool = False
    opened: Opened | None = None

    def facts(self, items: Mapping[str, Item]) -> dict[str, Fact]:
        """Return the typed facts; raise UserInputError when they are none of the dictionary's."""
        return to_facts(self.case, items, Span("case"))

    def having(self, facts: Mapping[str, Fact], skipped: tuple[str, ...]) -> "CaseState":
        """Return the state with these facts; what has a value was not skipped."""
        case = {name: plain(value) for name, value in facts.items()}
        return msgspec.structs.replace(self, case=case, skipped=tuple(s for s in skipped if s not in case))

    def hidden(self) -> str:
        """Return the state as the page carries it."""
        return msgspec.json.encode(self).decode()


class Change(msgspec.Struct, frozen=True):
    """A guideline that is another one now than when the file was saved; null where it was not loaded."""

    guideline: str
    then: Edition | None
    now: Edition | None


class Staleness(msgspec.Struct, frozen=True):
    """How an opened file differs from what is loaded: its age in days when it is old, and what changed."""

    opened: Opened
    days: int | None
    changes: tuple[Change, ...]


def from_hidden(text: str) -> CaseState:
    """Return the state that a page carried; an empty text is a new patient."""
    if not text:
        return CaseState()
    try:
        return msgspec.json.decode(text, type=CaseState)
    except msgspec.MsgspecError:
        hint = "open the page anew, and the case from its file"
        raise wrong("malformed-state", "the page sent a case that cannot be read", None, hint) from None


def editions(content: Content) -> dict[str, Edition]:
    """Return the edition of every loaded guideline."""
    return {g.id: _edition(g) for g in content.guidelines}


def _edition(guideline: Guideline) -> Edition:
    return Edition(guideline.edition, guideline.sha256)


def staleness(opened: Opened | None, content: Content, today: datetime.date) -> Staleness | None:
    """Return why an opened file is not of today and of these editions, or None when it is."""
    if opened is None:
        return None
    now = editions(content)
    names = dict.fromkeys((*opened.editions, *now))
    changed = tuple(
        Change(name, opened.editions.get(name), now.get(name))
        for name in names if opened.editions.get(name) != now.get(name)
    )  # fmt: skip
    age = (today - opened.evaluated_on).days
    days = age if age > FRESH_DAYS else None
    return Staleness(opened, days, changed) if changed or days else None


def evaluation_day(state: CaseState, content: Content, today: datetime.date) -> datetime.date:
    """Return the day of the advice: that of an outdated file until the user asks for today, else today."""
    stale = staleness(state.opened, content, today)
    return stale.opened.evaluated_on if stale else today


def saved(state: CaseState, content: Content, today: datetime.date) -> bytes:
    """Return the file of a case."""
    day = evaluation_day(state, content, today)
    file = SavedCase(FORMAT, today, day, editions(content), state.case)
    return msgspec.json.format(msgspec.json.encode(file), indent=2)


def opened(
    file: Sent, content: Content, today: datetime.date, mapping: str | None = None, row: str | None = None
) -> CaseState:
    """Return the case of a file: saved here, of data items, a FHIR bundle or a table. Raise UserInputError."""
    if mapping is None and file.suffix.lower() != ".csv":
        data = read_json(file)
        if isinstance(data, dict) and MARK in data:
            return _of_saved(file, content)
        mapping = "mcode" if isinstance(data, dict) and "resourceType" in data else None
    return _agreeing(read_facts(file, content.items, today, mapping, row), content, today)


def _agreeing(facts: Mapping[str, Fact], content: Content, day: datetime.date) -> CaseState:
    refuse_contradictions(Patient(content.items, facts, day))
    return CaseState().having(facts, ())


def _of_saved(file: Sent, content: Content) -> CaseState:
    span = Span(file.name)
    try:
        found = msgspec.json.decode(read_text(file), type=SavedCase)
    except msgspec.MsgspecError:
        hint = "open the file as it was saved; do not edit it by hand"
        raise wrong("malformed-saved-case", "this saved case is damaged", span, hint) from None
    if found.leidraad != FORMAT:
        hint = "open it with the version of Leidraad that saved it"
        raise wrong("other-format", "this case was saved in another format", span, hint)
    facts = to_facts(found.case, content.items, span)
    from_file = Opened(found.saved_on, found.evaluated_on, found.editions)
    return msgspec.structs.replace(_agreeing(facts, content, found.evaluated_on), opened=from_file)
