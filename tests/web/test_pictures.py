"""Pictures and tables say what the rules say: read back from their words, they give the reference engine's value."""

import datetime
import itertools
import json
import random
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from generative.contents import RAW, TRUTHS, conditions, patients
from generative.settled import settled
from hypothesis import given
from hypothesis import strategies as st
from web.drawn import SVG, Reader

from leidraad.actions.load_content import load_all
from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Span
from leidraad.engines.reference import Patient, evaluate
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.language.from_text import parse
from leidraad.model.expressions import Truth, items_of
from leidraad.model.kleene import conjunction, disjunction, negation
from leidraad.model.telling import telling_values
from leidraad.pages.pictures.decision_table import MOST_COLUMNS, MOST_ROWS, decision_table
from leidraad.pages.pictures.normal_form import Group, normal, ways
from leidraad.pages.pictures.pathway import pathway_svg
from leidraad.pages.pictures.tree import tree_svg
from leidraad.records.facts import to_facts

DAY = datetime.date(2026, 1, 1)
PATIENTS_PER_RULE = 40
THIGH = {"age_years": 54, "tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "site": "thigh",
         "size_cm": 7.5, "tissue_layer": "intramuscular"}  # fmt: skip
PATIENTS = {
    "planned": {**THIGH, "procedures_considered": ["wide_local_excision"]},
    "followed": {**THIGH, "resection_done": True, "care_phase": "follow_up"},
    "bone": {"age_years": 17, "tumour_origin": "bone"},
    "child": {"age_years": 9, "tumour_origin": "soft_tissue"},
    "phase unknown": {"tumour_origin": "soft_tissue", "site": "thigh"},
    "nothing known": {},
}


@pytest.fixture(scope="module")
def content():
    return load_all()


@pytest.fixture(scope="module")
def rules(content):
    return [rule for guideline in content.guidelines for rule in guideline.rules]


@pytest.fixture(scope="module")
def advices(content):
    explainer = Explainer(content)
    files = sorted((Path(__file__).parents[2] / "examples" / "cases").glob("*.json"))
    cases = PATIENTS | {file.stem: json.loads(file.read_text()) for file in files}
    facts = {name: to_facts(case, content.items, Span("<test>")) for name, case in cases.items()}
    return {name: explainer.advice(Patient(content.items, known, DAY)) for name, known in facts.items()}


def patients_of(rule, content):
    """Patients who differ in what the rule tests: known to hold, known not to, unknown."""
    names = items_of(rule.truth)
    telling = telling_values(names, [rule.truth], content.items)
    chance = random.Random(rule.id)
    every = list(itertools.islice(itertools.product(*((*telling[n], None) for n in names)), 5000))
    for values in chance.sample(every, min(len(every), PATIENTS_PER_RULE)):
        yield Patient(content.items, dict(zip(names, values, strict=True)), DAY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_drawn_tree_and_a_table_have_the_value_of_the_rule(content, rules, lang):
    say, reader, seen = Phrases(lang, content.items), Reader(content.items, lang), []
    for rule in rules:
        table = decision_table(rule.truth, say)
        tree, rows = reader.svg(tree_svg(rule, say)), reader.table(table) if table else None
        for patient in patients_of(rule, content):
            expected = evaluate(rule.truth, patient)
            assert tree(patient) is expected, f"{rule.id} for {patient.given}"
            assert rows is None or rows(patient) is expected, f"{rule.id} as a table for {patient.given}"
            seen.append((rule.id, expected))
    tested = {rule.id for rule in rules if not isinstance(rule.truth, Truth)}
    met = {value: {name for name, value_met in seen if value_met is value} & tested for value in (True, False, None)}
    assert all(len(names) > 0.9 * len(tested) for names in met.values()), {v: len(n) for v, n in met.items()}


TESTS = [
    *(f"size_cm {sign} 5" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"5 {sign} size_cm" for sign in ("<", "<=", ">", ">=")),
    "resection_done = true", "resection_done = false", "resection_done != true", "resection_done",
    "depth = 'deep'", "depth != 'deep'", "depth in { 'deep' }", "site_group in { 'extremity', 'trunk_wall' }",
    "'mri' in imaging_done", "exists imaging_done",
]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", [*TESTS, *(f"not ({text})" for text in TESTS)])
def test_every_kind_of_test_is_drawn_as_it_is_meant(content, rules, text, lang):
    node = compile_condition(parse(text, Span("<test>")), Names(content.items))
    say, reader = Phrases(lang, content.items), Reader(content.items, lang)
    rule = msgspec.structs.replace(rules[0], truth=node)
    drawn, met = reader.svg(tree_svg(rule, say)), set()
    for patient in patients_of(rule, content):
        assert drawn(patient) is evaluate(node, patient), patient.given
        met.add(drawn(patient))
    assert met == {True, False, None}


@given(st.data())
@settled(300)
def test_the_normal_form_keeps_the_value(data):
    text = data.draw(conditions(TRUTHS, most=6))
    node = compile_condition(parse(text, Span("<test>")), Names(RAW))
    patient = data.draw(patients(RAW))
    part = normal(node)
    expected = evaluate(node, patient)
    assert value_of(part, patient) is expected, text
    found = ways(part)
    if found is not None:
        assert disjunction(conjunction(value_of(t, patient) for t in way) for way in found) is expected, text


def value_of(part, patient):
    if isinstance(part, Group):
        joined = {"all": conjunction, "any": disjunction}[part.joins]
        return joined([value_of(p, patient) for p in part.parts])
    value = evaluate(part.expression, patient)
    return value if part.holds else negation(value)


def test_tables_stay_readable(content, rules):
    say = Phrases("nl", content.items)
    tables = [t for r in rules if (t := decision_table(r.truth, say))]
    assert max(len(t.rows) for t in tables) <= MOST_ROWS
    assert max(len(t.columns) for t in tables) <= MOST_COLUMNS
    assert len(tables) > 0.95 * len(rules)


def test_a_condition_beyond_a_table_has_only_its_tree(content):
    items = ("size_cm", "age_years", "wound_size_cm", "us_stability_months")
    text = " and ".join(f"({a} > {n} or {b} > {n})" for n, (a, b) in enumerate(itertools.combinations(items, 2)))
    node = compile_condition(parse(text, Span("<test>")), Names(content.items))
    assert decision_table(node, Phrases("nl", content.items)) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pictures_are_well_formed_and_described(content, rules, advices, lang):
    say = Phrases(lang, content.items)
    drawn = [tree_svg(rule, say) for rule in rules]
    drawn += [pathway_svg(advice, say) for advice in advices.values()]
    for text in drawn:
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        named = {e.get("id"): e for e in root if e.get("id")}
        assert all(named[name].text for name in root.get("aria-labelledby").split())
        assert not [e for e in root.iter() if e.get("style") is not None or e.tag in (f"{SVG}script", f"{SVG}style")]
        width, height = map(float, (root.get("width"), root.get("height")))
        for rect in root.iter(f"{SVG}rect"):
            x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + w <= width and 0 <= y <= y + h <= height


@pytest.mark.parametrize("name", PATIENTS)
def test_the_pathway_shows_what_the_advice_says(content, advices, name):
    advice = advices[name]
    say = Phrases("nl", content.items)
    rules = {rule.id: rule for rule in advice.advice}
    status = {(m.guideline, m.id): m.status for m in advice.modules}
    root = ElementTree.fromstring(pathway_svg(advice, say))
    boxes = [g for g in root if g.get("data-rule")]
    assert len(boxes) <= 12
    assert len({box.get("data-rule") for box in boxes}) == len(boxes)
    marks = {e.text[0]: e.text[2:] for e in root.findall(f"{SVG}text") if e.text}
    for box in boxes:
        rule = rules[box.get("data-rule")]
        assert box.get("data-status") == rule.status
        assert rule.status in ("applies", "not_yet", "done")
        foot = box.findall(f"{SVG}text")[-1].text
        assert foot.startswith(rule.id)
        standing = status[rule.guideline, rule.source.module]
        if standing != "authorised":
            assert marks[foot.removeprefix(rule.id)[0]] == say[standing]
    waiting = [rules[b.get("data-rule")].waits_for for b in boxes if b.get("data-status") == "not_yet"]
    assert [tuple(g.get("data-first").split()) for g in root if g.get("data-first")] == waiting
    due = [r for r in advice.advice if (r.status, r.timing, r.audience) == ("applies", "now", "act")]
    assert bool(due) <= bool(boxes)


def test_the_pathway_counts_what_has_no_box(content, advices):
    advice = advices["planned"]
    root = ElementTree.fromstring(pathway_svg(advice, Phrases("en", content.items)))
    boxes = [g for g in root if g.get("data-rule")]
    told = ["".join(e.itertext()) for e in root.findall(f"{SVG}text")]
    counted = sum(int(t.split()[1]) for t in told if t.startswith("and ") and t.endswith(" more"))
    shown = [r for r in advice.advice if r.audience == "act" and r.status in ("applies", "not_yet", "done")]
    expected = [r for r in shown if r.timing in ("now", "later") or r.status == "done"]
    assert len(boxes) + counted == len(expected)
