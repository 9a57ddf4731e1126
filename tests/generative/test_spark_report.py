"""A registry report on Spark: the same expressions, and every number as DuckDB gives it."""

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from registry_tables import DAY, shipped

from leidraad.actions.load_content import load_content
from leidraad.actions.synth import synth
from leidraad.actions.typed_people import TypedPeople
from leidraad.engines.columns import followed
from leidraad.records.columns import ID, ROW, WRONG
from leidraad.records.database import database
from leidraad.records.population_file import SEXES, Inhabitants, read_life_table
from leidraad.records.table_file import open_table
from leidraad.registry.adherence import DIMENSIONS, count, group_column, judgeable
from leidraad.registry.checks import checks, impossible, rows_found
from leidraad.registry.flow import flow
from leidraad.registry.funnels import funnels
from leidraad.registry.hospitals import codes_of
from leidraad.registry.missing import derived_read, known_counts
from leidraad.registry.norms import norms
from leidraad.registry.panels import panels
from leidraad.registry.people import People, computed
from leidraad.registry.population.given import Population
from leidraad.registry.population.panels import BesidePopulation
from leidraad.registry.population.people import BIRTH
from leidraad.registry.reasons import Reasons

PATIENTS = 1500
LIFE_TABLE = Path(__file__).parents[2] / "examples/nkr/life-table-nl.csv"

pytestmark = [
    pytest.mark.long,
    # PySpark warns of its own doings.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning",
                               "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]  # fmt: skip


def patients(folder):
    """Write a synthetic registry as typed columns, and return the file."""
    synth(folder / "registry.parquet", PATIENTS, 5)
    with database() as connection:
        table = open_table(connection, folder / "registry.parquet", None, shipped().items)
        people = TypedPeople(connection, shipped().items, DAY, table, None).people
        known = people.filter(~people[WRONG]).drop(WRONG).order_by(ROW)
        # By a file: from memory it would go to Spark by pandas, where a number that is null is no null any more.
        file = folder / "people.parquet"
        pq.write_table(connection.to_pyarrow(known), file)
        return file


def population():
    """Return the mortality that comes as an example, and as many inhabitants of each age."""
    everybody = {(sex, year, age): 1e5 for sex in SEXES for year in range(2009, 2019) for age in range(18)}
    return Population(read_life_table(LIFE_TABLE), Inhabitants(everybody))


def everything(connection, source, content):
    """Return all that a report counts."""
    about = shipped()
    raw = connection.read_parquet(source)
    every = connection.create_table("computed", computed(raw, about, DAY))
    possible = every.filter(~impossible(every, about))
    names = [name for name in pq.read_table(source)["hospital"].unique().to_pylist() if name is not None]
    people = People(possible, about, codes_of(names))
    known = known_counts(possible.filter(people.chosen()), derived_read(about))
    reasons = Reasons(people, known, frozenset())
    births = raw.select(ROW, BIRTH) if BIRTH in raw.columns else None
    beside = BesidePopulation(people, reasons, population(), births)
    groups = {group_column(n): possible[name] for n, name in enumerate(DIMENSIONS)}
    chosen = possible.filter(people.chosen()).select(ROW, **groups)
    facts = raw.drop(ID, *(set(raw.columns) & (about.items.keys() - content.items.keys())))
    patients = connection.create_table("patients", facts.inner_join(chosen, ROW))
    # As a view, as the report has it: a sum over the expressions of all rules takes ibis minutes to put into words.
    judged = connection.create_view("judged", followed(patients, content, DAY, judgeable(content)))
    found = count(judged, content)
    answers = (tuple(counts[n] for counts in found.rules.values()) for n in range(len(found.keys)))
    return {
        "flow": flow(people), "checks": checks(every, about), "known": known,
        "panels": tuple(panels(people, reasons, lambda *told: None, beside)), "norms": tuple(norms(people, reasons)),
        "funnels": tuple(funnels(people, reasons)),
        "listed": rows_found(possible, about, "suspicious").to_pyarrow().to_pylist(),
        "adherence": sorted(zip((tuple(map(str, key)) for key in found.keys), answers, strict=True)),
    }  # fmt: skip


def test_spark_counts_what_duckdb_counts(tmp_path, spark, open_network):
    source, content = patients(tmp_path), load_content()
    with database() as duck:
        expected = everything(duck, source, content)
    found = everything(spark, source, content)
    for name, numbers in expected.items():
        assert msgspec.to_builtins(found[name]) == msgspec.to_builtins(numbers), name
    assert expected["adherence"] and expected["listed"] and not any(p.empty for p in expected["panels"])
