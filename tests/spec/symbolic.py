"""The symbolic engine, asked about one patient: the variables take the facts, and the term becomes a value."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

import z3

from leidraad.engines.reference import Fact
from leidraad.engines.statuses import Outcome, exceptions_by_target, timing_of
from leidraad.engines.symbolic import Symbols, terms
from leidraad.model.content import PRESCRIBING, Content, Item, Rule
from leidraad.model.expressions import Expression


class Symbolic:
    """Any patient, made one patient again."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today

    def value(self, node: Expression, items: Mapping[str, Item], facts: Mapping[str, Fact]) -> Fact:
        """Return the value of an expression for one patient."""
        symbols = Symbols(Content(dict(items), {}, ()), self._today, stated=items)
        return Concrete(symbols, facts).fact(symbols.value(node))

    def outcomes(self, content: Content, facts: Mapping[str, Fact]) -> dict[str, Outcome]:
        """Return what becomes of each rule, by its id."""
        symbols = Symbols(content, self._today, stated=content.items)
        one = Concrete(symbols, facts)
        return {rule.id: _outcome(rule, symbols, one) for g in content.guidelines for rule in g.rules}


class Concrete:
    """One patient: every variable has a value."""

    def __init__(self, symbols: Symbols, facts: Mapping[str, Fact]) -> None:
        self._values = symbols.assignment(facts)

    def plain(self, term: z3.ExprRef) -> z3.ExprRef:
        """Return a term without variables, reckoned out."""
        # Twice: the first time leaves the comparison of an empty text as it is.
        return z3.simplify(z3.simplify(z3.substitute(term, *self._values)))

    def holds(self, term: z3.BoolRef) -> bool:
        """Return whether a condition of the solver holds; it must be one or the other."""
        found = self.plain(term)
        assert z3.is_true(found) or z3.is_false(found), f"not reckoned out: {found}"
        return z3.is_true(found)

    def fact(self, term: terms.Term) -> Fact:
        """Return the value of a term, None when it is null."""
        if not self.holds(term.known):
            return None
        match term:
            case terms.Truth():
                assert not self.holds(z3.And(term.true, term.false))
                return self.holds(term.true)
            case terms.Number():
                number = self.plain(term.value).as_long()
                return Decimal(number) / terms.UNIT if term.decimal else number
            case terms.Day():
                return datetime.date(*(self.plain(part).as_long() for part in (term.year, term.month, term.day)))
            case terms.Members():
                return frozenset(value for value, held in term.holds.items() if self.holds(held))
            case terms.Several():
                (elements,) = [elements for guard, elements in term.options if self.holds(guard)]
                return tuple(map(self.fact, elements))
        (text,) = [text for guard, text in term.options if self.holds(guard)]
        return text if isinstance(text, str) else self.plain(text).py_value()


def _outcome(rule: Rule, symbols: Symbols, one: Concrete) -> Outcome:
    exceptions = exceptions_by_target(symbols.content).get(rule.id, ())
    replacing = [e for e in exceptions if e.verb in PRESCRIBING]
    (status,) = [status for status, term in symbols.status(rule).items() if one.holds(term)]
    return Outcome(
        rule, status, timing_of(rule.phases, one.fact(symbols.item("care_phase"))), one.fact(symbols.condition(rule)),
        overridden_by=tuple(e.id for e in replacing if one.holds(symbols.replaces(e))),
        unless=tuple(e.id for e in replacing if one.holds(symbols.may_replace(e))),
        options=tuple(e.id for e in exceptions if e not in replacing and one.holds(symbols.replaces(e))),
    )  # fmt: skip
