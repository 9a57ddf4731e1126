"""From the words and numbers of a source to the words and numbers of the dictionary. Must not guess."""

from decimal import Decimal
from typing import Any

import msgspec

from leidraad.diagnostics import Span, UserInputError, nearest, wrong
from leidraad.model.content import Item
from leidraad.records.facts import shown, to_decimal
from leidraad.records.mapping import Mapping, Reading
from leidraad.records.units import can_convert, convert

MOST_SHOWN = 3  # of the codings of one concept


class Spot(msgspec.Struct, frozen=True):
    """Where a value was found, in words for a message (`column ... of patient ...`), and its span."""

    where: str
    span: Span


def from_words(words: list[str], reading: Reading, name: str, mapping: Mapping, spot: Spot) -> str | None:
    """Return the value that these synonyms stand for, or None when they mean "not known".

    Synonyms are the codings of one concept, or the one word of a cell. At least one must be known.
    """
    known = [word for word in words if word in reading.values or word in reading.unknown]
    if not known:
        raise _unmapped(words, reading, name, mapping, spot)
    found = {reading.values[word] for word in known if word in reading.values}
    if len(found) > 1:
        message = f"{spot.where} says both {' and '.join(f'`{v}`' for v in sorted(found))} for `{name}`"
        raise wrong("contradictory", message, spot.span, "keep the one that is right")
    return found.pop() if found else None


def _unmapped(words: list[str], reading: Reading, name: str, mapping: Mapping, spot: Spot) -> UserInputError:
    said = " or ".join(map(shown, words[:MOST_SHOWN])) or "a text without a code"
    # A code that looks like another code means something else, so that only plain words get a suggestion.
    plain = [word for word in words if "|" not in word]
    hint = nearest(plain[0], [*reading.values, *reading.unknown]) if plain else None
    otherwise = f"add it to `{name}` in the mapping `{mapping.name}`, under `values` or `unknown`"
    return wrong("unmapped-value", f"{spot.where}: no meaning for {said}", spot.span, hint or otherwise)


def from_number(number: Any, unit: str | None, item: Item, spot: Spot) -> Decimal:
    """Return a number in the unit of the item; a missing or other unit is an error."""
    if unit is None and item.unit is not None:
        message = f"{spot.where}: a number without a unit for `{item.name}`"
        raise wrong("missing-unit", message, spot.span, f"give the unit, as a UCUM code such as `{item.unit}`")
    if not can_convert(unit, item.unit):
        message = f"{spot.where}: `{item.name}` is in {item.unit or 'no unit'}, and cannot be read from `{unit}`"
        raise wrong("wrong-unit", message, spot.span, "a length is in mm or cm")
    return convert(_exact(number, item, spot), unit, item.unit)


def _exact(number: Any, item: Item, spot: Spot) -> Decimal:
    exact = to_decimal(number)
    if exact is not None:
        return exact
    hint = "write a decimal point, and no thousands separator"
    raise wrong("wrong-type", f"{spot.where}: {shown(number)} is no number for `{item.name}`", spot.span, hint)
