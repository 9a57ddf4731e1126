"""CDS Hooks 2.0 (https://cds-hooks.hl7.org/2.0): discovery, cards, feedback, and who may ask."""

import copy
import datetime
import json
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from command_line import advice as printed
from markdown_it import MarkdownIt
from starlette.testclient import TestClient
from web.conftest import HOME

from leidraad.actions.load_content import load_content
from leidraad.actions.run_cases import worked_cases
from leidraad.diagnostics import Span, UserInputError
from leidraad.explaining.safety import SAFETY
from leidraad.pages.cards import as_markdown, to_cards
from leidraad.records.bundle import as_bundle
from leidraad.records.fhir import facts_of_bundle
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows
from leidraad.web.knowledge import Knowledge

ROOT = Path(__file__).parents[2]
SARCOMA = ROOT / "examples/mcode/sarcoma-bundle.json"
BUNDLES = (SARCOMA, *sorted((ROOT / "tests/records/mcode").glob("*.json")))
SERVICE = "/cds-services/leidraad-patient-view"
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
DAY = datetime.date(2026, 11, 20)
OWN_SYSTEM = "urn:leidraad:dictionary"


def read(file):
    return json.loads(file.read_text("utf-8"))


def prefetched(bundle, templates):
    """Answer the templates as a FHIR server would: by type, and by code where the search names codes."""
    patient = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
    answers = {}
    for key, template in templates.items():
        kind, _, query = template.replace("{{context.patientId}}", patient["id"]).partition("?")
        if kind == f"Patient/{patient['id']}":
            answers[key] = patient
            continue
        asked = parse_qs(query)
        assert asked["patient"] == [patient["id"]]
        found = [e for e in bundle["entry"] if e["resource"]["resourceType"] == kind and _fits(e["resource"], asked)]
        answers[key] = {"resourceType": "Bundle", "type": "searchset", "entry": found} if found else None
    return answers


def _fits(resource, asked):
    if "code" not in asked:
        return True
    codings = resource.get("code", {}).get("coding", [])
    tokens = [token.rpartition("|") for token in asked["code"][0].split(",")]
    return any(c.get("system") == system and code in ("", c.get("code")) for c in codings for system, _, code in tokens)


@pytest.fixture
def templates(program):
    (service,) = program.get("/cds-services").json()["services"]
    return service["prefetch"]


@pytest.fixture
def asked(templates):
    """A call about the patient of the example."""
    return call_about(read(SARCOMA), templates)


def call_about(bundle, templates):
    resources = prefetched(bundle, templates)
    context = {"userId": "Practitioner/1", "patientId": resources["patient"]["id"]}
    return {"hook": "patient-view", "hookInstance": INSTANCE, "context": context, "prefetch": resources}


def own(name, value):
    """An observation of a data item by its own code."""
    code = {"coding": [{"system": OWN_SYSTEM, "code": name}]}
    told = {"valueBoolean": value} if isinstance(value, bool) else {
        "valueCodeableConcept": {"coding": [{"system": OWN_SYSTEM, "code": value}]}
    }  # fmt: skip
    return {"resource": {"resourceType": "Observation", "id": name, "status": "final", "code": code, **told}}


def patient_with(templates, birth, **facts):
    """A call about a patient of whom these facts are known, each by its own code."""
    patient = {"resource": {"resourceType": "Patient", "id": "p1", "birthDate": birth}}
    return call_about({"entry": [patient, *(own(name, value) for name, value in facts.items())]}, templates)


# Discovery


def test_discovery_tells_the_service_and_what_to_fetch(program):
    (service,) = program.get("/cds-services").json()["services"]
    assert {key: bool(value) for key, value in service.items()} == dict.fromkeys(
        ("hook", "id", "title", "description", "prefetch"), True
    )
    assert service["hook"] == "patient-view"
    tokens = {token for template in service["prefetch"].values() for token in re.findall(r"{{(.*?)}}", template)}
    assert tokens == {"context.patientId"}


@pytest.mark.parametrize("file", BUNDLES, ids=lambda file: file.stem)
def test_the_templates_fetch_all_that_the_mapping_reads(knowledge, templates, file):
    """What a server answers to them gives the same facts as the whole record."""
    bundle, place, items = read(file), Span(file.name), knowledge.content.items
    fetched = [
        entry for found in prefetched(bundle, templates).values() if found
        for entry in (found["entry"] if found["resourceType"] == "Bundle" else [{"resource": found}])
    ]  # fmt: skip

    def facts(entries):
        whole = as_bundle({"resourceType": "Bundle", "entry": copy.deepcopy(entries)}, place)
        try:
            return facts_of_bundle(whole, place, read_mapping("mcode"), items, DAY)
        except UserInputError as error:
            return error.diagnostics

    assert facts(fetched) == facts(bundle["entry"])


def test_the_templates_name_every_code_of_an_observation_in_the_mapping(templates):
    """Every code that the mapping asks of an observation itself stands in the search."""
    text = (ROOT / "src/leidraad/mappings/mcode.yaml").read_text("utf-8")
    wanted = {
        code
        for chain in re.findall(r"%about_primary\.where\(\s*code\.coding\.where\(([^)]*)\)", text)
        for code in re.findall(r"code = '([^']+)'", chain)
    }
    assert len(wanted) > 10
    for code in wanted:
        assert f"|{code}" in templates["observations"]


# Cards


def test_cards_say_what_to_do_now_and_what_would_change_it(program, asked, tmp_path):
    answer = program.post(SERVICE, json=asked)
    assert answer.status_code == 200
    now, missing = answer.json()["cards"]
    told = printed(printed_facts(program), tmp_path)
    due = [
        rule for rule in told["advice"]
        if rule["status"] == "applies" and rule["timing"] == "now" and rule["part"] == "recommendation"
        and rule["audience"] == "act" and rule["verb"] in ("do", "do_not", "refer", "consult")
    ]  # fmt: skip
    assert f"Nu {len(due)} adviezen" in now["summary"]
    assert len(due) <= 8
    for rule in due:
        assert rule["id"] in now["detail"]
        assert as_text(rule["text"]["nl"]) in as_text(shown(now["detail"]))
    assert f"en nog {len(told['ask_next']) - 5} vragen" in missing["detail"]
    assert now["indicator"] == "info" or told["conflicts"]


def printed_facts(program):
    answer = program.post(
        "/api/advise", content=SARCOMA.read_bytes(), headers={"Content-Type": "application/fhir+json"},
        params={"on": DAY.isoformat()},
    )  # fmt: skip
    return answer.json()["case"]


def as_text(text):
    return " ".join(text.split())


def shown(markdown):
    """The text that a reader of the Markdown sees."""
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", html))
    assert tags <= {"p", "ul", "li", "strong", "em"}
    return re.sub(r"<[^>]+>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_card_is_as_the_specification_has_it(program, asked):
    for card in program.post(SERVICE, json=asked).json()["cards"]:
        assert set(card) == {"uuid", "summary", "detail", "indicator", "source", "overrideReasons"}
        assert str(uuid.UUID(card["uuid"])) == card["uuid"]
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning")
        assert set(card["source"]) == {"label", "topic"}
        for coding in (card["source"]["topic"], *card["overrideReasons"]):
            assert all(coding[part] for part in ("code", "system", "display"))
        assert len({reason["code"] for reason in card["overrideReasons"]}) == len(card["overrideReasons"]) > 0
        assert "http" not in card["detail"]


def test_a_card_carries_the_safety_words_and_marks_what_is_not_authorised(program, asked):
    for language, words in (("nl", SAFETY.nl), ("en", SAFETY.en)):
        cards = program.post(SERVICE, json=asked, headers={"Accept-Language": f"{language}-NL,de;q=0.5"}).json()[
            "cards"
        ]
        for card in cards:
            assert words in card["detail"]
        marks = ("nog niet vastgesteld", "concept") if language == "nl" else ("not yet authorised", "concept")
        for mark in marks:
            assert mark in cards[0]["source"]["label"]
            assert mark in cards[0]["detail"]


def test_cards_of_one_call_are_known_again(program, asked):
    """The identity of a card depends on the call alone, so that feedback about it tells nothing of a patient."""
    first = [card["uuid"] for card in program.post(SERVICE, json=asked).json()["cards"]]
    assert [card["uuid"] for card in program.post(SERVICE, json=asked).json()["cards"]] == first
    other = {**asked, "hookInstance": str(uuid.UUID(int=7))}
    again = [card["uuid"] for card in program.post(SERVICE, json=other).json()["cards"]]
    assert not set(again) & set(first)
    assert len(set(first)) == 2


def test_a_patient_without_a_tumour_gets_no_card(program, templates):
    assert program.post(SERVICE, json=patient_with(templates, "1970-01-01")).json() == {"cards": []}
    frail = patient_with(templates, "1970-01-01", frail=True)
    assert program.post(SERVICE, json=frail).json() == {"cards": []}


def test_an_excluded_patient_gets_one_card_that_says_where_they_belong(program, templates):
    child = patient_with(templates, "2018-01-01", tumour_origin="soft_tissue", site="thigh")
    (card,) = program.post(SERVICE, json=child).json()["cards"]
    assert "Prinses Máxima Centrum" in card["summary"]
    assert card["indicator"] == "info"
    assert SAFETY.nl in card["detail"]


def test_a_text_of_the_record_cannot_become_markup(knowledge):
    """A free text is shown as it was written."""
    hostile = "<img src=x onerror=alert(1)> [klik](http://x) **vet** `a` | & #"
    items = knowledge.content.items
    name = next(item.name for item in items.values() if item.type == "text")
    facts = {"tumour_origin": "soft_tissue", "site": "thigh", "age_years": 54, name: hostile}
    for card in to_cards(knowledge.advice(facts, DAY), items, "nl", uuid.UUID(INSTANCE)).cards:
        shown(card.detail)
    assert as_text(shown(as_markdown(hostile))) == hostile


# Every patient at hand


@pytest.mark.parametrize("part", ["tcga", "worked"])
def test_summaries_of_patients_are_short(part, knowledge):
    patients = list(all_patients(part, knowledge.content))
    every = 13 if part == "tcga" else 200
    check_patients(patients[::every], knowledge)


@pytest.mark.long
@pytest.mark.parametrize("part", ["tcga", "worked"])
def test_summaries_of_every_patient_are_short(part, knowledge):
    everywhere = Knowledge(load_content(network="erasmusmc")) if part == "worked" else knowledge
    patients = list(all_patients(part, everywhere.content))
    assert len(patients) > 250
    check_patients(patients, everywhere)


def all_patients(part, content):
    if part == "tcga":
        mapping = read_mapping("tcga-sarc")
        rows = facts_of_all_rows(ROOT / "examples/tcga-sarc/patients.csv", mapping, content.items)
        return [(facts, DAY) for facts in rows.values()]
    worked = worked_cases(load_content(network="erasmusmc"))
    return {repr(sorted(case.facts.items(), key=str)): (case.facts, case.on) for case in worked}.values()


def check_patients(patients, knowledge):
    items = knowledge.content.items
    for facts, day in patients:
        advice = knowledge.advice(facts, day)
        for language, safety in (("nl", SAFETY.nl), ("en", SAFETY.en)):
            cards = to_cards(advice, items, language, uuid.UUID(INSTANCE)).cards
            assert len(cards) <= 2
            for card in cards:
                assert 0 < len(card.summary) < 140
                assert card.summary == " ".join(card.summary.split())
                assert card.indicator in ("info", "warning")
                assert as_text(safety) in as_text(shown(card.detail))


# What is wrong


def changed(call, **changes):
    call = copy.deepcopy(call)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = call
        for step in way:
            place = place[step]
        if value is KeyError:
            del place[last]
        else:
            place[last] = value
    return call


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
PAGED = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": "x"}], "entry": []}


@pytest.mark.parametrize("key", ["patient", "conditions", "observations", "procedures", "specimens"])
@pytest.mark.parametrize("value", [KeyError, FAILED, PAGED], ids=["absent", "failed", "first-page-only"])
def test_what_was_not_fetched_is_a_failed_precondition(program, asked, key, value):
    answer = program.post(SERVICE, json=changed(asked, **{f"prefetch__{key}": value}))
    assert answer.status_code == 412
    (error,) = answer.json()["errors"]
    assert error["code"] == "not-prefetched"
    assert f"`{key}`" in error["message"]


def test_a_call_without_prefetch_names_all_that_is_missing(program, asked, templates):
    answer = program.post(SERVICE, json=changed(asked, prefetch=KeyError))
    assert answer.status_code == 412
    named = [re.findall("`(.*?)`", error["message"])[0] for error in answer.json()["errors"]]
    assert named == list(templates)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hook": "order-sign"}, "wrong-call"),
        ({"hook": KeyError}, "wrong-call"),
        ({"hookInstance": "17"}, "wrong-call"),
        ({"context": {}}, "wrong-call"),
        ({"context__patientId": 17}, "wrong-call"),
        ({"prefetch": []}, "wrong-call"),
        ({"prefetch__conditions": "none"}, "wrong-call"),
        ({"context__patientId": "somebody-else"}, "two-patients"),
        ({"prefetch__patient__id": "somebody-else"}, "two-patients"),
        ({"prefetch__conditions": {"resourceType": "Bundle", "entry": [{}]}}, "malformed-bundle"),
        ({"prefetch__conditions": {"resourceType": "Bundle", "entry": 7}}, "malformed-bundle"),
    ],
)
def test_a_wrong_call_is_refused(program, asked, change, code):
    answer = program.post(SERVICE, json=changed(asked, **change))
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    for word in ("somebody-else", "order-sign", "Object", "Expected", "str"):
        assert word not in answer.json()["errors"][0]["message"]


def test_null_says_that_there_is_none(program, asked):
    """The specification: null, where a search found nothing."""
    assert program.post(SERVICE, json=changed(asked, prefetch__procedures=None)).status_code == 200
    assert program.post(SERVICE, json=changed(asked, prefetch__patient=None)).status_code == 412


def test_another_service_is_not_there(program, asked):
    for path in ("/cds-services/other", "/cds-services/other/feedback"):
        assert program.post(path, json=asked).status_code == 404


# Feedback


def test_feedback_is_taken_and_not_stored(program, asked):
    card = program.post(SERVICE, json=asked).json()["cards"][0]
    reason = {"reason": {k: card["overrideReasons"][0][k] for k in ("code", "system")}, "userComment": "niet nu"}
    told = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-11-20T09:00:00Z"}
    answer = program.post(f"{SERVICE}/feedback", json={"feedback": [{**told, "overrideReason": reason}]})
    assert answer.status_code == 200
    assert answer.json()["stored"] is False


@pytest.mark.parametrize("feedback", [{}, {"feedback": [{}]}, {"feedback": [{"card": "x"}]}, []])
def test_wrong_feedback_is_refused(program, feedback):
    answer = program.post(f"{SERVICE}/feedback", json=feedback)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "wrong-call"


# Who may ask

LOCAL = "http://localhost:8080"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture
def stranger(application):
    return TestClient(application, base_url=HOME, follow_redirects=False)


def test_a_local_page_may_ask_whether_it_may_ask(stranger):
    answer = stranger.options(SERVICE, headers={"Origin": LOCAL, **PREFLIGHT})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == LOCAL
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["http://example.org", "http://localhost.example.org", "null", "http://127.0.0.1.nl"]
)
def test_a_page_from_elsewhere_may_not(stranger, program, origin):
    assert stranger.options(SERVICE, headers={"Origin": origin, **PREFLIGHT}).status_code == 403
    assert program.get("/cds-services", headers={"Origin": origin}).status_code == 403


def test_a_local_page_needs_the_key_itself(stranger, program, program_keys):
    """The cookie of the browser is not enough: it goes along from every port of this machine."""
    assert program.get("/cds-services", headers={"Origin": LOCAL}).headers["access-control-allow-origin"] == LOCAL
    stranger.cookies.set("leidraad", program_keys.key)
    assert stranger.get("/cds-services").status_code == 200
    assert stranger.get("/cds-services", headers={"Origin": LOCAL}).status_code == 401


def test_a_local_page_gets_nothing_but_cards(stranger, program):
    for path in ("/", "/api/scales", "/cds-services-and-more"):
        assert program.get(path, headers={"Origin": LOCAL}).status_code == 403
        assert stranger.options(path, headers={"Origin": LOCAL, **PREFLIGHT}).status_code == 403
