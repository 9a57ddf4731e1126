"""Asks the solver whether a patient exists, and shows the plainest one. Believes no witness that does not replay.

    prover = Prover(Symbols(content, today))
    prover.find(goal, shows)      Proved: no valid patient meets the goal. Refuted: this one does. Undecided: too hard.
    prover.possible(goal)         the same question without a witness: True, False, or None when undecided

A goal is what must never be. `shows` asks the reference engine whether a patient really shows it.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec
import z3

from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation, exceptions_by_target
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import no
from leidraad.verifying.plain_values import candidates

# Steps of the solver, not seconds: the answer is the same on a slow machine.
LIMIT = 20_000_000
GAVE_UP = "the solver gave up within its limit of steps"


class Proved(msgspec.Struct, frozen=True):
    """No valid patient meets the goal."""


class Refuted(msgspec.Struct, frozen=True):
    """This patient meets it; `fewest` when no patient with fewer facts does."""

    witness: dict[str, Fact]
    fewest: bool


class Undecided(msgspec.Struct, frozen=True):
    """The solver gave up."""

    why: str


Found = Proved | Refuted | Undecided
Shows = Callable[[Evaluation], bool]


class Prover:
    """One solver that knows the dictionary, asked one question after another."""

    def __init__(self, symbols: Symbols, limit: int = LIMIT) -> None:
        self.symbols = symbols
        self._limit = limit
        self._exceptions = exceptions_by_target(symbols.content)
        self._solver = solver(limit)
        self._solver.add(symbols.valid())

    def model(self, goal: z3.BoolRef) -> z3.ModelRef | Proved | Undecided:
        """Return any patient who meets the goal, or why there is none."""
        self._solver.push()
        self._solver.add(goal)
        answer = self._solver.check()
        model = self._solver.model() if answer == z3.sat else None
        self._solver.pop()
        if answer == z3.unknown:
            return Undecided(GAVE_UP)
        return Proved() if model is None else model

    def possible(self, goal: z3.BoolRef) -> bool | None:
        """Return whether a valid patient meets the goal; None when the solver gave up."""
        answer = self.model(goal)
        return None if isinstance(answer, Undecided) else not isinstance(answer, Proved)

    def find(self, goal: z3.BoolRef, shows: Shows) -> Found:
        """Return the plainest patient who meets the goal, or that there is none."""
        answer = self.model(goal)
        if isinstance(answer, Proved | Undecided):
            return answer
        facts, fewest = Search(self.symbols, goal, self._limit).plainest()
        self.replay(facts, shows)
        return Refuted(facts, fewest)

    def replay(self, facts: Mapping[str, Fact], shows: Shows) -> None:
        """Raise an error, which is our own fault, when the reference engine does not show what was claimed."""
        if not shows(self.evaluation(facts)):
            raise AssertionError("the reference engine does not show what the solver found")

    def evaluation(self, facts: Mapping[str, Fact]) -> Evaluation:
        """Return what the reference engine says of a patient."""
        symbols = self.symbols
        return Evaluation(symbols.content, Patient(symbols.content.items, facts, symbols.today), self._exceptions)


class Search:
    """The plainest patient who meets a goal: fewest facts, then those named first, then the plainest values."""

    def __init__(self, symbols: Symbols, goal: z3.BoolRef, limit: int) -> None:
        self._symbols = symbols
        self._solver = solver(limit)
        named = variables(goal)
        self._solver.add(goal, symbols.valid([n for n, i in symbols.inputs.items() if named & i.names()]))
        everything = variables(*self._solver.assertions())
        self._inputs = [i for i in symbols.inputs.values() if i.names() & everything]
        self._model = self._first()

    def plainest(self) -> tuple[dict[str, Fact], bool]:
        """Return the facts, and whether no patient with fewer exists."""
        fewest = self._fewer()
        for given in reversed(self._inputs):
            self._keep([no(given.known)])
        for given in self._inputs:
            self._keep(given.equals(value) for value in candidates(given.item, given.fact(self._model)))
        return self._symbols.facts(self._model), fewest

    def _first(self) -> z3.ModelRef:
        if self._solver.check() != z3.sat:
            raise AssertionError("the solver does not find again what it found")
        return self._solver.model()

    def _fewer(self) -> bool:
        """Ask for fewer facts until there are none; return whether that was proved."""
        while True:
            known = sum(given.fact(self._model) is not None for given in self._inputs)
            fewer = z3.AtMost(*(given.known for given in self._inputs), known - 1) if known else z3.BoolVal(False)
            answer = self._solver.check(fewer)
            if answer != z3.sat:
                self._solver.add(z3.AtMost(*(given.known for given in self._inputs), known))
                return answer == z3.unsat
            self._model = self._solver.model()

    def _keep(self, wishes: Iterable[z3.BoolRef]) -> None:
        """Hold on to the first wish that can be met."""
        for wish in wishes:
            if self._solver.check(wish) == z3.sat:
                self._model = self._solver.model()
                self._solver.add(wish)
                return


def variables(*terms: z3.ExprRef) -> set[str]:
    """Return the names of the variables in terms."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(terms)
    while waiting:
        term = waiting.pop()
        if term.get_id() in seen:
            continue
        seen.add(term.get_id())
        if z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found.add(term.decl().name())
        waiting += term.children()
    return found


def solver(limit: int) -> z3.Solver:
    """Return a solver that answers the same every time: a fixed seed, and steps instead of seconds."""
    fresh = z3.SimpleSolver()
    fresh.set("random_seed", 0)
    fresh.set("rlimit", limit)
    return fresh
