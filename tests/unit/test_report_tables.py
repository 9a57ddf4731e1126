"""`leidraad report` on tables as they come: real ones, wrong ones, nearly empty ones. Never a wrong number."""

import csv
import json

import msgspec
import pytest
from command_line import call
from registry_tables import DAY, check, definition, made, panel, rows, shipped, write

from leidraad.actions.load_content import load_content
from leidraad.actions.report import report, to_json
from leidraad.diagnostics import UserInputError
from leidraad.explaining.safety import SAFETY

GOOD = {"sex": "male", "age_years": 50, "incidence_year": 2012, "vital_status": "alive", "follow_up_days": 900}


@pytest.fixture(scope="module")
def checkout(request):
    return request.config.rootpath


@pytest.fixture(scope="module")
def tcga(checkout, tmp_path_factory):
    """The report on the real table, everybody in it, with a panel of everybody's survival besides."""
    everybody = (panel("everybody", "survival"), panel("by-year", "per_hospital", by=("hospital",)))
    about = msgspec.structs.replace(shipped(), panels=(*everybody, *shipped().panels))
    table, out = checkout / "examples/tcga-sarc/patients.csv", tmp_path_factory.mktemp("tcga") / "report.html"
    told = []
    found = report(
        load_content(), about, table, out, DAY, lambda *what: told.append(what), mapping="tcga-sarc", select=False
    )
    return found, told


def test_survival_of_tcga_sarc_is_that_of_r(tcga, checkout):
    """Values of survfit of R, in tests/reference/statistics."""
    values = json.loads((checkout / "tests/reference/statistics/values/tcga_sarc_cohort.json").read_text("utf-8"))
    (curve,) = next(p for p in tcga[0].panels if p.id == "everybody").curves
    expected = values["km_all"]["all"]
    assert (curve.group.size, curve.deaths) == (values["n"], values["deaths"])
    points = {point.years: point for point in curve.points}
    for n, days in enumerate(expected["t"]):
        point = points[days / 365.25]
        assert point.at_risk == expected["n_risk"][n]
        assert point.survival == pytest.approx(expected["surv"][n], abs=1e-12)
        assert (point.low, point.high) == pytest.approx((expected["lower"][n], expected["upper"][n]), abs=1e-9)


def test_tcga_sarc_by_hand(tcga, checkout):
    (found, _), table = tcga, checkout / "examples/tcga-sarc/patients.csv"
    assert (found.rows, found.apart, found.synthetic, found.selected) == (261, 0, False, False)
    assert found.mapping == "tcga-sarc" and "261 patients" in found.about.en
    panels = {one.id: one for one in found.panels}
    with table.open(encoding="utf-8", newline="") as stream:
        ages = [int(row["age"]) for row in csv.DictReader(stream)]
    bands = {"18-39": (18, 39), "40-59": (40, 59), "60-74": (60, 74), "75+": (75, 120)}
    assert {s.value: s.count for s in panels["1"].shares} == {
        name: sum(low <= age <= high for age in ages) for name, (low, high) in bands.items()
    }
    assert panels["9a"].empty.en == "This table lacks what it takes: Metastases at diagnosis."
    assert panels["22a"].empty and not panels["22a"].shares
    missing = {one.item: (one.missing, one.of) for one in found.missing}
    assert missing["vital_status"] == (0, 261) and missing["treating_centre"] == (261, 261)
    assert missing["incidence_year"] == (None, 261), "of four it is not known, which is few"


def test_every_panel_is_filled_or_says_why_not(tcga):
    for one in tcga[0].panels:
        filled = [name for name in ("shares", "rates", "spreads", "curves") if getattr(one, name)]
        assert len(filled) == (one.empty is None), one.id


def test_it_tells_how_far_it_is(tcga):
    stages = [stage for stage, _, _ in tcga[1]]
    assert list(dict.fromkeys(stages)) == ["reading", "computing", "panels", "adherence", "wanting"]


def test_json_holds_the_safety_words(tcga):
    data = json.loads(to_json(tcga[0]))
    assert (
        data["schema"] == "1" and data["safety"]["en"] == SAFETY.en and len(data["panels"]) == len(shipped().panels) + 2
    )


def wrong_rows(folder):
    with (folder / "report.json.wrong.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [(int(row["row"]), row["column"], row["what is wrong"]) for row in csv.DictReader(stream)]


def test_rows_with_a_mistake_are_set_apart_and_named(tmp_path):
    people = [
        *rows((8, GOOD)),
        {"id": "type", **GOOD, "age_years": "old"},
        {"id": "code", **GOOD, "sex": "x"},
        {"id": "twice", **GOOD},
        {"id": "twice", **GOOD},
        {"id": "early", **GOOD, "follow_up_days": -3},
        {"id": "late", **GOOD, "incidence_year": 2031},
        {"id": "late", **GOOD, "incidence_date": "2031-02-30"} | {"id": "no-date"},
    ]
    about = definition(checks=shipped().checks, panels=(panel("sex", "shares", of="sex"),))
    found = made(tmp_path, people, about)
    assert (found.rows, found.apart, found.panels[0].population) == (15, 7, 8)
    apart = wrong_rows(tmp_path)
    assert [row for row, _, _ in apart] == [9, 10, 11, 12, 15, 13, 14]
    said = {row: text for row, _, text in apart}
    assert said[9].startswith("`age_years`") and "old" in said[9]
    assert "x" in said[10] and "2 rows" in said[11] and "2 rows" in said[12]
    assert said[13] == "Dead or last seen before the diagnosis" and said[14] == "Diagnosis in the future"


def test_what_is_suspicious_stays_and_is_listed(tmp_path):
    people = [*rows((8, GOOD)), {"id": "old", **GOOD, "age_years": 106}]
    about = definition(
        checks=(check("very-old", "suspicious", "age_years > 105"),), panels=(panel("s", "shares", of="sex"),)
    )
    found = made(tmp_path, people, about)
    assert found.panels[0].population == 9 and found.apart == 0
    assert (found.checks[0].count, found.checks[0].rows) == (None, ()), "one is few"
    with (tmp_path / "report.json.checks.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["row", "id", "check", "what was found"],
            ["9", "old", "very-old", "very-old"],
        ]
    made(tmp_path, people[:8], about)
    assert not (tmp_path / "report.json.checks.csv").exists(), "that of an earlier run goes"
    assert not (tmp_path / "report.json.wrong.csv").exists()


def test_when_every_row_is_wrong_nothing_is_made(tmp_path):
    about = definition(checks=(check("late", "impossible", "incidence_year > 2020", ("incidence_year",)),))
    for people, said in (
        (rows((6, {**GOOD, "sex": "x"})), "every one of the 6 rows has a mistake; these are the first"),
        (rows((6, {**GOOD, "incidence_year": 2030})), "each of the 6 rows that can be read says what cannot be so"),
    ):
        with pytest.raises(UserInputError) as caught:
            made(tmp_path, people, about)
        assert caught.value.diagnostics[0].message == said
    assert sorted(file.name for file in tmp_path.iterdir()) == ["registry.csv"]


def test_nobody_is_left_by_the_selection(tmp_path):
    """A table of children: every panel says so, and no number is made up."""
    about = msgspec.structs.replace(shipped(), panels=shipped().panels[:6], published=())
    found = made(tmp_path, rows((9, {**GOOD, "age_years": 10})), about)
    assert found.flow[-1].after == 0 and all(one.of == 0 for one in found.missing)
    assert {p.id: p.population for p in found.panels}["1"] == 9, "figure 1 passes the step on age over"
    assert all(p.empty and p.population == 0 for p in found.panels if p.id not in ("1",))
    assert not found.adherence and not any(norm.judged for norm in found.norms)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", [], "the table is empty"),
        ("id,sex\n", [], "the table has no rows"),
        ("id,sex,age_year\na,male,4\n", [], "no data item `age_year`"),
        ("id;sex\na;male\n", [], "the columns are separated by `;`"),
        ("id,sex\na,male\n", ["--out", "report.docx"], "`report.docx` does not say what to write"),
        ("id,sex\na,male\n", ["--on", "2026-02-30"], "`--on 2026-02-30` is no date"),
        ("id,sex\na,male\n", ["--mapping", "nrk"], "no mapping `nrk`"),
        ("id,sex\na,male\n", ["--consent", "nowhere.txt"], "nowhere.txt"),
        ("id,sex,hospital\na,male,AMC\n", ["--consent", "agreed.txt"], "no hospital `LUMC` in the table"),
    ],
)
def test_a_wrong_table_or_command_is_told_and_nothing_is_written(text, options, said, tmp_path):
    (tmp_path / "table.csv").write_text(text, "utf-8")
    (tmp_path / "agreed.txt").write_text("LUMC\n", "utf-8")
    answer = call(["report", "table.csv", "--out", "report.json", *options], tmp_path)
    assert answer.status == 2 and said in answer.err and "Traceback" not in answer.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["agreed.txt", "table.csv"]


def test_from_the_command_line(tmp_path):
    write(tmp_path, rows((9, GOOD)))
    answer = call(["report", "registry.csv", "--out", "report.json", "--on", "2026-11-20"], tmp_path)
    assert answer.status == 0 and not answer.err, answer.err
    data = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert data["rows"] == 9 and data["evaluated_on"] == "2026-11-20"
