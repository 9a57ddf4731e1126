"""The JSON form of the FHIR elements that mappings read, so that a malformed bundle is told so, and early."""

from typing import Any

READ = ("Patient", "Condition", "Observation", "Procedure", "Specimen")
TEXTS = {"id", "system", "url", "status", "unit", "birthDate"}
GROUPS = {"meta", "subject", "specimen", "method", "collection", "verificationStatus", "clinicalStatus",
          "effectivePeriod", "valueCodeableConcept", "valueQuantity", "valueReference"}  # fmt: skip
LISTS = {"coding", "extension", "component", "profile", "reasonReference", "focus"}
# Elsewhere `code` is the text of a coding or of a unit.
HOLDERS_OF_CONCEPTS = ("resource", "component")


def malformed(resource: dict[str, Any]) -> str | None:
    """Return what is wrong with the form of a resource, in words, or None."""
    return _inside(resource, "resource") if resource["resourceType"] in READ else None


def _inside(value: Any, name: str) -> str | None:
    if isinstance(value, list):
        parts = ((part, name) for part in value)
    elif isinstance(value, dict):
        wrong = next((found for key, part in value.items() if (found := _wrong(part, key, name))), None)
        if wrong:
            return wrong
        parts = ((part, key) for key, part in value.items())
    else:
        return None
    return next((found for part, inner in parts if (found := _inside(part, inner))), None)


def _wrong(value: Any, name: str, parent: str) -> str | None:
    """Return what is wrong with the element `name` itself."""
    is_concept = name == "code" and parent in HOLDERS_OF_CONCEPTS
    if (name in TEXTS or (name == "code" and not is_concept)) and not isinstance(value, str):
        return f"`{name}` is no text"
    if (name in GROUPS or is_concept) and not isinstance(value, dict):
        return f"`{name}` is no group of fields"
    if name == "bodySite" and not isinstance(value, dict):
        return None if _are(value, dict) else "`bodySite` is no concept"
    if name in LISTS and not _are(value, str if name == "profile" else dict):
        return f"`{name}` is no list of {'texts' if name == 'profile' else 'groups of fields'}"
    return None


def _are(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(part, kind) for part in value)
