"""The API says what the command line says, and refuses in one shape."""

import json
from pathlib import Path

import jsonschema
import pytest
from command_line import DAY, advice, call
from starlette.testclient import TestClient
from web.conftest import HOME

from leidraad.web.bodies import FHIR
from leidraad.web.errors import JSON
from leidraad.web.security import MOST_BYTES

EXAMPLES = Path(__file__).parents[2] / "examples"
BUNDLE = (EXAMPLES / "mcode/sarcoma-bundle.json").read_bytes()
CASE = json.loads((EXAMPLES / "cases/thigh-sarcoma.json").read_text("utf-8"))
GRADE = {"differentiation": 2, "mitoses": 12, "necrosis": 30}


def post(program, path, body, media=JSON, **query):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return program.post(path, content=data, headers={"Content-Type": media}, params=query)


def test_advice_is_that_of_the_command_line(program, tmp_path):
    answer = post(program, "/api/advise", CASE, on=DAY)
    assert answer.status_code == 200
    assert answer.json() == advice(CASE, tmp_path)


def test_a_bundle_is_read_by_its_media_type(program, tmp_path):
    (tmp_path / "bundle.json").write_bytes(BUNDLE)
    said = call(["advise", "bundle.json", "--mapping", "mcode", "--on", DAY, "--format", "json"], tmp_path)
    answer = post(program, "/api/advise", BUNDLE, f"{FHIR}; charset=utf-8", on=DAY)
    assert answer.json() == json.loads(said.out)


def test_completeness_is_that_of_the_command_line(program, tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(CASE), "utf-8")
    said = call(["completeness", "case.json", "--on", DAY, "--format", "json"], tmp_path)
    assert post(program, "/api/completeness", CASE, on=DAY).json() == json.loads(said.out)


def test_a_scale_is_that_of_the_command_line(program, tmp_path):
    words = [f"{name}={value}" for name, value in GRADE.items()]
    said = call(["scale", "fnclcc", *words, "--format", "json"], tmp_path)
    assert post(program, "/api/scale/fnclcc", GRADE).json() == json.loads(said.out)


def test_an_input_of_a_scale_that_is_null_is_unknown(program):
    part = {"differentiation": 2}
    known = post(program, "/api/scale/fnclcc", part).json()
    assert post(program, "/api/scale/fnclcc", {**part, "mitoses": None}).json() == known


@pytest.mark.parametrize(("path", "command"), [("scales", ["scale"]), ("findings", ["findings"])])
def test_lists_are_those_of_the_command_line(program, tmp_path, path, command):
    said = call([*command, "--format", "json"], tmp_path)
    told, printed = program.get(f"/api/{path}").json(), json.loads(said.out)
    if path == "findings":  # the command lists local protocols too, and this start declares no network
        printed["guidelines"] = [g for g in printed["guidelines"] if g["id"] != "emc"]
    assert told == printed


def test_guidelines_are_told_with_edition_and_status(program, tmp_path):
    loaded = {g["id"]: (g["edition"], g["status"], g["sha256"]) for g in advice(CASE, tmp_path)["guidelines"]}
    listed = program.get("/api/guidelines").json()
    assert {g["id"]: (g["edition"], g["status"], g["sha256"]) for g in listed["guidelines"]} == loaded
    assert listed["safety"] == advice(CASE, tmp_path)["safety"]


def test_every_item_of_a_case_is_told_with_its_values(program):
    items = {item["name"]: item for item in program.get("/api/items").json()["items"]}
    case = program.get("/api/openapi.json").json()["components"]["schemas"]["Case"]["properties"]
    assert list(items) == list(case)
    assert items["size_cm"]["unit"] == "cm"
    assert list(items["site"]["values"]) == case["site"]["anyOf"][0]["enum"]
    assert items["site_group"]["derived"]


def test_the_evaluation_date_counts(program):
    """The patient of the example was born on 12 March 1972, and turns 55 on that day of 2027."""
    born = next(e["resource"]["birthDate"] for e in json.loads(BUNDLE)["entry"] if "birthDate" in e["resource"])
    ages = []
    for day in (f"2027-{born[5:]}", "2027-01-01"):
        ages.append(post(program, "/api/advise", BUNDLE, FHIR, on=day).json()["case"]["age_years"])
    assert ages == [2027 - int(born[:4]), 2026 - int(born[:4])]


WRONG = [
    ("/api/advise", {"size_cn": 7}, JSON, {}, 422, "unknown-item"),
    ("/api/advise", {"size_cm": "big"}, JSON, {}, 422, "wrong-type"),
    ("/api/advise", {"size_cm": 700}, JSON, {}, 422, "out-of-range"),
    ("/api/advise", {"site": "thigh", "site_group": "intra_abdominal"}, JSON, {}, 422, "contradiction"),
    ("/api/advise", b"", JSON, {}, 422, "malformed-json"),
    ("/api/advise", b'{"size_cm": ', JSON, {}, 422, "malformed-json"),
    ("/api/advise", b'{"size_cm": 1, "size_cm": 2}', JSON, {}, 422, "duplicate-field"),
    ("/api/advise", b"\xff\xfe", JSON, {}, 422, "not-text"),
    ("/api/advise", [], JSON, {}, 422, "not-a-case"),
    ("/api/advise", BUNDLE, JSON, {}, 422, "not-a-case"),
    ("/api/advise", CASE, FHIR, {}, 422, "not-a-bundle"),
    ("/api/advise", CASE, "text/plain", {}, 415, "wrong-media"),
    ("/api/advise", CASE, JSON, {"on": "20261120"}, 422, "impossible-date"),
    ("/api/advise", CASE, JSON, {"on": "2026-02-30"}, 422, "impossible-date"),
    ("/api/completeness", {"size_cn": 7}, JSON, {}, 422, "unknown-item"),
    ("/api/scale/fnclc", GRADE, JSON, {}, 404, "unknown-scale"),
    ("/api/scale/fnclcc", {"grade": 1}, JSON, {}, 422, "unknown-item"),
    ("/api/scale/fnclcc", {"mitoses": "many"}, JSON, {}, 422, "wrong-type"),
    ("/api/scale/fnclcc", [], JSON, {}, 422, "not-inputs"),
    ("/api/scale/fnclcc", GRADE, FHIR, {}, 415, "wrong-media"),
    ("/api/nothing", GRADE, JSON, {}, 404, "no-page"),
    ("/api/scales", GRADE, JSON, {}, 405, "wrong-method"),
    ("/api/advise", b" " * (MOST_BYTES + 1), JSON, {}, 413, "too-large"),
]


@pytest.mark.parametrize(("path", "body", "media", "query", "status", "code"), WRONG)
def test_what_is_wrong_is_refused_in_one_shape(program, path, body, media, query, status, code):
    answer = post(program, path, body, media, **query)
    assert answer.status_code == status
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    well_formed(program, answer)


def test_a_body_that_grows_over_the_limit_is_refused(program):
    """Sent in pieces, without a length."""
    pieces = (b" " * 100_000 for _ in range(MOST_BYTES // 100_000 + 1))
    answer = program.post("/api/advise", content=pieces, headers={"Content-Type": JSON})
    assert answer.status_code == 413
    well_formed(program, answer)


def test_every_mistake_is_told(program):
    answer = post(program, "/api/advise", {"size_cn": 7, "site": "tigh", "age_years": -1})
    assert [error["code"] for error in answer.json()["errors"]] == ["unknown-item", "unknown-value", "out-of-range"]
    assert answer.json()["errors"][1]["hint"] == "did you mean `thigh`?"


def test_without_the_key_or_from_elsewhere_nothing_is_answered(application, program, program_keys):
    stranger = TestClient(application, base_url=HOME)
    refused = [stranger.post("/api/advise", json=CASE), program.get("/api/scales", headers={"Host": "example.org"})]
    assert [answer.status_code for answer in refused] == [401, 403]
    for answer in refused:
        well_formed(program, answer)


def well_formed(program, answer):
    """Check the shape of an error against the document."""
    schemas = program.get("/api/openapi.json").json()["components"]["schemas"]
    jsonschema.validate(answer.json(), {"$ref": "#/components/schemas/Errors", "components": {"schemas": schemas}})
    assert answer.headers["content-type"] == JSON
