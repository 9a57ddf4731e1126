"""What the OpenAPI document says is true: schemathesis asks what it allows, and what it does not."""

import json
from collections import Counter

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from web.conftest import HOME

from leidraad.actions.describe import advice_schema, case_schema

FEW, MANY = 8, 120
# A request can be well-formed in each part and wrong as a whole: facts that contradict each other, a resource about
# somebody else, an input that another scale takes, resources that were not prefetched. Only these may refuse what the
# document allows.
REFUSALS = {
    "/api/advise": {"contradiction", "malformed-bundle", "two-patients", "impossible-date", "duplicate-field"},
    "/api/completeness": {"contradiction", "malformed-bundle", "two-patients", "impossible-date", "duplicate-field"},
    "/api/scale/{name}": {"unknown-item", "not-shipped", "wrong-type", "out-of-range", "unknown-value"},
    "/cds-services/{service}": {"not-prefetched"},
}
ASKED = (
    "POST /api/advise", "POST /api/completeness", "POST /api/scale/{name}", "GET /api/scales", "GET /api/findings",
    "GET /api/guidelines", "GET /api/items", "GET /cds-services", "POST /cds-services/{service}",
    "POST /cds-services/{service}/feedback",
)  # fmt: skip
# What takes no input cannot be asked wrongly.
WAYS = [(a, mode) for a in ASKED for mode in GenerationMode if a.startswith("POST") or mode is GenerationMode.POSITIVE]


@pytest.fixture(scope="module")
def described(application, program_keys):
    """The document as a schema that asks this application, with the key."""
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    headers = {"Authorization": f"Bearer {program_keys.key}", "Host": HOME.removeprefix("http://")}
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", application, config=config, headers=headers)
    return schema, headers


def test_the_document_describes_every_route_for_programs_and_no_page(described):
    schema, _ = described
    assert sorted(operation.ok().label for operation in schema.get_all_operations()) == sorted(ASKED)


def test_no_address_holds_facts_of_a_patient(program):
    """What goes into an address is the evaluation date, the name of a scale or of a service, and nothing else."""
    paths = program.get("/api/openapi.json").json()["paths"]
    named = {p["name"] for path in paths.values() for asked in path.values() for p in asked.get("parameters", ())}
    assert named == {"on", "name", "service"}


def test_the_schemas_are_the_shipped_ones(program, knowledge):
    """The document says of a case and of an advice what the files that come with the program say."""
    schemas = program.get("/api/openapi.json").json()["components"]["schemas"]
    shipped = json.loads(json.dumps(advice_schema()["$defs"]))
    told = json.dumps(schemas).replace("#/components/schemas/", "#/$defs/")
    assert {name: json.loads(told)[name] for name in shipped} == shipped
    case = case_schema(knowledge.content)
    assert schemas["Case"]["properties"] == json.loads(json.dumps(case["properties"]))
    assert schemas["Case"]["additionalProperties"] is False


@pytest.mark.parametrize(("label", "mode"), WAYS)
def test_the_document_is_true(described, label, mode):
    assert ask(described, label, mode, FEW)


@pytest.mark.long
@pytest.mark.parametrize(("label", "mode"), WAYS)
def test_the_document_is_true_at_length(described, label, mode):
    assert ask(described, label, mode, MANY)


def ask(described, label, mode, most):
    """Ask one route what its description allows, or does not, and check every answer; return the statuses."""
    schema, headers = described
    operation = next(o.ok() for o in schema.get_all_operations() if o.ok().label == label)
    statuses = Counter()

    @settings(max_examples=most, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case):
        answer = case.call(base_url=HOME, headers=headers)
        statuses[answer.status_code] += 1
        own = [positive_data_acceptance, negative_data_rejection]
        case.validate_response(answer, headers=headers, excluded_checks=own)
        accepted(case, answer, mode)

    answered()
    return statuses


def accepted(case, answer, mode):
    """Check that what is allowed is done, and that nothing else is."""
    path, done = case.operation.path, answer.status_code == 200
    if mode is GenerationMode.POSITIVE and not done:
        codes = {error["code"] for error in answer.json()["errors"]}
        assert answer.status_code in (412, 422)
        assert codes <= REFUSALS.get(path, set())
    if mode is GenerationMode.NEGATIVE and done and case.operation.method == "post":
        read_rightly(case, answer.json())


def read_rightly(case, told):
    """A number or a truth value between quotes is read as what it says; the answer then tells a well-formed case."""
    if case.operation.path == "/api/advise":
        schema = case.operation.schema.raw_schema["components"]["schemas"]["Case"]
        jsonschema.validate(told["case"], schema)
        if case.media_type == "application/json":
            assert set(told["case"]) == {name for name, value in case.body.items() if value is not None}
