"""What Leidraad takes and gives, described for readers and programs: JSON Schemas, the page of data items."""

from typing import Any

import msgspec

from leidraad.explaining.advice import Advice
from leidraad.model.content import Content, Item

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = {"boolean": "boolean", "integer": "integer", "decimal": "number", "text": "string"}


def advice_schema() -> dict[str, Any]:
    """Return the JSON Schema of the advice."""
    return {"$schema": DIALECT, "title": "Advice of Leidraad for one patient", **msgspec.json.schema(Advice)}


def case_schema(content: Content) -> dict[str, Any]:
    """Return the JSON Schema of a case: a flat object of data items, all optional."""
    properties = {name: {"anyOf": [_item_schema(item), {"type": "null"}]} for name, item in content.items.items()}
    return {
        "$schema": DIALECT,
        "title": "Case of Leidraad: what is known of one patient; an absent or null item is unknown",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _item_schema(item: Item) -> dict[str, Any]:
    described = {"title": item.label.en, "description": item.definition}
    match item.type:
        case "choice":
            return {**described, "enum": list(item.values)}
        case "set":
            members = {"type": "array", "items": {"enum": list(item.values)}, "uniqueItems": True}
            return {**described, **members}
        case "date":
            return {**described, "type": "string", "format": "date"}
    bounds = {"minimum": item.low, "maximum": item.high}
    known = {
        name: int(bound) if bound % 1 == 0 else float(bound) for name, bound in bounds.items() if bound is not None
    }
    return {**described, "type": SCALARS[item.type], **known}


def items_page(content: Content) -> str:
    """Return the manual's page of data items, in Markdown."""
    lines = ["# Data items", "", "Generated from `guidelines/shared/dictionary`; see there for definitions.", ""]
    groups = dict.fromkeys(item.group for item in content.items.values())
    for group in groups:
        lines += [f"## {group.replace('_', ' ').capitalize()}", "", "| item | type | Dutch | English | values |"]
        lines.append("| --- | --- | --- | --- | --- |")
        lines += [_row(item) for item in content.items.values() if item.group == group]
        lines.append("")
    return "\n".join(lines)


def _row(item: Item) -> str:
    kind = f"{item.type}, derived" if item.derivation is not None else item.type
    unit = f" ({item.unit})" if item.unit else ""
    values = ", ".join(f"`{value}`" for value in item.values)
    return f"| `{item.name}` | {kind}{unit} | {item.label.nl} | {item.label.en} | {values} |"
