"""The synthetic registry: its margins are the published ones, recounted here; the same seed gives the same rows."""

import datetime
import hashlib
from collections import Counter

import lifelines
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
import yaml
from command_line import call

from leidraad.actions.load_content import load_all
from leidraad.actions.load_report import load_report
from leidraad.actions.synth import load_margins, synth
from leidraad.reading.content_folder import shipped_content
from leidraad.records.columns import ID, ROW, WRONG, typed
from leidraad.records.database import database
from leidraad.records.mapping import read_mapping
from leidraad.records.table import facts_of_all_rows
from leidraad.records.table_file import open_table
from leidraad.registry.synthetic import synthetic_registry

GIST, BONE, SOFT = "gist", "bone", "soft"


@pytest.fixture(scope="module")
def margins():
    return load_margins()[1]


@pytest.fixture(scope="module")
def rows(margins):
    """The columns of a registry of 14,000 tumours by name, without those whom the selection leaves out."""
    table = synthetic_registry(margins, 14_000, 7).to_pydict()
    columns = {name: np.array([np.nan if v is None else v for v in values]) for name, values in table.items()}
    return {name: values[kept(columns)] for name, values in columns.items()}


def kept(c):
    """Return who stays: written here once more, from the words of the report."""
    topo = c["topo"]
    organ = np.isin([code[:3] for code in topo], ["C34", "C50", "C54", "C56", "C64", "C67", "C22"])
    organ |= (topo == "C169") & (c["morf"] != "8936")
    intermediate = np.isin(c["morf"], ["9140"]) | (
        (c["gedrag"] == "1") & ~np.isin(c["morf"], ["8850", "8832", "8833", "9250"])
    )
    intermediate |= (c["morf"] == "8890") & (topo == "C446")
    abroad = (c["woonland"] != "NL") | (c["diagland"] != "NL") | (c["behland"] != "NL")
    return ~(organ | intermediate | abroad) & (c["diag_basis"] != "8") & (c["leeft"] >= 18)


@pytest.fixture(scope="module")
def group(rows):
    bone = np.isin([code[:3] for code in rows["topo"]], ["C40", "C41"])
    return np.where(rows["morf"] == "8936", GIST, np.where(bone, BONE, SOFT))


@pytest.fixture(scope="module")
def high(rows, group):
    """High grade or high risk by annex 1, from the codes."""
    always = ["9181", "9182", "9183", "9185", "9192", "9193", "9194", "9243", "9240", "9242", "9364", "9372", "8802",
              "8801", "8803", "8805", "8800", "8858", "8852", "8854", "8811", "9540", "9542", "9561", "9580", "9040",
              "9041", "9043", "8901", "8910", "8920", "8912", "8900", "9231", "9581", "9044", "8806",
              "9137"]  # fmt: skip
    graded = np.isin(rows["diffgrad"], ["2", "3"])
    sure = np.isin(rows["morf"], always) & ~((rows["morf"] == "8800") & (group == BONE))
    sure |= (rows["morf"] == "9250") & (rows["gedrag"] == "3")
    return np.where(group == GIST, rows["gist_risico"] == "2", sure | graded)


@pytest.fixture(scope="module")
def published():
    file = shipped_content() / "iknl/2020/report/published.yaml"
    return {one["id"]: float(one["value"]) for one in yaml.safe_load(file.read_text("utf-8"))}


def percent(chosen, among):
    return 100 * np.count_nonzero(chosen & among) / np.count_nonzero(among)


def numbers(part):
    """Yield every number of the margins that has a source or is assumed."""
    if isinstance(part, dict):
        if "at" in part:
            yield part
        for value in part.values():
            yield from numbers(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers(value)


def test_every_number_says_where_it_comes_from_and_is_the_published_one(published):
    margins = yaml.safe_load(load_margins()[0].read_text("utf-8"))
    found = list(numbers(margins))
    assert len(found) > 200
    types = [one for group in margins["groups"].values() for part in group["subtypes"].values() for one in part]
    assert all(published[one["figure"]] == one["metastatic"] for one in types if "figure" in one)
    for one in found:
        if "figures" in one:
            pairs = zip(one["at"], one["figures"], strict=True)
            assert all(figure is None or published[figure] == at for at, figure in pairs), one
        elif isinstance(one["at"], list):
            assert len(one["at"]) == 7 and ("figure" not in one or published[one["figure"]] == one["at"][3]), one
        else:
            assert ("figure" in one) != ("assumed" in one), one
            assert "figure" not in one or published[one["figure"]] == one["at"], one


@pytest.mark.parametrize(
    ("figure", "of", "where"),
    [
        ("IK-08-01", "high", BONE), ("IK-08-02", "high", SOFT), ("IK-08-03", "high", GIST),
        ("IK-09a-01", "spread", BONE), ("IK-09a-02", "spread", SOFT), ("IK-09a-03", "spread", GIST),
        ("IK-18a-01", "operated", BONE), ("IK-18a-03", "operated", SOFT), ("IK-18a-04", "operated", GIST),
        ("IK-06a-02", "C492 C472 C447", SOFT), ("IK-06a-05", "C490 C470 C443 C444", SOFT),
        ("IK-06a-06", "C480 C481 C383 C380", SOFT), ("IK-04a-01", "C402 C403", BONE), ("IK-04a-02", "C400 C401", BONE),
        ("IK-07a-01", "C160 C161 C162 C163 C169", GIST), ("IK-07a-02", "C170 C171 C172 C179", GIST),
        ("IK-16a-01", "untreated", SOFT), ("IK-17a-01", "untreated", GIST), ("IK-28a-01", "not discussed", SOFT),
    ],
)  # fmt: skip
def test_shares_are_those_published(rows, group, high, published, figure, of, where):
    untreated = (rows["org_chir"] == "0") & (rows["rt"] == "0") & (rows["chemo"] == "0") & (rows["target"] == "0")
    chosen = {
        "high": high, "spread": rows["cm"] == "1", "operated": rows["org_chir"] == "1", "untreated": untreated,
        "not discussed": np.isin(rows["mdo"], ["0", "1"]) & (rows["exp_advies"] == "0"),
    }.get(of)  # fmt: skip
    chosen = np.isin(rows["topo"], of.split()) if chosen is None else chosen
    assert percent(chosen, group == where) == pytest.approx(published[figure], abs=1)


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [("IK-22a-01", "IK-22a-02", BONE), ("IK-23a-01", "IK-23a-02", SOFT), ("IK-24a-01", "IK-24a-02", GIST)],
)
def test_operations_move_to_the_centres(rows, group, published, first, last, where):
    operated = (rows["org_chir"] == "1") & (group == where)
    for figure, years in ((first, (2009, 2010)), (last, (2017, 2018))):
        assert percent(rows["exp_chir"] == "1", operated & np.isin(rows["incjr"], years)) == pytest.approx(
            published[figure], abs=1.5
        )


def test_hospitals_have_the_volumes_published(rows, group, published):
    operated = (rows["org_chir"] == "1") & (group != BONE) & (rows["zkh"] != "")
    for years, expected in ((2009, "25a-01 25a-03 25b-01"), (2017, "25a-02 25a-04 25b-02")):
        there = operated & np.isin(rows["incjr"], (years, years + 1))
        yearly = np.array(list(Counter(rows["zkh"][there]).values())) / 2
        found = [
            100 * np.mean(yearly >= 20), 100 * np.mean((yearly >= 10) & (yearly < 20)),
            100 * yearly[yearly >= 20].sum() / yearly.sum(),
        ]  # fmt: skip
        assert found == pytest.approx([published[f"IK-{one}"] for one in expected.split()], abs=2)


def test_ages_have_the_medians_published(rows, group, published):
    cartilage = (rows["morf"] == "9220") & (rows["diffgrad"] == "1")
    for figure, among in (("IK-10a-01", group == SOFT), ("IK-10a-02", group == GIST), ("IK-10a-03", cartilage)):
        assert np.median(rows["leeft"][among]) == published[figure]


@pytest.mark.parametrize(
    ("figure", "where", "years"),
    [("IK-12a-02", BONE, 5), ("IK-13a-02", SOFT, 5), ("IK-14a-02", GIST, 5)],
)
def test_survival_of_high_grade_is_that_published(rows, group, high, published, figure, where, years):
    among = (group == where) & high & (rows["vit_stat"] != "9") & (rows["vit_stat_int"] >= 0)
    fitter = lifelines.KaplanMeierFitter().fit(
        rows["vit_stat_int"][among].astype(float), rows["vit_stat"][among] == "1"
    )
    assert 100 * fitter.predict(years * 365.25) == pytest.approx(published[figure], abs=2)


def test_the_untreated_are_older_and_have_metastases_more_often(rows, group, published):
    given = (rows["org_chir"] == "1") | np.isin(rows["rt"], list("1234")) | np.isin(rows["chemo"], list("1234"))
    soft = (group == SOFT) & (rows["chemo"] != "9") & (rows["rt"] != "9")
    known = soft & (rows["cm"] != "X")
    assert percent(rows["cm"] == "1", known & ~given) == pytest.approx(published["IK-16a-03"], abs=3)
    assert percent(rows["cm"] == "1", known & given) == pytest.approx(published["IK-16a-04"], abs=2)
    apart = rows["leeft"][soft & ~given].mean() - rows["leeft"][soft & given].mean()
    assert apart == pytest.approx(published["IK-16a-02"], abs=3)


def test_it_holds_what_the_report_has_to_deal_with(margins):
    c = {name: np.array(v) for name, v in synthetic_registry(margins, 14_000, 7).to_pydict().items()}
    persons = Counter(c["key_nkr"])
    assert set(persons.values()) == {1, 2}
    assert len(set(c["key_zid"])) == 14_000
    assert (c["leeft"] < 18).sum() > 500
    assert (c["diag_basis"] == "8").any() and (c["behland"] == "overig").any()
    assert (c["vit_stat"] == "9").any() and (c["tum_afm"] == 999).any() and (c["zkh"] == "").any()
    assert {"C542", "C549"} & set(c["topo"][c["gesl"] == "1"])
    assert c["synthetic"].all()


def test_the_same_seed_gives_the_same_rows_everywhere(margins):
    one, again, other = (synthetic_registry(margins, 3_000, seed) for seed in (7, 7, 8))
    assert one.equals(again)
    assert not one.equals(other)


@pytest.mark.parametrize("patients", [1, 2, 30, 999, 1_000])
def test_few_patients_are_a_registry_too(margins, patients):
    assert synthetic_registry(margins, patients, 1).num_rows == patients


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_date_contradicts_another(margins, seed):
    c = {name: np.array(v) for name, v in synthetic_registry(margins, 5_000, seed).to_pydict().items()}
    years = np.array([day.year for day in c["incdat"]])
    assert (years == c["incjr"]).all()
    ends = [
        day + datetime.timedelta(int(days)) for day, days in zip(c["incdat"], c["vit_stat_int"], strict=True)
        if days is not None
    ]  # fmt: skip
    assert max(ends) == margins.closed_on


def test_both_forms_say_the_same(tmp_path):
    """The registry's own column names, read row by row through the mapping, give the facts of the other form."""
    plain, named = tmp_path / "items.csv", tmp_path / "nkr.csv"
    synth(plain, 400, 3)
    synth(named, 400, 3, "nkr")
    items = load_report(load_all()).items
    expected = facts_of_all_rows(plain, None, items)
    found = facts_of_all_rows(named, read_mapping("nkr").with_report(), items)
    assert len(found) == 400
    assert found == {name: {k: v for k, v in facts.items() if k != "synthetic"} for name, facts in expected.items()}
    assert all(facts["synthetic"] for facts in expected.values())


def test_the_whole_table_is_read_as_its_rows_are(tmp_path):
    """The reader of columns, which the report uses, gives the items that the reader of rows gave."""
    plain, named = tmp_path / "items.parquet", tmp_path / "nkr.parquet"
    synth(plain, 3_000, 3)
    synth(named, 3_000, 3, "nkr")
    items, mapping = load_report(load_all()).items, read_mapping("nkr").with_report()
    with database() as connection:
        file = open_table(connection, named, mapping, items)
        found = connection.to_pyarrow(typed(file.table, file.cells, file.key, mapping, items).order_by(ROW))
    expected = pq.read_table(plain)
    assert not any(found[WRONG].to_pylist())
    assert found[ID].to_pylist() == expected["id"].to_pylist()
    for name in mapping.items:
        assert found[name].to_pylist() == expected[name].to_pylist(), name


@pytest.mark.parametrize("columns", ["items", "nkr"])
def test_a_file_says_that_it_is_made_up(tmp_path, columns):
    out = tmp_path / "registry.parquet"
    made = synth(out, 50, 1, columns)
    about = pq.read_schema(out).metadata
    assert about[b"leidraad_synthetic"] == b"true" and about[b"leidraad_about"].decode() == made.about.en
    assert pq.read_table(out)["synthetic"].to_pylist() == [True] * 50


def test_csv_and_parquet_hold_the_same(tmp_path):
    for suffix in ("csv", "parquet"):
        synth(tmp_path / f"r.{suffix}", 60, 1)
    read = pacsv.ConvertOptions(column_types={}, strings_can_be_null=True)
    names = pacsv.read_csv(tmp_path / "r.csv", convert_options=read).column_names
    table = pq.read_table(tmp_path / "r.parquet")
    assert table.column_names == names
    texts = [line.split(",") for line in (tmp_path / "r.csv").read_text("utf-8").splitlines()[1:]]
    ages = pa.array([line[names.index("age_years")].strip('"') for line in texts])
    assert ages.cast(pa.int64()).to_pylist() == table["age_years"].to_pylist()


def test_the_example_is_what_the_program_writes(tmp_path, checkout):
    example = checkout / "examples/nkr/synthetic-registry.csv"
    synth(tmp_path / "again.csv", 200, 1, "nkr")
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (example, tmp_path / "again.csv")]
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "r.xlsx"], "is no CSV or Parquet file"), (["--out", "r.txt"], "is no Parquet, CSV or Excel file"),
        (["--patients", "0"], "0 is no number of patients"), (["--patients", "10000001"], "is no number of patients"),
        (["--seed", "-1"], "-1 is no seed"), (["--out", "none/r.csv"], "cannot write"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said(tmp_path, arguments, said):
    done = call(["synth", "--columns", "nkr", *arguments], tmp_path)
    assert done.status == 2 and said in done.err
    assert not list(tmp_path.iterdir())


def test_the_command_says_that_it_is_no_evidence(tmp_path):
    done = call(["synth", "--patients", "20", "--columns", "nkr", "--lang", "en"], tmp_path)
    assert done.status == 0 and "Evidence of nothing" in done.out
    assert (tmp_path / "synthetic-registry.parquet").exists()


def test_a_folder_without_margins_is_said(tmp_path):
    done = call(["synth", "--guidelines", str(tmp_path)], tmp_path)
    assert done.status == 2 and "no margins of a synthetic registry" in done.err
