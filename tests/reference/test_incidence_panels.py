"""Standardised incidence made by the report from the data of R package popEpi, beside R's own numbers.

The cases go in as data items and the population of Finland as a file of the user.
"""

import csv

import msgspec
import pytest
from reference.outside import near, table, values
from registry_tables import DAY, definition, few, panel, words, write

from leidraad.actions.report import report
from leidraad.model.content import Value
from leidraad.registry.population import incidence

EXPECTED = values("incidence_sire")["incidence"]
STANDARDS = {"world_1960": "world1960", "europe_1976": "europe1976", "europe_2013": "esp2013_18"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The cases, all of them women, and the mean population of both sexes by single years of age."""
    folder = tmp_path_factory.mktemp("finland")
    cases, people = table("popepi_sire"), table("popepi_meanpop_fi")
    rows = []
    for n, day in enumerate(cases["dg_date"]):
        period = next(p for p in EXPECTED if p[:4] <= day[:4] <= p[-4:])
        rows.append({"id": f"p{n}", "sex": "female", "age_years": int(cases["dg_age"][n]), "registry_period": period})
    file = folder / "inhabitants.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("year", "sex", "age", "inhabitants"))
        for sex, year, age, number in zip(*(people[k] for k in ("sex", "year", "agegroup", "meanpop")), strict=True):
            age = f"{age:g}+" if age == max(people["agegroup"]) else f"{age:g}"
            writer.writerow((f"{year:g}", "female" if sex == 1 else "male", age, float(number)))
    return write(folder, rows), file


def about():
    """Return a report with the periods of R, which the table itself states."""
    item = definition().items["registry_period"]
    known = {name: Value(words(name)) for name in EXPECTED}
    items = definition().items | {
        "registry_period": msgspec.structs.replace(item, kind="raw", derivation=None, values=known, report="registry")
    }
    panels = (
        panel("by-sex", "standardised_incidence", by=("sex", "registry_period")),
        panel("both", "standardised_incidence", by=("registry_period",)),
    )
    return msgspec.structs.replace(definition(panels=panels), items=items)


def made(files):
    cases, inhabitants = files
    out = cases.parent / "report.json"
    return report(few(), about(), cases, out, DAY, lambda *told: None, inhabitants=inhabitants).panels


@pytest.fixture(scope="module")
def panels(files):
    """The panels without rounding."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(incidence, "DIGITS", 15)
        return made(files)


@pytest.mark.parametrize("period", EXPECTED)
def test_rates_of_women_are_those_of_r(panels, period):
    (found,) = [rate for rate in panels[0].standardised_rates if rate.group.values == ("female", period)]
    wanted = EXPECTED[period]
    first = wanted["world1960"]
    assert (found.count, found.person_years) == (first["n"], round(first["py"]))
    assert near([found.crude.rate, found.crude.low, found.crude.high], [first["crude"], *first["crude_exact"]], 1e-11)
    assert found.standardised.keys() == STANDARDS.keys()
    for ours, theirs in STANDARDS.items():
        ends = found.standardised[ours]
        numbers = [wanted[theirs]["rate"], *wanted[theirs]["fay_feuer"]]
        assert near([ends.rate, ends.low, ends.high], numbers, 1e-11), ours


def test_both_sexes_have_the_inhabitants_of_both(panels):
    """The same cases over more inhabitants: lower, by as much as there are more of them."""
    people = table("popepi_meanpop_fi")
    for rate in panels[1].standardised_rates:
        (period,) = rate.group.values
        within = (people["year"] >= int(period[:4])) & (people["year"] <= int(period[-4:]))
        everybody = people["meanpop"][within].sum()
        assert rate.person_years == round(everybody)
        assert rate.crude.rate == pytest.approx(rate.count / everybody * 100_000, rel=1e-12)


def test_they_are_told_to_a_hundredth(files, panels):
    told, exact = made(files)[0].standardised_rates, panels[0].standardised_rates
    assert len(told) == len(EXPECTED)
    for rounded, rate in zip(told, exact, strict=True):
        for name, ends in rounded.standardised.items():
            other = rate.standardised[name]
            assert [ends.rate, ends.low, ends.high] == [round(n, 2) for n in (other.rate, other.low, other.high)]
