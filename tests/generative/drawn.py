"""Seeded batches of patients for the ties: of the shipped rules, and of invented ones. Compares nothing."""

import datetime
from collections.abc import Iterator
from random import Random

import msgspec
from generative.inventions import invent
from generative.people import People, starts

from leidraad.actions.run_cases import worked_cases
from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation, Outcome
from leidraad.model.content import STATUSES, Content, Rule

DAYS = tuple(map(datetime.date.fromisoformat, ("2026-01-01", "2024-02-29", "2025-12-31", "2026-03-30")))
# What `make test` looks at; the meta-test looks at the same.
SHIPPED_SEED, SHIPPED_PATIENTS = 11, 200
INVENTED_SEED, INVENTED_CONTENTS, INVENTED_RULES, INVENTED_PATIENTS = 12, 3, 30, 200


class Batch(msgspec.Struct, frozen=True):
    """Patients of one content on one day."""

    name: str
    content: Content
    today: datetime.date
    patients: tuple[dict[str, Fact], ...]

    @property
    def rules(self) -> list[Rule]:
        """Every rule of every guideline, in the order of the files."""
        return [rule for guideline in self.content.guidelines for rule in guideline.rules]

    def as_patient(self, facts: dict[str, Fact]) -> Patient:
        """Return one of the patients as the reference engine takes one."""
        return Patient(self.content.items, facts, self.today)

    def outcomes(self) -> Iterator[list[Outcome]]:
        """Yield what the reference engine says of every rule, patient by patient."""
        for facts in self.patients:
            yield Evaluation(self.content, self.as_patient(facts)).outcomes()


def shipped_people(content: Content, today: datetime.date = DAYS[0]) -> People:
    """Return patients near the thresholds of the shipped rules, most of them a worked case somewhat changed."""
    cases = worked_cases(content)
    # By the status that the case is about: few cases are of a rule that is overridden.
    groups = [[c for c in cases if any(e.status == status for e in c.expect.values())] for status in STATUSES]
    return People(content, today, [starts(content, [(c.facts, c.expect) for c in group]) for group in groups])


def shipped_batch(content: Content, seed: int = SHIPPED_SEED, patients: int = SHIPPED_PATIENTS) -> Batch:
    """Return patients for the shipped rules."""
    people, rng = shipped_people(content), Random(seed)
    return Batch(f"shipped {seed}", content, DAYS[0], tuple(people.facts(rng) for _ in range(patients)))


def invented_batches(
    seed: int = INVENTED_SEED,
    contents: int = INVENTED_CONTENTS,
    rules: int = INVENTED_RULES,
    patients: int = INVENTED_PATIENTS,
) -> Iterator[Batch]:
    """Yield one invented content after another, each with patients of its own."""
    for number in range(contents):
        rng = Random(f"{seed}.{number}")
        content, today = invent(rng, rules), DAYS[number % len(DAYS)]
        people = People(content, today)
        drawn = tuple(people.facts(rng) for _ in range(patients))
        yield Batch(f"invented {seed}.{number}", content, today, drawn)
