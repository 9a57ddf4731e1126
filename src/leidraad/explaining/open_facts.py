"""Which unknown raw items can still change a condition that is null. Exact: none is named that cannot.

A leaf that has a value is settled: an item that could only revise such a leaf is not missing.
"""

from collections.abc import Mapping

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.explaining.residual import Residual
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.model.telling import telling_values, thinned

Telling = Mapping[str, tuple[Fact, ...]]


class OpenFacts:
    """Finds open items for one patient.

    What matters to a condition without known facts in it is the same for every patient: `known` remembers it, and
    may be shared between patients of one content.
    """

    def __init__(self, patient: Patient, known: dict[tuple[str, str], bool] | None = None) -> None:
        self._patient = patient
        self._known = {} if known is None else known
        self._residuals: dict[frozenset[str], Residual] = {}
        self._found: dict[tuple, tuple[tuple[model.Expression, ...], tuple[str, ...]]] = {}

    def missing(self, condition: model.Expression) -> tuple[str, ...]:
        """Return the unknown raw items that can change the value of this condition, in reading order."""
        left = self._filled_in(condition)
        found = set(self._essential(left))
        return tuple(name for name in model.items_of(left) if name in found)

    def _filled_in(self, condition: model.Expression) -> model.Expression:
        """Return what is left of a condition: its leaves that have a value are settled."""
        patient = self._patient
        derived = {n: patient.value(n) for n in model.items_of(condition) if patient.items[n].derivation is not None}
        settled = {name: value for name, value in derived.items() if value is not None}
        key = frozenset(settled)
        if key not in self._residuals:
            fixed = {**patient.implied, **patient.given, **settled}
            self._residuals[key] = Residual(patient.items, fixed, patient.today)
        return self._residuals[key].of(condition)

    def _essential(self, node: model.Expression) -> tuple[str, ...]:
        """Take a condition apart where its parts vary freely beside each other; try values where they do not."""
        match node:
            case model.And(operands=parts) | model.Or(operands=parts):
                found = (self._in_group(node, group) for group in _entangled(parts))
                return tuple(dict.fromkeys(name for names in found for name in names))
            case model.Not(operand=part):
                return self._essential(part)
            case model.Compare(left=model.ItemValue(item=name), right=other) if isinstance(other, model.CONSTANTS):
                return (name,)
            case model.In(element=model.ItemValue(item=name)) | model.Contains(item=model.ItemValue(item=name)):
                return (name,)
        return self._tried(node, (node,))

    def _in_group(self, node: model.And | model.Or, group: tuple[model.Expression, ...]) -> tuple[str, ...]:
        if len(group) == 1:
            return self._essential(group[0])
        return self._tried(_joined(node, group), group)

    def _tried(self, whole: model.Expression, parts: tuple[model.Expression, ...]) -> tuple[str, ...]:
        """Try values, once for the same parts. The parts are kept, so that their identity stays theirs."""
        key = (type(whole), *map(id, parts))
        if key not in self._found:
            telling = telling_values(model.items_of(whole), [whole], self._patient.items)
            thin = thinned(whole, telling)
            self._found[key] = (parts, tuple(name for name in telling if self._matters(name, thin, telling)))
        return self._found[key][1]

    def _matters(self, name: str, node: model.Expression, telling: Telling) -> bool:
        """Return whether a value of the item can change the node, whatever the other open items are."""
        names = model.items_of(node)
        if name not in names:
            return False
        if isinstance(node, model.And | model.Or) and len(groups := _entangled(node.operands)) > 1:
            group = next(g for g in groups if any(name in model.items_of(part) for part in g))
            return self._matters(name, _joined(node, group), telling)
        # Many ways to fill in the others leave the same: it is looked at once.
        key = (name, to_cql(node))
        if key not in self._known:
            others = [other for other in names if other != name]
            self._known[key] = (
                self._changes(name, node, telling)
                if not others
                else any(
                    self._matters(name, self._fixed(node, others[0], v), telling) for v in (*telling[others[0]], None)
                )
            )
        return self._known[key]

    def _changes(self, name: str, node: model.Expression, telling: Telling) -> bool:
        unknown = self._value(node, {})
        return any(self._value(node, {name: value}) != unknown for value in telling[name])

    def _fixed(self, node: model.Expression, name: str, value: Fact) -> model.Expression:
        return Residual(self._patient.items, {name: value}, self._patient.today).of(node)

    def _value(self, node: model.Expression, facts: dict[str, Fact]) -> Fact:
        return evaluate(node, Patient(self._patient.items, facts, self._patient.today))


def _joined(node: model.And | model.Or, parts: tuple[model.Expression, ...]) -> model.Expression:
    return parts[0] if len(parts) == 1 else type(node)(node.span, parts)


def _entangled(parts: tuple[model.Expression, ...]) -> list[tuple[model.Expression, ...]]:
    """Group parts that share open items; parts of different groups vary freely beside each other."""
    groups: list[tuple[set[str], tuple[model.Expression, ...]]] = []
    for part in parts:
        names, members = set(model.items_of(part)), (part,)
        for other in [group for group in groups if group[0] & names]:
            groups.remove(other)
            names, members = names | other[0], other[1] + members
        groups.append((names, members))
    return [members for _, members in groups]
