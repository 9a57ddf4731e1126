"""A case file: a flat JSON object of data items."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from leidraad.diagnostics import Span, wrong
from leidraad.model.content import Item
from leidraad.records.facts import to_facts


def read_json(path: Path) -> Any:
    """Read a JSON file with exact decimals; raise UserInputError when it is no JSON."""
    text = read_text(path)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        span = Span(str(path), error.lineno, error.colno)
        raise wrong(
            "malformed-json", f"this is no JSON: {error.msg.lower()}", span, "check commas and quotes"
        ) from None
    except RecursionError:
        raise wrong("malformed-json", "this JSON is nested too deep", Span(str(path)), "a case is flat") from None


def read_text(path: Path) -> str:
    """Read a text file; raise UserInputError when there is none or it is no text."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise wrong("missing-file", f"no file `{path}`", None, "check the path") from None
    except IsADirectoryError:
        raise wrong("missing-file", f"`{path}` is a folder", None, "name a file in it") from None
    except UnicodeDecodeError:
        raise wrong("not-text", f"`{path}` is no UTF-8 text", None, "save it as UTF-8") from None
    except OSError as error:
        raise wrong("missing-file", f"cannot read `{path}`: {error.strerror}", None, "check the path") from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise wrong("duplicate-field", f"`{key}` stands in the file twice", None, "keep one of them")
        found[key] = value
    return found


def facts_from_case(path: Path, items: Mapping[str, Item]) -> dict[str, Any]:
    """Return the facts of a case file."""
    data = read_json(path)
    if not isinstance(data, dict):
        hint = 'write { "age_years": 54, ... }'
        raise wrong("not-a-case", "a case is one JSON object of data items", Span(str(path)), hint)
    if "resourceType" in data:
        hint = "add `--mapping mcode`"
        raise wrong("not-a-case", "this is a FHIR resource, not a case of data items", Span(str(path)), hint)
    return to_facts(data, items, Span(str(path)))
