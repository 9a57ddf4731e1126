"""Files that are damaged, hostile or double are told so: never a crash, never a silent choice."""

import os
import shutil
from pathlib import Path

import pytest

from leidraad.actions.check import check
from leidraad.diagnostics import UserInputError
from leidraad.reading import cache

ACTS = "shared/acts/acts.yaml"
MORE = "shared/dictionary/more.yaml"
ITEM = "{group: g, kind: raw, label: {nl: a, en: b}, definition: {en: x}, "
LAUGHS = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10) if i else 'x'}]\n" for i in range(9))
KEY, OTHER = "0" * 64, "1" * 64


@pytest.fixture
def content(checkout, tmp_path):
    return Path(shutil.copytree(checkout / "tests/messages/base", tmp_path / "content"))


@pytest.mark.parametrize(
    ("file", "text", "code", "said"),
    [
        (ACTS, "a: &x\n  label: *x\n", "yaml", "nested too deep"),
        (ACTS, "[" * 3000, "yaml", "nested too deep"),
        (ACTS, LAUGHS, "yaml", "grows too large"),
        (ACTS, "? [a]\n: b\n", "yaml", "name of a field"),
        (ACTS, "a: b\x07\n", "yaml", "no text"),
        (ACTS, "- a\n", "wrong-value", "expected fields, got a list"),
        (ACTS, "hello\n", "wrong-value", "expected fields, got a text"),
        (MORE, "- a\n", "wrong-value", "expected fields, got a list"),
        (MORE, f"m: {ITEM} type: integer, range: [a, b]}}", "wrong-value", "no pair of numbers"),
        (MORE, f"m: {ITEM} type: choice, values_from: m}}", "cyclic-values", "taken from itself"),
        (MORE, f"m: {ITEM} type: choice, unit: [a]}}", "wrong-value", "expected a text or nothing, got a list"),
        (MORE, f"m: {ITEM} type: choice, values: {{v: {{nl: a, en: b, implies: {{n: '5'}}}}}}}}\n"
         f"n: {ITEM} type: integer}}\n", "type", "cannot be implied"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_so(content, mistakes, file, text, code, said):
    (content / file).write_text(text, "utf-8")
    (found, *_) = mistakes(check, content)
    assert found.code == code and said in found.message


def test_a_file_that_is_no_text(content, mistakes):
    (content / ACTS).write_bytes(b"a: caf\xe9\n")
    assert mistakes(check, content)[0].code == "not-text"


def test_two_editions_of_one_guideline_are_not_mixed(content, mistakes):
    shutil.copytree(content / "demo/2026", content / "demo/2027")
    assert "duplicate-guideline" in [d.code for d in mistakes(check, content)]


def test_a_rule_does_not_disagree_with_itself(content, mistakes):
    passport = content / "demo/2026/guideline.yaml"
    twice = "conflicts: [{ rules: [demo-1-01, demo-1-01], why: { nl: a, en: b } }]\n"
    passport.write_text(passport.read_text("utf-8") + twice, "utf-8")
    assert mistakes(check, content)[0].code == "self-conflict"


def test_without_a_home_there_is_no_cache(monkeypatch):
    for name in ("HOME", "XDG_CACHE_HOME", "LEIDRAAD_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    cache.store(KEY, b"{}")
    assert cache.load(KEY) is None


def test_the_cache_keeps_a_few_and_leaves_other_files_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("LEIDRAAD_CACHE", str(tmp_path))
    (tmp_path / "mine.json").write_text("{}")
    for number in range(cache.MOST_KEPT + 3):
        cache.store(f"{number:064x}", b"{}")
        os.utime(tmp_path / f"{number:064x}.json", (number, number))
    cache.store(KEY, b"[]")
    assert cache.load(KEY) == b"[]" and (tmp_path / "mine.json").exists()
    assert len(list(tmp_path.iterdir())) == cache.MOST_KEPT + 1


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("LEIDRAAD_CACHE", str(tmp_path))
    monkeypatch.setattr("os.replace", full)
    cache.store(OTHER, b"{}")
    assert list(tmp_path.iterdir()) == []


def test_nothing_wrong_is_found_in_what_is_right(content):
    try:
        check(content)
    except UserInputError as error:
        pytest.fail(str(error))
