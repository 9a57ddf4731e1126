"""What holds for all tests: no network, no global randomness, a cache of their own, no silent skips in CI."""

import os
import random
import socket

import ibis  # noqa: F401 - its import draws from the global random state; so it is imported before any test
import pytest


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory):
    """Compile the content once per worker, away from the user's cache."""
    os.environ["LEIDRAAD_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def closed_network(monkeypatch):
    """A test that opens a connection fails."""

    def refuse(*args, **kwargs):
        raise AssertionError("a test may not use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(autouse=True)
def untouched_randomness():
    """A test that uses the global random state fails."""
    before = random.getstate()
    yield
    assert random.getstate() == before, "this test used the global random state"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skip is a failure: what was not checked is not passed."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
