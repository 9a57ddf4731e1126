"""What a CDS Hooks client sends and is told: the call, the prefetched resources as one bundle, feedback. No route."""

import datetime
import re
import uuid
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from leidraad.diagnostics import Diagnostic, Span, wrong
from leidraad.web.bodies import NAME

PATIENT = "patient"
# What the mapping mcode reads, and no more: laboratory results and notes stay where they are.
PREFETCH = {
    PATIENT: "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&code=" + ",".join((
        "urn:leidraad:dictionary|",
        *(f"http://loinc.org|{code}" for code in ("21889-1", "31206-6", "89247-1")),
        "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl|C18000",
        *(f"http://snomed.info/sct|{code}" for code in (
            "277206009", "277208005", "371494008", "371497001", "384625004", "399387003", "399504009", "399534004",
            "78873005",
        )),
    )),
    "procedures": "Procedure?patient={{context.patientId}}&code=http://snomed.info/sct|1217123003",
    "specimens": "Specimen?patient={{context.patientId}}",
}  # fmt: skip
HINT = "prefetch it as `GET /cds-services` asks; send null where a search finds nothing"
PLACE = re.compile(r" - at `\$\.?(.*)`$")
LACKING = re.compile(r"required field `(\w+)`")
T = TypeVar("T")


class HookContext(msgspec.Struct, frozen=True, rename="camel"):
    """Which patient is looked at, by whom."""

    user_id: str
    patient_id: str


class HookCall(msgspec.Struct, frozen=True, rename="camel"):
    """One call. A server and a token for it may be sent and are not used: Leidraad asks nothing of another machine."""

    hook: Literal["patient-view"]
    hook_instance: uuid.UUID
    context: HookContext
    prefetch: dict[str, dict[str, Any] | None] = {}


class Service(msgspec.Struct, frozen=True):
    """One service, and the resources that its client is to fetch for it."""

    hook: str
    id: str
    title: str
    description: str
    prefetch: dict[str, str]


class Services(msgspec.Struct, frozen=True):
    """What this server offers."""

    services: tuple[Service, ...]


class Outcome(msgspec.Struct, frozen=True, rename="camel"):
    """What a user did with a card."""

    card: uuid.UUID
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: Annotated[datetime.datetime, msgspec.Meta(tz=True)]


class Feedback(msgspec.Struct, frozen=True):
    """What users did with cards."""

    feedback: tuple[Outcome, ...]


class FeedbackAnswer(msgspec.Struct, frozen=True):
    """What becomes of feedback: it is read, and not stored."""

    stored: bool
    message: str


class Unfetched(Exception):
    """Resources that the service needs were not prefetched."""

    def __init__(self, names: list[str]) -> None:
        self.diagnostics = [
            Diagnostic("not-prefetched", f"the prefetched `{name}` is missing or not whole", None, HINT)
            for name in names
        ]
        super().__init__()


def typed(data: Any, kind: type[T]) -> T:
    """Return JSON as one of the structs of this module; raise UserInputError with the place that is wrong."""
    try:
        return msgspec.convert(data, kind)
    except UnicodeEncodeError:
        hint = "write the whole character"
        raise wrong("not-text", "the body holds half a character", Span(NAME), hint) from None
    except msgspec.ValidationError as error:
        where, lacking = PLACE.search(str(error)), LACKING.search(str(error))
        parts = [where[1] if where else "", lacking[1] if lacking else ""]
        place = ".".join(part for part in parts if part) or "the body"
        raise wrong("wrong-call", f"`{place}` is missing, or not as CDS Hooks 2.0 describes it", Span(NAME),
                    "see docs/how-to/cds-hooks.md") from None  # fmt: skip


def prefetched(call: HookCall) -> dict[str, Any]:
    """Return the prefetched resources as one FHIR bundle; raise Unfetched when some are missing."""
    lacking = [name for name in PREFETCH if not _is_whole(name, call.prefetch)]
    if lacking:
        raise Unfetched(lacking)
    if call.prefetch[PATIENT].get("id") != call.context.patient_id:
        hint = "prefetch the patient of the context"
        raise wrong("two-patients", "the prefetched patient is not the patient of the context", Span(NAME), hint)
    entries = [entry for name in PREFETCH for entry in _entries(call.prefetch[name])]
    return {"resourceType": "Bundle", "entry": entries}


def _is_whole(name: str, sent: dict[str, Any]) -> bool:
    """Return whether a resource was fetched, with all its pages. Null says that there is none: not so of a patient."""
    if name not in sent or (sent[name] is None and name == PATIENT):
        return False
    found = sent[name] or {}
    links = found.get("link", [])
    more = isinstance(links, list) and any(isinstance(link, dict) and link.get("relation") == "next" for link in links)
    return found.get("resourceType") != "OperationOutcome" and not more


def _entries(found: dict[str, Any] | None) -> list[Any]:
    if found is None:
        return []
    if found.get("resourceType") != "Bundle":
        return [{"resource": found}]
    entries = found.get("entry", [])
    return entries if isinstance(entries, list) else [entries]
