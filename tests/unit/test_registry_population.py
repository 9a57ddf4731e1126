"""Panels beside the population: by hand where the answer is known, by trying everything where something is hidden."""

import csv
import itertools
import math

import msgspec
import numpy as np
import pandas
import pytest
from registry_tables import DAY, definition, made, panel, rows, shipped
from registry_tables import few as few_rules

from leidraad.actions.report import report
from leidraad.diagnostics import UserInputError
from leidraad.numerics.population_table import YEAR, population_table
from leidraad.numerics.standardised import ICSS, STANDARDS
from leidraad.records.population_file import read_inhabitants, read_life_table
from leidraad.registry.counted import Counted
from leidraad.registry.population import incidence
from leidraad.registry.population import people as population_people
from leidraad.registry.population.incidence import standardised_incidence
from leidraad.registry.population.net_survival import Asked, net_curves, standardised_survival
from leidraad.registry.population.people import FollowedPeople

ALIVE, DEAD = {"vital_status": "alive"}, {"vital_status": "dead"}
BASE = {"sex": "male", "age_years": 50, "incidence_year": 2010, "registry_period": "2009-2010"}
NET, AGED = panel("net", "net_survival"), panel("aged", "standardised_survival", standard="icss_2")
NEW = panel("new", "standardised_incidence", by=("registry_period",))
LEAST = 5


def life_table(folder, rate=0.1, ages=("0-98", "99+"), years=("2000-2030",), name="life-table.csv", measure="rate"):
    """Write a life table of one rate for everybody."""
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("sex", "age", "year", measure))
        writer.writerows((sex, age, year, rate) for sex in ("female", "male") for age in ages for year in years)
    return folder / name


def inhabitants(folder, years=range(2009, 2019), number=1000):
    ages = [*(f"{age}-{age + 4}" for age in range(0, 85, 5)), "85+"]
    with (folder / "inhabitants.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("sex", "age", "year", "inhabitants"))
        writer.writerows((s, age, year, number) for s in ("female", "male") for age in ages for year in years)
    return folder / "inhabitants.csv"


def only(folder, people, one, **files):
    return made(folder, people, definition(panels=(one,)), **files).panels[0]


def followed(days, **facts):
    return {**BASE, **ALIVE, "follow_up_days": days, **facts}


def test_where_nobody_dies_net_survival_is_what_the_population_lost(tmp_path):
    """A rate of 0.1 a person-year, of years of 365.241 days: exp(0.1 t) of those whom it would have killed."""
    found = only(tmp_path, rows((20, followed(3700))), NET, life_table=life_table(tmp_path))
    (curve,) = found.curves
    assert [point.years for point in curve.points] == list(range(11)) and curve.deaths == 0
    for point in curve.points:
        wanted = math.exp(0.1 * point.years * 365.25 / YEAR)
        assert point.survival == pytest.approx(wanted, abs=6e-5)
        assert (point.low, point.high) == (None, None), "nobody died, so there is no width"
        assert point.at_risk == 20
    assert [p.survival for p in curve.beside] == [p.survival for p in curve.points], "one hazard for all: no weights"


def test_where_the_population_never_dies_net_survival_is_that_observed(tmp_path):
    people = [{"id": f"p{n}", **followed(40 * n), **(DEAD if n % 3 else ALIVE)} for n in range(1, 101)]
    table = life_table(tmp_path, 0, ages=("0-80",))
    about = definition(panels=(NET, panel("km", "survival")))
    net, observed = made(tmp_path, people, about, life_table=table).panels
    by_year = {point.years: point for point in observed.curves[0].points}
    assert len(net.curves[0].points) > 8
    for point, other in zip(net.curves[0].points, net.curves[0].beside, strict=True):
        wanted = by_year[point.years]
        assert point.at_risk == wanted.at_risk
        assert point.survival == other.survival == pytest.approx(wanted.survival, abs=6e-5)
    assert (net.population, net.curves[0].deaths) == (observed.population, observed.curves[0].deaths)


def test_who_cannot_be_compared_is_left_out(tmp_path):
    people = rows(
        (30, followed(900)), (6, followed(900, sex="")), (7, followed(900, age_years="")),
        (8, followed("")), (9, followed(900, incidence_year="")), (10, followed(900, vital_status="")),
    )  # fmt: skip
    found = only(tmp_path, people, NET, life_table=life_table(tmp_path))
    assert found.population == 30 and found.curves[0].group.size == 30


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"sex": ""}, "Sex"), ({"age_years": ""}, "Age"), ({"follow_up_days": ""}, "Days of follow-up")],
)
def test_what_is_unknown_of_everybody_is_named(tmp_path, facts, said):
    found = only(tmp_path, rows((30, followed(900) | facts)), NET, life_table=life_table(tmp_path))
    assert said in found.empty.en and not found.curves and found.needs is None


def test_nobody_and_too_few(tmp_path):
    table = life_table(tmp_path)
    assert "No patient" in only(tmp_path, rows((9, followed(900))), panel("n", "net_survival", "sex = 'female'"),
                                life_table=table).empty.en  # fmt: skip
    small = only(tmp_path, rows((3, followed(900))), NET, life_table=table)
    assert small.population is None and "So few patients" in small.empty.en and not small.curves


def test_without_files_each_panel_names_its_option(tmp_path):
    about = definition(panels=(NET, AGED, NEW))
    found = made(tmp_path, rows((20, followed(900))), about).panels
    assert [one.needs for one in found] == ["--life-table", "--life-table", "--inhabitants"]
    for one in found:
        assert one.needs in one.empty.nl and one.needs in one.empty.en and one.population is None
        assert not one.curves and not one.standardised_survival and not one.standardised_rates


@pytest.mark.parametrize(
    ("years", "ages", "said"),
    [
        (("2012-2030",), ("0-98", "99+"), "begins in 2012, and the first patient was diagnosed in 2010"),
        (("2000-2011",), ("0-98", "99+"), "ends in 2011, and patients were followed into 2013"),
        (("2000-2030",), ("60-98", "99+"), "no ages below 60, and the youngest patient is 50"),
    ],
)
def test_a_life_table_that_does_not_cover_the_patients(tmp_path, years, ages, said):
    with pytest.raises(UserInputError, match=said):
        only(tmp_path, rows((20, followed(1100))), NET, life_table=life_table(tmp_path, ages=ages, years=years))


def test_a_last_year_with_a_plus_goes_on(tmp_path):
    people = rows((20, followed(1100)))
    on = only(tmp_path, people, NET, life_table=life_table(tmp_path, years=("2000-2009", "2010+")))
    assert on.curves == only(tmp_path, people, NET, life_table=life_table(tmp_path)).curves


def test_years_without_inhabitants(tmp_path):
    with pytest.raises(UserInputError, match="those of 2010 to 2018, and the report counts patients of 2009"):
        only(tmp_path, rows((20, BASE)), NEW, inhabitants=inhabitants(tmp_path, range(2010, 2019)))


def test_a_life_table_in_groups_in_years_as_probability_and_as_parquet_is_the_same(tmp_path):
    grouped = read_life_table(life_table(tmp_path, 0.1, ("0", "1-4", "5+"), ("2000-2004", "2005-2009")))
    single = read_life_table(life_table(tmp_path, 0.1, range(6), range(2000, 2010), "single.csv"))
    chance = read_life_table(
        life_table(tmp_path, 1 - math.exp(-0.1), range(6), range(2000, 2010), "chance.csv", "probability")
    )
    pandas.read_csv(tmp_path / "single.csv").to_parquet(tmp_path / "single.parquet")
    stored = read_life_table(tmp_path / "single.parquet")
    for other in (single, chance, stored):
        assert (other.sexes, other.ages.tolist()) == (grouped.sexes, grouped.ages.tolist())
        assert other.years.tolist() == grouped.years.tolist() == list(range(2000, 2010))
        assert np.allclose(other.hazard, grouped.hazard, rtol=1e-12, atol=0)
    assert np.allclose(grouped.hazard, 0.1 / YEAR, rtol=1e-12, atol=0) and not grouped.keeps_last_year


def test_inhabitants_by_single_years_add_up(tmp_path):
    file = tmp_path / "single.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("age", "sex", "inhabitants", "year"))
        for sex in ("female", "male"):
            writer.writerows((f"{age}+" if age == 95 else age, sex, age + 0.5, 2010) for age in range(96))
    found = read_inhabitants(file).person_years
    assert found["male", 2010, 0] == sum(age + 0.5 for age in range(5))
    assert found["female", 2010, 17] == sum(age + 0.5 for age in range(85, 96))
    assert len(found) == 2 * 18


def test_a_large_table_is_taken_by_year_of_age_and_month(tmp_path, monkeypatch):
    """As with so many different ages and dates that each would be a group of its own."""
    people = [
        {"id": f"p{n}", "sex": "male", "age_years": 60, "birth_date": f"1950-{1 + n % 12:02}-{1 + n % 28:02}",
         "incidence_date": f"2010-{1 + n % 7:02}-{1 + n % 27:02}", "vital_status": "dead" if n % 4 else "alive",
         "follow_up_days": 12 * n + 1}
        for n in range(300)
    ]  # fmt: skip
    table = life_table(tmp_path, 0.02, ("0-59", "60-64", "65+"), ("2000-2010", "2011+"))
    exact = only(tmp_path, people, NET, life_table=table).curves[0].points
    monkeypatch.setattr(population_people, "MOST_DIFFERENT", 100)
    coarse = only(tmp_path, people, NET, life_table=table).curves[0].points
    assert [p.years for p in coarse] == [p.years for p in exact] and len(exact) > 5
    assert all(a.survival == pytest.approx(b.survival, abs=2e-3) for a, b in zip(exact, coarse, strict=True))


# What may be told, tried on people made here: one group, or two, by the years in which they die.


def population():
    sex, age, year = zip(*itertools.product(("female", "male"), range(100), range(2000, 2021)), strict=True)
    return population_table(
        sex, age, year, [0.01 + age_ * age_ / 1e5 for age_ in age], per="year", keeps_last_year=True
    )


TABLE = population()


def people(groups):
    """Return people of groups, each a list of (age, days, died)."""
    flat = [(number, *one) for number, group in enumerate(groups) for one in group]
    number, age, days, died = (np.array(column, dtype=float) for column in zip(*flat, strict=True))
    some = np.ones(number.size, dtype=bool)
    return FollowedPeople(
        sex=np.full(number.size, "male"), age=(age + 0.5) * YEAR, years=age, first=np.full(number.size, 14610.0),
        days=days, died=died, values={"sex": ("female", "male")}, codes={"sex": number.astype(int)},
        within={"net": some, "aged": some}, sizes={"net": number.size, "aged": number.size},
        lacking={"net": (), "aged": ()},
    )  # fmt: skip


def told(found_people, one, kind):
    items = definition().items
    one = msgspec.structs.replace(one, by=("sex",))
    return kind(Asked(one, [items["sex"]], found_people, TABLE, LEAST, 365.25))


def dying(*deaths, alive, age=60):
    """Return people of whom so many die in each year, and the others are followed for eleven."""
    found = [(age, 365 * year + 100 + n, 1) for year, count in enumerate(deaths) for n in range(count)]
    return found + [(age, 4020, 0)] * alive


def test_between_two_points_of_a_curve_nobody_died_or_enough_did():
    shown = 0
    for deaths in itertools.product(range(7), repeat=3):
        made_of = people([dying(*deaths, alive=30), dying(9, 9, 9, alive=30)])
        curve, other = told(made_of, NET, net_curves)["curves"]
        assert len(other.points) == 11
        if 0 < sum(deaths) < LEAST:
            assert curve.hidden and not (curve.points or curve.steps or curve.beside) and curve.deaths is None
            continue
        years = [int(point.years) for point in curve.points]
        assert [p.years for p in curve.beside] == [p.years for p in curve.steps] == years
        for before, after in itertools.pairwise(years):
            assert not 0 < sum(deaths[before:after]) < LEAST
            shown += 1
        assert years[-1] == 10 or 0 < sum(deaths[years[-1] :]) < LEAST, "nothing is left out for nothing"
    assert shown > 500


def test_the_age_of_one_who_died_does_not_follow():
    """Were each year told, a single death of an old man would look otherwise than that of a young one."""

    def curve(age):
        group = [*dying(6, alive=30), (age, 500, 1)]
        return told(people([group, dying(9, alive=30)]), NET, net_curves)["curves"][0]

    young, old = curve(30), curve(90)
    assert [p.years for p in young.points] == [p.years for p in old.points] == [0, 1]
    assert young.points[1].survival == pytest.approx(old.points[1].survival, abs=0.01), "before that death"


def test_a_small_group_hides_the_next_and_no_number_of_either_is_left():
    for few in range(1, LEAST):
        found = told(people([dying(few, alive=0), dying(9, 9, alive=20)]), NET, net_curves)
        assert found["population"] == few + 38, "it may be told, since both groups are hidden"
        for curve in found["curves"]:
            assert curve.hidden and curve.group.size is None and not curve.points and not curve.beside


def test_where_few_are_left_alive_deaths_are_not_told():
    for alive in range(LEAST):
        (curve, _) = told(people([dying(9, 9, alive=alive), dying(9, alive=9)]), NET, net_curves)["curves"]
        assert (curve.deaths is None) == (alive > 0)
        assert all(point.at_risk >= LEAST for point in curve.points)


AGES = (30, 50, 60, 70, 80)


def of_ages(counts, alive=8):
    return [one for age, deaths in zip(AGES, counts, strict=True) for one in dying(deaths, alive=alive, age=age)]


def test_each_age_group_needs_deaths_and_survivors_for_a_standard():
    names = ("15-44", "45-54", "55-64", "65-74", "75+")
    for counts in (*itertools.product((4, 5), repeat=5), *itertools.product((0, 5), repeat=5)):
        found = told(people([of_ages(counts), of_ages((9,) * 5)]), AGED, standardised_survival)
        one = found["standardised_survival"][0]
        few = [name for name, count in zip(names, counts, strict=True) if count < LEAST]
        if 0 < sum(counts) < LEAST:
            assert one.hidden and one.survival is None and one.standardised is None
        elif few:
            assert one.standardised is None and one.standardised_low is None
            assert one.why_not.en.endswith(f": {', '.join(few)}.") and one.why_not.nl.endswith(f": {', '.join(few)}.")
        else:
            assert one.why_not is None and one.standardised_low < one.standardised < one.standardised_high


def test_nobody_left_of_an_age_group_and_nobody_followed_so_long():
    gone = of_ages((9,) * 5)[:-6]
    found = told(people([gone, [(60, 900, n % 2) for n in range(40)]]), AGED, standardised_survival)
    old, early = found["standardised_survival"]
    assert old.standardised is None and "75+" in old.why_not.en and old.survival is not None
    assert early.survival is None and early.why_not.en == "Too few patients were followed for so long: 5 years."


def test_it_is_weighed_as_the_standard_says():
    """Ages of one survival keep it; an age group that is better moves it by its weight."""
    for age, weight in zip(AGES, ICSS[2], strict=True):
        group = [one for other in AGES for one in dying(30 if other == age else 10, alive=70 if other == age else 90,
                                                        age=other)]  # fmt: skip
        one = told(people([group, group]), AGED, standardised_survival)["standardised_survival"][0]
        parts = [
            told(people([[o for o in group if o[0] == other]] * 2), NET, net_curves)["curves"][0].points
            for other in AGES
        ]
        five = [next(p.survival for p in points if p.years == 5) for points in parts]
        assert one.standardised == pytest.approx(sum(w * s for w, s in zip(ICSS[2], five, strict=True)) / 100, abs=2e-4)
        assert weight == ICSS[2][AGES.index(age)]


def test_children_are_not_in_the_standard():
    group = of_ages((9,) * 5)
    one, other = told(people([group, [*group, *dying(9, alive=9, age=14)]]), AGED, standardised_survival)[
        "standardised_survival"
    ]
    assert one.group.size == other.group.size and one.standardised == other.standardised


def test_incidence_by_hand(tmp_path):
    """Twenty of 50 and ten of 86 years, over two years of 2 times 1,000 inhabitants in each age group."""
    people_ = rows((20, BASE), (10, {**BASE, "age_years": 86}), (6, {**BASE, "age_years": ""}))
    (rate,) = only(tmp_path, people_, NEW, inhabitants=inhabitants(tmp_path)).standardised_rates
    assert (rate.count, rate.person_years, rate.why_not) == (30, 72_000, None)
    assert rate.crude.rate == round(30 / 72_000 * 100_000, 2)
    for name, weights in STANDARDS.items():
        wanted = (weights[10] * 20 / 4000 + weights[17] * 10 / 4000) / sum(weights) * 100_000
        assert rate.standardised[name].rate == round(wanted, 2), name


def counted(*counts):
    """Return counts of periods; all patients are of 50 years."""
    items = definition().items
    tally = {
        (period, 50): count for period, count in zip(("2009-2010", "2011-2012", "2013-2014"), counts, strict=False)
    }
    return Counted(("registry_period", "age_years"), tally, [items["registry_period"]], None, items, LEAST)


def test_few_cases_have_no_standardised_rate_and_fewer_no_rate(tmp_path):
    everybody = read_inhabitants(inhabitants(tmp_path))
    for counts in itertools.product(range(1, 19), (7, 16, 40)):
        made_of = standardised_incidence(counted(*counts), everybody)
        few = counts[0] < LEAST
        # One and seven could be told from four and four alone by what is hidden.
        assert made_of["population"] == (None if few and sum(counts) == 2 * (LEAST - 1) else sum(counts))
        for rate, count in zip(made_of["standardised_rates"], counts, strict=True):
            assert rate.hidden == few and (rate.group.size is None) == few
            enough = not few and count >= incidence.LEAST_CASES
            assert bool(rate.standardised) == enough and (rate.why_not is None) == (few or enough)
            wanted = (None, None) if few else (count, 72_000)
            assert (rate.count, rate.person_years) == wanted and (rate.crude is None) == few


def test_of_three_periods_the_sum_tells_no_hidden_one(tmp_path):
    """What would look the same may be more than one thing, for each count that is hidden."""
    everybody, alike = read_inhabitants(inhabitants(tmp_path)), {}
    for counts in itertools.product(range(1, 10), repeat=3):
        made_of = standardised_incidence(counted(*counts), everybody)
        seen = (made_of["population"], tuple(rate.count for rate in made_of["standardised_rates"]))
        alike.setdefault(seen, []).append(counts)
    hidden = 0
    for (total, seen), candidates in alike.items():
        for place, count in enumerate(seen):
            if count is None:
                hidden += 1
                assert len({candidate[place] for candidate in candidates}) > 1, (total, seen)
    assert hidden > 100


def test_the_example_life_table_is_that_of_the_netherlands(checkout):
    """Deaths per person-year in World Population Prospects 2024: men of 50 to 54 in 2015-2020, the oldest women."""
    found = read_life_table(checkout / "examples/nkr/life-table-nl.csv")
    assert (found.ages[-1], found.years[0], found.years[-1]) == (100, 2000, 2024) and not found.keeps_last_year
    cells = {name: found.hazard[place] * YEAR for place, name in enumerate(found.sexes)}
    assert cells["male"][2017 - 2000, 52] == pytest.approx(0.00299881, rel=1e-12)
    assert cells["female"][2024 - 2000, 100] == pytest.approx(0.54355748, rel=1e-12)


def test_the_shipped_panels_are_filled_from_both_files(checkout, tmp_path):
    panels = tuple(one for one in shipped().panels if one.chapter == "population")
    table = checkout / "examples/nkr/synthetic-registry.csv"
    files = {"life_table": checkout / "examples/nkr/life-table-nl.csv", "inhabitants": inhabitants(tmp_path)}
    about = definition(panels=panels, steps=shipped().steps)
    found = report(few_rules(), about, table, tmp_path / "r.json", DAY, lambda *told: None, mapping="nkr", **files)
    by_kind = {one.kind: one for one in found.panels}
    assert len(panels) == 8 and len(by_kind) == 3 and all(one.needs is None for one in found.panels)
    assert any(curve.points for curve in found.panels[0].curves)
    assert (
        by_kind["standardised_incidence"].standardised_rates and by_kind["standardised_survival"].standardised_survival
    )


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("broken.parquet", b"PAR1 and no more", "malformed-table"),
        ("large.csv", b"sex,age,year,rate\nmale,95,2015,1e99\n", "out-of-range"),
        ("infinite.csv", b"sex,age,year,rate\nmale,95,2015,1e999\n", "out-of-range"),
        ("word.csv", b"sex,age,year,rate\nmale,95,2015,inf\n", "wrong-type"),
        ("backwards.csv", b"sex,age,year,rate\nmale,9-5,2015,0.1\n", "wrong-type"),
        ("ragged.csv", b"sex,age,year,rate\nmale,95,2015\n", "malformed-table"),
        ("twice.csv", b"sex,age,age,year,rate\nmale,95,95,2015,0.1\n", "duplicate-column"),
        ("latin.csv", "sex,age,year,rate\nm\u00e4nnlich,95,2015,0.1\n".encode("latin-1"), "not-text"),
    ],
)
def test_files_that_are_odd(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserInputError) as caught:
        read_life_table(tmp_path / name)
    assert [one.code for one in caught.value.diagnostics] == [code]
