"""The same expressions on Spark, for registries that outgrow one machine: records to columns, columns to statuses."""

import datetime
import random

import ibis
import pyarrow as pa
import pytest

from leidraad.actions.load_content import load_content
from leidraad.engines.columns import CODES, contradictions, statuses
from leidraad.engines.reference import Patient
from leidraad.engines.statuses import Evaluation
from leidraad.records.cells import Cell
from leidraad.records.columns import ID, ROW, WRONG, facts_of_typed, typed
from leidraad.records.database import database
from leidraad.records.mapping import read_mapping
from leidraad.records.table import lines

DAY = datetime.date(2026, 11, 20)
GENERATED = 2000
FEW = 60  # rows that the reference engine works out too

pytestmark = [
    pytest.mark.long,
    # PySpark warns of its own doings.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning",
                               "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]  # fmt: skip


@pytest.fixture(scope="module")
def content():
    return load_content()


@pytest.fixture(scope="module")
def rows(checkout):
    """The patients of TCGA-SARC, and more whose cells are drawn from theirs, a few of them wrong."""
    (_, header), *found = lines(checkout / "examples/tcga-sarc/patients.csv")
    chance, known = random.Random(20261120), [cells for _, cells in found]
    readings = [reading for _, _, reading in read_mapping("tcga-sarc").places()]
    # Columns that are read together keep together; what they say together must have a meaning.
    together = {header.index(column) for reading in readings if reading.cases for column in reading.columns()}
    at = header.index("patient")
    for number in range(GENERATED):
        one, others = chance.choice(found)[1], [chance.choice(found)[1] for _ in header]
        cells = [one[n] if n in together else chance.choice(("", others[n][n])) for n in range(len(header))]
        cells[at] = f"made-up-{number}"
        known.append(cells if chance.random() > 0.01 else ["?" if n != at else cell for n, cell in enumerate(cells)])
    return header, known


@pytest.fixture(scope="module")
def checkout(request):
    return request.config.rootpath


def read(rows, content, table):
    header, _ = rows
    mapping = read_mapping("tcga-sarc")
    cells = {name: Cell(table[f"c{n}"]) for n, name in enumerate(header)}
    return typed(table, cells, "patient", mapping, content.items)


def test_spark_gives_what_duckdb_gives(rows, content, spark, open_network):
    header, known = rows
    columns = {f"c{n}": pa.array([cells[n] for cells in known]) for n in range(len(header))}
    source = pa.table({ROW: pa.array(range(len(known)), pa.int64()), **columns})
    found = {}
    with database() as duck:
        for name, connection in (("duckdb", duck), ("spark", spark)):
            people = connection.create_table("people", read(rows, content, ibis.memtable(source)))
            fit = people.filter(~people[WRONG]).drop(WRONG)
            found[name] = [
                connection.to_pyarrow(t.order_by(ROW)).to_pylist()
                for t in (people, statuses(fit, content, DAY), contradictions(fit, content.items, DAY))
            ]  # fmt: skip
    assert found["spark"] == found["duckdb"]
    people, codes, _ = found["spark"]
    assert len(people) == 261 + GENERATED and 5 < sum(row[WRONG] for row in people) < 100
    facts = {row[ROW]: row for row in people}
    words = {code: word for word, code in CODES.items()}
    for row in codes[:: len(codes) // FEW]:
        outcomes = Evaluation(content, Patient(content.items, facts_of_typed(facts[row[ROW]]), DAY)).outcomes()
        assert {o.rule.id: o.status for o in outcomes} == {
            name: words[row[name]] for name in row if name not in (ROW, ID)
        }
    assert {words[row[name]] for row in codes for name in row if name not in (ROW, ID)} >= {"applies", "done"}
