"""From all sources to the compiled content, with the checks that need every guideline at once."""

from leidraad.compiling.dictionary import from_dictionary
from leidraad.compiling.guideline import from_guideline
from leidraad.diagnostics import Diagnostic, UserInputError, wrong
from leidraad.model.content import Content, Rule, Wording
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import ActSource, ContentSource


def from_sources(source: ContentSource) -> Content:
    """Compile everything; raise UserInputError with the mistakes found, each with its place."""
    items = from_dictionary(source.dictionary)
    acts = _acts(source.acts)
    problems: list[Diagnostic] = []
    guidelines = []
    for guideline in source.guidelines:
        try:
            guidelines.append(from_guideline(guideline, items, acts))
        except UserInputError as error:
            problems += error.diagnostics
    problems += exception_circles([rule for g in guidelines for rule in g.rules])
    if problems:
        raise UserInputError(problems)
    return Content(items, acts, tuple(guidelines))


def _acts(documents: tuple[Document, ...]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for document in documents:
        for name in document.data:
            if name in found:
                raise wrong("duplicate-act", f"the act `{name}` stands twice", document.spans[(name,)])
            found[name] = document.convert(ActSource, (name,)).label
    return found


def exception_circles(rules: list[Rule]) -> list[Diagnostic]:
    """Return an error for every rule that is, by way of others, an exception to itself."""
    by_id = {rule.id: rule for rule in rules}
    found = []
    for rule in rules:
        path = _circle(rule.id, by_id, (rule.id,))
        if path:
            message = f"`{rule.id}` is an exception to itself: {' overrides '.join(path)}"
            found.append(Diagnostic("cyclic-exception", message, rule.span, "take one `overrides` away"))
    return found


def _circle(name: str, rules: dict[str, Rule], path: tuple[str, ...]) -> tuple[str, ...] | None:
    for target in rules[name].overrides if name in rules else ():
        if target == path[0]:
            return (*path, target)
        if target not in path and (deeper := _circle(target, rules, (*path, target))):
            return deeper
    return None
