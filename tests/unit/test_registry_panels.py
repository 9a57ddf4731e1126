"""Panels of small registries, counted by hand: shares, rates, spreads, survival, hospitals; and what stays empty."""

import msgspec
import pytest
from registry_tables import definition, made, panel, rows, step

# 12 men and 9 women of two periods; of 6 the sex is not known; one is a child.
PEOPLE = rows(
    (7, {"sex": "male", "incidence_year": 2009, "age_years": 40}),
    (5, {"sex": "male", "incidence_year": 2012, "age_years": 50}),
    (9, {"sex": "female", "incidence_year": 2010, "age_years": 60}),
    (6, {"sex": "", "incidence_year": 2012, "age_years": 70}),
    (1, {"sex": "male", "incidence_year": 2012, "age_years": 10}),
)


def shares_of(found):
    return {(s.group.values, s.value): (s.count, s.share) for s in found.shares}


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    about = definition(
        steps=(step("adults", "age_years < 18"),),
        panels=(
            panel("sex", "shares", of="sex"),
            panel("sex-by-period", "shares", of="sex", by=("registry_period",)),
            panel("men", "shares", "sex = 'male'", of="registry_age_band"),
            panel("with-children", "shares", of="registry_age_band", without_step="adults"),
            panel("years", "per_year", by=("registry_period",)),
            panel("age", "spread", of="age_years", by=("sex",)),
            panel("hospital", "shares", of="hospital_type"),
            panel("boys", "shares", "sex = 'male' and age_years < 5", of="sex"),
        ),
    )
    found = made(tmp_path_factory.mktemp("panels"), PEOPLE, about)
    return {one.id: one for one in found.panels}, found


def test_an_unknown_value_is_a_value_in_the_denominator(counted):
    panels, _ = counted
    sex = panels["sex"]
    assert sex.population == 27
    assert shares_of(sex) == {((), "male"): (12, 12 / 27), ((), "female"): (9, 9 / 27), ((), None): (6, 6 / 27)}
    assert sex.shares[-1].label.en == "unknown"


def test_the_interval_is_that_of_wilson(counted):
    """12 of 27: by the formula of Wilson 1927, with z = 1.959964."""
    male = next(share for share in counted[0]["sex"].shares if share.value == "male")
    z, n, p = 1.959963984540054, 27, 12 / 27
    middle, reach = (
        (p + z * z / (2 * n)) / (1 + z * z / n),
        z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5,
    )
    assert (male.low, male.high) == pytest.approx((middle - reach, middle + reach), rel=1e-12)


def test_groups_stand_in_the_order_of_the_content_with_all_values(counted):
    panels, _ = counted
    found = panels["sex-by-period"]
    assert [(s.group.values[0], s.value) for s in found.shares] == [
        (period, value) for period in ("2009-2010", "2011-2012") for value in ("female", "male", None)
    ]
    assert shares_of(found) == {
        (("2009-2010",), "male"): (7, 7 / 16), (("2009-2010",), "female"): (9, 9 / 16), (("2009-2010",), None): (0, 0),
        (("2011-2012",), "male"): (5, 5 / 11), (("2011-2012",), "female"): (0, 0), (("2011-2012",), None): (6, 6 / 11),
    }  # fmt: skip
    assert {s.group.size for s in found.shares} == {16, 11}


def test_who_is_not_known_to_belong_is_not_counted(counted):
    men = counted[0]["men"]
    assert men.population == 12, "not the six of unknown sex, and not the boy"
    assert {s.value: s.count for s in men.shares} == {"40-59": 12}


def test_one_step_can_be_passed_over(counted):
    found = counted[0]["with-children"]
    assert found.population == 28
    bands = {s.value: (s.count, s.hidden) for s in found.shares}
    assert bands["0-17"] == (None, True), "one child"
    assert sum(hidden for _, hidden in bands.values()) == 2, "and the next smallest, since the total is shown"
    assert bands["60-74"] == (15, False)


def test_patients_a_year_with_the_exact_interval(counted):
    """Poisson limits of 16 and 11, from Garwood 1936 as tabulated (9.145-25.983, 5.491-19.682), over two years."""
    rates = counted[0]["years"].rates
    assert [(r.group.values, r.count, r.per_year) for r in rates] == [
        (("2009-2010",), 16, 8),
        (("2011-2012",), 11, 5.5),
    ]
    assert [(round(r.low * 2, 3), round(r.high * 2, 3)) for r in rates] == [(9.145, 25.983), (5.491, 19.682)]


def test_quartiles_by_hand(counted):
    found = {s.group.values[0]: s for s in counted[0]["age"].spreads}
    male = found["male"]
    assert (male.known, male.quartile1, male.median, male.quartile3) == (12, 40, 40, 50)
    assert male.mean == pytest.approx((7 * 40 + 5 * 50) / 12)
    assert found["female"].median == 60 and found[None].median == 70


def test_an_absent_item_is_named(counted):
    found = counted[0]["hospital"]
    assert not found.shares and found.population == 27
    assert found.empty.en == "This table lacks what it takes: Type of hospital (follows from: Hospital of treatment)."
    assert "Behandelend ziekenhuis" in found.empty.nl


def test_nobody_is_no_number(counted):
    found = counted[0]["boys"]
    assert not found.shares and found.population == 0
    assert found.empty.en == "No patient of this table is known to belong here."


def test_the_flow_tells_who_went_unless_they_are_few(counted):
    _, found = counted
    (flow,) = found.flow
    assert (flow.before, flow.left_out, flow.unknown, flow.after) == (28, None, 0, 27)
    assert found.rows == 28 and found.apart == 0


def test_without_selection_everybody_is_in(tmp_path):
    about = definition(steps=(step("adults", "age_years < 18"),), panels=(panel("sex", "shares", of="sex"),))
    found = made(tmp_path, PEOPLE, about, select=False)
    assert found.panels[0].population == 28 and not found.selected
    assert found.flow[0].after == 27, "what the selection would do is told all the same"


def test_the_flow_by_hand(tmp_path):
    """An unknown stays in, and is counted at each step that does not know."""
    people = rows(
        (8, {"age_years": 10, "residence_country": "other"}), (6, {"age_years": 40, "residence_country": "other"}),
        (7, {"age_years": "", "residence_country": "NL"}), (9, {"age_years": 40, "residence_country": ""}),
    )  # fmt: skip
    about = definition(steps=(step("adults", "age_years < 18"), step("abroad", "residence_country = 'other'")))
    found = made(tmp_path, people, about)
    assert [(f.before, f.left_out, f.unknown, f.after) for f in found.flow] == [(30, 8, 7, 22), (22, 6, 9, 16)]


# Survival by hand: ten patients, deaths on days 100, 200 and so on.
FOLLOWED = rows(
    *((1, {"sex": "male", "vital_status": "dead", "follow_up_days": day}) for day in (100, 200, 300, 400, 500)),
    (5, {"sex": "male", "vital_status": "alive", "follow_up_days": 800}),
    *((1, {"sex": "female", "vital_status": "alive", "follow_up_days": day}) for day in range(1000, 3000, 250)),
    (5, {"sex": "male", "vital_status": "", "follow_up_days": 90}),
)


@pytest.fixture(scope="module")
def survival(tmp_path_factory):
    about = definition(panels=(panel("alive", "survival", by=("sex",)), panel("no-lost", "survival", "sex = 'female'")))
    found = made(tmp_path_factory.mktemp("survival"), FOLLOWED, about)
    return {one.id: one for one in found.panels}


def test_kaplan_meier_by_hand(survival):
    curves = {c.group.values[0]: c for c in survival["alive"].curves}
    male = curves["male"]
    assert (male.group.size, male.deaths) == (10, 5)
    year1, year2 = (next(p for p in male.points if p.years == y) for y in (1, 2))
    assert (year1.at_risk, year1.survival) == (7, pytest.approx(0.7))
    assert (year2.at_risk, year2.survival) == (5, pytest.approx(0.5))
    assert male.points[-1].years == 2, "after day 800 nobody is at risk"
    assert male.median_years is None or male.median_years >= 500 / 365.25
    assert all(later.survival <= earlier.survival for earlier, later in zip(male.steps, male.steps[1:], strict=False))


def test_nobody_died(survival):
    female = survival["no-lost"].curves[0]
    assert (female.group.size, female.deaths) == (8, 0)
    assert {p.survival for p in female.points} == {1.0} and female.median_years is None
    assert not survival["no-lost"].trends


def test_who_was_not_followed_is_not_in_the_curve(survival):
    assert survival["alive"].population == sum(curve.group.size for curve in survival["alive"].curves) == 18


def test_few_deaths_hide_a_curve(tmp_path):
    people = rows(
        (4, {"vital_status": "dead", "follow_up_days": 10}), (50, {"vital_status": "alive", "follow_up_days": 900})
    )
    found = made(tmp_path, people, definition(panels=(panel("alive", "survival"),)))
    (curve,) = found.panels[0].curves
    assert curve.hidden and curve.deaths is None and not curve.steps and not curve.points


# Two hospitals: H1 operates on 9 and 12 in the two periods, H2 on 40 and 8; one patient's hospital is not known.
OPERATED = rows(
    (9, {"hospital": "H1", "incidence_year": 2009}), (12, {"hospital": "H1", "incidence_year": 2011}),
    (40, {"hospital": "H2", "incidence_year": 2010}), (8, {"hospital": "H2", "incidence_year": 2012}),
    (5, {"hospital": "", "incidence_year": 2012}),
)  # fmt: skip


def test_volume_classes_by_hand(tmp_path):
    """A mean of 4.5 is below 5, 6 lies in 5-9, 20 in 20+, 4 in 1-4."""
    about = definition(panels=(
        panel("hospitals", "hospital_shares", of="volume_class", by=("registry_period",)),
        panel("patients", "shares", of="volume_class", by=("registry_period",)),
        panel("ranked", "per_hospital", by=("hospital",)),
    ))  # fmt: skip
    hospitals, patients, ranked = made(tmp_path, OPERATED, about).panels
    assert {key: count for key, (count, _) in shares_of(hospitals).items() if count} == {
        (("2009-2010",), "1-4"): 1, (("2009-2010",), "20+"): 1, (("2011-2012",), "5-9"): 1, (("2011-2012",), "1-4"): 1,
    }  # fmt: skip
    assert {key: count for key, (count, _) in shares_of(patients).items() if count} == {
        (("2009-2010",), "1-4"): 9, (("2009-2010",), "20+"): 40,
        (("2011-2012",), "5-9"): 12, (("2011-2012",), "1-4"): 8, (("2011-2012",), None): 5,
    }  # fmt: skip
    assert {r.group.values[0]: r.per_year for r in ranked.rates} == {"H1": 6, "H2": 4, None: 2.5}
    assert ranked.population == 25, "of the last period only"
    assert hospitals.population == 4, "two hospitals in each of two periods, no patients"


def test_no_number_of_few_patients_stands_anywhere(tmp_path):
    """Every number that is a count of patients, in a report on a table full of small groups."""
    people = rows(
        (3, {"sex": "male", "age_years": 30, "hospital": "H1", "incidence_year": 2009}),
        (2, {"sex": "female", "age_years": 45, "hospital": "H2", "incidence_year": 2009}),
        (20, {"sex": "male", "age_years": 65, "hospital": "H2", "incidence_year": 2010}),
        (4, {"sex": "female", "age_years": 80, "hospital": "H3", "incidence_year": 2011}),
        (11, {"sex": "", "age_years": 50, "hospital": "H4", "incidence_year": 2012}),
    )
    about = definition(panels=(
        panel("a", "shares", of="sex", by=("registry_age_band",)),
        panel("b", "per_year", by=("sex", "registry_period")),
        panel("c", "spread", of="age_years", by=("sex",)), panel("d", "per_hospital", by=("hospital",)),
    ))  # fmt: skip
    found = msgspec.to_builtins(made(tmp_path, people, about))
    counts = [number for panel in found["panels"] for number in _counts(panel)]
    assert counts and not [count for count in counts if 0 < count < 5]


def _counts(part):
    match part:
        case dict():
            for name, value in part.items():
                if name in ("count", "size", "known", "deaths", "at_risk", "population") and value is not None:
                    yield value
                yield from _counts(value)
        case list() | tuple():
            for value in part:
                yield from _counts(value)
