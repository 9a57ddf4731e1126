"""A condition as a decision table: a row for each way in which it holds, a column for each item. Draws nothing."""

from collections.abc import Iterable

import msgspec

from leidraad.explaining.phrases import Phrases
from leidraad.model import expressions as model
from leidraad.pages.pictures.normal_form import normal, tests, ways
from leidraad.pages.pictures.said import Leaf, Words

MOST_ROWS = 12
MOST_COLUMNS = 8  # beyond these the tree reads better


class Table(msgspec.Struct, frozen=True):
    """The condition holds when all of `always` does and a row too; an empty cell asks nothing of its item."""

    always: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def decision_table(node: model.Expression, say: Phrases) -> Table | None:
    """Return the table of a condition, or None when only its tree is readable."""
    part = normal(node)
    found = ways(part)
    if found is None or len(found) > MOST_ROWS:
        return None
    words = Words(say)
    spoken = [tuple(map(words.leaf, way)) for way in found]
    always = tuple(leaf for leaf in spoken[0] if all(leaf in way for way in spoken))
    rows = [_cells(leaf for leaf in way if leaf not in always) for way in spoken]
    asked = {column for row in rows for column in row}
    # In the order of the condition, so that what is alike stands side by side.
    columns = tuple(c for c in dict.fromkeys(words.leaf(test).label for test in tests(part)) if c in asked)
    if len(columns) > MOST_COLUMNS:
        return None
    joined = f" {words['and']} "
    cells = tuple(tuple(joined.join(row.get(c, ())) for c in columns) for row in rows if columns)
    return Table(tuple(leaf.text for leaf in always), columns, cells)


def _cells(leaves: Iterable[Leaf]) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for leaf in leaves:
        cells.setdefault(leaf.label, []).append(leaf.says)
    return cells
