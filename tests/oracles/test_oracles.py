"""Engines that nobody here wrote agree with the reference engine on the exported libraries, define by define.

Where an engine differs, the difference has a name and the place in the specification that decides; it must stay there.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest
from generative.drawn import shipped_people
from generative.inventions import DECIMAL_ARITHMETIC, LIST_EQUALITY, PRODUCTS, invent
from generative.people import People
from oracles.ask import ENGINES, Asked, Library, ask, need_engines
from oracles.expected import Expected, agrees

from leidraad.actions.load_content import load_all
from leidraad.actions.run_cases import worked_cases
from leidraad.compiling.from_syntax import Names, compile_expression
from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.exchange.cql import library_name, to_library
from leidraad.exchange.plain_cql import plain_text
from leidraad.language.from_text import parse
from leidraad.model.content import Content

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 1, 1)
# A value of a set or choice may bear the name of an item; the translator asks whether the item was meant.
HARMLESS = "matches the identifier"


class Difference(msgspec.Struct, frozen=True):
    """An expression on which an engine departs from the specification, and where that decides."""

    name: str
    engine: str
    expression: str
    theirs: object
    place: str


EQUAL = "CQL 1.5.3, chapter 4 (Logical Specification), Equal: null elements of lists are considered equal"
DECIMAL = "CQL 1.5.3, appendix B (CQL Reference), Decimal: 28 digits in steps of 10^-8"
OVERFLOW = "CQL 1.5.3, appendix B (CQL Reference), Multiply: null when the result is out of range"
DIFFERENCES = (
    Difference("nulls in lists", "cql-execution", "{ null, 1 } = { null, 1 }", None, EQUAL),
    Difference("decimals as floats", "cql-execution", "1.0 / 3.0", 1 / 3, DECIMAL),
    Difference("short quotients", "kotlin", "1.0 / 3.0", 0.3, DECIMAL),
    Difference("a whole number beside a decimal", "kotlin", "1.25 * 2", 2, DECIMAL),
    Difference("wrapped integers", "kotlin", "70000 * 70000", 605032704, OVERFLOW),
)
# The forms in which these differences arise; without them the engines must agree on whatever is invented.
DIFFERING = (LIST_EQUALITY, DECIMAL_ARITHMETIC, PRODUCTS)


@pytest.fixture(scope="module")
def content(own_cache) -> Content:
    """All shipped guidelines, local protocols too."""
    return load_all()


@pytest.fixture(scope="module")
def exported(content, tmp_path_factory) -> Path:
    """The folder with a library for each guideline."""
    return write(content, tmp_path_factory.mktemp("cql"))


def write(content: Content, folder: Path) -> Path:
    """Write a library for each guideline; exceptions from another guideline stand in it too."""
    for guideline in content.guidelines:
        name = library_name(guideline)
        (folder / f"{name}.cql").write_text(to_library(content, name, (guideline,)), "utf-8")
    return folder


def differing(content: Content, libraries: dict[str, Library], patients: list[Asked], answers: Iterable) -> Iterator:
    """Yield what an engine says otherwise, as text; raise when it left someone out."""
    for patient, answer in zip(patients, answers, strict=True):
        asked = patient.libraries or tuple(libraries)
        assert patient.id == answer.id and not answer.failed and set(answer.values) == set(asked), answer.failed
        expected = Expected(content, Patient(content.items, patient.facts, patient.on))
        for library, values in answer.values.items():
            for define, theirs in zip(libraries[library].defines, values, strict=True):
                ours = expected.value(define)
                if not agrees(ours, theirs):
                    yield f"{patient.id}, {define}: ours {ours}, theirs {theirs}"


def check(engine: str, content: Content, folder: Path, patients: list[Asked]) -> None:
    """Fail with what the translator remarks, or with the first differences from the reference engine."""
    libraries, answers = ask(engine, folder, patients)
    assert {name: library.errors for name, library in libraries.items() if library.errors} == {}
    assert not [line for library in libraries.values() for line in library.warnings if HARMLESS not in line]
    assert list(itertools.islice(differing(content, libraries, patients, answers), 5)) == []


def of_cases(content: Content, whole: bool = True) -> list[Asked]:
    """Return every worked case; unless `whole`, to be asked of the guidelines that it speaks of only."""
    library = {rule.id: library_name(g) for g in content.guidelines for rule in g.rules}
    return [
        Asked(case.id, case.facts, case.on, () if whole else tuple(sorted({library[rule] for rule in case.expect})))
        for case in worked_cases(content)
    ]


def drawn(content: Content, seed: int, count: int) -> list[Asked]:
    """Return patients near the thresholds of the shipped rules, most of them a worked case somewhat changed."""
    people, rng = shipped_people(content, TODAY), Random(seed)
    return [Asked(f"drawn {seed}.{number}", people.facts(rng), TODAY) for number in range(count)]


def test_shipped_rules_on_cql_execution(content, exported):
    """Every worked case on the guidelines that it speaks of, and some drawn patients on all."""
    need_engines()
    check("cql-execution", content, exported, [*of_cases(content, whole=False), *drawn(content, 1, 300)])


def test_shipped_rules_on_kotlin(content, exported):
    """A few drawn patients: this engine is slow."""
    need_engines()
    check("kotlin", content, exported, drawn(content, 1, 30))


PARTS = 5


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("engine", ENGINES)
def test_shipped_rules_at_length(engine, part, content, exported):
    """Every worked case and 10,000 drawn patients, on every guideline, in as many parts."""
    need_engines()
    check(engine, content, exported, [*of_cases(content)[part::PARTS], *drawn(content, 100 + part, 10_000 // PARTS)])


@pytest.mark.parametrize("engine", ENGINES)
def test_invented_rules(engine, tmp_path):
    """Contents with every node kind; patients with nulls of every type."""
    need_engines()
    rng = Random(2)
    invented = invent(rng, 25, DIFFERING)
    people = People(invented, TODAY)
    write(invented, tmp_path)
    check(engine, invented, tmp_path, [Asked(str(n), people.facts(rng), TODAY) for n in range(40)])


@pytest.mark.parametrize("engine", ENGINES)
def test_known_differences(engine, tmp_path):
    """An engine still departs from the specification where it was seen to."""
    need_engines()
    texts = [as_cql(difference.expression) for difference in DIFFERENCES]
    defines = [f"define X{n}: {text}" for n, (text, _) in enumerate(texts)]
    (tmp_path / "One.cql").write_text("\n".join(["library One", *defines, ""]), "utf-8")
    _, answers = ask(engine, tmp_path, [Asked("nobody", {}, TODAY)])
    for difference, (_, ours), theirs in zip(DIFFERENCES, texts, next(answers).values["One"], strict=True):
        if engine == difference.engine:
            assert theirs == difference.theirs and not agrees(ours, theirs), difference.name


def test_the_manual_names_every_difference():
    """Name, engine, example and the place that decides stand in the table."""
    told = (ROOT / "docs/why/ties.md").read_text("utf-8")
    for difference in DIFFERENCES:
        assert f"| {difference.name} | {difference.engine} | `{difference.expression}` |" in told
        assert difference.place.partition(": ")[0] in told


def as_cql(expression: str) -> tuple[str, Fact]:
    """Return an expression without data as the export writes it, and its value."""
    node = compile_expression(parse(expression), Names()).node
    return plain_text(node, str), evaluate(node, Patient({}, {}, TODAY))
