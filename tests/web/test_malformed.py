"""Nothing that is sent brings the application down: every wrong request gets a clear message, and only that."""

import re
import time
from collections import Counter

import pytest
from web.malformed import requests

SEED = 20261120
ANSWERS = {200, 412, 413, 415, 422}
# What a programmer would understand, and a user would not.
HOST_WORDS = re.compile(r"Traceback|File \"|NoneType|\bdict\b|\bstr\b|\bint\b|KeyError|object at 0x|<class|Exception")
LONGEST = 500  # of a message with its hint: the one value that is wrong, cut, and words
SLOWEST = 8.0  # seconds of processor time


def test_malformed_requests_are_refused_with_a_clear_message(program, knowledge):
    refused = send(program, knowledge, 2_000)
    assert sum(refused.values()) > 1_400


@pytest.mark.long
def test_ten_thousand_malformed_requests(program, knowledge):
    refused = send(program, knowledge, 10_000)
    assert sum(refused.values()) > 7_000


def send(program, knowledge, count):
    """Send that many; return how many of each way were refused."""
    refused, ways = Counter(), set()
    for wrong in requests(SEED, count, knowledge.content.items):
        ways.add(wrong.way)
        before = time.process_time()
        answer = program.post(wrong.path, content=wrong.body, headers={"Content-Type": wrong.media})
        assert time.process_time() - before < SLOWEST, wrong.way
        assert answer.status_code in ANSWERS, (wrong.way, answer.status_code, wrong.body[:2000])
        if answer.status_code != 200:
            refused[wrong.way] += 1
            is_clear(answer, wrong)
    assert ways == set(refused), "a way of being wrong was never refused"
    return refused


def is_clear(answer, wrong):
    """Check that the answer holds nothing but messages, each short, in words, and with something to do."""
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert set(told) == {"errors"}
    assert told["errors"]
    for error in told["errors"]:
        said = f"{error['message']} {error['hint']}"
        assert re.match(r"[a-z`\d]", error["message"]), error
        assert not error["message"].endswith("."), error
        assert error["code"] != "our-fault", error
        assert len(said) <= LONGEST, (wrong.way, said)
        assert not HOST_WORDS.search(said), (wrong.way, said)
        assert error["hint"], (wrong.way, error)
