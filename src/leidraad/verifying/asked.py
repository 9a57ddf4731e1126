"""One thing that is asked of every guideline without an author's claim, and what comes of it. Writes no words."""

from collections.abc import Callable, Mapping

import msgspec
import z3

from leidraad.diagnostics import Span
from leidraad.engines.reference import Fact
from leidraad.engines.statuses import Evaluation
from leidraad.model.content import Claims, Declared
from leidraad.verifying.results import Result
from leidraad.verifying.witness import Proved, Prover, Refuted, Undecided

# What an author may declare to lie in the source, by what is asked.
DECLARABLE = {"contradiction": "contradiction", "applies": "dead_rule", "exception": "dead_rule", "gate": "dead_rule",
              "done": "dead_rule", "breach": "dead_rule"}  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """A patient who must be possible (`wanted`), or must not. `shows` asks the reference engine of such a patient."""

    kind: str
    about: tuple[str, ...]
    guidelines: tuple[str, ...]
    span: Span
    goal: z3.BoolRef
    wanted: bool
    shows: Callable[[Evaluation], bool]


def answer(prover: Prover, asked: Asked, claims: Claims) -> Result:
    """Return what comes of it: shown by a patient of the reference engine, or by a proof that there is none."""
    declared = [d for d in claims.declared if set(d.of) == set(asked.about) and d.kind == DECLARABLE.get(asked.kind)]
    return _possible(prover, asked, declared) if asked.wanted else _impossible(prover, asked, declared)


def _possible(prover: Prover, asked: Asked, declared: list[Declared]) -> Result:
    found = prover.model(asked.goal)
    match found:
        case Undecided():
            return _result(asked, "undecided", hint=found.why)
        case Proved():
            return _result(asked, "declared" if declared else "refuted", declared)
    prover.replay(prover.symbols.facts(found), asked.shows)
    return _result(asked, "outdated" if declared else "proved", declared)


def _impossible(prover: Prover, asked: Asked, declared: list[Declared]) -> Result:
    outside = [z3.Not(prover.symbols.truth(d.condition).true) for d in declared if d.condition is not None]
    everywhere = any(d.condition is None for d in declared)
    elsewhere = Proved() if everywhere else prover.find(z3.And(asked.goal, *outside), asked.shows)
    if not isinstance(elsewhere, Proved):
        return _found(asked, "refuted", elsewhere, [])
    if not declared:
        return _result(asked, "proved")
    within = [prover.find(z3.And(asked.goal, _where(prover, d)), asked.shows) for d in declared]
    worst = next((found for found in within if not isinstance(found, Refuted)), within[0])
    return _found(asked, "declared", worst, declared)


def _where(prover: Prover, declared: Declared) -> z3.BoolRef:
    return z3.BoolVal(True) if declared.condition is None else prover.symbols.truth(declared.condition).true


def _found(asked: Asked, verdict: str, found: Proved | Refuted | Undecided, declared: list[Declared]) -> Result:
    match found:
        case Refuted(witness=witness, fewest=fewest):
            return _result(asked, verdict, declared, witness, fewest)
        case Undecided(why=why):
            return _result(asked, "undecided", declared, hint=why)
    return _result(asked, "outdated", declared)


def _result(
    asked: Asked,
    verdict: str,
    declared: list[Declared] | tuple = (),
    witness: Mapping[str, Fact] | None = None,
    fewest: bool = True,
    hint: str | None = None,
) -> Result:
    span = declared[0].span if declared else asked.span
    findings = tuple(d.finding for d in declared)
    return Result(asked.kind, asked.about, asked.guidelines, verdict, span, witness=witness, fewest=fewest,
                  findings=findings, hint=hint)  # fmt: skip
