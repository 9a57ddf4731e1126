"""`leidraad export cql`: what it writes, and where it does not write."""

import re

import pytest
import yaml
from command_line import call

from leidraad.explaining.safety import SAFETY

NAMES = ("bc", "bot", "iknl", "wdt")


@pytest.fixture(scope="module")
def exported(tmp_path_factory, own_cache):
    folder = tmp_path_factory.mktemp("exported")
    answer = call(["export", "cql", "--out", "made/here"], folder)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines() == [f"made/here/Leidraad_{name}.cql" for name in NAMES] + ["made/here/README.md"]
    return folder / "made" / "here"


def test_one_library_for_each_guideline(exported):
    assert sorted(file.name for file in exported.iterdir()) == [f"Leidraad_{name}.cql" for name in NAMES] + [
        "README.md"
    ]
    wdt = (exported / "Leidraad_wdt.cql").read_text("utf-8").splitlines()
    assert "library \"Leidraad_wdt\" version '2024-08'" in wdt
    assert 'parameter "size_cm" Decimal default null' in wdt
    assert 'parameter "imaging_done" List<String> default null' in wdt
    assert not [line for line in wdt if line.startswith(("using", "context", "include"))]


def test_every_file_says_what_it_is(exported, checkout):
    page = (exported / "README.md").read_text("utf-8")
    assert SAFETY.nl in page and SAFETY.en in page
    for file in (checkout / "guidelines").glob("*/*/guideline.yaml"):
        source = yaml.safe_load(file.read_text("utf-8"))
        if source["id"] in NAMES:
            text = (exported / f"Leidraad_{source['id']}.cql").read_text("utf-8")
            head = text[: text.index("\nlibrary ")]
            (digest,) = [line.removeprefix("// sha256 ") for line in head.splitlines() if line.startswith("// sha256 ")]
            assert all(line.startswith("//") for line in head.splitlines())
            assert SAFETY.nl in head and SAFETY.en in head
            assert f"edition {source['edition']}: " in head and digest in page and len(digest) == 64
            assert ("not yet authorised" in head or "concept" in head) == (source["status"] != "authorised")


def test_a_rule_has_its_conditions_and_its_status(exported):
    text = (exported / "Leidraad_wdt.cql").read_text("utf-8")
    defines = [line.split('"')[1] for line in text.splitlines() if line.startswith("define ")]
    assert len(defines) == len(set(defines))
    assert {f"wdt-4.2-01 {part}" for part in ("truth", "done", "excluded", "overridden", "status")} <= set(defines)
    assert "wdt excluded" in defines and "value of site_group" in defines


def test_membership_is_written_out(exported):
    """CQL calls membership false for an unknown element or set."""
    found = 0
    for name in NAMES:
        text = (exported / f"Leidraad_{name}.cql").read_text("utf-8")
        assert " in { " not in text
        for member in re.finditer(r"'[^']*' in (\"[^\"]+\")", text):
            assert text[: member.start()].endswith(f"case when {member[1]} is null then null else ")
            found += 1
    assert found > 100


def test_only_some_guidelines_and_a_local_protocol(tmp_path):
    assert call(["export", "cql", "--out", "a", "--guideline", "bot"], tmp_path).status == 0
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == ["Leidraad_bot.cql", "README.md"]
    assert call(["export", "cql", "--out", "b", "--network", "erasmusmc"], tmp_path).status == 0
    assert (tmp_path / "b" / "Leidraad_emc.cql").exists()


def test_an_earlier_export_is_written_over(tmp_path):
    for _ in range(2):
        assert call(["export", "cql", "--out", "a", "--guideline", "bot"], tmp_path).status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "full"], "`full` holds other files: `mine.txt`"),
        (["--out", "full/mine.txt"], "cannot write `full/mine.txt`: "),
        (["--out", "new", "--guideline", "wdtt"], "no guideline `wdtt`"),
        (["--out", "new", "--network", "nowhere"], "no network `nowhere`"),
        ([], "missing option `--out`"),
    ],
)
def test_refused(words, told, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    answer = call(["export", "cql", *words], tmp_path)
    assert (answer.status, answer.out) == (2, "") and told in answer.err
    assert not (tmp_path / "new").exists() and (tmp_path / "full" / "mine.txt").read_text() == "mine"
    assert len(list((tmp_path / "full").iterdir())) == 1
