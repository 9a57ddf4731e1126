"""How rules were followed: row by row as the reference engine has it, then counted."""

from collections import Counter

import pytest
from registry_tables import DAY, definition, made, rows

from leidraad.actions.load_content import load_content
from leidraad.actions.typed_people import TypedPeople
from leidraad.engines.columns import FOLLOWED, followed
from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation
from leidraad.records.columns import ROW, WRONG
from leidraad.records.database import database
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows
from leidraad.records.table_file import open_table
from leidraad.registry.adherence import judgeable
from leidraad.registry.results import Adhered, Group


def answer(outcome, patient):
    """Say whether a rule was followed, from what the manual says of its status, `done` and `breach`."""
    rule = outcome.rule
    if outcome.status == "undetermined":
        return "unknown"
    if outcome.status not in ("applies", "done"):
        return "no_concern"
    found = evaluate(rule.done if rule.done is not None else rule.breach, patient)
    if found is None:
        return "unknown"
    return "followed" if found == (rule.done is not None) else "not_followed"


@pytest.fixture(scope="module")
def table(request):
    return request.config.rootpath / "examples/tcga-sarc/patients.csv"


@pytest.fixture(scope="module")
def content():
    return load_content()


@pytest.fixture(scope="module")
def expected(content, table):
    """The answers of the reference engine, by patient and rule."""
    wanted = {rule.id for rule in judgeable(content)}
    found = {}
    for name, facts in facts_of_all_rows(table, read_mapping("tcga-sarc"), content.items).items():
        patient = Patient(content.items, facts, DAY)
        outcomes = [o for o in Evaluation(content, patient).outcomes() if o.rule.id in wanted]
        found[name] = {o.rule.id: answer(o, patient) for o in outcomes}
    return found


def test_every_answer_is_that_of_the_reference_engine(content, table, expected):
    words = {code: word for word, code in FOLLOWED.items()}
    mapping = read_mapping("tcga-sarc")
    with database() as connection:
        source = TypedPeople(
            connection, content.items, DAY, open_table(connection, table, mapping, content.items), mapping
        )
        found = followed(source.people.drop(WRONG), content, DAY, judgeable(content)).order_by(ROW).to_pyarrow()
    for rule in judgeable(content):
        assert [words[code] for code in found[rule.id].to_pylist()] == [row[rule.id] for row in expected.values()], (
            rule.id
        )
    seen = {word for row in expected.values() for word in row.values()}
    assert seen == set(FOLLOWED), "every answer occurs"


def test_the_counts_are_those_of_the_answers(content, table, expected, tmp_path):
    report = made(tmp_path, table, definition(), content, mapping="tcga-sarc")
    counts = {rule.id: Counter(row[rule.id] for row in expected.values()) for rule in judgeable(content)}
    concerned = {name for name, n in counts.items() if n["followed"] + n["not_followed"]}
    assert {found.rule for found in report.adherence} == concerned
    for found in report.adherence:
        n, overall = counts[found.rule], found.overall
        if overall.hidden:
            assert 0 < n["followed"] < 5 or 0 < n["not_followed"] < 5
        else:
            assert (overall.should, overall.did) == (n["followed"] + n["not_followed"], n["followed"])
            told = not n["unknown"] or (n["followed"] and n["not_followed"])
            assert overall.share == (n["followed"] / overall.should if told else None)
        assert overall.unknown == (None if 0 < n["unknown"] < 5 else n["unknown"])
    told = {found.rule for found in report.not_answerable if found.wants}
    assert told <= {name for name, n in counts.items() if n["unknown"] and name not in concerned}
    assert set(report.concern_nobody) == {name for name, n in counts.items() if set(n) == {"no_concern"}}


def test_what_is_wanting_is_named(content, table, tmp_path):
    report = made(tmp_path, table, definition(), content, mapping="tcga-sarc")
    unknown = [found for found in report.adherence if found.overall.unknown]
    assert unknown and all(found.wants for found in unknown)
    assert all(0 < want.share <= 1 for found in unknown for want in found.wants)


# A rule of the registry report: consult a centre. Of 8 it was done, of 7 not, of 6 nobody knows.
CONSULTED = {"tumour_origin": "soft_tissue", "histology": "myxofibrosarcoma", "age_years": 50}


@pytest.fixture(scope="module")
def consulted(tmp_path_factory):
    people = rows(
        (8, {**CONSULTED, "mdt_discussion": "expertise_centre_mdt", "incidence_year": 2009}),
        (7, {**CONSULTED, "mdt_discussion": "none", "expertise_centre_advice": "false", "incidence_year": 2012}),
        (6, {**CONSULTED, "incidence_year": 2012}),
        (5, {**CONSULTED, "age_years": 12, "mdt_discussion": "none", "incidence_year": 2012}),
    )
    return made(tmp_path_factory.mktemp("consulted"), people, definition())


def test_not_written_down_is_not_the_same_as_not_done(consulted):
    """iknl-2-02 asks for consultation of a centre: 8 of the 15 of whom it is known; the children are not concerned."""
    (found,) = [one for one in consulted.adherence if one.rule == "iknl-2-02"]
    overall = found.overall
    assert (overall.should, overall.did, overall.unknown, overall.share) == (15, 8, 6, 8 / 15)
    assert {one.group.values: (one.should, one.did, one.unknown) for one in found.by} == {
        ("registry_period", "2009-2010"): (8, 8, 0), ("registry_period", "2011-2012"): (7, 0, 6),
        ("risk_group", "high"): (15, 8, 6),
    }  # fmt: skip
    assert {want.item: want.share for want in found.wants} == {
        "expertise_centre_advice": 6 / 26, "mdt_discussion": 6 / 26,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "did"),
    [
        ({"mdt_discussion": "expertise_centre_mdt"}, 8),
        ({"mdt_discussion": "none", "expertise_centre_advice": "false"}, 0),
    ],
)
def test_there_is_no_share_where_the_table_tells_one_answer_only(tmp_path, answer, did):
    """Of 8 it is known, of 6 it is not: between did / 14 and (did + 6) / 14 of them, in each group as well."""
    people = rows((8, {**CONSULTED, **answer, "incidence_year": 2012}), (6, {**CONSULTED, "incidence_year": 2012}))
    (found,) = [one for one in made(tmp_path, people, definition()).adherence if one.rule == "iknl-2-02"]
    for one in (found.overall, *found.by):
        assert (one.should, one.did, one.unknown) == (8, did, 6)
        assert (one.share, one.low, one.high) == (None, None, None)
        assert one.range == (did / 14, (did + 6) / 14)


def test_a_group_that_is_few_hides_another_of_the_same_kind(tmp_path):
    people = rows(
        (3, {**CONSULTED, "mdt_discussion": "expertise_centre_mdt", "incidence_year": 2009}),
        (20, {**CONSULTED, "mdt_discussion": "expertise_centre_mdt", "incidence_year": 2012}),
        (30, {**CONSULTED, "mdt_discussion": "expertise_centre_mdt", "incidence_year": 2014}),
    )
    (found,) = [one for one in made(tmp_path, people, definition()).adherence if one.rule == "iknl-2-02"]
    assert found.overall.should == 53
    by_period = {one.group.values[1]: one.did for one in found.by if one.group.values[0] == "registry_period"}
    assert by_period == {"2009-2010": None, "2011-2012": None, "2013-2014": 30}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((10, 10, 5), (10 / 15, 1.0)), ((10, 4, 10), (0.2, 0.7)), ((10, 4, 0), None), ((None, None, 7), None),
     ((10, 4, None), None)],
)  # fmt: skip
def test_those_who_could_not_be_judged_widen_the_share(counts, expected):
    should, did, unknown = counts
    found = Adhered(Group((), (), None), should, did, unknown, None, None, None)
    assert found.range == (None if expected is None else pytest.approx(expected))
