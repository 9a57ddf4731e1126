"""The first page."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from leidraad.web.rendering import language, page

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def first(request: Request) -> str:
    """Show the first page."""
    return page("start.html", language(request))
