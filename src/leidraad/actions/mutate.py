"""How much of the content the worked cases and claims watch: the share of small changes that they notice."""

from pathlib import Path

from leidraad.actions.run_cases import worked_cases
from leidraad.model.content import Content
from leidraad.verifying.mutation import Score, score


def mutate(content: Content, folder: Path | None = None, module: str | None = None) -> Score:
    """Return the mutation score of all rules, or of those of one module."""
    return score(content, worked_cases(content, folder), module)
