"""Makes requests that are wrong in every way that a program, a file or an attacker can think of; from a seed."""

import copy
import json
import random
from pathlib import Path
from typing import NamedTuple

from leidraad.web.bodies import FHIR
from leidraad.web.errors import JSON

ROOT = Path(__file__).parents[2]
CASES = [json.loads(file.read_text("utf-8")) for file in sorted((ROOT / "examples/cases").glob("*.json"))]
BUNDLES = [
    json.loads(file.read_text("utf-8"))
    for file in (ROOT / "examples/mcode/sarcoma-bundle.json", *sorted((ROOT / "tests/records/mcode").glob("*.json")))
]
SERVICE = "/cds-services/leidraad-patient-view"
KINDS = {"Patient": "patient", "Condition": "conditions", "Observation": "observations", "Procedure": "procedures",
         "Specimen": "specimens"}  # fmt: skip
# Values of every JSON type, with what is hard about each; `Raw` stands in the text as it is.
HARD = (
    None, True, False, 0, -1, 54, 1e300, -0.0, 10**40, "", " ", "54", "7,5", "NaN", "null", "<script>alert(1)</script>",
    "../../etc/passwd", "{{7*7}}", "' or 1=1 --", "\u0000", "\ud800", "é\u0301", "\u202e", "2026-02-30", "0000-00-00",
    "99999-01-01", [], [None], [[]], {}, {"": None}, {"nl": {"en": []}}, ["thigh", 7], "x" * 5000,
)  # fmt: skip
RAW = ("NaN", "-Infinity", "Infinity", "1e999999", "-1e-999999", "9" * 5000, "01", "+1", ".5", "0x1f", "1_000", "'a'",
       "undefined", "tru", '"\\u12"', '"\\x41"', '"a\nb"', "/* c */ 1", "")  # fmt: skip


class Wrong(NamedTuple):
    """One request, and which way of being wrong it shows."""

    way: str
    path: str
    media: str
    body: bytes


def requests(seed, count, items):
    """Yield that many requests; `items` are the data items of the dictionary."""
    rng = random.Random(seed)
    ways = (*TEXT_WAYS, *CASE_WAYS, *BUNDLE_WAYS, *CALL_WAYS)
    for number in range(count):
        way = ways[number % len(ways)]
        yield way(rng, items)


# Any JSON text, spoiled


def _document(rng):
    """Return a good document with the route that takes it."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(("/api/advise", "/api/completeness")), JSON, rng.choice(CASES)
    if kind == 1:
        return rng.choice(("/api/advise", "/api/completeness")), FHIR, rng.choice(BUNDLES)
    if kind == 2:
        return SERVICE, JSON, _call(rng.choice(BUNDLES))
    return "/api/scale/fnclcc", JSON, {"differentiation": 2, "mitoses": 12, "necrosis": 30}


def _text(change):
    def way(rng, items):
        path, media, document = _document(rng)
        text = json.dumps(document, indent=rng.choice((None, 1)))
        return Wrong(change.__name__, path, media, change(rng, text))

    return way


def truncated(rng, text):
    return text[: rng.randrange(len(text))].encode()


def a_character_lost(rng, text):
    at = rng.choice([i for i, c in enumerate(text) if c in '{}[]":,'])
    return (text[:at] + text[at + 1 :]).encode()


def a_character_too_many(rng, text):
    at = rng.randrange(len(text))
    return (text[:at] + rng.choice('{}[]":,\\\x00\x1f') + text[at:]).encode()


def no_utf_8(rng, text):
    at = rng.randrange(len(text))
    return (
        text[:at].encode()
        + rng.choice((b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"))
        + text[at:].encode()
    )


def byte_order_marks(rng, text):
    return rng.choice((text.encode("utf-16"), text.encode("utf-32"), b"\xef\xbb\xbf" * 2 + text.encode()))


def not_json(rng, text):
    other = ("", "   ", "\n\n", "<Bundle/>", "age_years,sex\n54,female\n", "null", "7", '"text"', "[]", "[{}]", "{}{}",
             "{'age_years': 54}", "age_years: 54", "\x00" * 20, "%PDF-1.7", "PK\x03\x04", "true")  # fmt: skip
    return rng.choice(other).encode()


def nested_deep(rng, text):
    depth = rng.choice((101, 500, 5_000, 100_000))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}")))
    inner = opening * depth + ("1" if opening != "[" else "") + closing * depth
    return (text[:-1] + rng.choice((',"deep":', ',"size_cm":')) + inner + "}").encode()


def a_value_that_is_no_json(rng, text):
    at = text.index(":") + 1
    return (text[:at] + rng.choice(RAW) + text[at:]).encode()


def a_field_twice(rng, text):
    document = json.loads(text)
    name = rng.choice(list(document))
    return (text[:-1] + "," + json.dumps(name) + ":" + json.dumps(document[name]) + "}").encode()


def enormous(rng, text):
    size = rng.choice((100_000, 1_500_000, 2_500_000))
    blown = rng.choice(('"' + "x" * size + '"', "[" + "1," * (size // 2) + "1]", "9" * size))
    return (text[:-1] + ',"size_cm":' + blown + "}").encode()


TEXT_WAYS = [
    _text(way) for way in (
        truncated, a_character_lost, a_character_too_many, no_utf_8, byte_order_marks, not_json, nested_deep,
        a_value_that_is_no_json, a_field_twice, enormous,
    )
]  # fmt: skip


# Cases with wrong facts


def _case(change):
    def way(rng, items):
        case = dict(rng.choice(CASES))
        change(rng, case, items)
        path = rng.choice(("/api/advise", "/api/completeness"))
        return Wrong(change.__name__, path, JSON, json.dumps(case).encode())

    return way


def an_unknown_item(rng, case, items):
    name = rng.choice(list(items))
    at = rng.randrange(len(name))
    case[
        rng.choice((name[:at] + "x" + name[at + 1 :], name.upper(), name + " ", "__proto__", "", "x" * 3000, "\ud800"))
    ] = 1


def a_wrong_type(rng, case, items):
    for name in rng.sample(list(items), rng.choice((1, 1, 5))):
        case[name] = rng.choice([value for value in HARD if value is not None])


def an_unknown_value(rng, case, items):
    name = rng.choice([name for name, item in items.items() if item.type in ("choice", "set")])
    value = rng.choice([*items[name].values]) + rng.choice(("_", " ", "s", "\u0000"))
    case[name] = [value] if items[name].type == "set" else value


def out_of_range(rng, case, items):
    name = rng.choice([name for name, item in items.items() if item.low is not None or item.high is not None])
    item = items[name]
    case[name] = float(item.high) * 10 + 1 if item.high is not None else float(item.low) - 1


def contradictory(rng, case, items):
    name = rng.choice(
        [n for n, i in items.items() if i.derivation is not None and not i.settable and i.type == "choice"]
    )
    case.update(dict.fromkeys(rng.sample([n for n in items if items[n].type == "boolean"], 20), rng.random() < 0.5))
    case[name] = rng.choice([*items[name].values])


CASE_WAYS = [_case(way) for way in (an_unknown_item, a_wrong_type, an_unknown_value, out_of_range, contradictory)]


# Bundles with wrong resources


def _spoil(rng, bundle):
    """Spoil one place of a bundle."""
    places = list(_places(bundle))
    if not places:
        return
    place = rng.choice(places)
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    key = rng.choice(keys)
    if rng.random() < 0.3:
        del place[key]
    else:
        place[key] = rng.choice(HARD)


def _places(value):
    if isinstance(value, dict | list) and value:
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from _places(part)


def _find(bundle, name):
    return [place for place in _places(bundle) if isinstance(place, dict) and name in place]


def _bundle(change):
    def way(rng, items):
        bundle = copy.deepcopy(rng.choice(BUNDLES))
        change(rng, bundle)
        path = rng.choice(("/api/advise", "/api/completeness"))
        return Wrong(change.__name__, path, FHIR, json.dumps(bundle).encode())

    return way


def spoiled(rng, bundle):
    for _ in range(rng.choice((1, 3, 10))):
        _spoil(rng, bundle)


def an_unknown_code(rng, bundle):
    for place in _find(bundle, "coding"):
        for coding in place["coding"]:
            if rng.random() < 0.7:
                coding["code"] = rng.choice(
                    ("0", "99999999", "", "x" * 400, "8811/3 ", "<b>", "\ud800", "code|with|bars")
                )


def a_wrong_unit(rng, bundle):
    for place in _find(bundle, "valueQuantity"):
        place["valueQuantity"] = rng.choice((
            {"value": 7.5}, {"value": 7.5, "code": "kg"}, {"value": "7.5", "unit": "inch"}, {"unit": "cm"}, {},
            {"value": -3, "code": "cm"},
            {"value": 1e400, "code": "cm"}, {"value": 7.5, "code": "cm", "comparator": "<"},
        ))  # fmt: skip


def resources_missing(rng, bundle):
    kept = [entry for entry in bundle["entry"] if rng.random() < 0.5]
    bundle["entry"] = rng.choice((kept, [e for e in kept if e["resource"]["resourceType"] != "Patient"], [], {}, None))


def resources_twice(rng, bundle):
    bundle["entry"] += copy.deepcopy(rng.sample(bundle["entry"], rng.randint(1, len(bundle["entry"]))))


def a_wrong_resource_type(rng, bundle):
    entry = rng.choice(bundle["entry"])
    entry["resource"]["resourceType"] = rng.choice(("patient", "Person", "", 7, None, "Bundle", "x" * 500, ["Patient"]))


def a_wrong_reference(rng, bundle):
    for place in _find(bundle, "reference"):
        if rng.random() < 0.5:
            place["reference"] = rng.choice(
                ("Patient/other", "", "#", "urn:uuid:", 7, None, "/" * 500, "Patient/" + "x" * 3000)
            )


def an_impossible_birth_date(rng, bundle):
    for place in _find(bundle, "birthDate"):
        place["birthDate"] = rng.choice(
            ("2026-02-30", "2199-01-01", "soon", "", "0000", "1972-13", 1972, "x" * 5000, "9999")
        )


BUNDLE_WAYS = [
    _bundle(way) for way in (
        spoiled, an_unknown_code, a_wrong_unit, resources_missing, resources_twice, a_wrong_resource_type,
        a_wrong_reference, an_impossible_birth_date,
    )
]  # fmt: skip


# Calls of CDS Hooks


def _call(bundle):
    patients = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient"]
    prefetch = {key: {"resourceType": "Bundle", "entry": []} for key in KINDS.values()}
    prefetch["patient"] = patients[0]
    for entry in bundle["entry"]:
        key = KINDS.get(entry["resource"]["resourceType"])
        if key and key != "patient":
            prefetch[key]["entry"].append(entry)
    return {
        "hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": patients[0].get("id", "")}, "prefetch": prefetch,
    }  # fmt: skip


def _spoiled_call(change):
    def way(rng, items):
        call = copy.deepcopy(_call(rng.choice(BUNDLES)))
        change(rng, call)
        return Wrong(change.__name__, SERVICE, JSON, json.dumps(call).encode())

    return way


def a_spoiled_call(rng, call):
    _spoil(rng, call)


def spoiled_prefetch(rng, call):
    key = rng.choice(list(call["prefetch"]))
    call["prefetch"][key] = rng.choice(HARD)


def another_patient(rng, call):
    call["context"]["patientId"] = rng.choice(("other", "", " ", "x" * 3000))


def wrong_feedback(rng, items):
    told = {"feedback": [{"card": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "outcome": "overridden",
                          "outcomeTimestamp": "2026-11-20T09:00:00Z"}]}  # fmt: skip
    for _ in range(2):
        if told:
            _spoil(rng, told)
    return Wrong("wrong_feedback", f"{SERVICE}/feedback", JSON, json.dumps(told).encode())


def a_wrong_scale_input(rng, items):
    name = rng.choice(("differentiation", "mitoses", "necrosis", "mitosis", "", "x" * 900))
    body = {"differentiation": 2, "mitoses": 12, name: rng.choice(HARD)}
    return Wrong("a_wrong_scale_input", "/api/scale/fnclcc", JSON, json.dumps(body).encode())


CALL_WAYS = [
    *(_spoiled_call(way) for way in (a_spoiled_call, spoiled_prefetch, another_patient)), wrong_feedback,
    a_wrong_scale_input,
]  # fmt: skip
