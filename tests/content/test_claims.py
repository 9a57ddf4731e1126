"""The claims of the shipped guidelines: each is proved, or declared with a finding that speaks of its rules."""

import pytest

from leidraad.actions.load_content import load_all
from leidraad.engines.symbolic import Symbols
from leidraad.verifying.cases import CASE_DAY
from leidraad.verifying.claims import claims_of
from leidraad.verifying.questions import questions
from leidraad.verifying.witness import Prover


@pytest.fixture(scope="module")
def content():
    return load_all()


@pytest.fixture(scope="module")
def results(content):
    return list(claims_of(Prover(Symbols(content, CASE_DAY))))


def test_every_claim_is_proved_or_declared(results):
    assert results
    assert [(r.about, r.verdict, r.witness) for r in results if r.failed] == []


def test_every_example_has_the_fewest_facts(results):
    assert [r.about for r in results if r.witness is not None and not r.fewest] == []


def test_a_declaration_rests_on_a_finding_about_its_rules(content):
    findings = {f.id: set(f.rules) for g in content.guidelines for f in g.findings}
    apart = [
        (question.name, declared.finding)
        for question in questions(content.claims)
        for declared in question.declared
        if question.rules and not findings[declared.finding] & set(question.rules)
    ]
    assert apart == []


def test_every_declaration_belongs_to_a_question_or_to_rules(content):
    asked = {(q.name, d.span) for q in questions(content.claims) for d in q.declared}
    rules = {rule.id for g in content.guidelines for rule in g.rules}
    lost = [d.of for d in content.claims.declared if (d.of[0], d.span) not in asked and not set(d.of) <= rules]
    assert lost == []


def test_every_guideline_has_decisions_and_claims(content):
    decided = {decision.guideline for decision in content.claims.decisions}
    claimed = {claim.guideline for claim in content.claims.claims}
    assert {g.id for g in content.guidelines} <= decided & claimed
