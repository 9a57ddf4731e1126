"""What is asked of every guideline: each kind, once where it holds and once where it does not, on small guidelines."""

import datetime
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import call

from leidraad.actions import prove as proving
from leidraad.actions.kept_proofs import kept_proofs, proofs_key
from leidraad.compiling.from_sources import from_sources
from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.symbolic import Symbols
from leidraad.language.from_text import parse
from leidraad.reading.content_folder import read_content
from leidraad.verifying.cases import CASE_DAY
from leidraad.verifying.proofs import PARTS
from leidraad.verifying.results import FAILED
from leidraad.verifying.weaker import WeakerLogic
from leidraad.verifying.witness import Prover, Refuted, Undecided

BASE = Path(__file__).parents[1] / "messages" / "base"
FINDING = """
- id: demo-1-f01
  rules: [demo-1-01]
  severity: changes_advice
  source: Module 1
  unclear: { nl: Zo staat het er., en: So it stands. }
  reading: { nl: Zo gelaten., en: Left so. }
"""


def rule(name: str, scope: str, *more: str, act: str = "local_mri", verb: str = "do", done: str | None = None) -> str:
    """Return a rule of the small guideline."""
    carried_out = f"done: {done}" if done else "" if verb == "do_not" else "no_done: nothing tells"
    lines = "\n".join(more)
    return f"""
### demo-1-{name} · Regel {name}
```rule
act: {act}
scope: {scope}
{carried_out}
verb: {verb}
action: {{ nl: Doe dit., en: Do this. }}
phases: [workup]
part: recommendation
strength: strong
certainty: low
actor: surgeon
source: Module 1 > item {name}
{lines}
```
"""


def item(name: str, derivation: str | None = None, *more: str) -> str:
    """Return a boolean item."""
    kind = f"kind: derived, is: {json.dumps(derivation)}" if derivation else "kind: raw"
    wording = "label: { nl: Iets, en: Something }, definition: { en: Something. }"
    return f"\n{name}: {{ {', '.join(['type: boolean', 'group: lesion', kind, wording, *more])} }}\n"


def write(folder: Path, rules: str = "", items: str = "", guideline: str = "", claims: str = "") -> Path:
    """Build the small guideline with more rules, items, parts of the passport, and claims."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for file, text in (
        ("demo/2026/modules/1.md", rules), ("shared/dictionary/items.yaml", items),
        ("demo/2026/guideline.yaml", guideline), ("demo/2026/claims/1.yaml", claims),
        ("demo/2026/findings/1.yaml", FINDING),
    ):  # fmt: skip
        target = folder / file
        target.parent.mkdir(exist_ok=True)
        before = (BASE / file).read_text("utf-8") if (BASE / file).exists() else ""
        target.write_text(before + text, "utf-8")
    return folder


@pytest.fixture
def content(tmp_path):
    return lambda *texts, **more: from_sources(read_content(write(tmp_path / "content", *texts, **more)))


@pytest.fixture
def verdicts(content):
    """Return the verdict of each thing asked, by kind and name."""

    def prove(*texts: str, part: str = "rules", **more: str) -> dict:
        return {(r.kind, *r.about): r for r in PARTS[part](content(*texts, **more))}

    return prove


def failed(found: dict) -> dict:
    """Return what failed, with the example that shows it."""
    return {key: result.witness for key, result in found.items() if result.verdict in FAILED}


def test_the_base_has_nothing_wrong(verdicts):
    assert failed(verdicts()) == {}
    assert failed(verdicts(part="conditions")) == {}


DO = rule("02", "grade = '3'")
DO_NOT = rule("03", "site = 'knee'", verb="do_not")


def test_one_act_asked_for_and_advised_against(verdicts):
    found = verdicts(DO + DO_NOT)
    assert failed(found) == {("contradiction", "demo-1-02", "demo-1-03"): {"grade": "3", "site": "knee"}}


def test_they_may_not_meet(verdicts):
    found = verdicts(DO + rule("03", "grade in { '1', '2' }", verb="do_not"))
    assert found["contradiction", "demo-1-02", "demo-1-03"].verdict == "proved"


def test_an_option_against_a_ban_is_one_too(verdicts):
    found = verdicts(rule("02", "grade = '3'", verb="consider") + DO_NOT)
    assert list(failed(found)) == [("contradiction", "demo-1-02", "demo-1-03")]


@pytest.mark.parametrize("verb", ["do_not", "consider"])
def test_an_exception_settles_it(verdicts, verb):
    other = "do" if verb == "do_not" else "do_not"
    exception = rule("03", "grade = '3' and site = 'knee'", "overrides: [demo-1-02]", verb=verb)
    assert failed(verdicts(rule("02", "grade = '3'", verb=other) + exception)) == {}


CONFLICT = "conflicts: [{ rules: [demo-1-02, demo-1-03], why: { nl: Twee kanten., en: Two sides. } }]\n"


def test_a_declared_conflict_settles_it(verdicts):
    assert failed(verdicts(DO + DO_NOT, guideline=CONFLICT)) == {}


def test_a_declared_conflict_must_be_possible(verdicts):
    found = verdicts(DO + rule("03", "grade = '1'", verb="do_not"), guideline=CONFLICT)
    assert failed(found) == {("conflict", "demo-1-02", "demo-1-03"): None}


DECLARED = "declared: [{{ of: {of}, kind: {kind}, finding: demo-1-f01{when} }}]\n"


def test_a_contradiction_that_lies_in_the_source_is_declared(verdicts):
    claims = DECLARED.format(of="[demo-1-02, demo-1-03]", kind="contradiction", when="")
    found = verdicts(DO + DO_NOT, claims=claims)["contradiction", "demo-1-02", "demo-1-03"]
    assert (found.verdict, found.findings) == ("declared", ("demo-1-f01",))
    assert found.witness == {"grade": "3", "site": "knee"}


def test_outside_the_declared_patients_it_is_proved_as_ever(verdicts):
    claims = DECLARED.format(of="[demo-1-02, demo-1-03]", kind="contradiction", when=", when: is_sarcoma = true")
    found = verdicts(DO + DO_NOT, claims=claims)["contradiction", "demo-1-02", "demo-1-03"]
    assert (found.verdict, found.witness) == ("refuted", {"grade": "3", "site": "knee"})


def test_a_declared_contradiction_that_is_gone_is_an_error(verdicts):
    claims = DECLARED.format(of="[demo-1-02, demo-1-03]", kind="contradiction", when="")
    found = verdicts(DO + rule("03", "grade = '1'", verb="do_not"), claims=claims)
    assert found["contradiction", "demo-1-02", "demo-1-03"].verdict == "outdated"


# `never` and `always` are so only once their derivations are looked into.
HIGH = item("is_high", "grade = '3'") + item("is_low", "grade = '1'")
NEVER, ALWAYS = "is_high = true and is_low = true", "is_high = false or is_low = false"


def test_a_rule_that_never_applies(verdicts):
    found = verdicts(rule("02", NEVER), HIGH)
    assert failed(found) == {("applies", "demo-1-02"): None}


def test_a_dead_rule_that_lies_in_the_source_is_declared(verdicts):
    claims = DECLARED.format(of="demo-1-02", kind="dead_rule", when="")
    assert verdicts(rule("02", NEVER), HIGH, claims=claims)["applies", "demo-1-02"].verdict == "declared"
    assert verdicts(rule("02", "is_high = true"), HIGH, claims=claims)["applies", "demo-1-02"].verdict == "outdated"


def test_a_rule_for_everybody(verdicts):
    found = verdicts(rule("02", ALWAYS), HIGH)
    assert failed(found) == {("spares", "demo-1-02"): None}
    assert ("spares", "demo-1-02") not in verdicts(rule("02", "true"))


def test_a_gate_that_never_holds_back(verdicts):
    found = verdicts(rule("02", "is_high = true", "gate: is_low = false"), HIGH)
    assert failed(found) == {("gate", "demo-1-02"): None}


def test_an_act_that_never_counts_as_done(verdicts):
    found = verdicts(rule("02", "is_high = true", done="is_low = true"), HIGH)
    assert failed(found) == {("done", "demo-1-02"): None}


def test_a_breach_that_cannot_occur(verdicts):
    found = verdicts(rule("02", "is_high = true", "breach: is_low = true", verb="do_not"), HIGH)
    assert failed(found) == {("breach", "demo-1-02"): None}


@pytest.mark.parametrize("verb", ["refer", "consider"])
def test_an_exception_that_never_matters(verdicts, verb):
    target = rule("02", "is_high = true", act="wide_resection")
    found = verdicts(target + rule("03", "is_low = true", "overrides: [demo-1-02]", verb=verb), HIGH)
    assert failed(found) == {("exception", "demo-1-03", "demo-1-02"): None}


def test_an_exclude_that_excludes_nobody(verdicts):
    guideline = f"excludes: [{{ when: '{NEVER}', goes_to: {{ nl: Elders., en: Elsewhere. }} }}]\n"
    assert failed(verdicts(DO, HIGH, guideline)) == {("holds", "demo exclude 1"): None}


def test_excluding_everybody_of_a_rule_makes_it_dead(verdicts):
    guideline = "excludes: [{ when: grade = '3', goes_to: { nl: Elders., en: Elsewhere. } }]\n"
    assert ("applies", "demo-1-02") in failed(verdicts(DO, guideline=guideline))
    boundary = rule("02", "grade = '3'", "boundary: true")
    assert failed(verdicts(boundary, guideline=guideline)) == {}


def test_an_item_that_changes_nothing_though_a_rule_reads_it(verdicts):
    """Whatever marker B is, the rule comes out the same: it is known only when marker A decides."""
    items = item("either", "case when marker_a is null then null when marker_b = true then marker_a else marker_a end")
    assert failed(verdicts(rule("02", "either = true"), items)) == {("item", "marker_b"): None}


def test_an_item_that_nothing_reads(verdicts):
    """A dictionary may serve other guidelines too; with a reason it is declared."""
    found = verdicts(items=item("colour") + item("smell", None, "no_rule: nobody decides by it"))
    assert found["item", "colour"].verdict == "unread"
    assert (found["item", "smell"].verdict, found["item", "smell"].hint) == ("declared", "nobody decides by it")


def test_a_reason_for_changing_nothing_that_is_no_longer_so(verdicts):
    found = verdicts(rule("02", "smell = true"), item("smell", None, "no_rule: nobody decides by it"))
    assert found["item", "smell"].verdict == "outdated"


def test_an_item_matters_by_what_its_values_imply(verdicts):
    """No rule reads the route, but choosing one says that the patient was operated on."""
    items = """
route:
  type: choice
  group: route
  kind: raw
  label: { nl: Weg, en: Route }
  definition: { en: Route. }
  values: { after: { nl: Erna, en: After, implies: { surgery_done: true } }, before: { nl: Ervoor, en: Before } }
"""
    assert verdicts(items=items)["item", "route"].verdict == "proved"


def test_an_item_matters_by_being_on_record(verdicts):
    assert verdicts(rule("02", "grade = '3'", done="seen_on is not null"))["item", "seen_on"].verdict == "proved"


def test_a_condition_left_open_though_nothing_can_change_it(content):
    """Marker A true makes the one false; the other then has to be false as well, unknown or not."""
    items = item("only_b", "marker_b = true and marker_a = false")
    made = content(rule("02", "(only_b = true and marker_a = true) or marker_x = true"), items)
    found = {r.about: r for r in PARTS["conditions"](made)}
    weak = found["demo-1-02",]
    assert weak.verdict == "refuted" and weak.hint.endswith("can only become false")
    patient = Patient(made.items, weak.witness, CASE_DAY)
    assert evaluate(made.guidelines[0].rules[1].truth, patient) is None
    assert all(r.verdict == "proved" for about, r in found.items() if about != ("demo-1-02",))


def test_what_acts_only_when_true_may_stay_open_when_it_could_only_become_false(content):
    """Such a `done` stops nothing, true or unknown; and had it to become true, it would be refuted."""
    items = item("only_b", "marker_b = true and marker_a = false")
    shut = content(rule("02", "grade = '3'", done="only_b = true and marker_a = true"), items)
    assert not [r for r in PARTS["conditions"](shut) if r.verdict != "proved"]
    opened = content(rule("02", "grade = '3'", done="only_b = false or marker_a = false"), items)
    assert [r.about for r in PARTS["conditions"](opened) if r.verdict != "proved"] == [("demo-1-02 done",)]


def test_giving_up_is_no_proof(content):
    made = content(DO + DO_NOT)
    prover = Prover(Symbols(made, CASE_DAY), limit=1)
    goal = prover.symbols.status(made.guidelines[0].rules[0])["applies"]
    assert isinstance(prover.find(goal, lambda patient: True), Undecided)
    assert prover.possible(goal) is None
    two = WeakerLogic(Symbols(made, CASE_DAY), limit=1)
    condition = from_text("is_sarcoma = true and marker_a = true or is_sarcoma = false and marker_b = true", made)
    assert isinstance(two.find(condition), Undecided)


def from_text(text: str, made):
    """Return a condition over the items of a content."""
    return compile_condition(parse(text), Names(made.items))


def test_an_example_that_the_reference_engine_does_not_show_is_our_fault(content):
    made = content()
    prover = Prover(Symbols(made, CASE_DAY))
    goal = prover.symbols.status(made.guidelines[0].rules[0])["applies"]
    with pytest.raises(AssertionError):
        prover.find(goal, lambda patient: False)


@pytest.mark.parametrize(
    ("condition", "witness"),
    [
        ("size_cm > 5", {"size_cm": Decimal(10)}),
        ("size_cm >= 5 and size_cm < 5.1", {"size_cm": Decimal(5)}),
        ("size_cm > 5.5 and size_cm < 5.7", {"size_cm": Decimal("5.6")}),
        ("age_years > 17", {"age_years": 20}),
        ("age_years > 17 and age_years < 19", {"age_years": 18}),
        ("exists imaging_done", {"imaging_done": frozenset(["mri"])}),
        ("'ct' in imaging_done and not ('mri' in imaging_done)", {"imaging_done": frozenset(["ct"])}),
        ("site != 'thigh'", {"site": "knee"}),
        ("months between seen_on and Today() = 3", {"seen_on": datetime.date(2025, 10, 1)}),
    ],
)
def test_examples_have_plain_values(content, condition, witness):
    made = content()
    node = from_text(condition, made)
    prover = Prover(Symbols(made, CASE_DAY))
    found = prover.find(prover.symbols.truth(node).true, lambda person: evaluate(node, person.patient) is True)
    assert isinstance(found, Refuted) and found.fewest
    assert found.witness == witness


def check(folder: Path, *options: str):
    return call(["check", "--guidelines", "content", *options], folder)


def test_the_command_when_all_is_proved(tmp_path):
    write(tmp_path / "content")
    answer = check(tmp_path, "--lang", "en")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("demo 2026: rules 1, findings 1, norms 0\n")


def test_the_command_shows_the_patient(tmp_path):
    write(tmp_path / "content", DO + DO_NOT)
    dutch, english = (check(tmp_path, "--lang", language) for language in ("nl", "en"))
    assert (dutch.status, english.status) == (1, 1)
    assert "weerlegd: Eén handeling aangeraden en afgeraden: demo-1-02, demo-1-03" in dutch.out
    assert "Voorbeeld: Graad: Hoog; Plaats: Knie" in dutch.out
    assert "refuted: One act asked for and advised against: demo-1-02, demo-1-03" in english.out
    assert "Example: Grade: High; Site: Knee" in english.out


def test_the_command_as_json(tmp_path):
    write(tmp_path / "content", DO + DO_NOT)
    answer = check(tmp_path, "--format", "json")
    told = json.loads(answer.out)
    assert (answer.status, told["schema"], told["errors"]) == (1, "1", [])
    (result,) = [r for r in told["results"] if r["verdict"] == "refuted"]
    assert result["about"] == ["demo-1-02", "demo-1-03"]
    assert result["example"]["facts"] == {"grade": "3", "site": "knee"}
    assert result["example"]["nl"] == "Graad: Hoog; Plaats: Knie"
    assert told["guidelines"][0]["verdicts"]["refuted"] == 1


def test_wrong_input_stays_wrong_input(tmp_path):
    write(tmp_path / "content", rule("02", "grade = '9'"))
    assert check(tmp_path).status == 2
    assert json.loads(check(tmp_path, "--format", "json").out)["errors"][0]["code"] == "unknown-value"


def test_what_was_proved_of_a_folder_is_kept_for_its_readers(tmp_path, monkeypatch):
    folder = write(tmp_path / "content", DO)
    monkeypatch.setenv("LEIDRAAD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(proving, "results", lambda content: [r for part in PARTS for r in PARTS[part](content)])
    assert kept_proofs(proofs_key(folder)) is None
    found = proving.prove(folder).results
    kept = kept_proofs(proofs_key(folder))
    assert [(k.kind, k.about, k.verdict, k.findings) for k in kept] == [
        (r.kind, r.about, r.verdict, r.findings) for r in found
    ]
    write(folder, DO + DO_NOT)
    assert kept_proofs(proofs_key(folder)) is None
