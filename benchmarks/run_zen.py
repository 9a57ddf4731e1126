"""Time zen-engine on one decision. Runs in a Python of its own, where zen-engine is; must not import Leidraad.

Reads a request as JSON from standard input and writes the answer as JSON: seconds of each repeat, values by patient.
"""

import importlib.metadata
import json
import sys
import time

import zen


def main() -> None:
    """Answer one request."""
    try:
        json.dump(answer(json.load(sys.stdin)), sys.stdout)
    except RuntimeError as error:
        sys.exit(str(error).splitlines()[0])  # What follows is a stack of addresses.


def answer(request: dict) -> dict:
    """Return the values and the seconds that a request asks for."""
    content = zen.ZenDecisionContent(json.dumps(request["decision"]))  # Compiled once: twice as fast as the bare JSON.
    decision = zen.ZenEngine().create_decision(content)
    facts = {patient["id"]: patient["facts"] for patient in request["patients"]}
    # Without one that is timed, a repeat is all of them.
    chosen = [facts[request["timed"]]] if request["timed"] else list(facts.values())
    return {
        "version": f"zen-engine {importlib.metadata.version('zen-engine')}, Python {sys.version.split()[0]}",
        "values": {name: decision.evaluate(given)["result"] for name, given in facts.items()},
        "seconds": timed(decision, chosen, request["warmup"], request["repeats"]),
    }


def timed(decision: zen.ZenDecision, patients: list[dict], warmup: int, repeats: int) -> list[float]:
    """Return the seconds of each repeat, after some that do not count."""
    seconds = []
    for _ in range(warmup + repeats):
        start = time.perf_counter()
        for facts in patients:
            decision.evaluate(facts)
        seconds.append(time.perf_counter() - start)
    return seconds[warmup:]


if __name__ == "__main__":
    main()
