"""What was proved stands on the pages of guidelines: of exactly this content, also if proved after the start."""

from decimal import Decimal

import pytest

from leidraad.actions import load_content as loading
from leidraad.actions.kept_proofs import keep, kept_proofs, proofs_key
from leidraad.diagnostics import Span
from leidraad.model.content import Wording
from leidraad.verifying.results import Result

TITLE = Wording("Schema van de nacontrole", "Schedule of follow-up")
PLACE = Span("wdt/claims.yaml")
PROVED = Result("answered", ("follow_up_schedule",), ("wdt",), "proved", PLACE, TITLE, rules=("wdt-5-01", "wdt-5-02"))
GAP = Result(
    "answered", ("follow_up_schedule",), ("wdt",), "declared", PLACE, TITLE,
    witness={"size_cm": Decimal("7.5"), "procedures_considered": frozenset({"core_needle"})},
    findings=("wdt-5-f03",), shows="gap", rules=("wdt-5-01", "wdt-5-02"),
)  # fmt: skip
ASKED = [
    Result("applies", ("wdt-5-01",), ("wdt",), "proved", PLACE),
    Result("weaker", ("wdt-5-01 done",), ("wdt",), "proved", PLACE),
    Result("applies", ("wdt-6-01",), ("wdt",), "proved", PLACE),
]
REFUTED = Result("spares", ("wdt-5-02",), ("wdt",), "refuted", PLACE, witness={"age_years": 54})
HERE, ELSEWHERE = "/guidelines/wdt/5", "/guidelines/wdt/1"


@pytest.fixture(autouse=True)
def unproved(knowledge, monkeypatch, tmp_path):
    """A cache of its own, and an application that has not seen proofs yet."""
    monkeypatch.setattr(knowledge.library, "_proofs", None)
    monkeypatch.setenv("LEIDRAAD_CACHE", str(tmp_path))


def proofs(program, path, lang="nl"):
    program.cookies.set("leidraad-lang", lang)
    return program.get(f"{path}.json").json()["proofs"]


def text(program, path):
    return " ".join(program.get(path, headers={"Accept": "text/html"}).text.split())


def test_where_nothing_was_proved_the_page_says_so_and_names_the_command(program):
    assert proofs(program, HERE) == {"held": False, "claims": [], "asked": ""}
    assert "leidraad check" in text(program, HERE)
    assert "leidraad check" in text(program, "/guidelines")


@pytest.mark.parametrize(("lang", "size", "title"), [("nl", "7,5 cm", TITLE.nl), ("en", "7.5 cm", TITLE.en)])
def test_a_claim_and_its_gap_stand_with_the_example_patient(program, lang, size, title):
    keep(proofs_key(), [PROVED, GAP])
    (claim,) = proofs(program, HERE, lang)["claims"]
    assert (claim["id"], claim["title"]) == ("follow_up_schedule", title)
    proved, gap = claim["outcomes"]
    assert (proved["example"], proved["findings"]) == ("", [])
    assert size in gap["example"]
    assert gap["findings"] == ["wdt-5-f03"]
    said = text(program, HERE)
    assert all(words in said for words in (title, size, "wdt-5-f03", gap["said"], proved["verdict"]))
    assert proofs(program, ELSEWHERE, lang)["claims"] == []


def test_what_is_asked_of_every_rule_is_counted_and_told_where_it_fails(program):
    keep(proofs_key(), [*ASKED, REFUTED])
    found = proofs(program, HERE)
    assert "3 vragen, 2 bewezen" in found["asked"]
    (failed,) = found["claims"]
    assert failed["id"] == "wdt-5-02"
    assert "54 jaar" in failed["outcomes"][0]["example"]


def test_the_passport_counts_what_came_of_the_claims(program):
    keep(proofs_key(), [PROVED, GAP, *ASKED])
    program.cookies.set("leidraad-lang", "nl")
    passports = {g["id"]: g for g in program.get("/guidelines.json").json()["guidelines"]}
    assert passports["wdt"]["proofs"] == "1 bewezen, 1 open in de bron"


def test_proofs_of_another_content_or_program_are_not_shown(monkeypatch):
    keep(proofs_key(), [PROVED])
    assert len(kept_proofs(proofs_key())) == 1
    monkeypatch.setattr(loading, "_program", lambda: "another")
    assert kept_proofs(proofs_key()) is None


def test_a_damaged_file_is_as_none(tmp_path):
    keep(proofs_key(), [PROVED])
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(file.read_bytes()[:-20])
    assert kept_proofs(proofs_key()) is None
