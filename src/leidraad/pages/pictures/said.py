"""A condition in words: labels, values and units of the dictionary in one language. Draws nothing."""

from typing import Any

import msgspec

from leidraad.explaining.advice import plain
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model
from leidraad.pages.pictures.normal_form import ALL, Group, Part, Test, normal

_WORDS = {
    "all": ("al deze", "all of these"),
    "any": ("minstens één van deze", "at least one of these"),
    "and": ("en", "and"),
    "or": ("of", "or"),
    "not": ("niet {}", "not {}"),
    "none_of": ("geen van deze: {}", "none of these: {}"),
    "with": ("met {}", "with {}"),
    "without": ("zonder {}", "without {}"),
    "some": ("een of meer", "one or more"),
    "none": ("geen", "none"),
    "recorded": ("vastgelegd", "on record"),
    "not_recorded": ("niet vastgelegd", "not on record"),
    "always": ("geldt altijd", "always holds"),
    "never": ("geldt nooit", "never holds"),
    "true": ("waar", "true"),
    "false": ("niet waar", "not true"),
}
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Leaf(msgspec.Struct, frozen=True, tag="test"):
    """One test: the item that it reads, what people call it, and what is asked of it."""

    item: str | None
    label: str
    says: str

    @property
    def text(self) -> str:
        """The test on one line."""
        return f"{self.opening} {self.says}".rstrip()

    @property
    def opening(self) -> str:
        """What stands before the words: a sign needs no colon."""
        return f"{self.label}:" if self.says and not self.says.startswith(tuple(SIGNS.values())) else self.label


class Branch(msgspec.Struct, frozen=True, tag="group"):
    """A group of tests; `heading` says in words whether all of them are asked or any."""

    joins: str
    heading: str
    parts: tuple["Said", ...]


Said = Leaf | Branch


def said(node: model.Expression, say: Phrases) -> Said:
    """Return a condition in words."""
    return Words(say).part(normal(node))


def sentence(found: Said, say: Phrases) -> str:
    """Return a condition on one line; brackets show what belongs together."""
    return Words(say).line(found)


class Words:
    """The words of tests and groups in one language."""

    def __init__(self, say: Phrases) -> None:
        self._say = say

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][LANGUAGES.index(self._say.language)]

    def part(self, part: Part) -> Said:
        """Return a normal condition in words."""
        if isinstance(part, Group):
            return Branch(part.joins, self[part.joins], tuple(map(self.part, part.parts)))
        return self.leaf(part)

    def line(self, found: Said) -> str:
        """Return a condition in words on one line."""
        if isinstance(found, Leaf):
            return found.text
        inside = (f"({self.line(p)})" if isinstance(p, Branch) else self.line(p) for p in found.parts)
        return f" {self['and' if found.joins == ALL else 'or']} ".join(inside)

    def leaf(self, test: Test) -> Leaf:
        """Return one test in words; a test that compares no item with values is quoted as it is written."""
        node, holds = test.expression, test.holds
        match node:
            case model.Truth(value=value):
                return Leaf(None, self["always" if value is holds else "never"], "")
            case model.ItemValue(item=item):
                return self._of(item, self._say.value(item, holds))
            case model.Compare(operator=operator, left=model.ItemValue(item=item), right=right) if _is_value(right):
                return self._compared(item, operator, right.value, holds)
            case model.Compare(operator=operator, left=left, right=model.ItemValue(item=item)) if _is_value(left):
                return self._compared(item, MIRRORED[operator], left.value, holds)
            case model.In(element=model.ItemValue(item=item), options=options) if all(map(_is_value, options)):
                return self._of(item, self._one_of([self._value(item, o.value) for o in options], holds))
            case model.Contains(element=model.Text(value=value), item=model.ItemValue(item=item)):
                return self._of(item, self["with" if holds else "without"].format(self._value(item, value)))
            case model.NonEmpty(item=model.ItemValue(item=item)):
                return self._of(item, self["some" if holds else "none"])
            case model.IsNull(operand=model.ItemValue(item=item)):
                return self._of(item, self["not_recorded" if holds else "recorded"])
        return Leaf(None, to_cql(node), self["true" if holds else "false"])

    def _of(self, item: str, says: str) -> Leaf:
        return Leaf(item, self._say.label(item), says)

    def _value(self, item: str, value: Any) -> str:
        return self._say.value(item, plain(value))

    def _compared(self, item: str, operator: str, value: Any, holds: bool) -> Leaf:
        asked = operator if holds else OPPOSITE[operator]
        if isinstance(value, bool):
            return self._of(item, self._value(item, value is (asked == "=")))
        words = self._value(item, value)
        if asked in SIGNS:
            # The unit stands behind the number.
            label = self._say.label(item).removesuffix(f" ({self._say.unit(item)})")
            return Leaf(item, label, f"{SIGNS[asked]} {words}".replace(" ", "\u00a0"))
        return self._of(item, words if asked == "=" else self["not"].format(words))

    def _one_of(self, words: list[str], holds: bool) -> str:
        if len(words) == 1:
            return words[0] if holds else self["not"].format(words[0])
        if not holds:
            return self["none_of"].format(", ".join(words))
        return f"{', '.join(words[:-1])} {self['or']} {words[-1]}"


def _is_value(node: model.Expression) -> bool:
    return isinstance(node, model.CONSTANTS) and not isinstance(node, model.Null)
