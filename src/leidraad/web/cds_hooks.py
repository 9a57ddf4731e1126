"""CDS Hooks 2.0: cards for the patient who is looked at in a record system. Stores nothing, fetches nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from leidraad.diagnostics import Span
from leidraad.explaining.phrases import LANGUAGES
from leidraad.pages.cards import to_cards
from leidraad.records.bundle import as_bundle
from leidraad.records.fhir import facts_of_bundle
from leidraad.records.mapping import read_mapping
from leidraad.web.bodies import FHIR, MAPPINGS, NAME, body, sent_json
from leidraad.web.errors import JSON, as_json, failure, refusal
from leidraad.web.hook_calls import (
    PREFETCH,
    Feedback,
    FeedbackAnswer,
    HookCall,
    Service,
    Services,
    Unfetched,
    prefetched,
    typed,
)
from leidraad.web.knowledge import Knowledge
from leidraad.web.openapi import answers, takes

router = APIRouter(prefix="/cds-services", tags=["cds hooks"])
SERVICE = "leidraad-patient-view"
Body = Annotated[bytes, Depends(body)]
ServiceName = Annotated[str, Path(json_schema_extra={"enum": [SERVICE]})]

_WORDS = {
    "title": ("Leidraad: richtlijnadvies", "Leidraad: guideline advice"),
    "description": (
        "Wat de geladen richtlijnen over een tumor van weke delen, bot of borst nu adviseren, en wat nog ontbreekt. "
        "Hulpmiddel voor de arts, zonder CE-markering.",
        "What the loaded guidelines advise now on a tumour of soft tissue, bone or breast, and what is still missing. "
        "Support for the clinician, without CE mark.",
    ),
    "not_stored": ("De terugmelding is gelezen en niet bewaard.", "The feedback was read and not stored."),
}


@router.get("", responses=answers("Services"))
def discover(request: Request) -> Response:
    """List the services of this server, with what a client is to prefetch."""
    say = _wording(request)
    return as_json(Services((Service("patient-view", SERVICE, say["title"], say["description"], PREFETCH),)))


@router.post("/{service}", responses=answers("Cards", 404, 412, 413, 415, 422), openapi_extra=takes({JSON: "HookCall"}))
def call(request: Request, service: ServiceName, data: Body) -> Response:
    """Return at most two cards for the patient who is looked at."""
    if service != SERVICE:
        return _no_service(request)
    sent = typed(sent_json(request, data), HookCall)
    try:
        bundle = prefetched(sent)
    except Unfetched as error:
        return failure(request, 412, error.diagnostics)
    knowledge: Knowledge = request.app.state.knowledge
    items, today, place = knowledge.content.items, knowledge.today(), Span(NAME)
    facts = facts_of_bundle(as_bundle(bundle, place), place, read_mapping(MAPPINGS[FHIR]), items, today)
    return as_json(to_cards(knowledge.advice(facts, today), items, _language(request), sent.hook_instance))


@router.post(
    "/{service}/feedback", responses=answers("FeedbackAnswer", 404, 413, 415, 422),
    openapi_extra=takes({JSON: "Feedback"}),
)  # fmt: skip
def feedback(request: Request, service: ServiceName, data: Body) -> Response:
    """Take what users did with cards. It is checked and not stored: Leidraad keeps nothing about patients."""
    if service != SERVICE:
        return _no_service(request)
    typed(sent_json(request, data), Feedback)
    return as_json(FeedbackAnswer(False, _wording(request)["not_stored"]))


def _no_service(request: Request) -> Response:
    return refusal(request, 404, "no-service", "there is no such service", f"the service is {SERVICE}")


def _language(request: Request) -> str:
    """Return the language that the client asks for first, when it is one of ours; else Dutch."""
    asked = request.headers.get("accept-language", "").strip()[:2].lower()
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _wording(request: Request) -> dict[str, str]:
    at = LANGUAGES.index(_language(request))
    return {key: words[at] for key, words in _WORDS.items()}
