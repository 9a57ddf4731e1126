"""The data items of the shipped dictionary, and a helper to see the mistakes that an input raises."""

from pathlib import Path

import pytest

from leidraad.compiling.dictionary import from_dictionary
from leidraad.diagnostics import Span, UserInputError
from leidraad.reading.content_folder import shipped_content
from leidraad.reading.located_yaml import Document


@pytest.fixture(scope="session")
def items():
    files = sorted(shipped_content().glob("shared/dictionary/*.yaml"))
    return from_dictionary(tuple(Document(f.read_text("utf-8"), Span(f.name)) for f in files))


@pytest.fixture(scope="session")
def checkout() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def mistakes():
    """Return the diagnostics that a call raises."""

    def call(function, *arguments):
        with pytest.raises(UserInputError) as caught:
            function(*arguments)
        return caught.value.diagnostics

    return call
