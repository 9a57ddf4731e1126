"""One scale for one patient: from the words of a command to the answer."""

from collections.abc import Sequence

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.engines.reference import Fact
from leidraad.engines.tables import patient_of
from leidraad.explaining.scale_answer import ScaleAnswer, answer
from leidraad.model.content import Content, Scale
from leidraad.records.facts import to_fact


def find_scale(content: Content, name: str) -> Scale:
    """Return the scale of this name; raise UserInputError with the nearest one."""
    known = {scale.id: scale for scale in content.scales}
    if name not in known:
        hint = nearest(name, known) or f"the scales are {', '.join(known)}"
        raise wrong("unknown-scale", f"no scale `{name}`", None, hint)
    return known[name]


def scale(content: Content, name: str, words: Sequence[str]) -> ScaleAnswer:
    """Return the answer for inputs written as `item=value`; raise UserInputError with every mistake in them."""
    found = find_scale(content, name)
    return answer(found, patient_of(found, _facts(found, words)))


def _facts(scale: Scale, words: Sequence[str]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    problems: list[Diagnostic] = []
    for word in words:
        try:
            name, value = _fact(scale, word)
            if name in facts:
                raise wrong("duplicate-field", f"`{name}` is given twice", None, "keep one of them")
        except UserInputError as error:
            problems += error.diagnostics
            continue
        facts[name] = value
    if problems:
        raise UserInputError(problems)
    return facts


def _fact(scale: Scale, word: str) -> tuple[str, Fact]:
    name, equals, value = word.partition("=")
    if not equals or not value:
        raise wrong(
            "not-a-fact", f"`{word}` gives no value", None, f"write item=value, such as {_near(scale, name)}=..."
        )
    if name not in scale.inputs:
        raise _unknown(scale, name)
    try:
        return name, to_fact(name, value, scale.items, Span(""))
    except UserInputError as error:
        # A command line has no line to point at.
        raise UserInputError(Diagnostic(d.code, d.message, None, d.hint) for d in error.diagnostics) from None


def _near(scale: Scale, name: str) -> str:
    return name if name in scale.inputs else scale.inputs[0]


def _unknown(scale: Scale, name: str) -> UserInputError:
    for entry in scale.withheld:
        if name in entry.inputs:
            return wrong("not-shipped", f"`{scale.id}` takes no `{name}`: {entry.text.en}", None,
                         f"it takes {', '.join(scale.inputs)}")  # fmt: skip
    hint = nearest(name, scale.inputs) or f"it takes {', '.join(scale.inputs)}"
    return wrong("unknown-item", f"`{scale.id}` takes no `{name}`", None, hint)
