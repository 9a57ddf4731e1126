"""Hospitals: the codes under which they show, and their volume classes. Draws no conclusion about any."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from pathlib import Path

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest
from leidraad.model.content import Item
from leidraad.registry.people import Key, Tally

HOSPITAL, PERIOD, VOLUME = "hospital", "registry_period", "volume_class"
# Operations a year at which the next class begins; a mean that is no whole number is not rounded.
CLASS_BOUNDS = (5, 10, 20)
A_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_-]{0,7}")
YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def codes_of(names: Iterable[str], consent: Iterable[str] = (), origin: Path | None = None) -> dict[str, str]:
    """Return under which code each hospital shows: its own where all have codes, else a number in sorted order.

    A hospital of `consent` shows by its name. Raise UserInputError when one is not in the table.
    """
    known = sorted(set(names))
    agreed = tuple(consent)
    _check_consent(agreed, known, origin)
    width = max(2, len(str(len(known))))
    coded = all(A_CODE.fullmatch(name) for name in known)
    found = {name: name if coded else f"H{number:0{width}}" for number, name in enumerate(known, 1)}
    return found | {name: name for name in agreed}


def _check_consent(agreed: Iterable[str], known: list[str], origin: Path | None) -> None:
    problems = [
        Diagnostic("unknown-hospital", f"no hospital `{name}` in the table", Span(str(origin or "")),
                   nearest(name, known) or "name hospitals as the table does, one a line")
        for name in agreed if name not in known
    ]  # fmt: skip
    if problems:
        raise UserInputError(problems)


def years_of(period: Key) -> int | None:
    """Return how many years a period has, from the years in its name; None where it names none."""
    ends = _ends(period)
    return ends[1] - ends[0] + 1 if ends else None


def middle_of(period: Key) -> float | None:
    """Return the middle of a period, in years; None where its name has none."""
    ends = _ends(period)
    return sum(ends) / 2 if ends else None


def range_of(period: Key) -> range | None:
    """Return the calendar years of a period; None where its name has none."""
    ends = _ends(period)
    return range(ends[0], ends[1] + 1) if ends else None


def _ends(period: Key) -> tuple[int, int] | None:
    years = [int(year) for year in YEAR.findall(str(period))]
    return (years[0], years[-1]) if years else None


def volume_classes(tally: Tally, items: Mapping[str, Item]) -> dict[tuple[Key, Key], str]:
    """Return the class of each hospital in each period; the keys of `tally` are hospital and period.

    A hospital or period that is not known, or a period without years in its name, has no class.
    """
    classes = tuple(items[VOLUME].values)
    found = {}
    for (hospital, period), count in tally.items():
        years = years_of(period)
        if hospital is not None and years is not None:
            found[hospital, period] = classes[bisect_right(CLASS_BOUNDS, count / years)]
    return found
