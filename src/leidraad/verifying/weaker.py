"""Conditions that are null although nothing that is still unknown can change what they come to. Shows one patient.

A condition is weaker than its values for a patient of whom it is null, when it can still become true but never false,
or false but never true: neither by giving the items that it names values that patients can have together, nor by
learning more of this patient. Parts that share no raw item cannot be weaker together than they are alone, so each
group of parts that do is asked about by itself.

The question is one of "there is a patient, for whom all ..."; it is answered by asking two solvers in turn. One
proposes a patient; the other looks for someone like it of whom the condition is true, and for one of whom it is false.
When both exist, they rule out every patient who might yet be either, and the first is asked again.
"""

from collections.abc import Collection

import msgspec
import z3

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import both, either, no
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.verifying.likeness import Likeness
from leidraad.verifying.plain_values import candidates
from leidraad.verifying.reach import Reach
from leidraad.verifying.witness import GAVE_UP, LIMIT, Proved, Undecided, solver

MOST_PROPOSALS = 2_000
TESTS = (model.Compare, model.In, model.Contains, model.NonEmpty, model.Truth)
Known = dict[str, Fact]


class Weaker(msgspec.Struct, frozen=True):
    """A part of a condition that is null for this patient, and can only become `value`."""

    part: model.Expression
    facts: Known
    value: bool


Answer = Weaker | Proved | Undecided


class WeakerLogic:
    """Asks about one condition after another; a group of parts that was seen before is not asked about again."""

    def __init__(self, symbols: Symbols, limit: int = LIMIT) -> None:
        self._symbols = symbols
        self._reach = Reach(symbols.content.items)
        self._proposing, self._completing = solver(limit), solver(limit)
        for each in (self._proposing, self._completing):
            each.add(symbols.valid())
        self._answers: dict[tuple[str, tuple[bool, ...]], Answer] = {}

    def find(self, condition: model.Expression, matters: tuple[bool, ...] = (True, False)) -> Answer:
        """Return a part of the condition that is weaker than its values, if there is one.

        `matters` holds the values that the condition acts on.
        """
        groups = ((part, sense) for part, sense in self._reach.groups(condition) if not _is_one_test(part))
        answers = [self._answer(part, tuple(value is sense for value in matters)) for part, sense in groups]
        for kind in (Weaker, Undecided):
            if found := next((a for a in answers if isinstance(a, kind)), None):
                return found
        return Proved()

    def _answer(self, part: model.Expression, matters: tuple[bool, ...]) -> Answer:
        key = (to_cql(part), matters)
        if key not in self._answers:
            self._answers[key] = self._ask(part, matters)
        return self._answers[key]

    def _ask(self, part: model.Expression, matters: tuple[bool, ...]) -> Answer:
        for each in (self._proposing, self._completing):
            each.push()
        try:
            return _Inquiry(part, matters, self._symbols, self._reach, self._proposing, self._completing).answer()
        except _GaveUp:
            return Undecided(GAVE_UP)
        finally:
            for each in (self._proposing, self._completing):
                each.pop()


class _Inquiry:
    """One part of a condition, asked about until there is an answer."""

    def __init__(
        self,
        part: model.Expression,
        matters: tuple[bool, ...],
        symbols: Symbols,
        reach: Reach,
        proposing: z3.Solver,
        completing: z3.Solver,
    ) -> None:
        self._part = part
        self._matters = matters
        self._symbols = symbols
        self._truth = symbols.truth(part)
        self._proposing, self._completing = proposing, completing
        self._raw: list[str] = [name for name in reach.of(part) if name in symbols.inputs]
        self._leaves = model.items_of(part)
        self._likeness = Likeness(symbols, [part, *reach.derivations(part)])
        proposing.add(no(self._truth.known))
        # What a choice outside the question implies can as well be given.
        for name, given in symbols.inputs.items():
            if name not in self._raw and any(value.implies for value in given.item.values.values()):
                proposing.add(no(given.known))
                completing.add(no(given.known))

    def answer(self) -> Answer:
        """Return the first patient of whom the part is weaker, or that there is none."""
        for _ in range(MOST_PROPOSALS):
            answer = self._proposing.check()
            if answer == z3.unsat:
                return Proved()
            if answer == z3.unknown:
                raise _GaveUp
            facts = self._facts(self._proposing.model())
            if (value := self._only(facts)) is not None:
                return Weaker(self._part, self._plainly(facts, value), value)
        raise _GaveUp

    def _facts(self, found: z3.ModelRef) -> Known:
        values = {name: self._symbols.inputs[name].fact(found) for name in self._raw}
        return {name: value for name, value in values.items() if value is not None}

    def _values(self, names, facts: Known) -> Known:
        patient = Patient(self._symbols.content.items, facts, self._symbols.today)
        values = {name: patient.value(name) for name in names}
        return {name: value for name, value in values.items() if value is not None}

    def _only(self, facts: Known) -> bool | None:
        """Return the one value that the part can still take; None when it can take both, or none at all."""
        # Both are asked each time: what either rules out spares many proposals.
        found = {self._only_by(level, facts) for level in (self._leaves, self._raw)}
        value = found.pop() if len(found) == 1 else None
        if value is not None and value not in self._matters:
            self._rule_out(self._values(self._raw, facts))
            return None
        return value

    def _rule_out(self, known: Known) -> None:
        """Ask no more about patients of whom this much is known."""
        self._proposing.add(no(both(*(self._likeness.alike(name, value) for name, value in known.items()))))

    def _only_by(self, names: Collection[str], facts: Known) -> bool | None:
        known = self._values(names, facts)
        fits = [self._may_become(names, known, wanted) for wanted in (self._truth.true, self._truth.false)]
        match fits:
            case (None, None):
                self._rule_out(known)
            case (None, _) | (_, None):
                return fits[0] is not None
            case _:
                self._proposing.add(no(both(*fits)))
        return None

    def _may_become(self, names: Collection[str], known: Known, wanted: z3.BoolRef) -> z3.BoolRef | None:
        """Return who else may yet turn out as someone does who is like this patient and of whom the part is as wanted.

        None when there is no such one.
        """
        if not self._holds(wanted, *(self._likeness.exactly(name, value) for name, value in known.items())):
            return None
        end = self._values(names, self._facts(self._completing.model()))
        return both(*(self._fits(name, end) for name in (self._needed(end, wanted) if names is self._raw else names)))

    def _fits(self, name: str, end: Known) -> z3.BoolRef:
        unknown = no(self._symbols.item(name).known)
        return either([unknown, self._likeness.alike(name, end[name])]) if name in end else unknown

    def _needed(self, end: Known, wanted: z3.BoolRef) -> list[str]:
        """Return the raw items that make the part as it is: whatever else is known, it does not change."""
        said = {name: self._said(name, end) for name in self._raw}
        if self._holds(no(wanted), *said.values()):
            raise AssertionError("the same patient is of two minds")
        core = {part.get_id() for part in self._completing.unsat_core()}
        return [name for name, part in said.items() if part.get_id() in core]

    def _said(self, name: str, end: Known) -> z3.BoolRef:
        return self._likeness.exactly(name, end[name]) if name in end else no(self._symbols.item(name).known)

    def _holds(self, *terms: z3.BoolRef) -> bool:
        answer = self._completing.check(*terms)
        if answer == z3.unknown:
            raise _GaveUp
        return answer == z3.sat

    def _plainly(self, facts: Known, value: bool) -> Known:
        """Take away the facts that the patient can do without, and give the others plain values."""
        for name in list(facts):
            rest = {other: fact for other, fact in facts.items() if other != name}
            others = (facts | {name: plain} for plain in candidates(self._symbols.inputs[name].item, facts[name]))
            facts = next((found for found in (rest, *others) if self._is_weaker(found, value)), facts)
        return facts

    def _is_weaker(self, facts: Known, value: bool) -> bool:
        patient = Patient(self._symbols.content.items, facts, self._symbols.today)
        return evaluate(self._part, patient) is None and self._only(facts) is value


def _is_one_test(part: model.Expression) -> bool:
    """Return whether a part tests one item once: should it be weaker, the item's own derivation is to blame."""
    return isinstance(part, TESTS) and len(model.items_of(part)) <= 1


class _GaveUp(Exception):
    """The solver could not tell."""
