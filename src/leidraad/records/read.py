"""The facts of one patient from whatever file the user has: case, table row or FHIR bundle."""

import datetime
from collections.abc import Mapping
from typing import Any

from leidraad.diagnostics import wrong
from leidraad.model.content import Item
from leidraad.reading.text_file import File
from leidraad.records.case import facts_from_case

MAPPED = {"table": "a table", "fhir": "a FHIR bundle"}


def read_facts(
    path: File, items: Mapping[str, Item], today: datetime.date, mapping: str | None = None, row: str | None = None
) -> dict[str, Any]:
    """Return the facts of the patient in a file; the mapping says how to read a table or a bundle."""
    if mapping is None and path.suffix.lower() != ".csv":
        _refuse_row(row)
        return facts_from_case(path, items)
    # Only a table or a bundle needs what follows: most cases are plain, and start sooner without.
    from leidraad.records.mapping import read_mapping

    found = read_mapping(mapping) if mapping else None
    _check_kind(path, found.kind if found else "table")
    if found and found.kind == "fhir":
        from leidraad.records.fhir import facts_from_bundle

        _refuse_row(row)
        return facts_from_bundle(path, found, items, today)
    from leidraad.records.table import facts_from_table

    return facts_from_table(path, found, row, items)


def _check_kind(path: File, kind: str) -> None:
    wanted = {".csv": "table", ".json": "fhir"}.get(path.suffix.lower(), kind)
    if wanted != kind:
        message = f"this mapping reads {MAPPED[kind]}, and `{path.name}` is {MAPPED[wanted]}"
        raise wrong("wrong-mapping", message, None, "choose a mapping for this file")


def _refuse_row(row: str | None) -> None:
    if row is not None:
        raise wrong("no-rows", "`--id` picks a row, and this file holds one patient", None, "leave out `--id`")
