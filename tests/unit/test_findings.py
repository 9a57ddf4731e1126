"""`leidraad findings`: every finding of every file, and a form that a committee can fill in."""

import csv
import io
import json

import docx
import pytest
import yaml
from command_line import call

from leidraad.explaining.safety import SAFETY

COLUMNS = {
    "nl": ["Module", "Plaats", "Opmerking", "Gevolg voor een patiënt", "Voorstel"],
    "en": ["Module", "Place", "Remark", "Consequence for a patient", "Proposal"],
}


def findings(folder, *options):
    answer = call(["findings", *options], folder)
    assert answer.status == 0, answer.err
    return answer.out


@pytest.fixture(scope="module")
def written(checkout):
    """The findings as their authors wrote them, by id, with module and folder of the guideline."""
    found = {}
    for file in sorted((checkout / "guidelines").glob("*/*/findings/*.yaml")):
        for entry in yaml.safe_load(file.read_text("utf-8")) or []:
            found[entry["id"]] = (file.parents[2].name, file.stem, entry)
    return found


def test_every_finding_is_listed_with_its_module_and_place(written, tmp_path):
    listed = json.loads(findings(tmp_path, "--format", "json"))
    entries = {e["id"]: e for g in listed["guidelines"] for e in g["findings"]}
    assert entries.keys() == written.keys() and written
    for name, (guideline, module, source) in written.items():
        entry = entries[name]
        assert (entry["guideline"], entry["module"], entry["place"]) == (guideline, module, source["source"]), name
        assert (entry["remark"], entry["proposal"]) == (source["unclear"], source["reading"]), name
        assert [t["id"] for t in entry["touches"]] == source["rules"], name
    assert listed["safety"]["nl"] == SAFETY.nl and next(iter(listed)) == "schema"


def test_a_local_protocol_is_listed_without_its_network(tmp_path):
    listed = json.loads(findings(tmp_path, "--format", "json", "--guideline", "emc"))
    assert [(g["id"], g["status"]) for g in listed["guidelines"]] == [("emc", "local protocol")]
    assert listed["guidelines"][0]["findings"]


def test_the_weight_of_a_finding_is_its_consequence(written, tmp_path):
    listed = json.loads(findings(tmp_path, "--format", "json"))
    said = {}
    for entry in (e for g in listed["guidelines"] for e in g["findings"]):
        said.setdefault(written[entry["id"]][2]["severity"], set()).add(entry["consequence"]["en"])
    assert said == {
        "changes_advice": {"Another reading gives a patient other advice."},
        "changes_wording": {"The advice stays the same; what stands beside it can be understood otherwise."},
        "editorial": {"No consequence for a patient."},
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_form_as_a_table(language, written, tmp_path):
    out = findings(tmp_path, "--format", "csv", "--lang", language)
    assert out.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert [c for c in rows[0] if c in COLUMNS[language]] == COLUMNS[language]
    number = next(iter(rows[0]))
    assert [row[number] for row in rows] == list(dict.fromkeys(row[number] for row in rows))
    by_number = {row[number]: row for row in rows}
    assert by_number.keys() == written.keys()
    _, place, remark, consequence, proposal = COLUMNS[language]
    for name, (_, module, source) in written.items():
        row = by_number[name]
        assert (row["Module"], row[place]) == (module, source["source"]), name
        assert (row[remark], row[proposal]) == (source["unclear"][language], source["reading"][language]), name
        assert all(rule in row[consequence] for rule in source["rules"]), name
        assert getattr(SAFETY, language) in row.values() and row["Status"], name
        # A spreadsheet takes a text that begins so for a formula.
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values()), name


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_form_in_word(language, written, tmp_path):
    findings(tmp_path, "--format", "docx", "--lang", language, "--out", "form.docx")
    document = docx.Document(tmp_path / "form.docx")
    cells = {t[0]: t for table in document.tables for t in ([c.text for c in r.cells] for r in table.rows[1:])}
    assert cells.keys() == written.keys()
    for name, (_, _, source) in written.items():
        assert cells[name][1:3] == [source["source"], source["unclear"][language]], name
        assert cells[name][4:] == [source["reading"][language], ""], name
    assert getattr(SAFETY, language) in document.sections[0].footer.paragraphs[0].text
    assert getattr(SAFETY, language) in [p.text for p in document.paragraphs]
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert len(headings) == len(document.tables) == len({(g, m) for g, m, _ in written.values()})
    assert any("concept" in heading for heading in headings)


def test_the_same_findings_give_the_same_word_file(tmp_path):
    for name in ("a.docx", "b.docx"):
        findings(tmp_path, "--format", "docx", "--guideline", "emc", "--out", name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_text_has_every_finding_and_the_safety_words(language, written, tmp_path):
    text = " ".join(findings(tmp_path, "--lang", language).split())
    assert all(f"{name} · " in text for name in written)
    assert getattr(SAFETY, language) in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "docx"], "add --out"),
        (["--guideline", "wtd"], "did you mean `wdt`?"),
        (["--out", "no/such/folder.txt"], "cannot write"),
    ],
)
def test_what_is_wrong_is_said(words, said, tmp_path):
    answer = call(["findings", *words], tmp_path)
    assert answer.status == 2 and said in answer.err and answer.out == ""
