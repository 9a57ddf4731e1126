"""From all sources to the compiled content, with the checks that need every guideline at once."""

from typing import Any

from leidraad.compiling.circles import circle
from leidraad.compiling.dictionary import from_dictionary
from leidraad.compiling.guideline import from_guideline
from leidraad.diagnostics import Diagnostic, UserInputError, wrong
from leidraad.model.content import Content, Guideline, Rule, Wording
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import ActSource, ContentSource


def from_sources(source: ContentSource) -> Content:
    """Compile everything; raise UserInputError with the mistakes found, each with its place."""
    items = from_dictionary(source.dictionary)
    acts = _acts(source.acts)
    problems: list[Diagnostic] = []
    guidelines: list[Guideline] = []
    for guideline in source.guidelines:
        try:
            guidelines.append(from_guideline(guideline, items, acts))
        except UserInputError as error:
            problems += error.diagnostics
    problems += _twice(guidelines)
    problems += exception_circles([rule for g in guidelines for rule in g.rules])
    if problems:
        raise UserInputError(problems)
    return Content(items, acts, tuple(guidelines))


def _twice(guidelines: list[Guideline]) -> list[Diagnostic]:
    first: dict[str, Guideline] = {}
    found = []
    for guideline in guidelines:
        known = first.setdefault(guideline.id, guideline)
        if known is not guideline:
            message = f"the guideline `{guideline.id}` is there twice: {known.edition} and {guideline.edition}"
            found.append(Diagnostic("duplicate-guideline", message, None, "keep one edition in this folder"))
    return found


def _acts(documents: tuple[Document, ...]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for document in documents:
        for name in document.convert(dict[str, Any]):
            if name in found:
                raise wrong("duplicate-act", f"the act `{name}` stands twice", document.spans[(name,)])
            found[name] = document.convert(ActSource, (name,)).label
    return found


def exception_circles(rules: list[Rule]) -> list[Diagnostic]:
    """Return an error for every rule that is, by way of others, an exception to itself."""
    overrides = {rule.id: rule.overrides for rule in rules}
    found = []
    for rule in rules:
        if path := circle(rule.id, lambda name: overrides.get(name, ())):
            message = f"`{rule.id}` is an exception to itself: {' overrides '.join(path)}"
            found.append(Diagnostic("cyclic-exception", message, rule.span, "take one `overrides` away"))
    return found
