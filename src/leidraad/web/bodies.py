"""What a program sends: the raw body by its media type, and the evaluation date. Knows no route."""

import datetime
import re
from typing import Any

from starlette.requests import Request

from leidraad.diagnostics import wrong
from leidraad.explaining.advice import Advice
from leidraad.reading.text_file import Sent
from leidraad.records.case import read_json
from leidraad.records.facts import shown
from leidraad.records.read import read_facts
from leidraad.web.errors import JSON
from leidraad.web.knowledge import Knowledge

FHIR = "application/fhir+json"
MAPPINGS = {JSON: None, FHIR: "mcode"}  # how a case is read, by its media type
NAME = "request.json"  # what messages call the body
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class WrongMedia(Exception):
    """The body is of a media type that is not read here."""

    def __init__(self, known: tuple[str, ...], elsewhere: str = "") -> None:
        self.known = known
        self.elsewhere = elsewhere  # where such a body is read
        super().__init__()


async def body(request: Request) -> bytes:
    """Return the body as it was sent."""
    return await request.body()


def media(request: Request, *known: str, elsewhere: str = "") -> str:
    """Return the media type of the body; raise WrongMedia when it is none of these."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named not in known:
        raise WrongMedia(known, elsewhere)
    return named


def sent_json(request: Request, data: bytes) -> Any:
    """Return a JSON body with exact decimals; raise UserInputError when it is no JSON."""
    media(request, JSON)
    return read_json(Sent(NAME, data))


def sent_advice(request: Request, data: bytes, on: str | None) -> Advice:
    """Return the advice for the case or bundle in a body; raise UserInputError when it is wrong."""
    knowledge: Knowledge = request.app.state.knowledge
    mapping = MAPPINGS[media(request, *MAPPINGS)]
    today = day(on, knowledge)
    facts = read_facts(Sent(NAME, data), knowledge.content.items, today, mapping)
    return knowledge.advice(facts, today)


def day(on: str | None, knowledge: Knowledge) -> datetime.date:
    """Return the evaluation date: as given, else today."""
    if on is None:
        return knowledge.today()
    try:
        if DAY.fullmatch(on):
            return datetime.date.fromisoformat(on)
    except ValueError:
        pass
    raise wrong("impossible-date", f"`on` is no date: {shown(on)}", None, "write YYYY-MM-DD")
