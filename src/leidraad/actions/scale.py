"""One scale for one patient: from the words of a command to the answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.engines.reference import Fact
from leidraad.engines.tables import patient_of
from leidraad.explaining.scale_answer import ScaleAnswer, answer
from leidraad.model.content import Content, Scale
from leidraad.records.facts import shown, to_fact


def find_scale(content: Content, name: str) -> Scale:
    """Return the scale of this name; raise UserInputError with the nearest one."""
    known = {scale.id: scale for scale in content.scales}
    if name not in known:
        hint = nearest(name, known) or f"the scales are {', '.join(known)}"
        raise wrong("unknown-scale", f"no scale {shown(name)}", None, hint)
    return known[name]


def scale(content: Content, name: str, words: Sequence[str]) -> ScaleAnswer:
    """Return the answer for inputs written as `item=value`; raise UserInputError with every mistake in them."""
    found = find_scale(content, name)
    pairs: list[tuple[str, Any]] = []
    problems: list[Diagnostic] = []
    for word in words:
        try:
            pairs.append(_pair(found, word))
        except UserInputError as error:
            problems += error.diagnostics
    return _answer(found, pairs, problems)


def scale_on(content: Content, name: str, values: Mapping[str, Any]) -> ScaleAnswer:
    """Return the answer for inputs by name; raise UserInputError with every mistake in them."""
    return _answer(find_scale(content, name), values.items(), [])


def _answer(scale: Scale, pairs: Iterable[tuple[str, Any]], problems: list[Diagnostic]) -> ScaleAnswer:
    facts: dict[str, Fact] = {}
    for name, value in pairs:
        try:
            fact = _fact(scale, name, value)
            if name in facts:
                raise wrong("duplicate-field", f"`{name}` is given twice", None, "keep one of them")
        except UserInputError as error:
            problems += error.diagnostics
            continue
        facts[name] = fact
    if problems:
        raise UserInputError(problems)
    return answer(scale, patient_of(scale, facts))


def _pair(scale: Scale, word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not value:
        raise wrong(
            "not-a-fact", f"`{word}` gives no value", None, f"write item=value, such as {_near(scale, name)}=..."
        )
    return name, value


def _fact(scale: Scale, name: str, value: Any) -> Fact:
    if name not in scale.inputs:
        raise _unknown(scale, name)
    try:
        return to_fact(name, value, scale.items, Span(""))
    except UserInputError as error:
        # Inputs by name have no line to point at.
        raise UserInputError(Diagnostic(d.code, d.message, None, d.hint) for d in error.diagnostics) from None


def _near(scale: Scale, name: str) -> str:
    return name if name in scale.inputs else scale.inputs[0]


def _unknown(scale: Scale, name: str) -> UserInputError:
    for entry in scale.withheld:
        if name in entry.inputs:
            return wrong("not-shipped", f"`{scale.id}` takes no `{name}`: {entry.text.en}", None,
                         f"it takes {', '.join(scale.inputs)}")  # fmt: skip
    hint = nearest(name, scale.inputs) or f"it takes {', '.join(scale.inputs)}"
    return wrong("unknown-item", f"`{scale.id}` takes no {shown(name)}", None, hint)
