"""What a form of a page sent: its texts, its file, the case in it. Takes nothing for granted of what was sent."""

import datetime
from collections.abc import AsyncIterator

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from leidraad.diagnostics import wrong
from leidraad.engines.reference import Fact
from leidraad.explaining.advice import Advice
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Item
from leidraad.reading.text_file import Sent
from leidraad.web.bodies import media
from leidraad.web.case_state import CaseState, evaluation_day, from_hidden
from leidraad.web.knowledge import Knowledge
from leidraad.web.rendering import language
from leidraad.web.security import MOST_BYTES

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Form:
    """A form as it was sent."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """Return a text, or an empty one."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Return every text of this name."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def has(self, name: str) -> bool:
        """Return whether the form has this field; a button that was pressed is one."""
        return name in self._data

    def file(self, name: str) -> Sent | None:
        """Return the file that was sent, or None."""
        found = self._data.get(name)
        if not isinstance(found, UploadFile) or not found.filename:
            return None
        return Sent(found.filename, found.file.read())


async def sent(request: Request) -> AsyncIterator[Form]:
    """Give the form of a request, and let go of its file afterwards; raise WrongMedia when it is none.

    Read as a form, a case that was sent as JSON would be an empty one.
    """
    media(request, *FORMS, elsewhere="; a case or bundle as JSON goes to `/api/advise`")
    async with request.form(max_files=1, max_part_size=MOST_BYTES) as data:
        yield Form(data)


def known_item(name: str, knowledge: Knowledge) -> Item:
    """Return an item that a page names; raise UserInputError when there is none."""
    item = knowledge.content.items.get(name)
    if item is None:
        raise wrong("unknown-item", "the page names a data item that does not exist", None, "open the page anew")
    return item


class Asked(msgspec.Struct, frozen=True):
    """A request about one patient: what is known here, the case, the day of its advice, the language."""

    knowledge: Knowledge
    state: CaseState
    day: datetime.date
    lang: str

    @property
    def say(self) -> Phrases:
        """Return the words of the language."""
        return self.knowledge.words[self.lang]

    def facts(self) -> dict[str, Fact]:
        """Return the typed facts of the case."""
        return self.state.facts(self.knowledge.content.items)

    def advice(self) -> Advice:
        """Return the advice of the day."""
        return self.knowledge.advice(self.facts(), self.day)


def asked(request: Request, form: Form, state: CaseState | None = None) -> Asked:
    """Return what a request asks about; `state` is the case when the form has changed it."""
    knowledge: Knowledge = request.app.state.knowledge
    found = from_hidden(form.text("state")) if state is None else state
    chosen = form.text("lang")
    lang = chosen if chosen in LANGUAGES else language(request)
    return Asked(knowledge, found, evaluation_day(found, knowledge.content, knowledge.today()), lang)
