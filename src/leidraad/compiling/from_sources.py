"""From all sources to the compiled content, with the checks that need every guideline at once."""

from collections.abc import Iterator
from typing import Any

import msgspec

from leidraad.compiling.circles import circle
from leidraad.compiling.claims import from_claims
from leidraad.compiling.dictionary import from_dictionary
from leidraad.compiling.guideline import from_conflicts, from_guideline
from leidraad.compiling.leaflet import from_leaflet
from leidraad.compiling.scales import from_scales
from leidraad.compiling.schedules import from_schedules
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.model.content import Conflict, Content, Guideline, Rule, Wording
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import ActSource, ConflictSource, ContentSource, GuidelinePassport

TWICE = "an id stands for one thing for ever: take a new one"


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
    between = [c for d in source.conflicts for c in from_conflicts(d.convert(list[ConflictSource]), d, ())]
    try:
        scales = from_scales(source.scales, items)
    except UserInputError as error:
        scales = ()
        problems += error.diagnostics
    content = Content(items, acts, tuple(guidelines), tuple(between), scales)
    if not problems:
        problems += references(content)
    if not problems:
        schedules, problems = from_schedules(source.schedules, content)
        leaflet, more = from_leaflet(source.leaflet, content)
        problems += more
        content = msgspec.structs.replace(content, schedules=schedules, leaflet=leaflet)
        claims, wrongs = from_claims(_claim_files(source), content)
        content = msgspec.structs.replace(content, claims=claims)
        problems += wrongs
    problems += exception_circles([rule for g in guidelines for rule in g.rules])
    if problems:
        raise UserInputError(problems)
    return content


def _claim_files(source: ContentSource) -> Iterator[tuple[str | None, Document]]:
    for guideline in source.guidelines:
        name = guideline.passport.convert(GuidelinePassport).id
        yield from ((name, document) for document in guideline.claims)
    yield from ((None, document) for document in source.claims)


def references(content: Content) -> list[Diagnostic]:
    """Return what is wrong with ids: duplicates, and names of rules that do not exist in any guideline."""
    guidelines = content.guidelines
    every = [(x.id, x.span) for g in guidelines for x in (*g.rules, *g.norms, *g.notes, *g.findings)]
    first = dict(reversed(every))
    found = [
        Diagnostic("duplicate-id", f"the id `{name}` stands at {first[name].file}:{first[name].line} too", span, TWICE)
        for name, span in every
        if first[name] is not span
    ]
    for conflict in _conflicts(content):
        if conflict.rules[0] == conflict.rules[1]:
            message = f"`{conflict.rules[0]}` is said to disagree with itself"
            found.append(Diagnostic("self-conflict", message, conflict.span, "name two rules, or take the entry away"))
    for target, span in _named(content):
        if target not in first:
            found.append(Diagnostic("unknown-rule", f"no rule `{target}`", span, nearest(target, first)))
    return found


def _named(content: Content) -> Iterator[tuple[str, Span]]:
    """Yield every id that something refers to, with the place of what refers to it."""
    for guideline in content.guidelines:
        for rule in guideline.rules:
            yield from ((target, rule.span) for target in (*rule.refines, *rule.overrides))
        for note in guideline.notes:
            yield from ((target, note.span) for target in note.bears_on)
        for finding in guideline.findings:
            yield from ((target, finding.span) for target in finding.rules)
    yield from ((target, conflict.span) for conflict in _conflicts(content) for target in conflict.rules)


def _conflicts(content: Content) -> Iterator[Conflict]:
    for guideline in content.guidelines:
        yield from guideline.conflicts
    yield from content.conflicts


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
