"""The dated follow-up of one patient: from a case file to the visits."""

import datetime
from pathlib import Path

from leidraad.actions.advise import advise
from leidraad.explaining.follow_up import Choice, FollowUp
from leidraad.explaining.follow_up import follow_up as from_advice
from leidraad.model.content import Content


def follow_up(
    content: Content,
    case: Path,
    today: datetime.date,
    choice: Choice,
    mapping: str | None = None,
    row: str | None = None,
) -> FollowUp:
    """Return the schedules that hold for the patient; raise UserInputError when the input is wrong."""
    return from_advice(content.schedules, advise(content, case, today, mapping, row), choice)
