"""Claims on a small guideline: what is proved, what is refuted and by which patient, and what may be declared."""

import datetime
import shutil
from pathlib import Path

import pytest

from leidraad.compiling.from_sources import from_sources
from leidraad.engines.symbolic import Symbols
from leidraad.reading.content_folder import read_content
from leidraad.verifying.claims import claims_of
from leidraad.verifying.mutation import score
from leidraad.verifying.witness import Prover

BASE = Path(__file__).parents[1] / "messages" / "base"
DAY = datetime.date(2026, 1, 1)


def rule(name: str, condition: str, more: str = "", act: str = "local_mri", verb: str = "do") -> str:
    """Return a rule of the small guideline."""
    return f"""
### demo-1-{name} · Regel {name}
```rule
act: {act}
scope: {condition}
{"done: surgery_done = true" if verb != "do_not" else "breach: surgery_done = true"}
verb: {verb}
action: {{ nl: Doe dit., en: Do this. }}
phases: [workup]
part: recommendation
strength: strong
certainty: low
actor: surgeon
source: Module 1 > item {name}
{more}
```
"""


def decision(answers: str = "at_least_one", scope: str = "is_sarcoma = true") -> str:
    """Return a decision point of the small guideline."""
    return f"""
decisions:
  grading: {{ title: {{ nl: Graad, en: Grade }}, scope: {scope}, answers: {answers}, source: Module 1 }}
"""


def claim(whenever: str, then: str) -> str:
    """Return a claim of the small guideline."""
    title = "{ nl: Bewering., en: Claim. }"
    return f"claims: [{{ id: c, title: {title}, whenever: {whenever}, then: {then}, source: Module 1 }}]\n"


FINDING = """
- id: demo-1-f01
  rules: [demo-1-01]
  severity: changes_advice
  source: Module 1
  unclear: { nl: Graad 2 ontbreekt., en: Grade 2 is missing. }
  reading: { nl: Zo gelaten., en: Left so. }
"""
LOW = rule("02", "grade = '1'", "decision: grading")
HIGH = rule("03", "grade = '3'", "decision: grading")
MIDDLE = rule("04", "grade in { '2', '3' }", "decision: grading")


@pytest.fixture
def compiled(tmp_path):
    def build(rules: str, claims: str, items: str = "", excludes: str = ""):
        folder = tmp_path / "content"
        shutil.copytree(BASE, folder, dirs_exist_ok=True)
        for file, text in (
            ("demo/2026/modules/1.md", rules), ("demo/2026/claims/1.yaml", claims),
            ("demo/2026/findings/1.yaml", FINDING),
            ("shared/dictionary/items.yaml", items), ("demo/2026/guideline.yaml", excludes),
        ):  # fmt: skip
            target = folder / file
            target.parent.mkdir(exist_ok=True)
            before = (BASE / file).read_text() if (BASE / file).exists() else ""
            target.write_text(before + text)
        return from_sources(read_content(folder))

    return build


@pytest.fixture
def results(compiled):
    def run(*texts: str, **more: str):
        return list(claims_of(Prover(Symbols(compiled(*texts, **more), DAY))))

    return run


def test_a_decision_that_every_patient_has_answered_is_proved(results):
    assert [(r.kind, r.verdict) for r in results(LOW + MIDDLE, decision())] == [("answered", "proved")]


def test_a_gap_is_shown_by_the_smallest_patient(results):
    (found,) = results(LOW + HIGH, decision())
    assert (found.verdict, found.shows) == ("refuted", "gap")
    assert found.witness == {"is_sarcoma": True, "grade": "2"}


def test_a_missing_grade_leaves_the_decision_open(results):
    """While the grade is unknown the answers are undetermined: an open question is no silence."""
    (found,) = results(LOW + MIDDLE, decision(scope="is_sarcoma = true and grade is null"))
    assert found.verdict == "proved"


def test_a_silence_ends_once_the_missing_fact_is_known(results):
    """Both answers are false, not open, while no grade is on record."""
    recorded = """
graded:
  type: boolean
  group: lesion
  kind: derived
  label: { nl: Graad bekend, en: Graded }
  definition: { en: Graded. }
  is: grade is not null
"""
    rules = (LOW + MIDDLE).replace("scope: ", "scope: graded = true and ")
    (found,) = results(rules, decision(), items=recorded)
    assert (found.verdict, found.shows, found.witness) == ("refuted", "silence", {"is_sarcoma": True})


def test_two_answers_where_the_source_means_one(results):
    twice = results(LOW + MIDDLE + HIGH, decision("exactly_one"))
    assert [(r.kind, r.verdict, r.witness) for r in twice] == [
        ("answered", "proved", None),
        ("one_answer", "refuted", {"is_sarcoma": True, "grade": "3"}),
    ]


def test_an_exception_takes_its_target_out_of_the_way(results):
    instead = HIGH.replace("decision: grading", "decision: grading\noverrides: [demo-1-04]")
    assert [r.verdict for r in results(LOW + MIDDLE + instead, decision("exactly_one"))] == ["proved", "proved"]


def test_a_patient_whom_the_guideline_excludes_is_no_gap(results):
    elders = "excludes:\n  - { when: grade = '2', goes_to: { nl: Elders, en: Elsewhere } }\n"
    (found,) = results(LOW + HIGH, decision(), excludes=elders)
    assert found.verdict == "proved"


def test_a_decision_that_no_rule_answers_is_a_gap(results):
    (found,) = results("", decision())
    assert (found.verdict, found.shows, found.witness) == ("refuted", "gap", {"is_sarcoma": True})


def test_members_that_exclude_each_other(results):
    members = "exclusive: [{ id: e, members: [%s], why: { nl: Een van beide., en: One of the two. } }]\n"
    rules = rule("02", "grade = '1'") + rule("03", "grade = '3'") + rule("04", "true", verb="do_not")
    (apart,) = results(rules, members % "demo-1-02, demo-1-03")
    (together,) = results(rules, members % "local_mri, wide_resection")
    assert (apart.verdict, together.verdict) == ("proved", "refuted")
    assert together.witness == {"is_sarcoma": True, "grade": "1"}


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        ("{ every_of: [demo-1-01], is: standing }", "proved"),
        ("{ every_of: [demo-1-01], is: applies }", "refuted"),
        ("{ some_of: [wide_resection, local_mri], is: [applies, done] }", "proved"),
        ("{ none_of: [wide_resection], is: not_applicable }", "proved"),
        ("{ none_of: [local_mri], is: due }", "refuted"),
        ("is_sarcoma = true", "proved"),
        ("is_sarcoma = true and grade is not null", "refuted"),
        ("[is_sarcoma = true, { every_of: [demo-1-01], is: [applies, done] }]", "proved"),
    ],
)
def test_what_must_hold(results, then, verdict):
    (found,) = results(rule("02", "grade = '1'"), claim("is_sarcoma = true", then))
    assert found.verdict == verdict


def test_a_condition_must_be_known_to_hold(results):
    """A patient of whom it is not known is no example, and what is not known does not hold."""
    asked = claim("{ every_of: [demo-1-01], is: applies }", "surgery_done = false")
    (found,) = results("", asked)
    assert (found.verdict, found.witness) == ("refuted", {"is_sarcoma": True})


def declaring(kind: str, when: str) -> str:
    """Return a declaration for the decision of the small guideline."""
    return decision() + f"declared: [{{ of: grading, kind: {kind}, when: {when}, finding: demo-1-f01 }}]\n"


def test_a_declared_gap(results):
    first, second = results(LOW + HIGH, declaring("gap", "grade = '2'"))
    assert (first.verdict, second.verdict, second.findings) == ("proved", "declared", ("demo-1-f01",))
    assert second.witness == {"is_sarcoma": True, "grade": "2"}


def test_a_declared_gap_that_is_no_longer_there(results):
    first, second = results(LOW + MIDDLE, declaring("gap", "grade = '2'"))
    assert (first.verdict, second.verdict, second.failed) == ("proved", "outdated", True)


def test_a_declaration_covers_only_those_it_names(results):
    first, second = results(HIGH, declaring("gap", "grade = '2'"))
    assert (first.verdict, first.witness) == ("refuted", {"is_sarcoma": True, "grade": "1"})
    assert second.verdict == "declared"


def test_a_gap_declared_as_a_silence(results):
    _, second = results(LOW + HIGH, declaring("silence", "grade = '2'"))
    assert (second.verdict, second.failed) == ("outdated", True)


def test_a_mutant_that_no_case_sees_is_caught_by_a_claim(compiled):
    """The grade is claimed to be decided; whether the act was carried out is claimed by nobody."""
    found = score(compiled(LOW + MIDDLE, decision()), [])
    survived = {mutant.change for mutant in found.survivors if mutant.original.id == "demo-1-02"}
    assert found.by_claims > 0
    assert "truth: grade = '1' -> grade != '1'" not in survived
    assert "done dropped" in survived
