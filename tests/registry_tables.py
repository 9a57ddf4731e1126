"""Small registries written by hand, and reports on them: tables of data items in, the report as data out."""

import csv
import datetime
import functools
from decimal import Decimal
from pathlib import Path

import msgspec

from leidraad.actions.load_content import load_all, load_content
from leidraad.actions.load_report import load_report
from leidraad.actions.report import report
from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Span
from leidraad.language.from_text import parse
from leidraad.model.content import Content, Wording
from leidraad.model.report import Check, Panel, ReportDefinition, Step, VolumeNorm

DAY = datetime.date(2026, 11, 20)
NOWHERE = Span("test")


@functools.cache
def shipped() -> ReportDefinition:
    """Return the definition that comes with the program."""
    return load_report(load_all())


@functools.cache
def few() -> Content:
    """Return few rules, so that a report is soon made."""
    return load_content(only=("iknl",))


@functools.cache
def condition(text: str):
    """Return a condition over the items of the report."""
    return compile_condition(parse(text, NOWHERE), Names(shipped().items))


def words(text: str) -> Wording:
    """Return a text that is the same in both languages."""
    return Wording(nl=text, en=text)


def panel(name: str, kind: str, population: str = "true", of: str | None = None, by: tuple = (), **more) -> Panel:
    """Return a panel of one's own."""
    return Panel(
        id=name, figure=None, kind=kind, chapter="test", title=words(name), definition=words(name),
        population=condition(population), source="test", span=NOWHERE, of=of, by=tuple(by), **more,
    )  # fmt: skip


def step(name: str, leave_out: str) -> Step:
    """Return a step of the selection."""
    return Step(id=name, title=words(name), leave_out=condition(leave_out), source="test", span=NOWHERE)


def check(name: str, kind: str, when: str, items: tuple = ()) -> Check:
    """Return a check of the data."""
    return Check(id=name, kind=kind, when=condition(when), items=items, text=words(name), source="test", span=NOWHERE)


def norm(name: str, kind: str, least: str, population: str = "true", of: str | None = None, **more) -> VolumeNorm:
    """Return a norm."""
    return VolumeNorm(
        id=name, kind=kind, title=words(name), population=condition(population), least=Decimal(least),
        edition="test", source="test", span=NOWHERE, of=condition(of) if of else None, **more,
    )  # fmt: skip


def definition(**parts) -> ReportDefinition:
    """Return a definition with these parts, over the items of the shipped one."""
    nothing = dict.fromkeys(("steps", "checks", "panels", "norms", "published"), ())
    return msgspec.structs.replace(shipped(), **(nothing | parts))


def write(folder: Path, rows: list[dict], name: str = "registry.csv") -> Path:
    """Write rows as a CSV file of all columns that occur."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def made(folder: Path, rows: list[dict] | Path, about: ReportDefinition, content: Content | None = None, **more):
    """Return the report on these rows."""
    table = rows if isinstance(rows, Path) else write(folder, rows)
    return report(content or few(), about, table, folder / "report.json", DAY, lambda *told: None, **more)


def rows(*groups: tuple[int, dict]) -> list[dict]:
    """Return so many equal rows of each kind, each with an id of its own."""
    found = [dict(facts) for count, facts in groups for _ in range(count)]
    return [{"id": f"p{number}", **facts} for number, facts in enumerate(found)]
