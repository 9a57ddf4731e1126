"""The scope and condition of every rule as one decision of zen-engine. Must not pretend that it has a third value.

In zen-engine a comparison with null is false or an error. Here it is made false, so that one unknown item does not
stop every rule; what follows from an unknown is therefore not comparable.
"""

from rules import all_rules, items_read

from leidraad.model import expressions as model
from leidraad.model.content import Content


class NotInZen(Exception):
    """Zen-engine has no counterpart of this expression."""


def to_decision(content: Content) -> tuple[dict, dict[str, str]]:
    """Return the decision, and for each rule that has no counterpart the reason."""
    writer = _Writer(content)
    expressions: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for name in items_read(content):
        derivation = content.items[name].derivation
        if derivation is not None:
            expressions[f"item {name}"] = _derived(name, derivation, writer)
    for rule in all_rules(content):
        try:
            expressions[rule.id] = writer.truth(rule.truth)
        except NotInZen as error:
            left_out[rule.id] = str(error)
    return _graph(expressions), left_out


def _derived(name: str, derivation: model.Expression, writer: "_Writer") -> str:
    """Return the item as given, else as derived; as given alone where zen-engine cannot derive it."""
    try:
        return f"{name} ?? ({writer.text(derivation)})"
    except NotInZen:
        return name


def _graph(expressions: dict[str, str]) -> dict:
    steps = [{"id": str(n), "key": key(name), "value": text} for n, (name, text) in enumerate(expressions.items())]
    return {
        "nodes": [
            _node("in", "inputNode"),
            _node("rules", "expressionNode", {"expressions": steps}),
            _node("out", "outputNode"),
        ],
        "edges": [_edge("in", "rules"), _edge("rules", "out")],
    }


def _node(name: str, kind: str, content: dict | None = None) -> dict:
    node = {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return node | ({"content": content} if content else {})


def _edge(source: str, target: str) -> dict:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}


def key(name: str) -> str:
    """Return a rule or a derived item as a name that zen-engine reads as one word."""
    return "".join(c if c.isalnum() else f"_{ord(c)}_" for c in name)


class _Writer:
    """Writes expressions in the language of zen-engine; `$` holds what was worked out before."""

    def __init__(self, content: Content) -> None:
        self._items = content.items

    def text(self, node: model.Expression) -> str:
        """Return the text of an expression; it may give null only where CQL's value is no truth value."""
        match node:
            case model.Null():
                return "null"
            case model.Truth(value=value):
                return "true" if value else "false"
            case model.Whole(value=value) | model.Exact(value=value):
                return str(value)
            case model.Text(value=value):
                return self._quoted(value)
            case model.ItemValue(item=name):
                return f"$.{key(f'item {name}')}" if self._items[name].derivation is not None else name
            case model.Case(branches=branches, otherwise=otherwise):
                steps = "".join(f"{self.truth(b.condition)} ? {self._inside(b.result)} : (" for b in branches)
                return f"{steps}{self.text(otherwise)}{')' * len(branches)}"
            case model.Coalesce(operands=parts):
                return " ?? ".join(map(self._inside, parts))
            case model.Arithmetic(operator=operator, left=left, right=right):
                a, b = self._inside(left), self._inside(right)
                return f"({a} == null or {b} == null) ? null : ({a} {operator} {b})"
        return self._logic(node)

    def _logic(self, node: model.Expression) -> str:
        match node:
            case model.Not(operand=part):
                return f"not ({self.truth(part)})"
            case model.And(operands=parts):
                return " and ".join(f"({self.truth(part)})" for part in parts)
            case model.Or(operands=parts):
                return " or ".join(f"({self.truth(part)})" for part in parts)
            case model.Xor(left=left, right=right):
                return f"({self.truth(left)}) != ({self.truth(right)})"
            case model.Implies(left=left, right=right):
                return f"(not ({self.truth(left)})) or ({self.truth(right)})"
            case model.IsNull(operand=part):
                return f"{self._inside(part)} == null"
            case model.In(element=element, options=options):
                return f"{self._inside(element)} in [{', '.join(map(self.text, options))}]"
            case model.Contains(element=element, item=item):
                return self._when_known([item], f"{self._inside(element)} in {self._inside(item)}")
            case model.NonEmpty(item=item):
                return self._when_known([item], f"len({self._inside(item)}) > 0")
            case model.Compare(operator=operator, left=left, right=right):
                sign = "==" if operator == "=" else operator
                return self._when_known([left, right], f"{self._inside(left)} {sign} {self._inside(right)}")
        raise NotInZen(f"no counterpart of {type(node).__name__}")

    def truth(self, node: model.Expression) -> str:
        """Return the text of a condition: true or false, never null."""
        may_be_null = isinstance(node, model.ItemValue | model.Case | model.Coalesce | model.Null)
        return f"{self._inside(node)} == true" if may_be_null else self.text(node)

    def _inside(self, node: model.Expression) -> str:
        text = self.text(node)
        return text if isinstance(node, model.ItemValue | model.Text | model.Whole | model.Truth) else f"({text})"

    def _when_known(self, nodes: list[model.Expression], text: str) -> str:
        constants = model.Truth | model.Whole | model.Exact | model.Text
        tests = [f"{self._inside(node)} != null" for node in nodes if not isinstance(node, constants)]
        return " and ".join([*tests, f"({text})"])

    def _quoted(self, value: str) -> str:
        if "'" in value or "\\" in value:
            raise NotInZen("a text with a quotation mark")
        return f"'{value}'"
