"""One application for all tests of this folder, as one start of it has: its keys, and a program that has the key."""

import pytest
from starlette.testclient import TestClient

from leidraad.actions.load_content import load_content
from leidraad.web.app import create_app
from leidraad.web.knowledge import Knowledge
from leidraad.web.security import Keys

HOME = "http://127.0.0.1:8765"


@pytest.fixture(scope="session")
def knowledge():
    return Knowledge(load_content())


@pytest.fixture(scope="session")
def program_keys():
    return Keys()


@pytest.fixture(scope="session")
def application(knowledge, program_keys):
    return create_app(knowledge, program_keys)


@pytest.fixture
def program(application, program_keys):
    """A program on this machine that sends the key of this start."""
    headers = {"Authorization": f"Bearer {program_keys.key}"}
    return TestClient(application, base_url=HOME, headers=headers, follow_redirects=False)
