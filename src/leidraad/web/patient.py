"""The page of one patient: answers in, advice beside it. Every request brings the case, and takes it back."""

from collections.abc import Iterable

import msgspec
from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from leidraad.diagnostics import Diagnostic, UserInputError
from leidraad.engines.reference import Fact
from leidraad.pages.pictures.pathway import pathway_svg
from leidraad.reading.text_file import Sent, read_text
from leidraad.records.mapping import read_mapping, shipped_mappings
from leidraad.records.table import read_rows
from leidraad.web.answers import Reader, Refused
from leidraad.web.case_state import CaseState, opened, saved
from leidraad.web.downloads import offered
from leidraad.web.forms import Asked, Form, asked, known_item, sent
from leidraad.web.knowledge import Knowledge
from leidraad.web.patient_context import Notice, Row, View, patient_page
from leidraad.web.rendering import answer
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)
SENT = Depends(sent)
FIELD = "f:"  # before the name of an item, in the form of all fields
JSON = "application/json"


@router.get("/")
def first(request: Request) -> Response:
    """Show the page of a new patient."""
    return _answer(request, asked(request, Form(FormData()), CaseState()), View())


@router.post("/patient")
def patient(request: Request, form: Form = SENT) -> Response:
    """Take the answers of a form in, and show the page with the advice that follows."""
    about, view = _taken_in(request, form)
    return _answer(request, about, view)


@router.post("/patient.json")
def patient_json(request: Request, form: Form = SENT) -> Response:
    """Return the data of the page."""
    about, view = _taken_in(request, form)
    context = patient_page(about.state, about.advice(), view, about.knowledge, about.lang)
    return Response(msgspec.json.encode(context), media_type=JSON)


@router.post("/case/save")
def save(request: Request, form: Form = SENT) -> Response:
    """Give the case as a file. Its name tells nothing of the patient."""
    about = asked(request, form)
    today = about.knowledge.today()
    name = f'attachment; filename="leidraad-{today}.json"'
    data = saved(about.state, about.knowledge.content, today)
    return Response(data, media_type=JSON, headers={"Content-Disposition": name})


@router.post("/case/open")
def open_file(request: Request, form: Form = SENT) -> Response:
    """Take the case of a file; when it cannot be read, say why and keep the case of the page."""
    about = asked(request, form)
    words = Words(about.lang)
    file = Sent(form.text("name"), form.text("text").encode()) if form.text("text") else form.file("file")
    if file is None:
        return _answer(request, about, View(notice=Notice(words["no_file"])))
    mapping = form.text("mapping") if form.text("mapping") in shipped_mappings() else None
    try:
        rows = _rows_to_choose(file, mapping, form, about.knowledge)
        if rows:
            return _answer(request, about, View(rows=rows))
        state = opened(file, about.knowledge.content, about.knowledge.today(), mapping, form.text("row") or None)
    except UserInputError as error:
        return _answer(request, about, View(notice=Notice(words["not_read"], tuple(_told(error.diagnostics)))))
    state = msgspec.structs.replace(state, form=about.state.form)
    return _answer(request, asked(request, form, state), View(notice=Notice(words["opened"].format(file.name))))


def _rows_to_choose(file: Sent, mapping: str | None, form: Form, knowledge: Knowledge) -> Row | None:
    """Return the patients of a table of several, unless one was chosen."""
    if file.suffix.lower() != ".csv" or form.text("row"):
        return None
    rows = read_rows(file, read_mapping(mapping) if mapping else None, knowledge.content.items)
    if len(rows) == 1:
        return None
    return Row(file.name, read_text(file), mapping or "", tuple(row.id for row in rows))


def _told(diagnostics: Iterable[Diagnostic]) -> Iterable[str]:
    for found in diagnostics:
        line = f"{found.span.line}: " if found.span and found.span.line > 1 else ""
        yield f"{line}{found.message}{f' ({found.hint})' if found.hint else ''}"


def _taken_in(request: Request, form: Form) -> tuple[Asked, View]:
    """Return the case after a form, and what to show of it."""
    about = asked(request, form)
    taken = _TakenIn(about, form)
    state = taken.state()
    return asked(request, form, state), taken.view(state)


class _TakenIn:
    """One form, taken in step by step: answers, then what the user asked to do."""

    def __init__(self, about: Asked, form: Form) -> None:
        self._about = about
        self._form = form
        self._words = Words(about.lang)
        self._items = about.knowledge.content.items
        self._reader = Reader(self._items, about.day, about.say, self._words)
        self._facts = about.facts()
        self._refused: list[Refused] = []
        self._skipped = list(about.state.skipped)

    def state(self) -> CaseState:
        """Return the case with what was accepted."""
        form = self._form
        for name in form.texts("shown"):
            self._take(name, form.texts(f"{FIELD}{name}"))
        if form.has("item"):
            self._one_answer(form.text("item"))
        for name in form.texts("remove"):
            self._facts.pop(known_item(name, self._about.knowledge).name, None)
        state = self._about.state.having(self._facts, () if form.has("again") else tuple(self._skipped))
        if form.has("recompute"):
            state = msgspec.structs.replace(state, opened=None)
        if form.has("view"):
            state = msgspec.structs.replace(state, form=form.text("view") == "form")
        return state

    def view(self, state: CaseState) -> View:
        """Return what to show: the question asked for, or the one whose answer was refused."""
        return View(asking=self._asking(state), find=self._form.text("find"), refused=tuple(self._refused))

    def _asking(self, state: CaseState) -> str | None:
        form = self._form
        if form.has("item") and self._refused:
            return form.text("item")
        if form.has("edit"):
            return known_item(form.text("edit"), self._about.knowledge).name
        if form.has("back"):
            catalogue = self._about.knowledge.catalogue
            return next((n for n in reversed(state.case) if catalogue.can_ask(self._items[n])), None)
        return None

    def _one_answer(self, name: str) -> None:
        """Take in the answer to the one question; an answer that was only typed counts when the user goes elsewhere."""
        form = self._form
        item = known_item(name, self._about.knowledge)
        date = self._about.knowledge.catalogue.date_of.get(self._about.knowledge.catalogue.report(name))
        if form.has("skip"):
            self._facts.pop(item.name, None)
            self._skipped.append(item.name)
        elif any(text.strip() for text in form.texts("value")):
            self._take(name, form.texts("value"))
        elif form.has("next"):
            self._refused.append(Refused(name, (), self._words["needs_value"]))
        if date and form.has("date"):
            self._take(date, form.texts("date"))

    def _take(self, name: str, typed: list[str]) -> None:
        """Take one answer in, or refuse it and keep the one before."""
        item = known_item(name, self._about.knowledge)
        fact = self._reader.fact(item.name, typed)
        if isinstance(fact, Refused):
            self._refused.append(fact)
            return
        facts = self._having(item.name, fact)
        against = self._reader.contradiction(item.name, typed, facts)
        if against:
            self._refused.append(against)
        else:
            self._facts = facts

    def _having(self, name: str, fact: Fact) -> dict[str, Fact]:
        if fact is None:
            return {n: f for n, f in self._facts.items() if n != name}
        return {**self._facts, name: fact}


def _answer(request: Request, about: Asked, view: View) -> Response:
    """Return the whole page, or the parts of it that change when the page itself asks."""
    advice = about.advice()
    context = patient_page(about.state, advice, view, about.knowledge, about.lang)
    template = "patient_update.html" if "hx-request" in request.headers else "patient.html"
    words = Words(about.lang)
    return answer(
        request, template, about.lang, p=context, words=words, say=about.say, mappings=shipped_mappings(),
        downloads=offered(context.advice.schedules), pathway=pathway_svg(advice, about.say),
    )  # fmt: skip
