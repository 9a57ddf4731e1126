"""How every command behaves, whatever it advises: help, languages, colours, safety words, cache, same bytes again."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_line import advice, advise, call

from leidraad.cli.main import commands
from leidraad.explaining.phrases import LANGUAGES
from leidraad.explaining.safety import SAFETY

SWELLING = {
    "age_years": 54,
    "site": "thigh",
    "size_cm": 7.5,
    "tissue_layer": "deep_not_specified",
    "swelling_present": True,
}
COMMANDS = sorted(commands.commands)
DAMAGED = [b"", b"{", b"null", b"[]", b"{}", b"[" * 100_000, b'{"items": {"\xff": 1}}', b'{"items": 1e999}']


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture
def small(checkout, tmp_path):
    """A small guideline that compiles fast, and a case of which nothing is known."""
    shutil.copytree(checkout / "tests/messages/base", tmp_path / "content")
    (tmp_path / "case.json").write_text("{}")
    return tmp_path


def advise_small(folder: Path):
    return call(["advise", "case.json", "--guidelines", "content", "--on", "2026-11-20"], folder)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_of_the_program(flag, tmp_path):
    answer = call([flag], tmp_path)
    assert answer.status == 0 and answer.err == ""
    assert all(re.search(rf"^  {name} ", answer.out, re.MULTILINE) for name in COMMANDS)
    assert "it decides nothing" in plain(answer.out)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command, flag, tmp_path):
    answer = call([command, flag], tmp_path)
    assert answer.status == 0 and answer.err == ""
    assert plain(commands.commands[command].help).split(".")[0] in plain(answer.out)
    # A choice says itself what it takes; every other option says what it does.
    silent = [o.name for o in commands.commands[command].params
              if isinstance(o, click.Option) and not o.help and not isinstance(o.type, click.Choice)]  # fmt: skip
    assert silent == []


def test_no_command_shows_the_help(tmp_path):
    answer = call([], tmp_path)
    assert answer.status == 2 and answer.out == "" and "Commands:" in answer.err


def test_version(tmp_path):
    assert re.fullmatch(r"leidraad, version \d+\.\d+\.\d+\n", call(["--version"], tmp_path).out)


def test_both_languages(tmp_path):
    dutch, english = (advise(SWELLING, tmp_path, "--lang", language).out for language in LANGUAGES)
    assert dutch.startswith("54 jaar") and "NOG NIET" in dutch and "7,5 cm" in dutch
    assert english.startswith("54 years") and "NOT YET" in english and "7.5 cm" in english
    assert dutch == advise(SWELLING, tmp_path).out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", [SWELLING, {"tumour_origin": "bone"}], ids=["swelling", "excluded"])
def test_safety_words_stand_on_every_page(facts, language, tmp_path):
    words = getattr(SAFETY, language)
    for form in ("text", "html"):
        page = advise(facts, tmp_path, "--lang", language, "--format", form).out
        assert plain(words) in plain(page), form
    assert advice(facts, tmp_path)["safety"] == {"nl": SAFETY.nl, "en": SAFETY.en}


def test_a_page_of_nothing_is_honest(tmp_path):
    page = plain(advise({}, tmp_path, "--lang", "en").out)
    assert page.startswith("Age, site and diagnosis not known · Phase: phase unknown")
    assert "No advice for this phase with what is known." in page and plain(SAFETY.en) in page


def test_the_safety_words_say_what_the_manual_promises():
    for promise in ("decides nothing", "Not a CE-marked", "No clinician has reviewed", "reference centre is binding"):
        assert promise in SAFETY.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_that_the_guideline_is_not_authorised(language, tmp_path):
    text = plain(advise(SWELLING, tmp_path, "--lang", language).out)
    assert {"nl": "nog niet vastgesteld", "en": "not yet authorised"}[language] in text


@pytest.mark.parametrize("options", [(), ("--full",), ("--format", "json"), ("--format", "html")])
def test_no_colour_where_there_is_no_terminal(options, tmp_path):
    answer = advise(SWELLING, tmp_path, *options)
    assert answer.status == 0 and answer.err == "" and "\x1b" not in answer.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_full_lists_what_is_folded(language, tmp_path):
    short = advise(SWELLING, tmp_path, "--lang", language).out
    long = advise(SWELLING, tmp_path, "--lang", language, "--full").out
    rules = [r for r in advice(SWELLING, tmp_path)["advice"] if r["audience"] == "act"]
    open_rules = {r["id"] for r in rules if r["status"] in ("applies", "not_yet")}
    assert len(open_rules) > 10
    assert {name for name in open_rules if not re.search(rf"{re.escape(name)}\b", long)} == set()
    assert {name for name in open_rules if not re.search(rf"{re.escape(name)}\b", short)}
    assert len(short.splitlines()) < len(long.splitlines())


@pytest.mark.parametrize("full", [(), ("--full",)])
def test_lines_fit_a_terminal(full, tmp_path):
    for language in LANGUAGES:
        lines = advise(SWELLING, tmp_path, "--lang", language, *full).out.splitlines()
        assert max(map(len, lines)) <= 96


def test_a_cache_that_cannot_be_made_is_no_error(small, monkeypatch):
    expected = advise_small(small).out
    (small / "file").write_text("")
    monkeypatch.setenv("LEIDRAAD_CACHE", str(small / "file" / "cache"))
    answer = advise_small(small)
    assert (answer.status, answer.err, answer.out) == (0, "", expected)


def test_a_cache_that_cannot_be_written_is_no_error(small, monkeypatch):
    expected = advise_small(small).out
    cache = small / "cache"
    cache.mkdir()
    monkeypatch.setenv("LEIDRAAD_CACHE", str(cache))

    def refuse(*arguments, **more):
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    answer = advise_small(small)
    assert (answer.status, answer.err, answer.out) == (0, "", expected)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_cache_is_made_anew(data, small, monkeypatch):
    monkeypatch.setenv("LEIDRAAD_CACHE", str(small / "cache"))
    expected = advise_small(small)
    (file,) = (small / "cache").iterdir()
    good = file.read_bytes()
    file.write_bytes(data)
    assert advise_small(small) == expected and expected.status == 0
    assert file.read_bytes() == good


def test_a_cache_with_one_changed_byte_is_no_crash(small, monkeypatch):
    monkeypatch.setenv("LEIDRAAD_CACHE", str(small / "cache"))
    expected = advise_small(small)
    (file,) = (small / "cache").iterdir()
    good = file.read_bytes()
    assert expected.status == 0 and b"surgery_done" in good
    places = [0, len(good) // 3, len(good) - 1]
    for damaged in (*(good[:p] + b"\xff" + good[p + 1 :] for p in places), good.replace(b"size_cm", b"sizy_cm")):
        file.write_bytes(damaged)
        assert advise_small(small) == expected


def test_a_changed_file_is_not_answered_from_the_cache(small, monkeypatch):
    monkeypatch.setenv("LEIDRAAD_CACHE", str(small / "cache"))
    advise_small(small)
    (small / "content/shared/dictionary/items.yaml").write_text("wrong: [")
    assert advise_small(small).status == 2


@pytest.mark.parametrize("options", [("--full",), ("--format", "json"), ("--format", "html")])
def test_two_runs_give_the_same_bytes(options, tmp_path):
    """In processes of their own, with hashes of their own, on the console script itself."""
    (tmp_path / "case.json").write_text(json.dumps(SWELLING))
    command = [Path(sys.executable).with_name("leidraad"), "advise", "case.json", "--on", "2026-11-20", *options]

    def run(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True).stdout

    first = run("1")
    assert first == run("2") == advise(SWELLING, tmp_path, *options).out.encode()
    assert b"\x1b" not in first


def test_a_pipe_that_closes_early_is_no_error(tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(SWELLING))
    words = ["advise", "case.json", "--format", "json"]
    command = [Path(sys.executable).with_name("leidraad"), *words]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
