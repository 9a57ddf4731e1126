"""What is still needed before the tumour board: from a case file to the items, by report."""

import datetime
from pathlib import Path

from leidraad.actions.advise import advise
from leidraad.explaining.completeness import Completeness
from leidraad.explaining.completeness import completeness as from_advice
from leidraad.model.content import Content


def completeness(
    content: Content, case: Path, today: datetime.date, mapping: str | None = None, row: str | None = None
) -> Completeness:
    """Return what the patient's advice of this phase still needs; raise UserInputError when the input is wrong."""
    return from_advice(advise(content, case, today, mapping, row), content.items)
