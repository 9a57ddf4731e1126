"""Prove all that is claimed of the guidelines of a folder, and all that is asked of every guideline."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from leidraad.actions.check import check
from leidraad.actions.kept_proofs import keep, proofs_key
from leidraad.actions.load_report import check_reports
from leidraad.diagnostics import Diagnostic
from leidraad.model.content import Content, from_json, to_json
from leidraad.verifying.proofs import PARTS
from leidraad.verifying.results import Result

PROCESSES = 2
# The longest first; what is reported keeps the order of PARTS.
WORKED_ON = ("conditions", "rules", "claims")


class Proven(msgspec.Struct, frozen=True):
    """A checked content, with the warnings about it and what came of every proof."""

    content: Content
    warnings: list[Diagnostic]
    results: list[Result]

    @property
    def failed(self) -> bool:
        """Return whether anything was refuted, is declared but not so, or could not be decided."""
        return any(result.failed for result in self.results)


def prove(folder: Path | None = None) -> Proven:
    """Return what came of all checks; raise UserInputError when the content cannot be compiled.

    It is kept for whoever reads the guidelines, who cannot wait for a proof.
    """
    key = proofs_key(folder)
    content, warnings = check(folder)
    check_reports(content, folder)
    found = results(content)
    keep(key, found)
    return Proven(content, warnings, found)


def results(content: Content) -> list[Result]:
    """Return what came of every proof, in an order that does not depend on which process was done first."""
    data = to_json(content)
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=fresh) as pool:
        found = {part: pool.submit(_part, part, data) for part in WORKED_ON}
        return [result for part in PARTS for result in found[part].result()]


def _part(name: str, data: bytes) -> list[Result]:
    return list(PARTS[name](from_json(data)))
