"""`leidraad sources check`: each rule's place in a copy of the source is found again, whatever the layout."""

import json
import shutil
from pathlib import Path

import pytest
from command_line import call

from leidraad.reading.anchors import MOST_WORDS, read_anchors
from leidraad.reading.content_folder import shipped_content
from leidraad.verifying.places import Text, state

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
FILES = {"wdt": "000", "iknl": "001", "bot": "002", "emc": "003", "bc": "004"}
DOCUMENT = "Modules\n\n5\nEen sarcoom wordt wijd ge-\nopereerd in een centrum.\n"


@pytest.fixture
def demo(checkout, tmp_path):
    """A guideline of one rule with its anchor, and its source."""
    shutil.copytree(checkout / "tests/messages/base", tmp_path / "content")
    anchors(tmp_path, "demo-1-01: { anchor: sarcoom wordt wijd geopereerd, lines: [4] }\n")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "demo.txt").write_text(DOCUMENT, "utf-8")
    return tmp_path


def anchors(folder, text):
    (folder / "content/demo/2026/anchors.yaml").write_text(text, "utf-8")


def check(folder, *options):
    return call(["sources", "check", "--guidelines", "content", "--lang", "en", *options], folder)


def place(folder, text):
    """Return exit status and the one place of the demo in a document that reads so."""
    (folder / "sources/demo.txt").write_text(text, "utf-8")
    answer = check(folder, "--documents", "sources", "--format", "json")
    assert answer.err == ""
    (document,) = json.loads(answer.out)["documents"]
    (found,) = document["places"]
    return answer.status, found


@pytest.mark.parametrize(
    ("text", "words", "lines"),
    [
        ("een twee drie", "twee drie", (1,)),
        ("een twee\n 15 \ndrie", "twee drie", (1,)),
        ("een twee\n15    drie", "Twee DRIE", (1,)),
        ("een twee-\ndrie", "tweedrie", (1,)),
        ("een tweedrie", "twee-drie", (1,)),
        ("een\u00adtwee ﬁn", "eentwee fin", (1,)),
        ("twee² drie\n“twee” drie", "twee drie", (1, 2)),
        ("tweedrie vier", "drie vier", ()),
        ("drie vierde", "drie vier", ()),
        ("> 5 cm", "< 5 cm", ()),
        ("10 cm", "0 cm", ()),
        ("van 15 cm", "van cm", ()),
        ("", "een", ()),
        ("een", "...", ()),
    ],
)
def test_what_counts_as_the_same_words(text, words, lines):
    assert Text(text).lines(words) == lines


@pytest.mark.parametrize(
    ("lines", "before", "wanted"),
    [
        ((), (), "vanished"),
        ((), (3,), "vanished"),
        ((3,), (3,), "found"),
        ((3,), (), "found"),
        ((3, 9), (3, 9), "found"),
        ((4,), (3,), "moved"),
        ((4, 10), (3, 9), "moved"),
        ((3,), (3, 9), "moved"),
        ((3, 9), (3,), "repeated"),
        ((3, 9), (), "repeated"),
    ],
)
def test_what_became_of_a_place(lines, before, wanted):
    assert state(lines, before) == wanted


def test_found_where_it_stood(demo):
    assert place(demo, DOCUMENT) == (
        0,
        {
            "id": "demo-1-01", "state": "found", "lines": [4], "before": [4],
            "locator": "Module 1 > Aanbeveling > item 1", "anchor": "sarcoom wordt wijd geopereerd",
        },
    )  # fmt: skip
    full = check(demo, "--documents", "sources", "--full")
    assert full.status == 0 and "found: 1\n    demo-1-01: Module 1 > Aanbeveling > item 1; line 4\n" in full.out
    assert "demo-1-01" not in check(demo, "--documents", "sources").out


def test_moved(demo):
    status, found = place(demo, "\n\n" + DOCUMENT)
    assert (status, found["state"], found["lines"], found["before"]) == (0, "moved", [6], [4])
    assert "line 6; before line 4" in check(demo, "--documents", "sources").out


def test_vanished(demo):
    status, found = place(demo, DOCUMENT.replace("wijd", "krap"))
    assert (status, found["state"], found["lines"]) == (1, "vanished", [])
    answer = check(demo, "--documents", "sources")
    assert answer.status == 1 and "not found: 1" in answer.out and "sarcoom wordt wijd geopereerd" in answer.out


def test_found_more_than_once(demo):
    status, found = place(demo, DOCUMENT * 2)
    assert (status, found["state"], found["lines"]) == (0, "repeated", [4, 9])
    assert "found more often than before: 1" in check(demo, "--documents", "sources").out


def test_a_file_named_by_hand_goes_first(demo):
    (demo / "other.txt").write_text("niets", "utf-8")
    answer = check(demo, "--documents", "sources", "--document", "demo=other.txt")
    assert answer.status == 1 and "other.txt" in answer.out


def test_a_rule_without_an_anchor_reads_as_not_looked_for(demo):
    anchors(demo, "")
    status, found = place(demo, DOCUMENT)
    assert (status, found["state"]) == (0, "no_anchor")
    assert "not looked for" in check(demo, "--documents", "sources").out


def test_a_guideline_without_a_document_reads_as_not_checked(demo):
    shutil.copytree(demo / "content/demo", demo / "content/more")
    for file in (demo / "content/more/2026").rglob("*.*"):
        file.write_text(file.read_text("utf-8").replace("demo", "more"), "utf-8")
    answer = check(demo, "--documents", "sources")
    assert answer.status == 0 and "more, edition 2026: no document; not checked" in answer.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "there is no source document to look in"),
        (["--documents", "content"], "there is no source document to look in"),
        (["--documents", "nowhere"], "no folder `nowhere`"),
        (["--document", "demo"], "`demo` names no document and file"),
        (["--document", "dem=x.txt"], "did you mean `demo`?"),
        (["--document", "demo=x.txt"], "no file `x.txt`"),
    ],
)
def test_input_that_is_wrong(options, said, demo):
    answer = check(demo, *options)
    assert answer.status == 2 and said in answer.err and answer.out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("demo-1-02: { anchor: een }", "did you mean `demo-1-01`?"),
        ("demo-1-01: { anchor: een twee drie vier vijf zes zeven }", "has 7 words"),
        ("demo-1-01: { anchor: '' }", "has 0 words"),
        ("demo-1-01: { words: een }", "no field `words`"),
        ("- een", "anchors are a list of ids"),
        ("een", "anchors are a list of ids"),
    ],
)
def test_anchors_that_are_wrong(text, said, demo):
    anchors(demo, text)
    answer = check(demo, "--documents", "sources")
    assert answer.status == 2 and said in answer.err and "anchors.yaml" in answer.err


def test_every_shipped_rule_norm_and_note_has_an_anchor(checkout, tmp_path):
    for name in FILES:
        (tmp_path / f"{name}.txt").write_text("niets", "utf-8")
    listed = json.loads(call(["sources", "check", "--documents", ".", "--format", "json"], tmp_path).out)
    assert {d["document"] for d in listed["documents"]} == set(FILES)
    assert {place["state"] for d in listed["documents"] for place in d["places"]} == {"vanished"}
    shipped = read_anchors(shipped_content())
    assert all(len(a.words.split()) <= MOST_WORDS and a.lines for a in shipped) and shipped


@pytest.mark.long
def test_every_place_in_the_real_sources(tmp_path):
    if not SOURCES.is_dir():
        pytest.skip(f"the source documents are not at {SOURCES}: no rule's place was looked for")
    for name, number in FILES.items():
        (tmp_path / f"{name}.txt").symlink_to(next(SOURCES.glob(f"{number}_*.txt")))
    answer = call(["sources", "check", "--documents", ".", "--format", "json"], tmp_path)
    assert answer.status == 0, answer.err
    listed = json.loads(answer.out)["documents"]
    assert {place["state"] for d in listed for place in d["places"]} == {"found"}
