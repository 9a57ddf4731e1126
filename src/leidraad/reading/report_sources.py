"""The folder `report/` of an edition: its files and their shapes. Texts of conditions are not parsed here."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from leidraad.diagnostics import nearest, wrong
from leidraad.model.content import Wording
from leidraad.reading.content_folder import content_files, read_file
from leidraad.reading.located_yaml import Document

FILES = ("items", "selection", "checks", "panels", "norms", "published")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source refuses fields that it does not know."""


class StepSource(Entry, frozen=True):
    id: str
    title: Wording
    leave_out: str
    source: str
    rules: list[str] = []
    note: Wording | None = None


class SelectionFile(Entry, frozen=True):
    """The head of the report, and its steps, which are read one by one."""

    title: Wording
    since: datetime.date
    until: datetime.date
    least_count: int
    steps: list[Any]


class CheckSource(Entry, frozen=True):
    id: str
    kind: str
    when: str
    items: list[str]
    text: Wording
    source: str


class PanelSource(Entry, frozen=True):
    id: str
    kind: str
    chapter: str
    title: Wording
    definition: Wording
    population: str
    source: str
    figure: int | None = None
    of: str | None = None
    by: list[str] = []
    rules: list[str] = []
    norms: list[str] = []
    without_step: str | None = None
    note: Wording | None = None
    standard: str | None = None


class VolumeNormSource(Entry, frozen=True):
    id: str
    kind: str
    title: Wording
    population: str
    least: Decimal
    edition: str
    source: str
    since: int | None = None
    until: int | None = None
    of: str | None = None
    note: Wording | None = None


class PublishedSource(Entry, frozen=True):
    id: str
    measure: Wording
    value: Decimal
    unit: str
    source: str
    panel: str | None = None
    cell: dict[str, str | None] = {}
    why_not: Wording | None = None
    shown_back: bool = False


class ReportSource(msgspec.Struct, frozen=True):
    """The files of one report, and the edition of the guideline that it belongs to."""

    guideline: str
    edition: str
    items: Document
    selection: Document
    checks: Document
    panels: Document
    norms: Document
    published: Document


def report_folders(root: Path) -> dict[str, Path]:
    """Return the folder of each report below `root`, by its guideline"""
    content_files(root)  # says what is wrong when this is no folder of guidelines
    return {folder.parent.parent.name: folder for folder in sorted(root.glob("*/*/report")) if folder.is_dir()}


def read_report(root: Path, guideline: str | None = None) -> ReportSource:
    """Read the report of a guideline, or the only one below `root`; raise UserInputError when it is not there."""
    folders = report_folders(root)
    if guideline is None and len(folders) > 1:
        raise wrong("no-report", f"reports stand beside {', '.join(folders)}", None, "name the guideline")
    folder = next(iter(folders.values()), None) if guideline is None else folders.get(guideline)
    if folder is None:
        hint = nearest(guideline or "", folders) or "a report stands in the folder `report/` of an edition"
        raise wrong("no-report", f"`{root}` holds no definition of a report", None, hint)
    read = {name: read_file(root, folder / f"{name}.yaml") for name in FILES}
    return ReportSource(folder.parent.parent.name, folder.parent.name, **read)
