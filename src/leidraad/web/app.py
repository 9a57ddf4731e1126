"""The application: routes, guard, error answers. One start holds one compiled content and no patient."""

import functools
import traceback
from pathlib import Path

import click
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from leidraad import __version__
from leidraad.diagnostics import Diagnostic, UserInputError
from leidraad.web import (
    advice_page,
    api,
    cases_page,
    cds_hooks,
    downloads,
    guidelines,
    language,
    missing,
    module_page,
    patient,
    search,
)
from leidraad.web.bodies import WrongMedia
from leidraad.web.errors import failure, refusal
from leidraad.web.knowledge import Knowledge
from leidraad.web.openapi import document
from leidraad.web.security import LOCAL_ORIGIN, Guard, Keys, TooLarge

STATIC = Path(__file__).with_name("static")


def create_app(knowledge: Knowledge, keys: Keys) -> ASGIApp:
    """Return the application behind its guard."""
    app = FastAPI(
        title="Leidraad", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        exception_handlers={
            UserInputError: _input_is_wrong,
            RequestValidationError: _request_is_wrong,
            HTTPException: _no_such_page,
            TooLarge: _too_large,
            WrongMedia: _wrong_media,
            Exception: _our_fault,
        },
    )  # fmt: skip
    app.state.knowledge = knowledge
    app.add_middleware(CORSMiddleware, allow_origin_regex=LOCAL_ORIGIN, allow_methods=["GET", "POST"],
                       allow_headers=["authorization", "content-type"])  # fmt: skip
    app.openapi = functools.cache(lambda: document(app, knowledge.content))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for room in (
        patient,
        advice_page,
        missing,
        downloads,
        language,
        api,
        cds_hooks,
        guidelines,
        cases_page,
        module_page,
        search,
    ):
        app.include_router(room.router)
    return Guard(app, keys)


def _input_is_wrong(request: Request, error: UserInputError) -> Response:
    return failure(request, 422, error.diagnostics)


def _request_is_wrong(request: Request, error: RequestValidationError) -> Response:
    # The library's own words would repeat what was sent, which may hold facts of a patient.
    places = [".".join(str(part) for part in found["loc"]) for found in error.errors()]
    return failure(
        request, 422, [Diagnostic("wrong-request", f"`{place}` is missing or not valid") for place in places]
    )


def _no_such_page(request: Request, error: HTTPException) -> Response:
    if error.status_code == 405:
        message = f"`{request.method}` is not answered here"
        return refusal(request, 405, "wrong-method", message, "see /api/openapi.json", error.headers)
    return refusal(request, error.status_code, "no-page", str(error.detail).lower(), "begin at the first page")


def _too_large(request: Request, error: TooLarge) -> Response:
    return refusal(request, 413, "too-large", "the request is too large")


def _wrong_media(request: Request, error: WrongMedia) -> Response:
    others = "".join(f" or `{other}`" for other in error.known[1:])
    hint = f"send the header `Content-Type: {error.known[0]}`{others}{error.elsewhere}"
    return refusal(request, 415, "wrong-media", "the body is of a media type that is not read here", hint)


def _our_fault(request: Request, error: Exception) -> Response:
    # The error's own words may hold facts of a patient: only the place in the program is told.
    place = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(f"our fault: {Path(place.filename).name}, line {place.lineno}", err=True)
    return refusal(
        request, 500, "our-fault", "this is our fault, not yours", "please report what you did; no patient data"
    )
