"""Which unknown raw items can still change a condition that is null. Exact: none is named that cannot.

A leaf that has a value is settled: an item that could only revise such a leaf is not missing.
"""

import itertools
from collections.abc import Iterator

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.explaining.inputs import Inputs
from leidraad.model import expressions as model

MOST_TRIES = 20_000


class OpenFacts:
    """Finds open items for one patient; remembers what it found for each part of a condition."""

    def __init__(self, patient: Patient, inputs: Inputs) -> None:
        self._patient = patient
        self._items = patient.items
        self._inputs = inputs
        self._found: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    def missing(self, condition: model.Expression) -> tuple[str, ...]:
        """Return the unknown raw items that can change the value of this condition, in reading order."""
        found = set(self._essential(self._undecided(condition), self._settled(condition)))
        return tuple(name for name in self._open(condition) if name in found)

    def _settled(self, condition: model.Expression) -> dict[str, Fact]:
        """Return the derived leaves that have a value: what they are derived from cannot change them any more."""
        derived = [n for n in model.items_of(condition) if self._items[n].derivation is not None]
        return {n: value for n in derived if (value := self._patient.value(n)) is not None}

    def _undecided(self, node: model.Expression) -> model.Expression:
        """Return the condition without its decided parts: they are settled."""
        match node:
            case model.And(operands=parts) | model.Or(operands=parts):
                left = tuple(self._undecided(p) for p in parts if evaluate(p, self._patient) is None)
                return left[0] if len(left) == 1 else type(node)(node.span, left)
            case model.Not(operand=part):
                return model.Not(node.span, self._undecided(part))
        return node

    def _open(self, node: model.Expression) -> list[str]:
        reads = self._inputs.read_by(node)
        return [n for n in reads if self._items[n].derivation is None and self._patient.value(n) is None]

    def _essential(self, node: model.Expression, settled: dict[str, Fact]) -> tuple[str, ...]:
        """Take a condition apart where its parts vary freely beside each other; try values where they do not."""
        key = (self._inputs.key(node), frozenset(settled.keys() & set(self._inputs.read_by(node))))
        if key not in self._found:
            if isinstance(node, model.And | model.Or):
                found = (self._in_group(node, group, settled) for group in self._entangled(node.operands))
                self._found[key] = tuple(dict.fromkeys(name for names in found for name in names))
            else:
                self._found[key] = self._tried(node, settled)
        return self._found[key]

    def _in_group(self, node: model.And | model.Or, group: tuple, settled: dict[str, Fact]) -> tuple[str, ...]:
        if len(group) == 1:
            return self._essential(group[0], settled)
        return self._tried(type(node)(node.span, group), settled)

    def _entangled(self, parts: tuple[model.Expression, ...]) -> list[tuple[model.Expression, ...]]:
        """Group parts that share open items; parts of different groups vary freely beside each other."""
        groups: list[tuple[set[str], tuple[model.Expression, ...]]] = []
        for part in parts:
            names, members = set(self._open(part)), (part,)
            for other in [group for group in groups if group[0] & names]:
                groups.remove(other)
                names, members = names | other[0], other[1] + members
            groups.append((names, members))
        return [members for _, members in groups]

    def _tried(self, whole: model.Expression, settled: dict[str, Fact]) -> tuple[str, ...]:
        names = self._open(whole)
        found: list[str] = []
        for facts in itertools.islice(self._fillings(whole, names), MOST_TRIES):
            value = self._value(whole, settled | facts)
            for name in [n for n in facts if n not in found]:
                fewer = {n: v for n, v in facts.items() if n != name}
                if self._value(whole, settled | fewer) != value:
                    found.append(name)
            if len(found) == len(names):
                break
        return tuple(found)

    def _fillings(self, whole: model.Expression, names: list[str]) -> Iterator[dict[str, Fact]]:
        """Yield ways to fill in the open items, few at a time first: a small witness is found soon."""
        for size in range(1, len(names) + 1):
            for chosen in itertools.combinations(names, size):
                for values in itertools.product(*(self._inputs.telling(name, whole) for name in chosen)):
                    yield dict(zip(chosen, values, strict=True))

    def _value(self, whole: model.Expression, facts: dict[str, Fact]) -> Fact:
        return evaluate(whole, Patient(self._items, self._patient.given | facts, self._patient.today))
