"""Hospitals: names that stay inside, norms judged by hand, funnels, consent."""

import msgspec
import pytest
from registry_tables import definition, made, norm, panel, rows

from leidraad.diagnostics import UserInputError
from leidraad.registry.hospitals import codes_of, middle_of, years_of
from leidraad.registry.results import Report


def test_a_table_that_has_codes_keeps_them():
    assert codes_of(["H07", "H12", "3B"]) == {"H07": "H07", "H12": "H12", "3B": "3B"}


def test_names_become_numbers_in_sorted_order():
    assert codes_of(["Sint Jan", "AMC", "LUMC"]) == {"AMC": "H01", "LUMC": "H02", "Sint Jan": "H03"}
    assert codes_of(["H07", "LUMC"]) == {"H07": "H01", "LUMC": "H02"}, "one name is enough"


def test_only_who_agreed_shows_by_name():
    assert codes_of(["AMC", "LUMC"], ["LUMC"]) == {"AMC": "H01", "LUMC": "LUMC"}
    with pytest.raises(UserInputError) as caught:
        codes_of(["AMC", "LUMC"], ["LUMCC"])
    (found,) = caught.value.diagnostics
    assert found.message == "no hospital `LUMCC` in the table" and found.hint == "did you mean `LUMC`?"


def test_the_length_of_a_period():
    assert (years_of("2009-2010"), middle_of("2009-2010")) == (2, 2009.5)
    assert (years_of("2014"), years_of("other"), middle_of(None)) == (1, None, None)


PEOPLE = rows(
    *((count, {"hospital": "Big", "incidence_year": year}) for year, count in ((2015, 30), (2016, 25), (2017, 28))),
    *((count, {"hospital": "Mid", "incidence_year": year}) for year, count in ((2015, 11), (2016, 9), (2017, 12))),
    *((count, {"hospital": "Small", "incidence_year": year}) for year, count in ((2015, 2), (2016, 6), (2017, 1))),
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    about = definition(norms=(
        norm("ten", "operations_per_year", "10"), norm("later", "operations_per_year", "20", since=2020),
        norm("early", "operations_per_year", "10", until=2015),
    ))  # fmt: skip
    folder = tmp_path_factory.mktemp("norms")
    (folder / "consent.txt").write_text("Big\n\n", "utf-8")
    return made(folder, PEOPLE, about, consent=folder / "consent.txt")


def test_hospitals_beside_a_number_a_year(judged: Report):
    """Exact limits of Garwood: 30 gives 20.2-42.8, 11 gives 5.5-19.7; three years of 32 give 7.3-15.1 a year."""
    ten = judged.norms[0]
    found = {(j.hospital, j.years): j for j in ten.judged}
    big = found["Big", (2015,)]
    assert (big.value, round(big.low, 1), round(big.high, 1), big.verdict) == (30, 20.2, 42.8, "met")
    mid, mean = found["H02", (2015,)], found["H02", (2015, 2016, 2017)]
    assert (mid.value, round(mid.low, 1), round(mid.high, 1), mid.verdict) == (11, 5.5, 19.7, "undecided")
    assert mean.value == pytest.approx(32 / 3) and mean.verdict == "undecided"
    assert (round(mean.low, 1), round(mean.high, 1)) == (7.3, 15.1)


def test_a_year_with_few_hides_every_year_but_not_the_verdict(judged: Report):
    small = [j for j in judged.norms[0].judged if j.hospital == "H03"]
    assert [(j.years, j.value, j.hidden) for j in small[:3]] == [((y,), None, True) for y in (2015, 2016, 2017)]
    assert [j.verdict for j in small[:3]] == ["not_met", "undecided", "not_met"], "6 has 2.2-13.1; 1 has 0.0-5.6"
    assert small[3].years == (2015, 2016, 2017) and small[3].value == 3 and small[3].verdict == "not_met"


def test_a_norm_holds_in_its_years_only(judged: Report):
    _, later, early = judged.norms
    assert not later.judged and later.empty.en == "The norm was in force in none of the years of this table."
    assert {j.years for j in early.judged} == {(2015,)}, "and there are no three years to take together"


DISCUSSED = "expertise_centre_advice = true"
ADVICE = rows(
    (30, {"hospital": "H1", "incidence_year": 2016, "expertise_centre_advice": "true"}),
    (40, {"hospital": "H2", "incidence_year": 2016, "expertise_centre_advice": "true"}),
    (10, {"hospital": "H2", "incidence_year": 2016, "expertise_centre_advice": "false"}),
    (9, {"hospital": "H3", "incidence_year": 2016, "expertise_centre_advice": "true"}),
    (20, {"hospital": "H3", "incidence_year": 2016, "expertise_centre_advice": ""}),
    (50, {"hospital": "H4", "incidence_year": 2016, "expertise_centre_advice": "true"}),
    (4, {"hospital": "H4", "incidence_year": 2016, "expertise_centre_advice": "false"}),
)


@pytest.fixture(scope="module")
def discussed(tmp_path_factory):
    about = definition(norms=(
        norm("half", "share_of_patients", "0.5", of=DISCUSSED), norm("all", "share_of_patients", "1", of=DISCUSSED),
    ))  # fmt: skip
    return made(tmp_path_factory.mktemp("shares"), ADVICE, about)


def test_what_is_not_known_leaves_a_share_undecided(discussed: Report):
    half, all_of_them = ({j.hospital: j for j in norm.judged} for norm in discussed.norms)
    assert [(half[name].verdict, all_of_them[name].verdict) for name in ("H1", "H2", "H3")] == [
        ("met", "met"), ("met", "not_met"), ("undecided", "undecided"),
    ]  # fmt: skip
    assert (half["H1"].value, half["H2"].value, half["H3"].value) == (1, 0.8, 1)
    assert half["H3"].low < 0.32 < half["H3"].high == 1, "9 of 29 at the least, 29 of 29 at the most"
    assert half["H4"].hidden and half["H4"].value is None


def test_a_funnel_is_of_those_of_whom_it_is_known(discussed: Report):
    funnel = discussed.funnels[0]
    points = {p.hospital: p for p in funnel.points}
    assert funnel.target == pytest.approx(129 / 143)
    assert (points["H1"].count, points["H1"].of, points["H1"].share) == (30, 30, 1)
    # Four of H4 were not discussed. With the totals H3 would tell how many were, and H2 how many were not.
    assert [name for name, p in points.items() if p.hidden] == ["H2", "H3", "H4"]
    assert points["H4"].share is None and points["H4"].outside is None
    assert [limit.of for limit in funnel.limits] == sorted({limit.of for limit in funnel.limits})
    assert all(x.low998 <= x.low95 <= funnel.target <= x.high95 <= x.high998 for x in funnel.limits)


def test_names_of_hospitals_stand_nowhere(tmp_path):
    about = definition(
        panels=(panel("ranked", "per_hospital", by=("hospital",)),), norms=(norm("n", "operations_per_year", "10"),)
    )
    text = msgspec.json.encode(made(tmp_path, PEOPLE, about)).decode()
    assert "H01" in text and not any(name in text for name in ("Big", "Mid", "Small"))


def test_one_hospital(tmp_path):
    about = definition(
        panels=(panel("ranked", "per_hospital", by=("hospital",)),),
        norms=(norm("n", "share_of_patients", "0.5", of=DISCUSSED),),
    )
    found = made(tmp_path, ADVICE[:30], about)
    assert [rate.count for rate in found.panels[0].rates] == [30]
    assert found.funnels[0].phi is None and found.funnels[0].points[0].outside is None
    assert found.funnels[0].target == 1
