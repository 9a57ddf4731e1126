"""A FHIR R4 bundle, fit to be read: one patient, resources that count, references that meet. No mapping here."""

import re
from typing import Any

from leidraad.diagnostics import Span, UserInputError, wrong
from leidraad.reading.text_file import File
from leidraad.records.case import read_json
from leidraad.records.facts import shown
from leidraad.records.shape import READ, malformed

# Not settled, or withdrawn: such a resource says nothing about the patient.
NOT_SETTLED = {"entered-in-error", "cancelled", "registered", "preliminary"}
NOT_TRUE = {"entered-in-error", "refuted"}


def read_bundle(path: File) -> dict[str, Any]:
    """Return the bundle of one patient; raise UserInputError when it is none."""
    return as_bundle(read_json(path), Span(str(path)))


def as_bundle(data: Any, span: Span) -> dict[str, Any]:
    """Return JSON as the bundle of one patient; raise UserInputError when it is none."""
    if not isinstance(data, dict) or data.get("resourceType") != "Bundle":
        raise wrong("not-a-bundle", "this is no FHIR bundle", span, "a bundle has `resourceType: Bundle`")
    entries = _entries(data, span)
    keys = _keys(entries)
    resources = [_linked(resource, keys) for _, resource in entries]
    _check_patient(resources, span)
    kept = [resource for resource in resources if _counts(resource)]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in kept]}


def _malformed(message: str, span: Span) -> UserInputError:
    return wrong("malformed-bundle", message, span, "an entry holds a `resource`, in the form of FHIR R4")


def _entries(data: dict[str, Any], span: Span) -> list[tuple[str | None, dict[str, Any]]]:
    entries = data.get("entry", [])
    if not isinstance(entries, list):
        raise _malformed("`entry` is no list", span)
    found = []
    for number, entry in enumerate(entries, 1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise _malformed(f"entry {number} holds no resource", span)
        if mistake := malformed(resource):
            raise _malformed(f"entry {number} is malformed: {mistake}", span)
        found.append((entry.get("fullUrl"), resource))
    return found


def _keys(entries: list[tuple[str | None, dict[str, Any]]]) -> dict[str, str]:
    """Return for each way to refer to a resource its one key, `Type/id`."""
    keys = {}
    for url, resource in entries:
        identity = resource.get("id") or str(url).rpartition(":")[2].rpartition("/")[2]
        resource["id"] = identity
        key = f"{resource['resourceType']}/{identity}"
        keys[key] = key
        if isinstance(url, str):
            keys[url] = key
    return keys


def _linked(value: Any, keys: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_linked(part, keys) for part in value]
    if not isinstance(value, dict):
        return value
    linked = {name: _linked(part, keys) for name, part in value.items()}
    if isinstance(linked.get("reference"), str):
        linked["reference"] = _key(linked["reference"], keys)
    return linked


def _key(reference: str, keys: dict[str, str]) -> str:
    current = re.sub(r"/_history/[^/]+$", "", reference)
    short = "/".join(current.split("/")[-2:])
    return keys.get(current) or keys.get(short) or current


def _counts(resource: dict[str, Any]) -> bool:
    if resource["resourceType"] not in READ:
        return True
    codings = resource.get("verificationStatus", {}).get("coding", [])
    withdrawn = any(coding.get("code") in NOT_TRUE for coding in codings)
    return resource.get("status") not in NOT_SETTLED and not withdrawn


def _check_patient(resources: list[dict[str, Any]], span: Span) -> None:
    patients = [f"Patient/{r['id']}" for r in resources if r["resourceType"] == "Patient"]
    if not patients:
        raise wrong("no-patient", "the bundle holds no patient", span, "add the Patient resource")
    if len(patients) > 1:
        message = f"the bundle holds {len(patients)} patients"
        raise wrong("two-patients", message, span, "make one bundle for each patient")
    for resource in resources:
        subject = resource.get("subject")
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if isinstance(reference, str) and not reference.startswith("#") and reference != patients[0]:
            own = f"{resource['resourceType']}/{resource['id']}"
            message = f"{shown(own)} is about {shown(reference)}, not about {shown(patients[0])}"
            raise wrong("two-patients", message, span, "leave out what is about somebody else")
