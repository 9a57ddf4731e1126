"""List what the sources leave unclear, with the readings chosen: of every guideline, local protocols too."""

from pathlib import Path

from leidraad.actions.load_content import load_all
from leidraad.explaining.finding_list import FindingList, finding_list
from leidraad.model.content import Content


def findings(folder: Path | None = None, only: tuple[str, ...] = ()) -> tuple[FindingList, Content]:
    """Return the findings and the content that they are about; raise UserInputError for an unknown guideline."""
    content = load_all(folder, only)
    return finding_list(content), content
