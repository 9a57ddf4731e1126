"""What a panel is made from: counts by items, and what these items are. Computes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from leidraad.model.content import Item
from leidraad.registry.people import Tally

# The fields of a panel that its kind fills in.
Made = dict[str, Any]


class Counted(msgspec.Struct, frozen=True):
    """Counts by `keys`: the groups of the panel first (`by`), then what it says of each. `least` may be shown."""

    keys: Sequence[str]
    tally: Tally
    by: Sequence[Item]
    of: Item | None
    items: Mapping[str, Item]
    least: int
