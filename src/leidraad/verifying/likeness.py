"""Which values of an item no expression tells apart, as a term of the solver. Solves nothing itself."""

import functools
from collections.abc import Iterable, Iterator

import z3

from leidraad.engines.reference import Fact
from leidraad.engines.symbolic import Symbols
from leidraad.engines.symbolic.nodes import compare, constant
from leidraad.engines.symbolic.terms import Members, Number, Term, Text, Truth, both, either, no
from leidraad.model import expressions as model

COMPUTED = (model.Arithmetic, model.Negate, model.Between)


class Likeness:
    """The tests that some expressions make. Two values that pass the same tests are alike."""

    def __init__(self, symbols: Symbols, expressions: Iterable[model.Expression]) -> None:
        nodes = [node for expression in expressions for node in model.walk(expression)]
        self._symbols = symbols
        self._computed = any(isinstance(node, COMPUTED) for node in nodes)
        self._lists = {frozenset(_constants(node, model.Text)) for node in nodes} - {frozenset()}
        self._numbers = sorted({n for node in nodes for n in _constants(node, (model.Whole, model.Exact))})
        self._asked_for_any = any(isinstance(node, model.NonEmpty) for node in nodes)
        # The same few values are asked about again and again, and a term takes a while to write.
        self.alike = functools.cache(self._alike)
        self.exactly = functools.cache(self._exactly)

    def _alike(self, name: str, value: Fact) -> z3.BoolRef:
        """Return when an item is known, and has a value like this one."""
        match self._symbols.item(name):
            case Truth() as term:
                return term.true if value else term.false
            case Text(options=options) if all(isinstance(text, str) for _, text in options):
                return either(guard for guard, text in options if self._same_lists(text, value))
            case Members() as term:
                return both(term.known, *self._members(term, value))
            case Number() as term if not self._computed:
                return both(term.known, *self._number(term, value))
            case term:
                return compare("=", term, constant(value)).true

    def _exactly(self, name: str, value: Fact) -> z3.BoolRef:
        """Return when an item is known, and has this value."""
        return compare("=", self._symbols.item(name), constant(value)).true

    def _same_lists(self, one: str, other: str) -> bool:
        return all((one in listed) == (other in listed) for listed in self._lists)

    def _members(self, term: Members, value: frozenset) -> Iterator[z3.BoolRef]:
        asked = set().union(*self._lists)
        for name, held in term.holds.items():
            if name in asked:
                yield held if name in value else no(held)
        if self._asked_for_any:
            held = either(term.holds.values())
            yield held if value else no(held)

    def _number(self, term: Term, value: Fact) -> Iterator[z3.BoolRef]:
        for limit in self._numbers:
            operator = "<" if value < limit else ">" if value > limit else "="
            yield compare(operator, term, constant(limit)).true


def _constants(node: model.Expression, kinds: type | tuple[type, ...]) -> Iterator[Fact]:
    if isinstance(node, model.Compare | model.In | model.Contains):
        yield from (part.value for part in model.children(node) if isinstance(part, kinds))
