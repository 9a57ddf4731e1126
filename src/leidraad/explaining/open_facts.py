"""Which unknown raw items can still change a condition that is null. Exact: none is named that cannot."""

import itertools
from collections.abc import Iterator

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.explaining.inputs import inputs_of, telling_values
from leidraad.model import expressions as model

MOST_TRIES = 20_000


class OpenFacts:
    """Finds open items for one patient; remembers what it found for each part of a condition."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._items = patient.items
        self._found: dict[str, tuple[str, ...]] = {}
        self._open: dict[str, tuple[str, ...]] = {}

    def missing(self, condition: model.Expression) -> tuple[str, ...]:
        """Return the unknown raw items that can change the value of this condition, in reading order."""
        found = set(self._essential(condition))
        return tuple(name for name in self._open_inputs(condition) if name in found)

    def _essential(self, node: model.Expression) -> tuple[str, ...]:
        if not isinstance(node, model.And | model.Or):
            return self._tried((node,), node)
        undecided = [part for part in node.operands if evaluate(part, self._patient) is None]
        essential: list[str] = []
        for group in self._entangled(undecided):
            if len(group) == 1:
                essential += self._essential(group[0])
            else:
                essential += self._tried(group, type(node)(node.span, group))
        return tuple(dict.fromkeys(essential))

    def _entangled(self, parts: list[model.Expression]) -> list[tuple[model.Expression, ...]]:
        """Group parts that share open items; parts of different groups vary freely beside each other."""
        groups: list[tuple[set[str], list[model.Expression]]] = []
        for part in parts:
            names, members = set(self._open_inputs(part)), [part]
            apart = []
            for other_names, other_members in groups:
                if names & other_names:
                    names, members = names | other_names, other_members + members
                else:
                    apart.append((other_names, other_members))
            groups = [*apart, (names, members)]
        return [tuple(members) for _, members in groups]

    def _open_inputs(self, node: model.Expression) -> tuple[str, ...]:
        key = _key(node)
        if key not in self._open:
            reads = inputs_of(node, self._items)
            unknown = [n for n in reads if self._items[n].derivation is None and self._patient.value(n) is None]
            self._open[key] = tuple(unknown)
        return self._open[key]

    def _tried(self, parts: tuple[model.Expression, ...], whole: model.Expression) -> tuple[str, ...]:
        key = " & ".join(map(_key, parts))
        if key not in self._found:
            self._found[key] = self._try_values(whole)
        return self._found[key]

    def _try_values(self, whole: model.Expression) -> tuple[str, ...]:
        names = list(self._open_inputs(whole))
        found: list[str] = []
        for facts in itertools.islice(self._fillings(whole, names), MOST_TRIES):
            value = self._value(whole, facts)
            for name in [n for n in names if n not in found and facts[n] is not None]:
                if self._value(whole, facts | {name: None}) != value:
                    found.append(name)
            if len(found) == len(names):
                break
        return tuple(found)

    def _fillings(self, whole: model.Expression, names: list[str]) -> Iterator[dict[str, Fact]]:
        expressions = [whole, *(self._items[n].derivation for n in inputs_of(whole, self._items) if
                                self._items[n].derivation is not None)]  # fmt: skip
        choices = [(*telling_values(name, expressions, self._items), None) for name in names]
        return (dict(zip(names, values, strict=True)) for values in itertools.product(*choices))

    def _value(self, whole: model.Expression, facts: dict[str, Fact]) -> Fact:
        filled = Patient(self._items, self._patient.given | facts, self._patient.today)
        return evaluate(whole, filled)


_KEYS: dict[int, tuple[model.Expression, str]] = {}


def _key(node: model.Expression) -> str:
    """Return a text that is the same for two conditions that read the same, wherever they stand."""
    known = _KEYS.get(id(node))
    if known is None or known[0] is not node:
        fields = (getattr(node, f) for f in node.__struct_fields__ if f != "span" and f != "operands")
        plain = ",".join(_key(f) if isinstance(f, model.Node) else _plain(f) for f in fields)
        parts = ",".join(_key(p) for p in getattr(node, "operands", ()) if isinstance(p, model.Node))
        known = _KEYS[id(node)] = (node, f"{type(node).__name__}({plain}{parts})")
    return known[1]


def _plain(field) -> str:
    if isinstance(field, tuple):
        return "[" + ",".join(_key(f) if isinstance(f, model.Node) else _plain(f) for f in field) + "]"
    if isinstance(field, model.Branch):
        return f"{_key(field.condition)}:{_key(field.result)}"
    return repr(field)
