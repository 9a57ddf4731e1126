"""Every official CQL test, from text to value. Those of `excluded.yaml` must fail: one that passes is an error.

A test that is marked invalid passes when the text is refused for what is wrong in it. Where it is refused only because
Leidraad lacks the form or the function, nothing is shown, and the test counts as not passed.
"""

import collections
import datetime
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import yaml

from leidraad.compiling.from_syntax import Names, compile_expression
from leidraad.diagnostics import LeidraadError
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.language.from_text import parse

HERE = Path(__file__).parent
NAMESPACE = "{http://hl7.org/fhirpath/tests}"
NOBODY = Patient({}, {}, datetime.date(2026, 1, 1))
LACKING = {"syntax", "unknown-function", "unknown-item"}


class Official(msgspec.Struct, frozen=True):
    """One test of the suite. `output` is CQL too; `invalid` says that the expression must be refused."""

    id: str
    expression: str
    output: str | None
    invalid: bool


class Exclusions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tests that are not expected to pass, for one reason: by file and group of the suite."""

    reason: str
    tests: dict[str, dict[str, list[str]]]


def official_tests() -> Iterator[Official]:
    """Yield every test of every file."""
    for file in sorted((HERE / "cql").glob("*.xml")):
        for group in ElementTree.parse(file).getroot().iter(f"{NAMESPACE}group"):
            for test in group.findall(f"{NAMESPACE}test"):
                yield _official(f"{file.stem}/{group.get('name')}/{test.get('name')}", test)


def _official(name: str, test: ElementTree.Element) -> Official:
    expression = test.find(f"{NAMESPACE}expression")
    output = test.findtext(f"{NAMESPACE}output")
    return Official(name, expression.text, output, expression.get("invalid", "false") != "false")


def exclusions() -> list[Exclusions]:
    """Return the groups of `excluded.yaml`."""
    return msgspec.convert(yaml.safe_load((HERE / "excluded.yaml").read_text("utf-8")), list[Exclusions])


def excluded_ids() -> list[str]:
    """Return the ids of all excluded tests, in the order of the file."""
    return [
        f"{file}/{group}/{name}"
        for entry in exclusions()
        for file, groups in entry.tests.items()
        for group, names in groups.items()
        for name in names
    ]


def value_of(text: str) -> Fact:
    """Return the value of a CQL text without data."""
    return evaluate(compile_expression(parse(text), Names()).node, NOBODY)


def passes(test: Official) -> bool:
    """Return whether Leidraad does what the test demands."""
    try:
        value = value_of(test.expression)
        expected = None if test.invalid else value_of(test.output)
    except LeidraadError as error:
        return test.invalid and not {d.code for d in error.diagnostics} & LACKING
    return not test.invalid and same(value, expected)


def same(value: Fact, expected: Fact) -> bool:
    """Return whether two values are of one type and equal, element by element; null is the same as null."""
    if isinstance(value, tuple) and isinstance(expected, tuple):
        return len(value) == len(expected) and all(map(same, value, expected))
    return type(value) is type(expected) and value == expected


EXCLUDED = frozenset(excluded_ids())


@pytest.mark.parametrize("test", [pytest.param(t, id=t.id) for t in official_tests() if t.id not in EXCLUDED])
def test_official(test: Official) -> None:
    """Every test that is not excluded passes."""
    assert passes(test), f"{test.expression} should be {'refused' if test.invalid else test.output}"


def test_exclusions_are_strict() -> None:
    """No excluded test passes."""
    assert not [t.id for t in official_tests() if t.id in EXCLUDED and passes(t)]


def test_exclusions_name_tests_once() -> None:
    """Every excluded name is a test of the suite, and stands in one group only."""
    named = collections.Counter(excluded_ids())
    suite = collections.Counter(t.id for t in official_tests())
    assert not [name for name, count in named.items() if count > 1 or name not in suite]
    assert not [name for name, count in suite.items() if count > 1]


def test_every_exclusion_has_a_reason() -> None:
    """A group of exclusions says why in a sentence."""
    assert not [entry for entry in exclusions() if len(entry.reason.split()) < 4 or not entry.tests]
