"""The steps of a scale for one patient: which rows hold, and what follows. Words and missing facts are not its task."""

import datetime
from collections.abc import Mapping

import msgspec

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.model.content import Row, Scale, Step

# No scale speaks of dates; the engine asks for a day.
ANY_DAY = datetime.date(2000, 1, 1)


class Worked(msgspec.Struct, frozen=True):
    """One step: its value (None when there is none), the rows that hold, and the rows that cannot be judged yet."""

    step: Step
    value: Fact
    holding: tuple[Row, ...]
    open: tuple[Row, ...]


def patient_of(scale: Scale, facts: Mapping[str, Fact]) -> Patient:
    """Return the facts over the items of a scale: its steps are derived items."""
    return Patient(scale.items, facts, ANY_DAY)


def work_out(scale: Scale, patient: Patient) -> tuple[Worked, ...]:
    """Return every step of the scale, in order."""
    return tuple(_worked(step, patient) for step in scale.steps)


def _worked(step: Step, patient: Patient) -> Worked:
    truths = [(row, evaluate(row.condition, patient)) for row in step.rows]
    holding = tuple(row for row, truth in truths if truth is True)
    open_rows = tuple(row for row, truth in truths if truth is None)
    return Worked(step, patient.value(step.item), holding, open_rows)
