"""Every guideline is whole: each entry of its source has its place, in both languages, with cases."""

import collections
import datetime
from pathlib import Path

import pytest

from leidraad.actions.advise import advise_on
from leidraad.actions.load_content import load_all
from leidraad.actions.mutate import mutate
from leidraad.actions.run_cases import run_cases, worked_cases

HERE = Path(__file__).parent
LEAST_CAUGHT = 0.95
GUIDELINES = sorted(file.stem for file in (HERE / "ids").glob("*.txt"))


@pytest.fixture(scope="module")
def content():
    return load_all()


@pytest.fixture(scope="module", params=GUIDELINES)
def guideline(content, request):
    return next(g for g in content.guidelines if g.id == request.param)


@pytest.fixture(scope="module")
def cases(content):
    return worked_cases(content)


def listed(guideline: str, kind: str) -> set[str]:
    lines = (HERE / "ids" / f"{guideline}.txt").read_text().splitlines()
    return {line.split()[0] for line in lines if line.endswith(f" {kind}")}


@pytest.mark.parametrize(("kind", "held"), [("rule", "rules"), ("norm", "norms"), ("note", "notes")])
def test_every_entry_has_its_fixed_id(guideline, kind, held):
    assert {entry.id for entry in getattr(guideline, held)} == listed(guideline.id, kind)


def test_method_entries_inform_the_front_matter(guideline):
    from leidraad.reading.content_folder import read_content, shipped_content
    from leidraad.reading.sources import GuidelinePassport

    source = next(g for g in read_content(shipped_content()).guidelines if g.passport.data["id"] == guideline.id)
    informed = {i for module in guideline.modules for i in module.informed_by}
    assert informed | set(source.passport.convert(GuidelinePassport).informed_by) == listed(guideline.id, "method")


def test_worked_cases_come_out_as_the_source_demands(content):
    count, failed = run_cases(content)
    assert count > 0
    assert [(f.case.id, f.rule, f.expected.status, f.outcome.status) for f in failed] == []


def test_every_rule_has_a_case_in_which_it_stands_and_one_in_which_it_does_not(guideline, cases):
    seen = collections.defaultdict(set)
    for case in cases:
        for rule, expected in case.expect.items():
            seen[rule].add(expected.status)
    standing = {"applies", "not_yet", "done"}
    without = [r.id for r in guideline.rules if not seen[r.id] & standing or "not_applicable" not in seen[r.id]]
    assert without == []


def test_every_exception_and_every_gate_has_its_case(guideline, cases):
    expected = {(rule, e.status) for case in cases for rule, e in case.expect.items()}
    gated = [rule.id for rule in guideline.rules if rule.gate is not None and (rule.id, "not_yet") not in expected]
    prescribing = (rule for rule in guideline.rules if rule.verb not in ("consider", "discuss"))
    targets = {target for rule in prescribing for target in rule.overrides}
    replaced = [target for target in sorted(targets) if (target, "overridden") not in expected]
    assert (gated, replaced) == ([], [])


def test_small_changes_of_the_content_are_noticed(content):
    result = mutate(content)
    survivors = "".join(f"{m.original.id}: {m.change}\n" for m in result.survivors)
    listed_survivors = (HERE / "survivors.txt").read_text()
    assert result.caught >= LEAST_CAUGHT, survivors
    assert survivors == listed_survivors, "list the survivors as `leidraad test --mutants` prints them"


SWELLING = {"age_years": 54, "site": "thigh", "tissue_layer": "intramuscular", "swelling_present": True}
HARD_TALKS = {"wdt-9-09", "wdt-9-13", "wdt-9-14", "wdt-9-15"}


def due(content, facts, act=None):
    """Return the rules (of one act) that are to be carried out now."""
    advice = advise_on(content, facts, datetime.date(2026, 1, 1)).advice
    standing = (r for r in advice if r.status in ("applies", "not_yet") and r.timing == "now")
    return {r.id for r in standing if act in (None, r.act)}


def test_an_examination_that_was_made_is_not_asked_for_again(content):
    assert due(content, SWELLING, "mri_local_staging") != set()
    assert due(content, {**SWELLING, "imaging_done": frozenset(["mri"])}, "mri_local_staging") == set()


def test_hard_conversations_wait_for_a_diagnosis(content):
    diagnosed = {"tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma"}
    assert due(content, SWELLING) & HARD_TALKS == set()
    assert due(content, {**SWELLING, **diagnosed}) & HARD_TALKS == HARD_TALKS
