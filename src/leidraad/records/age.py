"""Age in completed years from a FHIR birth date, which may lack day or month. Never a guess."""

import datetime
import re

from leidraad.diagnostics import wrong
from leidraad.records.facts import shown
from leidraad.records.words import Spot

BIRTH_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def age_on(birth: str, today: datetime.date, spot: Spot) -> int | None:
    """Return the age in years, or None when the known part of the date leaves two ages possible."""
    first, last = _bounds(birth, spot)
    if first > today:
        raise wrong(
            "impossible-date", f"{spot.where}: born on {birth}, after {today}", spot.span, "check the evaluation date"
        )
    oldest, youngest = _years(first, today), _years(min(last, today), today)
    return oldest if oldest == youngest else None


def _bounds(birth: str, spot: Spot) -> tuple[datetime.date, datetime.date]:
    found = BIRTH_DATE.fullmatch(birth)
    try:
        if found and found[3]:
            return (datetime.date.fromisoformat(birth),) * 2
        if found and found[2]:
            first = datetime.date(int(found[1]), int(found[2]), 1)
            return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        if found:
            return datetime.date(int(found[1]), 1, 1), datetime.date(int(found[1]), 12, 31)
    except (ValueError, OverflowError):
        pass
    raise wrong("impossible-date", f"{spot.where}: {shown(birth)} is no date", spot.span, "write YYYY-MM-DD")


def _years(birth: datetime.date, today: datetime.date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
