"""The API: cases in, JSON out, each answer the struct that the command line prints too. No page, no state."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from leidraad.actions.scale import scale_on
from leidraad.diagnostics import Span, wrong
from leidraad.explaining.completeness import completeness
from leidraad.explaining.finding_list import finding_list
from leidraad.explaining.loaded import guideline_list, item_list, scale_list
from leidraad.web.bodies import FHIR, NAME, body, sent_advice, sent_json
from leidraad.web.errors import JSON, as_json, refusal
from leidraad.web.knowledge import Knowledge
from leidraad.web.openapi import answers, takes

router = APIRouter(prefix="/api", tags=["advice"])
Body = Annotated[bytes, Depends(body)]
OnDay = Annotated[
    str | SkipJsonSchema[None],
    Query(description="Evaluation date; default: today", json_schema_extra={"format": "date"}),
]
ScaleName = Annotated[str, Path(json_schema_extra={"$ref": "#/components/schemas/ScaleName"})]
ABOUT_A_CASE = takes({JSON: "Case", FHIR: "FhirBundle"})


@router.post("/advise", responses=answers("Advice", 413, 415, 422), openapi_extra=ABOUT_A_CASE)
def advise(request: Request, data: Body, on: OnDay = None) -> Response:
    """Advise on one patient: everything that the loaded guidelines say of a case or a FHIR bundle."""
    return as_json(sent_advice(request, data, on))


@router.post("/completeness", responses=answers("Completeness", 413, 415, 422), openapi_extra=ABOUT_A_CASE)
def complete(request: Request, data: Body, on: OnDay = None) -> Response:
    """List what is still needed before the tumour board, by the report that supplies it."""
    return as_json(completeness(sent_advice(request, data, on), _knowledge(request).content.items))


@router.post(
    "/scale/{name}", responses=answers("ScaleAnswer", 404, 413, 415, 422), openapi_extra=takes({JSON: "ScaleInputs"})
)
def scale(request: Request, name: ScaleName, data: Body) -> Response:
    """Work out a published scale. `GET /api/scales` lists the scales and the inputs that each takes."""
    content = _knowledge(request).content
    known = [scale.id for scale in content.scales]
    if name not in known:
        return refusal(request, 404, "unknown-scale", "there is no such scale", f"the scales are {', '.join(known)}")
    inputs = sent_json(request, data)
    if not isinstance(inputs, dict):
        raise wrong("not-inputs", "the inputs are one JSON object", Span(NAME), 'write { "input": value, ... }')
    return as_json(scale_on(content, name, inputs))


@router.get("/scales", responses=answers("ScaleList"))
def scales(request: Request) -> Response:
    """List the scales and the inputs that each takes."""
    return as_json(scale_list(_knowledge(request).content.scales))


@router.get("/findings", responses=answers("FindingList"))
def findings(request: Request) -> Response:
    """List what the sources leave unclear, with the reading that was chosen."""
    return as_json(finding_list(_knowledge(request).content))


@router.get("/guidelines", responses=answers("GuidelineList"))
def guidelines(request: Request) -> Response:
    """List the guidelines that speak: edition, status, and how much each holds."""
    return as_json(guideline_list(_knowledge(request).content))


@router.get("/items", responses=answers("ItemList"))
def items(request: Request) -> Response:
    """List every data item that a case can hold."""
    return as_json(item_list(_knowledge(request).content))


def _knowledge(request: Request) -> Knowledge:
    return request.app.state.knowledge
