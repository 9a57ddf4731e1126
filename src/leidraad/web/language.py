"""The choice of a language on pages that carry no case. Keeps it in a cookie and nothing else."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from leidraad.explaining.phrases import LANGUAGES
from leidraad.web.forms import Form, sent
from leidraad.web.rendering import language, remember_language

router = APIRouter(include_in_schema=False)
SENT = Depends(sent)


@router.post("/language")
def choose(request: Request, form: Form = SENT) -> Response:
    """Remember a language and go back to the page that asked."""
    back = form.text("back")
    answer = RedirectResponse(back if _is_own(back) else "/", status_code=303)
    chosen = form.text("lang")
    remember_language(answer, chosen if chosen in LANGUAGES else language(request))
    return answer


def _is_own(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/\\"))
