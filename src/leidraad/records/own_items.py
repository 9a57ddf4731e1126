"""Observations coded with a data item itself, for what no FHIR profile carries. Knows no mapping of codes."""

from collections.abc import Mapping as ByName
from typing import Any

from leidraad.diagnostics import Span, UserInputError, nearest, wrong
from leidraad.model.content import Item
from leidraad.records.facts import ALL_ITEMS, shown
from leidraad.records.words import Spot, from_number


def own_values(bundle: dict[str, Any], system: str | None, items: ByName[str, Item], span: Span) -> dict[str, Any]:
    """Return the values of the observations whose code is of `system`: the code is the name of the item."""
    found: dict[str, Any] = {}
    for entry in bundle["entry"]:
        name = _own_name(entry["resource"], system)
        if name is None:
            continue
        if name not in items:
            hint = nearest(name, items) or ALL_ITEMS
            raise wrong("unknown-item", f"no data item {shown(name)}", span, hint)
        value = _value(entry["resource"], items[name], Spot(f"`{name}` in the bundle", span), system)
        if items[name].type == "set":
            found.setdefault(name, []).append(value)
        elif found.setdefault(name, value) != value:
            message = f"the bundle says both {shown(found[name])} and {shown(value)} for `{name}`"
            raise wrong("contradictory", message, span, "keep the one that is right")
    return found


def _own_name(resource: dict[str, Any], system: str | None) -> str | None:
    if system is None or resource["resourceType"] != "Observation":
        return None
    codings = resource.get("code", {}).get("coding", [])
    return next((coding.get("code") for coding in codings if coding.get("system") == system), None)


def _value(resource: dict[str, Any], item: Item, spot: Spot, system: str | None) -> Any:
    values = [part for name, part in resource.items() if name.startswith("value")]
    if len(values) != 1:
        hint = "give one value, such as `valueBoolean` or `valueCodeableConcept`"
        raise wrong("missing-value", f"{spot.where} has no value", spot.span, hint)
    value = values[0]
    if not isinstance(value, dict):
        return value
    return _coded(value, spot, system) if "coding" in value else _quantity(value, item, spot)


def _coded(value: dict[str, Any], spot: Spot, system: str | None) -> str:
    codes = [coding.get("code") for coding in value["coding"] if coding.get("system") == system]
    if len(codes) != 1 or not codes[0]:
        raise wrong("unmapped-value", f"{spot.where} needs one code of `{system}`", spot.span, "code the value")
    return codes[0]


def _quantity(value: dict[str, Any], item: Item, spot: Spot) -> Any:
    if "value" not in value or value.get("comparator"):
        raise _not_exact(spot)
    return from_number(value["value"], value.get("code") or value.get("unit"), item, spot)


def _not_exact(spot: Spot) -> UserInputError:
    return wrong("not-exact", f"{spot.where} is no exact quantity", spot.span, "give the measured value with its unit")
