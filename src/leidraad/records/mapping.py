"""Mapping files: which place of a source supplies which data item. Says nothing about any one patient."""

import copy
import functools
from pathlib import Path

import msgspec

from leidraad.diagnostics import Span, nearest, wrong
from leidraad.model.content import Wording
from leidraad.reading.located_yaml import Document
from leidraad.reading.located_yaml import Path as Place
from leidraad.reading.text_file import read_text

SHIPPED = Path(__file__).resolve().parents[1] / "mappings"
KINDS = ("table", "fhir")


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a combination of columns: `value`, or why the combination leaves the item `unknown`."""

    when: dict[str, str | list[str]]
    value: str | None = None
    unknown: str | None = None


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to read an item: from a column, a FHIRPath, a combination of columns, or a constant."""

    column: str | None = None
    path: str | None = None
    cases: list[Case] = []
    constant: str | None = None
    because: str | None = None
    values: dict[str, str] = {}
    unknown: list[str] = []
    number: bool = False
    unit: str | None = None
    age: bool = False
    newest: bool = False

    def columns(self) -> list[str]:
        """Return the columns that this reading looks at, the first named first."""
        named = [self.column] if self.column else [column for case in self.cases for column in case.when]
        return list(dict.fromkeys(named))


class _Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mapping: str
    kind: str
    about: str | Wording
    items: dict[str, Reading | list[Reading]]
    id: str | None = None
    ignore: dict[str, str] = {}
    systems: dict[str, str] = {}
    define: dict[str, str] = {}
    at_most_one: dict[str, str] = {}
    own_items: str | None = None
    report: dict[str, Reading | list[Reading]] = {}


class Mapping:
    """A mapping file as read. `items` holds the readings of each item, the preferred one first.

    Its section `report` reads items that only a registry report knows; see `with_report`.
    """

    def __init__(self, document: Document) -> None:
        source = document.convert(_Source)
        self.name, self.kind, self.about, self.id = source.mapping, source.kind, _both(source.about), source.id
        self.ignore, self.define, self.at_most_one = source.ignore, source.define, source.at_most_one
        self.systems = {url: short for short, url in source.systems.items()}
        self.own_items = source.own_items
        self.items = {name: _readings(found) for name, found in source.items.items()}
        self._sections = dict.fromkeys(self.items, "items")
        self._report = {name: _readings(found) for name, found in source.report.items()}
        self._document = document
        if self.kind not in KINDS:
            hint = f"write one of {', '.join(KINDS)}"
            raise wrong("wrong-value", f"`{self.kind}` is no kind of mapping", self.span("kind"), hint)

    def span(self, *place: str) -> Span:
        """Return where this part of the mapping stands in its file."""
        while place not in self._document.spans:
            place = place[:-1]
        return self._document.spans[place]

    def places(self) -> list[tuple[str, Place, Reading]]:
        """Return every reading with the name of its item and its place in the file."""
        found = []
        for name, readings in self.items.items():
            for number, reading in enumerate(readings):
                found.append((name, (self._sections[name], name, str(number)), reading))
        return found

    def with_report(self) -> "Mapping":
        """Return the mapping with what its section `report` reads too, from columns that it may otherwise ignore."""
        found = copy.copy(self)
        found.items = self.items | self._report
        found._sections = self._sections | dict.fromkeys(self._report, "report")
        read = {column for readings in self._report.values() for one in readings for column in one.columns()}
        found.ignore = {column: why for column, why in self.ignore.items() if column not in read}
        return found

    def columns(self) -> set[str]:
        """Return the columns that some item is read from."""
        found = {self.id} if self.id else set()
        for _, _, reading in self.places():
            found |= set(reading.columns())
        return found


def _both(about: str | Wording) -> Wording:
    """Return what a mapping says of its source in both languages; a text of one language stands for both."""
    return Wording(nl=about, en=about) if isinstance(about, str) else about


def _readings(found: Reading | list[Reading]) -> tuple[Reading, ...]:
    return tuple(found) if isinstance(found, list) else (found,)


def shipped_mappings() -> list[str]:
    """Return the names of the mappings that come with the program."""
    return sorted(file.stem for file in SHIPPED.glob("*.yaml"))


@functools.lru_cache
def _shipped(name: str) -> Mapping:
    # Shipped files do not change while the program runs.
    file = SHIPPED / f"{name}.yaml"
    return Mapping(Document(file.read_text("utf-8"), Span(f"mappings/{file.name}")))


def read_mapping(name: str) -> Mapping:
    """Return a mapping by its name, or by the path of a file of one's own; raise UserInputError."""
    if name in shipped_mappings():
        return _shipped(name)
    if not Path(name).exists():
        known = shipped_mappings()
        hint = nearest(name, known) or f"the mappings are {', '.join(known)}; or name a file of your own"
        raise wrong("unknown-mapping", f"no mapping `{name}`", None, hint)
    return Mapping(Document(read_text(Path(name)), Span(name)))
