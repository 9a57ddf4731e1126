"""The columns engine on patients that somebody wrote down: every worked case, and every patient of TCGA-SARC."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

import ibis
import msgspec
import pytest
from generative.contents import TODAY, contents, described, patients
from generative.settled import settled
from generative.tables import PATIENT, table_of
from hypothesis import given, note
from hypothesis import strategies as st

from leidraad.actions.load_content import load_all
from leidraad.actions.run_cases import worked_cases
from leidraad.engines.columns import CODES, contradictions, named, statuses, timings, values
from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation
from leidraad.model.content import STATUSES, Content, Item, Value
from leidraad.model.expressions import ItemValue
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows

WORDS = {code: word for word, code in CODES.items()}


@pytest.fixture(scope="module")
def content(own_cache) -> Content:
    return load_all()


def rows_of(table: ibis.Table) -> list[dict]:
    """Return the rows in the order of the patients."""
    return ibis.duckdb.connect().to_pyarrow(table.order_by(PATIENT)).to_pylist()


def differences(content: Content, people: Sequence[Mapping[str, Fact]], today: datetime.date) -> list[str]:
    """Return every status and timing on which the columns differ from the reference."""
    table = table_of(people, content.items)
    found = zip(people, rows_of(statuses(table, content, today)), rows_of(timings(table, content, today)), strict=True)
    return [
        f"{o.rule.id}: {o.status}, {o.timing}; columns {WORDS[codes[o.rule.id]]}, {due[o.rule.id]}; {dict(facts)}"
        for facts, codes, due in found
        for o in Evaluation(content, Patient(content.items, facts, today)).outcomes()
        if (o.status, o.timing) != (WORDS[codes[o.rule.id]], due[o.rule.id])
    ]


def test_codes():
    """Every status has a code of its own, which fits three bits."""
    assert set(CODES) == set(STATUSES) and len(set(CODES.values())) == len(STATUSES)
    assert set(CODES.values()) <= set(range(8))


def test_worked_cases(content):
    """All rules, not only those that a case is about."""
    by_day = defaultdict(list)
    for case in worked_cases(content):
        by_day[case.on].append(case.facts)
    assert sum(map(len, by_day.values())) > 1000
    for day, people in by_day.items():
        assert differences(content, people, day)[:5] == []


def test_tcga(content, request):
    path = request.config.rootpath / "examples/tcga-sarc/patients.csv"
    people = list(facts_of_all_rows(path, read_mapping("tcga-sarc"), content.items).values())
    assert len(people) == 261
    assert differences(content, people, TODAY)[:5] == []


@st.composite
def cohorts(draw):
    """Draw a content and a few patients; some facts are implied, some derived items are stated."""
    content = draw(contents(implying=True))
    return content, draw(st.lists(patients(content.items, stated=True), min_size=1, max_size=8))


@settled(15)
@given(cohorts())
def test_small_contents(cohort):
    content, people = cohort
    note("\n".join(described(content, patient) for patient in people))
    assert differences(content, [patient.given for patient in people], TODAY) == []


def test_the_later_choice_counts(content):
    """Two choices may imply different values of one item: the later in the dictionary counts."""
    routes = {name: _route(content, name, origin) for name, origin in (("one", "soft_tissue"), ("other", "bone"))}
    items = content.items | routes
    people = [{"one": "yes", "other": "yes"}, {"other": "yes", "one": "yes"}, {"one": "yes"}, {"other": "yes"}, {}]
    asked = {"origin": ItemValue(content.items["tumour_origin"].span, "tumour_origin")}
    found = [row["origin"] for row in rows_of(values(table_of(people, items), asked, items, TODAY))]
    assert found == [Patient(items, facts, TODAY).value("tumour_origin") for facts in people]
    assert found == ["bone", "bone", "soft_tissue", "bone", None]


def _route(content: Content, name: str, origin: str) -> Item:
    domain = content.items["tumour_domain"]
    return msgspec.structs.replace(domain, name=name, values={"yes": Value(domain.label, {"tumour_origin": origin})})


def test_nothing_to_deny(content):
    """Nothing can be denied where no derived item is given, or only one that may be set."""
    for facts in ({"age_years": 54}, {"care_phase": "workup"}):
        found = rows_of(contradictions(table_of([facts], content.items), content.items, TODAY))
        assert found == [{PATIENT: 0, "contradicts": None}]


def test_only_what_is_no_item_is_kept(content):
    """An id is carried along; the facts are not."""
    one = msgspec.structs.replace(content, guidelines=content.guidelines[:1])
    table = table_of([{"age_years": 54}], content.items)
    assert statuses(table, one, TODAY).columns == (PATIENT, *(r.id for r in one.guidelines[0].rules))


def test_named(content):
    one = msgspec.structs.replace(content, guidelines=content.guidelines[:1])
    coded = statuses(table_of([{"age_years": 54}, {}], content.items), one, TODAY)
    pairs = zip(rows_of(coded), rows_of(named(coded, one)), strict=True)
    for codes, words in pairs:
        assert {n: WORDS[c] for n, c in codes.items() if n != PATIENT} == {n: words[n] for n in words if n != PATIENT}
