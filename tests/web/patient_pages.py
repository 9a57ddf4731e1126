"""A browser on the pages of one patient, without the browser: posts what a form would post, and reads the answer."""

import json

from web.html_page import HtmlPage

from leidraad.web.case_state import CaseState

THIGH = {
    "age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh", "size_cm": 7.5,
    "tissue_layer": "intramuscular", "procedures_considered": ["wide_local_excision"],
}  # fmt: skip
FOLLOWED = {
    **THIGH, "care_phase": "follow_up", "resection_done": True, "surgery_date": "2026-03-01",
    "treatment_end_date": "2026-03-01", "biopsy_grade": "2", "distant_metastasis": False,
}  # fmt: skip
PREDICTED = {**THIGH, "prediction_model": "persarc", "prediction_result_pct": 20}
ELSEWHERE = {"age_years": 12, "tumour_origin": "soft_tissue"}


def hidden(case=None, **state):
    """Return the state that a page carries."""
    return json.dumps({"case": case or {}, **state})


class Browser:
    """Posts forms as a browser does; `script` says whether the page's script asks."""

    def __init__(self, program, lang="nl"):
        self._program = program
        self._headers = {"Accept": "text/html"}
        self._cookies = {"leidraad-lang": lang}

    def send(self, path, fields, files=None, script=False):
        headers = {**self._headers, **({"HX-Request": "true"} if script else {})}
        self._program.cookies.clear()
        self._program.cookies.update(self._cookies)
        return self._program.post(path, data=fields, files=files, headers=headers)

    def page(self, path, fields, **kwargs):
        answer = self.send(path, fields, **kwargs)
        assert answer.status_code == 200, answer.text
        return HtmlPage(answer.text)

    def patient(self, case=None, state=None, **fields):
        return self.page("/patient", {"state": hidden(case, **(state or {})), **fields})

    def data(self, path, fields):
        answer = self.send(path, fields)
        assert answer.status_code == 200, answer.text
        return answer.json()


def state_of(page):
    """Return the case that a page carries; every form of it carries the same."""
    found = {field["value"] for field in page.all("input", name="state")}
    assert len(found) == 1
    return json.loads(found.pop())


def case_of(page):
    return state_of(page)["case"]


def empty_state():
    return CaseState().hidden()


def texts(context, skip):
    """Return every text of a context, but not those under a field of these names."""
    if isinstance(context, dict):
        return [text for name, part in context.items() if name not in skip for text in texts(part, skip)]
    if isinstance(context, list):
        return [text for part in context for text in texts(part, skip)]
    return [context] if isinstance(context, str) else []
