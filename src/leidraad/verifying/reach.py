"""Which items an expression depends on, by way of derived items too, and which of its parts share none."""

from collections.abc import Iterator

from leidraad.model import expressions as model
from leidraad.model.content import Item


class Reach:
    """The items of one dictionary, with what each is derived from."""

    def __init__(self, items: dict[str, Item]) -> None:
        self._items = items
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, *nodes: model.Expression) -> tuple[str, ...]:
        """Return the items that expressions depend on: those they name, and what these are derived from."""
        named = (name for node in nodes for name in model.items_of(node))
        return tuple(dict.fromkeys(found for name in named for found in self.behind(name)))

    def behind(self, name: str) -> tuple[str, ...]:
        """Return an item with all that it is derived from."""
        if name not in self._known:
            derivation = self._items[name].derivation
            self._known[name] = (name, *(self.of(derivation) if derivation is not None else ()))
        return self._known[name]

    def derivations(self, node: model.Expression) -> list[model.Expression]:
        """Return the derivations of the items that an expression depends on."""
        found = (self._items[name].derivation for name in self.of(node))
        return [derivation for derivation in found if derivation is not None]

    def groups(self, node: model.Expression, sense: bool = True) -> Iterator[tuple[model.Expression, bool]]:
        """Yield the parts of a condition that share no item with each other, by way of derived items either.

        With each part stands whether it works towards the whole, or against it.
        """
        match node:
            case model.And(operands=parts) | model.Or(operands=parts):
                for group in model.entangled(parts, self.of):
                    if len(group) == 1:
                        yield from self.groups(group[0], sense)
                    else:
                        yield type(node)(node.span, group), sense
            case model.Not(operand=part):
                yield from self.groups(part, not sense)
            case _:
                yield node, sense
