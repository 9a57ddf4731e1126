"""Panels of net survival made by the report from the registry data of R package relsurv, beside R's own numbers.

The rows go in as data items and the population table as a file of the user: so ages, dates, sexes and groups find
their way through the reader, the selection and the panels, and not only through the numerics.
"""

import csv
import datetime
import itertools

import numpy as np
import pytest
from reference.outside import near, table, values
from registry_tables import DAY, definition, few, panel, step, write

from leidraad.actions.report import report
from leidraad.actions.typed_people import TypedPeople
from leidraad.numerics.population_table import YEAR
from leidraad.records.columns import ROW, WRONG
from leidraad.records.database import database
from leidraad.records.population_file import read_life_table
from leidraad.records.table_file import open_table
from leidraad.registry.people import People, computed
from leidraad.registry.population import net_survival
from leidraad.registry.population.given import Population
from leidraad.registry.population.panels import BesidePopulation
from leidraad.registry.reasons import Reasons

DAILY = values("netsurv_colrec_daily")
# Years of 365.25 days whose last whole day is one of those that R was asked for; after three years they differ by one.
YEARS = {1: 365, 2: 730, 4: 1461, 5: 1826, 10: 3652}
# Items of the report that stand for the columns of the data, since any of few values serves to split by.
BY = {"stage": "differentiation_grade", "site": "gist_risk", "period": "metastasis_at_diagnosis"}
VALUES = {
    "stage": {"1": "1", "2": "2", "3": "3", "99": None}, "site": {"colon": "low", "rectum": "high"},
    "period": {"1994-1996": "false", "1997-2000": "true"},
}  # fmt: skip
PANELS = (
    panel("all", "net_survival"),
    *(panel(name, "net_survival", by=(item,)) for name, item in BY.items()),
    panel("standardised", "standardised_survival", standard="icss_1"),
)


@pytest.fixture(scope="module")
def patients(tmp_path_factory):
    data, rows = table("colrec"), []
    for n, age in enumerate(data["age"]):
        day = datetime.date.fromisoformat(str(data["diag"][n]))
        late = "1997-2000" if day >= datetime.date(1997, 1, 1) else "1994-1996"
        facts = {"stage": f"{data['stage'][n]:g}", "site": str(data["site"][n]), "period": late}
        rows.append({
            "id": f"p{n}", "sex": "male" if data["sex"][n] == 1 else "female",
            "age_years": max(15, int(age // YEAR)),  # R counts one of twelve years among those of 15 to 44
            "birth_date": day - datetime.timedelta(days=int(age)), "incidence_date": day,
            "follow_up_days": int(data["time"][n]), "vital_status": "dead" if data["stat"][n] else "alive",
            **{item: VALUES[name][facts[name]] or "" for name, item in BY.items()},
        })  # fmt: skip
    return write(tmp_path_factory.mktemp("colrec"), rows)


@pytest.fixture(scope="module")
def life_table(tmp_path_factory):
    """The population table as a user brings it: a group of years for each step of the table."""
    rows = table("slopop_long")
    years = sorted({int(day[:4]) for day in rows["period_start"]})
    ends = {first: f"{first}-{after - 1}" for first, after in itertools.pairwise(years)}
    ends[years[-1]] = f"{years[-1]}+"
    file = tmp_path_factory.mktemp("slopop") / "life-table.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("sex", "age", "year", "rate"))
        for sex, age, day, hazard in zip(
            rows["sex"], rows["age"], rows["period_start"], rows["hazard_per_day"], strict=True
        ):
            writer.writerow((sex, int(age), ends[int(day[:4])], repr(float(hazard * YEAR))))
    return file


@pytest.fixture(scope="module")
def day_by_day(patients, life_table):
    """The panels as the registry makes them, by the day and without rounding, as R does."""
    about = definition(panels=PANELS)
    with database() as connection, pytest.MonkeyPatch.context() as changed:
        changed.setattr(net_survival, "DIGITS", 15)
        source = TypedPeople(connection, about.items, DAY, open_table(connection, patients, None, about.items), None)
        raw = source.people.drop(WRONG)
        people = People(connection.create_table("computed", computed(raw, about, DAY)), about, {})
        population = Population(life_table=read_life_table(life_table))
        births = raw.select(ROW, "birth_date")
        maker = BesidePopulation(people, Reasons(people, {}, frozenset()), population, births, step=None)
        return {one.id: maker.result(number, one) for number, one in enumerate(PANELS)}


def groups():
    """Return each group of R that a panel has, with the panel and the values of the group."""
    yield "all", "all", ()
    for name, known in VALUES.items():
        for theirs, ours in known.items():
            yield f"{name}={theirs}", name, (ours,)


def check_points(points, wanted, tolerance):
    found = {int(point.years): point for point in points}
    shown = [year for year in YEARS if year in found]
    assert len(shown) >= 4
    at = [wanted["t_days"].index(YEARS[year]) for year in shown]
    for ours, theirs in (("survival", "net"), ("low", "lower"), ("high", "upper")):
        told = [getattr(found[year], ours) for year in shown]
        assert near(told, [wanted[theirs][place] for place in at], tolerance), ours


@pytest.mark.parametrize(("theirs", "panel_id", "group"), list(groups()), ids=lambda value: str(value))
def test_every_group_is_that_of_r(day_by_day, theirs, panel_id, group):
    (curve,) = [one for one in day_by_day[panel_id].curves if one.group.values == group]
    check_points(curve.points, DAILY["pohar_perme"][theirs], 1e-10)
    check_points(curve.beside, DAILY["ederer2"][theirs], 1e-10)
    four = next(point for point in curve.points if point.years == 4)
    assert four.at_risk == DAILY["pohar_perme"][theirs]["n_risk"][3]


def test_standardised_for_age_is_that_of_r(day_by_day):
    (found,) = day_by_day["standardised"].standardised_survival
    wanted = DAILY["age_standardised_icss1_pp"]
    net, error = wanted["net"][4], wanted["se"][4]
    reach = np.exp(1.959963984540054 * error / net)
    assert (found.years, found.why_not) == (5, None)
    told = [found.standardised, found.standardised_low, found.standardised_high]
    assert near(told, [net, net / reach, net * reach], 1e-10)
    assert near([found.survival], [DAILY["pohar_perme"]["all"]["net"][4]], 1e-10)


def test_the_whole_report_comes_as_near_as_months_and_rounding_allow(patients, life_table):
    """In steps of a month, told to a hundredth of a per cent; and a step of the selection leaves nobody out."""
    about = definition(panels=PANELS, steps=(step("nobody", "age_years > 110"),))
    made = report(few(), about, patients, patients.parent / "r.json", DAY, lambda *told: None, life_table=life_table)
    panels = {one.id: one for one in made.panels}
    assert panels["all"].population == 5971 and panels["all"].empty is None
    for theirs, panel_id, group in groups():
        (curve,) = [one for one in panels[panel_id].curves if one.group.values == group]
        check_points(curve.points, DAILY["pohar_perme"][theirs], 5e-4)
        check_points(curve.beside, DAILY["ederer2"][theirs], 5e-4)
    (found,) = panels["standardised"].standardised_survival
    assert near([found.standardised], [DAILY["age_standardised_icss1_pp"]["net"][4]], 4e-4)


def test_without_dates_of_birth_it_stays_near(patients, life_table):
    """Whole years of age, taken as half a year more, and the year of diagnosis alone: a thousandth after five years."""
    with patients.open(encoding="utf-8", newline="") as stream:
        rows = [row | {"incidence_year": row["incidence_date"][:4]} for row in csv.DictReader(stream)]
    coarse = [{k: v for k, v in row.items() if k not in ("birth_date", "incidence_date")} for row in rows]
    file = write(patients.parent, coarse, "coarse.csv")
    about = definition(panels=PANELS[:1])
    made = report(few(), about, file, patients.parent / "c.json", DAY, lambda *told: None, life_table=life_table)
    (curve,) = made.panels[0].curves
    five = next(point for point in curve.points if point.years == 5)
    wanted = DAILY["pohar_perme"]["all"]["net"][4]
    assert five.survival != pytest.approx(wanted, abs=1e-6)
    assert five.survival == pytest.approx(wanted, abs=2e-3)
