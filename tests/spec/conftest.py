"""Every chapter of the manual runs on every engine."""

import pytest
from spec.engine import ENGINES, Manual


@pytest.fixture(params=ENGINES)
def engine(request) -> Manual:
    """Return one engine after another, asked in the words of the manual."""
    return Manual(ENGINES[request.param])
