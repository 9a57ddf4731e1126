"""Every data item changes some advice, or says why it changes none; what it changes is proved by `leidraad check`."""

import pytest

from leidraad.actions.load_content import load_all
from leidraad.verifying.about.items import Readers

CONTENT = load_all()
READERS = Readers(CONTENT)
DATED = {name for schedule in CONTENT.schedules for name in schedule.start}


@pytest.mark.parametrize("name", CONTENT.items)
def test_an_item_is_read_or_says_why_not(name):
    """No item is there for no reason, and no reason stands beside an item that is read."""
    is_read = bool(READERS.of(name)) or name in DATED
    assert is_read is (CONTENT.items[name].no_rule is None)
