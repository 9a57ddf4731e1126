"""Chapter 9: the status of a rule, the first that holds, and its timing."""

import pytest
from spec.engine import guideline, rule

T, F, N = True, False, None
FULL = {"when": "a = true", "gate": "b = true", "done": "c = true"}


@pytest.mark.parametrize(
    ("a", "b", "c", "status"),
    [
        (F, T, T, "not_applicable"),
        (F, N, N, "not_applicable"),
        (N, T, T, "undetermined"),
        (N, F, N, "undetermined"),
        (T, T, T, "done"),
        (T, F, T, "done"),
        (T, N, T, "done"),
        (T, F, F, "not_yet"),
        (T, N, F, "not_yet"),
        (T, F, N, "not_yet"),
        (T, T, F, "applies"),
        (T, T, N, "applies"),
    ],
)
def test_condition_gate_and_done(engine, a, b, c, status):
    """Condition, then done, then gate. A gate and a `done` that are null are not known to hold."""
    content = guideline(rule("r", **FULL))
    assert engine.status(content, {"a": a, "b": b, "c": c}) == status


def test_the_order_of_the_six(engine):
    """Take one reason away after another: each status gives way to the next of the manual."""
    content = guideline(rule("r", **FULL), rule("e", "count >= 5", overrides=("r",)), excludes=("site = 'knee'",))
    facts = {"site": "knee", "a": F, "count": 5, "c": T, "b": F}
    seen = [engine.status(content, facts)]
    for change in ({"site": "thigh"}, {"a": N}, {"a": T}, {"count": 4}, {"c": F}, {"b": T}):
        facts = facts | change
        seen.append(engine.status(content, facts))
    assert seen == ["not_applicable", "not_applicable", "undetermined", "overridden", "done", "not_yet", "applies"]


@pytest.mark.parametrize(("site", "status"), [("knee", "not_applicable"), ("thigh", "applies"), (None, "applies")])
def test_exclude(engine, site, status):
    """An exclude takes the patient out when it is known to hold; while it is null the rule stands."""
    content = guideline(rule("r"), excludes=("site = 'knee'",))
    assert engine.status(content, {"a": T, "site": site}) == status


def test_exclude_comes_before_an_unknown_condition(engine):
    """For an excluded patient nothing is left open."""
    content = guideline(rule("r"), excludes=("site = 'knee'",))
    assert engine.status(content, {"site": "knee"}) == "not_applicable"


def test_any_exclude(engine):
    """One exclude of several is enough."""
    content = guideline(rule("r"), excludes=("site = 'knee'", "b = true"))
    assert engine.status(content, {"a": T, "b": T}) == "not_applicable"


def test_boundary(engine):
    """A rule that only states the boundary is exempt from the excludes."""
    content = guideline(rule("r", boundary=True), excludes=("a = true",))
    assert engine.status(content, {"a": T}) == "applies"


@pytest.mark.parametrize("verb", ["do", "do_not", "refer", "consult", "organise", "inform", "document"])
def test_prescribing_exception(engine, verb):
    """An exception with a prescribing verb replaces the rule when it is true."""
    outcome = engine.outcome(guideline(rule("r"), rule("e", "b = true", verb=verb, overrides=("r",))), {"a": T, "b": T})
    assert (outcome.status, outcome.overridden_by, outcome.options) == ("overridden", ("e",), ())


@pytest.mark.parametrize("verb", ["consider", "discuss"])
def test_option(engine, verb):
    """An exception that is an option never replaces the rule: it is listed beside it."""
    outcome = engine.outcome(guideline(rule("r"), rule("e", "b = true", verb=verb, overrides=("r",))), {"a": T, "b": T})
    assert (outcome.status, outcome.overridden_by, outcome.options) == ("applies", (), ("e",))


def test_exception_that_is_false(engine):
    """An exception that does not hold leaves no mark."""
    outcome = engine.outcome(guideline(rule("r"), rule("e", "b = true", overrides=("r",))), {"a": T, "b": F})
    assert (outcome.status, outcome.unless) == ("applies", ())


def test_exception_that_is_null(engine):
    """An exception that is null leaves the rule standing, listed under `unless`."""
    outcome = engine.outcome(guideline(rule("r"), rule("e", "b = true", overrides=("r",))), {"a": T})
    assert (outcome.status, outcome.unless) == ("applies", ("e",))


def test_option_that_is_null(engine):
    """An option that is null changes nothing: it could not replace the rule."""
    outcome = engine.outcome(guideline(rule("r"), rule("e", "b = true", verb="consider", overrides=("r",))), {"a": T})
    assert (outcome.status, outcome.unless, outcome.options) == ("applies", (), ())


@pytest.mark.parametrize(("a", "status"), [(F, "not_applicable"), (N, "undetermined")])
def test_exception_to_a_rule_that_does_not_hold(engine, a, status):
    """Only a rule that is true can be overridden."""
    content = guideline(rule("r"), rule("e", "b = true", overrides=("r",)))
    assert engine.status(content, {"a": a, "b": T}) == status


def test_overridden_comes_before_done_and_gate(engine):
    """A rule that is replaced is overridden, whether or not it was carried out or was allowed."""
    content = guideline(rule("r", done="c = true", gate="count = 1"), rule("e", "b = true", overrides=("r",)))
    assert engine.status(content, {"a": T, "b": T, "c": T, "count": 2}) == "overridden"


def test_exception_stands_when_it_is_done_or_waits(engine):
    """An exception that is carried out, or that waits for its gate, still replaces the rule."""
    content = guideline(rule("r"), rule("e", "b = true", overrides=("r",), done="c = true", gate="count = 1"))
    assert engine.status(content, {"a": T, "b": T, "c": T}) == "overridden"
    assert engine.status(content, {"a": T, "b": T, "c": F}) == "overridden"


def chain(verb: str = "do"):
    """Return r, an exception e to it, and an exception f to that, with the verb given."""
    return guideline(
        rule("r"), rule("e", "b = true", overrides=("r",)), rule("f", "c = true", verb=verb, overrides=("e",))
    )


def test_exception_to_the_exception(engine):
    """An exception that is itself overridden replaces nothing: the rule stands again."""
    facts = {"a": T, "b": T, "c": T}
    assert engine.status(chain(), facts, "f") == "applies"
    assert engine.status(chain(), facts, "e") == "overridden"
    assert engine.status(chain(), facts, "r") == "applies"


@pytest.mark.parametrize("c", [F, N])
def test_exception_to_the_exception_that_is_not_known_to_hold(engine, c):
    """While the exception to it is false or null, the exception stands."""
    facts = {"a": T, "b": T, "c": c}
    assert engine.status(chain(), facts, "e") == "applies"
    assert engine.status(chain(), facts, "r") == "overridden"


def test_option_to_the_exception(engine):
    """An option beside the exception leaves it standing."""
    assert engine.status(chain("consider"), {"a": T, "b": T, "c": T}, "r") == "overridden"


def test_overridden_exception_is_not_listed(engine):
    """An exception that is null, and overridden should it become true, is no open question."""
    outcome = engine.outcome(chain(), {"a": T, "c": T})
    assert (outcome.status, outcome.unless) == ("applies", ())


def test_excluded_exception(engine):
    """For an excluded patient a boundary rule stands: an exception of that guideline does not speak for the patient."""
    content = guideline(rule("r", boundary=True), rule("e", "b = true", overrides=("r",)), excludes=("site = 'knee'",))
    assert engine.status(content, {"a": T, "b": T, "site": "knee"}) == "applies"
    assert engine.status(content, {"a": T, "b": T, "site": "thigh"}) == "overridden"


def test_two_exceptions(engine):
    """Every exception that holds is named."""
    content = guideline(rule("r"), rule("e", "b = true", overrides=("r",)), rule("f", "c = true", overrides=("r",)))
    assert engine.outcome(content, {"a": T, "b": T, "c": T}).overridden_by == ("e", "f")
    outcome = engine.outcome(content, {"a": T, "b": T})
    assert (outcome.status, outcome.overridden_by, outcome.unless) == ("overridden", ("e",), ("f",))


def test_one_exception_to_two_rules(engine):
    """One exception may replace several rules."""
    content = guideline(rule("r"), rule("s"), rule("e", "b = true", overrides=("r", "s")))
    assert engine.status(content, {"a": T, "b": T}, "r") == "overridden"
    assert engine.status(content, {"a": T, "b": T}, "s") == "overridden"


def test_breach_changes_no_status(engine):
    """That what should not be done was done all the same changes adherence, never the status."""
    content = guideline(rule("r", verb="do_not", breach="b = true"))
    assert engine.status(content, {"a": T, "b": T}) == "applies"


@pytest.mark.parametrize(
    ("phase", "timing"),
    [
        ("suspicion", "later"),
        ("workup", "now"),
        ("before_treatment", "later"),
        ("after_resection", "now"),
        ("follow_up", "past"),
        ("recurrence", "past"),
        (None, "now"),
    ],
)
def test_timing(engine, phase, timing):
    """Now in a phase of the rule, and while the phase is unknown; later while one is to come; else past."""
    content = guideline(rule("r", phases=("workup", "after_resection")))
    assert engine.outcome(content, {"a": T, "care_phase": phase}).timing == timing


@pytest.mark.parametrize("a", [T, F, N])
def test_timing_is_apart_from_status(engine, a):
    """Timing depends on the phase alone."""
    content = guideline(rule("r", phases=("follow_up",)))
    assert engine.outcome(content, {"a": a, "care_phase": "workup"}).timing == "later"
