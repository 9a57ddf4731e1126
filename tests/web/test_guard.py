"""Only this machine, with the token of this start, gets an answer; every answer carries the safety headers."""

import pytest
from starlette.testclient import TestClient

from leidraad.actions.load_content import load_content
from leidraad.web.app import create_app
from leidraad.web.knowledge import Knowledge
from leidraad.web.security import HEADERS, MOST_BYTES, Keys

HOME = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_content())


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def client(knowledge, keys):
    return TestClient(create_app(knowledge, keys), base_url=HOME, follow_redirects=False)


def bearer(keys):
    return {"Authorization": f"Bearer {keys.key}"}


def test_the_token_opens_one_browser_once(client, keys):
    token = keys.token
    opened = client.get("/", params={"token": token})
    assert opened.status_code == 303
    assert "token" not in opened.headers["location"]
    assert client.get("/").status_code == 200
    client.cookies.clear()
    assert client.get("/", params={"token": token}).status_code == 401


@pytest.mark.parametrize("wrong", ["", "x", "🔑"])
def test_another_token_opens_nothing(client, wrong):
    assert client.get("/", params={"token": wrong}).status_code == 401


def test_without_a_key_nothing_is_answered(client):
    for path in ("/", "/static/htmx.min.js", "/api/openapi.json", "/nowhere"):
        assert client.get(path).status_code == 401


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org:8765", "192.168.0.1:8765", ""])
def test_another_host_name_is_refused_even_with_the_key(client, keys, host):
    assert client.get("/", headers={**bearer(keys), "Host": host}).status_code == 403


def test_another_origin_is_refused(client, keys):
    assert client.get("/", headers={**bearer(keys), "Origin": "http://example.org"}).status_code == 403
    assert client.get("/", headers={**bearer(keys), "Origin": HOME}).status_code == 200


def test_every_answer_carries_the_safety_headers(client, keys):
    for answer in (
        client.get("/"),
        client.get("/", headers=bearer(keys)),
        client.get("/nowhere", headers=bearer(keys)),
    ):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_a_request_that_is_too_large_is_refused(client, keys):
    answer = client.post("/", headers=bearer(keys), content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["code"] == "too-large"


def test_a_browser_gets_a_page_and_a_program_json(client, keys):
    headers = bearer(keys)
    assert client.get("/nowhere", headers=headers).json()["errors"][0]["code"] == "no-page"
    answer = client.get("/nowhere", headers={**headers, "Accept": "text/html"})
    assert answer.status_code == 404
    assert "<html" in answer.text
