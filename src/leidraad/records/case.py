"""A case file: a flat JSON object of data items."""

import functools
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from leidraad.diagnostics import Span, UserInputError, wrong
from leidraad.model.content import Item
from leidraad.reading.text_file import File, read_text
from leidraad.records.facts import shown, to_facts

# Every string of a JSON text, with the colon that makes it the name of a field.
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')
DEEPEST = 100  # levels; FHIR needs some twenty
LONGEST_INTEGER = 400  # digits; no item comes near, and more are slow to convert


def read_json(path: File) -> Any:
    """Read a JSON file with exact decimals; raise UserInputError when it is no JSON."""
    return _parsed(read_text(path), str(path))


def _parsed(text: str, file: str) -> Any:
    if not text.strip():
        raise wrong("malformed-json", "the file is empty", Span(file), 'write { "age_years": 54, ... }')
    once = functools.partial(_no_duplicates, text, file)
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        span, message = Span(file, error.lineno, error.colno), f"this is no JSON: {_plainly(error.msg)}"
        raise wrong("malformed-json", message, span, "check commas, quotes and brackets") from None
    except RecursionError:
        raise _too_deep(file) from None
    _check_depth(data, file)
    return data


def _plainly(message: str) -> str:
    return message[:1].lower() + message[1:].replace("'", "`")


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits)


def _check_depth(data: Any, file: str) -> None:
    level = [data]
    for _ in range(DEEPEST):
        level = [
            part for whole in level if isinstance(whole, dict | list)
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]  # fmt: skip
    if level:
        raise _too_deep(file)


def _too_deep(file: str) -> UserInputError:
    return wrong("malformed-json", "this JSON is nested too deep", Span(file), "a case is flat")


def _no_duplicates(text: str, file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            places = _places(text, file).get(key, [])
            # With more than two, a bundle may hold the name in other groups too.
            span = places[1] if len(places) == 2 else Span(file)
            raise wrong(
                "duplicate-field", f"{shown(key)} stands in one group of fields twice", span, "keep one of them"
            )
        found[key] = value
    return found


def facts_from_case(path: File, items: Mapping[str, Item]) -> dict[str, Any]:
    """Return the facts of a case file."""
    text = read_text(path)
    data = _parsed(text, str(path))
    if not isinstance(data, dict):
        hint = 'write { "age_years": 54, ... }'
        raise wrong("not-a-case", "a case is one JSON object of data items", Span(str(path)), hint)
    if "resourceType" in data:
        hint = "read it with the mapping `mcode`"
        raise wrong("not-a-case", "this is a FHIR resource, not a case of data items", Span(str(path)), hint)
    places = {name: found[0] for name, found in _places(text, str(path)).items()}
    return to_facts(data, items, Span(str(path)), places)


def _places(text: str, file: str) -> dict[str, list[Span]]:
    """Return where the names of fields stand in a JSON text; a name written with escapes is left out."""
    found: dict[str, list[Span]] = {}
    for match in STRING.finditer(text):
        if match[2]:
            before = text.rfind("\n", 0, match.start()) + 1
            line = text.count("\n", 0, match.start()) + 1
            found.setdefault(match[1], []).append(Span(file, line, match.start() - before + 1))
    return found
