"""`because` on the shipped content: random patients of the dictionary, the same in every run."""

import datetime
import random
from decimal import Decimal

import pytest

from leidraad.actions.check import check
from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation, Outcome, exceptions_by_target
from leidraad.explaining.grounds import Grounds
from leidraad.explaining.inputs import Inputs
from leidraad.model.content import Content, Item

TODAY = datetime.date(2026, 1, 1)
RULES_PER_STATUS = 5
# Half of the patients are anchored here, or chance would put nearly all of them outside the guidelines.
ANCHOR = {"tumour_origin": "soft_tissue", "age_years": 54}


@pytest.fixture(scope="module")
def content() -> Content:
    """Return the shipped content, compiled and not from the cache."""
    return check()[0]


def drawn(item: Item, chance: random.Random) -> Fact:
    """Return a random value of an item."""
    low, high = int(item.low or 0), int(item.high if item.high is not None else 100)
    match item.type:
        case "boolean":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(list(item.values))
        case "set":
            return frozenset(chance.sample(list(item.values), min(len(item.values), chance.randint(0, 2))))
        case "integer":
            return chance.randint(low, high)
        case "decimal":
            return min(Decimal(chance.randint(low * 10, high * 10)) / 10, Decimal(high))
        case "date":
            return TODAY - datetime.timedelta(days=chance.randint(0, 3000))
    return "text"


def random_patient(content: Content, seed: int) -> Patient:
    """Return a patient of whom about half of the raw items are known."""
    chance = random.Random(seed)
    raw = [item for item in content.items.values() if item.derivation is None]
    facts = {item.name: drawn(item, chance) for item in raw if chance.random() < 0.5}
    return Patient(content.items, facts | (ANCHOR if seed % 2 else {}), TODAY)


def sampled(outcomes: list[Outcome], seed: int) -> list[Outcome]:
    """Return a few outcomes of each status; those of excluded patients are judged by their exclude."""
    chance, by_status = random.Random(seed), {}
    for outcome in outcomes:
        if not outcome.excluded_by and outcome.status != "undetermined":
            by_status.setdefault(outcome.status, []).append(outcome)
    return [o for found in by_status.values() for o in chance.sample(found, min(len(found), RULES_PER_STATUS))]


@pytest.mark.parametrize("seed", range(90))
def test_because(content, seed):
    """Blanking every other given item keeps the status; dropping one named item more changes it."""
    patient, exceptions = random_patient(content, seed), exceptions_by_target(content)
    grounds = Grounds(content, patient, Inputs(content.items), exceptions)

    def status(outcome: Outcome, names: tuple[str, ...]) -> str:
        kept = Patient(patient.items, {name: patient.given[name] for name in names}, TODAY)
        return Evaluation(content, kept, exceptions).outcome(outcome.rule).status

    for outcome in sampled(Evaluation(content, patient, exceptions).outcomes(), seed):
        because = grounds.because(outcome)
        assert status(outcome, because) == outcome.status, f"{outcome.rule.id}: {because} does not suffice"
        for name in because:
            fewer = tuple(kept for kept in because if kept != name)
            assert status(outcome, fewer) != outcome.status, f"{outcome.rule.id}: {name} can be dropped"


@pytest.mark.parametrize("seed", range(90))
def test_because_of_an_exclude(content, seed):
    """The grounds of an exclude keep the guideline excluded, and none of them can be dropped."""
    patient, exceptions = random_patient(content, seed), exceptions_by_target(content)
    grounds, evaluation = Grounds(content, patient, Inputs(content.items), exceptions), Evaluation(content, patient)

    def excluded(guideline: str, names: list[str]) -> bool:
        kept = Patient(patient.items, {name: patient.given[name] for name in names}, TODAY)
        return Evaluation(content, kept).exclude(guideline) is not None

    for guideline in content.guidelines:
        exclude = evaluation.exclude(guideline.id)
        because = grounds.exclude_because(exclude) if exclude else ()
        assert excluded(guideline.id, because) == (exclude is not None)
        assert not [n for n in because if excluded(guideline.id, [kept for kept in because if kept != n])]


def test_the_patients_reach_every_status(content):
    """The patients drawn show every status that the content knows, some excluded and some not."""
    evaluations = [Evaluation(content, random_patient(content, seed)) for seed in range(90)]
    outcomes = [outcome for evaluation in evaluations for outcome in evaluation.outcomes()]
    assert {o.status for o in outcomes if not o.excluded_by} == {
        *("applies", "not_yet", "undetermined", "done", "overridden", "not_applicable")
    }
    assert {True, False} == {o.excluded_by is not None for o in outcomes}
