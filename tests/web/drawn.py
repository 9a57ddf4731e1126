"""What a picture or a table says, read back from its words alone: for tests that a picture does not lie.

Everything read is a function from a patient to true, false or None.
"""

import itertools
import operator
import re
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

from leidraad.model.kleene import conjunction, disjunction

SVG = "{http://www.w3.org/2000/svg}"
SIGNS = {"<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge}
YES_NO = {"nl": {"ja": True, "nee": False}, "en": {"yes": True, "no": False}}
ALL = {"nl": "al deze", "en": "all of these"}
ANY = {"nl": "minstens één van deze", "en": "at least one of these"}
NOT = {"nl": ("niet ", "geen van deze: "), "en": ("not ", "none of these: ")}
WITH = {"nl": {"met ": True, "zonder ": False}, "en": {"with ": True, "without ": False}}
SOME = {"nl": {"een of meer": True, "geen": False}, "en": {"one or more": True, "none": False}}
ALWAYS = {"nl": "geldt altijd", "en": "always holds"}
OR = {"nl": " of ", "en": " or "}
AND = {"nl": " en ", "en": " and "}


class Reader:
    """Reads words about the items of a dictionary in one language."""

    def __init__(self, items, lang):
        self._lang = lang
        # Beside a number the unit stands behind the number, not in the label.
        self._labels = [(label, item) for item in items.values() for label in _labels(item, lang)]
        self.test = cache(self._test)
        self.cell = cache(self._cell)

    def svg(self, text):
        """What a drawn tree says."""
        tops = [g for g in ElementTree.fromstring(text) if g.tag == f"{SVG}g"]
        assert len(tops) == 1
        return self._node(tops[0])

    def _node(self, group):
        parts = [self._node(g) for g in group.findall(f"{SVG}g")]
        (text,) = group.findall(f"{SVG}text")
        words = _words(text)
        if not parts:
            return self.test(words)
        assert words in (ALL[self._lang], ANY[self._lang])
        return joined(conjunction if words == ALL[self._lang] else disjunction, parts)

    def table(self, table):
        """What a decision table says."""
        rows = [
            joined(conjunction, [self.cell(c, cell) for c, cell in zip(table.columns, row, strict=True) if cell])
            for row in table.rows
        ]
        return joined(conjunction, [*map(self.test, table.always), *([joined(disjunction, rows)] if rows else [])])

    def _test(self, words):
        """What one test says: `label: words`, or `label sign number`."""
        if words == ALWAYS[self._lang]:
            return lambda patient: True
        found = []
        for label, item in self._labels:
            rest = words.removeprefix(f"{label}: ")
            if rest == words and words.startswith(f"{label} ") and words.removeprefix(f"{label} ")[0] in SIGNS:
                rest = words.removeprefix(f"{label} ")
            found += self._readings(item, rest) if rest != words else []
        assert len(found) == 1, f"{words}: {len(found)} readings"
        return found[0]

    def _cell(self, column, cell):
        """What a cell says: tests of the item of its column, joined by and."""
        items = [item for label, item in self._labels if label == column]
        assert len(items) == 1
        parts = cell.split(AND[self._lang])
        for cuts in itertools.product((False, True), repeat=len(parts) - 1):
            pieces = [parts[0]]
            for cut, part in zip(cuts, parts[1:], strict=True):
                pieces = [*pieces, part] if cut else [*pieces[:-1], f"{pieces[-1]}{AND[self._lang]}{part}"]
            read = [self._readings(items[0], piece) for piece in pieces]
            if all(len(r) == 1 for r in read):
                return joined(conjunction, [r[0] for r in read])
        raise AssertionError(f"{column}: {cell} cannot be read")

    def _readings(self, item, words):
        """Everything that these words can say of an item; good words leave one."""
        return [
            lambda patient, says=says: None if (value := patient.value(item.name)) is None else says(value)
            for says in self._of_value(item, words.replace("\u00a0", " "))
        ]

    def _of_value(self, item, words):
        lang = self._lang
        match item.type:
            case "boolean":
                return [lambda value: value is YES_NO[lang][words]] if words in YES_NO[lang] else []
            case "integer" | "decimal":
                return self._of_number(words)
            case "set":
                return list(self._of_set(item, words))
        found = [lambda value, names=names: value in names for names in self._values(item, words)]
        for opening in NOT[lang]:
            if words.startswith(opening):
                rest = self._values(item, words.removeprefix(opening))
                found += [lambda value, names=names: value not in names for names in rest]
        return found

    def _of_set(self, item, words):
        if words in SOME[self._lang]:
            yield lambda value: bool(value) is SOME[self._lang][words]
        for opening, inside in WITH[self._lang].items():
            for names in self._values(item, words.removeprefix(opening)) if words.startswith(opening) else ():
                yield lambda value, name=names[0], inside=inside: (name in value) is inside

    def _of_number(self, words):
        match = re.fullmatch(r"(?:([<≤>≥]) |(niet |not ))?([\d.,]+)(?: \S+)?", words)
        if not match:
            return []
        number = Decimal(match[3].replace(",", ".") if self._lang == "nl" else match[3])
        if match[1]:
            return [lambda value: SIGNS[match[1]](value, number)]
        return [lambda value: (value == number) is not bool(match[2])]

    def _values(self, item, words):
        """Every way to read a list of values: one, or `a, b of c`."""
        labels = {getattr(v.label, self._lang): name for name, v in item.values.items()}
        if words in labels:
            yield [labels[words]]
        for label, name in labels.items():
            for joint in (", ", OR[self._lang]):
                if words.startswith(f"{label}{joint}"):
                    for rest in self._values(item, words.removeprefix(f"{label}{joint}")):
                        yield [name, *rest]


def joined(how, parts):
    """Join what parts say."""
    return lambda patient: how([part(patient) for part in parts])


def _labels(item, lang):
    label = getattr(item.label, lang)
    return dict.fromkeys((label, re.sub(r" \([^)]*\)$", "", label) if item.unit else label))


def _words(text):
    """The words of a text that stands on several lines."""
    parts = text.findall(f"{SVG}tspan")
    said = "".join(f" {part.text}" if part.get("x") else part.text for part in parts) if parts else text.text
    return said.strip(" ")
