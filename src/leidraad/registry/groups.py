"""Groups of patients: how values are worded and in which order they stand. Counts nothing."""

from collections.abc import Iterable, Mapping, Sequence

from leidraad.model.content import Item, Wording
from leidraad.registry.people import Key
from leidraad.registry.results import Group
from leidraad.registry.words import TRUTHS, UNKNOWN


def label(item: Item, value: Key) -> Wording:
    """Return the words for a value of an item."""
    if value is None:
        return UNKNOWN
    if item.type == "boolean":
        return TRUTHS[value]
    if item.type == "choice":
        return item.values[value].label
    return Wording(nl=str(value), en=str(value))


def ordered(item: Item, found: Iterable[Key]) -> list[Key]:
    """Return the values that occur, each once: those of a choice as the content has them, unknown last."""
    values = set(found)
    known = values - {None}
    if item.type == "boolean":
        in_order = [value for value in TRUTHS if value in known]
    elif item.type == "choice":
        in_order = [value for value in item.values if value in known]
    else:
        in_order = sorted(known)
    return in_order + [None] * (None in values)


def ordered_keys(items: Sequence[Item], found: Iterable[tuple[Key, ...]]) -> list[tuple[Key, ...]]:
    """Return the combinations that occur, in the order of the values of the first item, then of the next."""
    keys = list(dict.fromkeys(found))
    if not keys:
        return []
    columns = zip(*keys, strict=True) if items else ()
    places = [
        {value: n for n, value in enumerate(ordered(item, column))} for item, column in zip(items, columns, strict=True)
    ]
    return sorted(keys, key=lambda key: [place[value] for place, value in zip(places, key, strict=True)])


def group(items: Sequence[Item], key: Sequence[Key], size: int | None) -> Group:
    """Return the group of these values; without items it is everybody."""
    values = tuple(None if value is None else str(value) for value in key)
    return Group(values, tuple(label(item, value) for item, value in zip(items, key, strict=True)), size)


def items_named(names: Sequence[str], items: Mapping[str, Item]) -> list[Item]:
    """Return the items of these names."""
    return [items[name] for name in names]
