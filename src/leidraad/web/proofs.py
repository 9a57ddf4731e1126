"""What was proved of a module, each claim with an example patient. Proves nothing itself."""

import msgspec

from leidraad.model.content import Guideline, Module


class Proof(msgspec.Struct, frozen=True):
    """A claim, what came of it, and the facts of a patient that shows it."""

    title: str
    result: str
    example: str


def proofs(guideline: Guideline, module: Module) -> tuple[Proof, ...]:
    """Return what is held of proofs, and of differences with an earlier edition, for a module."""
    return ()
