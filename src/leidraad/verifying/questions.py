"""What each claim asks: the patients that would refute it, as a term of the solver. Solves nothing itself."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import msgspec
import z3

from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.terms import YES, both, either, no
from leidraad.model.content import Claim, Claims, Decision, Declared, Exclusive, Rule, Selection, Wording
from leidraad.model.expressions import Expression, items_of

DUE = ("applies", "not_yet")
STANDING = ("applies", "not_yet", "done")
# What may be declared not to hold, by what is asked.
DECLARABLE = {"answered": ("gap", "silence"), "one_answer": ("overlap",), "exclusive": ("contradiction",),
              "claim": ("contradiction",)}  # fmt: skip


class Question(msgspec.Struct, frozen=True):
    """One thing to be proved. `asks` is answered, one_answer, exclusive or claim; `rules` are those it speaks of."""

    of: Decision | Exclusive | Claim
    asks: str
    name: str
    title: Wording
    guideline: str | None
    rules: tuple[str, ...]
    declared: tuple[Declared, ...]


def questions(claims: Claims) -> Iterator[Question]:
    """Yield all that must be proved, in the order of the files."""
    for decision in claims.decisions:
        yield _question(claims, decision, "answered", decision.key, decision.title, decision.rules)
        if decision.answers == "exactly_one":
            yield _question(claims, decision, "one_answer", decision.key, decision.title, decision.rules)
    for exclusive in claims.exclusive:
        rules = tuple(rule for member in exclusive.members.values() for rule in member)
        yield _question(claims, exclusive, "exclusive", exclusive.id, exclusive.why, rules)
    for claim in claims.claims:
        clauses = (*claim.whenever, *claim.then)
        rules = tuple(rule for part in clauses if isinstance(part, Selection) for rule in part.rules)
        yield _question(claims, claim, "claim", claim.id, claim.title, rules)


def _question(claims: Claims, of, asks: str, name: str, title: Wording, rules: Iterable[str]) -> Question:
    kinds = DECLARABLE[asks]
    declared = tuple(d for d in claims.declared if d.of == (name,) and d.kind in kinds)
    return Question(of, asks, name, title, of.guideline, tuple(dict.fromkeys(rules)), declared)


class Asker:
    """The terms of all questions about one content."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._rules: dict[str, Rule] = {r.id: r for g in symbols.content.guidelines for r in g.rules}

    def refuting(self, question: Question) -> z3.BoolRef:
        """Return when a patient refutes what is asked: a patient of the guideline, if it belongs to one."""
        match question.of:
            case Decision() as decision:
                case_in_point = self._unanswered if question.asks == "answered" else self._answered_twice
                found = both(self._symbols.truth(decision.scope).true, case_in_point(decision))
            case Exclusive() as exclusive:
                found = self._together(list(exclusive.members.values()), DUE)
            case Claim() as claim:
                held = both(*(self.holds(part) for part in claim.whenever))
                found = both(held, no(both(*(self.holds(part) for part in claim.then))))
        return both(self._inside(question.guideline), found)

    def holds(self, clause: Expression | Selection) -> z3.BoolRef:
        """Return when a clause of a claim is known to hold."""
        if not isinstance(clause, Selection):
            return self._symbols.truth(clause).true
        parts = [self._has(rule, clause.statuses) for rule in clause.rules]
        match clause.quantifier:
            case "some":
                return either(parts)
            case "every":
                return both(*parts)
        return no(either(parts))

    def declared(self, declared: Declared) -> z3.BoolRef:
        """Return for whom something is declared not to hold."""
        return YES if declared.condition is None else self._symbols.truth(declared.condition).true

    def leaves_known(self, decision: Decision) -> z3.BoolRef:
        """Return when every item that the answers of a decision name in scope and condition is known."""
        names = dict.fromkeys(name for rule in decision.rules for name in items_of(self._rules[rule].truth))
        return both(*(self._symbols.item(name).known for name in names))

    def _inside(self, guideline: str | None) -> z3.BoolRef:
        return YES if guideline is None else no(self._symbols.excluded(guideline))

    def _has(self, rule: str, statuses: tuple[str, ...]) -> z3.BoolRef:
        found = self._symbols.status(self._rules[rule])
        return either(found[status] for status in statuses)

    def _unanswered(self, decision: Decision) -> z3.BoolRef:
        return both(*(self._has(rule, ("not_applicable",)) for rule in decision.rules))

    def _answered_twice(self, decision: Decision) -> z3.BoolRef:
        return self._together([(rule,) for rule in decision.rules], STANDING)

    def _together(self, members: list[tuple[str, ...]], statuses: tuple[str, ...]) -> z3.BoolRef:
        held = [either(self._has(rule, statuses) for rule in member) for member in members]
        return either(both(one, other) for one, other in combinations(held, 2))
