"""The OpenAPI description: routes from the routers, schemas from the structs themselves. Defines no schema twice."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from leidraad.actions.describe import case_schema
from leidraad.diagnostics import Errors
from leidraad.explaining.advice import Advice
from leidraad.explaining.completeness import Completeness
from leidraad.explaining.finding_list import FindingList
from leidraad.explaining.loaded import GuidelineList, ItemList, ScaleList
from leidraad.explaining.safety import SAFETY
from leidraad.explaining.scale_answer import ScaleAnswer
from leidraad.model.content import Content
from leidraad.pages.cards import Cards
from leidraad.web.errors import JSON
from leidraad.web.hook_calls import Feedback, FeedbackAnswer, HookCall, Services

STRUCTS = (Advice, Completeness, ScaleAnswer, ScaleList, FindingList, GuidelineList, ItemList, Errors, Services,
           HookCall, Cards, Feedback, FeedbackAnswer)  # fmt: skip
REFERENCE = "#/components/schemas/{name}"
DESCRIBED = ("/api/", "/cds-services")
MEANINGS = {
    200: "Done", 401: "The key of this start is missing or wrong", 403: "Not from this machine",
    404: "There is no such thing", 412: "A prefetched resource that the service needs is missing",
    413: "The request is too large", 415: "The body is of another media type",
    422: "What was sent is wrong: every mistake that was found",
}  # fmt: skip
DESCRIPTION = f"{SAFETY.en} A case lives in the request only: nothing is stored. Every error has one shape, `Errors`."

RESOURCE = {
    "type": "object",
    "properties": {"resource": {"type": "object", "properties": {"resourceType": {"type": "string"}},
                                "required": ["resourceType"]}},
    "required": ["resource"],
}  # fmt: skip
PATIENT = {"properties": {"resource": {"properties": {"resourceType": {"const": "Patient"}}}}}
FHIR_BUNDLE = {
    "title": "FHIR R4 bundle of one patient in mCODE profiles, read through the mapping mcode",
    "type": "object",
    "properties": {
        "resourceType": {"const": "Bundle"},
        "entry": {"type": "array", "items": RESOURCE, "contains": PATIENT, "minContains": 1, "maxContains": 1},
    },
    "required": ["resourceType", "entry"],
}
SCALE_INPUTS = {
    "title": "The inputs of a scale by name, as GET /api/scales lists them; an absent or null input is unknown",
    "type": "object",
    "additionalProperties": {"type": ["boolean", "number", "string", "null"]},
}


def answers(name: str, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route: the struct that it gives, and how it refuses."""
    refused = {status: _answer(status, "Errors") for status in (401, 403, *refusals)}
    return {200: _answer(200, name), **refused}


def takes(schemas: Mapping[str, str]) -> dict[str, Any]:
    """Return what a route takes in its body: a schema for each media type."""
    content = {media: {"schema": _reference(name)} for media, name in schemas.items()}
    return {"requestBody": {"required": True, "content": content}}


def document(app: FastAPI, content: Content) -> dict[str, Any]:
    """Return the description of what programs can ask; pages for people are left out."""
    found = get_openapi(title="Leidraad", version=app.version, description=DESCRIPTION, routes=app.routes)
    found["paths"] = {path: asked for path, asked in found["paths"].items() if path.startswith(DESCRIBED)}
    found["components"] = {
        "schemas": _schemas(content),
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    found["security"] = [{"key": []}]
    return found


def _schemas(content: Content) -> dict[str, Any]:
    _, found = msgspec.json.schema_components(STRUCTS, ref_template=REFERENCE)
    names = [scale.id for scale in content.scales]
    case = {name: part for name, part in case_schema(content).items() if name != "$schema"}
    return {**found, "Case": case, "FhirBundle": FHIR_BUNDLE, "ScaleInputs": SCALE_INPUTS, "ScaleName": {"enum": names}}


def _answer(status: int, name: str) -> dict[str, Any]:
    return {"description": MEANINGS[status], "content": {JSON: {"schema": _reference(name)}}}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=name)}
