"""Write a synthetic registry: a demonstration and a test bed, no evidence, and marked as such in every row."""

from pathlib import Path

import msgspec

from leidraad import __version__
from leidraad.actions.load_content import load_all
from leidraad.actions.load_report import load_report
from leidraad.diagnostics import Span, wrong
from leidraad.model.content import Wording
from leidraad.reading.content_folder import edition_root, shipped_content
from leidraad.reading.located_yaml import Document
from leidraad.reading.text_file import read_text
from leidraad.records.mapping import read_mapping
from leidraad.records.statuses_out import check_form, opened_out, replaced
from leidraad.registry.synthetic import synthetic_registry
from leidraad.registry.synthetic.items import as_items
from leidraad.registry.synthetic.margins import Margins

MAPPING = "nkr"
COLUMNS = ("items", MAPPING)
BATCH = 131_072  # rows
MOST = 10_000_000  # patients: what fits in the memory of a plain machine


class Synthetic(msgspec.Struct, frozen=True):
    """What was written: how many rows, and what the registry is and is not."""

    out: str
    patients: int
    seed: int
    about: Wording


def synth(out: Path, patients: int, seed: int, columns: str = "items", folder: Path | None = None) -> Synthetic:
    """Write a registry of so many tumours to a CSV or Parquet file; raise UserInputError when it cannot be.

    `columns` are data items, or the names of the Dutch cancer registry, which the mapping `nkr` reads. The same
    patients, seed and margins give the same rows.
    """
    source, margins = load_margins(folder)
    _check(out, source, patients, seed)
    about = {
        "synthetic": "true",
        "seed": seed,
        "patients": patients,
        "made_with": __version__,
        "about": margins.about.en,
    }
    table = synthetic_registry(margins, patients, seed)
    if columns != MAPPING:
        table = as_items(table, read_mapping(MAPPING).with_report(), load_report(load_all(folder), folder).items)
    with replaced(out) as part:
        target = opened_out(out.suffix, part, table.schema, (), about)
        for batch in table.to_batches(BATCH):
            target.write(batch)
        target.close()
    return Synthetic(str(out), patients, seed, margins.about)


def load_margins(folder: Path | None = None) -> tuple[Path, Margins]:
    """Return the margins of the content, and the file in which they stand."""
    root, edition = edition_root(folder or shipped_content())
    files = sorted((edition or root).glob("report/synthetic.yaml" if edition else "*/*/report/synthetic.yaml"))
    if not files:
        hint = "name the folder of guidelines that came with the program"
        raise wrong("no-content", f"`{root}` holds no margins of a synthetic registry", None, hint)
    place = files[-1].relative_to(root).as_posix()
    return files[-1], Document(read_text(files[-1]), Span(place)).convert(Margins)


def _check(out: Path, source: Path, patients: int, seed: int) -> None:
    check_form(out, source)
    if out.suffix.lower() == ".xlsx":
        raise wrong("wrong-form", f"`{out}` is no CSV or Parquet file", None, "let the name end in .parquet or .csv")
    if not 1 <= patients <= MOST:
        raise wrong("out-of-range", f"{patients} is no number of patients", None, f"name a number from 1 to {MOST:,}")
    if seed < 0:
        raise wrong("out-of-range", f"{seed} is no seed", None, "name a number from 0")
